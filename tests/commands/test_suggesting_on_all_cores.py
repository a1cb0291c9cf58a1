"""A project looked through in several processes gives what one process gives, and leaves none behind."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from annotator import cores
from annotator.commands import documents, names, spans, suggestions
from annotator.core.errors import AnnotatorError
from annotator.core.suggestions import Suggestion
from annotator.store import Project
from tests.bench import corpus
from tests.store.conftest import make_document, project

__all__ = ["project"]

ME, ITEMS = "يزن", 250
COUNT = ITEMS + 1
LEARNED = "فرق الإسعاف"


@pytest.fixture
def full(project: Project, tmp_path: Path) -> Project:
    """A project in which names are listed, blocked, and learned."""
    corpus.write(ITEMS, tmp_path / "items.jsonl")
    documents.import_paths(project, [tmp_path / "items.jsonl"], author="سلمى")
    (tmp_path / "items.jsonl").unlink()
    names.add_name(project, author=ME, label="place", name="تل الأقحوان")
    blocked = names.add_name(project, author=ME, label="place", name="سد الصفصاف")
    names.block_name(project, blocked, author=ME)
    text = f"{LEARNED} في الطريق."
    page = make_document(project, text)
    spans.add_span(project, author=ME, document_id=page.id, label="actor", ranges=[(0, len(LEARNED))])
    return project


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, and however little there is to do."""
    monkeypatch.setattr(cores, "cores", lambda: 2)
    monkeypatch.setattr(suggestions, "_MANY", 1)


def looked_through(project: Project) -> tuple[list[tuple[str, list[Suggestion]]], list[Any], list[Any]]:
    """What is open in each document, what is kept of it, and the progress that was told."""
    told: list[tuple[int, int]] = []
    found = [
        (document.id, rows)
        for document, rows in suggestions.open_suggestions(
            project, author=ME, progress=lambda *done: told.append(done)
        )
    ]
    kept = list(project.rows("SELECT * FROM suggestions ORDER BY document_id"))
    project.conn.execute("DELETE FROM suggestions")
    return found, kept, told


def test_the_rows_are_the_same(full: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = looked_through(full)
    monkeypatch.setattr(cores, "cores", lambda: 2)
    monkeypatch.setattr(suggestions, "_MANY", 1)
    assert looked_through(full) == alone
    found, kept, told = alone
    quotes = {span.quote for _, rows in found for row in rows for span in row.spans}
    assert {"تل الأقحوان", LEARNED} <= quotes and "سد الصفصاف" not in quotes
    assert (len(found), len(kept), told) == (COUNT, COUNT, [(100, COUNT), (200, COUNT), (COUNT, COUNT)])


def test_when_it_is_cancelled_no_process_is_left(full: Project, two_cores: None) -> None:
    told: list[int] = []
    with pytest.raises(AnnotatorError, match="cancelled"):
        suggestions.suggest_all(
            full,
            author=ME,
            progress=lambda done, _: told.append(done),
            cancelled=lambda: bool(told),
        )
    assert multiprocessing.active_children() == []
    assert full.one("SELECT count(*) FROM suggestions") == (100,)


def test_nothing_is_started_where_all_is_known(full: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    report = suggestions.suggest_all(full, author=ME)
    monkeypatch.setattr(suggestions, "_MANY", 1)

    def started(*_: Any) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(cores, "cores", lambda: 2)
    monkeypatch.setattr(multiprocessing.get_context("spawn").Process, "start", started)
    assert suggestions.suggest_all(full, author=ME) == report
