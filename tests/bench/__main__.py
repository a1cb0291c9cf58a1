"""How fast the program is, against the least the same work costs here: `python -m tests.bench`.

`docs/performance.md` says what each row means, and is written by it.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import tempfile
from collections.abc import Container
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
import PySide6

from annotator import __version__
from tests.bench import knowledge, page, results
from tests.bench.bench import Bench, most_time
from tests.bench.goals import GOALS, SCALES
from tests.bench.results import Kept, Result
from tests.bench.rows import ROWS, Row

_KNOWLEDGE = "knowledge"
"""Measured alone: its figures are of what is proposed, not of time, and stand in another page."""
_LINE = "{:5} {:10} {:38} {:>12} {:>12} {:>7} {:>12} {:>10}  {}"


@click.command()
@click.option(
    "--scale", "scales", default="10k", show_default=True, help="10k, 100k, 1m, or several of them."
)
@click.option("--only", "--rows", "wanted", default=",".join(ROWS), help="Which rows, all unless given.")
@click.option(
    "--json", "file", type=click.Path(path_type=Path, dir_okay=False), help="Add the figures to FILE."
)
@click.option("--write", is_flag=True, help="Keep the figures, and write docs/performance.md.")
@click.option("--rounds", type=int, help="How often slow work is repeated; 5, and once with a million.")
@click.option(
    "--open", "opened", is_flag=True, help="Of the row knowledge: the half that rules are made with."
)
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Keeps the projects made.")
def main(
    scales: str,
    wanted: str,
    file: Path | None,
    write: bool,
    rounds: int | None,
    folder: Path | None,
    opened: bool,
) -> None:
    """Measure, and print each figure with its floor, its goal and whether it is met."""
    sizes = _known(scales, SCALES, "scale")
    rows = _known(wanted, (*ROWS, _KNOWLEDGE), "row")
    if rows == [_KNOWLEDGE]:
        knowledge.show("open" if opened else "apart", write=write)
        return
    print(_machine(), _versions(), sep=", ")
    print(_LINE.format("scale", "row", "case", "ours", "floor", "ratio", "computed", "goal", "met"))
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as made:
        for scale in sizes:
            scratch = Path(made, scale)
            scratch.mkdir()
            bench = Bench(scratch, sizes=(SCALES[scale],), kept=folder or scratch, rounds=rounds)
            for name in rows:
                if _is_measured(name, scale):
                    _measure(bench, name, scale, file, write=write)


def _measure(bench: Bench, name: str, scale: str, file: Path | None, *, write: bool) -> None:
    """One row: print its figures, and keep them at once; what comes after it may take an hour."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    found = []
    for result in ROWS[name](bench):
        print(_line(result, scale), flush=True)
        found.append(result)
    missed = any(not result.met and not result.seen for result in found)
    profile = _profile(bench, ROWS[name]) if missed and (write or file is not None) else ()
    at = datetime.now(UTC).isoformat(timespec="minutes")
    kept = [
        Kept(
            scale=scale, result=result, at=at, machine=_machine(), versions=_versions(), load=round(load, 1),
            profile=() if result.met else result.seen or profile,
        )
        for result in found
    ]  # fmt: skip
    if file is not None:
        with file.open("ab") as lines:
            lines.writelines(msgspec.json.encode(row) + b"\n" for row in kept)
    if write:
        results.keep(page.KEPT, kept)
        page.write()


def _profile(bench: Bench, row: Row) -> tuple[str, ...]:
    """What takes the time of the program's side of a row, measured once more."""
    bench.profile = bench.fresh(".profile")
    rounds, bench.rounds = bench.rounds, 1
    try:
        for _ in row(bench):
            pass
        return most_time(bench.profile)
    finally:
        bench.profile, bench.rounds = None, rounds


def _known(chosen: str, among: Container[str], what: str) -> list[str]:
    names = [name.strip() for name in chosen.split(",")]
    if unknown := [name for name in names if name not in among]:
        raise click.UsageError(f"no such {what}: {', '.join(unknown)}")
    return names


def _is_measured(name: str, scale: str) -> bool:
    """A row without goals in the table has its own, and is measured at every scale."""
    scales = {scale for goal in GOALS if goal.row == name for scale in goal.scales}
    return not scales or scale in scales


def _line(result: Result, scale: str) -> str:
    return _LINE.format(
        scale,
        result.row,
        result.case,
        page.figure(result.ours, result.unit),
        page.figure(result.floor, result.unit) if result.floor is not None else "",
        f"{result.ratio:.2f}" if result.ratio is not None else "",
        page.figure(result.computed, result.unit) if result.computed is not None else "",
        page.goal(result),
        "yes" if result.met else "NO",
    )


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def _versions() -> str:
    named = {
        "program": __version__,
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "Qt": PySide6.__version__,
    }
    return ", ".join(f"{name} {version}" for name, version in named.items())


if __name__ == "__main__":
    main()
