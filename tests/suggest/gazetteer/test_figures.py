"""How well places and actors are suggested in real texts that no rule was made with; held from worsening."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.suggest.gazetteer.suggester import SURENESS
from annotator.suggest.sureness import shipped
from tests.bench.first_page import (
    LEVELS,
    Figures,
    after_documents,
    calibration_error,
    first_page,
    interval,
    said,
)
from tests.gold.naming import trained

pytestmark = pytest.mark.real_data
LEAST = {"actor": (0.84, 0.48), "place": (0.85, 0.69)}
"""Precision and recall."""


def test_a_first_page(real_data: Path) -> None:
    found = first_page(real_data, "apart")
    for label, (precision, recall) in LEAST.items():
        assert found[label].precision >= precision, label
        assert found[label].recall >= recall, label


@pytest.mark.parametrize(("documents", "least"), [(0, 0.6), (5, 0.68), (20, 0.7)])
def test_names_after_some_documents(real_data: Path, documents: int, least: float) -> None:
    alone, both = (
        after_documents(real_data, documents, apart=True, with_first_page=on) for on in (False, True)
    )
    assert both.f1 >= least > alone.f1


def test_confidence_says_how_often_a_name_is_right(real_data: Path) -> None:
    """On texts the weights were not fitted to; of some three hundred names chance alone makes up for .03."""
    rows = said(real_data, "apart")
    assert calibration_error(rows) <= 0.06
    for level in LEVELS:
        above = [row.right for row in rows if row.confidence >= level]
        assert interval(sum(above), len(above))[1] >= level


def test_what_is_shipped_is_what_training_gives(real_data: Path) -> None:
    made, ours = trained(real_data), shipped(SURENESS)
    assert made.trained["examples"] == ours.trained["examples"]
    assert made.weights.keys() == ours.weights.keys()
    assert all(weight == pytest.approx(ours.weights[name], abs=0.01) for name, weight in made.weights.items())
    assert ours.trained["loss_held_back"] < ours.trained["loss_of_one_share"]


def test_shares_of_nothing_are_none() -> None:
    assert (Figures().precision, Figures().recall, Figures().f1) == (0, 0, 0)
    assert interval(0, 0) == (0, 1)
    low, high = interval(9, 10)
    assert 0.59 < low < 0.9 < high < 0.99
