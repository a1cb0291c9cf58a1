"""The parts of the soak: what a seed does, and how many make a long run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from tests.soak import acts, damage, faults, inputs, kills, teams
from tests.soak.outcome import Outcome


class Part(NamedTuple):
    """`run` takes a seed and a folder of its own, in which it may keep what all seeds need."""

    run: Callable[[int, Path], Outcome]
    count: int


PARTS: Final = {
    "kills": Part(kills.kill, 10_000),
    "flips": Part(damage.flips, 10_000),
    "changes": Part(damage.changes, 10_000),
    "inputs": Part(inputs.read, 1_000_000),
    "acts": Part(acts.act, 1),
    "faults": Part(faults.fail, 2_000),
    "teams": Part(teams.work, 10_000),
}
