"""Controls of the scheme editor, each for one value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QDoubleValidator, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)

from annotator.core.colors import PAPERS, contrast, is_color

Translate = Callable[..., str]
"""The sentence of a row, in the language of the window."""

Option = tuple[str, str, QIcon | None]
"""The value, the words and the picture of one choice."""

_SWATCH = QSize(34, 16)
_SWATCH_SCALE = 2
_LIST_ROWS = 7
_SHORT = 70
_NUMBER = 140
_TICKS_ABREAST = 2


class Control(QWidget):
    """Shows and edits one value."""

    edited = Signal(object)
    """The person chose or typed another value."""
    left = Signal()
    """The person is done with it for now."""

    def __init__(self, control: QWidget) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(control, 1)
        self.control = control
        self.setFocusProxy(control)

    def set_value(self, value: Any) -> None:
        """Show a value without telling anybody."""
        raise NotImplementedError

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer other choices; controls without choices have nothing to do."""

    def set_name(self, name: str) -> None:
        """The name by which a screen reader calls it."""
        self.control.setAccessibleName(name)


class Line(Control):
    """A line of text in a direction of its own; `on_leaving` tells of it only once it is typed."""

    def __init__(self, direction: Qt.LayoutDirection, *, on_leaving: bool = False) -> None:
        self._line = QLineEdit()
        super().__init__(self._line)
        self._line.setLayoutDirection(direction)
        if on_leaving:
            self._line.editingFinished.connect(lambda: self.edited.emit(self._line.text().strip()))
        else:
            self._line.textEdited.connect(lambda text: self.edited.emit(text.strip()))
        self._line.editingFinished.connect(self.left)

    def set_value(self, value: Any) -> None:
        if self._line.text().strip() != value:
            self._line.setText(value)

    def set_length(self, characters: int) -> None:
        self._line.setMaxLength(characters)
        self._line.setMaximumWidth(_SHORT)
        self._row.addStretch(1)


class Number(Control):
    """A number in Latin digits, or none."""

    def __init__(self) -> None:
        self._line = QLineEdit()
        super().__init__(self._line)
        validator = QDoubleValidator(self._line)
        validator.setLocale(QLocale.c())
        self._line.setValidator(validator)
        self._line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._line.setMaximumWidth(_NUMBER)
        self._row.addStretch(1)
        self._line.textEdited.connect(lambda _: self.edited.emit(self._value()))

    def set_value(self, value: Any) -> None:
        if self._value() != value:
            self._line.setText("" if value is None else f"{value:g}")

    def _value(self) -> float | None:
        return float(self._line.text()) if self._line.text() and self._line.hasAcceptableInput() else None


class Lines(Control):
    """Several values, one a line."""

    def __init__(self) -> None:
        # Unlike a plain text edit, this lets each line begin where its own direction does.
        self._text = QTextEdit()
        super().__init__(self._text)
        self._text.setAcceptRichText(False)
        self._text.setTabChangesFocus(True)
        self._text.setMaximumHeight(self._text.fontMetrics().lineSpacing() * _LIST_ROWS)
        self._text.textChanged.connect(lambda: self.edited.emit(self._values()))

    def set_value(self, value: Any) -> None:
        if self._values() != tuple(value):
            with QSignalBlocker(self._text):
                self._text.setPlainText("\n".join(value))

    def _values(self) -> tuple[str, ...]:
        # The raw text: the plain one has lost its no-break spaces.
        lines = (line.strip() for line in self._text.document().toRawText().splitlines())
        return tuple(line for line in lines if line)


class Flag(Control):
    """Yes or no."""

    def __init__(self) -> None:
        self._box = QCheckBox()
        super().__init__(self._box)
        self._box.toggled.connect(lambda on: self.edited.emit(on))

    def set_value(self, value: Any) -> None:
        with QSignalBlocker(self._box):
            self._box.setChecked(bool(value))


