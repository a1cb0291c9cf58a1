"""Breaking-news tickers: items with a clock time after or before them, run on in one line or one per line.

Every repeat in the patterns is bounded, so a line is scanned in time proportional to its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.date_words import DAYS_BACK, MONTHS, clock_24
from annotator.core.dates import parse_date
from annotator.core.model import Range, Segment
from annotator.formats.texts import trimmed

Shape = Literal["last", "first", "untimed"]
"""Where the time stands in an item."""

_DIGIT = "[0-9٠-٩۰-۹]"
_SPACE = "[ \t\u00a0\u2009\u202f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
_SPACES = f"{_SPACE}{{0,4}}"
_MARKS = "[\u064b-\u0652]{0,2}"
_HALF = (
    rf"(?:{_SPACE}{{0,3}}(?P<half>"
    + "|".join(f"{word}{_MARKS}ا?{_MARKS}" for word in ("صباح", "مساء", "ظهر", "عصر", "فجر", "ليل"))
    + r"|ص|م|بعد الظهر|قبل الظهر|[AaPp]\.?[Mm]\.?)(?!\w))?"
)
_DATE = (
    rf"(?:{_DIGIT}{{1,4}}[/.-]{_DIGIT}{{1,2}}[/.-]{_DIGIT}{{2,4}}"
    rf"|{_DIGIT}{{1,2}} \w{{2,8}}(?: \w{{3,8}})?(?: {_DIGIT}{{4}})?|اليوم|أمس|امس)"
)
_CLOCK = (
    rf"(?P<clock>(?:(?P<day>{_DATE}){_SPACE}{{0,2}}[-–،,]?{_SPACE}{{0,2}})?"
    rf"(?:الساعة{_SPACE}{{1,2}})?(?P<hour>{_DIGIT}{{1,2}})[:.٫،](?P<minute>{_DIGIT}{{2}})(?!{_DIGIT}){_HALF}"
    rf"(?:{_SPACE}{{1,2}}(?:بتوقيت (?:مكة المكرمة|\w{{2,8}}(?: المحلي)?)|بالتوقيت المحلي|GMT|UTC)(?!\w))?"
    rf"(?:{_SPACE}{{0,2}}[-–،,]?{_SPACE}{{0,2}}(?P<day_after>{_DATE}))?)"
)
_BULLETS = "•·▪▫●○◾■★☆►▶‣∙◦*"
_AT_LINE_END = "،,/"
"""Signs that close an item only where nothing stands behind its time."""
_DASH = f"[-‐‑–—−|•·{_AT_LINE_END}\n]"

ITEM_END = re.compile(
    rf"(?P<sign>{_DASH}){_SPACE}{{0,8}}{_CLOCK}(?={_SPACES}(?:\s|$))"
    rf"|(?P<bracket>[(\[]){_SPACES}{_CLOCK.replace('(?P<', '(?P<b_')}{_SPACES}[)\]](?={_SPACES}(?:\n|$))"
)
"""The sign and the time that close an item."""

ITEM_START = re.compile(
    rf"{_SPACES}(?P<bullet>[{_BULLETS}-])?{_SPACES}(?P<open>[(\[])?{_CLOCK}{_SPACES}[)\]]?{_SPACES}(?P<sign>[-–—−|•·:.])?{_SPACES}"
)
"""The time that opens an item."""

ITEM_AGAIN = re.compile(rf"(?<=[\s|]){_CLOCK}{_SPACES}[-–—−|:]{_SPACES}(?=\S)")
"""The time that opens another in the same line."""

CLOCK_BEFORE = re.compile(rf"{_DIGIT}[:.٫،]{_DIGIT}{{2}}{_SPACE}{{0,8}}$")
"""What stands before a dash that joins two times, and so closes no item."""

_LINE_ENDS = re.compile(rf"{_SPACES}(?:\n|$)")
_CLOCK_AHEAD = re.compile(rf"{_DIGIT}{{1,2}}[:.٫،]{_DIGIT}{{2}}")
_BULLET = re.compile(rf"{_SPACES}(?:[{_BULLETS}|]|{_DIGIT}{{1,2}}[.)](?!{_DIGIT})){_SPACES}")
_SPACING = "".join(filter(str.isspace, map(chr, range(0x3001))))
MARKS = _SPACING + "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Spaces, and marks of direction, at the edges of an item or a title."""
_CLOSED_LINE = re.compile(rf"[)\]]{_SPACES}\n")
_MORE = re.compile(r"(?:\.{3}|…)?\s{0,3}(?:\[?(?:اقرأ )?المزيد\]?|للمزيد|(?:Read )?[Mm]ore)\s{0,3}$")
_REACH = 16
_WRAPPED_LINES = 3
_LONGEST_UNTIMED = 160
_DAY = len("2019-01-15")


