"""What people type for a moment, and what differs between two."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from annotator.core.asking import later, moment
from annotator.core.errors import AnnotatorError
from annotator.core.events import Change
from annotator.core.model import Bundle, Comment, Document, Span
from annotator.core.moments import differences

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("2026-11-20", "2026-11-19T23:00:00.000Z", "2026-11-20T23:00:00.000Z"),
        ("2026-11-20T10:00", "2026-11-20T09:00:00.000Z", "2026-11-20T09:01:00.000Z"),
        (" 2026-11-20 10:00:05 ", "2026-11-20T09:00:05.000Z", "2026-11-20T09:00:06.000Z"),
        ("2026-11-20T10:00:05.120Z", "2026-11-20T10:00:05.120Z", "2026-11-20T10:00:05.121Z"),
        ("2026-11-20T10:00+03:00", "2026-11-20T07:00:00.000Z", "2026-11-20T07:01:00.000Z"),
        # The clocks are set back: this day has 25 hours.
        ("2026-10-25", "2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"),
    ],
)
def test_a_time_stands_for_the_whole_of_what_was_typed(typed: str, since: str, until: str) -> None:
    found = moment(typed, BERLIN)
    assert (found.since, found.until, found.seq, found.beginning) == (since, until, None, "")


@pytest.mark.parametrize(
    ("typed", "seq", "beginning"),
    [("12", 12, ""), ("2026", 2026, "2026"), ("18Ec0510", None, "18ec0510"), ("9f3a", None, "9f3a")],
)
def test_a_number_or_the_beginning_of_a_hash(typed: str, seq: int | None, beginning: str) -> None:
    found = moment(typed)
    assert (found.seq, found.beginning, found.until) == (seq, beginning, "")


@pytest.mark.parametrize(
    "typed",
    ["", "yesterday", "2026-02-30", "2026-11-20T25:00", "2026-11-20T10:00.123", "9f", "-4", "9999-12-31"],
)
def test_what_is_no_moment_is_refused(typed: str) -> None:
    with pytest.raises(AnnotatorError) as caught:
        moment(typed, BERLIN)
    assert (caught.value.code, caught.value.details) == ("bad-moment", {"moment": typed})


def test_the_time_after_a_time() -> None:
    assert later("2026-12-31T23:59:59.999Z") == "2027-01-01T00:00:00.000Z"


def test_differences_tell_what_went_what_came_and_what_became_another() -> None:
    document = Document(id="d", kind="text", text_hash="h")
    kept, gone, new = (
        Span(id=row, document_id="d", label="actor", ranges=((0, 2),), quote="نص", author="سلمى")
        for row in ("kept", "gone", "new")
    )
    noted = Span(
        id="kept", document_id="d", label="actor", ranges=((0, 2),), quote="نص", author="سلمى", note="ن"
    )
    said = Comment(id="c", document_id="d", target_kind="span", target="kept", author="ليلى", text="؟")
    before = Bundle(document=document, text="نص", spans=(gone, kept))
    after = Bundle(document=document, text="نص", spans=(noted, new), comments=(said,))
    assert differences(before, after) == [
        Change("span", "gone", gone, None),
        Change("span", "kept", kept, noted),
        Change("span", "new", None, new),
        Change("comment", "c", None, said),
    ]
    assert differences(after, after) == differences(None, None) == []
    assert [change.entity for change in differences(None, before)] == ["document", "span", "span"]
