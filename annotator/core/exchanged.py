"""Tells what became of a list: the rows that went and those that came, whatever is in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from operator import indexOf, is_
from typing import TypeVar

T = TypeVar("T")


def exchanged(before: Sequence[T], after: Sequence[T]) -> tuple[list[T], list[T]]:
    """The objects that `before` has and `after` has not, and the other way round, each in its order.

    One act changes one place, as a rule: what both begin with and what both end with is passed over at the
    speed of a comparison of addresses. An equal row that is another object is among both.
    """
    if before is after:
        return [], []
    head = _alike(before, after, min(len(before), len(after)))
    tail = _alike(reversed(before), reversed(after), min(len(before), len(after)) - head)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    kept = set(map(id, old)) & set(map(id, new))
    return [row for row in old if id(row) not in kept], [row for row in new if id(row) not in kept]


def _alike(one: Iterable[T], other: Iterable[T], most: int) -> int:
    """How many pairs at the beginning, of `most`, are the same object."""
    try:
        return indexOf(islice(map(is_, one, other), most), False)
    except ValueError:
        return most