class ItemEnd(msgspec.Struct, frozen=True):
    """Where an item ends and the next begins, the time as written, and the same as ASCII `HH:MM`."""

    dash: int
    clock: Range
    time: str
    after: int
    date: str = ""


class Block(msgspec.Struct, frozen=True):
    """Line numbers of a ticker: its heading, if it has one, and its first and last line of items."""

    heading: int | None
    first: int
    last: int
    shape: Shape = "last"


class _Lines(msgspec.Struct, frozen=True):
    """Of each line whether it is blank, how many items end in it, whether one begins (surely, perhaps)."""

    blank: list[bool]
    ends: list[int]
    starts: list[bool]
    weak: list[bool]


def item_ends(text: str, start: int, end: int) -> list[ItemEnd]:
    """Where items end in `text[start:end)`; «10:00 - 12:00» and «2-12:30» are no ends."""
    found = []
    for match in ITEM_END.finditer(text, start, end):
        prefix = "b_" if match["bracket"] else ""
        dash, clock = match.start(), match.span(prefix + "clock")
        joins_times = CLOCK_BEFORE.search(text, max(start, dash - _REACH), dash)
        joins_digits = (
            clock[0] == dash + 1 and dash > start and text[dash - 1].isdigit() and text[dash] != "\n"
        )
        goes_on = text[dash] in _AT_LINE_END and not _LINE_ENDS.match(text, match.end(), end)
        if (time := _time(match, prefix)) and not joins_times and not joins_digits and not goes_on:
            found.append(ItemEnd(dash, clock, time, match.end(), _date(match, prefix)))
    return found


def items(text: str, start: int, end: int) -> Iterator[Segment]:
    """`item` (body and bracket) and `time` segments in `text[start:end)`, the times last.

    What follows the last time is an item without one, and so is a line that ends in a bracket before the
    time of another. The sign between lies in no segment.
    """
    for item_end in item_ends(text, start, end):
        for closed in _CLOSED_LINE.finditer(text, start, item_end.dash):
            if text[closed.end() : item_end.dash].strip(MARKS):
                yield from _body(text, start, closed.end(), {})
                start = closed.end()
        yield from _body(text, start, item_end.dash, _meta(item_end.time, item_end.date))
        yield Segment("time", *item_end.clock)
        start = item_end.after
    yield from _body(text, start, end, {})


def block_items(text: str, lines: Sequence[Range], block: Block) -> Iterator[Segment]:
    """The segments of a ticker, whatever its shape."""
    start, end = lines[block.first][0], lines[block.last][1]
    if block.shape == "last":
        yield from items(text, start, end)
    elif block.shape == "untimed":
        for line in lines[block.first : block.last + 1]:
            yield from _body(text, *line, {})
    else:
        opened = [match for line in lines[block.first : block.last + 1] for match in _openings(text, line)]
        for match, stop in zip(opened, [*(row.start() for row in opened[1:]), end], strict=True):
            yield Segment("time", *match.span("clock"))
            yield from _body(text, match.end(), stop, _meta(_time(match), _date(match)))


