"""A team of three people on four files, whose syncs are killed; every other one annotates blind."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from annotator.formats import scheme_toml
from annotator.store import Project
from tests.hub.ground import Ground
from tests.hub.histories import live
from tests.hub.server import LEAD, PEOPLE, start_wheel
from tests.soak.outcome import Outcome


def work(seed: int, folder: Path) -> Outcome:
    """Let one team work, and hold its files against each other."""
    lived, outcome = live(seed, _ground(folder), folder, blind=bool(seed % 2)), Outcome()
    outcome.figures.update({"events": lived.events, "documents withheld": lived.withheld})
    outcome.figures.update({f"killed {point}": count for point, count in lived.kills.items()})
    outcome.figures.update({f"aside, {why}": count for why, count in lived.aside.items()})
    outcome.wrong += [f"seed {seed}: {problem}" for problem in lived.problems]
    return outcome


@cache
def _ground(folder: Path) -> Ground:
    empty = folder / "empty.db"
    if not empty.exists():
        Project.create(empty, scheme_toml.load(), actor=PEOPLE[LEAD]).close()
    return Ground(start_wheel(), empty, folder / "ground")
