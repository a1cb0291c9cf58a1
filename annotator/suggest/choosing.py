"""Chooses among the places of an edge: a small logistic model over plain traits, with its weights as data.

The rules' own reading is always among the candidates. The weights that are shipped come from gold
(`tests/gold/choosing.py`); an author's decisions move them to what they do (`commands/habits.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import msgspec

from annotator.disk import data_path

OWN: Final = "rule"
"""The rule by which a candidate is one that is the rules' own."""

_ROUNDS: Final = 30
_SMALL: Final = 1e-6
_RARE: Final = 4
"""What is seen less often is not learned from."""


class Choice(msgspec.Struct, frozen=True, gc=False):
    """An edge with its candidates: where each lies, in code points, and what can be seen of it.

    The rules' own comes first.
    """

    edge: str
    places: tuple[int, ...]
    traits: tuple[tuple[str, ...], ...]


class Lesson(NamedTuple):
    """A choice and the number of the candidate that is right; `of`: the attribution that says so."""

    choice: Choice
    right: int
    of: str = ""


class Chooser(msgspec.Struct, frozen=True):
    """Weights by trait. `helps`: whether it did better than the rules alone on what it was not fitted to;
    `trained` tells on what it was fitted, and how well it did."""

    weights: dict[str, float]
    helps: bool = True
    trained: dict[str, Any] = {}

    def pick(self, choice: Choice) -> int:
        """The number of the candidate that is chosen: the rules' own unless another is likelier."""
        scores = [sum(self.weights.get(trait, 0.0) for trait in traits) for traits in choice.traits]
        return scores.index(max(scores))

    def place(self, choice: Choice) -> int:
        return choice.places[self.pick(choice)]


@cache
def shipped() -> Chooser:
    """The model that comes with the program."""
    path = data_path("resources", "lexicon", "edges.json")
    return msgspec.json.decode(path.read_bytes(), type=Chooser)


def right_ones(chooser: Chooser, lessons: Iterable[Lesson]) -> int:
    """How many choices it makes as they should be."""
    return sum(chooser.pick(row.choice) == row.right for row in lessons)


def fit(lessons: Sequence[Lesson], *, ridge: float, start: Mapping[str, float] | None = None) -> Chooser:
    """Conditional logistic regression by Newton's method: the same lessons in the same order always give the
    same weights. They stay near those of `start`, or near nothing."""
    import numpy as np

    start = start or {}
    counted = Counter(trait for row in lessons for traits in row.choice.traits for trait in traits)
    names = sorted(trait for trait, n in counted.items() if n >= _RARE)
    if not names:
        return Chooser(dict(start))
    column = {name: number for number, name in enumerate(names)}
    sizes = [len(row.choice.traits) for row in lessons]
    seen = np.zeros((sum(sizes), len(names)))
    first = np.cumsum([0, *sizes])[:-1]
    rows = (traits for row in lessons for traits in row.choice.traits)
    for number, traits in enumerate(rows):
        seen[number, [column[trait] for trait in traits if trait in column]] = 1
    right = np.zeros(len(seen))
    right[first + np.array([row.right for row in lessons], dtype=int)] = 1
    near = np.array([start.get(name, 0.0) for name in names])

    def shares(weights: Any) -> tuple[Any, float]:
        """How likely each candidate is, and how ill that and the weights fit what was asked."""
        score = seen @ weights
        score -= np.repeat(np.maximum.reduceat(score, first), sizes)
        likely = np.exp(score)
        total = np.add.reduceat(likely, first)
        loss = float(np.log(total).sum() - score @ right + ridge * ((weights - near) ** 2).sum() / 2)
        return likely / np.repeat(total, sizes), loss

    found = near
    share, loss = shares(found)
    for _ in range(_ROUNDS):
        slope = seen.T @ (share - right) + ridge * (found - near)
        expected = np.add.reduceat(seen * share[:, None], first, axis=0)
        curve = (seen.T * share) @ seen - expected.T @ expected + ridge * np.eye(len(names))
        step = np.linalg.solve(curve, slope)
        tried, before = 1.0, loss
        share, loss = shares(found - step)
        while loss > before and tried > _SMALL:
            tried /= 2
            share, loss = shares(found - tried * step)
        found = found - tried * step
        if tried * float(np.abs(step).max()) < _SMALL:
            break
    learned = {name: round(float(found[number]), 4) for name, number in column.items()}
    return Chooser({name: weight for name, weight in ({**start, **learned}).items() if weight})
