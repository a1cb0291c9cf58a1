"""Dates as people type them and as pages print them, to ISO 8601 with what is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

import msgspec
from hijridate import Hijri

from annotator.core.arabic import fold_key
from annotator.core.date_words import (
    AROUND,
    DAYS_BACK,
    HALVES,
    ISLAMIC_MONTHS,
    MONTHS,
    PAIRS,
    PUBLISHED,
    UNITS,
    UPDATED,
    ZONES,
    clock_24,
)
from annotator.core.errors import AnnotatorError

_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_ANY_DIGIT = re.compile(r"\d")
_PLAIN = re.compile(
    r"(?:1[89]|2[01])\d\d-\d\d-\d\d(?:T(?:[01]\d|2[0-3]):[0-5]\d(?:[+-](?:0\d|1[0-3]):[0-5]\d)?)?"
)
"""What nearly all dates are that are asked about: as this module writes them."""

_LONGEST = 200
"""Code points; a longer text is no date."""

_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_ISLAMIC_YEARS = range(1343, 1501)
"""What the calendar of Umm al-Qura tells."""


def is_overdue(due: str, today: str) -> bool:
    """Whether a day (ISO 8601, "" is none) lies before today."""
    return bool(due) and due < today


def check_date(text: str) -> None:
    """Raise `AnnotatorError("bad-date")` unless the text is a day there is."""
    if not (_ISO.fullmatch(text) and _is_day(text)):
        raise AnnotatorError("bad-date", date=text)


def parse_date(text: str, *, reference: str = "") -> str:
    """The moment a text tells, in ISO 8601: `2019-01-15`, `2019-01-15T22:35`, or with its offset; "" if none.

    A month or a year alone stays one (`2019-01`, `2019`). Of two numbers that may both be the month the first
    is the day; years of two digits are not guessed. The whole text must be a date and the words around it:
    «15 قتيلا في 2019» is none. Islamic dates are told by the calendar of Umm al-Qura. «قبل 3 ساعات» and «أمس»
    are counted back from `reference` (ISO 8601).
    """
    if _PLAIN.fullmatch(text) and _is_day(text[:10]):
        return text
    if len(text) > _LONGEST or not (reference or _ANY_DIGIT.search(text)):
        return ""
    return _parsed(text, reference)


def unclear_date(published: str, meta: Mapping[str, Any]) -> str:
    """A document's date that tells none, as it is kept or as it was found; "" if it has no such."""
    found = meta.get("published_found")
    told = published or (found if isinstance(found, str) else "")
    return "" if parse_date(told) else told


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1024)
def _parsed(text: str, reference: str) -> str:
    """A reader asks for the same date more than once."""
    folded = fold_key(text).strip()
    for part in _parts(folded):
        if found := _absolute(part) or (reference and _relative(part, reference)):
            return found
    return ""


def _parts(folded: str) -> list[str]:
    """What may tell the moment, the likeliest first: of «نشر: … آخر تحديث: …» what follows the first."""
    words = _patterns().label
    labels = [(match.start(), match.group()) for match in words.finditer(folded)]
    if len(labels) < 2 and not (labels and labels[0][1] in UPDATED):
        return [folded]
    ends = [start for start, _ in labels[1:]] + [len(folded)]
    parts = [("", folded[: labels[0][0]])]
    parts += [(word, folded[start:end]) for (start, word), end in zip(labels, ends, strict=True)]
    told = [(word in UPDATED, part) for word, part in parts if _DIGIT.search(part)]
    return [part for _, part in sorted(told, key=lambda row: row[0])] or [folded]


class _Day(msgspec.Struct, frozen=True):
    text: str
    islamic: bool


def _absolute(part: str) -> str:
    days: list[_Day] = []
    if asctime := _patterns().asctime.fullmatch(part):
        part = f"{asctime[1]} {asctime[3]} {asctime[2]}"
    while match := next(_first(_patterns().days, part), None):
        day = _day(match)
        if day is None:
            return ""
        days.append(day)
        part = part[: match.start()] + " ; " + part[match.end() :]
    if not days or len(days) > 2 or (len(days) == 2 and days[0].islamic == days[1].islamic):
        return ""
    known = min(days, key=lambda row: row.islamic).text
    clock, part = _clock(part) if len(known) == 10 else ("", part)
    zone, part = _zone(part) if clock else ("", part)
    if _left_over(part):
        return ""
    return f"{known}T{clock}{zone}" if clock else known


