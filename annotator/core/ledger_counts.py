"""Counts claims by the values of their fields: groups, pivots, months, places on a map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, Final, NamedTuple

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.ledger import values_of

FEWEST_PIVOT: Final = 2
MOST_PIVOT: Final = 3


class Group(NamedTuple):
    """How many claims have a value."""

    value: str
    claims: int


class Pivot(msgspec.Struct, frozen=True):
    """Claims counted by two or three fields: `pages`, where there is a third.

    `rows`, `columns` and `pages` are the values in the order in which they are shown; `cells` holds how many
    claims have these three, `totals` how many each value of each field has, `claims` how many there are.
    """

    fields: tuple[str, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    pages: tuple[str, ...]
    cells: dict[tuple[str, str, str], int]
    sums: dict[tuple[str, str], int]
    totals: tuple[Mapping[str, int], ...]
    claims: int

    def count(self, row: str, column: str, page: str | None = None) -> int:
        """How many claims have these; of all pages without one, each claim once for each page it is on."""
        pages = self.pages if page is None else (page,)
        return sum(self.cells.get((row, column, one), 0) for one in pages)

    def total(self, row: str, page: str | None = None) -> int:
        """How many claims a row has, each once, in whatever columns; on a page, or in all."""
        return self.totals[0][row] if page is None else self.sums.get((row, page), 0)


Combination = tuple[Sequence[str], int]
"""Stored cells, one for each field, and how many claims have just these."""


def groups(found: Iterable[Combination], *, by_value: bool = False) -> list[Group]:
    """How many claims have each value of a field, most first; or in the order of values."""
    counts: Counter[str] = Counter()
    for (stored,), claims in found:
        for value in values_of(stored):
            counts[value] += claims
    return [Group(value, counts[value]) for value in _ordered(counts, by_value)]


def pivot(fields: Sequence[str], found: Iterable[Combination]) -> Pivot:
    """Claims by two or three fields. Raises `AnnotatorError("bad-pivot")`."""
    if not FEWEST_PIVOT <= len(fields) <= MOST_PIVOT or len(set(fields)) < len(fields):
        raise AnnotatorError("bad-pivot", given=" ".join(fields))
    cells: Counter[tuple[str, str, str]] = Counter()
    sums: Counter[tuple[str, str]] = Counter()
    totals: tuple[Counter[str], Counter[str], Counter[str]] = (Counter(), Counter(), Counter())
    total = 0
    for stored, claims in found:
        sides = [values_of(one) for one in stored]
        sides += [("",)] * (MOST_PIVOT - len(sides))
        for values in product(*sides):
            cells[values] += claims  # type: ignore[index]
        for row, page in product(sides[0], sides[2]):
            sums[row, page] += claims
        for side, counts in zip(sides, totals, strict=True):
            for value in side:
                counts[value] += claims
        total += claims
    shown = [
        _ordered(counts, field in _IN_TIME) for field, counts in zip((*fields, ""), totals, strict=False)
    ]
    shown += [[""]] * (MOST_PIVOT - len(shown))
    rows, columns, pages = map(tuple, shown)
    return Pivot(tuple(fields), rows, columns, pages, dict(cells), dict(sums), totals, total)


_IN_TIME: Final = ("date", "month", "year", "start", "end")


def _ordered(counts: Mapping[str, int], by_value: bool) -> list[str]:
    """The values as they are shown; what is missing comes last."""
    if by_value:
        return sorted(counts, key=lambda value: (not value, value))
    return sorted(counts, key=lambda value: (not value, -counts[value], value))


def months(found: Iterable[Group]) -> list[Group]:
    """Each month from the first to the last, those without a claim too; what has none or only a year is left
    out, for the caller to tell."""
    counts = {row.value: row.claims for row in found if len(row.value) == len("2017-01")}
    if not counts:
        return []
    first, last = (_month(value) for value in (min(counts), max(counts)))
    return [
        Group(value, counts.get(value, 0))
        for value in (f"{at // 12:04}-{at % 12 + 1:02}" for at in range(first, last + 1))
    ]


def _month(value: str) -> int:
    return int(value[:4]) * 12 + int(value[5:7]) - 1


class Spot(NamedTuple):
    """A place on a map: its name, degrees, how exactly it is known (1 exact, 2, 3 a region), its claims."""

    name: str
    latitude: float
    longitude: float
    accuracy: int
    claims: int


class Spread(NamedTuple):
    """Claims on a map, most first; those whose places are on none, and those without any place."""

    spots: tuple[Spot, ...]
    unplaced: int
    without_place: int


LEAST_ACCURATE: Final = 3


def spread(found: Iterable[Combination], places: Mapping[str, tuple[str, Mapping[str, Any]]]) -> Spread:
    """Claims by the places they name. `found` has their cells of `place_names`; `places` the words and the
    attributes of names by id: `latitude`, `longitude`, `accuracy`. A claim of two places is on both."""
    spots: dict[str, Spot] = {}
    unplaced = without = 0
    for (stored,), claims in found:
        if not stored:
            without += claims
            continue
        known = {name: spot for name in values_of(stored) if (spot := _spot(name, places)) is not None}
        unplaced += 0 if known else claims
        for name, spot in known.items():
            before = spots[name].claims if name in spots else 0
            spots[name] = spot._replace(claims=before + claims)
    listed = sorted(spots.values(), key=lambda spot: (-spot.claims, spot.name))
    return Spread(tuple(listed), unplaced, without)


def _spot(name: str, places: Mapping[str, tuple[str, Mapping[str, Any]]]) -> Spot | None:
    """Where a place lies; None where that is not told, or not on the earth."""
    words, attributes = places.get(name, ("", {}))
    try:
        latitude, longitude = float(attributes["latitude"]), float(attributes["longitude"])
    except (KeyError, TypeError, ValueError):
        return None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    told = str(attributes.get("accuracy", ""))
    accuracy = int(told) if told in ("1", "2", "3") else LEAST_ACCURATE
    return Spot(words, latitude, longitude, accuracy, 0)
