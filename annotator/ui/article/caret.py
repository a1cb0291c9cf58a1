"""Where the caret stands in a laid-out paragraph, how it moves in reading direction, and what a point hits.

The caret before a character stands at the leading edge of its cell; the one at the end of a line, at that
line's end. So every offset has one place on its line, and moving visits all of them, each once, from the
line's leading to its trailing side. Offsets are code points from the paragraph's start.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from annotator.ui.article.cells import Cell
from annotator.ui.article.layout import ParagraphLayout


class Hit(NamedTuple):
    """A point of the text: the character, the caret nearest to it, and whether the point is on the text."""

    offset: int
    caret: int
    on_text: bool


def caret_x(layout: ParagraphLayout, offset: int) -> float:
    """The x of the caret at `offset`; inside a grapheme cluster, of the cluster's start."""
    places = _places(layout, layout.line_at(offset))
    return next((x for stop, x in reversed(places) if stop <= offset), places[0][1])


def edge_x(layout: ParagraphLayout, line: int, offset: int, *, is_end: bool) -> float:
    """The x of the side of a character at which a range begins with it, or ends with it."""
    cell = next((cell for cell in layout.cells(line) if cell.start <= offset < cell.end), None)
    if cell is None:
        return caret_x(layout, offset)
    return cell.left if cell.rtl == is_end else cell.right


def line_stops(layout: ParagraphLayout, line: int) -> list[int]:
    """The caret offsets of a line as the eye meets them in reading direction."""
    side = -1 if layout.rtl else 1
    places = sorted(_places(layout, line), key=lambda place: (side * round(place[1], 2), place[0]))
    return [offset for offset, _ in places]


def line_end(layout: ParagraphLayout, line: int) -> int:
    """The last caret offset of a line in logical order; spaces that hang over its end lie behind it."""
    return _places(layout, line)[-1][0]


def moved(layout: ParagraphLayout, offset: int, step: int) -> int | None:
    """The caret one place on in reading direction (`step` -1: back); None beyond the paragraph's ends."""
    line = layout.line_at(offset)
    stops = line_stops(layout, line)
    at = stops.index(max((stop for stop in stops if stop <= offset), default=min(stops))) + step
    if 0 <= at < len(stops):
        return stops[at]
    line += step
    if 0 <= line < len(layout.lines):
        return line_stops(layout, line)[0 if step > 0 else -1]
    return None


def hit(layout: ParagraphLayout, line: int, x: float) -> Hit:
    """The hit at `x` of a line."""
    cells = layout.cells(line)
    end = line_end(layout, line)
    if not cells:
        return Hit(end, end, False)
    cell = min(cells, key=lambda c: (max(c.left - x, x - c.right), c.left - c.right))
    if not cell.left <= x <= cell.right:
        behind = x < cell.left if layout.rtl else x > cell.right
        return Hit(cell.start, end if behind else line_stops(layout, line)[0], False)
    near_left = x - cell.left < cell.right - x
    return Hit(cell.start, min(cell.end if near_left == cell.rtl else cell.start, end), True)


def _places(layout: ParagraphLayout, index: int) -> list[tuple[int, float]]:
    """Caret offsets of a line with their x, in logical order; never none."""
    line, cells = layout.lines[index], layout.cells(index)
    places = [(cell.start, cell.right if cell.rtl else cell.left) for cell in cells]
    if line.shown_end < line.end or index == len(layout.lines) - 1:
        places.append((line.shown_end, _end_x(layout, cells)))
    return places


def _end_x(layout: ParagraphLayout, cells: Sequence[Cell]) -> float:
    if not cells:
        return layout.width if layout.rtl else 0.0
    return min(cell.left for cell in cells) if layout.rtl else max(cell.right for cell in cells)
