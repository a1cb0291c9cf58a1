"""Agreement on values: by hand, against the kept library, and where there is no figure."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import krippendorff  # type: ignore[import-untyped]
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.core.agreement import coding
from annotator.core.agreement.coding import Cells

UNITS = st.lists(
    st.lists(st.sampled_from([None, 1, 2, 3, 5]), min_size=4, max_size=4), min_size=1, max_size=30
)


def pairs(table: dict[tuple[Any, Any], int], order: list[Any] | None = None) -> tuple[Cells, Any]:
    return coding.cells(list(table), order), np.array([list(table.values())], dtype=float)


def coincidences(units: list[list[Any]]) -> tuple[Cells, Any]:
    counts: Counter[tuple[Any, Any]] = Counter()
    for pair, number in coding.coincidences([[v for v in unit if v is not None] for unit in units]):
        counts[pair] += number  # type: ignore[assignment]
    values = sorted({value for pair in counts for value in pair})
    return coding.cells(list(counts), values), np.array([list(counts.values())], dtype=float)


def test_by_hand() -> None:
    """Ten units: both yes 4, only the first 1, only the second 2, neither 3."""
    cells, counts = pairs({("y", "y"): 4, ("y", "n"): 1, ("n", "y"): 2, ("n", "n"): 3})
    assert coding.observed(cells, counts)[0] == pytest.approx(0.7)
    # By chance 5/10 * 6/10 + 5/10 * 4/10 = 0.5.
    assert coding.kappa(cells, counts)[0] == pytest.approx(0.2 / 0.5)
    # Together 11 of 20 yes: (121 + 81) / 400 = 0.505.
    assert coding.pi(cells, counts)[0] == pytest.approx(0.195 / 0.495)
    assert coding.s(cells, counts)[0] == pytest.approx(0.4)
    # Twice 0.55 * 0.45 = 0.495.
    assert coding.ac1(cells, counts)[0] == pytest.approx(0.205 / 0.505)
    # 6 of 20 values disagree; by chance 2 * 11 * 9 / (20 * 19).
    assert coding.alpha(cells, counts, pairs=True)[0] == pytest.approx(1 - 0.3 / (198 / 380))


def test_three_authors_one_missing_by_hand() -> None:
    """Units aab, ab, bb, and one with a single value, which says nothing."""
    cells, counts = coincidences([["a", "a", "b"], ["a", "b", None], [None, "b", "b"], ["a", None, None]])
    # aab: 2 of 6 ordered pairs agree, each half; ab: none; bb: 2. So 1 + 0 + 2 of 3 + 2 + 2.
    assert coding.observed(cells, counts)[0] == pytest.approx(3 / 7)
    # 3 a's and 4 b's.
    assert coding.alpha(cells, counts)[0] == pytest.approx(1 - (4 / 7) / (24 / 42))


def test_rows_are_measured_apart() -> None:
    cells = coding.cells([("a", "a"), ("b", "b"), ("a", "b")])
    counts = np.array([[5.0, 5.0, 0.0], [0.0, 0.0, 3.0], [0.0, 0.0, 0.0]])
    assert coding.observed(cells, counts).tolist()[:2] == [1, 0]
    assert coding.kappa(cells, counts).tolist()[:2] == [1, 0]
    assert math.isnan(coding.observed(cells, counts)[2])


@pytest.mark.parametrize("table", [{("a", "a"): 9}, {}])
def test_one_value_or_none_gives_no_figure(table: dict[tuple[str, str], int]) -> None:
    """All agree, and nothing could have been otherwise: neither 1 nor 0."""
    cells, counts = pairs(table)
    for measure in (coding.kappa, coding.pi, coding.s, coding.ac1):
        assert math.isnan(measure(cells, counts)[0])
    assert math.isnan(coding.alpha(cells, counts, pairs=True)[0])


@given(UNITS)
@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_is_that_of_the_library(metric: coding.Metric, units: list[list[int | None]]) -> None:
    cells, counts = coincidences(units)
    values = [value for unit in units if sum(v is not None for v in unit) > 1 for value in unit]
    assume(len({value for value in values if value is not None}) > 1)
    data = np.array([[math.nan if value is None else value for value in unit] for unit in units]).T
    expected = krippendorff.alpha(reliability_data=data, level_of_measurement=metric)
    assert coding.alpha(cells, counts, metric=metric)[0] == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40))
def test_pairs_are_coincidences_of_two(units: list[tuple[str, str]]) -> None:
    two = pairs(Counter(units), list("abc"))
    any_number = coincidences([list(unit) for unit in units])
    for one, other in (
        (coding.observed(*two), coding.observed(*any_number)),
        (coding.pi(*two), coding.pi(*any_number)),
        (coding.alpha(*two, pairs=True), coding.alpha(*any_number)),
    ):
        assert one[0] == pytest.approx(other[0], abs=1e-9, nan_ok=True)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40))
def test_who_comes_first_does_not_matter(units: list[tuple[str, str]]) -> None:
    there, back = pairs(Counter(units)), pairs(Counter((b, a) for a, b in units))
    for measure in (coding.observed, coding.kappa, coding.pi, coding.s, coding.ac1):
        assert measure(*there)[0] == pytest.approx(measure(*back)[0], nan_ok=True)
