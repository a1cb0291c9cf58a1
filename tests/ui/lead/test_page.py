"""The lead's page: numbers, pictures, agreement, claims; both languages, both themes, what is blind."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotator.commands import assignments, documents, spans
from annotator.core.errors import AnnotatorError
from annotator.store import progress
from annotator.ui.lead.page import LeadPage
from annotator.ui.window import MainWindow
from annotator.words.i18n import tr
from annotator.words.overview import PICTURES

A, B = "سلمى", "يزن"


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> LeadPage:
    """The page on the sample corpus, everything read and drawn."""
    window.menus.actions["lead"].trigger()
    found = window.findChild(LeadPage)
    assert isinstance(found, LeadPage)
    settle(qtbot, found)
    return found


def settle(qtbot: QtBot, page: LeadPage) -> None:
    qtbot.waitUntil(lambda: not page.busy, timeout=30_000)


def measured(qtbot: QtBot, page: LeadPage) -> None:
    """Figures with few resamples, in their tab."""
    page.agreement.choices.bootstrap.setValue(20)
    page.tabs.setCurrentWidget(page.agreement)
    settle(qtbot, page)


class TestStanding:
    def test_numbers_are_those_of_the_project(self, window: MainWindow, page: LeadPage) -> None:
        rows = page.standing.figures.rows_as_text()
        assert [row[:2] for row in rows] == [[A, "15"], [B, "14"]]
        assert page.standing.overview.verdicts == progress.verdicts(window.session.project)  # type: ignore[arg-type]

    def test_each_picture_is_drawn(self, window: MainWindow, page: LeadPage, qtbot: QtBot) -> None:
        seen = set()
        for place, name in enumerate(PICTURES):
            page.standing.names.setCurrentRow(place)
            settle(qtbot, page)
            ratio = page.standing.view.devicePixelRatioF()
            size = page.standing.view.size() * ratio
            assert page.standing.view.image.size() == size, name
            seen.add(page.standing.view.image.constBits().tobytes())
        assert len(seen) == len(PICTURES)

    def test_it_follows_the_size_of_the_window(self, page: LeadPage, qtbot: QtBot) -> None:
        before = page.standing.view.image.size()
        page.resize(page.size() + QSize(0, 60))
        qtbot.waitUntil(lambda: page.standing.view.image.size() not in (before, QSize()), timeout=30_000)
        settle(qtbot, page)
        assert page.standing.view.image.size() == page.standing.view.size()

    def test_weeks_or_months(self, page: LeadPage, qtbot: QtBot) -> None:
        page.standing.names.setCurrentRow(PICTURES.index("periods"))
        assert page.standing.steps.isVisible()
        page.standing.steps.setCurrentIndex(1)
        page.standing.steps.activated.emit(1)
        settle(qtbot, page)
        assert page.standing.overview.step == "week"
        page.standing.names.setCurrentRow(0)
        assert not page.standing.steps.isVisible()

    @pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
    def test_saved_on_light_paper(
        self, page: LeadPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, suffix: str
    ) -> None:
        out = tmp_path / f"صورة.{suffix}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
        page.standing.save_page.click()
        assert not page.standing.save_page.isEnabled()
        settle(qtbot, page)
        assert out.read_bytes()[:4] in (b"\x89PNG", b"<?xm", b"%PDF")
        assert str(out) in page.said.text()
        first = out.read_bytes()
        page.standing.save_picture.click()
        settle(qtbot, page)
        assert out.read_bytes() != first

    def test_closing_does_not_lose_what_is_being_saved(
        self, page: LeadPage, tmp_path: Path, qtbot: QtBot
    ) -> None:
        page.standing.save(tmp_path / "a.svg", PICTURES)
        page.close()
        assert (tmp_path / "a.svg").read_bytes().startswith(b"<?xml")

    def test_another_kind_is_refused(
        self, window: MainWindow, page: LeadPage, tmp_path: Path, qtbot: QtBot
    ) -> None:
        window.session.failed.disconnect()
        with qtbot.waitSignal(window.session.failed) as failed:
            page.standing.save(tmp_path / "a.bmp", PICTURES)
        assert failed.args[0].code == "unknown-picture-kind"
        assert list(tmp_path.glob("a.*")) == []

    def test_without_the_library_the_numbers_stay(
        self, page: LeadPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "matplotlib", None)
        page.standing.names.setCurrentRow(PICTURES.index("verdicts"))
        settle(qtbot, page)
        assert "arabic-annotator[plots]" in page.standing.about.text()
        assert page.standing.view.image.isNull()
        assert len(page.standing.figures.rows_as_text()) == 4


class TestAgreement:
    def test_it_is_measured_when_the_tab_is_opened(self, page: LeadPage, qtbot: QtBot) -> None:
        measured(qtbot, page)
        found = page.agreement.agreement
        assert found is not None
        assert (found.authors, found.compared, found.sampling.resamples) == ((A, B), 10, 20)
        rows = page.agreement.figures.rows_as_text()
        assert len(rows) == 6
        assert "10" in page.agreement.which.itemText(0)

    def test_each_table_can_be_shown(self, page: LeadPage, qtbot: QtBot) -> None:
        measured(qtbot, page)
        shown = []
        for place in range(page.agreement.which.count()):
            page.agreement.which.setCurrentIndex(place)
            shown.append(page.agreement.figures.rows_as_text())
        assert len(shown) >= 3
        assert all(rows for rows in shown)

    def test_choices_narrow_what_is_compared(self, page: LeadPage, qtbot: QtBot) -> None:
        measured(qtbot, page)
        choices = page.agreement.choices
        choices.labels.choose(["place"])
        choices.authors.choose([A, B])
        choices.kind.setCurrentIndex(choices.kind.findData("article"))
        choices.unsubmitted.setChecked(True)
        choices.since.setFocus()
        QTest.keyClick(choices.since, Qt.Key.Key_Return)
        settle(qtbot, page)
        found = page.agreement.agreement
        assert found is not None
        assert found.labels == ("place",)
        assert 0 < found.compared < 13
        assert A in choices.authors.text()

    def test_a_bad_date_is_said(self, window: MainWindow, page: LeadPage, qtbot: QtBot) -> None:
        measured(qtbot, page)
        before = page.agreement.agreement
        window.session.failed.disconnect()
        page.agreement.choices.until.setText("2026-13-01")
        with qtbot.waitSignal(window.session.failed) as failed:
            page.agreement.measure_button.click()
        assert failed.args[0].code == "bad-date"
        assert page.agreement.agreement == before

    def test_it_can_be_stopped(
        self, window: MainWindow, page: LeadPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from annotator.ui.lead import agreement_tab

        def endless(project: object, *_: object, cancelled: object, **__: object) -> None:
            while not cancelled():  # type: ignore[operator]
                pass
            raise AnnotatorError("cancelled")

        monkeypatch.setattr(agreement_tab.measures, "agreement", endless)
        page.tabs.setCurrentWidget(page.agreement)
        assert page.agreement.running.isVisible()
        assert not page.agreement.measure_button.isEnabled()
        page.agreement.running.cancel_button.click()
        settle(qtbot, page)
        assert page.agreement.remarks.text() == window.session.tr_("lead.stopped")
        assert not page.agreement.running.isVisible()

    def test_files(
        self, page: LeadPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        measured(qtbot, page)
        out = tmp_path / "اتفاق.csv"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
        page.agreement.csv_button.click()
        found = page.agreement.agreement
        assert found is not None
        with out.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["measure"] for row in rows] == [figure.measure for figure in found.figures]
        out = tmp_path / "اتفاق.json"
        page.agreement.json_button.click()
        assert out.read_bytes().startswith(b"{")

    def test_nothing_to_take_away_yet(self, page: LeadPage) -> None:
        assert not page.agreement.csv_button.isEnabled()
        assert not page.agreement.json_button.isEnabled()


class TestClaims:
    def test_a_click_leads_to_the_claim(self, window: MainWindow, page: LeadPage) -> None:
        page.tabs.setCurrentWidget(page.claims)
        listed = page.claims.claims
        assert len(listed) == progress.unsourced_count(window.session.project)  # type: ignore[arg-type]
        mine = next(place for place, row in enumerate(listed) if row.author == A)
        page.claims.list.cellClicked.emit(mine, 0)
        assert window.session.document is not None
        assert window.session.document.id == listed[mine].document_id
        assert window.article.selected_span() == listed[mine].span_id

    def test_and_to_the_text_of_another_authors_claim(self, window: MainWindow, page: LeadPage) -> None:
        listed = page.claims.claims
        others = next(place for place, row in enumerate(listed) if row.author == B)
        page.tabs.setCurrentWidget(page.claims)
        page.claims.list.setCurrentCell(others, 0)
        QTest.keyClick(page.claims.list, Qt.Key.Key_Return)
        selected = window.article.selection()
        assert selected is not None
        assert window.session.text[slice(*selected)].split()[0] == listed[others].quote.split()[0]

    def test_rows_are_copied_as_text(self, window: MainWindow, page: LeadPage) -> None:
        from PySide6.QtGui import QGuiApplication

        page.standing.figures.copy()
        assert QGuiApplication.clipboard().text().splitlines()[0].split("\t")[:2] == [A, "15"]


class TestThePage:
    def test_the_other_language(self, window: MainWindow, page: LeadPage, qtbot: QtBot) -> None:
        other = "en" if window.session.language == "ar" else "ar"
        before = page.standing.view.image.copy()
        window.appearance.switch_language()
        settle(qtbot, page)
        assert page.windowTitle() == tr(other, "lead.title")  # type: ignore[arg-type]
        assert page.tabs.tabText(page.tabs.indexOf(page.agreement)) == tr(other, "lead.tab-agreement")  # type: ignore[arg-type]
        assert page.standing.names.item(0).text() == tr(other, "lead.picture-progress")  # type: ignore[arg-type]
        assert page.standing.view.image != before

    def test_the_other_theme(self, window: MainWindow, page: LeadPage, qtbot: QtBot) -> None:
        window.appearance.choose_theme("dark")
        settle(qtbot, page)
        assert page.standing.view.image.pixelColor(0, 0).lightness() < 64
        window.appearance.choose_theme("light")
        settle(qtbot, page)
        assert page.standing.view.image.pixelColor(0, 0).lightness() > 240

    def test_it_is_opened_once(self, window: MainWindow, page: LeadPage) -> None:
        window.rooms.lead()
        assert window.findChildren(LeadPage) == [page]

    def test_everything_has_a_name(self, page: LeadPage) -> None:
        choices = page.agreement.choices
        named: list[QWidget] = [
            page.standing.names, page.standing.steps, page.standing.figures, page.standing.view,
            page.agreement.which, page.claims.list, choices.authors, choices.labels, choices.kind,
            choices.title, choices.source, choices.since, choices.until, choices.when, choices.bootstrap,
            choices.seed,
        ]  # fmt: skip
        assert [widget for widget in named if not widget.accessibleName()] == []
        assert [button for button in page.findChildren(QPushButton) if not button.text()] == []
        assert not any(button.autoDefault() for button in page.findChildren(QPushButton))

    def test_escape_closes_it_and_what_runs(self, window: MainWindow, page: LeadPage, qtbot: QtBot) -> None:
        page.agreement.choices.bootstrap.setValue(20_000)
        page.tabs.setCurrentWidget(page.agreement)
        page.standing.names.setCurrentRow(3)
        page.refresh()
        with qtbot.waitSignal(page.destroyed):
            QTest.keyClick(page, Qt.Key.Key_Escape)
        assert window.findChild(LeadPage) is None
        window.rooms.lead()
        again = window.findChild(LeadPage)
        assert again is not None
        settle(qtbot, again)

    def test_it_closes_with_the_project(self, window: MainWindow, page: LeadPage, qtbot: QtBot) -> None:
        with qtbot.waitSignal(page.destroyed):
            window.session.close()

    def test_what_is_blind_is_not_shown(self, window: MainWindow, qtbot: QtBot) -> None:
        project = window.session.project
        assert project is not None
        fresh = documents.add_text(project, "خبر لم يوسمه أحد بعد", author=B).first_document
        assert fresh is not None
        assignments.assign(project, [fresh], assignees=[A, B], task="annotate-blind", author="ليلى")
        claim = spans.add_span(project, author=B, document_id=fresh, label="claim", ranges=[(0, 3)])
        window.rooms.lead()
        page = window.findChild(LeadPage)
        assert page is not None
        settle(qtbot, page)
        assert claim.id not in {row.span_id for row in page.claims.claims}
        window.session.set_author(B)
        settle(qtbot, page)
        assert claim.id in {row.span_id for row in page.claims.claims}
