"""A button that leads somewhere: its words on one line, without their middle where there is no room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from annotator.ui.parts.tips import as_text

_AROUND = 8
"""Pixels kept free: letters reach beyond the width they are measured with."""


class LinkButton(QPushButton):
    """As wide as it is given room; its words are whole in a tooltip and for those who hear them."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setObjectName("link")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def shown(self) -> str:
        """What there is room for."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self)
        room = inside.width() - _AROUND
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room)

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option, shown = QStylePainter(self), QStyleOptionButton(), self.shown()
        self.setToolTip(as_text(self.text() if shown != self.text() else ""))
        self.initStyleOption(option)
        option.text = shown
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
