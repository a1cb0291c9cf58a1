"""The lead's desk: giving work out, looking through it, making two names one, what could not stand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.commands import assignments, spans, verdicts
from annotator.core.drawing import Draw
from annotator.core.model import Assignment, Span
from annotator.store import Project, queries, review
from annotator.store.authors import row_count
from annotator.store.verify import verify
from annotator.ui.lead.page import LeadPage
from annotator.ui.parts import dialogs
from annotator.ui.window import MainWindow
from annotator.words.i18n import tr

A, B, LEAD = "سلمى", "يزن", "ليلى"
NEW, OTHER = "هالة", "جمانة"


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> Iterator[LeadPage]:
    """The page as a lead opens it who has no layer of her own."""
    window.session.set_author(LEAD)
    window.menus.actions["lead"].trigger()
    found = window.findChild(LeadPage)
    assert isinstance(found, LeadPage)
    settle(qtbot, found)
    yield found


def settle(qtbot: QtBot, page: LeadPage) -> None:
    qtbot.waitUntil(lambda: not page.busy, timeout=30_000)


def project_of(page: LeadPage) -> Project:
    project = page._session.project
    assert project is not None
    return project


def given(page: LeadPage) -> list[Assignment]:
    return review.assignments(project_of(page))


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every question is answered with yes; they are kept."""
    asked: list[str] = []

    def confirm(_parent: object, _language: str, question: str) -> bool:
        asked.append(question)
        return True

    monkeypatch.setattr(dialogs, "confirm", confirm)
    return asked


class TestAssigning:
    def test_what_is_selected_in_the_list(self, page: LeadPage, qtbot: QtBot) -> None:
        tab = page.assigning
        for place in (1, 3):
            tab.documents.item(place).setSelected(True)
        tab.people.choose([A, B])
        tab.due.setText("2026-01-02")
        tab.priority.setText("2")
        tab.show_preview()
        assert tab.preview.text() == tr(page._session.language, "lead.assign-preview", n=4, known=0)
        assert given(page) == [], "a preview gives nothing"
        tab.assign_button.click()
        settle(qtbot, page)
        ids = queries.document_ids(project_of(page))
        assert {(row.document_id, row.assignee, row.due, row.priority, row.by) for row in given(page)} == {
            (document, who, "2026-01-02", 2, LEAD) for document in (ids[1], ids[3]) for who in (A, B)
        }
        assert page.said.text() == tr(page._session.language, "review.assigned", n=4)

    def test_all_documents_and_all_that_match(self, page: LeadPage) -> None:
        tab, project = page.assigning, project_of(page)
        tab.which.setCurrentIndex(2)
        assert tab.chosen_documents() == queries.document_ids(project)
        tab.title.setText("الاخبار")
        assert tab.which.currentIndex() == 1
        found = tab.chosen_documents()
        assert 0 < len(found) < queries.document_count(project)
        assert len(found) == tab.documents.count()

    def test_a_name_nobody_knows_is_asked_about(
        self, page: LeadPage, monkeypatch: pytest.MonkeyPatch, answers: list[str]
    ) -> None:
        tab = page.assigning
        tab.documents.item(0).setSelected(True)
        tab.others.setText(f"{NEW}، سلمي")
        tab.assign()
        assert NEW in answers[0] and A in answers[1] and len(given(page)) == 2
        monkeypatch.setattr(dialogs, "confirm", lambda *_: False)
        tab.documents.item(0).setSelected(True)
        tab.others.setText(OTHER)
        tab.assign()
        assert len(given(page)) == 2

    def test_what_cannot_be_given_is_said_beforehand(self, page: LeadPage) -> None:
        tab, language = page.assigning, page._session.language
        tab.documents.item(0).setSelected(True)
        tab.people.choose([A])
        tab.priority.setText("كثيرا")
        tab.show_preview()
        assert tab.preview.text() == tr(language, "errors.bad-priority", priority="كثيرا")
        assert not tab.assign_button.isEnabled()


class TestDrawing:
    def test_the_numbers_first_and_then_the_same_draw(
        self, page: LeadPage, qtbot: QtBot, answers: list[str]
    ) -> None:
        tab = page.assigning
        tab.others.setText(f"{NEW}, {OTHER}")
        tab.share.setValue(40)
        tab.seed.setValue(7)
        tab.show_preview()
        total = queries.document_count(project_of(page))
        number = round(0.4 * total)
        language = page._session.language
        assert tab.drawing.text().startswith(
            tr(language, "lead.draw-preview", n=number, total=total, pool=total)
        )
        tab.draw_button.click()
        settle(qtbot, page)
        rows = given(page)
        assert len(rows) == 2 * number and {row.task for row in rows} == {"annotate-blind"}
        draws = list(project_of(page).rows("SELECT id, seed FROM draws"))
        assert [seed for _, seed in draws] == [7]
        assert isinstance(project_of(page).row_record("draw", draws[0][0]), Draw)
        assert verify(project_of(page)) == []

    def test_a_draw_that_cannot_be_met_is_said(self, page: LeadPage) -> None:
        tab = page.assigning
        tab.people.choose([A, B])
        tab.share.setValue(100)
        tab.show_preview()
        assert not tab.draw_button.isEnabled() and "15" in tab.drawing.text()
        tab.people.choose([A])
        tab.show_preview()
        assert tab.drawing.text() == tr(page._session.language, "lead.draw-people", n=2)


