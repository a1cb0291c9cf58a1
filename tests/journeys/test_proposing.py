"""What is proposed, worked off by the keyboard: accept, reject, learn a name, spread it, undo all of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.__main__ import main
from annotator.core.suggestions import Suggestion
from annotator.disk import data_path
from annotator.store import Project
from annotator.store.stats import stats
from annotator.store.verify import verify
from annotator.ui.mark.occurrences import OccurrencesDialog
from tests.journeys.driver import KEY, MOD, Person, sit_down

PAGE = "01-ticker-crossing.txt"
GROUP = "قحس"


def until(seen: Callable[[], bool]) -> None:
    """Wait for what is computed in the background."""
    for _ in range(1000):
        if seen():
            return
        QTest.qWait(20)
    raise AssertionError("it did not come")


def of(person: Person, suggester: str) -> list[Suggestion]:
    return [row for row in person.window.proposing.suggestions if row.suggester == suggester]


def current(person: Person) -> Suggestion:
    row = person.window.proposing.current()
    assert row is not None
    return row


@pytest.mark.parametrize("language", ["ar", "en"])
def test_proposals_are_worked_off_by_the_keyboard(tmp_path: Path, language: str) -> None:
    path = tmp_path / "news.db"
    main(["new", str(path)])
    main(["import", str(path), str(data_path("sample_corpus", "pages", PAGE))])

    def accept_and_reject(person: Person) -> None:
        window = person.window
        until(lambda: len(of(person, "ticker")) >= 8)
        window.session.settle()
        assert window.panels.strip.isVisible()
        before = len(window.proposing.suggestions)
        person.press(KEY.Key_S)
        first = current(person)
        person.press(KEY.Key_Return)
        assert [row.origin for row in window.session.layer.attributions] == [f"suggestion:{first.suggester}"]
        assert {span.quote for span in person.spans} == {span.quote for span in first.spans}
        second = current(person)
        assert second.id != first.id
        person.press(KEY.Key_Backspace)
        assert len(window.session.layer.attributions) == 1
        until(lambda: second.id not in {row.id for row in window.proposing.suggestions})
        QTest.qWait(400)  # what was rejected does not come back when suggestions are computed anew
        assert not {first.id, second.id} & {row.id for row in window.proposing.suggestions}
        assert len(window.proposing.suggestions) <= before - 2
        window.undo()
        until(lambda: second.id in {row.id for row in window.proposing.suggestions})
        window.session.redo()
        until(lambda: second.id not in {row.id for row in window.proposing.suggestions})

    def accept_alike(person: Person) -> None:
        person.press(KEY.Key_S)
        alike = person.window.proposing.alike()
        while len(alike) < 2 or alike[0].attribution is None:
            person.press(KEY.Key_S)
            alike = person.window.proposing.alike()
        rows = len(person.window.session.layer.attributions)
        person.press(KEY.Key_Return, MOD.ControlModifier)
        assert len(person.window.session.layer.attributions) == rows + len(alike)
        person.window.undo()
        assert len(person.window.session.layer.attributions) == rows

    def reject_alike(person: Person) -> None:
        window = person.window
        alike = {row.id for row in window.proposing.alike()}
        while len(alike) < 2:
            person.press(KEY.Key_S)
            alike = {row.id for row in window.proposing.alike()}
        assert window.panels.strip.buttons["reject_alike"].isVisible()
        person.press(KEY.Key_Backspace, MOD.ControlModifier)
        assert window.session.next_undo() == "suggestion.reject"
        assert not alike & {row.id for row in window.proposing.suggestions}
        window.undo()
        until(lambda: alike <= {row.id for row in window.proposing.suggestions})

    def learn_and_spread(person: Person) -> None:
        window = person.window
        assert not [row for row in of(person, "names") if row.spans[0].quote == GROUP]
        span = person.label(GROUP, KEY.Key_1)
        until(lambda: any(row.spans[0].quote == GROUP for row in of(person, "names")))
        named = [row.spans[0] for row in of(person, "names") if row.spans[0].quote == GROUP]
        assert all(person.text[slice(*row.ranges[0])] == GROUP for row in named)
        assert all(row.ranges != span.ranges and row.label == "actor" for row in named)
        window.article.select_span(span.id)
        person.press(KEY.Key_L)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, OccurrencesDialog)
        until(dialog.label_button.isEnabled)
        QTest.keyClick(dialog.label_button, KEY.Key_Return)
        until(lambda: QApplication.activeModalWidget() is None)
        labelled = [row for row in person.spans if row.quote == GROUP and row.label == "actor"]
        assert len(labelled) == len(named) + 1
        until(lambda: not [row for row in of(person, "names") if row.spans[0].quote == GROUP])

    def undo_all(person: Person) -> None:
        person.window.activateWindow()
        QTest.qWaitForWindowActive(person.window)
        person.window.article.setFocus()
        for _ in range(50):
            if person.window.session.next_undo() in ("documents.import", ""):
                break
            person.press(KEY.Key_Z, MOD.ControlModifier)
        assert person.spans == () and person.window.session.layer.attributions == ()
        until(lambda: len(of(person, "ticker")) >= 8)

    def work(person: Person) -> None:
        accept_and_reject(person)
        accept_alike(person)
        reject_alike(person)
        learn_and_spread(person)
        undo_all(person)

    assert sit_down(["open", str(path), "--author", "سلمى", "--language", language], work) == 0
    with Project.open(path) as project:
        assert verify(project) == []
        assert stats(project).spans == 0
