"""The search page: hits as one types, to their place in one key, and all labelled, given or exported."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from annotator.commands import searching
from annotator.commands.searching import search
from annotator.store import Project, queries
from annotator.store.search_hits import Hit
from annotator.ui.mark.occurrences import OccurrencesDialog
from annotator.ui.project.export_dialog import ExportDialog
from annotator.ui.search.assigning import AssignDialog
from annotator.ui.search.page import SearchPage
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language, tr
from tests.ui import pages
from tests.ui.entering import enter

ME = "سلمى"
KEY = Qt.Key


@pytest.fixture
def project(window: MainWindow) -> Project:
    assert window.session.project is not None
    return window.session.project


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> SearchPage:
    return opened(window, qtbot)


def opened(window: MainWindow, qtbot: QtBot) -> SearchPage:
    pages.settle(window)  # what is suggested is written aside, and whoever writes meanwhile is told to wait
    window.menus.actions["search"].trigger()
    found = window.findChild(SearchPage)
    assert isinstance(found, SearchPage)
    settle(qtbot, found)
    return found


def settle(qtbot: QtBot, page: SearchPage) -> None:
    qtbot.waitUntil(lambda: not page.busy, timeout=30_000)


def ask(qtbot: QtBot, page: SearchPage, text: str) -> list[Hit]:
    page.line.put(text)
    settle(qtbot, page)
    return page.model.hits


def everything(project: Project, text: str) -> tuple[Hit, ...]:
    return search(project, text, reader=ME, limit=10_000).hits


def test_hits_come_as_one_types(project: Project, page: SearchPage, qtbot: QtBot) -> None:
    page.line.setFocus()
    enter(page.line.line, "قال")
    qtbot.waitUntil(lambda: bool(page.model.hits), timeout=30_000)
    settle(qtbot, page)
    assert page.model.hits == list(search(project, "قال", reader=ME).hits)
    enter(page.line.line, "وغيرهغيره")
    qtbot.waitUntil(lambda: not page.model.hits, timeout=30_000)
    assert page.found.text()


def test_further_hits_come_as_one_goes_down(project: Project, page: SearchPage, qtbot: QtBot) -> None:
    whole = everything(project, "في OR من OR على OR إلى")
    assert len(ask(qtbot, page, "في OR من OR على OR إلى")) == 50 < len(whole)
    while page.model.canFetchMore(page.list.rootIndex()):
        page.model.fetchMore(page.list.rootIndex())
        settle(qtbot, page)
    assert page.model.hits == list(whole)
    assert str(len(whole)) in page.found.text()


def test_enter_goes_to_the_words_in_the_text(window: MainWindow, page: SearchPage, qtbot: QtBot) -> None:
    hits = ask(qtbot, page, '"قال"')
    for hit in hits[:2]:
        row = next(n for n, (heading, row) in enumerate(page.model.rows) if row is hit and not heading)
        page.list.setCurrentIndex(page.model.index(row))
        page.line.setFocus()
        QTest.keyClick(page.line.line, KEY.Key_Return)
        document = window.session.document
        assert document is not None and document.id == hit.document_id
        assert window.article.selection() == (hit.start, hit.end)
        assert window.session.text[hit.start : hit.end] == hit.quote


def test_the_page_gives_way_to_the_words_and_comes_back_as_it_was(
    window: MainWindow, page: SearchPage, qtbot: QtBot
) -> None:
    """Where it lies beside the text it stays."""
    hits = ask(qtbot, page, '"قال"')
    text = window.article.mapToGlobal(QPoint())
    for x, stays in ((text.x() + 2 * window.article.width(), True), (text.x(), False)):
        page.move(x, text.y())
        QTest.keyClick(page.line.line, KEY.Key_Return)
        assert page.isVisible() == stays
        assert window.article.selection() == (hits[0].start, hits[0].end)
    assert opened(window, qtbot) is page and page.isVisible()
    assert page.line.text == '"قال"' and page.model.hits == hits
    window.article.set_selection(0, 3)
    assert opened(window, qtbot).line.text == window.session.text[:3]


def test_a_span_of_ones_own_is_selected(window: MainWindow, page: SearchPage, qtbot: QtBot) -> None:
    hits = ask(qtbot, page, "label:claim author:سلمى")
    assert hits and ME in page.about.text()
    QTest.keyClick(page.line.line, KEY.Key_Return)
    assert window.article.selected_span() == hits[0].span


def test_what_is_wrong_is_told_and_selected(page: SearchPage, qtbot: QtBot, language: Language) -> None:
    kept = ask(qtbot, page, "قال")
    assert kept
    ask(qtbot, page, "قال 🔴 labl:claim")
    assert page.line.told.isVisible() and "label" in page.line.told.text()
    QTest.keyClick(page.line.line, KEY.Key_Return)
    assert page.line.line.selectedText() == "labl"
    ask(qtbot, page, "قال")
    assert not page.line.told.isVisible()
    assert page.windowTitle() == tr(language, "search.title")


def test_all_hits_are_labelled_by_one_change(
    window: MainWindow, project: Project, page: SearchPage, qtbot: QtBot
) -> None:
    ask(qtbot, page, '"قال"')
    before = len(list(project.rows("SELECT id FROM spans")))
    page.label_button.click()
    dialog = window.findChild(OccurrencesDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: not dialog._task.is_running and dialog.list.topLevelItemCount() > 0)
    wanted = len(dialog.list.chosen())
    assert wanted > 2
    dialog.label_button.click()
    assert len(list(project.rows("SELECT id FROM spans"))) == before + wanted
    window.act("undo")
    assert len(list(project.rows("SELECT id FROM spans"))) == before


def test_all_documents_are_given_to_somebody(project: Project, page: SearchPage, qtbot: QtBot) -> None:
    documents = {hit.document_id for hit in everything(project, "label:claim category:military")}
    ask(qtbot, page, "label:claim category:military")
    page.assign_button.click()
    qtbot.waitUntil(lambda: page.findChild(AssignDialog) is not None, timeout=30_000)
    dialog = page.findChild(AssignDialog)
    assert dialog is not None
    dialog.due.setText("غدا")
    dialog.accept()
    assert dialog.isVisible() and dialog.wrong.text()
    dialog.due.setText("2031-02-03")
    who = dialog.person.currentData()
    dialog.accept()
    given = project.rows(
        "SELECT document_id FROM assignments WHERE assignee = ? AND due = '2031-02-03'", [who]
    )
    assert {row[0] for row in given} == documents != set()


def test_their_documents_are_exported(
    window: MainWindow, project: Project, page: SearchPage, qtbot: QtBot
) -> None:
    documents = {hit.document_id for hit in everything(project, "label:claim category:military")}
    assert len(documents) < queries.document_count(project)
    ask(qtbot, page, "label:claim category:military")
    page.export_button.click()
    qtbot.waitUntil(lambda: window.findChild(ExportDialog) is not None, timeout=30_000)
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    assert set(dialog.asked().documents) == documents
    qtbot.waitUntil(lambda: not dialog._task.is_running, timeout=30_000)
    assert tr(window.session.language, "keeping.holds", n=len(documents)) in dialog.held.text()
    dialog.reject()


def test_a_search_is_kept_and_run_again(
    project: Project, page: SearchPage, qtbot: QtBot, window: MainWindow
) -> None:
    ask(qtbot, page, "label:claim category:military")
    page.saved.ask_name()
    asking = page.findChild(QInputDialog)
    assert asking is not None
    asking.setTextValue("أقوال عسكرية")
    asking.accept()
    assert [row.name for row in searching.saved(project)] == ["أقوال عسكرية"]
    ask(qtbot, page, "قال")
    page.saved.menu().aboutToShow.emit()
    page.saved.menu().actions()[0].trigger()
    settle(qtbot, page)
    assert page.line.text == "label:claim category:military"
    assert {hit.label for hit in page.model.hits} == {"claim"}


def test_orders_and_letter_for_letter(page: SearchPage, qtbot: QtBot) -> None:
    ask(qtbot, page, "قال")
    page.order.setCurrentIndex(page.order.findData("date"))
    settle(qtbot, page)
    dated = [hit.dated for hit in page.model.hits]
    assert dated == sorted(dated, reverse=True)
    whole = len(page.model.hits)
    page.exact.setChecked(True)
    settle(qtbot, page)
    assert {hit.quote for hit in page.model.hits} == {"قال"} and len(page.model.hits) <= whole


def test_a_missing_index_is_made_anew_meanwhile(project: Project, page: SearchPage, qtbot: QtBot) -> None:
    whole = ask(qtbot, page, "قال")
    project.conn.execute("DROP TABLE search")
    found = ask(qtbot, page, "قال OR قال")
    assert sorted(map(repr, found)) == sorted(map(repr, whole))
    qtbot.waitUntil(lambda: searching.is_indexed(project), timeout=30_000)
    settle(qtbot, page)


def test_the_selected_words_are_sought_and_the_page_closes_with_its_project(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.article.set_selection(0, 6)
    words = window.session.text[0:6].strip()
    page = opened(window, qtbot)
    assert words in page.line.text
    window.session.close()
    assert not page.isVisible()
