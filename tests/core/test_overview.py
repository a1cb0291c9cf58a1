"""How a project stands: stages, times, periods, folded from rows."""

from __future__ import annotations

import pytest

from annotator.core.agreement.record import Agreement, Confusion, Counts, Figure, Sampling
from annotator.core.overview import (
    STAGES,
    Act,
    Standing,
    labels_apart,
    period_of,
    period_start,
    progress,
    stage,
    work_times,
)

A, B = "سلمى", "يزن"


def standing(document: str = "d", author: str = A, **values: object) -> Standing:
    facts = {"begun": True, "submitted": True, "open": 0, "returned": 0, "disputed": 0} | values
    return Standing(document, author, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("row", "settled", "expected"),
    [
        (standing(begun=False, submitted=False), False, "not-begun"),
        (standing(submitted=False), False, "in-work"),
        (standing(open=3), False, "submitted"),
        (standing(open=0, ready=False), False, "submitted"),
        (standing(open=3, returned=1), False, "returned"),
        (standing(returned=1), True, "returned"),
        (standing(), False, "judged"),
        (standing(), True, "agreed"),
        (standing(begun=False), False, "judged"),
    ],
)
def test_stages(row: Standing, settled: bool, expected: str) -> None:
    assert stage(row, settled=settled) == expected


class TestProgress:
    def test_a_document_is_agreed_once_all_its_layers_are(self) -> None:
        rows = [
            standing("a"), standing("a", B),
            standing("b"), standing("b", B, open=1),
            standing("c"), standing("c", B, disputed=1),
            standing("d"), standing("d", B, begun=False, submitted=False),
        ]  # fmt: skip
        first, second = progress(rows)
        assert (first.author, first.documents) == (A, 4)
        assert {name: count for name, count in first.stages.items() if count} == {"agreed": 1, "judged": 3}
        assert {name: count for name, count in second.stages.items() if count} == {
            "agreed": 1, "submitted": 1, "judged": 1, "not-begun": 1,
        }  # fmt: skip
        assert tuple(first.stages) == STAGES

    def test_nobody(self) -> None:
        assert progress([]) == ()


def acts(*rows: tuple[str, str, str | None]) -> list[Act]:
    return [Act(f"2026-03-01T{time}.000Z", author, document) for time, author, document in rows]


class TestWorkTimes:
    def test_pauses_are_not_work(self) -> None:
        (found,) = work_times(
            acts(("10:00:00", A, "d"), ("10:04:00", A, "d"), ("10:14:00", A, "d"), ("10:24:01", A, "d"),
                 ("10:24:31", A, "d"))
        )  # fmt: skip
        assert (found.documents, found.seconds) == (1, 4 * 60 + 10 * 60 + 30)

    def test_the_length_of_a_pause_is_a_choice(self) -> None:
        (found,) = work_times(acts(("10:00:00", A, "d"), ("10:04:00", A, "d")), pause_minutes=3)
        assert found.seconds == 0

    def test_going_elsewhere_ends_the_work(self) -> None:
        (found,) = work_times(
            acts(("10:00:00", A, "d"), ("10:01:00", A, "e"), ("10:02:00", A, "d"), ("10:05:00", A, "d"))
        )
        assert (found.documents, found.seconds, found.median) == (2, 180, 90)

    def test_an_act_on_several_documents_is_work_on_none(self) -> None:
        (found,) = work_times(
            acts(("10:00:00", A, "d"), ("10:01:00", A, None), ("10:02:00", A, "d"), ("10:03:00", A, "d"))
        )
        assert (found.documents, found.seconds) == (1, 60)

    def test_authors_do_not_disturb_each_other(self) -> None:
        first, second = work_times(
            acts(("10:00:00", A, "d"), ("10:01:00", B, "e"), ("10:02:00", A, "d"), ("10:04:00", B, "e"))
        )
        assert (first.author, first.seconds, second.author, second.seconds) == (A, 120, B, 180)

    def test_a_clock_put_back_takes_no_time_away(self) -> None:
        (found,) = work_times(acts(("10:05:00", A, "d"), ("10:00:00", A, "d"), ("10:01:00", A, "d")))
        assert found.seconds == 60


@pytest.mark.parametrize(
    ("day", "step", "start"),
    [
        ("2026-03-31T23:59:59.999Z", "month", "2026-03-01"),
        ("2026-03-01", "week", "2026-02-23"),
        ("2026-03-02", "week", "2026-03-02"),
        ("2024-02-29", "month", "2024-02-01"),
    ],
)
def test_periods_begin_on_mondays_and_firsts(day: str, step: str, start: str) -> None:
    assert period_start(day, step) == start  # type: ignore[arg-type]


def measured(*figures: Figure, counts: tuple[Counts, ...] = ()) -> Agreement:
    return Agreement(
        authors=(A, B), labels=("actor",), documents=3, compared=2, sampling=Sampling(), figures=figures,
        counts=counts,
    )  # fmt: skip


def test_the_figures_of_a_period() -> None:
    def figure(label: str | None, value: float | None) -> Figure:
        return Figure(measure="token.alpha", authors=(A, B), label=label, documents=2, value=value)

    def count(first: int, second: int, exact: int) -> Counts:
        return Counts(authors=(A, B), label="actor", first=first, second=second, exact=exact, tolerant=0,
                      overlap=0)  # fmt: skip

    found = period_of(
        "2026-03-01",
        measured(figure("actor", 0.9), figure(None, 0.5), counts=(count(4, 2, 2), count(1, 1, 0))),
    )
    assert (found.documents, found.f1, found.alpha) == (2, 0.5, 0.5)
    empty = period_of("2026-03-01", measured(figure(None, None)))
    assert (empty.f1, empty.alpha) == (None, None), "undefined is neither 0 nor 1"


def test_labels_apart_do_not_depend_on_who_gave_which() -> None:
    rows = [
        Confusion(authors=(A, B), first="place", second="actor", count=2),
        Confusion(authors=(A, B), first="actor", second="place", count=3),
        Confusion(authors=(A, "C"), first="cue", second="actor", count=9),
    ]
    assert labels_apart(rows) == {("actor", "cue"): 9, ("actor", "place"): 5}
