"""The find bar: folded hits, counted, walked round the end, and left selected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.core.model import Range
from annotator.formats import scheme_toml
from annotator.store import Project
from annotator.ui.mark.find_bar import FindBar
from annotator.ui.session import Session
from annotator.ui.window import MainWindow
from tests.store.conftest import make_document
from tests.ui.entering import enter

KEY, MOD = Qt.Key, Qt.KeyboardModifier
TEXT = "روسيا 🔴 وروسيا.\nرُوسِيَا ولروسيا، بيلوروسيا، ديرالزور."
FIRST, SECOND, THIRD, FOURTH = (0, 5), (9, 14), (16, 24), (27, 32)
INSIDE = (38, 43)


class FakeArticle:
    """Remembers what the bar asked of it."""

    def __init__(self) -> None:
        self.selected: Range | None = None
        self.at = 0
        self.focused = 0

    def selection(self) -> Range | None:
        return self.selected

    def set_selection(self, start: int, end: int) -> None:
        self.selected, self.at = (start, end), end

    def caret(self) -> int:
        return self.at

    def setFocus(self) -> None:
        self.focused += 1


@pytest.fixture(params=["ar", "en"])
def session(app: QApplication, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Session]:
    made = Session(request.param)
    project = Project.create(tmp_path / "news.db", scheme_toml.load(), actor="سلمى")
    made.open(project)
    made.open_document(make_document(project, TEXT).id)
    yield made
    made.close()


@pytest.fixture
def article() -> FakeArticle:
    return FakeArticle()


@pytest.fixture
def bar(session: Session, article: FakeArticle, qtbot: QtBot) -> FindBar:
    made = FindBar(session, article)
    qtbot.addWidget(made)
    return made


def settle(bar: FindBar) -> None:
    """Wait until what was typed has been looked for."""
    for _ in range(500):
        if not bar._timer.isActive():
            return
        QTest.qWait(10)
    raise AssertionError("the search does not begin")


def look_for(bar: FindBar, words: str) -> None:
    bar.open()
    bar.line.setText(words)
    bar.line.textEdited.emit(words)
    settle(bar)


def test_every_spelling_is_found_and_counted(bar: FindBar, article: FakeArticle, session: Session) -> None:
    look_for(bar, "روسيا")
    assert bar.hits == [FIRST, SECOND, THIRD, FOURTH, INSIDE]
    assert article.selected == FIRST
    assert bar.count.text() == session.tr_("find.place", place=1, n=5)
    look_for(bar, "دير الزور")
    assert [session.text[slice(*hit)] for hit in bar.hits] == ["ديرالزور"]


def test_enter_walks_on_and_back_and_round(bar: FindBar, article: FakeArticle, session: Session) -> None:
    look_for(bar, "روسيا")
    seen = []
    for _ in range(5):
        QTest.keyClick(bar.line, KEY.Key_Return)
        seen.append(article.selected)
    assert seen == [SECOND, THIRD, FOURTH, INSIDE, FIRST]
    assert session.tr_("find.from-beginning") in bar.count.text()
    QTest.keyClick(bar.line, KEY.Key_Return, MOD.ShiftModifier)
    assert article.selected == INSIDE and session.tr_("find.from-end") in bar.count.text()
    QTest.keyClick(bar.line, KEY.Key_Return, MOD.ShiftModifier)
    assert article.selected == FOURTH and "·" not in bar.count.text()


def test_steps_begin_where_the_caret_is(bar: FindBar, article: FakeArticle) -> None:
    look_for(bar, "روسيا")
    article.selected, article.at = None, 15
    bar.step(1)
    assert article.selected == THIRD
    article.selected, article.at = None, 15
    bar.step(-1)
    assert article.selected == SECOND


def test_typing_on_stays_at_the_place_where_it_began(bar: FindBar, article: FakeArticle) -> None:
    article.at = 15
    bar.open()
    for typed in ("ر", "رو", "روس"):
        bar.line.setText(typed)
        bar.line.textEdited.emit(typed)
        settle(bar)
    assert article.selected is not None and article.selected[0] == THIRD[0]


def test_whole_words_leave_proclitics_outside(bar: FindBar) -> None:
    look_for(bar, "روسيا")
    bar.words.setChecked(True)
    assert bar.hits == [FIRST, SECOND, THIRD, FOURTH]


def test_nothing_found_is_said_and_selects_nothing(
    bar: FindBar, article: FakeArticle, session: Session
) -> None:
    look_for(bar, "لا يوجد")
    assert bar.hits == [] and article.selected is None
    assert bar.count.text() == session.tr_("find.none") and bar.count.objectName() == "warning"
    bar.step(1)
    assert article.selected is None
    bar.line.clear()
    assert bar.count.text() == ""


def test_a_short_selection_is_the_query(bar: FindBar, article: FakeArticle) -> None:
    article.set_selection(*THIRD)
    bar.open()
    assert bar.line.text() == "رُوسِيَا" and article.selected == THIRD
    assert bar.line.selectedText() == bar.line.text()
    article.set_selection(0, 30)
    bar.open()
    assert bar.line.text() == "رُوسِيَا"


def test_escape_closes_and_leaves_the_hit_selected(bar: FindBar, article: FakeArticle, qtbot: QtBot) -> None:
    look_for(bar, "روسيا")
    with qtbot.waitSignal(bar.hits_changed) as told:
        QTest.keyClick(bar.line, KEY.Key_Escape)
    assert told.args == [[]]
    assert bar.isHidden() and article.selected == FIRST and article.focused == 1


def test_the_last_query_goes_on_after_the_bar_was_closed(bar: FindBar, article: FakeArticle) -> None:
    bar.step(1)
    assert not bar.isHidden() and article.selected is None
    look_for(bar, "روسيا")
    bar.close_bar()
    bar.step(1)
    assert not bar.isHidden() and article.selected == SECOND


def test_another_document_is_marked_but_not_moved_in(
    bar: FindBar, article: FakeArticle, session: Session
) -> None:
    look_for(bar, "روسيا")
    assert session.project is not None
    other = make_document(session.project, "في روسيا.")
    article.selected = None
    session.open_document(other.id)
    session.settle()
    assert bar.hits == [(3, 8)] and article.selected is None
    session.open_document(None)
    session.settle()
    assert bar.hits == []


def test_everything_has_a_name(bar: FindBar, session: Session) -> None:
    session.set_language("en" if session.language == "ar" else "ar")
    for widget in (bar.line, bar.back, bar.onward, bar.shut):
        assert widget.accessibleName()
    assert bar.words.text() == session.tr_("find.words")


class TestInTheWindow:
    def test_find_then_label_at_once(self, window: MainWindow, app: QApplication) -> None:
        window.activateWindow()
        article = window.article
        article.setFocus()
        text = window.session.text
        document = window.session.document
        assert document is not None
        begin = next(row.start for row in document.segments if row.kind == "item")
        window.article.set_caret(begin)
        known = {span.quote for span in window.session.layer.spans}
        words = (word for word in text[begin:].split() if len(word) > 4 and word.isalpha())
        word = next(word for word in words if word not in known)
        QTest.keyClick(article, KEY.Key_F, MOD.ControlModifier)
        assert app.focusWidget() is window.rooms.find_bar.line
        enter(window.rooms.find_bar.line, word)
        settle(window.rooms.find_bar)
        app.processEvents()
        assert article._picture.hits == tuple(window.rooms.find_bar.hits) != ()
        QTest.keyClick(window.rooms.find_bar.line, KEY.Key_Escape)
        assert app.focusWidget() is article
        piece = article.selection()
        assert piece is not None and text[slice(*piece)] == word
        before = len(window.session.layer.spans)
        QTest.keyClick(article, KEY.Key_2)
        span = window.session.span(article.selected_span())
        assert span is not None and span.label == "place" and span.quote == word
        assert len(window.session.layer.spans) == before + 1
        assert article._picture.hits == ()

    def test_the_keys_walk_from_the_article(self, window: MainWindow) -> None:
        window.article.setFocus()
        window.rooms.find_bar.line.setText("من")
        for modifiers in (MOD.ControlModifier, MOD.ControlModifier | MOD.ShiftModifier):
            QTest.keyClick(window.article, KEY.Key_G, modifiers)
            assert window.article.selection() in window.rooms.find_bar.hits
