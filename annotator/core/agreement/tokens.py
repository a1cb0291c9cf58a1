"""Annotations as values of words: a word's value is the set of labels that touch it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from annotator.core.model import Range
from annotator.core.pairing import Ranges


def values(
    words: Sequence[Range], by_label: Mapping[str, Sequence[Ranges]], bits: Mapping[str, int]
) -> tuple[list[int], list[tuple[str, Ranges]]]:
    """The value of each word, as a sum of `bits` (label -> power of two); and the spans that touch no word.

    A span touches a word if they share a character: «وروسيا» and «روسيا» are the same word to it.
    """
    starts, ends = [start for start, _ in words], [end for _, end in words]
    found = [0] * len(words)
    wordless: list[tuple[str, Ranges]] = []
    for label, spans in by_label.items():
        bit = bits[label]
        for ranges in spans:
            touched = False
            for start, end in ranges:
                for index in range(bisect_right(ends, start), bisect_left(starts, end)):
                    found[index] |= bit
                    touched = True
            if not touched:
                wordless.append((label, ranges))
    return found, wordless
