"""Verdicts: whose rows, one event each, what stands after them, what comes back to the author."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from annotator.commands import assignments, comments, documents, exporting, submissions, verdicts
from annotator.commands.exporting import Asked
from annotator.commands.spans import set_span_ranges
from annotator.core.errors import AnnotatorError
from annotator.core.model import REVIEW, Document, Submission
from annotator.core.review import snapshot
from annotator.formats import scheme_toml
from annotator.store import Project, queries, work_lists
from annotator.store.review import decision_by, review_of, submission_of
from annotator.store.verify import rebuild, verify
from tests.reviewed import (
    CUE,
    PLACE,
    SOURCE,
    A,
    B,
    Q,
    R,
    agreed_ids,
    handed_in,
    kinds,
    layer,
    queued,
    refused,
    span,
    states,
)
from tests.store.conftest import TEXT, document, project

__all__ = ["document", "project"]


def decisions(project: Project, document: Document) -> list[tuple[str, str, str | None]]:
    rows = review_of(project, document.id).decisions
    return [(row.reviewer, row.verdict, row.reason) for row in rows]


class TestFourEyes:
    def test_nobody_judges_their_own_row_by_any_command(self, project: Project, document: Document) -> None:
        claim, _, _, tied = handed_in(project, document, A)
        head = project.head()
        for command, args, values in (
            (verdicts.accept, ([claim],), {}),
            (verdicts.accept, ([tied],), {}),
            (verdicts.reject, ([claim],), {"reason": "other"}),
            (verdicts.replace_span, ([claim],), {"label": "actor"}),
            (verdicts.replace_attribution, ([tied],), {"category": "local"}),
            (verdicts.accept_remaining, (document.id,), {"of": A}),
            (verdicts.accept_same, (document.id,), {}),
            (verdicts.add_missed_span, (document.id,), {"authors": [A], "label": "place", "ranges": [PLACE]}),
        ):
            refused("own-work", command, project, *args, author=A, **values)
        for item in verdicts.comparison(project, document.id):
            refused("own-work", verdicts.settle, project, [item], author=A, take=[A])
        assert project.head() == head

    @pytest.mark.parametrize("bulk", [False, True])
    @pytest.mark.parametrize("lie", [False, True])
    def test_the_store_itself_refuses_it(
        self, project: Project, document: Document, bulk: bool, lie: bool
    ) -> None:
        claim, *_ = handed_in(project, document, A)
        verdicts.accept(project, [claim], author=R)
        (verdict,) = review_of(project, document.id).decisions
        judged = {**snapshot(claim), "author": B} if lie else snapshot(claim)
        own = msgspec.structs.replace(verdict, id="x", reviewer=A, judged=judged)
        with pytest.raises(AnnotatorError) as caught, project.event("review.accept", A) as event:
            if bulk:
                event.add_in_bulk([own])
            else:
                event.add(own)
        assert caught.value.code == "own-work"
        with pytest.raises(AnnotatorError), project.event("review.accept", A) as event:
            event.replace(verdict, msgspec.structs.replace(verdict, reviewer=A))
        assert decisions(project, document) == [(R, "accept", None)]

    def test_what_is_not_submitted_is_not_judged(self, project: Project, document: Document) -> None:
        claim, *_ = layer(project, document, A)
        refused("not-submitted", verdicts.accept, project, [claim], author=R)
        submissions.submit(project, document.id, author=A)
        submissions.withdraw(project, document.id, author=A)
        refused("not-submitted", verdicts.accept, project, [claim], author=R)
        refused("not-submitted", verdicts.accept_remaining, project, document.id, of=A, author=R)


class TestVerdicts:
    def test_accepting_everything_makes_it_agreed(self, project: Project, document: Document) -> None:
        rows = handed_in(project, document, A)
        assert agreed_ids(project, document) == set()
        made = verdicts.accept_remaining(project, document.id, of=A, author=R)
        assert len(made) == 4
        assert kinds(project)[-1] == "review.accept_all"
        assert agreed_ids(project, document) == {row.id for row in rows}
        project.undo(R)
        assert agreed_ids(project, document) == set()
        assert verify(project) == []

    def test_a_correction_is_a_row_of_the_reviewers_and_leaves_the_original(
        self, project: Project, document: Document
    ) -> None:
        claim, *_ = handed_in(project, document, A)
        verdicts.accept_remaining(project, document.id, of=A, author=R)
        made = verdicts.replace_span(project, [claim], author=R, ranges=[(17, 25)], comment="أطول مما قيل")
        assert (made.author, made.origin, made.quote) == (R, REVIEW, TEXT[17:25])
        assert project.row_record("span", claim.id) == claim
        assert (R, "replace", "boundary") in decisions(project, document)
        review = review_of(project, document.id)
        assert made.id in agreed_ids(project, document) and claim.id not in agreed_ids(project, document)
        (tied,) = review.agreed().attributions
        assert tied.claims == (made.id,)
        assert review.layer(R).spans == ()
        refused("nothing-corrected", verdicts.replace_span, project, [claim], author=R)
        refused("bad-ranges", verdicts.replace_span, project, [claim], author=R, ranges=[(0, 999)])
        refused("unknown-label", verdicts.replace_span, project, [claim], author=R, label="none")

    def test_an_attribution_is_corrected_over_spans_of_anybody(
        self, project: Project, document: Document
    ) -> None:
        *_, tied = handed_in(project, document, A)
        spans = review_of(project, document.id).layer(A).spans
        better = span(project, document, B, "source", PLACE)
        verdicts.accept_remaining(project, document.id, of=A, author=R)
        made = verdicts.replace_attribution(
            project, [tied], author=R, sources=(better.id,), category="local", comment="المصدر غيره"
        )
        rows = {row.id: row for row in queries.layer(project, document.id, R).spans}
        assert {rows[named].author for named in (*made.claims, *made.sources)} == {R}
        assert rows[made.sources[0]].quote == better.quote
        assert verify(project) == []
        (stands,) = review_of(project, document.id).agreed().attributions
        assert (stands.id, stands.category) == (made.id, "local")
        assert stands.claims == tied.claims, "her copy of the claim is the accepted one"
        assert {span.id for span in spans} <= agreed_ids(project, document)
        refused("unknown-span", verdicts.replace_attribution, project, [tied], author=R, cue="none")
        refused(
            "attribution-without-claim", verdicts.replace_attribution, project, [tied], author=R, claims=()
        )

    def test_a_reviewer_changes_her_mind(self, project: Project, document: Document) -> None:
        claim, _, _, tied = handed_in(project, document, A)
        verdicts.reject(project, [claim], author=R, reason="not-a-claim", comment="وصف")
        verdicts.replace_span(project, [claim], author=R, label="actor")
        second = verdicts.replace_span(project, [claim], author=R, ranges=[(17, 25)])
        assert [row.id for row in queries.layer(project, document.id, R).spans] == [second.id]
        verdicts.accept(project, [claim], author=R)
        assert decisions(project, document) == [(R, "accept", None)]
        assert queries.layer(project, document.id, R).spans == ()
        verdicts.replace_attribution(project, [tied], author=R, category="local")
        verdicts.accept(project, [tied], author=R)
        assert queries.layer(project, document.id, R) == queries.Layer()
        history = queries.entity_history(project, decision_by(project, claim.id, R).id)  # type: ignore[union-attr]
        assert [change.after.verdict for _, change in history] == ["reject", "replace", "replace", "accept"]  # type: ignore[union-attr]
        for _ in range(6):
            assert project.undo(R) is not None
        assert decisions(project, document) == []
        assert queries.layer(project, document.id, R) == queries.Layer()
        for _ in range(6):
            assert project.redo(R) is not None
        assert len(decisions(project, document)) == 2
        assert verify(project) == []

    def test_a_reviewer_may_mark_for_herself_what_she_corrected(
        self, project: Project, document: Document
    ) -> None:
        claim, *_ = handed_in(project, document, A)
        verdicts.replace_span(project, [claim], author=R, ranges=[(17, 25)])
        own = span(project, document, R, "claim", (17, 25))
        assert review_of(project, document.id).layer(R).spans == (own,)
        refused("span-exists", span, project, document, R, "claim", (17, 25))

    def test_the_same_verdict_again_writes_nothing(self, project: Project, document: Document) -> None:
        claim, *_ = handed_in(project, document, A)
        verdicts.accept(project, [claim], author=R)
        head = project.head()
        verdicts.accept(project, [claim], author=R)
        assert project.head() == head
        assert len(verdicts.accept_remaining(project, document.id, of=A, author=R)) == 3
        assert verdicts.accept_remaining(project, document.id, of=A, author=R) == []

    def test_two_reviewers_who_differ(self, project: Project, document: Document) -> None:
        claim, *_ = handed_in(project, document, A)
        verdicts.accept_remaining(project, document.id, of=A, author=R)
        verdicts.reject(project, [claim], author=Q, reason="guideline")
        assert states(project, document, A)[claim.id] == "disputed"
        assert claim.id not in agreed_ids(project, document)
        assignments.assign(project, [document.id], assignees=[R], task="adjudicate", author=B)
        assert states(project, document, A)[claim.id] == "accept"
        assert claim.id in agreed_ids(project, document)

    def test_what_was_missed_is_added(self, project: Project, document: Document) -> None:
        handed_in(project, document, A)
        place = verdicts.add_missed_span(
            project,
            document.id,
            authors=[A],
            author=R,
            label="place",
            ranges=[PLACE],
            comment="فاتك المكان",
        )
        claim, source = review_of(project, document.id).layer(A).spans[2:0:-1]
        more = verdicts.add_missed_attribution(
            project, document.id, authors=[A], author=R, claims=[claim.id], sources=[place.id]
        )
        assert more.sources == (place.id,), "her own span is used again"
        assert decisions(project, document) == [(R, "replace", "missing")] * 2
        assert agreed_ids(project, document) >= {place.id, more.id}
        assert queued(project, R) == [(document.id, A, 4)]
        assert source.author == A
        project.undo(R)
        project.undo(R)
        assert agreed_ids(project, document) == set()
        assert verify(project) == []


class TestComingBack:
    def test_verdicts_come_back_until_they_are_answered_or_followed(
        self, project: Project, document: Document
    ) -> None:
        claim, source, cue, _ = handed_in(project, document, A)
        verdicts.accept(project, [cue], author=R)
        assert work_lists.returned(project, A) == []
        verdicts.reject(project, [claim], author=R, reason="boundary")
        verdicts.replace_span(project, [source], author=R, ranges=[(4, 8)])
        verdicts.add_missed_span(project, document.id, authors=[A], author=R, label="place", ranges=[PLACE])

        def left() -> list[int]:
            return [row.verdicts for row in work_lists.returned(project, A)]

        assert left() == [3]
        assert work_lists.returned(project, R) == []
        set_span_ranges(project, claim, [(17, 27)], author=A)
        assert left() == [2]
        span(project, document, A, "place", PLACE)
        assert left() == [1]
        verdict = decision_by(project, source.id, R)
        assert verdict is not None
        said = comments.comment_on(project, verdict.id, "الرتبة من المصدر", author=A)
        assert left() == []
        comments.comment_on(project, verdict.id, "صحيح", author=R, reply_to=said.id)
        thread = review_of(project, document.id).comments
        assert [(row.author, row.reply_to) for row in thread] == [(A, None), (R, said.id)]

    def test_comments_are_about_something(self, project: Project, document: Document) -> None:
        claim, _, _, tied = handed_in(project, document, A)
        refused("empty-comment", comments.comment_on, project, claim.id, " \n", author=R)
        first = comments.comment_on(project, claim.id, "لماذا؟", author=R)
        refused("unknown-comment", comments.comment_on, project, tied.id, "x", author=A, reply_to=first.id)
        refused("unknown-comment", comments.comment_on, project, claim.id, "x", author=A, reply_to="none")
        submission = submission_of(project, document.id, A)
        assert submission is not None
        about = comments.comment_on(project, submission.document_id, "مستند جيد", author=R)
        assert (about.target_kind, about.target) == ("document", document.id)

    def test_submit_reject_correct_accept(self, project: Project, document: Document) -> None:
        claim, *_ = handed_in(project, document, A)
        verdicts.accept_remaining(project, document.id, of=A, author=R)
        verdicts.reject(project, [claim], author=R, reason="boundary")
        submissions.withdraw(project, document.id, author=A)
        assert [row.document_id for row in work_lists.returned(project, A)] == [document.id]
        better = set_span_ranges(project, claim, [(17, 27)], author=A)
        submissions.submit(project, document.id, author=A)
        assert queued(project, R) == [(document.id, A, 1)]
        verdicts.accept(project, [better], author=R)
        assert len(agreed_ids(project, document)) == 4
        assert queued(project, R) == [] and work_lists.returned(project, A) == []
        rebuild(project)
        assert verify(project) == []


class TestAdjudicating:
    @pytest.fixture
    def differing(self, project: Project, document: Document) -> list[Any]:
        handed_in(project, document, A)
        span(project, document, B, "claim", (17, 27))
        span(project, document, B, "source", SOURCE)
        span(project, document, B, "actor", CUE)
        submissions.submit(project, document.id, author=B, note="بلا إسناد")
        return [row for row in verdicts.comparison(project, document.id) if row.kind != "same"]

    def test_one_side_both_neither(self, project: Project, document: Document, differing: list[Any]) -> None:
        cue, claim, tied = differing
        assert [row.kind for row in differing] == ["label", "boundary", "only"]
        verdicts.accept_same(project, document.id, author=R)
        verdicts.settle(project, [cue], author=R, take=[A, B])
        verdicts.settle(project, [claim], author=R, take=[B])
        verdicts.settle(project, [tied], author=R, take=[])
        assert kinds(project)[-4:] == ["review.accept_all", *["review.settle"] * 3]
        stands = review_of(project, document.id).agreed()
        assert [(row.label, row.start, row.end) for row in stands.spans] == [
            ("cue", 0, 3), ("actor", 0, 3), ("source", 4, 14), ("claim", 17, 27),
        ]  # fmt: skip
        assert stands.attributions == ()
        assert queued(project, R) == []
        project.undo(R)
        assert queued(project, R) == [(document.id, A, 1)]

    def test_a_third(self, project: Project, document: Document, differing: list[Any]) -> None:
        _, claim, tied = differing
        verdicts.accept_same(project, document.id, author=R)
        third = verdicts.replace_span(
            project, list(claim.rows.values()), author=R, label="claim", ranges=[(17, 25)]
        )
        (original,) = tied.rows.values()
        other = verdicts.replace_attribution(project, [original], author=R, cue=None, category="local")
        stands = review_of(project, document.id).agreed()
        assert third.id in {row.id for row in stands.spans}
        assert [(row.id, row.category, row.cue) for row in stands.attributions] == [(other.id, "local", None)]
        assert verify(project) == []

    def test_what_cannot_be(self, project: Project, document: Document, differing: list[Any]) -> None:
        refused("unknown-side", verdicts.settle, project, [differing[0]], author=R, take=[Q])
        refused("own-work", verdicts.settle, project, [differing[0]], author=B, take=[B])
        refused("not-submitted", verdicts.comparison, project, document.id, [A, Q])

    def test_three_authors_one_of_them_with_an_empty_layer(
        self, project: Project, document: Document, differing: list[Any]
    ) -> None:
        submissions.submit(project, document.id, author=Q)
        found = verdicts.comparison(project, document.id)
        assert {row.kind for row in found} == {"only"}
        assert sorted(len(row.rows) for row in found) == [1, 2, 2, 2]
        assert {row[1] for row in queued(project, R)} == {A, B, Q}
        assert [row.awaiting.differences for row in work_lists.queue(project, R)] == [4]


class TestImport:
    def test_a_verdict_on_ones_own_work_is_left_out_and_the_rest_taken(
        self, project: Project, document: Document, tmp_path: Any
    ) -> None:
        claim, *_ = handed_in(project, document, A)
        verdicts.accept(project, [claim], author=R)
        out = tmp_path / "out.jsonl"
        exporting.export(project, out)
        out.write_text(out.read_text("utf-8").replace(f'"reviewer":"{R}"', f'"reviewer":"{A}"'), "utf-8")
        with Project.create(tmp_path / "b.db", scheme_toml.load(), actor=B) as other:
            report = documents.import_paths(other, [out], author=B)
            assert [row.code for row in report.problems] == ["own-decision"]
            assert (report.spans, report.attributions) == (3, 1)
            assert review_of(other, document.id).decisions == ()

    def test_review_survives_a_round_trip(self, project: Project, document: Document, tmp_path: Any) -> None:
        claim, _, cue, _ = handed_in(project, document, A)
        verdicts.accept_remaining(project, document.id, of=A, author=R)
        verdicts.replace_span(project, [claim], author=R, ranges=[(17, 25)])
        verdicts.reject(project, [cue], author=R, reason="label")
        out = tmp_path / "out.jsonl"
        exporting.export(project, out)
        with Project.create(tmp_path / "b.db", scheme_toml.load(), actor=B) as other:
            documents.import_paths(other, [out], author=B)
            assert states(other, document, A) == states(project, document, A)
            assert agreed_ids(other, document) == agreed_ids(project, document)
            assert [row.verdicts for row in work_lists.returned(other, A)] == [2]
            assert verify(other) == []

    def test_the_agreed_layer_is_exported_alone_and_holds_together(
        self, project: Project, document: Document, tmp_path: Any
    ) -> None:
        claim, *_ = handed_in(project, document, A)
        verdicts.accept_remaining(project, document.id, of=A, author=R)
        verdicts.replace_span(project, [claim], author=R, ranges=[(17, 25)])
        out = tmp_path / "agreed.jsonl"
        assert exporting.export(project, out, Asked(agreed=True)).record.documents == 1
        with Project.create(tmp_path / "b.db", scheme_toml.load(), actor=B) as other:
            report = documents.import_paths(other, [out], author=B)
            assert not report.problems
            assert queries.layer_authors(other, document.id) == ["agreed"]
            (tied,) = queries.layer(other, document.id, "agreed").attributions
            assert tied.category == "military"
            assert verify(other) == []
        assert documents.import_paths(project, [out], author=B).problems == []


def test_the_table_of_what_waits_is_checked(project: Project, document: Document) -> None:
    handed_in(project, document, A)
    project.db.conn.execute('UPDATE awaiting SET "open" = 1')
    assert [row.code for row in verify(project)] == ["queue-differs"]
    rebuild(project)
    assert verify(project) == []
    project.db.conn.execute("DELETE FROM awaiting")
    # What a list holds follows from what waits, so it differs as well.
    assert [row.code for row in verify(project)] == ["queue-differs", "lists-differ"]


def test_a_submission_by_import_waits_too(project: Project, document: Document) -> None:
    layer(project, document, A)
    with project.event("documents.import", A) as event:
        event.add_in_bulk([Submission(id="s", document_id=document.id, author=A, state="submitted")])
    assert queued(project, R) == [(document.id, A, 4)]
