"""Takes one rule of the hub out at a time, and says which test misses it: `python -m tests.hub.mutants`.

Each is a text of the program that another stands for, in a copy of it (`mutants.toml`). By hand: all of them
take half an hour. Those of joining are tests themselves (`tests/copies/test_histories.py`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Final

import click
import msgspec

_HERE: Final = Path(__file__).resolve()
_PROJECT: Final = _HERE.parents[2]
_TESTS: Final = ("attacks", "hard_moments", "server", "histories")


class Mutant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`old` stands in the file just once. `by`: the tests that are tried first."""

    path: str
    old: str
    new: str
    by: str


def mutants() -> dict[str, Mutant]:
    """Every mutant by the rule that it lacks."""
    rows = tomllib.loads(_HERE.with_suffix(".toml").read_text(encoding="utf-8"))
    return msgspec.convert(rows, dict[str, Mutant])


def found(mutant: Mutant, *, is_quick: bool) -> str | None:
    """The test that misses the rule; None if all are content."""
    with tempfile.TemporaryDirectory(prefix="annotator-mutant-") as made:
        folder = Path(made)
        for path in _PROJECT.iterdir():
            if path.name == "annotator":
                shutil.copytree(path, folder / path.name, ignore=shutil.ignore_patterns("__pycache__"))
            elif not path.name.startswith("."):
                (folder / path.name).symlink_to(path)
        file = folder / mutant.path
        text = file.read_text(encoding="utf-8")
        if text.count(mutant.old) != 1:
            raise click.ClickException(f"{mutant.path} has this {text.count(mutant.old)} times: {mutant.old}")
        file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        others = () if is_quick else (name for name in _TESTS if name != mutant.by)
        return next(filter(None, (_missed(name, folder) for name in (mutant.by, *others))), None)


def _missed(tests: str, folder: Path) -> str | None:
    """The first of the tests that fails in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-qx", "-n0", "-p", "no:randomly", f"tests/hub/test_{tests}.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if not done.returncode:
        return None
    lines = [row for row in done.stdout.splitlines() if row.startswith(("FAILED", "ERROR"))]
    return lines[0] if lines else done.stdout + done.stderr


@click.command()
@click.argument("names", nargs=-1)
@click.option("--quick", is_flag=True, help="Only with the tests that are said to miss the rule.")
def main(names: tuple[str, ...], quick: bool) -> None:
    """Try all, or those whose names begin so. Exit status 1 if no test finds one of them."""
    wanted = {name: row for name, row in mutants().items() if not names or name.startswith(names)}
    survived = 0
    for name, mutant in wanted.items():
        by = found(mutant, is_quick=quick)
        survived += by is None
        click.echo(f"{name}: {by or 'survives'}")
    click.echo(f"{len(wanted) - survived} of {len(wanted)} found")
    sys.exit(1 if survived else 0)


if __name__ == "__main__":
    main()
