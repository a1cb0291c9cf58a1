"""Assigning and drawing a second time changes what is named, and nothing else; a draw can be made again."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from annotator.commands import assignments, submissions
from annotator.core.drawing import Draw, drawn, holds
from annotator.core.model import Document
from annotator.store import Project, review
from annotator.store.tables import TABLES
from annotator.store.verify import rebuild, verify
from tests.reviewed import A, B, Q, R, refused
from tests.store.conftest import document, make_document, project

__all__ = ["document", "project"]

DUE = "2026-03-31"


@pytest.fixture
def many(project: Project) -> list[str]:
    return [make_document(project, f"خبر رقم {number}").id for number in range(40)]


def draws(project: Project) -> list[Draw]:
    return [row for found in project.rows(TABLES["draw"].select)
            if isinstance(row := TABLES["draw"].record(found), Draw)]  # fmt: skip


@pytest.mark.parametrize(
    ("named", "due", "priority"),
    [
        ({}, DUE, 2),
        ({"due": "2026-04-30"}, "2026-04-30", 2),
        ({"priority": 5}, DUE, 5),
        ({"due": ""}, "", 2),
        ({"priority": 0}, DUE, 0),
    ],
)
def test_assigning_again(
    project: Project, document: Document, named: dict[str, object], due: str, priority: int
) -> None:
    given = {"assignees": [A], "task": "annotate", "author": Q}
    assignments.assign(project, [document.id], **given, due=DUE, priority=2)  # type: ignore[arg-type]
    changed = assignments.assign(project, [document.id], **given, **named)  # type: ignore[arg-type]
    (row,) = review.assignments(project)
    assert (row.due, row.priority) == (due, priority)
    assert changed == ([row] if named else [])


def test_drawing_again_leaves_dates_and_counts_who_is_there(project: Project, many: list[str]) -> None:
    assignments.assign(project, many, assignees=[R], task="annotate-blind", author=Q, due=DUE, priority=3)
    for seed in (7, 8, 7, 9):
        assignments.draw_double(project, share=0.5, seed=seed, authors=[A, B, R], author=Q)
    rows = review.assignments(project)
    assert max(Counter(row.document_id for row in rows).values()) == 2
    assert {(row.due, row.priority) for row in rows if row.assignee == R} == {(DUE, 3)}
    assert verify(project) == []


def test_one_more_annotator_is_one_more(project: Project, many: list[str]) -> None:
    assignments.draw_double(project, share=0.25, seed=7, authors=[A, B, R], author=Q)
    made = assignments.draw_double(project, share=0.25, seed=7, authors=[A, B, R], author=Q, per_document=3)
    assert len(made) == 10
    assert set(Counter(row.document_id for row in review.assignments(project)).values()) == {3}


def test_the_log_keeps_how_it_was_drawn(project: Project, many: list[str]) -> None:
    submissions.submit(project, many[0], author=A)
    made = assignments.draw_double(project, share=0.25, seed=7, authors=[B, A], author=Q, due=DUE)
    (draw,) = draws(project)
    assert (draw.seed, draw.share, draw.per_document, draw.authors) == (7, 0.25, 2, tuple(sorted([A, B])))
    assert (draw.total, draw.pool) == (40, tuple(sorted(many[1:])))
    assert draw.given == tuple((row.document_id, row.assignee) for row in made)
    assert list(draw.documents) == drawn(many[1:], total=40, share=0.25, seed=7)
    assert project.rows("SELECT kind FROM events ORDER BY seq DESC LIMIT 1").__next__() == (
        "assignment.draw",
    )
    rebuild(project)
    assert draws(project) == [draw] and verify(project) == []
    project.undo(Q)
    assert draws(project) == [] and verify(project) == []


def test_a_draw_that_its_seed_does_not_give_is_found(project: Project, many: list[str]) -> None:
    assignments.draw_double(project, share=0.25, seed=7, authors=[A, B], author=Q)
    (draw,) = draws(project)
    for values in ({"seed": 8}, {"share": 0.5}, {"documents": tuple(many[:10])}, {"pool": tuple(many[:3])}):
        assert not holds(msgspec.structs.replace(draw, **values))
    with project.event("assignment.draw", Q) as event:
        event.replace(draw, msgspec.structs.replace(draw, seed=8))
    assert [row.code for row in verify(project)] == ["draw-differs"]


def test_a_draw_that_cannot_be_met_is_refused_with_the_numbers(project: Project, many: list[str]) -> None:
    for document_id in many[:30]:
        submissions.submit(project, document_id, author=A)
    head = project.head()
    error = refused(
        "draw-too-few", assignments.draw_double, project, share=0.5, seed=7, authors=[A, B], author=Q
    )
    assert error.details == {"wanted": 20, "total": 40, "pool": 10}
    assert project.head() == head
