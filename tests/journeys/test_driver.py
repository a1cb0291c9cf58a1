"""A journey that comes to no end says what stands open, instead of waiting for ever."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from tests.journeys import driver


def test_a_dialog_nobody_answers(
    tmp_path: Path, empty_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shutil.copy(empty_project, tmp_path / "news.db")
    monkeypatch.setattr(driver, "_PATIENCE_MILLISECONDS", 100)
    with pytest.raises(AssertionError, match=r"came to no end; modal: .*QDialog"):
        driver.sit_down(
            ["open", str(path), "--author", "سلمى"], lambda person: QDialog(person.window).exec() and None
        )
