"""The window looks with the eyes of whoever works in it, its long work in other threads too."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.commands import assignments, documents, spans
from annotator.store import Project, queries
from annotator.store.stats import stats
from annotator.ui.background import Thread, on_project
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language


@pytest.fixture
def language() -> Language:
    return "ar"


def blind_document(project: Project) -> str:
    """A document on which only `يزن` has worked, given to `سلمى` to annotate blind."""
    report = documents.add_text(project, "قالت مصادر محلية إن الطريق مغلق.", author="يزن")
    document_id = report.first_document
    assert document_id is not None
    spans.add_span(project, author="يزن", document_id=document_id, label="source", ranges=[(5, 16)])
    assignments.assign(project, [document_id], assignees=["سلمى"], task="annotate-blind", author="ليلى")
    return document_id


def test_what_is_blind_is_not_shown_until_somebody_else_works(window: MainWindow) -> None:
    project = window.session.project
    assert project is not None
    document = blind_document(project)
    assert queries.layer_authors(project, document) == []
    before = stats(project).spans
    window.session.set_author("ليلى")
    assert queries.layer_authors(project, document) == ["يزن"]
    assert stats(project).spans > before
    window.session.set_author("سلمى")
    assert stats(project).spans == before


def test_a_worker_sees_what_its_author_may_see(corpus: Path) -> None:
    with Project.open(corpus) as project:
        document = blind_document(project)

    def count(project: Project, **_: object) -> int:
        return len(queries.layer_authors(project, document))

    seen = []
    for author in ("سلمى", "ليلى"):
        thread = Thread(on_project(corpus, count, author=author))
        thread.run()
        assert thread.error is None
        seen.append(thread.result)
    assert seen == [0, 1]
