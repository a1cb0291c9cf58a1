"""What is refused is said at the foot of the text, and stands there until something else is done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.errors import AnnotatorError
from annotator.ui.parts import notice as notices
from annotator.ui.window import MainWindow
from annotator.words.i18n import error_sentence

KEY = Qt.Key


@pytest.fixture
def refused(window: MainWindow) -> MainWindow:
    """A label was given a second time to the same words."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    span = next(span for span in window.session.layer.spans if span.label == "actor")
    window.article.setFocus()
    window.article.set_selection(span.start, span.end)
    QTest.keyClick(window.article, KEY.Key_1)
    QApplication.processEvents()
    return window


def test_it_stands_below_the_text_and_says_what_to_do(refused: MainWindow) -> None:
    notice, article = refused.panels.notice, refused.article
    assert notice.isVisible() and notice.geometry().top() >= article.geometry().bottom()
    assert notice.width() <= article.width() + 2
    span = next(span for span in refused.session.layer.spans if span.label == "actor")
    error = AnnotatorError("span-exists", quote=span.quote)
    assert notice.said.text().endswith(error_sentence(refused.session.language, error))
    assert refused.status.currentMessage() == ""


def remove(window: MainWindow) -> None:
    span = window.session.layer.spans[0]
    window.article.select_span(span.id)
    window.act("delete")


@pytest.mark.parametrize(
    "act",
    [
        lambda window: QTest.keyClick(QApplication.focusWidget(), KEY.Key_Escape),
        remove,
        lambda window: window.act("next_document"),
        lambda window: window.appearance.switch_language(),
    ],
)
def test_the_next_act_or_escape_takes_it_away(
    refused: MainWindow, act: Callable[[MainWindow], object]
) -> None:
    QTest.keyClick(refused.article, KEY.Key_Left)
    assert refused.panels.notice.isVisible()
    act(refused)
    QApplication.processEvents()
    assert not refused.panels.notice.isVisible() and refused.panels.notice.said.text() == ""


def test_what_was_done_is_said_in_the_status_bar_only(window: MainWindow) -> None:
    remove(window)
    assert window.status.currentMessage() and not window.panels.notice.isVisible()


def test_whoever_listens_hears_it(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    def hear(event: QAccessibleEvent) -> None:
        if event.type() == QAccessible.Event.Announcement:
            heard.append(event.message())  # type: ignore[attr-defined]

    monkeypatch.setattr(notices.QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(notices.QAccessible, "updateAccessibility", hear)
    window.fail(AnnotatorError("nothing-selected"))
    assert heard == [window.session.tr_("errors.nothing-selected")]


def test_a_long_quote_is_said_by_its_ends(window: MainWindow) -> None:
    window.fail(AnnotatorError("span-exists", quote="كلمة " * 100))
    assert len(window.panels.notice.said.text()) < 200
