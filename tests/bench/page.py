"""Writes the measured part of `docs/performance.md` from the figures that are kept beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from tests.bench.goals import FLAT, GOALS, LINEAR, SCALES, Goal
from tests.bench.results import Kept, Result, growth, read

_DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
PAGE: Final = _DOCS / "performance.md"
KEPT: Final = _DOCS / "performance.jsonl"

BEGIN: Final = "<!-- measured: written by `python -m tests.bench --write`; what stands outside is kept -->"
_END: Final = "<!-- end of measured -->"
_SEEN: Final = 6
"""How much of what took the time is told."""
_GROWS: Final = {FLAT: "flat", LINEAR: "linear"}


def write() -> None:
    """Write the page anew from what is kept."""
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), read(KEPT)), encoding="utf-8")


def written(page: str, kept: Sequence[Kept]) -> str:
    """The page with its measured part made of these figures; the rest stays as it is."""
    above, _, rest = page.partition(BEGIN)
    below = rest.partition(_END)[2]
    parts = [_table(kept), _missed(kept, below), _taken(kept)]
    return f"{above}{BEGIN}\n\n" + "\n\n".join(filter(None, parts)) + f"\n\n{_END}{below}"


def figure(value: float, unit: str) -> str:
    digits = 0 if unit == "MiB" or value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def goal(result: Result) -> str:
    if result.aim is None:
        return ""
    in_figures = result.by_figure or result.floor is None
    return f"<= {result.aim:,.4g} {result.unit if in_figures else 'x'}"


def _table(kept: Sequence[Kept]) -> str:
    """A line for each figure: those of the table of goals first, then those of rows with their own."""
    found: dict[tuple[str, str], dict[str, Kept]] = {}
    for one in kept:
        found.setdefault((one.result.row, one.result.case), {})[one.scale] = one
    known = {(row.row, row.case): row for row in GOALS}
    lines = [
        "| row | " + " | ".join(SCALES) + " | goal | growth | floor |",
        "|---" * (len(SCALES) + 4) + "|",
    ]
    for key in [*known, *sorted(found.keys() - known.keys())]:
        by_scale, row = found.get(key, {}), known.get(key)
        aim = goal(next(iter(by_scale.values())).result) if by_scale else _aim(row)
        cells = [_name(*key), *(_cell(by_scale.get(scale), row, scale) for scale in SCALES), aim]
        lines.append(
            "| " + " | ".join([*cells, _growth(by_scale.values(), row), row.floor if row else ""]) + " |"
        )
    return "\n".join(lines)


def _aim(row: Goal | None) -> str:
    if row is None or row.aim is None:
        return ""
    return f"<= {row.aim:,.4g} {'x' if row.of_floor else row.unit}"


def _name(row: str, case: str) -> str:
    return f"**{row}**" + (f" {case}" if case else "")


def _cell(kept: Kept | None, row: Goal | None, scale: str) -> str:
    if kept is None:
        return "not yet" if row is not None and scale in row.scales else ""
    found = kept.result
    said = figure(found.ours, found.unit)
    if found.floor is not None:
        beside = figure(found.floor, found.unit)
        said += f" ({beside})" if found.by_figure else f" / {beside} = {found.ratio:.2f}"
    if found.computed is not None:
        said += f", {figure(found.computed, found.unit)} computed"
    return said if found.met else f"**{said}, missed**"


def _growth(kept: Iterable[Kept], row: Goal | None) -> str:
    """The exponents from scale to scale, and what they are to be."""
    if row is None or row.growth is None:
        return ""
    said = [f"{value:.2f}" if value <= row.growth else f"**{value:.2f}, missed**"
            for _, _, value in growth(list(kept))]  # fmt: skip
    return ", ".join([*said, f"{_GROWS[row.growth]}: <= {row.growth:g}"])


def _missed(kept: Sequence[Kept], below: str) -> str:
    """What misses its goal, where its time goes, and where on the page that is explained."""
    explained = set(re.findall(r"^### (\S+)$", below, re.M))
    lines: list[str] = []
    missed = sorted((one for one in kept if not one.result.met), key=_place)
    for one, following in zip(missed, [*missed[1:], None], strict=True):
        found = one.result
        is_ratio = found.ratio is not None and not found.by_figure
        said = f"{found.ratio:.2f} x" if is_ratio else figure(found.ours, found.unit)
        line = f"* {_name(found.row, found.case)} at {one.scale}: {said} where {goal(found)} is the goal"
        line += f" ([why](#{found.row}))." if found.row in explained else "."
        lines.append(line)
        if following is None or (following.profile, following.scale) != (one.profile, one.scale):
            lines += [f"  * {seen}" for seen in one.profile[:_SEEN]]
    return "## What misses its goal\n\n" + ("\n".join(lines) if lines else "Nothing.")


def _place(kept: Kept) -> tuple[int, str, int]:
    rows = [row.row for row in GOALS]
    name = kept.result.row
    return rows.index(name) if name in rows else len(rows), name, SCALES.get(kept.scale, 0)


def _taken(kept: Sequence[Kept]) -> str:
    """When and where, one line for each machine, day, and set of versions."""
    runs: dict[tuple[str, str, str], list[Kept]] = {}
    for one in kept:
        runs.setdefault((one.machine, one.versions, one.at[:10]), []).append(one)
    lines = []
    for (machine, versions, day), rows in sorted(runs.items(), key=lambda run: run[0][2]):
        loads = [row.load for row in rows]
        named = ", ".join(sorted({f"{row.result.row} {row.scale}" for row in rows}))
        lines.append(f"* {day}, {machine}, {versions}, load {min(loads):.1f} to {max(loads):.1f}: {named}.")
        if fewer := sorted({f"{row.result.row} {row.scale}" for row in rows if row.result.runs < 5}):
            lines.append(f"  Taken fewer than five times: {', '.join(fewer)}.")
    return "## When it was measured\n\n" + "\n".join(lines)
