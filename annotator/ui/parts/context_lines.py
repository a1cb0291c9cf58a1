"""Paints rows of a list that show words in their context: the words of all rows stand one under the other."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.core.model import Direction, Range
from annotator.core.offsets import Utf16Map
from annotator.core.scheme import Label

PLACE = Qt.ItemDataRole.UserRole
"""The role under which a row holds its `ContextLine`."""

_LEADING_SHARE = 0.38
_DARK_BELOW = 128
_AIR = 8
_LONGEST_LINE = 1e6


class ContextLine(msgspec.Struct, frozen=True):
    """Words in context. `piece` lies in the document's text, `hit` in `context`; both in code points."""

    document_id: str
    piece: Range
    quote: str
    context: str
    hit: Range
    direction: Direction


class ContextLines(QStyledItemDelegate):
    """The context is shaped as one text, so that letters stay joined; what does not fit is cut off."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._label: Label | None = None

    def set_label(self, label: Label) -> None:
        """The words are marked in the label's colour."""
        self._label = label

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line = index.data(PLACE)
        if not isinstance(line, ContextLine):
            super().paint(painter, option, index)
            return
        row = QStyleOptionViewItem(option)
        self.initStyleOption(row, index)
        widget: QWidget = row.widget
        style = widget.style()
        text_rect = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, row, widget)
        room = QRectF(text_rect).adjusted(_AIR, 0, -_AIR, 0)
        row.text = ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, row, painter, widget)
        layout, hit = self._laid_out(line, row)
        column = room.width() * _LEADING_SHARE
        if line.direction == "rtl":
            left = room.right() - column - hit.right()
        else:
            left = room.left() + column - hit.left()
        origin = QPointF(left, room.center().y() - layout.boundingRect().height() / 2)
        palette: QPalette = row.palette
        painter.save()
        painter.setClipRect(room)
        self._mark(painter, hit.translated(origin), dark=palette.base().color().lightness() < _DARK_BELOW)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        layout.draw(painter, origin)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), hint.height() + _AIR)

    def _laid_out(self, line: ContextLine, row: QStyleOptionViewItem) -> tuple[QTextLayout, QRectF]:
        """The context on one line beginning at (0, 0), and the box of the words in it."""
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        rtl = line.direction == "rtl"
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout = QTextLayout(line.context, row.font)
        layout.setTextOption(option)
        layout.beginLayout()
        shaped = layout.createLine()
        shaped.setLineWidth(_LONGEST_LINE)
        shaped.setLineWidth(shaped.naturalTextWidth())
        layout.endLayout()
        units = Utf16Map(line.context)
        start, end = (units.to_utf16(offset) for offset in line.hit)
        hit = QRectF()
        for run in shaped.glyphRuns(start, end - start):
            hit = hit.united(run.boundingRect())
        return layout, QRectF(hit.left(), 0, hit.width(), shaped.height())

    def _mark(self, painter: QPainter, hit: QRectF, *, dark: bool) -> None:
        if self._label is None:
            return
        color = QColor(self._label.dark if dark else self._label.light)
        painter.fillRect(QRectF(hit.left(), hit.bottom() - 1, hit.width(), 2), color)
        color.setAlphaF(0.22)
        painter.fillRect(hit, color)
