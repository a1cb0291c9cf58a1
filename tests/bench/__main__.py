"""How fast the program is, against the least the same work costs here: `python -m tests.bench`.

`docs/performance.md` says what each row means.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
import tempfile
from pathlib import Path

import click
import msgspec

from tests.bench import listing, rows
from tests.bench.rows import Bench, Result

ROWS = rows.ROWS | listing.ROWS

_QUICK = (10_000,)
_FULL = (10_000, 100_000)
_LINE = "{:8} {:28} {:>10} {:>10} {:>7} {:>10}  {}"


@click.command()
@click.option("--quick", is_flag=True, help="Only 10,000 items.")
@click.option("--rows", "wanted", default=",".join(ROWS), show_default=True, help="Which rows to measure.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON, one object per line.")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="Where to work (about 3 GB)."
)
def main(quick: bool, wanted: str, as_json: bool, folder: Path | None) -> None:
    """Measure, and print each figure with its floor, its aim and whether it is met."""
    chosen = [name.strip() for name in wanted.split(",")]
    if unknown := [name for name in chosen if name not in ROWS]:
        raise click.UsageError(f"no such row: {', '.join(unknown)}")
    if not as_json:
        print(_machine())
        print(_LINE.format("row", "case", "ours", "floor", "ratio", "aim", "met"))
    with tempfile.TemporaryDirectory(dir=folder) as made:
        bench = Bench(Path(made), sizes=_QUICK if quick else _FULL)
        for name in chosen:
            for result in ROWS[name](bench):
                print(_json(result) if as_json else _line(result), flush=True)


def _line(result: Result) -> str:
    return _LINE.format(
        result.row,
        result.case,
        _figure(result.ours, result.unit),
        _figure(result.floor, result.unit) if result.floor is not None else "",
        f"{result.ratio:.1f}" if result.ratio is not None else "",
        f"<= {result.aim:g}" + (" x" if result.floor is not None else f" {result.unit}"),
        "yes" if result.met else "NO",
    )


def _figure(value: float, unit: str) -> str:
    return f"{round(value)} {unit}" if unit == "MiB" else f"{value:.2f} {unit}"


def _json(result: Result) -> str:
    fields = {**msgspec.structs.asdict(result), "ratio": result.ratio, "met": result.met}
    return msgspec.json.encode(fields).decode()


def _machine() -> str:
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    )


if __name__ == "__main__":
    main()
