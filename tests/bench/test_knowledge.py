"""The figures of what is proposed: each is counted as the page says, and only the apart half is written."""

from __future__ import annotations

import pytest

from annotator.formats import scheme_toml
from annotator.suggest.knowledge import knowledge
from annotator.suggest.lexicon import lexicon
from tests.bench.knowledge import (
    BEGIN,
    END,
    PAGE,
    Judged,
    calibration_error,
    error_of_a_perfect_one,
    items,
    judged,
    proposed,
    table,
    wilson,
    written,
)


def row(confidence: float, *, whole: bool) -> Judged:
    return Judged(confidence, True, whole, whole, None, False)


def test_an_interval_is_narrower_the_more_was_counted() -> None:
    few, many = wilson(9, 10), wilson(900, 1000)
    assert few == pytest.approx((0.596, 0.982), abs=0.001)
    assert few[0] < many[0] < 0.9 < many[1] < few[1]
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_calibration_error_is_nothing_where_confidence_is_the_share() -> None:
    rows = [row(0.75, whole=n < 3) for n in range(4)]
    assert calibration_error(rows) == 0
    assert calibration_error([row(0.95, whole=False)] * 3) == pytest.approx(0.95)
    assert calibration_error([]) is None


def test_chance_alone_makes_an_error_that_is_the_larger_the_fewer_there_are() -> None:
    few, many = (error_of_a_perfect_one([row(0.75, whole=True)] * n) for n in (10, 200))
    assert 0.08 < few < 0.14 and 0.01 < many < 0.04
    assert error_of_a_perfect_one([row(1.0, whole=False)] * 3) == 0


def test_a_sentence_is_judged_in_all_its_parts() -> None:
    known = knowledge(scheme_toml.load(), lexicon())
    bundle = next(item.bundle for item in items("open") if item.bundle.attributions)
    found = judged(proposed(bundle, known), bundle)
    assert (found.items, found.reference) == (1, len(bundle.attributions))
    assert all(one.whole and one.found and not one.foreign for one in found.judged)
    assert "| radio | 2 |" in table({"style": {"radio": found.plus(found)}})


def test_the_page_has_its_measured_part_and_keeps_the_rest() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count(BEGIN) == page.count(END) == 1
    made = written(page, "| figures |")
    assert made.partition(BEGIN)[0] == page.partition(BEGIN)[0] and "| figures |" in made
    assert made.partition(END)[2] == page.partition(END)[2]
