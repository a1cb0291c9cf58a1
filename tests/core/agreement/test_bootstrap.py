"""Sums over resampled documents, and the intervals they give."""

from __future__ import annotations

import math

import numpy as np
import pytest

from annotator.core.agreement.bootstrap import interval, resamples
from annotator.core.agreement.record import Sampling
from annotator.core.agreement.tally import Tally

SAMPLING = Sampling(resamples=70, seed=3)


def nothing() -> None:
    pass


def test_as_many_documents_are_drawn_as_there_are() -> None:
    drawn = list(resamples(9, SAMPLING))
    assert len(drawn) == 70
    assert {weights.sum() for weights in drawn} == {9}
    assert np.stack(drawn).mean(axis=0) == pytest.approx(np.ones(9), abs=0.5)


def test_a_seed_draws_the_same_and_another_draws_others() -> None:
    drawn, again = np.stack(list(resamples(9, SAMPLING))), np.stack(list(resamples(9, SAMPLING)))
    assert (drawn == again).all()
    other = np.stack(list(resamples(9, Sampling(resamples=70, seed=4))))
    assert (drawn != other).any()


@pytest.mark.parametrize("documents", [0, 1])
def test_one_document_cannot_be_resampled(documents: int) -> None:
    assert list(resamples(documents, SAMPLING)) == []


def test_the_interval_leaves_as_much_out_at_both_ends() -> None:
    assert interval(np.arange(101.0), 0.9) == (pytest.approx(5), pytest.approx(95), 0)
    assert interval(np.array([math.nan, 1.0, 3.0]), 1.0) == (1, 3, 1)
    assert interval(np.array([math.nan]), 0.95) == (None, None, 1)
    assert interval(np.empty(0), 0.95) == (None, None, 0)


def test_sums_are_those_of_the_documents_drawn() -> None:
    """More columns and resamples than are taken at once."""
    tally, numbers = Tally(), np.zeros((6, 150))
    for document in range(6):
        for column in range(document, 150, document + 1):
            numbers[document, column] = 1 + document * column
            tally.add(document, column, numbers[document, column])
    chosen = [0, 2, 3, 5]
    places = [tally.columns[column] for column in range(150)]
    sums = tally.sums(chosen, SAMPLING, nothing)
    expected = [
        numbers[chosen].sum(axis=0),
        *(weights @ numbers[chosen] for weights in resamples(4, SAMPLING)),
    ]
    assert (sums[:, places] == np.stack(expected)).all()
    factors = np.array([1, 9, 0.5, 0.25, 9, 2])
    weighed = tally.sums(chosen, SAMPLING, nothing, factors)
    assert weighed[0, places] == pytest.approx((numbers * factors[:, None])[chosen].sum(axis=0))


def test_a_column_met_twice_in_a_document_adds_up() -> None:
    tally = Tally()
    tally.add(0, "x", 2)
    tally.add(0, "x", 3)
    assert tally.sums([0], SAMPLING, nothing).tolist() == [[5]]


def test_nothing_counted() -> None:
    assert Tally().sums([0, 1], SAMPLING, nothing).shape == (71, 0)
    assert Tally().sums([], SAMPLING, nothing).shape == (1, 0)


def test_whoever_waits_can_stop_it() -> None:
    tally = Tally()
    tally.add(0, "x", 1)

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tally.sums([0, 1], SAMPLING, stop)
