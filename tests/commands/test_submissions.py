"""Handing in and taking back, and who has to look at what then."""

from __future__ import annotations

import msgspec
import pytest

from annotator.commands import assignments, scheme, spans, submissions, verdicts
from annotator.core.document_filter import parse
from annotator.core.errors import StaleChange
from annotator.core.model import Document
from annotator.store import Project, queries, review, work_lists
from annotator.store.verify import verify
from tests.reviewed import CLAIM, PLACE, A, B, Q, R, handed_in, layer, queued, refused, span, states
from tests.store.conftest import document, make_document, project

__all__ = ["document", "project"]


class TestSubmitting:
    def test_a_layer_that_lacks_something_needs_a_word_why(
        self, project: Project, document: Document
    ) -> None:
        claim = span(project, document, A, "claim", CLAIM)
        assert [
            (row.code, row.target) for row in submissions.check_document(project, document.id, author=A)
        ] == [("claim-unattributed", claim.id)]
        head = project.head()
        error = refused("remarks-left", submissions.submit, project, document.id, author=A, note=" ")
        assert error.details["n"] == 1
        assert project.head() == head
        row = submissions.submit(project, document.id, author=A, note="مصدره في العنوان")
        assert (row.state, row.note) == ("submitted", "مصدره في العنوان")

    def test_submitted_taken_back_and_submitted_again_is_one_row(
        self, project: Project, document: Document
    ) -> None:
        layer(project, document, A)
        first = submissions.submit(project, document.id, author=A)
        assert submissions.withdraw(project, document.id, author=A).state == "withdrawn"
        assert queued(project, R) == []
        again = submissions.submit(project, document.id, author=A)
        assert again.id == first.id
        assert queued(project, R) == [(document.id, A, 4)]
        refused("not-submitted", submissions.withdraw, project, document.id, author=B)

    def test_submitting_twice_writes_nothing(self, project: Project, document: Document) -> None:
        handed_in(project, document, A)
        head = project.head()
        submissions.submit(project, document.id, author=A)
        assert project.head() == head

    def test_each_is_one_event_that_undo_turns_round(self, project: Project, document: Document) -> None:
        handed_in(project, document, A)
        project.undo(A)
        assert queued(project, R) == []
        project.redo(A)
        submissions.withdraw(project, document.id, author=A)
        project.undo(A)
        assert queued(project, R) == [(document.id, A, 4)]
        assert verify(project) == []

    def test_unknown_documents(self, project: Project) -> None:
        for command in (submissions.submit, submissions.withdraw):
            refused("unknown-document", command, project, "none", author=A)


