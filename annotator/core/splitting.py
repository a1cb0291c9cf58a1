"""Divides documents into parts to train on, to tune with and to test by, so that nothing known leaks.

Texts that are alike (wire copy, an item told again, a new version) are one cluster, which no division cuts
through; what stands together by outlet or by story stands together too.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec

from annotator.core.likeness import Sketch, share

By = Literal["document", "story", "source", "date"]
BYS: Final[tuple[By, ...]] = ("document", "story", "source", "date")
PARTS: Final = ("train", "dev", "test")

ALIKE: Final = 0.4
"""The share of runs of words in common from which on two texts are of one cluster; below what counts as a
version of another, as a text that leaks costs more than a cluster too many."""
STORY: Final = 0.15
"""The same for texts that tell one story in other words."""
_KEYS: Final = 24
"""Hashes of a sketch by which others are found: texts that are just alike lack a common one once in a hundred
thousand times, those of one story once in fifty."""
_FOR_EACH: Final = 12
"""Texts that are compared for each key: words that all pages have cost no more with each page."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A document to be placed. `counts`: how many rows it has of each thing that is to be balanced."""

    id: str
    sketch: Sketch
    source: str = ""
    date: str = ""
    counts: Mapping[str, int] = {}


class Split(msgspec.Struct, frozen=True):
    """Which part each document is in, the clusters of more than one, and how many rows of each kind parts
    have."""

    parts: dict[str, str]
    clusters: list[list[str]]
    balance: dict[str, dict[str, int]]


def shares_of(text: str) -> tuple[float, ...]:
    """The shares of `80/10/10` (train, dev, test) or `90/10` (train, test). Raises `ValueError`."""
    numbers = [float(part) for part in text.split("/")]
    if len(numbers) not in (2, 3) or min(numbers) <= 0:
        raise ValueError(text)
    whole = sum(numbers)
    return tuple(number / whole for number in numbers)


def names_of(shares: Sequence[float]) -> tuple[str, ...]:
    return PARTS if len(shares) == len(PARTS) else (PARTS[0], PARTS[-1])


def split(items: Iterable[Item], shares: Sequence[float], *, seed: int = 0, by: By = "document") -> Split:
    """Divide documents; the same documents, shares and seed give the same parts, in whatever order they come.

    By date, the oldest are trained on and the newest tested by. Otherwise each cluster goes, the largest
    first, to the part that lacks most of what it holds; equal ones are placed by lot.
    """
    rows = sorted(items, key=lambda row: row.id)
    groups = _clusters(rows, STORY if by == "story" else ALIKE)
    clusters = [sorted(row.id for row in group) for group in groups if len(group) > 1]
    if by == "source":
        groups = _by_source(groups)
    names = names_of(shares)
    placed = _by_date(groups, shares) if by == "date" else _balanced(groups, shares, seed)
    parts = {row.id: names[at] for at, group in zip(placed, groups, strict=True) for row in group}
    balance = {name: Counter[str]() for name in names}
    for row in rows:
        balance[parts[row.id]].update({"documents": 1, **row.counts})
    told = {name: dict(sorted(found.items())) for name, found in balance.items()}
    return Split(parts, sorted(clusters), told)


def _clusters(rows: Sequence[Item], alike: float) -> list[list[Item]]:
    """Documents that hang together by pairs that are alike; each other one is a cluster of its own."""
    above = list(range(len(rows)))

    def top(at: int) -> int:
        while above[at] != at:
            above[at] = above[above[at]]
            at = above[at]
        return at

    listed: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        met: set[int] = set()
        for key in row.sketch[:_KEYS]:
            others = listed.setdefault(key, [])
            for other in others:
                if other in met:
                    continue
                met.add(other)
                if top(other) != top(at) and share(row.sketch, rows[other].sketch) >= alike:
                    above[top(other)] = top(at)
            if len(others) < _FOR_EACH:
                others.append(at)
            else:
                others[at % _FOR_EACH] = at
    found: dict[int, list[Item]] = {}
    for at, row in enumerate(rows):
        found.setdefault(top(at), []).append(row)
    return list(found.values())


def _by_source(groups: Sequence[Sequence[Item]]) -> list[list[Item]]:
    """Clusters that share an outlet as one; a cluster of several outlets joins these."""
    above: dict[str, str] = {}

    def top(name: str) -> str:
        while (higher := above.setdefault(name, name)) != name:
            name = higher
        return name

    names = [sorted({row.source for row in group if row.source}) or [f"\0{group[0].id}"] for group in groups]
    for first, *others in names:
        for other in others:
            above[top(other)] = top(first)
    joined: dict[str, list[Item]] = {}
    for group, (first, *_) in zip(groups, names, strict=True):
        joined.setdefault(top(first), []).extend(group)
    return list(joined.values())


def _by_date(groups: Sequence[Sequence[Item]], shares: Sequence[float]) -> list[int]:
    """The part of each cluster, by its newest day; those without one are trained on."""
    order = sorted(range(len(groups)), key=lambda at: (max(row.date for row in groups[at]), groups[at][0].id))
    total, before, part = sum(map(len, groups)), 0, 0
    placed = [0] * len(groups)
    reached = shares[0] * total
    for at in order:
        # A cluster goes where the middle of it lies.
        while part + 1 < len(shares) and before + len(groups[at]) / 2 > reached:
            part += 1
            reached += shares[part] * total
        placed[at] = part
        before += len(groups[at])
    return placed


def _balanced(groups: Sequence[Sequence[Item]], shares: Sequence[float], seed: int) -> list[int]:
    held = [Counter[str]() for _ in groups]
    for counts, group in zip(held, groups, strict=True):
        for row in group:
            counts.update({"": 1, **row.counts})
    total = sum(held, Counter[str]())
    lacking = [{name: share * count for name, count in total.items()} for share in shares]
    order = sorted(range(len(groups)), key=lambda at: (-held[at][""], _lot(seed, groups[at][0].id)))
    placed = [0] * len(groups)
    for at in order:
        weight = {name: count / total[name] for name, count in held[at].items() if count}
        gains = [
            sum(part * lacks[name] / (total[name] * share) for name, part in weight.items())
            for lacks, share in zip(lacking, shares, strict=True)
        ]
        best = max(range(len(shares)), key=lambda part: (gains[part], shares[part]))
        placed[at] = best
        for name, count in held[at].items():
            lacking[best][name] -= count
    return placed


def _lot(seed: int, id: str) -> bytes:
    return hashlib.sha256(f"{seed}\0{id}".encode()).digest()