def _left_over(part: str) -> bool:
    """Whether words remain that belong to no date; those of a zone that tells no offset do."""
    return any(word not in AROUND for word in _WORD.findall(_CITY.sub(" ", part)))


def _first(patterns: Iterable[re.Pattern[str]], part: str) -> Iterator[re.Match[str]]:
    return (match for pattern in patterns if (match := pattern.search(part)))


def _day(match: re.Match[str]) -> _Day | None:
    """The day, month or year of a match; None if there is no such one."""
    told = match.groupdict()
    year, month, day = int(told["year"]), int(told.get("second") or 0), int(told.get("day") or 0)
    name, again, era = told.get("month"), told.get("again"), told.get("era")
    islamic = year in _ISLAMIC_YEARS
    if len(told["year"]) == 2:  # of mail only, by its rule
        year += 2000 if year < 50 else 1900
    if (era and (era in _ISLAMIC_ERA) != islamic) or (name and (name in ISLAMIC_MONTHS) != islamic):
        return None
    if name:
        month = (ISLAMIC_MONTHS if islamic else MONTHS)[name]
    if again and MONTHS.get(again) != month:
        return None
    if month > 12 >= day > 0:
        day, month = month, day
    return _told(year, month, day, islamic)


def _told(year: int, month: int, day: int, islamic: bool) -> _Day | None:
    try:
        if islamic:
            return _Day(Hijri(year, month, day).to_gregorian().isoformat(), True) if day else None
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            return None
        if day:
            return _Day(date(year, month, day).isoformat(), False)
        if month:
            return _Day(date(year, month, 1).isoformat()[:7], False)
    except (ValueError, OverflowError):
        return None
    return _Day(f"{year:04}", False)


def _clock(part: str) -> tuple[str, str]:
    """`HH:MM`, with seconds where there are any, and the part without it."""
    match = next(_first(_patterns().clocks, part), None)
    if match is None:
        return "", part
    told = match.groupdict()
    half = told.get("before") or told.get("after") or ""
    clock = clock_24(int(told["hour"]), int(told.get("minute") or 0), half)
    seconds = told.get("second") or "00"
    if not clock or int(seconds) > 59:
        return "", part
    rest = f"{part[: match.start()]} ; {part[match.end() :]}"
    return clock + (f":{int(seconds):02}" if int(seconds) else ""), rest


def _zone(part: str) -> tuple[str, str]:
    """The offset, if the part tells one that there is, and the part without it."""
    for match in _first(_patterns().zones, part):
        told = match.groupdict()
        offset = ZONES.get(told.get("name") or told.get("behind") or "", "+00:00")
        if told.get("hours"):
            hours, minutes = int(told["hours"]), int(told["minutes"] or 0)
            if hours > 14 or minutes > 59:
                continue
            offset = f"{told['sign']}{hours:02}:{minutes:02}"
        return offset, f"{part[: match.start()]} ; {part[match.end() :]}"
    return "", part


