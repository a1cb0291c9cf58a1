"""How sure a proposal is: a small logistic model of what can be seen of it, with its weights as data.

Its weights come from gold and from proposals that were judged by eye (`tests/gold/training.py`); what a
project's own record says of a kind of proposal is added afterwards (`core/decided.py`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

import msgspec

from annotator.disk import data_path

_LEAST: Final = 0.02
_MOST: Final = 0.98
_ROUNDS: Final = 50


class Sureness(msgspec.Struct, frozen=True):
    """Weights by trait; `trained` tells on what, how often and how well."""

    bias: float
    weights: dict[str, float]
    trained: dict[str, Any] = {}

    def of(self, traits: Iterable[str]) -> float:
        """The probability that a proposal with these traits is right; traits it never saw weigh nothing."""
        score = self.bias + sum(self.weights.get(trait, 0.0) for trait in traits)
        return round(min(_MOST, max(_LEAST, 1 / (1 + math.exp(-score)))), 2)


@cache
def shipped(name: str = "sureness") -> Sureness:
    """A model that comes with the program: that of attributions, or another by its file."""
    path = data_path("resources", "lexicon", f"{name}.json")
    return msgspec.json.decode(path.read_bytes(), type=Sureness)


class Example(msgspec.Struct, frozen=True):
    """A proposal by its traits, whether it was right, and how much that counts."""

    traits: tuple[str, ...]
    right: bool
    weight: float = 1.0


def fit(examples: Sequence[Example], *, ridge: float) -> Sureness:
    """Logistic regression with an L2 penalty on all but the bias, by Newton's method: the same examples in
    the same order always give the same weights."""
    import numpy as np

    names = sorted({trait for row in examples for trait in row.traits})
    place = {name: number for number, name in enumerate(names, start=1)}
    seen = np.zeros((len(examples), len(names) + 1))
    seen[:, 0] = 1
    for number, row in enumerate(examples):
        seen[number, [place[trait] for trait in row.traits]] = 1
    right = np.array([row.right for row in examples], dtype=float)
    weight = np.array([row.weight for row in examples])
    penalty = np.full(len(names) + 1, ridge)
    penalty[0] = 1e-6
    found = np.zeros(len(names) + 1)
    for _ in range(_ROUNDS):
        share = 1 / (1 + np.exp(-seen @ found))
        slope = seen.T @ (weight * (share - right)) + penalty * found
        curve = (seen.T * (weight * share * (1 - share))) @ seen + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        found -= step
        if float(np.abs(step).max()) < 1e-9:
            break
    rounded = [round(float(value), 4) for value in found]
    return Sureness(rounded[0], {name: rounded[number] for name, number in place.items()})
