"""Label all occurrences: the preview in the window, its choices, and the one act that follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from annotator.commands import spans
from annotator.formats import scheme_toml
from annotator.store import Project, queries
from annotator.store.stats import stats
from annotator.ui.mark.occurrences import OccurrencesDialog, words_in_question
from annotator.ui.parts.context_lines import PLACE
from annotator.ui.session import Session
from annotator.ui.window import MainWindow
from annotator.words.i18n import FIRST_STRONG_ISOLATE
from tests.store.conftest import make_document

KEY = Qt.Key
TEXT = "زارت روسيا <b>وفدا</b>. وروسيا 🔴 ترحب.\nوقالت رُوسِيَا إنها لروسيا وحدها."
OTHER = "عادت روسيا."


@pytest.fixture(params=["ar", "en"])
def session(app: QApplication, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Session]:
    made = Session(request.param)
    made.open(Project.create(tmp_path / "news.db", scheme_toml.load(), actor="سلمى"))
    made.set_author("سلمى")
    assert made.project is not None
    make_document(made.project, OTHER)
    made.open_document(make_document(made.project, TEXT).id)
    yield made
    made.close()


@pytest.fixture
def dialog(session: Session, qtbot: QtBot) -> Iterator[OccurrencesDialog]:
    window = QWidget()
    qtbot.addWidget(window)
    made = OccurrencesDialog(session, "روسيا", "actor", window)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.show()
    yield made
    made.reject()


def search_everywhere(dialog: OccurrencesDialog, qtbot: QtBot) -> None:
    dialog.everywhere.setChecked(True)
    qtbot.waitUntil(lambda: not dialog._task.is_running)


def test_the_open_document_is_searched_first(dialog: OccurrencesDialog, session: Session) -> None:
    assert dialog.list.topLevelItemCount() == 1 and len(dialog.list.chosen()) == 4
    assert dialog.summary.text() == session.tr_("find.all-found", n=4)
    assert dialog.label_button.text() == session.tr_("find.all-button", n=4)


def test_the_whole_project_is_searched_in_the_background(
    dialog: OccurrencesDialog, qtbot: QtBot, session: Session
) -> None:
    search_everywhere(dialog, qtbot)
    assert dialog.list.topLevelItemCount() == 2 and len(dialog.list.chosen()) == 5
    assert dialog.label_button.isEnabled() and dialog.labels.isEnabled()


def test_what_is_checked_is_labelled_as_one_act(
    dialog: OccurrencesDialog, session: Session, qtbot: QtBot
) -> None:
    search_everywhere(dialog, qtbot)
    second = list(dialog.list.places())[1]
    second.setCheckState(0, Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: dialog.label_button.text() == session.tr_("find.all-button", n=4))
    with qtbot.waitSignal(session.told) as told:
        dialog.accept()
    assert told.args == [session.tr_("find.all-done", n=4), "passing"]
    assert session.project is not None
    assert queries.last_event(session.project)[1] == "span.add_all"
    assert stats(session.project).spans == 4
    session.undo()
    assert stats(session.project).spans == 0


def test_undo_stays_in_the_open_document(dialog: OccurrencesDialog, session: Session, qtbot: QtBot) -> None:
    here = session.document
    search_everywhere(dialog, qtbot)
    dialog.accept()
    for turn in (session.undo, session.redo):
        turn()
        assert session.document == here
    assert len(session.layer.spans) == 4


def test_a_document_is_checked_and_unchecked_as_a_whole(
    dialog: OccurrencesDialog, session: Session, qtbot: QtBot
) -> None:
    top = dialog.list.topLevelItem(0)
    assert top is not None
    top.setCheckState(0, Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: not dialog.label_button.isEnabled())
    dialog.check_all.click()
    assert len(dialog.list.chosen()) == 4 and dialog.label_button.isEnabled()
    dialog.uncheck_all.click()
    assert dialog.list.chosen() == [] and not dialog.label_button.isEnabled()


def test_another_label_is_another_search(dialog: OccurrencesDialog, session: Session) -> None:
    assert session.document is not None
    session.do(spans.add_span, document_id=session.document.id, label="place", ranges=[(5, 10)])
    session.do(spans.add_span, document_id=session.document.id, label="place", ranges=[(24, 30)])
    dialog.labels.setCurrentIndex(dialog.labels.findData("place"))
    assert len(list(dialog.list.places())) == 3
    assert len(dialog.list.chosen()) == 2
    for said in (session.tr_("find.all-known", n=1), session.tr_("find.all-covered")):
        assert said in dialog.summary.text()


def test_what_was_labelled_meanwhile_is_passed_over(
    dialog: OccurrencesDialog, session: Session, qtbot: QtBot
) -> None:
    assert session.document is not None
    session.do(spans.add_span, document_id=session.document.id, label="actor", ranges=[(5, 10)])
    with qtbot.waitSignal(session.told) as told:
        dialog.accept()
    assert told.args == [
        f"{session.tr_('find.all-done', n=3)} {session.tr_('find.all-skipped', n=1)}",
        "passing",
    ]


def test_closing_ends_the_search(dialog: OccurrencesDialog, app: QApplication) -> None:
    dialog.everywhere.setChecked(True)
    assert dialog._task.is_running and not dialog.label_button.isEnabled()
    dialog.accept()
    assert dialog.isVisible()
    dialog.reject()
    assert not dialog._task.is_running


def test_a_cancelled_search_falls_back_to_the_document(
    dialog: OccurrencesDialog, session: Session, qtbot: QtBot
) -> None:
    failures: list[object] = []
    session.failed.connect(failures.append)
    dialog.everywhere.setChecked(True)
    assert dialog._task.is_running
    dialog._task.cancel()
    qtbot.waitUntil(lambda: not dialog._task.is_running)
    # The search of so small a project may have been over before it was told to stop.
    assert failures == [] and len(dialog.list.chosen()) in (4, 5)


def test_the_texts_of_others_are_plain_and_isolated(dialog: OccurrencesDialog, app: QApplication) -> None:
    for item in dialog.list.places():
        assert item.text(0).startswith(FIRST_STRONG_ISOLATE)
        line = item.data(0, PLACE)
        assert line.context[slice(*line.hit)] in ("روسيا", "رُوسِيَا")
    app.processEvents()
    assert not dialog.grab().isNull()


class TestWordsInQuestion:
    def test_selection_span_or_word(self, window: MainWindow) -> None:
        session, article = window.session, window.article
        text = session.text
        span = next(row for row in session.layer.spans if row.label == "place" and len(row.ranges) == 1)
        article.select_span(span.id)
        assert words_in_question(session, article) == (span.quote, "place")
        article.select_span("")
        start = next(
            at for at in range(len(text)) if text.startswith(" و", at) and text[at + 2 : at + 6].isalpha()
        )
        article.set_caret(start + 3)
        words = words_in_question(session, article)
        assert words is not None and words[1] == session.scheme.active_labels()[0].id
        article.set_selection(span.start, span.end)
        assert words_in_question(session, article) == (span.quote, words[1])
        article.set_selection(start, start + 1)
        assert words_in_question(session, article) is None

    def test_the_key_opens_the_preview(self, window: MainWindow, app: QApplication, qtbot: QtBot) -> None:
        article = window.article
        article.setFocus()
        span = next(row for row in window.session.layer.spans if row.label == "actor")
        article.select_span(span.id)
        QTest.keyClick(article, KEY.Key_L)
        dialog = window.findChild(OccurrencesDialog)
        assert dialog is not None and dialog.isVisible()
        assert span.quote in dialog.heading.text() and dialog.labels.currentData() == "actor"
        dialog.reject()
        qtbot.waitUntil(lambda: window.findChild(OccurrencesDialog) is None)

    def test_nothing_to_look_for_is_said_beside_the_text(self, window: MainWindow) -> None:
        window.article.set_caret(len(window.session.text))
        window.article.set_selection(0, 0)
        text = window.session.text
        space = next(at for at in range(len(text)) if text[at : at + 2] in ("  ", " -", "- "))
        window.article.set_selection(space, space + 1)
        window.act("label_all")
        assert window.panels.notice.said.text()
        assert window.findChild(OccurrencesDialog) is None