class TestLookingThrough:
    @pytest.fixture
    def busy(self, page: LeadPage, qtbot: QtBot) -> LeadPage:
        """Something overdue, something accepted that cannot stand, something of a wrong name."""
        project = project_of(page)
        ids = queries.document_ids(project)
        assignments.assign(project, ids[:2], assignees=[A], task="review", author=LEAD, due="2020-01-01")
        for who in review.review_of(project, ids[0]).submitted():
            verdicts.accept_remaining(project, ids[0], of=who, author=LEAD)
            for row in review.review_of(project, ids[0]).standings(who):
                if isinstance(row.target, Span) and row.target.label == "source":
                    verdicts.reject(project, [row.target], author=LEAD, reason="other")
        page.refresh()
        settle(qtbot, page)
        page.tabs.setCurrentWidget(page.desk)
        return page

    def test_from_a_person_to_what_they_have(self, busy: LeadPage) -> None:
        desk = busy.desk
        desk.choose("loads", A)
        (row,) = [place for place, row in enumerate(desk.shown) if row.person == A]
        assert desk.shown[row].urgent
        desk.list.cellActivated.emit(row, 0)
        assert desk.name == "given" and {row.person for row in desk.shown} == {A}
        assert all(row.urgent and "2020-01-01" in row.cells[3] for row in desk.shown)

    @pytest.mark.parametrize("name", ["given", "documents", "shortfalls"])
    def test_enter_leads_to_the_document(self, window: MainWindow, busy: LeadPage, name: str) -> None:
        desk = busy.desk
        desk.choose(name)  # type: ignore[arg-type]
        assert desk.shown
        desk.list.setFocus()
        QTest.keyClick(desk.list, Qt.Key.Key_Return)
        document = window.session.document
        assert document is not None and document.id == desk.shown[0].document_id
        if name == "shortfalls":
            span = next(row for row in window.session.reading.spans if row.id == desk.shown[0].span_id)  # type: ignore[union-attr]
            assert window.article.selection() == (span.start, span.end)

    def test_each_list_says_how_much_is_in_it(self, busy: LeadPage) -> None:
        project = project_of(busy)
        found = sum(len(rows) for _, rows in review.shortfalls(project, unreviewed=True))
        assert found and len(busy.desk.desk.lists["shortfalls"]) == found
        assert f"({found})" in busy.desk.which.itemText(3)

    def test_work_is_taken_back(self, busy: LeadPage, qtbot: QtBot) -> None:
        busy.desk.choose("given")
        busy.desk.list.setFocus()
        QTest.keyClick(busy.desk.list, Qt.Key.Key_Delete)
        settle(qtbot, busy)
        assert len(given(busy)) == len(busy.desk.shown) == 1


class TestNames:
    @pytest.fixture
    def twice(self, page: LeadPage) -> LeadPage:
        """Somebody under two names that look alike."""
        project = project_of(page)
        document = queries.document_ids(project)[0]
        known = review.review_of(project, document).spans[0]
        spans.add_span(project, author="سلمي", document_id=document, label="place", ranges=known.ranges)
        page.refresh()
        return page

    def test_look_alikes_are_pointed_out_and_merged(
        self, twice: LeadPage, answers: list[str], qtbot: QtBot
    ) -> None:
        tab, language = twice.people, twice._session.language
        assert "سلمي" in tab.alike.text()
        head = project_of(twice).head()
        tab.before.setCurrentText("سلمي")
        tab.after.setEditText(A)
        told = tr(language, "lead.would-merge", before="سلمي", after=A, renamed=1, dropped=0)
        assert tab.look() == told and project_of(twice).head() == head, "a look changes nothing"
        tab.change_button.click()
        settle(qtbot, twice)
        assert answers == [told] and tab.alike.text() == ""
        assert row_count(project_of(twice), "سلمي") == 0 and verify(project_of(twice)) == []

    def test_a_new_name(self, twice: LeadPage, answers: list[str], qtbot: QtBot) -> None:
        tab = twice.people
        tab.before.setCurrentText("سلمي")
        tab.after.setEditText(NEW)
        tab.change_button.click()
        settle(qtbot, twice)
        assert NEW in queries.authors(project_of(twice))

    def test_a_name_that_looks_like_anothers_is_refused(self, twice: LeadPage) -> None:
        tab = twice.people
        tab.before.setCurrentText(B)
        tab.after.setEditText("سلمىَ")
        assert tab.look() is None and A in tab.preview.text()


def test_agreement_after_review_stands_beside_that_as_submitted(page: LeadPage, qtbot: QtBot) -> None:
    choices = page.agreement.choices
    choices.bootstrap.setValue(0)
    choices.after_review.setChecked(True)
    assert not choices.unsubmitted.isEnabled() and choices.scope().as_submitted
    page.tabs.setCurrentWidget(page.agreement)
    settle(qtbot, page)
    items = [page.agreement.figures.horizontalHeaderItem(place) for place in (1, 2)]
    language = page._session.language
    wanted = [tr(language, f"agreement.column-{name}") for name in ("as-submitted", "after-review")]
    assert [item.text() if item else "" for item in items] == wanted
    choices.after_review.setChecked(False)
    choices.blind.setChecked(True)
    assert choices.scope().blind and not choices.scope().as_submitted


def test_the_page_fits_a_small_screen(page: LeadPage) -> None:
    page.resize(1024, 700)
    assert page.minimumSizeHint().width() <= 1024 and page.minimumSizeHint().height() <= 700
