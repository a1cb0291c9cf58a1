"""Units on a continuum: how they are made, how they differ, what chance would give."""

from __future__ import annotations

import math
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.agreement.unitizing import Continuum, Expectation, disagreement, units
from annotator.core.model import Range


def test_units() -> None:
    assert units([((0, 4),), ((2, 6),)]) == [(0, 6)]  # crossing
    assert units([((0, 9),), ((2, 4),)]) == [(0, 9)]  # nested
    assert units([((0, 4),), ((4, 6),)]) == [(0, 4), (4, 6)]  # touching stay two
    assert units([((0, 2), (5, 7)), ((1, 3),)]) == [(0, 3), (5, 7)]  # each range of a span is one


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ([(2, 6)], [(2, 6)], 0),
        ([(2, 6)], [(3, 9)], 1 + 9),
        ([(2, 6)], [], 16),
        ([(2, 6)], [(6, 8)], 16 + 4),  # touching is not overlapping: each lies in a gap of the other
        ([(0, 10)], [(1, 3), (5, 9)], (1 + 49) + (25 + 1)),
        ([(0, 3), (4, 8)], [(2, 5)], (4 + 4) + (4 + 9)),
        ([], [], 0),
    ],
)
def test_disagreement(first: list[Range], second: list[Range], apart: int) -> None:
    assert disagreement(first, second) == apart
    assert disagreement(second, first) == apart


def made(document: list[tuple[int, int]]) -> tuple[list[Range], int]:
    """Units and the length of a text from gaps and lengths; the last gap ends the text."""
    found, at = [], 0
    for gap, length in document[:-1]:
        found.append((at + gap, at + gap + length))
        at += gap + length
    return found, at + document[-1][0] + 1


DOCUMENT = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), min_size=1, max_size=4).map(made)


def plain(authors: list[list[Range]], length: int) -> float:
    """Krippendorff 2004, p. 253, as it is written, for one text."""
    found = [end - start for rows in authors for start, end in rows]
    gaps = []
    for rows in authors:
        edges = [0, *(edge for piece in rows for edge in piece), length]
        gaps += [end - start for start, end in zip(edges[::2], edges[1::2], strict=True) if end > start]
    if not found:
        return math.nan
    above = 0.0
    for unit in found:
        above += (len(found) - 1) / 3 * (2 * unit**3 - 3 * unit**2 + unit)
        above += unit**2 * sum(gap - unit + 1 for gap in gaps if gap >= unit)
    whole = len(authors) * length
    return 2 / length * above / (whole * (whole - 1) - sum(unit * (unit - 1) for unit in found))


@given(
    st.lists(st.tuples(DOCUMENT, DOCUMENT), min_size=1, max_size=4),
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
)
def test_documents_are_laid_end_to_end(
    documents: list[tuple[tuple[list[Range], int], tuple[list[Range], int]]], times: list[int]
) -> None:
    """As if the texts, each as often as drawn, were one."""
    lengths = [max(first[1], second[1]) for first, second in documents]
    weights = times[: len(documents)]
    continua = [Continuum(), Continuum()]
    for number, (pair, length) in enumerate(zip(documents, lengths, strict=True)):
        for continuum, (rows, _) in zip(continua, pair, strict=True):
            if rows:
                continuum.add(number, length, rows)
    drawn = [number for number, often in enumerate(weights) for _ in range(often)]
    begins = [0, *accumulate(lengths[number] for number in drawn)]
    laid = [
        [
            (begin + start, begin + end)
            for begin, number in zip(begins, drawn, strict=False)
            for start, end in documents[number][side][0]
        ]
        for side in (0, 1)
    ]
    expected = plain(laid, begins[-1]) if drawn else math.nan
    found = Expectation(continua, range(len(documents)), lengths)(np.array(weights, dtype=float))
    assert found == pytest.approx(expected, nan_ok=True)


def test_only_the_chosen_documents_count() -> None:
    continuum, other = Continuum(), Continuum()
    for number, rows in enumerate([[(0, 2)], [(3, 5)], [(1, 4)]]):
        continuum.add(number, 10, rows)
        if number != 1:
            other.add(number, 10, rows)
    found = Expectation([continuum, other], [0, 2], [10, 10])(np.ones(2))
    assert found == pytest.approx(plain([[(0, 2), (11, 14)]] * 2, 20))
