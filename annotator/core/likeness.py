"""How alike two texts are, told by the runs of words they share: of each only the smallest are kept."""

from __future__ import annotations

from typing import Final
from zlib import crc32

import msgspec

from annotator.core.arabic import fold_key

Sketch = tuple[int, ...]
"""The smallest hashes of a text's runs of words, sorted: of two texts they are as alike as the texts are."""

ALIKE: Final = 0.4
"""The share of runs of words in common from which on one text looks like a version of the other."""

SAME: Final = 1.0

KEYS: Final = 8
"""How many hashes of a sketch a text is found by: texts that are just alike lack a common one
once in fifty times."""

_RUN: Final = 3
_FEWEST: Final = 6
"""Runs of words; a text with fewer is like no other, unless it has the same words."""
_KEPT: Final = 128


class Likeness(msgspec.Struct, frozen=True):
    """That a document's text is like that of an earlier one; with a share of 1 it has the same words."""

    document_id: str
    other: str
    share: float

    @property
    def is_same(self) -> bool:
        return self.share == SAME


def sketch(text: str) -> Sketch:
    """The sketch of a text, however its letters, marks and spaces are written; empty if it has no word."""
    words = fold_key(text).encode("utf-8", "surrogatepass").split()
    if len(words) < _RUN + _FEWEST - 1:
        return (crc32(b" ".join(words)),) if words else ()
    runs = {crc32(b" ".join(run)) for run in zip(words, words[1:], words[2:], strict=False)}
    return tuple(sorted(runs)[:_KEPT])


def share(one: Sketch, other: Sketch) -> float:
    """The share of runs of words that two texts have in common, of all that either has: from 0 to 1.

    Exact while they have no more than a sketch keeps, else off by four hundredths on average.
    """
    if one == other:
        return SAME if one else 0.0
    union = sorted({*one, *other})[:_KEPT]
    both = {*one} & {*other}
    return min(sum(key in both for key in union) / len(union), 0.99)
