"""The history page: acts by filters, a document as it stood; both languages, by keys, what is blind."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QPushButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from annotator.commands import assignments, comments, documents, spans, submissions
from annotator.core.asking import Asked
from annotator.core.errors import AnnotatorError
from annotator.core.events import KINDS
from annotator.core.model import Span
from annotator.store import Project, accounts, past, queries
from annotator.ui.record.acts import PAGE
from annotator.ui.record.groups import GROUPS
from annotator.ui.record.page import RecordPage
from annotator.ui.window import MainWindow
from annotator.words.i18n import LANGUAGES, Language, tr
from tests.ui.entering import enter

A, B = "سلمى", "يزن"
KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def language() -> Language:
    """What the page does is the same in both; how it looks is tried in each."""
    return "ar"


@pytest.fixture
def project(window: MainWindow) -> Project:
    assert window.session.project is not None
    return window.session.project


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> RecordPage:
    """The page on the sample corpus, its first acts read."""
    return opened(window, qtbot)


def opened(window: MainWindow, qtbot: QtBot, action: str = "record") -> RecordPage:
    window.menus.actions[action].trigger()
    found = window.findChild(RecordPage)
    assert isinstance(found, RecordPage)
    settle(qtbot, found)
    return found


def settle(qtbot: QtBot, page: RecordPage) -> None:
    qtbot.waitUntil(lambda: not page.busy, timeout=30_000)


def own_span(window: MainWindow) -> Span:
    """A span of the open document that is the author's own, in no attribution."""
    tied = {span for row in window.session.layer.attributions for span in row.spans}
    return next(span for span in window.session.layer.spans if span.id not in tied)


def choose(choice: QComboBox, value: str) -> None:
    place = choice.findData(value)
    assert place > 0, value
    choice.setCurrentIndex(place)
    choice.activated.emit(place)


def listed(page: RecordPage) -> list[int]:
    return [row.entry.seq for row in page.acts.model.rows]


def asked(project: Project, **values: object) -> list[int]:
    found = past.acts(project, Asked(**values), newest_first=True)  # type: ignore[arg-type]
    return [act.event.seq for act in found]


def moments_of(project: Project, document: str) -> list[past.Touch]:
    """The moments of a document, without who looked at it."""
    return [touch for touch in past.moments(project, document) if touch.kind != "layer.open"]


