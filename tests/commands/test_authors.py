"""Two names of one person made one, by one event that can be undone."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.commands import accepting, authors, spans, submissions, verdicts
from annotator.commands.assignments import assign
from annotator.core.model import Document
from annotator.core.suggestions import ProposedSpan, Suggestion, Why, rejection_id
from annotator.store import Project, accounts, queries
from annotator.store.review import assignments, review_of
from annotator.store.suggestions import rejected
from annotator.store.tables import TABLES
from annotator.store.verify import verify
from tests.reviewed import PLACE, A, B, Q, R, agreed_ids, handed_in, kinds, layer, queued, refused, span
from tests.store.conftest import document, make_document, project

__all__ = ["document", "project"]

OTHER = "سلمي"
"""`A`, spelled in another way."""


def tables(project: Project) -> dict[str, list[Any]]:
    return {name: sorted(project.rows(table.select), key=str) for name, table in TABLES.items()}


@pytest.fixture
def spelled(project: Project, document: Document) -> Document:
    """Work of one person under two names, in two documents."""
    handed_in(project, document, OTHER)
    second = make_document(project, "خبر آخر من مدينة السنديان")
    span(project, second, A, "place", (12, 19))
    verdicts.accept_remaining(project, document.id, of=OTHER, author=R)
    assign(project, [document.id, second.id], assignees=[OTHER, A], task="annotate", author=OTHER)
    return second


def test_everything_bears_the_new_name_and_the_log_the_old(
    project: Project, document: Document, spelled: Document
) -> None:
    before, agreed = tables(project), agreed_ids(project, document)
    seq = queries.last_event(project)[0]
    done = authors.merge_authors(project, OTHER, A, author=Q)
    assert (done.renamed, done.dropped) == (3 + 1 + 1 + 2, 2)
    assert kinds(project)[seq:] == ["author.merge"]
    rows = [row for entity, found in tables(project).items() for row in found if entity != "decision"]
    assert not [row for row in rows if OTHER in row]
    assert queries.layer_authors(project, document.id) == [A]
    assert agreed_ids(project, document) == agreed, "verdicts hold though the author has another name"
    assert queued(project, R) == []
    assert [event.actor for event, _ in queries.event_list(project, actor=OTHER)]
    assert verify(project) == []
    project.undo(Q)
    assert tables(project) == before
    project.redo(Q)
    assert verify(project) == []


def test_a_verdict_on_what_turns_out_to_be_ones_own_goes(project: Project, document: Document) -> None:
    claim, *_ = handed_in(project, document, A)
    verdicts.accept_remaining(project, document.id, of=A, author=OTHER)
    verdicts.accept(project, [claim], author=R)
    before = tables(project)
    assert authors.merge_authors(project, OTHER, A, author=Q).dropped == 4
    assert [row.reviewer for row in review_of(project, document.id).decisions] == [R]
    assert queued(project, R) == [(document.id, A, 3)]
    project.undo(Q)
    assert tables(project) == before
    assert verify(project) == []


def test_of_two_verdicts_on_one_target_the_newer_stays(project: Project, document: Document) -> None:
    claim, _, cue, _ = handed_in(project, document, A)
    verdicts.accept(project, [claim], author=Q)
    verdicts.accept(project, [claim], author=R)
    verdicts.reject(project, [claim], author=Q, reason="other")
    verdicts.add_missed_span(project, document.id, authors=[A], author=R, label="place", ranges=[PLACE])
    verdicts.add_missed_span(project, document.id, authors=[A], author=Q, label="actor", ranges=[PLACE])
    verdicts.accept(project, [cue], author=Q)
    assert authors.merge_authors(project, Q, R, author=B).dropped == 1
    left = review_of(project, document.id).decisions
    assert {row.reviewer for row in left} == {R}
    assert sorted(row.verdict for row in left) == ["accept", "reject", "replace", "replace"]
    assert [row.verdict for row in left if row.target == claim.id] == ["reject"]
    assert verify(project) == []


@pytest.mark.parametrize("second", ["submitted", "withdrawn"])
def test_two_submissions_become_one(project: Project, document: Document, second: str) -> None:
    layer(project, document, A)
    submissions.submit(project, document.id, author=A)
    submissions.submit(project, document.id, author=OTHER)
    verdicts.accept_remaining(project, document.id, of=OTHER, author=R)
    if second == "withdrawn":
        submissions.withdraw(project, document.id, author=OTHER)
    before = tables(project)
    authors.merge_authors(project, OTHER, A, author=Q)
    review = review_of(project, document.id)
    assert [(row.author, row.state) for row in review.submissions] == [(A, second)]
    assert [row.target for row in review.decisions] == [review.submissions[0].id]
    assert queued(project, R) == ([(document.id, A, 4)] if second == "submitted" else [])
    project.undo(Q)
    assert tables(project) == before
    assert verify(project) == []


def test_two_blind_layers_that_are_in_may_turn_out_to_be_one_persons(
    project: Project, document: Document
) -> None:
    assign(project, [document.id], assignees=[A, OTHER], task="annotate-blind", author=Q)
    handed_in(project, document, A)
    handed_in(project, document, OTHER)
    authors.merge_authors(project, OTHER, A, author=Q)
    assert len(queries.layer(project, document.id, A).spans) == 6
    assert [row.assignee for row in assignments(project)] == [A]
    assert verify(project) == []


def test_whoever_had_the_old_name_goes_on_under_the_new(
    project: Project, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.remember_author(project, OTHER)
    span(project, document, OTHER, "place", PLACE)
    authors.merge_authors(project, OTHER, A, author=OTHER)
    assert accounts.known_author(project) == A


def test_what_cannot_be_merged(project: Project, document: Document) -> None:
    refused("same-author", authors.merge_authors, project, A, A, author=Q)
    error = refused("unknown-author", authors.merge_authors, project, "لا أحد", A, author=Q)
    assert A in str(error.details["known"])


def test_an_old_undo_does_not_bring_the_old_name_back(project: Project, document: Document) -> None:
    made = span(project, document, OTHER, "place", PLACE)
    spans.set_span_note(project, made, "ملاحظة", author=OTHER)
    authors.merge_authors(project, OTHER, A, author=Q)
    refused("stale-change", project.undo, OTHER)
    assert queries.layer_authors(project, document.id) == [A]


def test_what_one_name_rejected_is_rejected_by_the_other(project: Project, document: Document) -> None:
    suggestions = [
        Suggestion(
            id=f"p{place}", document_id=document.id, suggester="names",
            spans=(ProposedSpan("place", (PLACE,), "كذا"),), why=Why("name"), confidence=0.5,
        )
        for place in range(2)
    ]  # fmt: skip
    for row in suggestions:
        accepting.reject_suggestion(project, row, author=A)
    accepting.reject_suggestion(project, suggestions[0], author=B)
    authors.merge_authors(project, A, B, author=Q)
    found = {rejection_id(B, row.id) for row in suggestions}
    assert rejected(project, document.id, B) == found and rejected(project, document.id, A) == set()
    assert verify(project) == []
    project.undo(Q)
    assert rejected(project, document.id, A) == {rejection_id(A, row.id) for row in suggestions}
    assert rejected(project, document.id, B) == {rejection_id(B, "p0")}
