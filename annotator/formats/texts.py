"""Tells every reader of a raw text its lines, its paragraphs, its language and direction."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from annotator.core.dates import parse_date
from annotator.core.model import Bundle, Direction, Document, Kind, Range, Segment, document_id, hash_text

_STRONG_ENOUGH = 100
_DATELINE = re.compile(
    r"(?P<place>[^\W\d_]{2,20}(?: [^\W\d_]{2,20}){0,2})"
    r"(?:، ?\d{1,2}[^()\n-]{2,30})?(?: ?/ ?[^\W\d_]{2,20}(?: [^\W\d_]{2,20}){0,2})?"
    r"(?: ?\([^()\n]{2,40}\))?(?: ?[-–—−] ?| ـ )(?=\S)"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|@\w+")


def lines(text: str, start: int = 0) -> Iterator[Range]:
    """The ranges of the lines of a canonical text from `start` on, without their LF; empty ones too."""
    while (end := text.find("\n", start)) >= 0:
        yield start, end
        start = end + 1
    yield start, len(text)


def trimmed(text: str, start: int, end: int) -> Range:
    """`[start, end)` without the white space at its edges; empty where there is nothing else."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())


def without_outer_blank_lines(text: str) -> str:
    """`text` from its first to its last line that is not blank; "" where all are."""
    start, end = trimmed(text, 0, len(text))
    if start == end:
        return ""
    line_end = text.find("\n", end)
    return text[text.rfind("\n", 0, start) + 1 : line_end if line_end >= 0 else len(text)]


def paragraphs(text: str, start: int = 0) -> tuple[Segment, ...]:
    """One `paragraph` per line that is not blank, from `start` on; the first with its dateline."""
    pieces = (trimmed(text, *line) for line in lines(text, start))
    filled = [(begin, end) for begin, end in pieces if begin < end]
    return tuple(
        Segment("paragraph", begin, end, dateline(text[begin:end]) if not number else {})
        for number, (begin, end) in enumerate(filled)
    )


def dateline(line: str) -> dict[str, Any]:
    """Where a paragraph is from, as `meta` of its segment: «غزة (نور) - قال …»; empty if it does not say."""
    found = _DATELINE.match(line)
    return {"dateline": found["place"]} if found else {}


def language_and_direction(text: str) -> tuple[str, Direction]:
    """Told by the majority of the first hundred strong characters; a text without any is read rtl.

    A first character alone would misread an Arabic report that begins with a Latin name; letters of addresses
    and accounts are of no language.
    """
    arabic = rtl = strong = 0
    for character in _letters(text):
        bidi = unicodedata.bidirectional(character)
        if bidi in ("L", "R", "AL"):
            strong += 1
            rtl += bidi != "L"
            arabic += bidi == "AL"
            if strong == _STRONG_ENOUGH:
                break
    # Syriac and Thaana are "AL" too, but they do not come as Arabic news.
    language = "ar" if 2 * arabic >= strong > 0 else "und"
    return language, "rtl" if 2 * rtl >= strong else "ltr"


def _letters(text: str) -> Iterable[str]:
    if "://" not in text and "www." not in text and "@" not in text:
        return text
    return chain.from_iterable(_ADDRESS.split(text))


def new_document(
    kind: Kind,
    text: str,
    segments: tuple[Segment, ...],
    *,
    title: str = "",
    byline: str = "",
    published: str = "",
    source: str = "",
    url: str = "",
    language: str = "",
    reference: str = "",
    meta: dict[str, Any] | None = None,
) -> Bundle:
    """A document made of a canonical `text`, under the id that follows from what it is.

    `published` is as found, and so it stays in the id and, where ISO 8601 writes it otherwise, in
    `meta.published_found`; a text that tells no date is kept there alone.
    «قبل 3 ساعات» is counted back from `reference` (ISO 8601), when the page was fetched.
    """
    text_hash = hash_text(text)
    moment = parse_date(published, reference=reference)
    if moment != published:
        meta = {**(meta or {}), "published_found": published}
    told_language, direction = language_and_direction(text)
    document = Document(
        id=document_id(kind, text_hash, url, published),
        kind=kind,
        title=title,
        byline=byline,
        published=moment,
        source=source,
        url=url,
        language=language or told_language,
        direction=direction,
        text_hash=text_hash,
        segments=segments,
        meta=meta or {},
    )
    return Bundle(document=document, text=text)
