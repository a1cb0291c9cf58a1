"""Breaking-news tickers: items that end in a dash and a clock time, run on in one line or one per line.

Every repeat in the patterns is bounded, so a line is scanned in time proportional to its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from annotator.core.model import Range, Segment
from annotator.formats.texts import trimmed

_DIGIT = "[0-9٠-٩۰-۹]"
_SPACE = "[ \t\u00a0\u2009\u202f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
_CLOCK = rf"(?P<hour>{_DIGIT}{{1,2}})[:.٫،](?P<minute>{_DIGIT}{{2}})"
_HALF = rf"(?:{_SPACE}{{0,3}}(?:(?P<am>ص|[Aa][Mm])|(?P<pm>م|[Pp][Mm])))?"

ITEM_END = re.compile(rf"[-–—]{_SPACE}{{0,8}}(?P<clock>{_CLOCK}{_HALF})(?={_SPACE}{{0,4}}(?:\s|$))")
"""The dash and the time that close an item."""

CLOCK_BEFORE = re.compile(rf"{_DIGIT}[:.٫،]{_DIGIT}{{2}}{_SPACE}{{0,8}}$")
"""What stands before a dash that joins two times, and so closes no item."""

_REACH = 16
_WRAPPED_LINES = 3


class ItemEnd(msgspec.Struct, frozen=True):
    """The dash at `dash`, the clock time as written, and the same as ASCII `HH:MM`."""

    dash: int
    clock: Range
    time: str


class Block(msgspec.Struct, frozen=True):
    """Line numbers of a ticker: its heading, if it has one, and its first and last line of items."""

    heading: int | None
    first: int
    last: int


def item_ends(text: str, start: int, end: int) -> list[ItemEnd]:
    """Where items end in `text[start:end)`; «10:00 - 12:00» and «2-12:30» are no ends."""
    found = []
    for match in ITEM_END.finditer(text, start, end):
        dash, clock = match.start(), match.span("clock")
        joins_times = CLOCK_BEFORE.search(text, max(start, dash - _REACH), dash)
        joins_digits = clock[0] == dash + 1 and dash > start and text[dash - 1].isdigit()
        if (time := _time(match)) and not joins_times and not joins_digits:
            found.append(ItemEnd(dash, clock, time))
    return found


def items(text: str, start: int, end: int) -> Iterator[Segment]:
    """`item` (body and bracket) and `time` segments in `text[start:end)`.

    What follows the last time is an item without one. The dash between lies in no segment.
    """
    for item_end in item_ends(text, start, end):
        body = trimmed(text, start, item_end.dash)
        if body[0] < body[1]:
            yield Segment("item", *body, {"time": item_end.time})
        yield Segment("time", *item_end.clock)
        start = item_end.clock[1]
    rest = trimmed(text, start, end)
    if rest[0] < rest[1]:
        yield Segment("item", *rest)


def blocks(text: str, lines: Sequence[Range], is_heading: Callable[[str], bool]) -> list[Block]:
    """The tickers among `lines`: at least two item ends, or one under a heading."""
    counts = [len(item_ends(text, *line)) for line in lines]
    blank = [not text[start:end].strip() for start, end in lines]
    found: list[Block] = []
    index = 0
    while index < len(lines):
        heading = index if is_heading(text[slice(*lines[index])].strip()) else None
        first = index if heading is None else _next_filled(blank, index + 1)
        last = _last_line(counts, blank, first) if counts[index] or heading is not None else None
        needed = 2 if heading is None else 1
        if last is not None and sum(counts[first : last + 1]) >= needed:
            found.append(Block(heading, first, last))
            index = last
        index += 1
    return found


def _last_line(counts: Sequence[int], blank: Sequence[bool], first: int) -> int | None:
    """The last line with an item end that a ticker from `first` on reaches.

    An item may be wrapped over a few lines; after blank lines the ticker goes on only where the next line
    ends an item itself.
    """
    last = None
    index, without = first, 0
    while index < len(counts) and without < _WRAPPED_LINES:
        if blank[index]:
            index = _next_filled(blank, index)
            if index == len(counts) or not counts[index] or last is None:
                break
        if counts[index]:
            last, without = index, 0
        else:
            without += 1
        index += 1
    return last


def _next_filled(blank: Sequence[bool], index: int) -> int:
    while index < len(blank) and blank[index]:
        index += 1
    return index


def _time(match: re.Match[str]) -> str:
    """ASCII `HH:MM` of 24 hours; "" if there is no such time."""
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 23 or minute > 59:
        return ""
    if match["pm"] and hour < 12:
        hour += 12
    if match["am"] and hour == 12:
        hour = 0
    return f"{hour:02}:{minute:02}"
