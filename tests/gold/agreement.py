"""How far two readings of the same drawn items agree.

`python -m tests.gold.agreement FIRST SECOND [FIRST SECOND …]` prints it, of all such pairs of
files together. Only ranges are compared, so the texts are not needed; each SECOND is a part of its FIRST.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path
from typing import Final

import msgspec

from annotator.core.model import Range
from tests.gold.standoff import Marked, Place, Voiced

ALL: Final = "all"

Pair = tuple[Marked, Marked]


def pairs(first: Path, second: Path) -> list[Pair]:
    """The items of the second file in both. Raises `ValueError` where the first does not mark its text."""
    known = {row.key: row for row in _rows(first)}
    both = []
    for row in _rows(second):
        before = known.get(row.key)
        if before is None or before.hash != row.hash:
            raise ValueError(f"{first.name} does not mark the text of {row.key}")
        both.append((before, row))
    return both


def agreement(items: Sequence[Pair]) -> dict[str, float]:
    """Shares from 0 to 1: F1 of what is marked, and shares of the attributions that both readings found."""
    exact = found = sources = cues = categories = attributions = 0
    overlaps = []
    for first, second in items:
        attributions += len(first.attributions) + len(second.attributions)
        exact += len(
            {_whole(row) for row in first.attributions} & {_whole(row) for row in second.attributions}
        )
        for one, other in matched(first.attributions, second.attributions):
            found += 1
            overlaps.append(_overlap(one.claim, other.claim))
            sources += _at(one.source) == _at(other.source)
            cues += _at(one.cue) == _at(other.cue)
            categories += one.category == other.category
    return {
        "kind of sentence": _share(sum(a.kind == b.kind for a, b in items), len(items)),
        "attribution found, F1": _share(2 * found, attributions),
        "attribution exact, F1": _share(2 * exact, attributions),
        "claim overlap": _share(sum(overlaps), found),
        "claim exact": _share(overlaps.count(1), found),
        "source exact": _share(sources, found),
        "cue exact": _share(cues, found),
        "category": _share(categories, found),
        "actors, F1": _f1((a.actors, b.actors) for a, b in items),
        "places, F1": _f1((a.places, b.places) for a, b in items),
    }


def matched(first: Iterable[Voiced], second: Iterable[Voiced]) -> list[tuple[Voiced, Voiced]]:
    """The attributions both found: whose cues overlap most or, where one has no cue, whose claims do."""
    scored = []
    for (number, one), (place, other) in product(enumerate(first), enumerate(second)):
        cue, claim = _overlap(one.cue, other.cue), _overlap(one.claim, other.claim)
        if cue or (claim and not (one.cue and other.cue)):
            scored.append((-cue, -claim, number, place, one, other))
    taken: set[tuple[str, int]] = set()
    chosen = []
    for *_, number, place, one, other in sorted(scored, key=lambda row: row[:4]):
        if not taken & {("first", number), ("second", place)}:
            taken |= {("first", number), ("second", place)}
            chosen.append((one, other))
    return chosen


def _whole(row: Voiced) -> tuple[tuple[Range, ...], ...]:
    return _at(row.source), _at(row.cue), row.claim.at


def _at(place: Place | None) -> tuple[Range, ...]:
    return place.at if place else ()


def _overlap(one: Place | None, other: Place | None) -> float:
    """Code points in both over code points in either."""
    here, there = (
        {point for start, end in _at(place) for point in range(start, end)} for place in (one, other)
    )
    return _share(len(here & there), len(here | there))


def _f1(spans: Iterable[tuple[tuple[Place, ...], tuple[Place, ...]]]) -> float:
    both = total = 0
    for first, second in spans:
        both += len({place.at for place in first} & {place.at for place in second})
        total += len(first) + len(second)
    return _share(2 * both, total)


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0


def _rows(path: Path) -> list[Marked]:
    return [msgspec.json.decode(line, type=Marked) for line in path.read_bytes().splitlines()]


def main(*paths: str) -> None:
    """Print a table: a row for each figure, a column for all items and for each style."""
    files = zip(map(Path, paths[::2]), map(Path, paths[1::2]), strict=True)
    items = [pair for first, second in files for pair in pairs(first, second)]
    styles = {ALL: items} | {
        style: [pair for pair in items if pair[0].style == style]
        for style in sorted({pair[0].style for pair in items})
    }
    columns = [agreement(part) for part in styles.values()]
    print("| |", " | ".join(styles), "|")
    print("|---" * (len(styles) + 1) + "|")
    print("| items |", " | ".join(str(len(part)) for part in styles.values()), "|")
    for figure in columns[0]:
        print(f"| {figure} |", " | ".join(f"{column[figure]:.2f}" for column in columns), "|")


if __name__ == "__main__":
    main(*sys.argv[1:])
