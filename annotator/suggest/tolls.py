"""Proposes tolls: those that the words of a claim tell and that it does not bear yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.core.model import Range, Toll
from annotator.core.toll_reading import tolls_in
from annotator.suggest.toll_words import toll_words


def read_tolls(text: str, ranges: Iterable[Range] | None = None) -> list[Toll]:
    """The tolls told in a text, or in ranges of it."""
    places = [(0, len(text))] if ranges is None else ranges
    return [toll for start, end in places for toll in tolls_in(text, start, end, toll_words())]


def proposed_tolls(text: str, ranges: Iterable[Range], known: Sequence[Toll] = ()) -> list[Toll]:
    """The tolls told in the ranges of a claim, without those in whose words a known one stands."""
    found = read_tolls(text, ranges)
    return [toll for toll in found if not any(_meet(toll, other) for other in known)]


def _meet(toll: Toll, other: Toll) -> bool:
    return toll.start < other.end and other.start < toll.end
