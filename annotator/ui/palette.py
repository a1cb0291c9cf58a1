"""The label palette, which is the legend too: a button a label, with its key, colour and shape of band."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QKeySequence, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from annotator.core.scheme import Label
from annotator.ui.actions import TAKEN_KEYS
from annotator.ui.session import Session

_ICON = QSize(22, 16)
_ICON_SCALE = 2


class LabelPalette(QWidget):
    """Emits `pressed` with the id of a label, from its button or from its key."""

    pressed = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._dark = False
        self._actions: list[QAction] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(5)

    def label_actions(self) -> list[QAction]:
        """One action a label, with its key."""
        return self._actions

    def rebuild(self) -> None:
        """Make the buttons from the scheme, in the window's language."""
        for action in self._actions:
            # Until it is deleted its key would be ambiguous with that of its successor.
            action.setShortcuts([])
            action.deleteLater()
        self._actions = []
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.setParent(None)
                old.deleteLater()
        if self._session.project is None:
            return
        language = self._session.language
        for label in self._session.scheme.active_labels():
            name = label.name.get(language, label.id)
            # Otherwise Qt takes the sign for the mark of a mnemonic.
            shown = name.replace("&", "&&")
            action = QAction(label_icon(label, dark=self._dark), shown, self)
            key = label.key if label.key.upper() not in TAKEN_KEYS else ""
            if key:
                action.setShortcut(QKeySequence(key))
            action.setData(label.id)
            action.triggered.connect(partial(self._press, label.id))
            button = QToolButton()
            button.setObjectName("label")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIcon(action.icon())
            button.setIconSize(_ICON)
            button.setText(f"{key}  {shown}" if key else shown)
            button.setAccessibleName(name)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self._press, label.id))
            self._row.addWidget(button)
            self._actions.append(action)

    def set_dark(self, dark: bool) -> None:
        if dark != self._dark:
            self._dark = dark
            if self._session.project is None:
                return
            labels = self._session.scheme.active_labels()
            for place, label in enumerate(labels):
                icon = label_icon(label, dark=dark)
                self._actions[place].setIcon(icon)
                button = self._row.itemAt(place)
                widget = button.widget() if button is not None else None
                if isinstance(widget, QToolButton):
                    widget.setIcon(icon)

    def _press(self, label_id: str, *_: object) -> None:
        self.pressed.emit(label_id)


def label_icon(label: Label, *, dark: bool) -> QIcon:
    """A sample of the label's band."""
    pixmap = QPixmap(_ICON * _ICON_SCALE)
    pixmap.setDevicePixelRatio(_ICON_SCALE)
    pixmap.fill(Qt.GlobalColor.transparent)
    color = QColor(label.dark if dark else label.light)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width, height = float(_ICON.width()), float(_ICON.height())
    pen = QPen(color, 2)
    if label.shape == "fill":
        soft = QColor(color)
        soft.setAlphaF(0.28)
        painter.fillRect(QRectF(1, 2, width - 2, height - 4), soft)
        painter.setPen(pen)
        painter.drawLine(QPointF(1, height - 2), QPointF(width - 1, height - 2))
    elif label.shape == "bracket":
        painter.setPen(pen)
        points = [(width - 6, 2.0), (width - 2, 2.0), (width - 2, height - 2), (width - 6, height - 2)]
        painter.drawPolyline([QPointF(x, y) for x, y in points])
        painter.setPen(QPen(color, 1))
        painter.drawLine(QPointF(1, height - 3), QPointF(width - 8, height - 3))
    else:
        if label.shape == "dashed":
            pen.setDashPattern([2, 1.5])
        painter.setPen(pen)
        painter.drawLine(QPointF(1, height - 4), QPointF(width - 1, height - 4))
        if label.shape == "double":
            painter.drawLine(QPointF(1, height - 8), QPointF(width - 1, height - 8))
    painter.end()
    return QIcon(pixmap)
