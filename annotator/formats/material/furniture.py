"""Lines of a scraped page that are not news, told by the words of `resources/lexicon/page.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache

import msgspec

from annotator.core.model import Range, Segment
from annotator.disk import data_path
from annotator.formats.texts import trimmed

_PART = re.compile(r"\||[^|]+")
_LONGEST_NAME = 60
_LONGEST_LINE = 200


class Furniture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The word lists, folded to lower case."""

    headings: frozenset[str]
    credits: frozenset[str]
    furniture: frozenset[str]


@cache
def words() -> Furniture:
    """The lists of `page.toml`, read once."""
    with data_path("resources", "lexicon", "page.toml").open("rb") as file:
        rows = tomllib.load(file)
    folded = {name: [word.casefold() for word in listed] for name, listed in rows.items()}
    return msgspec.convert(folded, Furniture)


def is_ticker_heading(line: str) -> bool:
    """Whether a line stands above a ticker; a colon after it does not matter."""
    return line.strip().removesuffix(":").rstrip().casefold() in words().headings


def furniture_segments(text: str, start: int, end: int) -> list[Segment]:
    """The segments of a line that is furniture or a credit; none if it is neither.

    «تحرير: اسم |» gives the word with its colon as `furniture`, the name as `byline`, the bar as `furniture`.
    """
    start, end = trimmed(text, start, end)
    if end - start > _LONGEST_LINE:
        return []
    if text[start:end].casefold() in words().furniture:
        return [Segment("furniture", start, end)]
    segments = list(_credit_segments(text, start, end))
    return segments if any(segment.kind == "byline" for segment in segments) else []


def _credit_segments(text: str, start: int, end: int) -> Iterator[Segment]:
    for part_start, part_end in _parts(text, start, end):
        colon = text.find(":", part_start, part_end)
        name = trimmed(text, colon + 1, part_end)
        credited = colon >= 0 and text[part_start:colon].strip().casefold() in words().credits
        if credited and 0 < name[1] - name[0] <= _LONGEST_NAME:
            yield Segment("furniture", part_start, colon + 1)
            yield Segment("byline", *name)
        else:
            yield Segment("furniture", part_start, part_end)


def _parts(text: str, start: int, end: int) -> Iterator[Range]:
    """The bars of a line and what stands between them, without outer spaces."""
    for match in _PART.finditer(text, start, end):
        part = trimmed(text, *match.span())
        if part[0] < part[1]:
            yield part
