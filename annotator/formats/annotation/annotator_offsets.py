"""Offsets of a record of our own JSON lines on their way to code points of the canonical text."""

from __future__ import annotations

from collections.abc import Callable

from annotator.core.model import Range, Span
from annotator.core.offsets import CanonicalMap, Utf16Map, canonical, check_span

OFFSET_UNITS = ("codepoint", "utf16")


def check_in_bulk(span: Span, text: str) -> None:
    """`check_span`, spared where one look shows that a span of one range holds: most of a file are such."""
    if len(span.ranges) == 1 and not span.tolls:
        start, end = span.ranges[0]
        if 0 <= start < end <= len(text) and text[start:end] == span.quote:
            return
    check_span(span, text)


class RecordOffsets:
    """The text of a record, raw and made canonical, and how offsets in `unit` lead into both."""

    def __init__(self, raw: str, unit: str) -> None:
        self.raw = raw
        self.text = canonical(raw)
        to_codepoints = Utf16Map(raw).from_utf16 if unit == "utf16" else None
        to_canonical = CanonicalMap(raw) if self.text != raw else None
        self.unchanged = not to_codepoints and not to_canonical
        self._to_codepoints: Callable[[int], int] = to_codepoints or int
        self._to_canonical: Callable[[int], int] = to_canonical or int

    def in_raw(self, ranges: tuple[Range, ...]) -> tuple[Range, ...]:
        """Ranges of the file as code points of the raw text."""
        return tuple((self._to_codepoints(start), self._to_codepoints(end)) for start, end in ranges)

    def in_text(self, ranges: tuple[Range, ...]) -> tuple[Range, ...]:
        """Ranges of the file as code points of the canonical text."""
        return tuple(
            (self._to_canonical(start), self._to_canonical(end)) for start, end in self.in_raw(ranges)
        )
