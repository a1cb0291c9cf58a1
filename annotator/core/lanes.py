"""Stacks the spans of a line into lanes, so that nested, crossing and touching ones stay distinguishable."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.model import Range

MOST = 60
"""Lanes under a line: the line stays within the view; spans beyond them share the last."""


def lanes(pieces: Sequence[tuple[Range, int]]) -> list[int]:
    """The lane of each piece; lane 0 lies next to the text, `MOST` - 1 is the last.

    A piece is a range and the length of the whole span it belongs to. A longer span lies below every shorter
    one it overlaps, as long as there are lanes; pieces that only touch lie in different lanes.
    """
    order = sorted(range(len(pieces)), key=lambda index: (pieces[index][1], pieces[index][0]))
    found = [0] * len(pieces)
    placed: list[int] = []
    for index in order:
        start, end = pieces[index][0]
        lane, taken = 0, set()
        for other in placed:
            a, b = pieces[other][0]
            if a < end and start < b:
                lane = max(lane, found[other] + 1)
            elif a == end or start == b:
                taken.add(found[other])
        while lane in taken:
            lane += 1
        found[index] = min(lane, MOST - 1)
        placed.append(index)
    return found


def columns(extents: Sequence[Range]) -> list[int]:
    """The column of each bracket in the margin, by the lines `[first, last)` it spans: the first free one.

    Those that end first choose first, so that a bracket stands outside of those it holds, and a chain of them
    takes two columns. What only touches may stand in one.
    """
    order = sorted(range(len(extents)), key=lambda index: (extents[index][1], -extents[index][0]))
    found = [0] * len(extents)
    placed: list[int] = []
    for index in order:
        first, last = extents[index]
        taken = {found[other] for other in placed if extents[other][0] < last and first < extents[other][1]}
        found[index] = next(column for column in range(len(extents)) if column not in taken)
        placed.append(index)
    return found
