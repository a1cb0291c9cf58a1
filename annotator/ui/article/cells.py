"""Where on a line each character is painted: exact edges, also where directions mix.

A *cell* is the width of one grapheme cluster on its line. The cells of a line touch and never overlap. Their
edges are asked of `QTextLine.cursorToX`, with three corrections, since it answers for a caret and not for
the glyphs (the string indexes of `QTextLine.glyphRuns` would not do: they are wrong where another font
stands in for missing glyphs):

- The first character of a run against the paragraph's direction gets the edge of the run before it. What it
  really covers is the hole that the other cells leave.
- Spaces hanging over the end of a broken line are counted where the words before them stand, which can be
  in the middle of the line, but are not painted. What lies beyond them is moved back.
- In some fonts the lam of a lam-alef has the whole width and the alef none: they share it.

Offsets are code points from the paragraph's start.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple, cast

from PySide6.QtGui import QTextLayout, QTextLine

from annotator.core.offsets import Utf16Map

_LEADING, _TRAILING = QTextLine.Edge.Leading, QTextLine.Edge.Trailing
_POSITIONS = QTextLayout.GlyphRunRetrievalFlag.RetrieveGlyphPositions
_NEAR = 0.02  # pixels; Qt counts in 64ths

# Arabic letters and marks, with single spaces between: one run from right to left wherever it stands.
_ARABIC = "\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06ef\u06fa-\u06ff\u0750-\u077f"
_ARABIC_WORDS = re.compile(rf"[{_ARABIC}]+(?: [{_ARABIC}]+)*")
_ARABIC_LETTER = re.compile(f"[{_ARABIC}]")
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_LEFT_TO_RIGHT = frozenset({"L", "EN", "AN"})


class Cell(NamedTuple):
    """One grapheme cluster `[start, end)` between the x of its left and its right edge."""

    start: int
    end: int
    left: float
    right: float
    rtl: bool


class _Block(NamedTuple):
    """A stretch of one direction: a cell, or words whose inner edges are asked for only when needed.

    `shift` is added to what `cursorToX` says inside.
    """

    start: int
    end: int
    left: float
    right: float
    rtl: bool
    shift: float = 0.0


class _Edges(NamedTuple):
    """A grapheme cluster or a stretch of words with the leading and trailing edge `cursorToX` gives it."""

    start: int
    end: int
    lead: float
    trail: float


class Ruler:
    """Measures the lines of one laid-out paragraph. The layout must be set to NoWrap after it was broken:
    `cursorToX` cuts its answers off at the width of the line otherwise."""

    def __init__(self, layout: QTextLayout, text: str, units: Utf16Map, rtl: bool) -> None:
        self._layout, self._text, self._units, self._rtl = layout, text, units, rtl
        self._controls = bool(_CONTROLS.search(text))
        self._blocks: dict[int, list[_Block]] = {}
        self._cells: dict[int, list[Cell]] = {}
        self._lost: set[int] = set()

    def cells(self, index: int, start: int, end: int) -> list[Cell]:
        """The cells of line `index`, which shows `[start, end)`, in logical order."""
        if index not in self._cells:
            line = self._layout.lineAt(index)
            self._cells[index] = [
                cell for block in self._line(index, start, end) for cell in self._opened(line, block)
            ]
        return self._cells[index]

    def pieces(self, index: int, start: int, end: int, piece: tuple[int, int]) -> list[tuple[float, float]]:
        """What `piece` covers of line `index`, which shows `[start, end)`: (left, right), from left to right.

        An edge inside a grapheme cluster covers the whole cluster.
        """
        line = self._layout.lineAt(index)
        blocks = self._line(index, start, end)
        found: list[tuple[float, float]] = []
        first = max(0, bisect_right(blocks, piece[0], key=lambda block: block.start) - 1)
        for block in blocks[first:]:
            if block.start >= piece[1]:
                break
            if block.end > piece[0]:
                found.append(self._part(line, block, *piece))
        return _merged(found)

    def _part(self, line: QTextLine, block: _Block, start: int, end: int) -> tuple[float, float]:
        lead, trail = (block.right, block.left) if block.rtl else (block.left, block.right)
        if start > block.start:
            lead = self._edge(line, block, start, inner=False)
        if end < block.end:
            trail = self._edge(line, block, end, inner=True)
        return min(lead, trail), max(lead, trail)

    def _edge(self, line: QTextLine, block: _Block, offset: int, *, inner: bool) -> float:
        """The edge at `offset` inside a block; inside a cluster its trailing (`inner`) or leading one."""
        begin = max(block.start, self._text.rfind(" ", block.start, offset + 1))
        stop = self._text.find(" ", offset + 1, block.end)
        for cell in self._inside(line, block, begin, block.end if stop < 0 else stop):
            if cell.start <= offset < cell.end:
                trailing = inner and offset > cell.start
                return cell.left if cell.rtl == trailing else cell.right
        raise AssertionError("the offset lies inside the block")

    def _line(self, index: int, start: int, end: int) -> list[_Block]:
        if index not in self._blocks:
            line = self._layout.lineAt(index)
            uniform = start < end and self._uniform(start, end)
            self._blocks[index] = (
                [self._words(line, start, end)] if uniform else self._mixed(line, start, end)
            )
        return self._blocks[index]

    def _uniform(self, start: int, end: int) -> bool:
        """Whether the line surely has no run against the paragraph's direction."""
        if self._controls:
            return False
        # In a paragraph from left to right, a number can belong to Arabic words on another line.
        against = _LEFT_TO_RIGHT if self._rtl else _RIGHT_TO_LEFT
        seen = self._text[start:end] if self._rtl else self._text
        return against.isdisjoint(map(unicodedata.bidirectional, seen))

    def _words(self, line: QTextLine, start: int, end: int) -> _Block:
        left = line.naturalTextRect().left()
        return _Block(start, end, left, left + line.horizontalAdvance(), self._rtl)

    def _mixed(self, line: QTextLine, start: int, end: int) -> list[_Block]:
        edges: list[_Edges] = []
        at = start
        for match in [] if self._controls else _ARABIC_WORDS.finditer(self._text, start, end):
            # Against the direction of the paragraph, the first cell is not to be trusted.
            begin, stop = match.start(), match.end()
            if not self._rtl:
                begin = self._next(begin)
            valid = self._layout.isValidCursorPosition
            if stop - begin < 3 or begin < at or not valid(self._units.to_utf16(begin)):
                continue
            stop = stop if valid(self._units.to_utf16(stop)) else self._last_start(stop)
            lead, trail = self._x(line, begin), self._x(line, self._last_start(stop), _TRAILING)
            if lead > trail:
                edges += self._clusters(line, at, begin)
                edges.append(_Edges(begin, stop, lead, trail))
                at = stop
        edges += self._clusters(line, at, end)
        for index, (one, other) in enumerate(pairwise(edges)):
            if min(one.lead, one.trail) < other.lead < max(one.lead, one.trail):
                edges[index] = one._replace(trail=other.lead)  # a ligature that reaches into the next part
        shifts = self._shifts(line, edges, end)
        blocks: list[_Block] = []
        rtl = self._rtl
        for (a, b, lead, trail), shift in zip(edges, shifts, strict=True):
            rtl = lead > trail if lead != trail else rtl
            blocks.append(_Block(a, b, min(lead, trail) + shift, max(lead, trail) + shift, rtl, shift))
        self._drop_doubled(line, blocks)
        self._fill_holes(line, blocks)
        self._share_ligatures(blocks)
        return blocks

    def _clusters(self, line: QTextLine, start: int, end: int) -> list[_Edges]:
        found: list[_Edges] = []
        while start < end:
            stop = min(self._next(start), end)
            found.append(_Edges(start, stop, self._x(line, start), self._x(line, start, _TRAILING)))
            start = stop
        for index, (_, _, lead, trail) in enumerate(found):
            if math.isnan(lead) or math.isnan(trail):
                before = found[index - 1].trail if index else line.naturalTextRect().left()
                found[index] = found[index]._replace(lead=before, trail=before)
                self._lost.add(found[index].start)
                continue
            # The trailing edge of a letter inside a ligature is that of the ligature.
            for _, _, next_lead, next_trail in found[index + 1 : index + 3]:
                if next_trail == trail and min(lead, trail) < next_lead < max(lead, trail):
                    found[index] = found[index]._replace(trail=next_lead)
                    break
        return found

    def _opened(self, line: QTextLine, block: _Block) -> list[Cell]:
        """The cells of a block."""
        if self._next(block.start) >= block.end:
            return [Cell(*block[:5])]
        return self._inside(line, block, block.start, block.end)

    def _inside(self, line: QTextLine, block: _Block, start: int, end: int) -> list[Cell]:
        """The cells of `[start, end)`, which are whole words of a block: each reaches to the next."""
        starts: list[int] = []
        while start < end:
            starts.append(start)
            start = self._next(start)
        edges = [self._x(line, at) + block.shift for at in starts]
        edges.append(self._x(line, end) + block.shift if end < block.end else math.nan)
        lead, trail = (block.right, block.left) if block.rtl else (block.left, block.right)
        if starts[0] == block.start or math.isnan(edges[0]):
            edges[0] = lead
        if math.isnan(edges[-1]):
            edges[-1] = trail
        known = [place for place, edge in enumerate(edges) if not math.isnan(edge)]
        for one, other in pairwise(known):
            for place in range(one + 1, other):
                edge = self._x(line, starts[place - 1], _TRAILING) + block.shift
                if not min(edges[place - 1], edges[other]) < edge < max(edges[place - 1], edges[other]):
                    step = (edges[other] - edges[place - 1]) / (other - place + 1)
                    edge = edges[place - 1] + step
                edges[place] = edge
        parts = [
            _Block(a, b, min(one, other), max(one, other), block.rtl)
            for (a, b), (one, other) in zip(pairwise([*starts, end]), pairwise(edges), strict=True)
        ]
        self._share_ligatures(parts)
        return [Cell(*part[:5]) for part in parts]

    def _shifts(self, line: QTextLine, edges: Sequence[_Edges], end: int) -> list[float]:
        """How far each part of a line is painted from where `cursorToX` puts it."""
        none = [0.0] * len(edges)
        after16 = self._units.to_utf16(end)
        if after16 >= line.textStart() + line.textLength():
            return none
        wide = [part for part in edges if part.lead != part.trail]
        if not wide:
            return none
        # Only what lies before the hanging spaces (from right to left: behind) on the screen is moved.
        outer = (min if self._rtl else max)(wide, key=lambda part: part.trail)
        if abs(self._pen_of(line, outer) - min(outer.lead, outer.trail)) < 1:
            return none
        pens = [self._pen_of(line, part) for part in edges]
        offs = [pen - min(part.lead, part.trail) for pen, part in zip(pens, edges, strict=True)]
        shift = median(off for off, part in zip(offs, edges, strict=True) if part in wide and abs(off) >= 1)
        found: list[float] = []
        for index, off in enumerate(offs):
            if index and pens[index] == pens[index - 1]:
                found.append(found[-1])  # of one ligature
            else:
                found.append(shift if abs(off - shift) < abs(shift) / 2 else 0.0)
        return found

    def _pen_of(self, line: QTextLine, part: _Edges) -> float:
        last = part.start if part.lead < part.trail else self._last_start(part.end)
        pen = self._pen(line, last, part.end if last > part.start else self._next(last))
        return min(part.lead, part.trail) if pen is None else pen

    def _drop_doubled(self, line: QTextLine, blocks: list[_Block]) -> None:
        """Take the width from a cell that was given the place of another, as controls can bring about."""
        order = sorted((b.left, index) for index, b in enumerate(blocks) if b.right > b.left)
        for (_, one), (left, other) in pairwise(order):
            if left < blocks[one].right - 1:
                for index in (one, other):
                    block = blocks[index]
                    pen = self._pen(line, block.start, block.end)
                    if pen is not None and abs(pen - block.left) > 1 and self._next(block.start) >= block.end:
                        blocks[index] = block._replace(right=block.left)

    def _fill_holes(self, line: QTextLine, blocks: list[_Block]) -> None:
        """Give each first cell of a run, which has no width so far, the hole that the others leave."""
        taken: dict[tuple[float, float], list[tuple[float, bool, int]]] = {
            hole: [] for hole in self._holes(line, blocks)
        }
        for index, block in enumerate(blocks):
            if not taken or block.right > block.left:
                continue
            pen = self._pen(line, block.start, block.end)
            # A tab has no glyph; its one edge is right.
            at = block.left if pen is None else pen
            a, b = min(taken, key=lambda hole: max(hole[0] - at, at - hole[1], 0.0))
            touches = pen is None and abs(at - b) < _NEAR
            if not a - 2 <= at < b - _NEAR and block.start in self._lost:
                # Inside a ligature: the pen is where all of it begins.
                a, b = min(taken, key=lambda hole: min(abs(hole[0] - block.left), abs(hole[1] - block.left)))
                touches = min(abs(a - block.left), abs(b - block.left)) < _NEAR
            if a - 2 <= at < b - _NEAR or touches:
                shows = unicodedata.category(self._text[block.start]) != "Cf"
                taken[a, b].append((at, shows, index))
        for (a, b), found in taken.items():
            cells = sorted(found) if any(shows for _, shows, _ in found) else []
            if not cells:
                self._widen(blocks, a, b)
            starts = [a, *(pen for pen, _, _ in cells[1:]), b]
            for place, (_, _, index) in enumerate(cells):
                rtl = unicodedata.bidirectional(self._text[blocks[index].start]) in ("R", "AL")
                blocks[index] = blocks[index]._replace(left=starts[place], right=starts[place + 1], rtl=rtl)

    def _widen(self, blocks: list[_Block], left: float, right: float) -> None:
        """Give a hole that no pen stands in to the cell beside it that lacks it.

        That is the first letter of a ligature, whose pen stands where the ligature begins, or a cluster
        whose marks are painted with another font, which `cursorToX` counts to no character.
        """
        for index, block in enumerate(blocks):
            if abs((block.left - right) if block.rtl else (block.right - left)) >= _NEAR:
                continue
            for beside in (index - 1, index + 1):
                lacks = 0 <= beside < len(blocks) and blocks[beside].left == blocks[beside].right
                if lacks and _ARABIC_LETTER.match(self._text, blocks[beside].start):
                    blocks[beside] = blocks[beside]._replace(left=left, right=right, rtl=block.rtl)
                    return
        for index, block in enumerate(blocks):
            touches = abs((block.left - right) if block.rtl else (block.right - left)) < _NEAR
            if touches and (block.end - block.start > 1 or unicodedata.combining(self._text[block.end - 1])):
                blocks[index] = block._replace(left=min(left, block.left), right=max(right, block.right))
                return

    def _holes(self, line: QTextLine, blocks: Sequence[_Block]) -> list[tuple[float, float]]:
        left = line.naturalTextRect().left()
        right = left + line.horizontalAdvance()
        holes: list[tuple[float, float]] = []
        for a, b in [*_merged([(block.left, block.right) for block in blocks]), (right, right)]:
            if a > left + _NEAR:
                holes.append((left, a))
            left = max(left, b)
        return holes

    def _share_ligatures(self, blocks: list[_Block]) -> None:
        """Share the width of a letter with the letters of no width that follow it."""
        for index, block in enumerate(blocks):
            count = 1
            while (
                index + count < len(blocks)
                and blocks[index + count].left == blocks[index + count].right
                and abs(blocks[index + count].left - (block.left if block.rtl else block.right)) < _NEAR
                and _ARABIC_LETTER.match(self._text, blocks[index + count].start)
            ):
                count += 1
            if count == 1 or block.right == block.left or self._next(block.start) < block.end:
                continue
            if not _ARABIC_LETTER.match(self._text, block.start):
                continue
            step = (block.right - block.left) / count
            for place in range(count):
                left = block.right - (place + 1) * step if block.rtl else block.left + place * step
                blocks[index + place] = blocks[index + place]._replace(
                    left=left, right=left + step, rtl=block.rtl
                )

    def _x(self, line: QTextLine, offset: int, edge: QTextLine.Edge = _LEADING) -> float:
        # The stubs promise the x alone; what comes is the x and the position it is for.
        at16 = self._units.to_utf16(offset)
        x, found = cast("tuple[float, int]", line.cursorToX(at16, edge))
        # Now and then it answers for the next character. That is no answer: the cell gets no width here.
        return x if found == at16 else math.nan

    def _pen(self, line: QTextLine, start: int, end: int) -> float | None:
        """Where the first glyph of a cluster is painted."""
        start16, end16 = self._units.to_utf16(start), self._units.to_utf16(end)
        for run in line.glyphRuns(start16, end16 - start16, _POSITIONS):
            if positions := run.positions():
                return positions[0].x()
        return None

    def _next(self, offset: int) -> int:
        return self._units.from_utf16(self._layout.nextCursorPosition(self._units.to_utf16(offset)))

    def _last_start(self, end: int) -> int:
        """Where the last grapheme cluster before `end` begins."""
        return self._units.from_utf16(self._layout.previousCursorPosition(self._units.to_utf16(end)))


def _merged(pieces: list[tuple[float, float]]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for left, right in sorted(pieces):
        if found and left <= found[-1][1] + _NEAR:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        elif right > left:
            found.append((left, right))
    return found
