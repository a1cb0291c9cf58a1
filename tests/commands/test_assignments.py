"""Who is to do what, and double annotation drawn by a seed."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.commands import assignments, submissions
from annotator.core.model import Document
from annotator.store import Project, review
from annotator.store.verify import verify
from tests.reviewed import A, B, Q, R, kinds, refused
from tests.store.conftest import document, make_document, project

__all__ = ["document", "project"]


def given(project: Project) -> list[tuple[str, str, str, int]]:
    rows = review.assignments(project)
    return sorted((row.document_id, row.assignee, row.task, row.priority) for row in rows)


def test_work_is_given_changed_and_taken_back(project: Project, document: Document) -> None:
    made = assignments.assign(
        project, [document.id], assignees=[A, B], task="annotate", author=Q, due="2026-03-31"
    )
    assert [(row.assignee, row.by, row.due) for row in made] == [(A, Q, "2026-03-31"), (B, Q, "2026-03-31")]
    head = project.head()
    assert assignments.assign(
        project, [document.id], assignees=[A], task="annotate", author=R, due="2026-03-31") == []  # fmt: skip
    assert project.head() == head
    (changed,) = assignments.assign(
        project, [document.id], assignees=[A], task="annotate", author=R, priority=2
    )
    assert (changed.id, changed.by, changed.priority) == (made[0].id, Q, 2)
    assignments.assign(project, [document.id], assignees=[A], task="review", author=Q)
    assert len(review.assignments(project, assignee=A)) == 2
    assignments.unassign(project, [document.id], assignees=[A], task="annotate", author=Q)
    assert given(project) == [(document.id, A, "review", 0), (document.id, B, "annotate", 0)]
    assert assignments.unassign(project, [document.id], assignees=[R], task="annotate", author=Q) == []
    project.undo(Q)
    assert len(given(project)) == 3
    assert kinds(project)[-2:] == ["assignment.remove", "undo"]
    assert verify(project) == []


@pytest.mark.parametrize("due", ["31.3.2026", "2026-02-30", "20260331", "غدا"])
def test_dates_are_dates(project: Project, document: Document, due: str) -> None:
    refused(
        "bad-date",
        assignments.assign,
        project,
        [document.id],
        assignees=[A],
        task="annotate",
        author=Q,
        due=due,
    )


def test_unknown_documents(project: Project) -> None:
    refused("unknown-document", assignments.assign, project, ["none"], assignees=[A], task="review", author=Q)


class TestDrawing:
    @pytest.fixture
    def many(self, project: Project) -> list[str]:
        return [make_document(project, f"خبر رقم {number}").id for number in range(40)]

    def drawn(self, project: Project, **values: Any) -> set[tuple[str, str]]:
        authors = values.pop("authors", [A, B, R])
        assignments.draw_double(project, authors=authors, author=Q, **{"share": 0.25, "seed": 7, **values})
        found = {(row.document_id, row.assignee) for row in review.assignments(project)}
        assert {row.task for row in review.assignments(project)} == {"annotate-blind"}
        project.undo(Q)
        assert given(project) == []
        return found

    def test_a_share_goes_to_two_authors_each(self, project: Project, many: list[str]) -> None:
        found = self.drawn(project)
        documents = [document_id for document_id, _ in found]
        assert len(documents) == 20 and len(set(documents)) == 10
        assert {author for _, author in found} == {A, B, R}
        assert len(self.drawn(project, per_document=3, share=1)) == 120

    def test_the_same_seed_draws_the_same(self, project: Project, many: list[str]) -> None:
        first = self.drawn(project)
        assert self.drawn(project, authors=[R, A, B]) == first
        assert self.drawn(project, seed=8) != first
        assert self.drawn(project, share=0.5) > first

    def test_drawing_twice_adds_nothing(self, project: Project, many: list[str]) -> None:
        assignments.draw_double(project, share=0.25, seed=7, authors=[A, B], author=Q)
        head = project.head()
        assert assignments.draw_double(project, share=0.25, seed=7, authors=[A, B], author=Q) == []
        assert project.head() == head

    def test_what_was_submitted_before_is_too_late(self, project: Project, many: list[str]) -> None:
        for document_id in many[:20]:
            submissions.submit(project, document_id, author=A)
        args: Any = {"assignees": [A], "task": "annotate-blind", "author": Q}
        refused("blind-too-late", assignments.assign, project, [many[30], many[0]], **args)
        made = assignments.draw_double(project, share=0.5, seed=7, authors=[A, B], author=Q)
        assert {row.document_id for row in made} == set(many[20:])
        submissions.submit(project, many[25], author=A)
        assert assignments.draw_double(project, share=0.5, seed=7, authors=[A, B], author=Q) == []
        assert len(assignments.assign(project, [many[25]], priority=1, **args)) == 1

    def test_what_cannot_be_drawn(self, project: Project, many: list[str]) -> None:
        for share in (0, -1, 1.5, float("nan")):
            refused(
                "bad-share", assignments.draw_double, project, share=share, seed=1, authors=[A, B], author=Q
            )
        for authors, each in (([A], 2), ([A, A], 2), ([A, B], 3), ([A, B], 1)):
            refused("too-few-authors", assignments.draw_double, project, share=0.5, seed=1, authors=authors,
                    author=Q, per_document=each)  # fmt: skip

    def test_an_empty_project(self, project: Project) -> None:
        assert assignments.draw_double(project, share=0.5, seed=1, authors=[A, B], author=Q) == []
