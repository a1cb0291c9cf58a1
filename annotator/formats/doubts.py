"""What of a document was guessed, so that a person can be told where to look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from annotator.core.dates import parse_date
from annotator.core.model import Bundle, Document

DOUBTS: Final = (
    "text-column",
    "headline",
    "date-unread",
    "date-address",
    "date-relative",
    "date-order",
    "ticker-times",
)
"""Codes of what may be uncertain: the sentences are those of `bringing.doubt-<code>`."""

_PLAIN: Final = ("text", "page")
_TWO_NUMBERS = re.compile(r"(?<![\d:])(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}(?!\d)")
_MONTHS: Final = 12


def doubts_of(bundle: Bundle, format_id: str) -> Iterator[str]:
    """The codes of what was guessed of one document."""
    document = bundle.document
    kinds = {row.kind for row in document.segments}
    if format_id in _PLAIN and "headline" in kinds and not kinds & {"furniture", "byline"}:
        yield "headline"
    yield from _of_date(document)
    if document.kind == "ticker" and not any("time" in row.meta for row in document.segments):
        yield "ticker-times"


def _of_date(document: Document) -> Iterator[str]:
    found, published = str(document.meta.get("published_found", "")), document.published
    if found and not published:
        yield "date-unread"
    elif found and not parse_date(found):
        yield "date-relative"
    elif (numbers := _TWO_NUMBERS.search(found)) and _either(*numbers.groups()):
        yield "date-order"
    if published and _is_of_address(document.meta.get("dates"), published):
        yield "date-address"


def _either(first: str, second: str) -> bool:
    """Whether both numbers may be the month."""
    return first != second and max(int(first), int(second)) <= _MONTHS


def _is_of_address(dates: Any, published: str) -> bool:
    """Whether nothing but the day in the address says so."""
    if not isinstance(dates, Mapping):
        return False
    says = {place for place, told in dates.items() if parse_date(str(told))[:10] == published[:10]}
    return says == {"address"}
