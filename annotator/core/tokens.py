"""Divides text into tokens for formats that hold no other places: words, and each other sign by itself."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

import regex  # type: ignore[import-untyped]

from annotator.core.arabic import grapheme_end, grapheme_start
from annotator.core.model import Bundle, Document, Range
from annotator.core.selecting import word_ranges

_SIGN = regex.compile(r"\S")
_FILLED = regex.compile(r"\S+")

SPACED: Final[dict[str, Any]] = {"tokens": "spaces"}
"""What `Document.meta` says of a text that came as tokens: only between them is white space."""


def is_spaced(document: Document) -> bool:
    return SPACED.items() <= document.meta.items()


def tokens_of(bundle: Bundle, edges: Iterable[int] = ()) -> list[Range]:
    """The tokens of a document, which are those it came with if it came as tokens. See `tokens`."""
    return tokens(bundle.text, edges, spaced=is_spaced(bundle.document))


def tokens(text: str, edges: Iterable[int] = (), *, spaced: bool = False) -> list[Range]:
    """The tokens of a text in order: its words, and between them every grapheme that is not white space.

    With `spaced`, what stands between white space. A token is divided at those of `edges` that lie inside it.
    """
    found = list(_whole(text, spaced))
    for edge in sorted(set(edges)):
        at = bisect_right(found, edge, key=lambda piece: piece[0]) - 1
        if at >= 0 and found[at][0] < edge < found[at][1]:
            start, end = found[at]
            found[at : at + 1] = [(start, edge), (edge, end)]
    return found


def to_tokens(text: str, piece: Range, *, spaced: bool = False) -> Range:
    """`piece` widened to whole tokens; unchanged where it touches none."""
    found = _whole(text, spaced)
    first = bisect_right(found, piece[0], key=lambda token: token[1])
    last = bisect_left(found, piece[1], key=lambda token: token[0]) - 1
    if first > last or first >= len(found):
        return piece
    return found[first][0], found[last][1]


@lru_cache(maxsize=4)
def _whole(text: str, spaced: bool) -> tuple[Range, ...]:
    """Kept for the text at hand: each of its spans asks."""
    if spaced:
        return tuple(match.span() for match in _FILLED.finditer(text))
    found: list[Range] = []
    before = 0
    for start, end in word_ranges(text):
        start, end = max(before, grapheme_start(text, start)), grapheme_end(text, end)
        found += _signs(text, before, start)
        found.append((start, end))
        before = end
    return (*found, *_signs(text, before, len(text)))


def _signs(text: str, start: int, end: int) -> list[Range]:
    pieces: list[Range] = []
    while match := _SIGN.search(text, start, end):
        start = max(match.end(), min(grapheme_end(text, match.end()), end))
        pieces.append((match.start(), start))
    return pieces