def _relative(part: str, reference: str) -> str:
    """The moment so long before `reference`; hours before a day without a time are not known."""
    try:
        now = datetime.fromisoformat(reference)
    except ValueError:
        return ""
    has_time = len(reference) > len("2019-01-15")
    if match := _patterns().ago.fullmatch(part):
        pair, unit = match["pair"], match["unit"] or match["unit_ago"]
        step = PAIRS[pair] if pair else UNITS[unit] * int(match["count"] or match["count_ago"] or 1)
        if step % 86400 and not has_time:
            return ""
        try:
            return _iso(now - timedelta(seconds=step), (UNITS.get(unit) or step // 2) < 86400)
        except OverflowError:
            return ""
    clock, rest = _clock(part)
    word = " ".join(word for word in _WORD.findall(rest) if word in DAYS_BACK or word not in AROUND)
    if word not in DAYS_BACK:
        return ""
    day = (now - timedelta(days=DAYS_BACK[word])).date().isoformat()
    return f"{day}T{clock}" if clock else day


def _iso(moment: datetime, timed: bool) -> str:
    if not timed:
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")


_DIGIT = re.compile("[0-9]")
_WORD = re.compile(r"\w+")
_CITY = re.compile(r"(?:ب|ال|بال)?توقيت(?: [^\W\d]+){1,3}")
_COMMON_ERA = frozenset({"م", "ميلادي", "ميلاديه", "ad", "ce"})
_ISLAMIC_ERA = frozenset({"ه", "هجري", "هجريه", "ah"})


class _Patterns(msgspec.Struct, frozen=True):
    days: tuple[re.Pattern[str], ...]
    clocks: tuple[re.Pattern[str], ...]
    zones: tuple[re.Pattern[str], ...]
    label: re.Pattern[str]
    ago: re.Pattern[str]
    asctime: re.Pattern[str]


def _any(names: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + ")"


@cache
def _patterns() -> _Patterns:
    """The forms, each list in the order in which they are tried, over folded text."""
    month = _any([*MONTHS, *ISLAMIC_MONTHS])
    english = _any(name for name in MONTHS if name.isascii())
    era = rf"(?: ?(?P<era>{_any([*_COMMON_ERA, *_ISLAMIC_ERA])})(?!\w))?"
    day = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)"
    year = r"(?<!\d)(?P<year>\d{4})(?!\d)"
    named = rf"(?<!\w)(?P<month>{month})(?!\w)\.?(?: ?[/(-] ?(?P<again>{month})(?!\w) ?\)?)?"
    between = r"[ ,./-]{0,3}"
    asked = (
        rf"{year} ?(?P<sign>[-/.]) ?(?P<second>\d{{1,2}}) ?(?P=sign) ?(?P<day>\d{{1,2}})(?!\d){era}",
        rf"{day} ?(?P<sign>[-/.]) ?(?P<second>\d{{1,2}}) ?(?P=sign) ?{year}{era}",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<second>\d\d)(?P<day>\d\d)(?=t\d|(?!\w))",
        rf"{day}(?: (?:من|of))?(?: شهر)?{between}{named}{between}(?:(?:سنه|عام|لعام) )?{year}{era}",
        rf"{named} ?{day}{between}{year}{era}",
        rf"{year}{between}{named}{between}{day}",
        rf"{day}[ -](?P<month>{english})[ -](?P<year>\d\d)(?![\d:.])",
        rf"{named}{between}{year}{era}",
        r"(?<![\d/.-])(?P<year>\d{4})[-/](?P<second>0?[1-9]|1[0-2])(?![\d/.-])",
        r"(?<![\d/.-])(?P<second>0?[1-9]|1[0-2])[-/](?P<year>\d{4})(?![\d/.-])",
        r"(?<![\d/.:+-])(?P<year>(?:19|20)\d\d)(?![\d/.:-])",
    )
    half = _any(HALVES)
    minutes = (
        r"(?<![\d:])t?(?P<hour>\d{1,2}) ?[:.h] ?(?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?(?!\d)"
    )
    return _Patterns(
        days=tuple(re.compile(pattern) for pattern in asked),
        clocks=(
            re.compile(rf"{minutes} ?(?P<after>{half})(?!\w)"),
            re.compile(rf"(?<!\w)(?P<before>{half}) ?{minutes}"),
            re.compile(minutes),
            re.compile(r"(?<![\w:])t(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?!\d)"),
            re.compile(rf"(?<![\d:])(?P<hour>\d{{1,2}}) ?(?P<after>{half})(?!\w)"),
        ),
        zones=(
            re.compile(
                rf"(?:{_CITY.pattern} ?)?\(?(?<!\w)(?P<name>{_any(ZONES)})?(?!\w) ?(?P<sign>[+-]) ?"
                rf"(?P<hours>\d{{1,2}})(?::?(?P<minutes>\d\d))?(?!\d)"
                rf"(?: ?\(?(?:(?:ب|من|عن|حسب)? ?توقيت )?(?P<behind>{_any(ZONES)})(?!\w))?\)?"
            ),
            re.compile(rf"(?:(?<!\w)(?:ب|ال|بال)?توقيت )?(?<![^\W\d_])(?P<name>{_any(ZONES)})(?!\w)"),
        ),
        label=re.compile(rf"(?<!\w){_any([*PUBLISHED, *UPDATED])}(?!\w)"),
        ago=re.compile(
            rf"(?:نشر )?(?:قبل|منذ) "
            rf"(?:(?P<pair>{_any(PAIRS)})|(?:(?P<count>\d{{1,4}}) )?(?P<unit>{_any(UNITS)}))"
            rf"|(?P<count_ago>\d{{1,4}}) (?P<unit_ago>{_any(UNITS)}) ago"
        ),
        asctime=re.compile(rf"(.*(?<!\w){english} \d{{1,2}}) (\d{{1,2}}:.+) (\d{{4}})"),
    )
