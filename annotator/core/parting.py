"""Parts the text of a document otherwise: pure work on its segments. All offsets are code points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.model import Range, Segment, SegmentKind

_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})")


def split_at(segments: Sequence[Segment], text: str, at: int) -> tuple[Segment, ...]:
    """Two segments for the one that `at` lies in; its time stays with the second, which it ends.

    Raises `AnnotatorError("no-segment-here")` where there would be nothing on one side.
    """
    for place, row in enumerate(segments):
        if row.start < at < row.end:
            first, second = _trimmed(text, row.start, at), _trimmed(text, at, row.end)
            if first and second:
                untimed = {key: value for key, value in row.meta.items() if key != "time"}
                parted = (Segment(row.kind, *first, untimed), Segment(row.kind, *second, row.meta))
                return (*segments[:place], *parted, *segments[place + 1 :])
    raise AnnotatorError("no-segment-here")


def joined(segments: Sequence[Segment], piece: Range) -> tuple[Segment, ...]:
    """One segment for all that `piece` touches; with a caret in one, that and the one after it.

    It is of the first one's kind. Raises `AnnotatorError("no-segment-here")` where there are no two.
    """
    start, end = piece
    touched = [place for place, row in enumerate(segments) if row.start <= end and start <= row.end]
    if start == end and touched:
        touched = [touched[0], touched[0] + 1]
    elif touched and segments[touched[-1]].start == end:
        touched.pop()
    if len(touched) < 2 or touched[-1] >= len(segments):
        raise AnnotatorError("no-segment-here")
    first, last = segments[touched[0]], segments[touched[-1]]
    metas: dict[str, Any] = {}
    for place in touched:
        metas |= segments[place].meta
    made = Segment(first.kind, first.start, last.end, metas)
    return (*segments[: touched[0]], made, *segments[touched[-1] + 1 :])


def marked(segments: Sequence[Segment], text: str, piece: Range, kind: SegmentKind) -> tuple[Segment, ...]:
    """The selected text as one segment of a kind, what it cuts into keeping its rest; with a caret, the
    segment it lies in. A time is that of the item before it.

    Raises `AnnotatorError("no-segment-here")` where there is no text.
    """
    start, end = piece
    if start == end:
        here = next((row for row in segments if row.start <= start <= row.end), None)
        if here is None:
            raise AnnotatorError("no-segment-here")
        start, end = here.start, here.end
    whole = _trimmed(text, start, end)
    if whole is None:
        raise AnnotatorError("no-segment-here")
    start, end = whole
    found: list[Segment] = []
    meta: dict[str, Any] = {}
    for row in segments:
        if row.end <= start or end <= row.start:
            found.append(row)
            continue
        if kind == row.kind:
            meta |= row.meta
        for low, high in ((row.start, start), (end, row.end)):
            if low < high and (rest := _trimmed(text, low, high)):
                found.append(msgspec.structs.replace(row, start=rest[0], end=rest[1]))
    found.append(Segment(kind, start, end, meta))
    found.sort(key=lambda row: row.start)
    return tuple(_timed(found, text, start)) if kind == "time" else tuple(found)


def _timed(segments: list[Segment], text: str, at: int) -> list[Segment]:
    """The item before the time that begins at `at` gets it."""
    place = next(n for n, row in enumerate(segments) if row.start == at)
    said = text[segments[place].start : segments[place].end]
    clock = _CLOCK.search(said)
    time = f"{int(clock[1]):02}:{int(clock[2]):02}" if clock else said
    if place and segments[place - 1].kind == "item":
        before = segments[place - 1]
        segments[place - 1] = msgspec.structs.replace(before, meta={**before.meta, "time": time})
    return segments


def _trimmed(text: str, start: int, end: int) -> Range | None:
    """The stretch without the white space around it; None if nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
