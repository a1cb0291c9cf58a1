"""The parts of a document in which anything is proposed: news, not the furniture of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from annotator.core.model import Document, Range, Segment

NEWS: Final = frozenset({"headline", "paragraph", "item"})
_MOST_LINES: Final = 30
_LONGEST_LEAD: Final = 80
_STOPS: Final = (".", "!", "?", "؟", "…", ".»", '."', ".”")
_GOES_ON: Final = re.compile(r"\s*[«\"“(]?[^\W\d_]")


def news(document: Document, text: str) -> Iterator[Segment]:
    """The segments of news within `text`; a text without any segments is one paragraph."""
    if not document.segments:
        yield Segment("paragraph", 0, len(text))
    for segment in document.segments:
        start, end = max(0, segment.start), min(segment.end, len(text))
        if segment.kind in NEWS and start < end:
            yield Segment(segment.kind, start, end, segment.meta)


def lines(text: str, segment: Segment) -> Iterator[Range]:
    """The lines of a segment that hold anything."""
    start = segment.start
    while start < segment.end:
        end = text.find("\n", start, segment.end)
        end = segment.end if end < 0 else end
        if text[start:end].strip():
            yield start, end
        start = end + 1


def passages(document: Document, text: str) -> Iterator[tuple[Segment, Range]]:
    """What is read as one: a line of news; lines a sentence is wrapped over; «S:» with the line below it."""
    pieces = [(segment, line) for segment in news(document, text) for line in lines(text, segment)]
    number = 0
    while number < len(pieces):
        segment, (start, _) = pieces[number]
        last = _last_of_passage(text, pieces, number) if segment.kind == "paragraph" else number
        yield segment, (start, pieces[last][1][1])
        number = last + 1


def _last_of_passage(text: str, pieces: Sequence[tuple[Segment, Range]], number: int) -> int:
    """The line that ends what begins at a line.

    Sentences are wrapped where a line ends without any sign, words follow at once, and a full stop ends them
    within reach: lines without one are a list.
    """
    for last in range(number, min(len(pieces), number + _MOST_LINES)):
        start, end = pieces[last][1]
        line = text[start:end].strip()
        if line.endswith(_STOPS):
            return last
        gap = _gap(text, pieces, last)
        if last == number and line.endswith(":") and len(line) <= _LONGEST_LEAD and 0 < gap <= 2:
            return last + 1
        if gap != 1 or line.endswith(":") or not _GOES_ON.match(text, pieces[last + 1][1][0]):
            break
    return number


def _gap(text: str, pieces: Sequence[tuple[Segment, Range]], number: int) -> int:
    """How many line ends stand between a line and the next paragraph; 0 if there is none, or more between."""
    if number + 1 == len(pieces) or pieces[number + 1][0].kind != "paragraph":
        return 0
    between = text[pieces[number][1][1] : pieces[number + 1][1][0]]
    return between.count("\n") if not between.strip() else 0
