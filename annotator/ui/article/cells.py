"""Where on a line each character is painted.

A *cell* is the width of one grapheme cluster on its line. The cells of a line touch and never overlap.

`QTextLine.cursorToX` answers for a caret and not for glyphs: where directions mix, at spaces hanging over the
end of a line, and inside ligatures it gives edges at which nothing is painted. The string indexes of
`QTextLine.glyphRuns` are wrong where another font stands in for missing glyphs. So each cluster is asked for
the pen its glyphs are painted with, and reaches from there to the next pen on the line.

Offsets are code points from the paragraph's start.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple, cast

import regex  # type: ignore[import-untyped]
from PySide6.QtGui import QTextLayout, QTextLine

from annotator.core.offsets import Utf16Map

_POSITIONS = QTextLayout.GlyphRunRetrievalFlag.RetrieveGlyphPositions
_NEAR = 0.02  # pixels; Qt counts in 64ths
_KEPT_PIECES = 2000

# Marks, and characters that show nothing. Other controls and format characters are painted: as boxes, or, as
# the signs over Arabic numbers are, as what they are.
_NO_WIDTH = regex.compile(
    r"[[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}\f\r\u070f\ufff9-\ufffb]"
    r"--[\u115f\u1160\u3164\uffa0\U0001bca0-\U0001bca3]]+",
    regex.V1,
)
_CONTROLS = regex.compile("[\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_LEFT_TO_RIGHT = frozenset({"L", "EN", "AN"})


class Cell(NamedTuple):
    """One grapheme cluster `[start, end)` between the x of its left and its right edge."""

    start: int
    end: int
    left: float
    right: float
    rtl: bool


class _Cluster(NamedTuple):
    """A grapheme cluster with the x of its pen; letters of one ligature have the same."""

    start: int
    end: int
    pen: float
    rtl: bool
    wide: bool


class Ruler:
    """Measures the lines of one laid-out paragraph. A line shows `[start, end)`."""

    def __init__(self, layout: QTextLayout, text: str, units: Utf16Map, rtl: bool) -> None:
        self._layout, self._text, self._units, self._rtl = layout, text, units, rtl
        self._controls = bool(_CONTROLS.search(text))
        self._cells: dict[int, list[Cell]] = {}
        self._uniform: dict[int, bool] = {}
        self._pieces: dict[tuple[int, int, int], list[tuple[float, float]]] = {}

    def cells(self, index: int, start: int, end: int) -> list[Cell]:
        """The cells of line `index`, in logical order."""
        if index not in self._cells:
            line = self._layout.lineAt(index)
            left = line.naturalTextRect().left()
            clusters = list(self._clusters(line, start, end))
            self._cells[index] = _tiled(clusters, left, left + line.horizontalAdvance())
        return self._cells[index]

    def pieces(self, index: int, start: int, end: int, piece: tuple[int, int]) -> list[tuple[float, float]]:
        """The stretches of line `index` that `piece` covers: (left, right), from left to right.

        An edge inside a grapheme cluster covers the whole cluster.
        """
        first, last = max(piece[0], start), min(piece[1], end)
        if first >= last:
            return []
        key = index, first, last
        if key not in self._pieces:
            if len(self._pieces) > _KEPT_PIECES:
                self._pieces.clear()
            if index not in self._cells and self._is_uniform(index, start, end):
                self._pieces[key] = [self._stretch(index, start, end, (first, last))]
            else:
                cells = self.cells(index, start, end)
                low = bisect_right(cells, first, key=lambda cell: cell.start) - 1
                high = bisect_left(cells, last, key=lambda cell: cell.start)
                self._pieces[key] = _merged((cell.left, cell.right) for cell in cells[low:high])
        return self._pieces[key]

    def _is_uniform(self, index: int, start: int, end: int) -> bool:
        """Whether the line surely has no run against the paragraph's direction."""
        if index not in self._uniform:
            against = _LEFT_TO_RIGHT if self._rtl else _RIGHT_TO_LEFT
            # In a paragraph from left to right, a number can belong to Arabic words on another line.
            seen = self._text[start:end] if self._rtl else self._text
            self._uniform[index] = not self._controls and against.isdisjoint(
                map(unicodedata.bidirectional, seen)
            )
        return self._uniform[index]

    def _stretch(self, index: int, start: int, end: int, piece: tuple[int, int]) -> tuple[float, float]:
        """The same in a line of one direction; only the words at the edges of `piece` are measured."""
        line = self._layout.lineAt(index)
        left = line.naturalTextRect().left()
        right = left + line.horizontalAdvance()
        lead, trail = (right, left) if self._rtl else (left, right)
        if piece[0] > start:
            cell = self._cell_at(line, start, end, piece[0])
            lead = cell.right if self._rtl else cell.left
        if piece[1] < end:
            cell = self._cell_at(line, start, end, piece[1])
            before = piece[1] == cell.start
            trail = cell.right if before == self._rtl else cell.left
        return min(lead, trail), max(lead, trail)

    def _cell_at(self, line: QTextLine, start: int, end: int, offset: int) -> Cell:
        """The cell of the cluster at `offset` of a line of one direction."""
        left = line.naturalTextRect().left()
        right = left + line.horizontalAdvance()
        after = self._text.find(" ", offset + 1, end)
        before = offset
        while True:
            before = max(start, self._text.rfind(" ", start, before))
            clusters = list(self._clusters(line, before, end if after < 0 else after + 1))
            # The first and the last one lack a neighbour: they are right only where the line begins or ends.
            if before == start or clusters[0].end <= offset:
                break
        if (after >= 0) if self._rtl else (before > start):
            left = clusters[-1 if self._rtl else 0].pen
        return next(cell for cell in _tiled(clusters, left, right) if cell.start <= offset < cell.end)

    def _clusters(self, line: QTextLine, start: int, end: int) -> Iterable[_Cluster]:
        at16, stop16 = self._units.to_utf16(start), self._units.to_utf16(end)
        at, rtl, edge = start, self._rtl, 0.0
        while at16 < stop16:
            next16 = min(self._layout.nextCursorPosition(at16), stop16)
            if next16 <= at16:
                next16 = stop16
            stop = self._units.from_utf16(next16)
            cluster = self._text[at:stop]
            runs = line.glyphRuns(at16, next16 - at16, _POSITIONS)
            if len(runs) > 1 and cluster[-1] in "\u200c\u200d":
                # The joiners at its end lie in a run of their own.
                bare = self._units.to_utf16(at + len(cluster.rstrip("\u200c\u200d")))
                runs = line.glyphRuns(at16, bare - at16, _POSITIONS)
            pens = [[position.x() for position in run.positions()] for run in runs]
            if pens:
                rtl = runs[0].isRightToLeft()
                # Runs come from left to right. The first glyph of the first in reading order is the letter's,
                # its marks stand anywhere.
                marked = len(cluster) > 1 and any(map(unicodedata.combining, cluster))
                edge = pens[-1 if rtl else 0][0] if marked else min(map(min, pens))
            elif cluster == "\t":
                rtl = self._rtl
                edge, _ = cast("tuple[float, int]", line.cursorToX(next16 if rtl else at16))
            yield _Cluster(at, stop, edge, rtl, bool(pens or cluster == "\t") and self._has_width(cluster))
            at16, at = next16, stop

    def _has_width(self, cluster: str) -> bool:
        return not _NO_WIDTH.fullmatch(cluster)


def _tiled(clusters: list[_Cluster], left: float, right: float) -> list[Cell]:
    """Cells that fill `[left, right)`: each reaches to the next pen, letters of a ligature share."""
    pens = sorted({cluster.pen for cluster in clusters if cluster.wide})
    # A glyph may be shifted against its pen: the outermost begins where the line does.
    begins = {pens[0]: left} if pens else {}
    ends = dict(zip(pens, [*pens[1:], right], strict=bool(pens)))
    sharing = Counter(cluster.pen for cluster in clusters if cluster.wide)
    met: Counter[float] = Counter()
    found: list[Cell] = []
    for start, end, pen, rtl, wide in clusters:
        if not wide:
            found.append(Cell(start, end, pen, pen, rtl))
            continue
        count = sharing[pen]
        place = count - 1 - met[pen] if rtl else met[pen]
        met[pen] += 1
        begin = begins.get(pen, pen)
        step = (ends[pen] - begin) / count
        found.append(Cell(start, end, begin + place * step, begin + (place + 1) * step, rtl))
    return found


def _merged(pieces: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for left, right in sorted(pieces):
        if found and left <= found[-1][1] + _NEAR:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        elif right > left:
            found.append((left, right))
    return found
