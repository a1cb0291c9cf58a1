"""Figures: one of them, how it grows from scale to scale, and the file that keeps the newest of each."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from tests.bench.goals import SCALES, Unit, goal_of


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One figure. `aim` is the most that `ours` may be; where there is a floor, in times that floor.

    `by_figure`: the floor only stands beside it. Without an aim it is only shown. `runs`: how often it was
    taken.
    """

    row: str
    case: str
    unit: Unit
    ours: float
    floor: float | None = None
    aim: float | None
    by_figure: bool = False
    runs: int = 0
    computed: float | None = None
    """What the window's thread computed of it, where others shared the machine; the rest it waited."""
    seen: tuple[str, ...] = ()
    """What took the time, where the row itself can say."""

    @property
    def ratio(self) -> float | None:
        return self.ours / self.floor if self.floor else None

    @property
    def met(self) -> bool:
        if self.aim is None:
            return True
        return (self.ours if self.ratio is None or self.by_figure else self.ratio) <= self.aim


def result(
    row: str,
    case: str,
    ours: float,
    floor: float | None = None,
    *,
    runs: int,
    computed: float | None = None,
    seen: tuple[str, ...] = (),
) -> Result:
    """A figure of the table of goals."""
    goal = goal_of(row, case)
    assert goal is not None, f"no goal for {row}, {case}"
    return Result(
        row=row,
        case=case,
        unit=goal.unit,
        ours=ours,
        floor=floor,
        aim=goal.aim,
        by_figure=not goal.of_floor,
        runs=runs,
        computed=computed,
        seen=seen,
    )


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A figure as it is kept: where, when and under what load it was taken, and what took the time."""

    scale: str
    result: Result
    at: str
    machine: str
    versions: str
    load: float
    profile: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        return self.result.row, self.result.case, self.scale


def read(path: Path) -> list[Kept]:
    lines = path.read_bytes().splitlines() if path.is_file() else []
    return [msgspec.json.decode(line, type=Kept) for line in lines]


def keep(path: Path, newer: Iterable[Kept]) -> list[Kept]:
    """Put figures in the place of the older ones of the same row, case and scale."""
    by_key = {kept.key: kept for kept in [*read(path), *newer]}
    ordered = sorted(by_key.values(), key=lambda kept: kept.key)
    path.write_bytes(b"".join(msgspec.json.encode(kept) + b"\n" for kept in ordered))
    return ordered


def exponent(least: float, most: float, times: float) -> float:
    """With which power of the size a figure grows, the size having become so many times as large."""
    return math.log(most / least) / math.log(times) if least > 0 and most > 0 else 0.0


def growth(kept: Sequence[Kept]) -> list[tuple[str, str, float]]:
    """From scale to scale, for one figure: `(from, to, exponent)`."""
    there = sorted((row for row in kept if row.scale in SCALES), key=lambda row: SCALES[row.scale])
    return [
        (
            one.scale,
            other.scale,
            exponent(one.result.ours, other.result.ours, SCALES[other.scale] / SCALES[one.scale]),
        )
        for one, other in pairwise(there)
    ]


def middle(runs: Sequence[dict[str, Any]], name: str = "seconds") -> float:
    return float(statistics.median(run[name] for run in runs))


def quantile(values: Sequence[float], part: float) -> float:
    return sorted(values)[int(part * (len(values) - 1))]
