"""The ledger: what a claim says of itself, what is asked of it, and how claims of several values count."""

from __future__ import annotations

from collections import Counter
from itertools import product
from random import Random

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.ledger import (
    BETWEEN,
    FIELDS,
    Condition,
    Entry,
    Facts,
    cell,
    cell_with_none,
    condition,
    entries,
    fields_of,
    stored,
    values_of,
    vocabulary_of,
)
from annotator.core.ledger_counts import Group, Spot, groups, months, pivot, spread
from annotator.core.model import Bundle
from annotator.formats import scheme_toml
from tests.formats.annotation.test_claims import bundle

SCHEME = scheme_toml.load()
FACTS = Facts("عنوان", "2024-05-01T10:00", "")


def told(made: Bundle, **names: str) -> list[Entry]:
    return list(entries(made, SCHEME, names, FACTS, states={}))


def test_a_claim_of_several_attributions_is_one_row_with_all_their_values() -> None:
    (row,) = told(bundle())
    assert row.claim == "الطائرة سقطت" and row.state == "in-work"
    assert values_of(row.sources) == ("مصدر لبناني",)
    assert row.category == "military" and row.cue == "قال"
    assert values_of(row.actors) == ("الطائرة",)
    assert (stored(row, "date"), stored(row, "month"), stored(row, "year")) == (
        "2024-05-01",
        "2024-05",
        "2024",
    )
    assert stored(row, "naming") == "role" and stored(row, "gone") == ""


def test_a_claim_of_nobody_in_a_place_without_a_name_is_there() -> None:
    made = bundle()
    (row,) = told(Bundle(document=made.document, text=made.text, spans=made.spans))
    assert (row.sources, row.category, row.attributes) == ("", "", {})
    assert cell_with_none([]) == "" and cell_with_none([""]) == BETWEEN


def test_a_cell_keeps_each_value_once_and_no_sign_of_its_own_in_one() -> None:
    assert values_of(cell(["a", "", "b", "a", f"c{BETWEEN}d"])) == ("a", "b", "c d")
    assert values_of(cell([])) == ("",)
    assert cell(["دير الزور", "دير\u00a0الزور", "دير  الزور"]) == "دير الزور"


def test_every_field_can_be_told_of_every_claim() -> None:
    (row,) = told(bundle())
    assert all(isinstance(stored(row, field), str) for field in fields_of(SCHEME))
    assert {field for field in FIELDS if vocabulary_of(SCHEME, field)} == {"category"}
    assert vocabulary_of(SCHEME, "certainty") == "certainty"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("category=military", Condition("category", "military")),
        ("category=عسكري", Condition("category", "military")),
        ("category = Military", Condition("category", "military")),
        ("certainty=CT", Condition("certainty", "CT")),
        ("category=", Condition("category", "")),
        ("category=نص حر", Condition("category", "نص حر")),
        ("claim~a=b", Condition("claim", "a=b", is_part=True)),
        ("claim=a~b", Condition("claim", "a~b")),
        ("date=2017", Condition("date", "2017")),
        ("month=3/2018", Condition("date", "2018-03")),
        ("date=2017..2018-02", Condition("date", "2017..2018-02")),
        ("date=..2018", Condition("date", "..2018")),
    ],
)
def test_conditions_are_read_as_they_are_typed(given: str, wanted: Condition) -> None:
    assert condition(SCHEME, given) == wanted


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("", "bad-condition"),
        ("military", "bad-condition"),
        ("=military", "bad-condition"),
        ("~" * 10_000, "bad-condition"),
        ("colour=red", "unknown-field"),
        ("date=لا تاريخ", "bad-date"),
        ("date=2017..nothing", "bad-date"),
    ],
)
def test_what_is_no_condition_is_refused(given: str, code: str) -> None:
    with pytest.raises(AnnotatorError) as caught:
        condition(SCHEME, given)
    assert caught.value.code == code
    assert "لا تاريخ" not in given or caught.value.details["date"] == "لا تاريخ"


def test_counts_are_those_of_the_claims_one_by_one() -> None:
    random = Random(1)
    sets = [
        tuple(tuple(random.sample("abc", random.randint(0, 2))) or ("",) for _ in range(3))
        for _ in range(300)
    ]
    found = Counter(tuple(BETWEEN.join(values) for values in row) for row in sets)
    counted = pivot(["category", "places", "month"], found.items())
    assert counted.claims == 300
    for wanted in product(["a", "b", "c", ""], repeat=3):
        has = [row for row in sets if all(value in side for value, side in zip(wanted, row, strict=True))]
        assert counted.cells.get(wanted, 0) == len(has)
    for row, page in product(counted.rows, counted.pages):
        assert counted.total(row, page) == sum(row in one[0] and page in one[2] for one in sets)
        assert counted.total(row) == sum(row in one[0] for one in sets)
        assert counted.count(row, "a") == sum(counted.count(row, "a", one) for one in counted.pages)
    by_first = Counter({(row[0],): claims for row, claims in Counter((one[0],) for one in sets).items()})
    cells = {(BETWEEN.join(values),): claims for (values,), claims in by_first.items()}
    assert {row.value: row.claims for row in groups(cells.items())} == {
        value: sum(value in one[0] for one in sets) for value in ("a", "b", "c", "")
    }


def test_what_is_missing_comes_last_and_time_in_its_order() -> None:
    found = [(("2018",), 1), (("",), 9), (("2017-03",), 2)]
    assert [row.value for row in groups(found)] == ["2017-03", "2018", ""]
    assert [row.value for row in groups(found, by_value=True)] == ["2017-03", "2018", ""]
    counted = pivot(["month", "state"], [((month, "agreed"), claims) for (month,), claims in found])
    assert counted.rows == ("2017-03", "2018", "") and counted.pages == ("",)


@pytest.mark.parametrize("fields", [[], ["claim"], ["claim", "claim"], ["claim", "state", "date", "month"]])
def test_a_pivot_takes_two_or_three_fields(fields: list[str]) -> None:
    with pytest.raises(AnnotatorError, match="bad-pivot"):
        pivot(fields, [])


def test_a_month_without_a_claim_stands_in_the_row_of_months() -> None:
    found = [Group("2017-11", 2), Group("2018-02", 1), Group("2018", 5), Group("", 3)]
    assert [tuple(row) for row in months(found)] == [
        ("2017-11", 2), ("2017-12", 0), ("2018-01", 0), ("2018-02", 1),
    ]  # fmt: skip
    assert months([Group("", 3)]) == []


def test_a_place_is_as_uncertain_as_it_is_told_and_one_that_is_nowhere_is_counted() -> None:
    places = {
        "a": ("السنديان", {"latitude": 35.5, "longitude": "40.25", "accuracy": "1"}),
        "b": ("الريحان", {"latitude": 34, "longitude": 39}),
        "far": ("بعيد", {"latitude": 95, "longitude": 39}),
        "bare": ("بلا", {}),
        "odd": ("غريب", {"latitude": "x", "longitude": None}),
        "nan": ("لا عدد", {"latitude": float("nan"), "longitude": 1}),
    }
    found = [
        ((cell_with_none(["a", "b"]),), 2), ((cell_with_none(["a", ""]),), 1), ((cell_with_none([""]),), 4),
        ((cell_with_none(["far", "bare", "odd", "nan", "gone"]),), 8), (("",), 16),
    ]  # fmt: skip
    shown = spread(found, places)
    assert shown.spots == (Spot("السنديان", 35.5, 40.25, 1, 3), Spot("الريحان", 34, 39, 3, 2))
    assert (shown.unplaced, shown.without_place) == (12, 16)
