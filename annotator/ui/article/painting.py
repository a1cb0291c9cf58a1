"""Paints the column: grounds, letters, bands, the caret."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPainter

from annotator.core.arabic import invisible_name
from annotator.core.model import Range
from annotator.ui.article.bands import Bands
from annotator.ui.article.column import Column, Placed
from annotator.ui.parts.look import Theme

_CARET = 1.8
_NAME_PIXELS = 9
_HIT_STRENGTH = 0.8


def paint_text(
    painter: QPainter,
    column: Column,
    bands: Bands,
    theme: Theme,
    rows: Sequence[Placed],
    *,
    selected: Range | None,
    hits: Sequence[Range],
) -> None:
    """The paragraphs in view. Origin: the column's top left corner."""
    for row in rows:
        bands.fills(painter, row)
        _ground(painter, row, _inside(hits, row), theme.hit, _HIT_STRENGTH)
        if selected is not None:
            _ground(painter, row, (selected,), theme.selection, 1.0)
    for row in rows:
        painter.setPen(QColor(theme.dim if row.paragraph.role == "furniture" else theme.ink))
        for index in range(len(row.layout.lines)):
            row.layout.draw(painter, index, QPointF(0, row.top))
    rtl = column.rtl
    bands.begin()
    for row in rows:
        bands.lines(painter, row)
        bands.brackets(painter, row, edge=column.width if rtl else 0.0, outward=1 if rtl else -1)
        bands.signs(painter, row, onward=-1 if rtl else 1)


def paint_invisible(
    painter: QPainter, column: Column, rows: Sequence[Placed], color: str, base: QFont
) -> None:
    """Names of the characters that do not show, above their places."""
    font = QFont(base)
    font.setPixelSize(_NAME_PIXELS)
    painter.setFont(font)
    painter.setPen(QColor(color))
    for row in rows:
        begin = row.paragraph.start
        for place, char in enumerate(column.text[begin : row.paragraph.end]):
            if name := invisible_name(char):
                box = column.caret(begin + place)
                painter.drawText(QPointF(box.x() - 8, box.y() + 2), name)
                painter.drawLine(QPointF(box.x(), box.y() + 4), QPointF(box.x(), box.bottom() - 4))


def paint_caret(painter: QPainter, column: Column, offset: int, color: str) -> None:
    box = column.caret(offset)
    painter.fillRect(QRectF(box.x() - _CARET / 2, box.y(), _CARET, box.height()), QColor(color))


def _inside(ranges: Sequence[Range], row: Placed) -> Sequence[Range]:
    """The ranges, given in order, of which a paragraph holds some."""
    first = bisect_right(ranges, row.paragraph.start, key=itemgetter(1))
    last = bisect_left(ranges, row.paragraph.end, key=itemgetter(0))
    return ranges[first:last]


def _ground(painter: QPainter, row: Placed, ranges: Sequence[Range], name: str, strength: float) -> None:
    color = QColor(name)
    color.setAlphaF(strength)
    begin = row.paragraph.start
    for start, end in ranges:
        low, high = max(start, begin), min(end, row.paragraph.end)
        if low < high:
            for box in row.layout.rects(low - begin, high - begin):
                painter.fillRect(box.translated(0, row.top), color)
