"""How sure a proposal is: the same examples give the same weights; what is shipped is what training gives."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from annotator.suggest.sureness import Example, fit, shipped
from tests.gold.training import held_back, trained


def examples() -> list[Example]:
    """Of those that are plain nine in ten are right, of those that are odd four in ten."""
    plain = [Example(("plain",), n < 9) for n in range(10)]
    odd = [Example(("odd",), n < 4) for n in range(10)]
    return [row for row, _ in product([*plain, *odd], range(5))]


def test_the_same_examples_give_the_same_weights() -> None:
    assert fit(examples(), ridge=1) == fit(examples(), ridge=1)


def test_what_was_seen_is_expected_again() -> None:
    model = fit(examples(), ridge=0.01)
    assert model.of(["plain"]) == pytest.approx(0.9, abs=0.02)
    assert model.of(["odd"]) == pytest.approx(0.4, abs=0.02)


def test_a_trait_nobody_saw_weighs_nothing_and_nothing_is_certain() -> None:
    model = fit([Example(("plain",), True)] * 20 + [Example((), False)] * 2, ridge=0.01)
    assert model.of(["plain", "never seen"]) == model.of(["plain"]) < 1
    assert 0 < model.of([]) < 1


def test_traits_foretell_better_than_one_share_for_all() -> None:
    rows = examples()
    bare = [Example((), row.right) for row in rows]
    assert held_back(rows, 1) < held_back(bare, 1)


def test_what_is_shipped_beats_one_share_for_all_on_folds_held_back() -> None:
    said = shipped().trained
    assert said["loss_held_back"] < said["loss_of_one_share"]


@pytest.mark.real_data
def test_what_is_shipped_is_what_training_gives(real_data: Path) -> None:
    made, ours = trained(real_data), shipped()
    assert made.trained["examples"] == ours.trained["examples"]
    assert made.bias == pytest.approx(ours.bias, abs=0.01)
    assert made.weights.keys() == ours.weights.keys()
    assert all(weight == pytest.approx(ours.weights[name], abs=0.01) for name, weight in made.weights.items())
