"""A line of text that leaves out its middle where there is no room for it, and is whole in a tooltip."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStylePainter, QWidget

from annotator.ui.parts.tips import as_text


class ElidedLabel(QLabel):
    """As wide as it is given room; its text is whole for those who hear it read."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def shown(self) -> str:
        """What there is room for."""
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room)

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, shown = QStylePainter(self), self.shown()
        self.setToolTip(as_text(self.text()) if shown != self.text() else "")
        align = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
        painter.drawItemText(
            self.contentsRect(), align, self.palette(), self.isEnabled(), shown, self.foregroundRole()
        )
