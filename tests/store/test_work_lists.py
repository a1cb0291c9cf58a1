"""The lists of documents: what is one's own work, how it stands, what is to be settled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.commands import assignments, spans, submissions, verdicts
from annotator.commands.documents import add_text
from annotator.core.model import Document, hash_text
from annotator.formats import scheme_toml
from annotator.store import Project, finding, progress, queries, work_lists

A, B, R = "سلمى", "يزن", "ليان"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "lists.db", scheme_toml.load(), actor=A) as project:
        for n in range(4):
            add_text(project, f"خبر رقم {n} عن حي الورد", author=A)
        yield project


def documents(project: Project) -> list[Document]:
    return [bundle.document for bundle in queries.bundles(project)]


def label(project: Project, document: Document, author: str, label: str = "place") -> None:
    spans.add_span(project, author=author, document_id=document.id, label=label, ranges=[(0, 3)])


def submit(project: Project, document: Document, *authors: str) -> None:
    for author in authors:
        submissions.submit(project, document.id, author=author)


def test_ones_own_work_is_what_one_annotated_or_is_to_annotate(project: Project) -> None:
    first, second, third, _ = documents(project)
    label(project, second, A)
    label(project, first, B)
    assignments.assign(project, [third.id], assignees=[A], task="annotate", author=R)
    assignments.assign(project, [first.id], assignees=[A], task="review", author=R)
    assert finding.found(project, A, "mine") == [second.id, third.id]
    rows = queries.document_rows(project, author=A, ids=[third.id, second.id])
    assert [row.id for row in rows] == [second.id, third.id]


def test_the_state_of_a_layer_follows_what_is_done(project: Project) -> None:
    first, *_ = documents(project)
    label(project, first, A)

    def state() -> str | None:
        return progress.states(project, [first.id], A).get(first.id)

    assert state() is None
    submit(project, first, A)
    assert state() == "submitted"
    (span,) = queries.layer(project, first.id, A).spans
    verdicts.reject(project, [span], author=R, reason="label")
    assert state() == "returned"
    changed = spans.relabel_span(project, span, "actor", author=A)
    assert state() == "submitted"
    verdicts.accept(project, [changed], author=R)
    assert state() == "judged"
    submissions.withdraw(project, first.id, author=A)
    assert state() == "draft"


def test_what_two_have_submitted_is_to_be_settled_by_a_third(project: Project) -> None:
    first, second, third, _ = documents(project)
    label(project, first, A)
    label(project, first, B, "actor")
    label(project, second, A)
    label(project, third, A)
    label(project, third, B)
    submit(project, first, A, B)
    submit(project, second, A)
    submit(project, third, A, B)
    (row,) = work_lists.double_rows(project, R)
    assert (row.document_id, row.differences, row.layers) == (first.id, 1, 2)
    # Without a difference it is to be settled only if that was asked for: somebody must accept what is alike.
    assignments.assign(project, [third.id], assignees=[R], task="adjudicate", author=A)
    assert [row.document_id for row in work_lists.double_rows(project, R)] == [first.id, third.id]
    assert work_lists.double_count(project, R) == 2
    assert work_lists.double_rows(project, A) == work_lists.double_rows(project, B) == []


def test_the_most_at_odds_comes_first_and_pages_are_cut(project: Project) -> None:
    first, second, *_ = documents(project)
    for document in (first, second):
        label(project, document, A)
        label(project, document, B, "actor")
    spans.add_span(project, author=A, document_id=second.id, label="place", ranges=[(4, 7)])
    for document in (first, second):
        submit(project, document, A, B)
    assert [row.document_id for row in work_lists.double_rows(project, R)] == [second.id, first.id]
    assert [row.document_id for row in work_lists.double_rows(project, R, offset=1, limit=1)] == [first.id]


def test_every_list_calls_a_document_without_a_title_by_how_its_text_begins(project: Project) -> None:
    known = {row.id: row.title for row in documents(project)}
    with project.event("documents.import", "سلمى") as event:
        text = "  أعلن الوزير الخطة."
        document = Document(id="nameless", kind="text", text_hash=hash_text(text))
        event.add_in_bulk([document], [(hash_text(text), text)])
    shown = {row.id: row.title for row in queries.document_rows(project, author="سلمى")}
    assert all(shown[known_id] == title for known_id, title in known.items() if title)
    assert shown["nameless"] == "أعلن الوزير الخطة."
    assert {document_id: queries.title(project, document_id) for document_id in shown} == shown
