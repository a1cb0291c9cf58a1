"""Text made canonical once, ranges that are checked, and code points <-> UTF-16 units."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Final

import regex  # type: ignore[import-untyped]

from annotator.core.errors import AnnotatorError
from annotator.core.model import Range, Span, Toll, quote

_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_REFUSED = re.compile("[\x00\ud800-\udfff]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_GRAPHEME = regex.compile(r"\X")
MOST: Final = 10**12
"""A count above it is none."""


def canonical(text: str) -> str:
    """`text` as the project keeps it: no byte order mark, every line end a single LF; all else unchanged.

    Raises `AnnotatorError("nul-character" | "lone-surrogate", line, column)` for what cannot be stored.
    """
    text = text.removeprefix("\ufeff")
    text = _LINE_ENDS.sub("\n", text)
    if bad := _REFUSED.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        column = bad.start() - (text.rfind("\n", 0, bad.start()) + 1) + 1
        code = "nul-character" if bad.group() == "\x00" else "lone-surrogate"
        raise AnnotatorError(code, line=line, column=column)
    return text


class CanonicalMap:
    """Maps code point offsets of a raw text to offsets of its canonical form."""

    def __init__(self, raw: str) -> None:
        """The canonical form is at hand as `text`. Raises as `canonical` does."""
        self.text = canonical(raw)
        # Only a dropped BOM and CR LF pairs shorten the text; each entry is the raw offset after the loss.
        self._losses = [1] if raw.startswith("\ufeff") else []
        self._losses += [match.end() for match in re.finditer("\r\n", raw)]

    def __call__(self, raw_offset: int) -> int:
        return raw_offset - bisect_right(self._losses, raw_offset)


class Utf16Map:
    """Converts offsets of one text between code points and UTF-16 code units, both ways."""

    def __init__(self, text: str) -> None:
        self._astral = [match.start() for match in _ASTRAL.finditer(text)]
        self._astral16 = [offset + index for index, offset in enumerate(self._astral)]

    def to_utf16(self, offset: int) -> int:
        """Code points -> UTF-16 units."""
        return offset + bisect_left(self._astral, offset) if self._astral else offset

    def from_utf16(self, units: int) -> int:
        """UTF-16 units -> code points. Inside a surrogate pair: the offset of its character."""
        if not self._astral16:
            return units
        before = bisect_left(self._astral16, units)
        if before and self._astral16[before - 1] == units - 1:
            return units - 1 - (before - 1)
        return units - before


OFFSET_UNITS: Final = ("codepoint", "utf16", "grapheme", "utf8")
"""What files count in: code points, UTF-16 units, grapheme clusters, bytes of UTF-8."""


def from_unit(text: str, unit: str) -> Callable[[int], int]:
    """Converts offsets in `unit` to code points of `text`. What lies behind its end or inside a character
    becomes an offset that no span can have: -1."""
    if unit == "codepoint" or (unit != "grapheme" and text.isascii()):
        return lambda offset: offset if 0 <= offset <= len(text) else -1
    if unit == "grapheme":
        stops = [0, *(match.end() for match in _GRAPHEME.finditer(text))]
        return lambda offset: stops[offset] if 0 <= offset < len(stops) else -1
    widths = _in_utf16 if unit == "utf16" else _in_utf8
    places = {0: 0}
    at = 0
    for number, character in enumerate(text, 1):
        at += widths(character)
        places[at] = number
    return lambda offset: places.get(offset, -1)


def _in_utf16(character: str) -> int:
    return 1 + (character > "\uffff")


def _in_utf8(character: str) -> int:
    return len(character.encode("utf-8", "surrogatepass"))


def check_ranges(ranges: Sequence[Range], length: int) -> None:
    """Raise `AnnotatorError("bad-ranges")` unless non-empty, sorted, disjoint, and inside `length`."""
    previous = 0
    for start, end in ranges:
        if not previous <= start < end <= length:
            break
        previous = end
    else:
        if ranges:
            return
    raise AnnotatorError("bad-ranges", ranges=[list(piece) for piece in ranges], length=length)


def check_span(span: Span, text: str) -> None:
    """Raise unless the span lies inside `text` and its quote is exactly what stands there."""
    check_ranges(span.ranges, len(text))
    found = quote(text, span.ranges)
    if found != span.quote:
        raise AnnotatorError("quote-mismatch", span=span.id, quote=span.quote, text=found)
    for toll in span.tolls:
        check_toll(toll, span, text)


def check_toll(toll: Toll, span: Span, text: str) -> None:
    """Raise unless a toll lies inside its span, quotes what stands there, and says no more than that much."""
    if fits(toll, span.ranges, text):
        return
    found = text[max(0, toll.start) : max(0, toll.end)]
    if not lies_in(toll, span.ranges) or found != toll.quote:
        raise AnnotatorError("toll-astray", span=span.id, quote=toll.quote, text=found)
    raise AnnotatorError("toll-bounds", span=span.id, quote=toll.quote)


def fits(toll: Toll, ranges: Sequence[Range], text: str) -> bool:
    """Whether a toll lies in one of the ranges, quotes what stands there, and says no more than that much."""
    most = toll.least if toll.exact else toll.most
    bounded = most is None or toll.least <= most
    said = toll.what and toll.who and bounded and 0 <= toll.least <= MOST and most == toll.most
    return bool(said) and lies_in(toll, ranges) and text[toll.start : toll.end] == toll.quote


def lies_in(toll: Toll, ranges: Sequence[Range]) -> bool:
    """Whether the words of a toll lie inside one of these ranges."""
    return any(start <= toll.start < toll.end <= end for start, end in ranges)


def normal_ranges(ranges: Sequence[Range]) -> tuple[Range, ...]:
    """`ranges` sorted, with touching and overlapping ones joined."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
