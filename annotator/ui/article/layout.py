"""One paragraph laid out: broken into lines, each of which is as high as its bands need.

Offsets are code points from the paragraph's start; y counts from its top, x from the column's left edge.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

import regex  # type: ignore[import-untyped]
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from annotator.core.model import Direction, Range
from annotator.core.offsets import Utf16Map
from annotator.ui.article.cells import Cell, Ruler
from annotator.ui.article.fonts import Face

# What Qt lets hang over the end of a broken line: white space, but no tab and nothing that forbids a break.
_HANGING = regex.compile(r"(?:[\x0b\x0c \u1680\u2000-\u2006\u2008-\u200a\u205f\u3000][\p{M}\p{Cf}]*)+$")


class Line:
    """Code points `[start, end)`, painted up to `shown_end`; top, baseline and bottom once placed."""

    def __init__(self, line: QTextLine, start: int, end: int, shown_end: int) -> None:
        self.qt = line
        self.start, self.end, self.shown_end = start, end, shown_end
        self.ascent, self.descent = line.ascent(), line.descent()
        self.top = self.baseline = self.bottom = 0.0


class ParagraphLayout:
    """A paragraph shaped and broken into lines of `width` pixels."""

    def __init__(
        self,
        text: str,
        face: Face,
        direction: Direction,
        width: float,
        dimmed: Iterable[Range] = (),
        dim: str = "",
    ) -> None:
        self.text, self.face = text, face
        self.width, self.rtl = width, direction == "rtl"
        self._units = Utf16Map(text)
        self.qt = QTextLayout(text, face.font)
        self.qt.setCacheEnabled(True)
        self.qt.setFormats([self._colored(piece, dim) for piece in dimmed])
        self.lines = self._broken(width)
        self._ruler = Ruler(self.qt, text, self._units, self.rtl)
        self._starts = [line.start for line in self.lines]
        self.height = 0.0
        self.place([0] * len(self.lines))

    def _colored(self, piece: Range, color: str) -> QTextLayout.FormatRange:
        found = QTextLayout.FormatRange()
        found.start = self._units.to_utf16(piece[0])
        found.length = self._units.to_utf16(piece[1]) - found.start
        form = QTextCharFormat()
        form.setForeground(QBrush(QColor(color)))
        found.format = form
        return found

    def _broken(self, width: float) -> list[Line]:
        option = QTextOption()
        direction = Qt.LayoutDirection.RightToLeft if self.rtl else Qt.LayoutDirection.LeftToRight
        option.setTextDirection(direction)
        # A bare QTextLayout takes AlignLeading for the left side in both directions.
        option.setAlignment(Qt.AlignmentFlag.AlignRight if self.rtl else Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.qt.setTextOption(option)
        lines: list[Line] = []
        self.qt.beginLayout()
        while (line := self.qt.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, 0))
            start = self._units.from_utf16(line.textStart())
            end = self._units.from_utf16(line.textStart() + line.textLength())
            lines.append(Line(line, start, end, self._shown_end(line, start, end)))
        self.qt.endLayout()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        self.qt.setTextOption(option)
        return lines

    def _shown_end(self, line: QTextLine, start: int, end: int) -> int:
        hanging = _HANGING.search(self.text, start, end)
        if not hanging:
            return end
        if end < len(self.text) and hanging.group().isspace():
            return int(hanging.start())
        # Marks can stand on such spaces; at the end of the text, spaces that fit into the line belong to it.
        for offset in range(hanging.start(), end):
            if self.text[offset].isspace() and not line.glyphRuns(self._units.to_utf16(offset), 1):
                return offset
        return end

    def place(self, lanes: Sequence[int]) -> None:
        """Give each line the height its number of lanes needs. Nothing is shaped anew."""
        y = 0.0
        for line, count in zip(self.lines, lanes, strict=True):
            line.top = y
            line.baseline = y + max(self.face.above, line.ascent)
            y = line.bottom = line.baseline + max(self.face.below_with(count), line.descent)
        self.height = y + self.face.after

    def line_at(self, offset: int) -> int:
        """The index of the line that holds the caret `offset`."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def line_near(self, y: float) -> int:
        """The index of the line at `y`; the first or last for a `y` outside."""
        return max(0, bisect_right(self.lines, y, key=lambda line: line.top) - 1)

    def cells(self, index: int) -> list[Cell]:
        """The cells of a line, in logical order; spaces that hang over the line's end have none."""
        line = self.lines[index]
        return self._ruler.cells(index, line.start, line.shown_end)

    def pieces(self, index: int, start: int, end: int) -> list[tuple[float, float]]:
        """The stretches of a line that `[start, end)` covers: disjoint (left, right), from left to right."""
        line = self.lines[index]
        return self._ruler.pieces(index, line.start, line.shown_end, (start, min(end, line.shown_end)))

    def rects(self, start: int, end: int) -> list[QRectF]:
        """The boxes that hold the glyphs of `[start, end)`.

        A range that begins or ends inside a grapheme cluster covers the whole cluster.
        """
        found: list[QRectF] = []
        for index in range(self.line_at(start), self.line_at(max(start, end - 1)) + 1):
            top, height = self.box(index)
            found += [
                QRectF(left, top, right - left, height) for left, right in self.pieces(index, start, end)
            ]
        return found

    def box(self, index: int) -> tuple[float, float]:
        """Top and height of the part of a line that its letters fill."""
        em = self.face.em
        return self.lines[index].baseline - 0.98 * em, 1.5 * em

    def draw(self, painter: QPainter, index: int, origin: QPointF) -> None:
        """Paint the letters of a line; `origin` is the paragraph's top left corner."""
        line = self.lines[index]
        line.qt.draw(painter, QPointF(origin.x(), origin.y() + line.baseline - line.ascent))
