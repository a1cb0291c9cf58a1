"""No query of the window looks through a table that grows with the project."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.commands import submissions
from annotator.store import Project, queries
from annotator.ui.documents import filter as filter_line
from annotator.ui.documents import model
from annotator.ui.documents.lists import LISTS
from annotator.ui.ledger.page import LedgerPage
from annotator.ui.project.name_page import NamePageDialog
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.window import MainWindow
from tests.ui.pages import settle

KEY, MOD = Qt.Key, Qt.KeyboardModifier

SMALL: Final = {
    "schemes": "one row",
    "policies": "one row",
    "blind": "the documents that one person is annotating blind",
    "b": "the same",
}
"""What may be looked through, by the name it has in its query, and why."""

AT_AN_END: Final = {
    "SELECT 1 FROM documents LIMIT 1": "whether there is one",
    "SELECT 1 FROM main.assignments LIMIT 1": "the same",
    "SELECT (SELECT coalesce(max(seq), 0) FROM main.events)": "the newest events",
}
"""How queries begin that read no further than the first row that fits."""

_SCAN: Final = re.compile(r"SCAN (?:\w+\.)?(?!\w+ VIRTUAL TABLE|CONSTANT|\d+ CONSTANT)(\w+)")
_MADE: Final = re.compile(r"(?:MATERIALIZE|CO-ROUTINE) (\w+)")


def looked_through(conn: sqlite3.Connection, statement: str) -> set[str]:
    """The tables that a statement looks through from end to end.

    What is asked for stands in virtual tables; what it is made of has lines of its own in the plan.
    """
    words = " ".join(statement.split())
    if words.startswith(tuple(AT_AN_END)) or not words.startswith(
        ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")
    ):
        return set()
    plan = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {statement}")]
    made = {found[1] for row in plan if (found := _MADE.match(row))}
    return {found[1] for row in plan if (found := _SCAN.match(row))} - SMALL.keys() - made


@pytest.fixture
def project(corpus: Path) -> Iterator[Project]:
    """A project in which two have submitted what a third one is to review."""
    with Project.open(corpus) as opened:
        for document_id in queries.document_ids(opened)[:3]:
            for author in ("سلمى", "يزن"):
                submissions.submit(opened, document_id, author=author, note="كما هو")
    yield Project.open(corpus)


@pytest.mark.parametrize("author", ["سلمى", "ليان"])
def test_the_windows_own_thread_looks_through_no_table(
    app: QApplication, project: Project, author: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every moment is too short here: whatever may take long is read in a thread, on another connection."""
    monkeypatch.setattr(model, "briefly", lambda project, read: None)
    monkeypatch.setattr(filter_line, "briefly", lambda project, read: None)
    statements: list[str] = []
    project.conn.set_trace_callback(statements.append)
    window = MainWindow(Session("ar"), Settings())
    window.show()
    documents = window.documents
    try:
        window.opening.take_over(project, author=author)
        app.processEvents()
        for row in LISTS:
            documents.choose_list(row.id)
            documents.model.settle()
            documents.list.scrollToBottom()
            app.processEvents()
        documents.choose_list("all")
        documents.step(1)
        QTest.keyClick(window, KEY.Key_PageDown, MOD.ControlModifier | MOD.AltModifier)
        app.processEvents()
        window.article.set_caret(2)
        for key, modifiers in ((KEY.Key_3, MOD.NoModifier), (KEY.Key_Z, MOD.ControlModifier)):
            QTest.keyClick(window.article, key, modifiers)
            app.processEvents()
        window.proposing.stop()
        for span in [row for row in window.session.layer.spans if row.label == "actor"][:1]:
            window.article.select_span(span.id)
            window.act("name_page")
            settle(window)
            page = window.findChild(NamePageDialog)
            assert page is not None and page.tables["mentions"].places.index(0, 0).data()
            page.close()
        documents.filter.line.setText("من")
        documents.filter.apply()
        documents.model.settle()
        documents.filter.choices.menu().aboutToShow.emit()
        documents.filter.settle()
        documents.recount()
        app.processEvents()
        project.conn.set_trace_callback(None)
        assert len(statements) > 100
        found = {row: looked_through(project.conn, row) for row in statements}
        assert {row: scans for row, scans in found.items() if scans} == {}
    finally:
        window.close()
        window.deleteLater()


def test_the_pages_of_the_ledger_are_found_by_their_keys(
    app: QApplication, project: Project, qtbot: QtBot
) -> None:
    """Counting and sorting is done in a thread, on another connection."""
    window = MainWindow(Session("ar"), Settings())
    window.show()
    try:
        window.opening.take_over(project, author="سلمى")
        statements: list[str] = []
        project.conn.set_trace_callback(statements.append)
        window.menus.actions["ledger"].trigger()
        page = window.findChild(LedgerPage)
        assert isinstance(page, LedgerPage)
        page.filters.choose_layer("all")
        for tab in range(page.tabs.count()):
            page.tabs.setCurrentIndex(tab)
            qtbot.waitUntil(lambda: not page.busy, timeout=30_000)
        page.tabs.setCurrentIndex(0)
        qtbot.waitUntil(lambda: not page.busy, timeout=30_000)
        page.claims.list.scrollToBottom()
        app.processEvents()
        project.conn.set_trace_callback(None)
        asked = [row for row in statements if "ledger" in row]
        assert asked
        found = {row: looked_through(project.conn, row) for row in asked}
        assert {row: scans for row, scans in found.items() if scans} == {}
    finally:
        window.close()
        window.deleteLater()


def test_what_is_looked_through_is_found(project: Project) -> None:
    """Else the test above could not fail."""
    assert looked_through(project.conn, "SELECT id FROM documents d WHERE title = 'x'") == {"d"}
    assert looked_through(project.conn, "SELECT count(*) FROM main.spans") == {"spans"}
    assert looked_through(project.conn, "SELECT value FROM json_each('[1]')") == set()
    project.close()
