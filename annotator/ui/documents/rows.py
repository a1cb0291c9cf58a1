"""How a row of the documents panel is painted: a title of up to two lines, and how the work stands."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.ui.documents.lists import Listed
from annotator.ui.documents.model import ROW, DocumentModel, Index
from annotator.ui.parts.look import Chrome

_LINES = 2
_GAP = 3
_SLACK = 4
"""Pixels: letters reach beyond the width they are measured with, and the first one would be cut off."""

_DIRECTIONS = {"rtl": Qt.LayoutDirection.RightToLeft, "ltr": Qt.LayoutDirection.LeftToRight}
_SIDES = {
    Qt.LayoutDirection.RightToLeft: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute,
    Qt.LayoutDirection.LeftToRight: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute,
}
"""Where a line of that direction begins."""


class DocumentDelegate(QStyledItemDelegate):
    """Paints a row: the title on up to two lines, in the document's direction, and the state of the work."""

    def __init__(self, model: DocumentModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.chrome = Chrome.light()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW)
        if not isinstance(row, Listed):
            return
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = option.rect.adjusted(4, 2, -4, -2)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.chrome.color("selected" if selected else "hover"))
            painter.drawRoundedRect(frame, 6, 6)
        if selected and state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.chrome.color("focus"))
            painter.drawRoundedRect(frame, 6, 6)
        inner = frame.adjusted(8, 5, -8, -5)
        direction = _DIRECTIONS.get(row.direction, option.direction)
        small_font = _small(option.font)
        small = QFontMetrics(small_font)
        title = title_layout(" ".join(row.title.split()), option.font, inner.width(), direction)
        top = (
            inner.top() + (inner.height() - round(title.boundingRect().height()) - _GAP - small.height()) // 2
        )
        painter.setPen(self.chrome.color("ink"))
        title.draw(painter, QPointF(inner.left(), top))
        painter.setFont(small_font)
        painter.setPen(self.chrome.color("warn" if row.is_urgent else "dim"))
        below = top + round(title.boundingRect().height()) + _GAP
        bottom = QRect(inner.left(), below, inner.width(), small.height())
        summary = small.elidedText(self._model.summary(row), Qt.TextElideMode.ElideRight, inner.width())
        # On the side where the title begins; in itself it reads as the window does.
        painter.setLayoutDirection(option.direction)
        painter.drawText(bottom, _SIDES[direction] | Qt.TextFlag.TextSingleLine, summary)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = _LINES * QFontMetrics(option.font).height() + QFontMetrics(_small(option.font)).height()
        return QSize(120, lines + _GAP + 14)


def title_layout(title: str, font: QFont, width: int, direction: Qt.LayoutDirection) -> QTextLayout:
    """A title on up to two lines; what a third would take is left out, which a sign says."""
    layout = _laid_out(title, font, width, direction)
    if layout.lineCount() <= _LINES:
        return layout
    start = layout.lineAt(_LINES - 1).textStart()
    room = width - _SLACK
    while True:
        rest = QFontMetrics(font).elidedText(title[start:], Qt.TextElideMode.ElideRight, room)
        layout = _laid_out(title[:start] + rest, font, width, direction)
        if layout.lineCount() <= _LINES or room <= 0:
            return layout
        room -= _SLACK


def _laid_out(title: str, font: QFont, width: int, direction: Qt.LayoutDirection) -> QTextLayout:
    layout = QTextLayout(title, font)
    how = QTextOption(_SIDES[direction])
    how.setTextDirection(direction)
    how.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(how)
    layout.beginLayout()
    height = 0.0
    while layout.lineCount() <= _LINES and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += QFontMetrics(font).height()
    layout.endLayout()
    return layout


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.86)
    return small
