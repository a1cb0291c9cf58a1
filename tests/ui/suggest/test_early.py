"""Nobody waits for suggestions: those of the last time are shown first, and those of another text never."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from annotator.commands import documents
from annotator.store import queries
from annotator.ui.suggest import suggestions
from annotator.ui.window import MainWindow

FIRST = "قال الوزير إن الجسر أغلق أمس."
SECOND = "أكدت الوكالة أن المعبر فتح اليوم."


class Held:
    """Suggestions are computed, and come once `go` is set."""

    def __init__(self, compute: Callable[..., Any]) -> None:
        self._compute = compute
        self.go = Event()

    def __call__(self, *given: Any, **named: Any) -> Any:
        came = self._compute(*given, **named)
        assert self.go.wait(60)
        return came


@pytest.fixture
def held(window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Iterator[Held]:
    """What was found in a text of the project, and is shown, is asked for again and does not come."""
    open_text(window, SECOND)
    settle(window, qtbot)
    open_text(window, FIRST)
    settle(window, qtbot)
    assert quotes(window) and not window.proposing.is_early
    held = Held(suggestions._suggest)
    monkeypatch.setattr(suggestions, "_suggest", held)
    window.proposing._counted = None
    yield held
    held.go.set()
    settle(window, qtbot)


def open_text(window: MainWindow, text: str) -> None:
    report = window.session.do(documents.add_text, text)
    assert report is not None
    window.session.open_document(report.first_document)


def open_other(window: MainWindow) -> None:
    """The one of the two texts that is not open."""
    project, document = window.session.project, window.session.document
    assert project is not None and document is not None
    known = [queries.document(project, name) for name in queries.document_ids(project)]
    window.session.open_document(
        next(
            row.id
            for row in known
            if row.id != document.id and queries.text_of(project, row) in (FIRST, SECOND)
        )
    )


def settle(window: MainWindow, qtbot: QtBot) -> None:
    window.session.settle()
    qtbot.waitUntil(lambda: not window.proposing.is_busy, timeout=30_000)
    window.session.settle()


def quotes(window: MainWindow) -> set[str]:
    return {span.quote for row in window.proposing.suggestions for span in row.spans}


def test_those_of_the_last_time_are_shown_until_it_is_known_what_holds(
    window: MainWindow, held: Held, qtbot: QtBot
) -> None:
    before, said = quotes(window), window.session.tr_("proposing.early")
    assert window.session.document is not None
    window.session.open_document(window.session.document.id)
    assert quotes(window) == set()
    qtbot.waitUntil(lambda: window.proposing.is_early, timeout=30_000)
    window.session.settle()
    assert quotes(window) == before
    assert said in window.panels.strip.said.whole
    held.go.set()
    settle(window, qtbot)
    assert quotes(window) == before and not window.proposing.is_early
    assert said not in window.panels.strip.said.whole


def test_what_was_found_for_one_text_is_not_shown_in_another(
    window: MainWindow, held: Held, qtbot: QtBot
) -> None:
    window.proposing.show(True)
    qtbot.waitUntil(lambda: window.proposing._task.is_running, timeout=30_000)
    open_text(window, SECOND)
    window.session.settle()
    held.go.set()
    settle(window, qtbot)
    assert quotes(window) and all(quote in SECOND for quote in quotes(window))


def test_they_are_shown_too_in_a_text_that_is_opened_meanwhile(
    window: MainWindow, held: Held, qtbot: QtBot
) -> None:
    window.proposing.show(True)
    for _ in range(2):
        open_other(window)
        qtbot.waitUntil(lambda: window.proposing.is_early, timeout=30_000)
        assert quotes(window) and all(quote in window.session.text for quote in quotes(window))


@pytest.mark.parametrize("answer", ["accept_suggestion", "reject_suggestion"])
def test_what_was_answered_meanwhile_is_not_shown_again(
    window: MainWindow, held: Held, qtbot: QtBot, answer: str
) -> None:
    shown: list[bool] = []
    window.proposing.show(True)
    qtbot.waitUntil(lambda: window.proposing.is_early, timeout=30_000)
    window.session.settle()
    window.proposing.step(1)
    window.act(answer)
    window.session.settle()
    assert window.proposing.suggestions == ()
    window.proposing.changed.connect(lambda: shown.append(bool(window.proposing.suggestions)))
    held.go.set()
    settle(window, qtbot)
    assert window.proposing.suggestions == () and True not in shown