class TestActs:
    def test_newest_first_with_who_and_from_where(self, project: Project, page: RecordPage) -> None:
        assert listed(page) == asked(project)
        shown = page.acts.model.rows[0]
        assert shown.entry.changes
        line = page.acts.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert all(part in line for part in (shown.entry.actor, accounts.account(), shown.entry.changes[0]))
        assert shown.entry.changes[0] in page.acts.told.toPlainText()

    def test_a_page_at_a_time(
        self, window: MainWindow, project: Project, page: RecordPage, qtbot: QtBot
    ) -> None:
        span = own_span(window)
        for n in range(PAGE + 20):
            span = spans.set_span_note(project, span, f"{n}", author=A)
        page.refresh()
        settle(qtbot, page)
        everything = asked(project)
        assert listed(page) == everything[:PAGE]
        assert f"{len(everything)}" in page.acts.found.text()
        page.acts.list.scrollToBottom()
        settle(qtbot, page)
        assert listed(page) == everything
        page.acts.list.scrollToBottom()
        settle(qtbot, page)
        assert listed(page) == everything

    def test_filters(self, window: MainWindow, project: Project, page: RecordPage, qtbot: QtBot) -> None:
        span = own_span(window)
        spans.set_span_note(project, span, "نحتاج الأصل المطبوع", author=A)
        comments.comment_on(project, span.id, "من قال هذا؟", author=B)
        page.refresh()
        settle(qtbot, page)
        filters = page.acts.filters
        everything = listed(page)

        choose(filters.who, B)
        settle(qtbot, page)
        assert listed(page) == asked(project, actor=B) != everything
        choose(filters.kind, "comments")
        settle(qtbot, page)
        assert {row.entry.act for row in page.acts.model.rows} == {window.session.tr_("events.comment.add")}
        filters.clear_button.click()
        settle(qtbot, page)
        assert listed(page) == everything
        choose(filters.where, "document")
        choose(filters.account, accounts.account())
        settle(qtbot, page)
        assert listed(page) == asked(project, document=span.document_id)
        filters.words.setFocus()
        enter(filters.words, "الاصل المطبوع")
        QTest.keyClick(filters.words, KEY.Key_Return)
        settle(qtbot, page)
        assert listed(page) == asked(project, words="الأصل المطبوع")
        assert len(listed(page)) == 1
        QTest.keyClick(filters.words, KEY.Key_R, CTRL)
        settle(qtbot, page)
        assert listed(page) == asked(project)

    def test_what_is_typed_is_asked_for_after_a_pause(self, page: RecordPage, qtbot: QtBot) -> None:
        QTest.keyClicks(page.acts.filters.until, "2001-01-01")
        qtbot.waitUntil(lambda: not page.busy and listed(page) == [], timeout=30_000)
        assert page.acts.found.text() == page.acts._session.tr_("record.found", n=0)
        assert not page.acts.go_button.isEnabled()

    def test_days_are_whole(self, project: Project, page: RecordPage, qtbot: QtBot) -> None:
        day = page.acts.model.index(0, 0).data().strip("\u2068\u2069").split()[0]
        for line in (page.acts.filters.since, page.acts.filters.until):
            line.setText(day)
        page.acts.read()
        settle(qtbot, page)
        assert listed(page)[0] == asked(project)[0]

    def test_a_bad_date_is_said(self, window: MainWindow, page: RecordPage) -> None:
        before = listed(page)
        page.acts.filters.since.setText("2026-13-01")
        page.acts.read()
        assert "2026-13-01" in page.acts.found.text()
        assert listed(page) == before

    def test_what_cannot_be_read_is_said(
        self, window: MainWindow, page: RecordPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise AnnotatorError("not-in-log", id="1234")

        monkeypatch.setattr(past, "acts", broken)
        page.refresh()
        settle(qtbot, page)
        assert "1234" in page.acts.found.text()
        monkeypatch.undo()
        page.refresh()
        settle(qtbot, page)
        assert "1234" not in page.acts.found.text()

    def test_every_kind_is_in_one_group(self) -> None:
        found = Counter(
            kind
            for kind in KINDS
            for names in GROUPS.values()
            for name in names
            if name in (kind, kind.partition(".")[0])
        )
        assert found == Counter(KINDS)


class TestPlaces:
    def test_enter_leads_to_the_span(self, window: MainWindow, project: Project, qtbot: QtBot) -> None:
        span = own_span(window)
        spans.set_span_note(project, span, "هنا", author=A)
        page = opened(window, qtbot)
        window.opening.document(queries.document_ids(project)[-1])
        QTest.keyClick(page.acts.list, KEY.Key_Return)
        assert window.session.document is not None
        assert window.session.document.id == span.document_id
        assert window.article.selected_span() == span.id

    def test_and_to_the_words_where_it_is_gone(
        self, window: MainWindow, project: Project, qtbot: QtBot
    ) -> None:
        span = own_span(window)
        spans.delete_span(project, span, author=A)
        page = opened(window, qtbot)
        page.acts.go_button.click()
        assert window.article.selection() == (span.start, span.end)

    def test_and_to_the_document_of_an_import(self, window: MainWindow, page: RecordPage) -> None:
        place = next(n for n, row in enumerate(page.acts.model.rows) if row.document and row.span is None)
        page.acts.list.setCurrentIndex(page.acts.model.index(place, 0))
        page.acts.go_button.click()
        assert window.session.document is not None
        assert window.session.document.id == page.acts.model.rows[place].document

    def test_what_has_no_place_leads_nowhere(self, window: MainWindow, page: RecordPage) -> None:
        last = len(page.acts.model.rows) - 1
        page.acts.list.setCurrentIndex(page.acts.model.index(last, 0))
        assert page.acts.model.rows[last].document == ""
        assert not page.acts.go_button.isEnabled()
        assert not page.acts.stood_button.isEnabled()
        before = window.session.document
        QTest.keyClick(page.acts.list, KEY.Key_Return)
        assert window.session.document == before


class TestOfASpan:
    def test_all_that_became_of_it(self, window: MainWindow, project: Project, qtbot: QtBot) -> None:
        span = own_span(window)
        comments.comment_on(project, span.id, "من قال هذا؟", author=B)
        window.article.select_span(span.id)
        window.article.setFocus()
        QTest.keyClick(window.article, KEY.Key_H, Qt.KeyboardModifier.ShiftModifier)
        page = window.findChild(RecordPage)
        assert page is not None
        settle(qtbot, page)
        assert listed(page) == asked(project, rows=past.rows_about(project, span.id))
        assert page.acts.model.rows[0].entry.actor == B
        assert page.acts.filters.where.currentData() == "span"

    def test_from_the_panel_of_the_span(self, window: MainWindow, qtbot: QtBot) -> None:
        window.article.select_span(own_span(window).id)
        window.session.settle()
        words = window.session.tr_("actions.record_of_span")
        (button,) = [row for row in window.inspector.findChildren(QPushButton) if row.text() == words]
        button.click()
        page = window.findChild(RecordPage)
        assert page is not None
        settle(qtbot, page)
        assert page.acts.filters.where.currentData() == "span"


class TestAsItStood:
    @pytest.fixture
    def changed(self, window: MainWindow, project: Project) -> tuple[Span, Span, Span]:
        """A span changed, one taken away and one added, in this order."""
        first, second = [row for row in window.session.layer.spans if row.id != own_span(window).id][:2]
        changed = spans.set_span_note(project, first, "يُراجع", author=A)
        spans.delete_span(project, second, author=A)
        start = second.start
        added = spans.add_span(
            project, author=A, document_id=first.document_id, label="actor", ranges=[(start, start + 2)]
        )
        return changed, second, added

    @pytest.fixture
    def stood(self, window: MainWindow, changed: tuple[Span, Span, Span], qtbot: QtBot) -> RecordPage:
        page = opened(window, qtbot)
        page.tabs.setCurrentWidget(page.stood)
        settle(qtbot, page)
        return page

    def shown(self, page: RecordPage) -> set[str]:
        return {span.id for span in page.stood.view.shown.spans}

    def test_each_event_by_the_arrows(self, project: Project, stood: RecordPage, qtbot: QtBot) -> None:
        document = stood.stood.document
        moments = moments_of(project, document)
        slider = stood.stood.moment.slider
        assert slider.value() == len(moments) - 1
        back = KEY.Key_Right if slider.isRightToLeft() else KEY.Key_Left
        for touch in reversed(moments):
            settle(qtbot, stood)
            bundle = past.as_it_stood(project, document, touch.seq)
            assert stood.stood.bundle == bundle is not None
            assert self.shown(stood) == {span.id for span in bundle.spans}
            assert stood.stood.list.count() == len(bundle.attributions)
            assert touch.actor in stood.stood.moment.said.text()
            assert slider.accessibleDescription() == stood.stood.moment.said.text()
            QTest.keyClick(slider, back)

    def test_the_newest_wish_wins(self, project: Project, stood: RecordPage, qtbot: QtBot) -> None:
        moments = moments_of(project, stood.stood.document)
        for place in [*range(len(moments))] * 20:
            stood.stood.moment.slider.setValue(place)
        stood.stood.moment.slider.setValue(0)
        settle(qtbot, stood)
        assert stood.stood.bundle == past.as_it_stood(project, stood.stood.document, moments[0].seq)

    def test_compared(
        self, project: Project, stood: RecordPage, changed: tuple[Span, Span, Span], qtbot: QtBot
    ) -> None:
        kept, gone, added = changed
        stood.stood.compare.setChecked(True)
        moments = moments_of(project, stood.stood.document)
        stood.stood.other.go_to(moments[-4].seq)
        settle(qtbot, stood)
        turns = {line.span: line.turn for line in stood.stood._stood.lines}
        assert (turns[kept.id], turns[gone.id], turns[added.id]) == ("changed", "went", "came")
        assert {kept.id, gone.id, added.id} <= self.shown(stood)
        signs = stood.stood._stood.marks.signs
        assert (signs[kept.id], signs[gone.id], signs[added.id]) == (("replace",), ("reject",), ("missed",))
        assert any("يُراجع" in line.words for line in stood.stood._stood.lines)
        stood.stood.list.setCurrentRow(
            next(n for n, line in enumerate(stood.stood._stood.lines) if line.span == added.id)
        )
        assert stood.stood.view.selected_span() == added.id
        stood.stood.other.slider.setValue(stood.stood.moment.slider.value())
        settle(qtbot, stood)
        assert stood.stood.list.count() == 0
        assert stood.stood.said.text() == stood.stood._session.tr_("record.nothing-became")

    def test_one_layer_alone(self, stood: RecordPage) -> None:
        everything = self.shown(stood)
        choose(stood.stood.layers, A)
        own = self.shown(stood)
        assert {span.author for span in stood.stood.view.shown.spans} == {A}
        assert own <= everything

    def test_whoever_looks_at_anothers_layer_is_noted(
        self, window: MainWindow, project: Project, page: RecordPage, qtbot: QtBot
    ) -> None:
        other = next(row for row in queries.document_ids(project) if queries.layer(project, row, B).spans)
        submissions.submit(project, other, author=B, note="تم")
        page.acts.moment_wanted.emit(other, max(asked(project)))
        settle(qtbot, page)
        # While suggestions are being written, the window tries again a second later.
        qtbot.waitUntil(lambda: asked(project, kinds=("layer",), document=other) != [], timeout=30_000)
        (seq,) = asked(project, kinds=("layer",), document=other)
        (act,) = past.acts(project, Asked(), after=seq - 1, limit=1)
        assert act.event.actor == A

    def test_a_time_or_an_event_is_typed(self, project: Project, stood: RecordPage, qtbot: QtBot) -> None:
        moments, line = moments_of(project, stood.stood.document), stood.stood.at
        QTest.keyClicks(line, str(moments[1].seq))
        QTest.keyClick(line, KEY.Key_Return)
        assert stood.stood.moment.current() == moments[1]
        line.setText("2999-01-01")
        QTest.keyClick(line, KEY.Key_Return)
        assert stood.stood.moment.current() == moments[-1]
        line.setText("أمس")
        QTest.keyClick(line, KEY.Key_Return)
        assert "أمس" in stood.stood.said.text()
        settle(qtbot, stood)

    def test_after_an_act_of_the_list(
        self, window: MainWindow, project: Project, stood: RecordPage, qtbot: QtBot
    ) -> None:
        stood.tabs.setCurrentWidget(stood.acts)
        stood.acts.list.setCurrentIndex(stood.acts.model.index(1, 0))
        row = stood.acts.model.rows[1]
        stood.acts.stood_button.click()
        settle(qtbot, stood)
        assert stood.tabs.currentWidget() is stood.stood
        assert stood.stood.bundle == past.as_it_stood(project, row.document, row.entry.seq)

    def test_another_document_is_opened(
        self, window: MainWindow, project: Project, stood: RecordPage, qtbot: QtBot
    ) -> None:
        other = queries.document_ids(project)[-1]
        window.opening.document(other)
        settle(qtbot, stood)
        assert stood.stood.document == other
        assert stood.stood.view.text() == window.session.text

    def test_taken_out_and_back(
        self, window: MainWindow, project: Project, stood: RecordPage, qtbot: QtBot
    ) -> None:
        fresh = documents.add_text(project, "خبر قصير يُحذف ثم يعود", author=A).first_document
        project.undo(A)
        stood.acts.read()
        settle(qtbot, stood)
        stood.acts.moment_wanted.emit(fresh, max(asked(project)))
        settle(qtbot, stood)
        assert stood.stood.bundle is None
        assert stood.stood.said.text() == window.session.tr_("record.not-there")
        stood.stood.moment.slider.setValue(0)
        settle(qtbot, stood)
        assert stood.stood.view.text() == "خبر قصير يُحذف ثم يعود"


class TestThePage:
    @pytest.fixture(params=LANGUAGES)
    def language(self, request: pytest.FixtureRequest) -> Language:
        chosen: Language = request.param
        return chosen

    def test_the_other_language(self, window: MainWindow, page: RecordPage, qtbot: QtBot) -> None:
        other = "en" if window.session.language == "ar" else "ar"
        window.appearance.switch_language()
        settle(qtbot, page)
        assert page.windowTitle() == tr(other, "record.title")  # type: ignore[arg-type]
        assert page.acts.model.headerData(0, Qt.Orientation.Horizontal) == tr(other, "record.column-time")  # type: ignore[arg-type]
        assert page.acts.model.rows[-1].entry.act == tr(other, "events.project.new")  # type: ignore[arg-type]

    def test_the_other_theme(self, window: MainWindow, page: RecordPage, qtbot: QtBot) -> None:
        page.tabs.setCurrentWidget(page.stood)
        settle(qtbot, page)
        for theme, is_dark in (("dark", True), ("light", False)):
            window.appearance.choose_theme(theme)
            paper = page.stood.view.grab().toImage().pixelColor(3, 3)
            assert (paper.lightness() < 64) == is_dark

    def test_it_is_opened_once(self, window: MainWindow, page: RecordPage, qtbot: QtBot) -> None:
        opened(window, qtbot)
        assert window.findChildren(RecordPage) == [page]

    def test_everything_has_a_name(self, page: RecordPage) -> None:
        kinds: tuple[type[QWidget], ...] = (QComboBox, QLineEdit, QSlider)
        fields = [widget for kind in kinds for widget in page.findChildren(kind)]
        named = [*fields, page.acts.list, page.acts.told, page.stood.list, page.stood.view]
        assert len(fields) > 8
        assert [widget for widget in named if not widget.accessibleName()] == []
        assert [button for button in page.findChildren(QPushButton) if not button.text()] == []
        assert not any(button.autoDefault() for button in page.findChildren(QPushButton))

    def test_escape_closes_it_and_what_runs(self, window: MainWindow, page: RecordPage, qtbot: QtBot) -> None:
        page.refresh()
        with qtbot.waitSignal(page.destroyed):
            QTest.keyClick(page, KEY.Key_Escape)
        assert window.findChild(RecordPage) is None
        opened(window, qtbot)

    def test_it_closes_with_the_project(self, window: MainWindow, page: RecordPage, qtbot: QtBot) -> None:
        with qtbot.waitSignal(page.destroyed):
            window.session.close()

    def test_what_is_blind_has_not_happened(self, window: MainWindow, project: Project, qtbot: QtBot) -> None:
        fresh = documents.add_text(project, "خبر لم يوسمه أحد بعد", author=B).first_document
        assert fresh is not None
        assignments.assign(project, [fresh], assignees=[A, B], task="annotate-blind", author="ليلى")
        claim = spans.add_span(project, author=B, document_id=fresh, label="claim", ranges=[(0, 3)])
        page = opened(window, qtbot)
        newest = max(asked(project))
        assert claim.id not in {row.span.id for row in page.acts.model.rows if row.span is not None}
        window.opening.document(fresh)
        page.tabs.setCurrentWidget(page.stood)
        settle(qtbot, page)
        assert page.stood.bundle is not None
        assert page.stood.bundle.spans == ()
        window.session.set_author(B)
        settle(qtbot, page)
        assert max(listed(page)) > newest
        assert page.stood.bundle.spans == (claim,)


class TestExport:
    def test_what_is_filtered_as_each_kind(
        self,
        window: MainWindow,
        project: Project,
        page: RecordPage,
        qtbot: QtBot,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        span = own_span(window)
        comments.comment_on(project, span.id, "من قال هذا؟", author=B)
        choose(page.acts.filters.kind, "comments")
        settle(qtbot, page)
        written = {}
        for kind, action in page.acts.export_button.actions_of.items():
            out = tmp_path / f"سجل.{kind}"
            monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, out=out: (str(out), ""))
            action.trigger()
            settle(qtbot, page)
            assert str(out) in page.said.text()
            written[kind] = out.read_bytes()
        assert written["pdf"].startswith(b"%PDF")
        (line,) = written["jsonl"].splitlines()
        assert msgspec.json.decode(line)["kind"] == "comment.add"
        head, row = csv.reader(written["csv"].decode("utf-8-sig").splitlines())
        assert len(head) == len(row)
        assert any("من قال هذا؟" in cell for cell in row)

    def test_another_kind_is_refused(
        self, window: MainWindow, page: RecordPage, tmp_path: Path, qtbot: QtBot
    ) -> None:
        window.session.failed.disconnect()
        with qtbot.waitSignal(window.session.failed) as failed:
            page.acts.export_button.export(tmp_path / "a.docx")
        assert failed.args[0].code == "unknown-report-kind"
        assert list(tmp_path.glob("a.*")) == []

    def test_closing_does_not_lose_what_is_being_written(self, page: RecordPage, tmp_path: Path) -> None:
        page.acts.export_button.export(tmp_path / "a.csv")
        page.close()
        assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
