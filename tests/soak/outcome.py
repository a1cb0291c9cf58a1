"""What came of one seed: figures to add up, and what went wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random


@dataclass
class Outcome:
    """`figures` are counted over all seeds, but those named `most ...`, of which the largest is kept."""

    figures: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        for name, value in other.figures.items():
            self.figures[name] = (
                max(self.figures[name], value) if name.startswith("most ") else self.figures[name] + value
            )
        self.wrong += other.wrong


def dice(part: str, seed: int) -> Random:
    """The same for the same part and seed, on every machine."""
    return Random(f"{part} {seed}")
