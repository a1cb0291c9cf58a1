"""A model is trained, used and left again beside the window; one outside is asked once it was agreed to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest

from annotator.commands import outside
from annotator.core.suggestions import IMPORTED
from annotator.suggest.trained import SUGGESTER
from annotator.ui.suggest.models_dialog import ModelsDialog
from annotator.ui.window import MainWindow
from tests.outside import region, serving


@pytest.fixture
def dialog(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelsDialog:
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "settings"))
    dialog = ModelsDialog(window.session, window)
    dialog.show()
    return dialog


def settled(window: MainWindow, dialog: ModelsDialog) -> None:
    for _ in range(3_000):
        if not dialog.busy and not window.proposing.is_busy:
            return
        QTest.qWait(10)
    raise AssertionError("it did not end")


def suggesters(window: MainWindow) -> set[str]:
    return {row.suggester for row in window.proposing.suggestions}


def test_a_model_is_trained_used_and_left(window: MainWindow, dialog: ModelsDialog, tmp_path: Path) -> None:
    assert not dialog.use_button.isEnabled() and not dialog.cancel_button.isVisible()
    nothing = dialog.versions_told.text()
    assert nothing and not dialog.versions.isVisible() and not dialog.outside.isVisible()
    dialog.train_button.click()
    assert dialog.cancel_button.isVisible() and not dialog.train_button.isEnabled()
    settled(window, dialog)
    assert dialog.versions.count() == 1 and "F1" in dialog.said.text()
    assert dialog.versions.isVisible() and dialog.versions_told.text() != nothing
    assert SUGGESTER not in suggesters(window)

    dialog.use_button.click()
    settled(window, dialog)
    assert dialog._is_used(dialog._versions[0])
    dialog.export_file(tmp_path / "out")
    settled(window, dialog)
    dialog.remove_button.click()
    settled(window, dialog)
    assert dialog.versions.count() == 0
    dialog.import_file(tmp_path / "out.model")
    settled(window, dialog)
    assert dialog.versions.count() == 1 and not dialog._is_used(dialog._versions[0])
    dialog.import_file(Path(__file__))
    settled(window, dialog)
    assert "test_models_dialog.py" in dialog.said.text()


def test_training_is_cancelled(window: MainWindow, dialog: ModelsDialog) -> None:
    dialog.train_button.click()
    dialog.cancel_button.click()
    settled(window, dialog)
    assert dialog.versions.count() == 0 and dialog.said.text()


def test_closing_ends_what_runs(window: MainWindow, dialog: ModelsDialog) -> None:
    dialog.train_button.click()
    dialog.reject()
    assert not dialog.busy


def test_an_outside_model_is_asked_about_the_open_document(window: MainWindow, dialog: ModelsDialog) -> None:
    def answer(path: str, body: Any) -> Any:
        text = body["tasks"][0]["data"]["text"]
        return {"results": [{"result": [region(text, word, "cue") for word in text.split()]}]}

    with serving(answer) as (address, asked):
        outside.add_outside("بعيد", "label-studio", [address], seconds=20, consent=False)
        dialog._read()
        assert not dialog.ask_button.isEnabled() and address in dialog.consent.text()
        dialog.agree_button.click()
        assert dialog.ask_button.isEnabled() and not dialog.agree_button.isEnabled() and not asked
        dialog.ask_button.click()
        settled(window, dialog)
        assert len(asked) == 1
    assert IMPORTED in suggesters(window)