def blocks(
    text: str,
    lines: Sequence[Range],
    is_heading: Callable[[str], bool],
    is_apart: Callable[[Range], bool] = lambda line: False,
) -> list[Block]:
    """The tickers among `lines`: at least two items with a time, or one under a heading.

    Lines that are apart (furniture, credits, the date of an article) are in none. Under a heading, lines with
    bullets, or several short ones up to a blank line, are a ticker without times.
    """
    told = _told(text, lines, is_apart)
    found: list[Block] = []
    index = 0
    while index < len(lines):
        heading = index if is_heading(text[slice(*lines[index])].strip()) else None
        first = index if heading is None else _next_filled(told.blank, index + 1)
        while heading is not None and first < len(lines) and _is_day(text, lines[first]):
            first = _next_filled(told.blank, first + 1)
        block = _block(told, heading, first) or (
            _untimed(text, lines, told, heading, first, is_heading, is_apart) if heading is not None else None
        )
        if block:
            found.append(block)
            index = block.last
        index += 1
    return found


def _told(text: str, lines: Sequence[Range], is_apart: Callable[[Range], bool]) -> _Lines:
    blank = [not text[start:end].strip() for start, end in lines]
    opened = [_opens(text, line) for line in lines]
    alone = [match is not None and match.end() >= end for match, (_, end) in zip(opened, lines, strict=True)]
    ends, starts, weak = [], [], []
    for number, (line, match) in enumerate(zip(lines, opened, strict=True)):
        if is_apart(line) and not _in_step(alone, blank, number):
            match, count = None, 0
        else:
            count = len(item_ends(text, *line)) + (alone[number] and number > 0)
        ends.append(count)
        weak.append(match is not None)
        surely = match and (alone[number] or match["bullet"] or match["open"] or match["sign"])
        starts.append(bool(surely))
    beside = zip([False, *weak], [*weak[1:], False], strict=False)
    starts = [sure or (opens and any(near)) for sure, opens, near in zip(starts, weak, beside, strict=True)]
    return _Lines(blank, ends, starts, weak)


def _is_day(text: str, line: Range) -> bool:
    """Whether a line tells the day of what stands below it."""
    return len(parse_date(text[slice(*line)])) == _DAY


def _in_step(alone: Sequence[bool], blank: Sequence[bool], number: int) -> bool:
    """Whether a date and time alone in its line is one of several, each with an item between."""
    steps = ((number - 2, number - 1), (number + 2, number + 1))
    return alone[number] and any(
        0 <= other < len(alone) and alone[other] and not blank[between] and not alone[between]
        for other, between in steps
    )


def _block(told: _Lines, heading: int | None, first: int) -> Block | None:
    needed = 2 if heading is None else 1
    if first >= len(told.blank):
        return None
    opening = told.starts if heading is None else told.weak
    if opening[first]:
        last, count = _last_start(told, opening, first)
        return Block(heading, first, last, "first") if count >= needed else None
    if told.ends[first] or heading is not None or _clock_below(told, first):
        last_end = _last_line(told.ends, told.blank, first)
        if last_end is not None and sum(told.ends[first : last_end + 1]) >= needed:
            return Block(heading, first, last_end)
    return None


def _clock_below(told: _Lines, first: int) -> bool:
    """Whether the line below an item is nothing but its time."""
    below = first + 1
    return not told.blank[first] and below < len(told.ends) and told.starts[below] and told.ends[below] > 0


def _last_start(told: _Lines, opening: Sequence[bool], first: int) -> tuple[int, int]:
    """The last line of a ticker whose items begin with their time, and how many items it has."""
    last = index = first
    count = without = 0
    while index < len(opening):
        if opening[index]:
            count, without, last = count + 1, 0, index
            if told.ends[index] and index + 1 < len(opening) and not told.blank[index + 1]:
                last = index + 1  # a time alone: the item is below it
        elif told.blank[index]:
            following = _next_filled(told.blank, index)
            if following == len(opening) or not opening[following]:
                break
        elif (without := without + 1) > _WRAPPED_LINES:
            break
        elif last < index and not told.blank[index - 1]:
            last = index
        index += 1
    return last, count


