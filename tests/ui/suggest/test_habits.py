"""What the person corrects again and again is learned beside the window, told once, and can be left."""

from __future__ import annotations

from PySide6.QtTest import QTest

from annotator.core.habits import LEAST
from annotator.store import habits
from annotator.ui.suggest.models_dialog import ModelsDialog
from annotator.ui.window import MainWindow
from annotator.words.training import turned_sentence
from tests.habits import UNSEEN, decide, pages, parts, without_that
from tests.store.conftest import make_document


def settle(window: MainWindow) -> None:
    for _ in range(3_000):
        if not window.proposing.is_busy:
            return
        QTest.qWait(10)
    raise AssertionError("it did not end")


def claim(window: MainWindow) -> str:
    settle(window)
    (row,) = (row for row in window.proposing.suggestions if row.suggester == "cues")
    return parts(row)["claim"]


def test_habits_are_learned_told_once_and_left(window: MainWindow) -> None:
    session = window.session
    assert session.project is not None
    told: list[str] = []
    session.told.connect(lambda sentence, _: told.append(sentence))
    page = make_document(session.project, UNSEEN)
    decide(session.project, pages(LEAST), without_that, session.author)
    session.open_document(page.id)
    assert claim(window) == "الحديقة ستفتح"

    dialog = ModelsDialog(session, window)
    dialog.show()
    assert dialog.habits.isChecked() and str(LEAST) in dialog.habits_known.text()
    dialog.habits.click()
    assert claim(window) == "أن الحديقة ستفتح"
    dialog.habits.click()
    assert claim(window) == "الحديقة ستفتح"
    learned = habits.learned(session.project, session.author)
    assert learned and told == [turned_sentence(session.language, learned)]
    dialog.close()