class Choice(Control):
    """One of some values."""

    def __init__(self) -> None:
        self._combo = QComboBox()
        super().__init__(self._combo)
        self._offered: list[Option] = []
        self._combo.activated.connect(lambda place: self.edited.emit(self._combo.itemData(place)))

    def set_options(self, options: Sequence[Option]) -> None:
        if _words(options) == _words(self._offered):
            return
        self._offered = list(options)
        with QSignalBlocker(self._combo):
            self._combo.clear()
            for value, words, icon in options:
                self._combo.addItem(icon or QIcon(), words, value)

    def set_value(self, value: Any) -> None:
        with QSignalBlocker(self._combo):
            self._combo.setCurrentIndex(self._combo.findData(value))


class Ticks(Control):
    """Any of some values; what was ticked before keeps its order."""

    def __init__(self) -> None:
        self._page = QWidget()
        super().__init__(self._page)
        self._grid = QGridLayout(self._page)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._boxes: dict[str, QCheckBox] = {}
        self._offered: list[Option] = []
        self._ticked: tuple[str, ...] = ()

    def set_options(self, options: Sequence[Option]) -> None:
        # Made anew only if there is another choice, so that the focus stays where it is.
        if _words(options) == _words(self._offered):
            return
        self._offered = list(options)
        for box in self._boxes.values():
            box.hide()
            box.deleteLater()
        self._boxes = {}
        for place, (value, words, _) in enumerate(options):
            box = QCheckBox(words.replace("&", "&&"))
            box.setAccessibleName(words)
            box.toggled.connect(partial(self._toggled, value))
            self._grid.addWidget(box, *divmod(place, _TICKS_ABREAST))
            self._boxes[value] = box
        self.setFocusProxy(next(iter(self._boxes.values()), self._page))

    def set_value(self, value: Any) -> None:
        self._ticked = tuple(value)
        for name, box in self._boxes.items():
            with QSignalBlocker(box):
                box.setChecked(name in self._ticked)

    def _toggled(self, value: str, on: bool) -> None:
        rest = tuple(name for name in self._ticked if name != value)
        self._ticked = (*rest, value) if on else rest
        self.edited.emit(self._ticked)


class Color(Control):
    """A colour as `#rrggbb`, or from the colour dialog, with its contrast with the paper of a theme."""

    def __init__(self, theme: str, translate: Translate) -> None:
        self._line = QLineEdit()
        super().__init__(self._line)
        self._paper = PAPERS[theme]
        self._translate = translate
        self._line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._line.setMaximumWidth(110)
        self._line.textEdited.connect(self._typed)
        self._button = QPushButton(translate("scheme.choose-color"))
        self._button.setAutoDefault(False)
        self._button.setIconSize(_SWATCH)
        self._button.clicked.connect(self._choose)
        self._contrast = QLabel()
        self._contrast.setTextFormat(Qt.TextFormat.PlainText)
        self._contrast.setObjectName("quiet")
        self._row.addWidget(self._button)
        self._row.addWidget(self._contrast, 1)

    def set_name(self, name: str) -> None:
        super().set_name(name)
        self._button.setAccessibleName(f"{name}: {self._button.text()}")

    def set_value(self, value: Any) -> None:
        if self._line.text().strip() != value:
            self._line.setText(value)
        self._show(value)

    def _typed(self, text: str) -> None:
        self._show(text.strip())
        self.edited.emit(text.strip())

    def _choose(self) -> None:
        present = QColor(self._line.text().strip())
        chosen = QColorDialog.getColor(present, self, self._line.accessibleName())
        if chosen.isValid():
            self.set_value(chosen.name())
            self.edited.emit(chosen.name())

    def _show(self, color: str) -> None:
        good = is_color(color)
        self._button.setIcon(_swatch(color if good else self._paper, self._paper))
        ratio = f"{contrast(color, self._paper):.1f}" if good else ""
        self._contrast.setText(self._translate("scheme.contrast", ratio=ratio) if good else "")


def _words(options: Sequence[Option]) -> list[tuple[str, str]]:
    return [(value, words) for value, words, _ in options]


def _swatch(color: str, paper: str) -> QIcon:
    """A colour on its paper."""
    pixmap = QPixmap(_SWATCH * _SWATCH_SCALE)
    pixmap.fill(QColor(paper))
    painter = QPainter(pixmap)
    painter.fillRect(pixmap.rect().adjusted(8, 8, -8, -8), QColor(color))
    painter.end()
    return QIcon(pixmap)
