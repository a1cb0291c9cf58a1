"""Where the review of a document stands is the same in every place that says it."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.commands import assignments, attributions, spans, submissions, verdicts
from annotator.core.model import Document
from annotator.core.overview import progress
from annotator.store import Project, work_lists
from annotator.store import progress as standing
from annotator.store.review import agreed_bundles, review_of, review_states
from annotator.store.verify import verify
from tests.reviewed import CLAIM, CUE, PLACE, SOURCE, A, B, Q, R, agreed_ids, handed_in, layer, queued, span
from tests.store.conftest import document, project

__all__ = ["document", "project"]

C = "جمانة"


def differ(project: Project, document: Document) -> None:
    """Two layers that differ in everything, submitted."""
    for author, ranges in ((A, (17, 27)), (B, CLAIM)):
        span(project, document, author, "claim", ranges)
        submissions.submit(project, document.id, author=author, note="بلا إسناد")


def settle_all(project: Project, document: Document, *, taking: str, by: str = R) -> None:
    verdicts.accept_same(project, document.id, author=by)
    for item in verdicts.comparison(project, document.id):
        if item.kind != "same":
            take = [taking] if taking in item.rows else []
            verdicts.settle(project, [item], author=by, take=take)


def everywhere(project: Project, document: Document, *authors: str) -> dict[str, Any]:
    """What each place says of the document."""
    stages = {
        row.author: next(name for name, count in row.stages.items() if count)
        for row in progress(standing.standings(project))
    }
    return {
        "state": review_states(project)[document.id],
        "exported": [row.document.id for row in agreed_bundles(project)] == [document.id],
        "stages": {stages[author] for author in authors},
        "lists": {standing.states(project, [document.id], author)[document.id] for author in authors},
        "queued": bool(queued(project, R) + queued(project, Q)),
        "to adjudicate": sum(work_lists.counts(project, who).adjudicate for who in (R, Q)),
        "returned": sum(len(work_lists.returned(project, author)) for author in authors),
        "open": work_lists.counts(project, R).progress.targets_open,
    }


FINISHED = {
    "state": "complete", "exported": True, "stages": {"agreed"}, "lists": {"judged"}, "queued": False,
    "to adjudicate": 0, "returned": 0, "open": 0,
}  # fmt: skip


class TestSettledIsFinished:
    def test_for_everybody(self, project: Project, document: Document) -> None:
        differ(project, document)
        found = everywhere(project, document, A, B)
        assert found == {
            "state": "open", "exported": False, "stages": {"submitted"}, "lists": {"submitted"},
            "queued": True, "to adjudicate": 2, "returned": 0, "open": 2,
        }  # fmt: skip
        settle_all(project, document, taking=A)
        assert everywhere(project, document, A, B) == FINISHED
        assert verify(project) == []

    def test_if_those_who_adjudicate_have_settled_it(self, project: Project, document: Document) -> None:
        differ(project, document)
        assignments.assign(project, [document.id], assignees=[Q], task="review", author=C)
        assignments.assign(project, [document.id], assignees=[R], task="adjudicate", author=C)
        settle_all(project, document, taking=A, by=Q)
        assert everywhere(project, document, A, B)["state"] == "open", "the adjudicator has not judged it"
        settle_all(project, document, taking=B)
        assert everywhere(project, document, A, B) == FINISHED

    def test_and_each_of_those_it_was_given_to_review(self, project: Project, document: Document) -> None:
        differ(project, document)
        assignments.assign(project, [document.id], assignees=[Q, R], task="review", author=C)
        settle_all(project, document, taking=A)
        assert everywhere(project, document, A, B)["queued"]
        settle_all(project, document, taking=A, by=Q)
        assert everywhere(project, document, A, B) == FINISHED

    def test_but_not_if_they_differ(self, project: Project, document: Document) -> None:
        differ(project, document)
        assignments.assign(project, [document.id], assignees=[Q, R], task="review", author=C)
        settle_all(project, document, taking=A)
        settle_all(project, document, taking=B, by=Q)
        found = everywhere(project, document, A, B)
        assert (found["state"], found["exported"]) == ("disputed", False)

    def test_until_something_is_changed(self, project: Project, document: Document) -> None:
        row = span(project, document, A, "claim", CLAIM)
        submissions.submit(project, document.id, author=A, note="كذا")
        submissions.submit(project, document.id, author=B)
        settle_all(project, document, taking=A)
        for author in (A, B):
            verdicts.accept_remaining(project, document.id, of=author, author=R)
        assert everywhere(project, document, A, B) == FINISHED
        spans.set_span_ranges(project, row, [(17, 27)], author=A)
        assert everywhere(project, document, A, B)["state"] == "open"


def test_what_one_author_has_to_answer_does_not_hold_the_review_up(
    project: Project, document: Document
) -> None:
    claim, *_ = handed_in(project, document, A)
    verdicts.reject(project, [claim], author=R, reason="boundary")
    verdicts.accept_remaining(project, document.id, of=A, author=R)
    found = everywhere(project, document, A)
    assert (found["state"], found["exported"], found["returned"]) == ("complete", True, 1)
    assert found["stages"] == found["lists"] == {"returned"}


@pytest.mark.parametrize("task", ["annotate", "annotate-blind"])
def test_who_was_given_it_is_waited_for_and_who_was_not_is_not(
    project: Project, document: Document, task: Any
) -> None:
    handed_in(project, document, A)
    verdicts.accept_remaining(project, document.id, of=A, author=R)
    layer(project, document, B)
    assert everywhere(project, document, A)["state"] == "complete"
    assignments.assign(project, [document.id], assignees=[C], task=task, author=Q)
    assert everywhere(project, document, A)["state"] == "unsubmitted"


class TestSides:
    """Four of five authors marked the same cue, one another."""

    @pytest.fixture
    def cue(self, project: Project, document: Document) -> Any:
        for author in (A, B, C, "باسم", "أمل"):
            span(project, document, author, "cue", (0, 10) if author == B else CUE)
            submissions.submit(project, document.id, author=author)
        (item,) = verdicts.comparison(project, document.id)
        return item

    def test_equal_rows_are_one_side(self, cue: Any) -> None:
        assert sorted(map(len, cue.sides)) == [1, 4]

    def test_what_is_like_the_side_taken_is_taken(
        self, project: Project, document: Document, cue: Any
    ) -> None:
        decisions = verdicts.settle(project, [cue], author=R, take=[A])
        told = {row.judged["author"]: row.verdict for row in decisions}
        assert told == {A: "accept", B: "reject", C: "accept", "باسم": "accept", "أمل": "accept"}
        assert len(agreed_ids(project, document)) == 1
        assert review_of(project, document.id).agreed().shortfalls == ()

    def test_any_of_the_sides_are_taken(self, project: Project, document: Document) -> None:
        for author, label, ranges in (
            (A, "place", PLACE), (B, "place", (40, 50)), (C, "place", (44, 54)),
        ):  # fmt: skip
            span(project, document, author, label, ranges)
            submissions.submit(project, document.id, author=author)
        (item,) = verdicts.comparison(project, document.id)
        verdicts.settle(project, [item], author=R, take=[A, C])
        stands = review_of(project, document.id).agreed().spans
        assert [(row.start, row.end) for row in stands] == [PLACE, (44, 54)]


def test_an_attribution_over_the_other_authors_source(project: Project, document: Document) -> None:
    for author, source, category in ((A, SOURCE, "military"), (B, (4, 8), "security")):
        claim = span(project, document, author, "claim", CLAIM)
        named = span(project, document, author, "source", source)
        attributions.attribute(
            project, author=author, claims=[claim.id], sources=[named.id], category=category
        )
        submissions.submit(project, document.id, author=author)
    verdicts.accept_same(project, document.id, author=R)
    boundary, tied = (row for row in verdicts.comparison(project, document.id) if row.kind != "same")
    verdicts.settle(project, [boundary], author=R, take=[B])
    verdicts.settle(project, [tied], author=R, take=[A])
    stands = review_of(project, document.id).agreed()
    (row,) = stands.attributions
    assert (row.category, row.sources) == ("military", (boundary.rows[B].id,))
    assert stands.shortfalls == ()
