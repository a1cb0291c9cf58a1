"""How alike two texts are, told by the runs of words they share: of each only the smallest are kept."""

from __future__ import annotations

from struct import pack
from typing import Final
from zlib import crc32

import msgspec

from annotator.core.arabic import fold_key

Sketch = tuple[int, ...]
"""The smallest hashes of a text's runs of words, sorted: of two texts they are as alike as the texts are."""

ALIKE: Final = 0.5
"""The share of runs of words in common from which on one text looks like a version of the other."""

SAME: Final = 1.0

KEYS: Final = 5
"""How many hashes of a sketch a text is found by: texts that are just alike lack a common one
once in thirty times."""

_RUN: Final = 3
_FEWEST: Final = 6
"""Runs of words; a text with fewer is like no other, unless it has the same words."""
_KEPT: Final = 128
_WORD: Final = 4
"""Bytes of the hash of a word."""
_MOST_WORDS: Final = 50_000


class Likeness(msgspec.Struct, frozen=True):
    """That a document's text is like that of an earlier one; with a share of 1 it has the same words."""

    document_id: str
    other: str
    share: float

    @property
    def is_same(self) -> bool:
        return self.share == SAME


class _Words(dict[str, int]):
    """Word as it is written -> the hash of its folded letters, 0 if it has none; most words come again."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _MOST_WORDS:
            self.clear()
        folded = fold_key(word).encode("utf-8", "surrogatepass")
        self[word] = found = crc32(folded) if folded else 0
        return found


_words = _Words()


def sketch(text: str) -> Sketch:
    """The sketch of a text, however its letters, marks and spaces are written; empty if it has no word."""
    words = list(filter(None, map(_words.__getitem__, text.split())))
    hashed = pack(f"<{len(words)}I", *words)
    if len(words) < _RUN + _FEWEST - 1:
        return (crc32(hashed),) if words else ()
    last = _WORD * (len(words) - _RUN)
    runs = {crc32(hashed[start : start + _RUN * _WORD]) for start in range(0, last + 1, _WORD)}
    return tuple(sorted(runs)[:_KEPT])


def share(one: Sketch, other: Sketch) -> float:
    """The share of runs of words that two texts have in common, of all that either has: from 0 to 1.

    Exact while they have no more than a sketch keeps, else off by four hundredths on average.
    """
    if one == other:
        return SAME if one else 0.0
    both = {*one}.intersection(other)
    if not both:
        return 0.0
    if max(len(one), len(other)) < _KEPT:
        return len(both) / (len(one) + len(other) - len(both))
    union = sorted({*one, *other})[:_KEPT]
    return min(len(both.intersection(union)) / len(union), 0.99)
