"""The page of the ledger: claims sorted, narrowed, counted and drawn; by keys, in both languages, blind."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from annotator.commands import assignments, spans, submissions, verdicts
from annotator.commands import ledger as ledgers
from annotator.core.ledger import Condition
from annotator.store import Project, ledger, queries
from annotator.store.ledger import Ask
from annotator.store.ledger_refresh import bring_up_to_date
from annotator.ui.ledger.asking import PAGES
from annotator.ui.ledger.page import LedgerPage
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language
from tests.ui.entering import enter

A, B = "سلمى", "يزن"
ALL = Ask(layer="all")


@pytest.fixture
def language() -> Language:
    """What the page does is the same in both; how it looks is drawn in each."""
    return "ar"


@pytest.fixture
def project(window: MainWindow) -> Project:
    assert window.session.project is not None
    return window.session.project


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> LedgerPage:
    """The page on the sample corpus, on all layers."""
    found = opened(window, qtbot)
    found.filters.choose_layer("all")
    settle(qtbot, found)
    return found


def opened(window: MainWindow, qtbot: QtBot) -> LedgerPage:
    window.menus.actions["ledger"].trigger()
    found = window.findChild(LedgerPage)
    assert isinstance(found, LedgerPage)
    settle(qtbot, found)
    return found


def settle(qtbot: QtBot, page: LedgerPage) -> None:
    qtbot.waitUntil(lambda: not page.busy, timeout=30_000)


def turn(qtbot: QtBot, page: LedgerPage, name: str) -> None:
    page.tabs.setCurrentIndex(PAGES.index(name))  # type: ignore[arg-type]
    settle(qtbot, page)


def choose(choice: QComboBox, value: str) -> None:
    place = choice.findData(value)
    assert place >= 0, value
    choice.setCurrentIndex(place)
    choice.activated.emit(place)


def type_value(page: LedgerPage, text: str) -> None:
    page.filters.value.setFocus()
    enter(page.filters.value, text)
    QTest.keyClick(page.filters.value, Qt.Key.Key_Return)


def column(page: LedgerPage, field: str) -> list[str]:
    model = page.claims.model
    place = model.columns.index(field)
    return [str(model.index(row, place).data()).strip("\u2068\u2069") for row in range(model.rowCount())]


def entries(page: LedgerPage) -> list[str]:
    found = (page.claims.model.entry(row) for row in range(page.claims.model.rowCount()))
    return [entry.span for entry in found if entry is not None]


def kept(project: Project, ask: Ask, **order: object) -> list[str]:
    keys = ledger.in_order(project, ask, **order)  # type: ignore[arg-type]
    return [row.entry.span for row in ledger.claims(project, keys)]


class TestClaims:
    def test_the_agreed_layer_comes_first_and_is_empty_until_something_is_agreed(
        self, window: MainWindow, qtbot: QtBot
    ) -> None:
        page = opened(window, qtbot)
        assert page.filters.ask == Ask()
        assert page.found.text() == window.session.tr_("ledger.none-here")
        assert page.claims.model.rowCount() == 0
        assert not page.claims.go_button.isEnabled() and not page.claims.cite_button.isEnabled()

    def test_every_claim_is_a_row_told_in_full_below(self, project: Project, page: LedgerPage) -> None:
        assert entries(page) == kept(project, ALL)
        assert f"{len(entries(page))}" in page.found.text()
        entry = page.claims.current
        assert entry is not None and entry.claim in page.claims.whole.toPlainText()
        assert page.claims.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)

    def test_a_press_on_a_head_sorts_and_a_third_does_no_longer(
        self, project: Project, page: LedgerPage, qtbot: QtBot
    ) -> None:
        header, place = page.claims.list.horizontalHeader(), page.claims.model.columns.index("date")
        header.setSortIndicator(place, Qt.SortOrder.DescendingOrder)
        settle(qtbot, page)
        assert entries(page) == kept(project, ALL, sort="date", descending=True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        settle(qtbot, page)
        assert entries(page) == kept(project, ALL)

    def test_what_is_typed_narrows_and_goes_by_a_press(
        self, project: Project, page: LedgerPage, qtbot: QtBot
    ) -> None:
        choose(page.filters.field, "category")
        type_value(page, "عسكري")
        settle(qtbot, page)
        military = Ask(layer="all", conditions=(Condition("category", "military"),))
        assert entries(page) == kept(project, military) != []
        choose(page.filters.field, "places")
        choose(page.filters.sign, "")
        page.filters.add_button.click()
        settle(qtbot, page)
        both = Ask(layer="all", conditions=(*military.conditions, Condition("places", "")))
        assert entries(page) == kept(project, both)
        assert len(page.filters.chips) == 2
        page.filters.chips[0].click()
        settle(qtbot, page)
        assert page.filters.conditions == (Condition("places", ""),)
        QTest.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
        settle(qtbot, page)
        assert entries(page) == kept(project, ALL)

    def test_what_is_wrong_is_said_where_it_is_typed(self, page: LedgerPage) -> None:
        choose(page.filters.field, "date")
        type_value(page, "31-31-2017")
        assert page.filters.wrong.isVisible() and "31-31-2017" in page.filters.wrong.text()
        assert page.filters.conditions == ()

    def test_enter_goes_to_the_words_in_their_text(
        self, window: MainWindow, page: LedgerPage, qtbot: QtBot
    ) -> None:
        row = next(
            row for row in range(page.claims.model.rowCount())
            if (found := page.claims.model.entry(row)) and found.author == A
            and window.session.document and found.document_id != window.session.document.id
        )  # fmt: skip
        page.claims.list.setCurrentIndex(page.claims.model.index(row, 0))
        entry = page.claims.current
        assert entry is not None
        page.claims.list.activated.emit(page.claims.list.currentIndex())
        assert window.session.document is not None and window.session.document.id == entry.document_id
        assert window.article.selected_span() == entry.span

    def test_of_others_the_words_are_selected(self, window: MainWindow, page: LedgerPage) -> None:
        row = next(
            row for row in range(page.claims.model.rowCount())
            if (found := page.claims.model.entry(row)) and found.author == B
        )  # fmt: skip
        page.claims.list.setCurrentIndex(page.claims.model.index(row, 0))
        entry = page.claims.current
        assert entry is not None
        page.claims.go_button.click()
        assert window.article.selection() == (entry.start, entry.end)

    def test_a_claim_is_cited(self, project: Project, page: LedgerPage) -> None:
        page.claims.cite_button.click()
        entry = page.claims.current
        assert entry is not None
        told = QGuiApplication.clipboard().text()
        assert f"«{entry.claim}»" in told and entry.outlet in told and entry.span in told
        assert page.said.text()

    def test_columns_are_chosen(self, page: LedgerPage) -> None:
        actions = {action.text(): action for action in page.claims.columns_button.menu().actions()}
        before = page.claims.model.columns
        actions["اليقين"].trigger()
        assert page.claims.model.columns == (*before, "certainty")
        actions["الادعاء"].trigger()
        assert page.claims.model.columns == (*before[1:], "certainty")
        for action in actions.values():
            if action.isChecked():
                action.trigger()
        assert len(page.claims.model.columns) == 1

    def test_what_is_shown_is_written(
        self, project: Project, page: LedgerPage, qtbot: QtBot, tmp_path: Path
    ) -> None:
        page.export(tmp_path / "c.csv", "csv")
        settle(qtbot, page)
        text = (tmp_path / "c.csv").read_text("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert len(rows) == 1 + len(entries(page))
        assert f"{len(rows) - 1}" in page.said.text()
        assert project.one("SELECT format FROM exports") == ("ledger-csv",)


class TestCounted:
    def test_groups_are_counted_and_lead_to_their_claims(
        self, project: Project, page: LedgerPage, qtbot: QtBot
    ) -> None:
        turn(qtbot, page, "groups")
        tab = page.counted["groups"]
        counted = ledgers.grouped(project, ALL, "category")
        assert [row[1] for row in tab.figures.rows_as_text()] == [f"{row.claims:,}" for row in counted]
        assert not tab.view.image.isNull()
        tab.figures.cellActivated.emit(0, 0)
        settle(qtbot, page)
        assert page.tabs.currentWidget() is page.claims
        assert len(entries(page)) == counted[0].claims
        choose(tab.choices[0], "outlet")
        turn(qtbot, page, "groups")
        assert tab.fields == ("outlet",)

    def test_a_pivot_of_three_fields_has_pages(
        self, project: Project, page: LedgerPage, qtbot: QtBot
    ) -> None:
        turn(qtbot, page, "pivot")
        tab = page.counted["pivot"]
        assert not tab.shown_page.isVisible()
        choose(tab.choices[2], "month")
        settle(qtbot, page)
        counted = ledgers.pivoted(project, ALL, ["category", "places", "month"])
        assert [tab.shown_page.itemData(row) for row in range(tab.shown_page.count())] == list(counted.pages)
        last = len(counted.pages) - 1
        choose(tab.shown_page, counted.pages[last])
        page_total = sum(counted.total(row, counted.pages[last]) for row in counted.rows)
        assert sum(int(row[-1]) for row in tab.figures.rows_as_text()) == page_total
        assert not tab.view.image.isNull()

    def test_the_same_field_twice_is_refused_and_said(self, page: LedgerPage, qtbot: QtBot) -> None:
        turn(qtbot, page, "pivot")
        choose(page.counted["pivot"].choices[1], "category")
        settle(qtbot, page)
        assert "category category" in page.found.text()

    @pytest.mark.parametrize("name", ["months", "map"])
    def test_time_and_places_are_drawn_and_saved(
        self, page: LedgerPage, qtbot: QtBot, tmp_path: Path, name: str
    ) -> None:
        turn(qtbot, page, name)
        tab = page.counted[name]  # type: ignore[index]
        assert not tab.view.image.isNull()
        tab.save(tmp_path / "p.png")
        settle(qtbot, page)
        assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")


def test_what_was_agreed_meanwhile_is_there_when_it_is_asked_anew(
    window: MainWindow, project: Project, qtbot: QtBot
) -> None:
    page = opened(window, qtbot)
    document = next(
        row for row in queries.document_ids(project)
        if queries.layer(project, row, A).attributions and not queries.layer(project, row, B).spans
    )  # fmt: skip
    submissions.submit(project, document, author=A, note="كذا")
    verdicts.accept_remaining(project, document, of=A, author="ليلى")
    QTest.keyClick(page, Qt.Key.Key_F5)
    settle(qtbot, page)
    choose(page.filters.layer, "unreviewed")
    settle(qtbot, page)
    assert column(page, "state") and set(column(page, "state")) == {"معتمد"}


def test_what_is_blind_is_not_there(window: MainWindow, project: Project, qtbot: QtBot) -> None:
    document = next(row for row in queries.document_ids(project) if queries.layer(project, row, B).spans)
    submission = queries.bundles(project, ids=[document])
    if any(row.author == A and row.state == "submitted" for row in next(submission).submissions):
        submissions.withdraw(project, document, author=A)
    assignments.assign(project, [document], assignees=[A], task="annotate-blind", author="نور")
    page = opened(window, qtbot)
    page.filters.choose_layer("all")
    settle(qtbot, page)
    found = [page.claims.model.entry(row) for row in range(page.claims.model.rowCount())]
    assert {row.author for row in found if row and row.document_id == document} <= {A}
    assert {row.author for row in found if row} > {A}


def test_beside_a_file_that_is_only_read_a_copy_is_asked(
    window: MainWindow, project: Project, qtbot: QtBot
) -> None:
    path = project.path
    bring_up_to_date(project)
    spans.add_span(
        project, author=A, document_id=queries.document_ids(project)[0], label="claim", ranges=[(20, 40)]
    )
    wanted = ledger.count(project, ALL) + 1
    window.opening.take_over(Project.open(path, read_only=True), author=A)
    page = opened(window, qtbot)
    copied = page.source.path
    assert copied != path and copied.exists()
    page.filters.choose_layer("all")
    settle(qtbot, page)
    assert len(entries(page)) == wanted
    page.close()
    assert not copied.exists()


def test_the_page_closes_with_its_project(window: MainWindow, page: LedgerPage) -> None:
    window.session.close()
    assert not page.isVisible()
