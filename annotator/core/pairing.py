"""Finds what spans share, and pairs them: the one place that does.

`same`, `same_but_edges` and `overlapping` count pairs of two authors' spans of one label, each span once.
They pair one to one and give the largest number of pairs there can be, so neither the order of spans nor of
authors matters. Where it is asked which belong together, `best_pairs` takes those that fit best.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from heapq import heappop, heappush
from typing import Any, Generic, TypeVar

from annotator.core.model import Range
from annotator.core.offsets import normal_ranges
from annotator.core.selecting import Clitics, trimmed, without_clitics

Ranges = tuple[Range, ...]
"""The extent of one span: sorted, disjoint, non-empty ranges in code points."""

T = TypeVar("T")

_STRETCH = 512
"""Code points; rows that overlap lie in a common stretch, so that each is compared with few."""


def overlap(ranges: Iterable[Range], others: Iterable[Range]) -> int:
    """How many code points lie in both; ranges of each side are disjoint."""
    listed = list(others)
    return sum(max(0, min(b, d) - max(a, c)) for a, b in ranges for c, d in listed)


def overlaps(ranges: Iterable[Range], others: Sequence[Range]) -> bool:
    """Whether any character lies in both."""
    return any(a < d and c < b for a, b in ranges for c, d in others)


def touches(piece: Range, others: Sequence[Range]) -> bool:
    """Whether any of `others`, which are sorted and disjoint, overlaps `piece`."""
    before = bisect_left(others, piece[1], key=lambda other: other[0])
    return before > 0 and others[before - 1][1] > piece[0]


class Places(Generic[T]):
    """Rows by the stretches of a text they lie in, to be asked for one place after the other."""

    def __init__(self) -> None:
        self._by_stretch: dict[int, dict[int, T]] = {}

    def add(self, ranges: Iterable[Range], row: T) -> None:
        for stretch in _stretches(ranges):
            self._by_stretch.setdefault(stretch, {})[id(row)] = row

    def remove(self, ranges: Iterable[Range], row: T) -> None:
        """Take a row away that was added with these ranges."""
        for stretch in _stretches(ranges):
            del self._by_stretch[stretch][id(row)]

    def near(self, ranges: Iterable[Range]) -> Iterator[T]:
        """All rows that may overlap `ranges`, and some that only lie near; each once."""
        found: dict[int, T] = {}
        for at in _stretches(ranges):
            found.update(self._by_stretch.get(at, {}))
        return iter(found.values())


def _stretches(ranges: Iterable[Range]) -> dict[int, None]:
    return dict.fromkeys(
        stretch for start, end in ranges for stretch in range(start // _STRETCH, (end - 1) // _STRETCH + 1)
    )


def best_pairs(ranked: Iterable[tuple[Any, int, int]]) -> list[tuple[int, int]]:
    """Of `(rank, one, other)`, lowest rank first, each pair whose two are not taken yet."""
    pairs: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, one, other in sorted(ranked):
        if one not in taken[0] and other not in taken[1]:
            taken[0].add(one)
            taken[1].add(other)
            pairs.append((one, other))
    return pairs


def alike(
    first: Sequence[T], second: Sequence[T], keys: Callable[[T], Iterable[Hashable]]
) -> set[tuple[int, int]]:
    """The places of rows that have a key in common."""
    by_key: dict[Hashable, list[int]] = {}
    for place, row in enumerate(first):
        for key in keys(row):
            by_key.setdefault(key, []).append(place)
    return {
        (one, other) for other, row in enumerate(second) for key in keys(row) for one in by_key.get(key, ())
    }


def same(first: Sequence[Ranges], second: Sequence[Ranges]) -> int:
    """How many spans cover exactly the same."""
    return len(set(first).intersection(second))


def same_but_edges(first: Sequence[Ranges], second: Sequence[Ranges], text: str, clitics: Clitics) -> int:
    """How many cover the same once proclitics, outer spaces, punctuation and quotation marks are cut off."""
    # What is the same as it stands pairs up either way: cutting edges is the slow part.
    common = set(first).intersection(second)
    if len(common) in (len(first), len(second)):
        return len(common)
    left, other = (
        Counter(bare(ranges, text, clitics) for ranges in spans if ranges not in common)
        for spans in (first, second)
    )
    return len(common) + (left & other).total()


def bare(ranges: Ranges, text: str, clitics: Clitics) -> Ranges:
    """`ranges` trimmed, without the proclitics of the first word; unchanged where nothing would be left."""
    pieces = [piece for piece in (trimmed(text, piece) for piece in ranges) if piece is not None]
    if not pieces:
        return ranges
    pieces[0] = without_clitics(text, pieces[0], clitics)
    return normal_ranges(pieces)


def overlapping(first: Sequence[Ranges], second: Sequence[Ranges]) -> int:
    """How many pairs can be made of spans that share a character: a maximum matching."""
    if any(len(ranges) > 1 for spans in (first, second) for ranges in spans):
        return _augmented(len(first), shared(first, second))
    return _swept(first, second)


def shared(first: Sequence[Ranges], second: Sequence[Ranges]) -> dict[tuple[int, int], int]:
    """How many characters `first[i]` and `second[j]` share, by `(i, j)`; only where there are some."""
    found: dict[tuple[int, int], int] = {}
    sides = (first, second)
    pieces = sorted(
        (start, end, side, index)
        for side in (0, 1)
        for index, ranges in enumerate(sides[side])
        for start, end in ranges
    )
    active: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    for start, end, side, index in pieces:
        other = active[1 - side]
        other[:] = [piece for piece in other if piece[0] > start]
        for other_end, other_index in other:
            key = (index, other_index) if side == 0 else (other_index, index)
            found[key] = found.get(key, 0) + min(end, other_end) - start
        active[side].append((end, index))
    return found


def _swept(first: Iterable[Ranges], second: Iterable[Ranges]) -> int:
    """The maximum matching of contiguous spans, in O(n log n).

    The span that ends first pairs with the overlapping one of the other author that ends first: all those
    overlapping contain its last character, so whichever ends first has no partner that a later one lacks.
    """
    begun: tuple[list[int], list[int]] = ([], [])
    pairs = 0

    def settle(until: float) -> int:
        """Pair off the begun spans that end at or before `until`, earliest first."""
        made = 0
        while any(ends and ends[0] <= until for ends in begun):
            made += all(begun)
            for ends in filter(None, begun):
                heappop(ends)
        return made

    spans = [(ranges[0], side) for side, rows in ((0, first), (1, second)) for ranges in rows]
    for (start, end), side in sorted(spans):
        pairs += settle(start)
        heappush(begun[side], end)
    return pairs + settle(float("inf"))


def _augmented(count: int, edges: Iterable[tuple[int, int]]) -> int:
    """The maximum matching of a bipartite graph by augmenting paths; `count` nodes on one side."""
    neighbours: list[list[int]] = [[] for _ in range(count)]
    for node, other in sorted(edges):
        neighbours[node].append(other)
    partner: dict[int, int] = {}
    return sum(_augment(node, neighbours, partner) for node in range(count))


def _augment(root: int, neighbours: list[list[int]], partner: dict[int, int]) -> bool:
    """Give `root` a partner, others moving on to further partners of theirs; False if there is no way."""
    came_from: dict[int, int] = {}
    wanted: dict[int, int | None] = {root: None}
    waiting = deque([root])
    while waiting:
        node = waiting.popleft()
        for other in neighbours[node]:
            if other in came_from:
                continue
            came_from[other] = node
            if other in partner:
                wanted[partner[other]] = other
                waiting.append(partner[other])
                continue
            step: int | None = other
            while step is not None:
                partner[step] = came_from[step]
                step = wanted[came_from[step]]
            return True
    return False
