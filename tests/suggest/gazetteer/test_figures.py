"""How well places and actors are suggested in real texts that no rule was made with; held from worsening."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.suggest.gazetteer.named import COUNTED, confidence
from tests.bench.first_page import Figures, after_documents, first_page, interval, patterns

pytestmark = pytest.mark.real_data
LEAST = {"actor": (0.80, 0.50), "place": (0.80, 0.70)}
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


def test_confidence_says_how_often_a_reason_is_right(real_data: Path) -> None:
    """Counted again after every change of a rule; what the items hold too seldom says little either way."""
    found = patterns(real_data, "apart")
    assert found.keys() <= COUNTED.keys()
    for pattern, row in found.items():
        low, high = interval(row.right, row.suggested)
        assert low <= confidence(pattern) <= high, f"{pattern}: {row.right} of {row.suggested}"


def test_shares_of_nothing_are_none() -> None:
    assert (Figures().precision, Figures().recall, Figures().f1) == (0, 0, 0)
    assert interval(0, 0) == (0, 1)
    low, high = interval(9, 10)
    assert 0.59 < low < 0.9 < high < 0.99
