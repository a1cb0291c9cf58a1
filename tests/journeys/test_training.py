"""Pages are annotated, a model learns from them, another opens with what it found; a wrong one stays away."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from annotator.__main__ import main
from annotator.core.suggestions import Suggestion
from annotator.store import Project
from annotator.suggest.trained import SUGGESTER
from annotator.ui.suggest.models_dialog import ModelsDialog
from tests.journeys.driver import KEY, Person, sit_down
from tests.store.conftest import make_document
from tests.trained import ME, UNSEEN, annotate

PAGES = 8


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_page_opens_with_what_was_learned_from_others(tmp_path: Path, language: str) -> None:
    path = tmp_path / "news.db"
    main(["new", str(path)])
    with Project.open(path) as project:
        for number in range(PAGES):
            annotate(project, number)
        unseen = make_document(project, UNSEEN).id

    def work(person: Person) -> None:
        window = person.window

        def learned() -> list[Suggestion]:
            return [row for row in window.proposing.suggestions if row.suggester == SUGGESTER]

        window.opening.document(unseen)
        settle(person)
        assert not learned()

        window.menus.actions["models"].trigger()
        dialog = window.findChild(ModelsDialog)
        assert isinstance(dialog, ModelsDialog)
        dialog.train_button.click()
        settle(person, dialog)
        dialog.use_button.click()
        settle(person, dialog)
        dialog.reject()
        assert {row.spans[0].label for row in learned()} == {"actor", "place"}

        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        person.go_to(0)
        person.press(KEY.Key_S)
        wrong = window.proposing.current()
        assert wrong is not None and wrong.suggester == SUGGESTER
        person.press(KEY.Key_Backspace)
        settle(person)
        right = window.proposing.current()
        assert right is not None and right.id != wrong.id
        person.press(KEY.Key_Return)
        settle(person)
        (span,) = person.spans
        assert (span.origin, span.quote) == (f"suggestion:{SUGGESTER}", right.spans[0].quote)
        assert not learned()

    assert sit_down(["open", str(path), "--author", ME, "--language", language], work) == 0


def settle(person: Person, dialog: ModelsDialog | None = None) -> None:
    """Wait for what runs in the background."""
    for _ in range(3_000):
        QTest.qWait(10)
        if not (dialog and dialog.busy) and not person.window.proposing.is_busy:
            return
    raise AssertionError("it did not end")
