"""Parts what is to be labelled of a selection from the times of a ticker and from furniture."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.model import Range, Segment

_APART = ("time", "furniture")


def reach(segments: Sequence[Segment], piece: Range, length: int) -> Range:
    """How far a span over `piece` of a text of `length` code points can be stretched.

    Up to the times and the furniture around it; a span in a ticker up to the ends of the items it lies in.
    """
    start, end = piece
    low = max((row.end for row in segments if row.kind in _APART and row.end <= start), default=0)
    high = min((row.start for row in segments if row.kind in _APART and end <= row.start), default=length)
    items = [row for row in segments if row.kind == "item" and row.start < end and start < row.end]
    if items:
        low, high = max(low, min(start, items[0].start)), min(high, max(end, items[-1].end))
    return low, high


def labelled_parts(segments: Sequence[Segment], piece: Range) -> list[Range]:
    """The parts of `piece` that a label goes on, in order; `piece` itself where nothing has to be left out.

    Over several items of a ticker: the words of each, without the times and dashes between them. Over
    furniture in the midst of a page: what stands before and after it. What lies within a time or within
    furniture is no such case. Code points; nothing is trimmed.
    """
    start, end = piece
    touched = [row for row in segments if row.start < end and start < row.end]
    if any(row.start <= start and end <= row.end for row in touched):
        return [piece]
    if any(row.kind == "item" for row in touched):
        return [(max(start, row.start), min(end, row.end)) for row in touched if row.kind not in _APART]
    parts, at = [], start
    for row in touched:
        if row.kind in _APART:
            parts.append((at, row.start))
            at = row.end
    parts.append((at, end))
    return [(low, high) for low, high in parts if low < high] or [piece]
