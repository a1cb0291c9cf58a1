"""A control for each kind of setting: it shows a value, and tells of another that the person chose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.preferences.choices import choices
from annotator.ui.settings import Kind, Setting
from annotator.words.i18n import Language, table, tr

_LEAST_LETTERS = 14


class Control(QWidget):
    """Shows the value of a setting."""

    edited = Signal(object)
    """The person chose another value."""

    def __init__(self, language: Language, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        self.name = tr(language, f"preferences.{setting.id}")
        self.about = tr(language, f"preferences.{setting.id}-about")

    def show_value(self, value: Any) -> None:
        """Show a value without telling anybody."""
        raise NotImplementedError

    def _hold(self, widget: QWidget, *beside: QWidget) -> None:
        """Consist of a control and what stands beside it."""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(widget, 1 if isinstance(widget, QLineEdit) else 0)
        for other in beside:
            row.addWidget(other)
        if not beside:
            row.addStretch(1)
        self._name(widget)
        self.setFocusProxy(widget)

    def _name(self, widget: QWidget) -> None:
        widget.setAccessibleName(self.name)
        widget.setAccessibleDescription(self.about)


class OneOf(Control):
    """One of some values."""

    def __init__(self, language: Language, setting: Setting) -> None:
        super().__init__(language, setting)
        self.combo = QComboBox()
        self.combo.setMinimumContentsLength(_LEAST_LETTERS)
        for value, name in choices(language, setting):
            self.combo.addItem(name, value)
        self.combo.currentIndexChanged.connect(lambda place: self.edited.emit(self.combo.itemData(place)))
        self._hold(self.combo)

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self.combo):
            # What is no longer there, such as a face that was uninstalled, counts as the usual one.
            self.combo.setCurrentIndex(max(0, self.combo.findData(value)))


class Number(Control):
    """A number, typed or stepped; the least one may have a name instead."""

    def __init__(self, language: Language, setting: Setting) -> None:
        super().__init__(language, setting)
        self.box = QSpinBox()
        self.box.setRange(setting.least, setting.most)
        self.box.setSingleStep(setting.step)
        self.box.setSuffix(f" {tr(language, f'preferences.{setting.id}-unit')}")
        if f"preferences.{setting.id}-least" in table():
            self.box.setSpecialValueText(tr(language, f"preferences.{setting.id}-least"))
        self.box.setKeyboardTracking(False)
        self.box.valueChanged.connect(self.edited.emit)
        self._hold(self.box)

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self.box):
            self.box.setValue(value)


class Flag(Control):
    """On or off. The words stand at the box, as people expect it."""

    def __init__(self, language: Language, setting: Setting) -> None:
        super().__init__(language, setting)
        self.box = QCheckBox(self.name)
        self.box.toggled.connect(self.edited.emit)
        self._hold(self.box)

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(value)


class Several(Control):
    """Some of several; the value is what is left out."""

    def __init__(self, language: Language, setting: Setting) -> None:
        super().__init__(language, setting)
        self.boxes: dict[str, QCheckBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for value, name in choices(language, setting):
            box = self.boxes[value] = QCheckBox(name)
            box.setAccessibleDescription(self.about)
            box.toggled.connect(self._toggled)
            column.addWidget(box)
        self.setFocusProxy(next(iter(self.boxes.values())))

    def show_value(self, value: Any) -> None:
        for name, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setChecked(name not in value)

    def _toggled(self) -> None:
        self.edited.emit(tuple(name for name, box in self.boxes.items() if not box.isChecked()))


class Folder(Control):
    """A folder: typed, chosen, or left empty for the usual one."""

    def __init__(self, language: Language, setting: Setting) -> None:
        super().__init__(language, setting)
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr(language, f"preferences.{setting.id}-usual"))
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._typed)
        self.button = QPushButton(tr(language, f"preferences.{setting.id}-choose"))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._choose)
        self._hold(self.line, self.button)
        self._name(self.button)

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self.line):
            self.line.setText(value)
        self._turn()

    def _typed(self, text: str) -> None:
        self._turn()
        self.edited.emit(text.strip())

    def _turn(self) -> None:
        """A path reads from left to right, the words that stand for none as the window does."""
        if self.line.text():
            self.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        else:
            self.line.unsetLayoutDirection()

    def _choose(self) -> None:
        start = self.line.text() or str(Path.home())
        if folder := QFileDialog.getExistingDirectory(self, self.name, start):
            self.line.setText(folder)


CONTROLS: Final[dict[Kind, Callable[[Language, Setting], Control]]] = {
    "choice": OneOf,
    "face": OneOf,
    "number": Number,
    "flag": Flag,
    "several": Several,
    "folder": Folder,
}