class TestQueue:
    def test_nobody_is_asked_to_judge_their_own(self, project: Project, document: Document) -> None:
        handed_in(project, document, A)
        assert queued(project, A) == []
        assert queued(project, R) == queued(project, B) == [(document.id, A, 4)]

    def test_anybodys_work_leaves_every_queue_when_one_has_judged_it(
        self, project: Project, document: Document
    ) -> None:
        claim, *rest = handed_in(project, document, A)
        verdicts.accept(project, [claim], author=R)
        assert queued(project, R) == queued(project, Q) == [(document.id, A, 3)]
        for row in rest:
            verdicts.accept(project, [row], author=R)
        assert queued(project, R) == queued(project, Q) == []

    def test_assigned_work_waits_for_each_it_was_assigned_to(
        self, project: Project, document: Document
    ) -> None:
        handed_in(project, document, A)
        assignments.assign(project, [document.id], assignees=[R, Q], task="review", author=B)
        assert queued(project, B) == []
        verdicts.accept_remaining(project, document.id, of=A, author=R)
        assert queued(project, R) == []
        assert queued(project, Q) == [(document.id, A, 4)]
        assignments.unassign(project, [document.id], assignees=[R, Q], task="review", author=B)
        assert queued(project, Q) == []
        project.undo(B)
        assert queued(project, Q) == [(document.id, A, 4)]

    def test_a_document_assigned_to_its_author_alone_waits_for_others(
        self, project: Project, document: Document
    ) -> None:
        handed_in(project, document, A)
        assignments.assign(project, [document.id], assignees=[A], task="review", author=B)
        assert queued(project, A) == []
        assert queued(project, R) == [(document.id, A, 4)]

    def test_what_changes_after_the_verdict_is_back_and_marked(
        self, project: Project, document: Document
    ) -> None:
        claim, *_ = handed_in(project, document, A)
        verdicts.accept_remaining(project, document.id, of=A, author=R)
        moved = spans.set_span_ranges(project, claim, [(17, 27)], author=A)
        assert states(project, document, A)[claim.id] == "changed"
        (row,) = work_lists.queue(project, R)
        assert (row.awaiting.open, row.awaiting.changed) == (1, 1)
        verdicts.accept(project, [moved], author=R)
        assert queued(project, R) == []
        project.undo(A)
        assert queued(project, R) == [(document.id, A, 1)]

    def test_a_note_does_not_bring_it_back(self, project: Project, document: Document) -> None:
        claim, *_ = handed_in(project, document, A)
        verdicts.accept_remaining(project, document.id, of=A, author=R)
        spans.set_span_note(project, claim, "ملاحظة", author=A)
        assert queued(project, R) == []

    def test_orders(self, project: Project) -> None:
        """Three documents: the oldest, the most urgent, and one in which two layers differ."""
        old, urgent, differing = (make_document(project, f"خبر رقم {n} عن مدينة السنديان") for n in range(3))
        for row in (old, urgent, differing):
            span(project, row, A, "actor", (4, 7))
            submissions.submit(project, row.id, author=A)
        assignments.assign(project, [urgent.id], assignees=[""], task="review", author=B, priority=5)
        span(project, differing, B, "actor", (4, 9))
        submissions.submit(project, differing.id, author=B)
        unsure = spans.add_span(
            project, author=A, document_id=old.id, label="place", ranges=[(14, 19)], confidence=0.2
        )

        def listed(**how: object) -> list[str]:
            return [row[0] for row in queued(project, R, **how)]

        assert listed() == [urgent.id, old.id, differing.id, differing.id]
        assert listed(order="age") == [old.id, urgent.id, differing.id, differing.id]
        assert listed(order="differences") == [differing.id, differing.id, old.id, urgent.id]
        assert listed(order="confidence") == [old.id, urgent.id, differing.id, differing.id]
        verdicts.accept(project, [unsure], author=R)
        assert work_lists.queue(project, R, order="confidence")[0].awaiting.confidence == 1
        assert listed(author=B) == [differing.id]
        assert listed(wanted=parse("رقم 1")) == [urgent.id] and work_lists.queue_count(project, R) == 3
        assert listed(limit=1, offset=1) == [old.id]

    def test_due_dates_order_what_is_equally_urgent(self, project: Project) -> None:
        later, sooner, whenever = (make_document(project, f"خبر رقم {n}") for n in range(3))
        for row in (later, sooner, whenever):
            submissions.submit(project, row.id, author=A)
        for row, due in ((later, "2026-05-01"), (sooner, "2026-04-01"), (whenever, "")):
            assignments.assign(project, [row.id], assignees=[R], task="review", author=B, due=due)
        assert [row[0] for row in queued(project, R)] == [sooner.id, later.id, whenever.id]

    def test_progress(self, project: Project, document: Document) -> None:
        handed_in(project, document, A)
        other = make_document(project, "خبر آخر")
        submissions.submit(project, other.id, author=B)
        verdicts.accept_remaining(project, document.id, of=A, author=R)
        done = work_lists.counts(project, R).progress
        assert (done.documents, done.documents_open, done.targets, done.targets_open) == (2, 1, 5, 1)
        assert work_lists.counts(project, B).progress.documents == 1

    def test_an_adjudicator_waits_until_all_layers_are_in(self, project: Project, document: Document) -> None:
        assignments.assign(project, [document.id], assignees=[A, B], task="annotate-blind", author=Q)
        assignments.assign(project, [document.id], assignees=[R], task="adjudicate", author=Q)
        handed_in(project, document, A)
        assert queued(project, R) == queued(project, Q) == []
        handed_in(project, document, B)
        assert queued(project, R) == [(document.id, A, 4), (document.id, B, 4)]

    def test_an_empty_layer_is_judged_as_a_whole(self, project: Project, document: Document) -> None:
        row = submissions.submit(project, document.id, author=A)
        assert queued(project, R) == [(document.id, A, 1)]
        (verdict,) = verdicts.accept_remaining(project, document.id, of=A, author=R)
        assert (verdict.target_kind, verdict.target) == ("submission", row.id)
        assert queued(project, R) == []
        span(project, document, A, "place", PLACE)
        assert queued(project, R) == [(document.id, A, 1)]


class TestScheme:
    def test_a_label_retired_between_annotation_and_review(
        self, project: Project, document: Document
    ) -> None:
        claim, *_ = handed_in(project, document, A)
        labels = tuple(
            msgspec.structs.replace(row, retired=True) if row.id == "claim" else row
            for row in project.scheme.labels
        )
        scheme.change_scheme(
            project, project.scheme, msgspec.structs.replace(project.scheme, labels=labels), author=Q
        )
        fixed = verdicts.replace_span(project, [claim], author=R, ranges=[(17, 25)])
        assert fixed.label == "claim"
        refused("label-retired", verdicts.add_missed_span, project, document.id, authors=[A], author=R,
                label="claim", ranges=[PLACE])  # fmt: skip
        verdicts.accept_remaining(project, document.id, of=A, author=R)
        assert queued(project, R) == []
        assert verify(project) == []


def test_a_target_that_has_changed_since_it_was_seen_is_not_judged(
    project: Project, document: Document
) -> None:
    claim, *_ = handed_in(project, document, A)
    spans.set_span_ranges(project, claim, [(17, 27)], author=A)
    with pytest.raises(StaleChange):
        verdicts.accept(project, [claim], author=R)
    (moved,) = (row for row in queries.layer(project, document.id, A).spans if row.id == claim.id)
    spans.delete_span(project, moved, author=A)
    with pytest.raises(StaleChange):
        verdicts.reject(project, [claim], author=R, reason="other")
    assert decisions_of(project, document) == ()


def decisions_of(project: Project, document: Document) -> object:
    return review.review_of(project, document.id).decisions
