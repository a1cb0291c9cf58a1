"""Marking in the window: a source picked in the text, edges moved, re-marked by mouse, Arabic keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.__main__ import main
from annotator.core.model import Span
from annotator.store import Project
from annotator.store.stats import stats
from annotator.store.verify import verify
from tests import arabic_keyboard
from tests.journeys.driver import KEY, MOD, Person, sit_down
from tests.ui.article.pointing import LEFT, click, drag, knob, point

TEXT = """مجلس السنديان يرحب بالهدنة

قال المتحدث باسم المجلس إن الهدنة صامدة منذ ثلاثة أيام، بحسب ما نقلت عنه هيئة الصحة في الريان.
"""


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_source_is_picked_judged_told_and_undone(tmp_path: Path, language: str) -> None:
    path, page = tmp_path / "news.db", tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    assert main(["new", str(path), "--language", language]) == 0
    assert main(["import", str(path), str(page), "--language", language]) == 0

    def work(person: Person) -> None:
        window, session = person.window, person.window.session
        claim = person.label("إن الهدنة صامدة منذ ثلاثة أيام", KEY.Key_3)
        for key in (KEY.Key_A, KEY.Key_N, KEY.Key_C, KEY.Key_3, KEY.Key_P):
            person.press(key)
        assert window.status.currentMessage() == session.tr_("window.pick-expected")
        person.select("هيئة الصحة")
        person.press(KEY.Key_Return)
        row = session.layer.attributions[0]
        source = session.span(row.sources[0])
        assert source is not None and source.quote == "هيئة الصحة"
        assert row.claims == (claim.id,) and row.category == "medical"
        assert row.attributes == {"naming": "named", "reliability": "C", "credibility": "3"}
        assert window.article.selected_span() == claim.id
        person.press(KEY.Key_H)
        history = window.inspector._history
        assert QApplication.focusWidget() is history
        newest = history.item(0)
        assert newest is not None and source.quote in newest.text() and session.author in newest.text()
        person.press(KEY.Key_Escape)
        person.press(KEY.Key_Z, MOD.ControlModifier)
        assert session.layer.attributions == () and session.layer.spans == (claim,)

    assert sit_down(["open", str(path), "--author", "سلمى", "--language", language], work) == 0
    with Project.open(path) as project:
        assert verify(project) == []
        assert stats(project).unattributed == 1


STACKED = "قال مصدر عسكري ومسؤول محلي إن الجسر أغلق.\n"


@pytest.fixture
def desk(tmp_path: Path) -> list[str]:
    """What opens a project with a page of one line."""
    path, page = tmp_path / "news.db", tmp_path / "page.txt"
    page.write_text(STACKED, encoding="utf-8")
    assert main(["new", str(path), "--language", "en"]) == 0
    assert main(["import", str(path), str(page), "--language", "en"]) == 0
    return ["open", str(path), "--author", "هالة", "--language", "en"]


def stack(person: Person) -> None:
    """Two labels on the same words, and one elsewhere."""
    person.label("مصدر عسكري", KEY.Key_1)
    person.label("مصدر عسكري", KEY.Key_4)
    person.label("مسؤول محلي", KEY.Key_4)


def rows(person: Person) -> set[tuple[str, str]]:
    return {(span.label, span.quote) for span in person.spans}


def selected(person: Person) -> Span:
    span = person.window.session.span(person.window.article.selected_span())
    assert span is not None
    return span


def test_the_span_that_was_selected_is_the_one_that_changes(desk: list[str]) -> None:
    def work(person: Person) -> None:
        view = person.window.article
        stack(person)
        at = person.text.index("مصدر")
        click(view, at + 2)
        chosen = selected(person).label
        other = {"actor": "source", "source": "actor"}[chosen]
        drag(view, point(view, at) + QPointF(-1, 0), point(view, at + 4))
        person.press(KEY.Key_M)
        assert {(chosen, "مصدر"), (other, "مصدر عسكري")} <= rows(person)
        begin, end = person.text.index("محلي"), person.text.index("إن") + 2
        drag(view, point(view, begin), point(view, end))
        person.press(KEY.Key_D)
        assert {(chosen, "مصدر محلي إن"), ("source", "مسؤول محلي")} <= rows(person)
        person.press(KEY.Key_Delete)
        assert len(person.spans) == 2 and ("source", "مسؤول محلي") in rows(person)

    assert sit_down(desk, work) == 0


def test_edges_are_moved_by_keys_shown_and_saved_as_one_change(desk: list[str]) -> None:
    def work(person: Person) -> None:
        window, session = person.window, person.window.session
        span = person.label("مصدر عسكري", KEY.Key_4)
        for key, held in ((KEY.Key_BracketRight, MOD.ControlModifier), (KEY.Key_BracketLeft, MOD.NoModifier)):
            person.press(key, held)
        assert window.inspector._quote.text() == "مصدر عسكري ومسؤو"
        assert "مصدر عسكري ومسؤو" in window.status.currentMessage()
        assert session.layer.spans == (span,)
        person.press(KEY.Key_Escape)
        assert window.inspector._quote.text() == "مصدر عسكري" and window.status.currentMessage() == ""
        person.press(KEY.Key_BracketRight, MOD.ControlModifier)
        person.press(KEY.Key_Return)
        assert selected(person).quote == "مصدر عسكري ومسؤول"
        assert QApplication.focusWidget() is window.article
        person.press(KEY.Key_Backslash)
        assert selected(person).quote == "مصدر عسكري ومسؤول"
        for _ in range(2):
            person.press(KEY.Key_BracketRight, MOD.ControlModifier)
        person.press(KEY.Key_2)
        assert rows(person) == {("place", "مصدر عسكري ومسؤول محلي إن")}
        for wanted in (
            {("source", "مصدر عسكري ومسؤول محلي إن")},
            {("source", "مصدر عسكري ومسؤول")},
            {("source", "مصدر عسكري")},
        ):
            person.press(KEY.Key_Z, MOD.ControlModifier)
            assert rows(person) == wanted

    assert sit_down(desk, work) == 0


def test_a_handle_is_dragged_and_a_twin_is_refused(desk: list[str]) -> None:
    def work(person: Person) -> None:
        view = person.window.article
        person.label("مصدر عسكري", KEY.Key_4)
        drag(view, knob(view, "end"), point(view, person.text.index("ومسؤول") + 3))
        assert rows(person) == {("source", "مصدر عسكري ومسؤول")}
        person.label("عسكري ومسؤول", KEY.Key_4)
        drag(view, knob(view, "start"), point(view, person.text.index("مصدر") + 2))
        assert rows(person) == {("source", "مصدر عسكري ومسؤول"), ("source", "عسكري ومسؤول")}
        assert "مصدر عسكري ومسؤول" in person.window.panels.notice.said.text()
        assert view.value() == "عسكري ومسؤول"
        person.press(KEY.Key_Z, MOD.ControlModifier)
        person.press(KEY.Key_Z, MOD.ControlModifier)
        assert rows(person) == {("source", "مصدر عسكري")}

    assert sit_down(desk, work) == 0


def test_whole_words_by_mouse_and_the_word_by_double_click(desk: list[str]) -> None:
    def work(person: Person) -> None:
        view = person.window.article
        start, end = person.text.index("عسكري"), person.text.index("ومسؤول") + 6
        drag(view, point(view, start + 2), point(view, end - 2))
        assert view.selection() == (start, end)
        at = person.text.index("ومسؤول")
        middle = view.range_rects(at + 3, at + 4)[0].center().toPoint()
        for _ in range(2):
            QTest.mouseDClick(view.viewport(), LEFT, pos=middle)
            assert view.selection() == (at, at + 6)
            click(view, person.text.index("إن"))
        QTest.mouseDClick(view.viewport(), LEFT, pos=middle)
        QTest.mouseDClick(view.viewport(), LEFT, pos=middle)
        person.press(KEY.Key_1)
        assert rows(person) == {("actor", "مسؤول")}

    assert sit_down(desk, work) == 0


def test_where_only_an_arabic_layout_is(desk: list[str]) -> None:
    def work(person: Person) -> None:
        window = person.window

        def press(key: str) -> None:
            person.rest()
            arabic_keyboard.press(key)

        person.go_to(person.text.index("مسؤول") + 2)
        press("W")
        press("W")
        press("4")
        assert rows(person) == {("source", "مسؤول")}
        press("Ctrl+]")
        press("{")
        person.press(KEY.Key_Return)
        assert rows(person) == {("source", "سؤول محلي")}
        claim = person.label("إن الجسر أغلق", KEY.Key_3)
        press("A")
        press("N")
        person.press(KEY.Key_N)
        press("P")
        assert window.status.currentMessage() == window.session.tr_("window.pick-expected")
        person.press(KEY.Key_Escape)
        press("Ctrl+Z")
        assert window.session.span(claim.id) is None
        press("Ctrl+Shift+Z")
        assert window.session.span(claim.id) is not None
        press("Ctrl+F")
        for letter in "SDN":
            press(letter)
        assert window.rooms.find_bar.line.text() == "سيى"

    assert sit_down(desk, work) == 0
