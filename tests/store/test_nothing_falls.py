"""What two people have not settled waits in somebody's list, and every place says so alike."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from annotator.commands import assignments, comments, submissions, verdicts
from annotator.core.errors import AnnotatorError
from annotator.core.model import Comment, Decision, Document
from annotator.core.overview import progress
from annotator.core.review import targets_of
from annotator.store import Project, work_lists
from annotator.store import progress as standing
from annotator.store.review import agreed_bundles, review_of, review_states
from annotator.store.verify import verify
from tests.reviewed import CUE, PLACE, A, B, Q, R, handed_in, layer, queued, span
from tests.store.conftest import document, project

__all__ = ["document", "project"]

PEOPLE = (A, B, Q, R)


def verdict_of(project: Project, document: Document, reviewer: str, target: str) -> Decision:
    found = review_of(project, document.id).decisions
    return next(row for row in found if (row.reviewer, row.target) == (reviewer, target))


def say(project: Project, document: Document, who: str, reviewer: str, target: str) -> Comment:
    verdict = verdict_of(project, document, reviewer, target)
    return comments.comment_on(project, verdict.id, "لا أرى ذلك", author=who)


class TestAnswers:
    @pytest.fixture
    def rejected(self, project: Project, document: Document) -> str:
        """A span rejected in a layer of which the rest is accepted; its author has answered."""
        cue = handed_in(project, document, A)[2]
        verdicts.accept_remaining(project, document.id, of=A, author=R)
        verdicts.reject(project, [cue], author=R, reason="boundary")
        assert queued(project, R) == [] and len(work_lists.returned(project, A)) == 1
        say(project, document, A, R, cue.id)
        return cue.id

    def test_an_answer_waits_for_whom_it_answers(
        self, project: Project, document: Document, rejected: str
    ) -> None:
        assert work_lists.returned(project, A) == []
        (row,) = work_lists.queue(project, R, answered=True)
        assert (row.awaiting.open, row.awaiting.answered) == (1, 1)
        assert work_lists.queue_count(project, R, answered=True) == 1
        assert queued(project, Q) == [], "what another said is not theirs to reply to"
        assert review_states(project)[document.id] == "open"
        assert verify(project) == []

    def test_until_the_reviewer_accepts(self, project: Project, document: Document, rejected: str) -> None:
        target = review_of(project, document.id).rows[rejected]
        verdicts.accept(project, [target], author=R)
        assert queued(project, R) == [] and review_states(project)[document.id] == "complete"

    def test_or_replies(self, project: Project, document: Document, rejected: str) -> None:
        say(project, document, R, R, rejected)
        assert queued(project, R) == []
        say(project, document, A, R, rejected)
        assert queued(project, R) == [(document.id, A, 1)]
        project.undo(A)
        assert queued(project, R) == []

    def test_or_puts_another_in_its_place(self, project: Project, document: Document, rejected: str) -> None:
        row: Any = review_of(project, document.id).rows[rejected]
        verdicts.replace_span(project, [row], author=R, ranges=[(0, 5)])
        assert queued(project, R) == []

    def test_rejecting_it_once_more_is_no_reply(
        self, project: Project, document: Document, rejected: str
    ) -> None:
        target = review_of(project, document.id).rows[rejected]
        verdicts.reject(project, [target], author=R, reason="boundary")
        assert queued(project, R) == [(document.id, A, 1)]

    def test_it_is_listed_once_with_what_waits_for_anybody(
        self, project: Project, document: Document, rejected: str
    ) -> None:
        submissions.withdraw(project, document.id, author=A)
        span(project, document, A, "place", PLACE)
        submissions.submit(project, document.id, author=A)
        assert queued(project, R) == [(document.id, A, 2)]
        assert queued(project, Q) == [(document.id, A, 1)]
        assert (
            work_lists.counts(project, R).progress.documents_open == work_lists.queue_count(project, R) == 1
        )

    def test_it_waits_for_them_though_the_document_is_given_to_another(
        self, project: Project, document: Document, rejected: str
    ) -> None:
        assignments.assign(project, [document.id], assignees=[Q], task="review", author=B)
        assert queued(project, R) == [(document.id, A, 1)]
        assert queued(project, Q) == [(document.id, A, 4)]

    def test_what_a_reviewer_added_can_be_answered(self, project: Project, document: Document) -> None:
        handed_in(project, document, A)
        verdicts.accept_remaining(project, document.id, of=A, author=R)
        made = verdicts.add_missed_span(
            project, document.id, authors=[A], author=R, label="place", ranges=[PLACE]
        )
        verdict = next(row for row in review_of(project, document.id).decisions if row.replacement == made.id)
        comments.comment_on(project, verdict.id, "ليس مكانا", author=A)
        assert queued(project, R) == [(document.id, A, 1)]
        comments.comment_on(project, verdict.id, "بل هو مكان", author=R)
        assert queued(project, R) == [] and verify(project) == []

    def test_nothing_else_of_a_settled_document_wakes(self, project: Project, document: Document) -> None:
        cue = handed_in(project, document, A)[2]
        mine = span(project, document, B, "cue", (0, 5))
        submissions.submit(project, document.id, author=B)
        for author, wrong in ((A, cue), (B, mine)):
            verdicts.accept_remaining(project, document.id, of=author, author=R)
            verdicts.reject(project, [wrong], author=R, reason="other")
        assert review_states(project)[document.id] == "complete"
        say(project, document, A, R, cue.id)
        assert queued(project, R) == [(document.id, A, 1)]
        assert work_lists.returned(project, B) == []


class TestDisputed:
    def disputed(self, project: Project, document: Document) -> None:
        cue = handed_in(project, document, A)[2]
        for reviewer in (R, Q):
            verdicts.accept_remaining(project, document.id, of=A, author=reviewer)
        verdicts.reject(project, [cue], author=Q, reason="boundary")
        say(project, document, A, Q, cue.id)
        say(project, document, Q, Q, cue.id)

    def listed(self, project: Project) -> list[str]:
        return [who for who in PEOPLE if work_lists.disputed_count(project, who)]

    def test_is_everybodys_if_nobody_adjudicates(self, project: Project, document: Document) -> None:
        self.disputed(project, document)
        assert self.listed(project) == [B, Q, R]
        (row,) = work_lists.disputed(project, R)
        assert (row.document_id, row.author, row.disputed) == (document.id, A, 1)
        assert work_lists.counts(project, R).disputed == 1

    def test_is_theirs_it_was_given_to(self, project: Project, document: Document) -> None:
        self.disputed(project, document)
        assignments.assign(project, [document.id], assignees=[B], task="adjudicate", author=R)
        assert self.listed(project) == [B]

    def test_a_reviewer_gives_way(self, project: Project, document: Document) -> None:
        self.disputed(project, document)
        cue = next(row for row in review_of(project, document.id).spans if row.ranges == (CUE,))
        verdicts.accept(project, [cue], author=Q)
        assert self.listed(project) == [] and review_states(project)[document.id] == "complete"

    def test_what_is_withdrawn_is_not_in_dispute(self, project: Project, document: Document) -> None:
        self.disputed(project, document)
        submissions.withdraw(project, document.id, author=A)
        assert self.listed(project) == []


def act(project: Project, document: Document, random: Random) -> None:
    """Something somebody does; it may be refused."""
    who, reviewer = random.choice((A, B)), random.choice((Q, R, B))
    review = review_of(project, document.id)
    targets = [row.target for name in review.submitted() for row in review.standings(name)]
    what = random.choice(
        ("submit", "withdraw", "accept", "reject", "all", "answer", "reply", "give", "take", "mark")
    )
    if what == "submit":
        submissions.submit(project, document.id, author=who, note="تم")
    elif what == "withdraw":
        submissions.withdraw(project, document.id, author=who)
    elif what in ("accept", "reject") and targets:
        target = random.choice(targets)
        if what == "accept":
            verdicts.accept(project, [target], author=reviewer)
        else:
            verdicts.reject(project, [target], author=reviewer, reason="other")
    elif what == "all":
        verdicts.accept_remaining(project, document.id, of=who, author=reviewer)
    elif what in ("answer", "reply") and review.decisions:
        verdict = random.choice(review.decisions)
        name = who if what == "answer" else verdict.reviewer
        comments.comment_on(project, verdict.id, "قول", author=name)
    elif what in ("give", "take"):
        task: Any = random.choice(("review", "adjudicate", "annotate"))
        change = assignments.assign if what == "give" else assignments.unassign
        change(project, [document.id], assignees=[random.choice((Q, R, ""))], task=task, author=B)
    elif what == "mark":
        start = random.randrange(40)
        span(project, document, who, random.choice(("claim", "actor")), (start, start + 3))


@pytest.mark.parametrize("seed", range(12))
def test_all_places_agree(project: Project, document: Document, seed: int) -> None:
    random = Random(seed)
    layer(project, document, A)
    for _ in range(60):
        try:
            act(project, document, random)
        except AnnotatorError:
            continue
        _check(project, document)
    assert verify(project) == []


def _check(project: Project, document: Document) -> None:
    state = review_states(project)[document.id]
    rows = list(standing.standings(project))
    submitted = [row for row in rows if row.submitted]
    stages = {row.author: [name for name, count in row.stages.items() if count] for row in progress(rows)}
    assert ([row.document.id for row in agreed_bundles(project)] == [document.id]) == (state == "complete")
    in_queue = [who for who in PEOPLE if queued(project, who)]
    in_dispute = [who for who in PEOPLE if work_lists.disputed_count(project, who)]
    finished = [row.author for row in submitted if stages[row.author] == ["agreed"]]
    if state == "complete":
        assert not in_queue and not in_dispute
        assert {row.author for row in submitted} == {
            *finished,
            *(row.author for row in submitted if row.returned),
        }
    else:
        assert not finished
    if state == "open":
        assert in_queue or not all(row.ready for row in submitted)
    if state == "disputed":
        assert in_dispute
    for who in PEOPLE:
        counts = work_lists.counts(project, who)
        waiting = {document_id for document_id, _, _ in queued(project, who)}
        assert counts.progress.documents_open == work_lists.queue_count(project, who) == len(waiting)
        assert counts.disputed == work_lists.disputed_count(project, who)
        assert counts.returned == len(work_lists.returned(project, who))
    # Every answer that its reviewer has not replied to is in that reviewer's queue, whatever else is open.
    review = review_of(project, document.id)
    for author in review.submitted():
        submission = review.submission(author)
        assert submission is not None and targets_of(submission, review.rows.values())
        for row in review.standings(author):
            for verdict in row.objections:
                found = [
                    it.awaiting.author for it in work_lists.queue(project, verdict.reviewer, answered=True)
                ]
                assert author in found or not all(it.ready for it in submitted)
