"""What a screen reader is told: the text, the caret, places on the screen, all in UTF-16 units."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleTextInterface,
)
from PySide6.QtWidgets import QApplication

from annotator.core.model import Document
from annotator.formats import scheme_toml
from annotator.ui.article import accessible
from annotator.ui.article.view import ArticleView
from annotator.ui.parts.look import LIGHT

TEXT = "🔴 قال مصدر عسكري\nسطر ثان"


@pytest.fixture
def view(qapp: QApplication) -> Iterator[ArticleView]:
    made = ArticleView(LIGHT)
    made.setAccessibleName("المقال")
    made.resize(500, 300)
    made.show()
    made.show_document(Document(id="d", kind="article", text_hash="x"), TEXT, scheme_toml.load())
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def heard(view: ArticleView) -> QAccessibleTextInterface:
    found = QAccessible.queryAccessibleInterface(view).textInterface()
    assert found is not None
    return found


def test_it_is_named_and_read_only(view: ArticleView) -> None:
    found = QAccessible.queryAccessibleInterface(view)
    assert found.text(QAccessible.Text.Name) == "المقال"
    assert found.role() == QAccessible.Role.EditableText
    assert found.state().readOnly
    assert found.valueInterface() is None


def test_the_text_and_the_caret_in_utf16(view: ArticleView, heard: QAccessibleTextInterface) -> None:
    assert heard.characterCount() == len(TEXT) + 1
    assert heard.text(3, 6) == "قال"
    view.set_caret(TEXT.index("مصدر"))
    assert heard.cursorPosition() == TEXT.index("مصدر") + 1
    heard.setCursorPosition(3)
    assert view.caret() == 2


def test_places_on_the_screen(view: ArticleView, heard: QAccessibleTextInterface) -> None:
    place = TEXT.index("عسكري")
    box = heard.characterRect(place + 1)
    assert box.width() > 0
    assert heard.offsetAtPoint(QPoint(box.center())) == place + 1


def test_what_is_selected_is_the_value(view: ArticleView, heard: QAccessibleTextInterface) -> None:
    heard.setSelection(0, 3, 6)
    assert view.selection() == (2, 5)
    assert QAccessible.queryAccessibleInterface(view).text(QAccessible.Text.Value) == "قال"


def test_what_is_selected_is_announced_once(view: ArticleView, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    class Listening:
        @staticmethod
        def isActive() -> bool:
            return True

        @staticmethod
        def updateAccessibility(event: QAccessibleEvent) -> None:
            if isinstance(event, QAccessibleAnnouncementEvent):
                said.append(event.message())

    monkeypatch.setattr(accessible, "QAccessible", Listening)
    view.set_selection(2, 5)
    view.set_selection(2, 5)
    view.set_caret(7)
    view.set_selection(6, 9)
    assert said == ["قال", "مصد"]


def test_no_question_is_left_without_an_answer(heard: QAccessibleTextInterface) -> None:
    """Some PySide6 ask for these in Python, and print an error where they are not there."""
    assert heard.selectionCount() == 0
    assert heard.attributes(0, 0, 0) == ""
    assert heard.selection(0, 0, 0) is None


def test_views_come_and_go(qapp: QApplication) -> None:
    for _ in range(50):
        view = ArticleView(LIGHT)
        assert QAccessible.queryAccessibleInterface(view).textInterface().characterCount() == 0
        view.deleteLater()
        qapp.processEvents()
