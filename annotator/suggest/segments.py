"""The parts of a document in which anything is proposed: news, not the furniture of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from annotator.core.model import Document, Segment

NEWS: Final = frozenset({"headline", "paragraph", "item"})


def news(document: Document, text: str) -> Iterator[Segment]:
    """The segments of news within `text`; a text without any segments is one paragraph."""
    if not document.segments:
        yield Segment("paragraph", 0, len(text))
    for segment in document.segments:
        start, end = max(0, segment.start), min(segment.end, len(text))
        if segment.kind in NEWS and start < end:
            yield Segment(segment.kind, start, end, segment.meta)


def lines(text: str, segment: Segment) -> Iterator[tuple[int, int]]:
    """The lines of a segment that hold anything."""
    start = segment.start
    while start < segment.end:
        end = text.find("\n", start, segment.end)
        end = segment.end if end < 0 else end
        if text[start:end].strip():
            yield start, end
        start = end + 1
