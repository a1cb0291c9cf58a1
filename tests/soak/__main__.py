"""Does to the program on purpose what happens to it by chance, and counts: `python -m tests.soak`.

Each seed is one flip, kill, input and so on, the same on every machine, so that what was found can be done
again: `--only PART --seed N --count 1`. `docs/reliability.md` says what came of it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from tests.soak.outcome import Outcome
from tests.soak.parts import PARTS, Part

_SAVED_EVERY = 5.0
"""Seconds."""


class Done(msgspec.Struct):
    """How far a part has come: seeds from `first` on."""

    first: int
    seeds: int = 0
    seconds: float = 0.0
    figures: dict[str, int] = {}
    wrong: list[tuple[int, str]] = []


@click.command()
@click.option("--seed", default=0, show_default=True, help="The first seed.")
@click.option("--only", default=",".join(PARTS), show_default=True, help="Which parts.")
@click.option("--count", type=click.IntRange(1), help="How many seeds of each part.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Where to work and note.")
@click.option("--resume", is_flag=True, help="Go on where the notes in the folder end.")
@click.option(
    "--json", "out", type=click.Path(path_type=Path, dir_okay=False), help="Also write the figures."
)
def main(
    seed: int, only: str, count: int | None, folder: Path | None, resume: bool, out: Path | None
) -> None:
    """Run each part, and say what it did and what went wrong. Exit status 1 if anything did."""
    wanted = [name.strip() for name in only.split(",")]
    if unknown := [name for name in wanted if name not in PARTS]:
        raise click.UsageError(f"no such part: {', '.join(unknown)}")
    if resume and folder is None:
        raise click.UsageError("--resume needs --folder")
    with tempfile.TemporaryDirectory() as made:
        place = folder or Path(made)
        place.mkdir(parents=True, exist_ok=True)
        os.environ["ANNOTATOR_SETTINGS"] = str(place / "settings")  # and so keys of its own
        notes = place / "soak.json"
        is_known = resume and notes.is_file()
        known = msgspec.json.decode(notes.read_bytes(), type=dict[str, Done]) if is_known else {}
        found = _run(wanted, known, seed, count, place, notes)
        for name, done in found.items():
            click.echo(_line(name, done))
        if out is not None:
            out.write_bytes(msgspec.json.encode(found))
    sys.exit(any(done.wrong for done in found.values()))


def _run(
    wanted: Sequence[str], known: dict[str, Done], seed: int, count: int | None, place: Path, notes: Path
) -> dict[str, Done]:
    found = dict(known)
    for name in wanted:
        part = PARTS[name]
        done = found.setdefault(name, Done(seed))
        work = place / name
        work.mkdir(exist_ok=True)
        saved = time.monotonic()
        while done.seeds < (count or part.count):
            _one(name, part, done, work)
            if time.monotonic() - saved > _SAVED_EVERY:
                saved = time.monotonic()
                _note(notes, found)
                click.echo(_line(name, done), err=True)
        _note(notes, found)
    return found


def _one(name: str, part: Part, done: Done, work: Path) -> None:
    seed, began = done.first + done.seeds, time.monotonic()
    outcome = part.run(seed, work)
    total = Outcome()
    total.figures.update(done.figures)
    total.add(outcome)
    done.figures = dict(total.figures)
    for wrong in outcome.wrong:
        done.wrong.append((seed, wrong))
        click.echo(f"{name} --seed {seed}: {wrong}", err=True)
    done.seeds += 1
    done.seconds += time.monotonic() - began


def _note(notes: Path, found: dict[str, Done]) -> None:
    """Whole or not at all: a soak is stopped at any moment too."""
    partial = notes.with_suffix(".part")
    partial.write_bytes(msgspec.json.encode(found))
    partial.replace(notes)


def _line(name: str, done: Done) -> str:
    figures = ", ".join(f"{value:,} {what}" for what, value in sorted(done.figures.items()))
    return f"{name}: {done.seeds:,} in {done.seconds:,.0f} s, {len(done.wrong)} wrong; {figures}"


if __name__ == "__main__":
    main()
