"""The names a person knows reach the gestures of the window: learned, listed, and nobody else's."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.commands import documents, names, spans
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language

TEXT = "زار الوفد جسور و سلام أمس.\nوفي جسور و سلام مقر قديم."
NAME = "جسور و سلام"
"""What no rule tells: a word of one letter stands in it."""


@pytest.fixture
def language() -> Language:
    return "ar"


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot) -> str:
    """The id of the document that is open."""
    session = window.session
    report = session.do(documents.add_text, TEXT)
    assert report is not None and report.first_document is not None
    session.open_document(report.first_document)
    settle(window, qtbot)
    return str(report.first_document)


def settle(window: MainWindow, qtbot: QtBot) -> None:
    window.session.settle()
    qtbot.waitUntil(lambda: not window.proposing.is_busy, timeout=30_000)


def taken(window: MainWindow) -> str:
    """The name taken where it stands for the second time."""
    window.article.set_caret(TEXT.rindex("جسور") + 1)
    window.article.setFocus()
    QTest.keyClick(window.article, Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    return window.article.value()


def label(window: MainWindow, document: str) -> None:
    start = TEXT.index(NAME)
    added = window.session.do(
        spans.add_span, document_id=document, label="actor", ranges=[(start, start + len(NAME))]
    )
    assert added is not None


def test_a_name_is_known_once_it_was_labelled(window: MainWindow, opened: str, qtbot: QtBot) -> None:
    assert taken(window) == "جسور"
    label(window, opened)
    settle(window, qtbot)
    assert taken(window) == NAME


def test_a_listed_name_is_known(window: MainWindow, opened: str, qtbot: QtBot) -> None:
    window.session.do(names.add_name, label="actor", name=NAME)
    settle(window, qtbot)
    assert taken(window) == NAME


def test_names_are_known_while_nothing_is_proposed(window: MainWindow, opened: str, qtbot: QtBot) -> None:
    window.menus.actions["show_suggestions"].trigger()
    label(window, opened)
    settle(window, qtbot)
    assert taken(window) == NAME
    assert window.proposing.suggestions == ()


def test_what_somebody_else_labelled_is_not_known(window: MainWindow, opened: str, qtbot: QtBot) -> None:
    label(window, opened)
    settle(window, qtbot)
    window.session.set_author("يزن")
    assert window.article.words.known is None, "not even until it is looked up anew"
    settle(window, qtbot)
    assert taken(window) == "جسور"
