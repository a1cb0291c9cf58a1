"""Where graphemes end, read from the start of a text: what all searching for borders is held against."""

from __future__ import annotations

import regex  # type: ignore[import-untyped]

_GRAPHEME = regex.compile(r"\X")


def grapheme_edges(text: str) -> list[int]:
    """All grapheme borders of `text`, both ends included."""
    return [0, *(match.end() for match in _GRAPHEME.finditer(text))]
