"""Two pages are annotated from proposals, a model learns from them, a third opens with what it found."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from annotator.__main__ import main
from annotator.core.suggestions import FIRST, Suggestion
from annotator.store import Project
from annotator.suggest.trained import SUGGESTER
from annotator.ui.suggest.models_dialog import ModelsDialog
from tests.journeys.driver import KEY, MOD, Person, sit_down
from tests.store.conftest import make_document
from tests.trained import LINES, ME, UNSEEN

PAGES = (
    (("حركة الجسور", "دير الحمام"), ("هيئة البيدر", "عين الرمان")),
    (("حركة السواقي", "بئر السمك"), ("حزب الشراع", "كفر الورد")),
)
WRONG, RIGHT = "لواء البحيرة", "البحيرة"


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_page_opens_with_what_was_learned_from_two_others(tmp_path: Path, language: str) -> None:
    path = tmp_path / "news.db"
    main(["new", str(path)])
    with Project.open(path) as project:
        pages = [make_document(project, _page(number)).id for number in range(len(PAGES))]
        unseen = make_document(project, UNSEEN).id

    def work(person: Person) -> None:
        window = person.window

        def learned() -> list[Suggestion]:
            return [row for row in window.proposing.suggestions if row.suggester == SUGGESTER]

        for page in pages:
            window.opening.document(page)
            settle(person)
            person.go_to(0)
            while window.proposing.suggestions:
                person.press(KEY.Key_S)
                person.press(KEY.Key_Return, MOD.ControlModifier)
                settle(person)
            assert len(person.spans) == 2 * len(PAGES[0]) * len(LINES)
            assert f"suggestion:{FIRST}" in {span.origin for span in person.spans}
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
        assert wrong is not None and (wrong.suggester, wrong.spans[0].quote) == (SUGGESTER, WRONG)
        person.press(KEY.Key_Backspace)
        settle(person)
        person.label(RIGHT, KEY.Key_1)
        settle(person)
        person.go_to(0)
        person.press(KEY.Key_S)
        right = window.proposing.current()
        assert right is not None and right.suggester == SUGGESTER
        person.press(KEY.Key_Return)
        settle(person)
        assert {(span.quote, span.origin.partition(":")[0]) for span in person.spans} == {
            (RIGHT, "hand"), (right.spans[0].quote, "suggestion"),
        }  # fmt: skip

        window.opening.document(pages[0])
        settle(person)
        window.opening.document(unseen)
        settle(person)
        assert not learned()

    assert sit_down(["open", str(path), "--author", ME, "--language", language], work) == 0


def _page(number: int) -> str:
    return "\n".join(
        line.format(actor=actor, place=place) for actor, place in PAGES[number] for line in LINES
    )


def settle(person: Person, dialog: ModelsDialog | None = None) -> None:
    """Wait for what runs in the background."""
    for _ in range(3_000):
        QTest.qWait(10)
        if not (dialog and dialog.busy) and not person.window.proposing.is_busy:
            return
    raise AssertionError("it did not end")