def _untimed(
    text: str,
    lines: Sequence[Range],
    told: _Lines,
    heading: int | None,
    first: int,
    is_heading: Callable[[str], bool],
    is_apart: Callable[[Range], bool],
) -> Block | None:
    last = first
    bulleted = bracketed = 0
    while last < len(lines) and not told.blank[last]:
        line = text[slice(*lines[last])].strip()
        if len(line) > _LONGEST_UNTIMED or line.endswith(".") or is_heading(line) or is_apart(lines[last]):
            return None
        bulleted += bool(_BULLET.match(line))
        bracketed += line.endswith((")", "]"))
        last += 1
    count = last - first
    if bulleted + bracketed == 0 and (
        heading is None or " " not in text[slice(*lines[heading])].strip(MARKS)
    ):
        return None  # «عاجل» alone stands above a single piece of news too
    return Block(heading, first, last - 1, "untimed") if count >= 2 or bulleted == count > 0 else None


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


def _openings(text: str, line: Range) -> Iterator[re.Match[str]]:
    """The times that open a line and, in one line with it, the items behind the first."""
    if opens := _opens(text, line):
        yield opens
        for match in ITEM_AGAIN.finditer(text, opens.end(), line[1]):
            if _time(match) and not _CLOCK_AHEAD.match(text, match.end(), line[1]):
                yield match


def _opens(text: str, line: Range) -> re.Match[str] | None:
    """The time that opens a line, unless it is the first of two: «10:00 - 12:00»."""
    match = ITEM_START.match(text, *line)
    if match is None or not _time(match) or _CLOCK_AHEAD.match(text, match.end(), line[1]):
        return None
    return match


def _body(text: str, start: int, end: int, meta: dict[str, str]) -> Iterator[Segment]:
    """The words of an item without the bullet before them; a button behind them is furniture."""
    start, end = _bare(text, start, end)
    if bullet := _BULLET.match(text, start, end):
        start, end = _bare(text, bullet.end(), end)
    more = _MORE.search(text, max(start, end - _REACH), end)
    body = _bare(text, start, more.start() if more else end)
    if body[0] < body[1]:
        yield Segment("item", *body, meta)
        if more and more.start() < more.end():
            yield Segment("furniture", *trimmed(text, *more.span()))


def _bare(text: str, start: int, end: int) -> Range:
    """`[start, end)` without spaces and marks of direction at its edges."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(MARKS))
    return start, start + len(piece.strip(MARKS))


def _next_filled(blank: Sequence[bool], index: int) -> int:
    while index < len(blank) and blank[index]:
        index += 1
    return index


def _meta(time: str, date: str) -> dict[str, str]:
    return {"time": time, "date": date} if date else {"time": time}


def _time(match: re.Match[str], prefix: str = "") -> str:
    """ASCII `HH:MM` of 24 hours; "" if there is no such time, or no such day beside it."""
    day = match[prefix + "day"] or match[prefix + "day_after"]
    if day and not _date(match, prefix) and not _is_day_of_a_year(day):
        return ""
    return clock_24(int(match[prefix + "hour"]), int(match[prefix + "minute"]), match[prefix + "half"] or "")


def _is_day_of_a_year(written: str) -> bool:
    """Whether it is «15 مايو» or «اليوم», of which the year is not told."""
    number, _, month = fold_key(written).strip().partition(" ")
    return number in DAYS_BACK or (number.isdigit() and 0 < int(number) < 32 and month in MONTHS)


def _date(match: re.Match[str], prefix: str = "") -> str:
    return parse_date(match[prefix + "day"] or match[prefix + "day_after"] or "")
