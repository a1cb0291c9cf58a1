"""A fault of the program in the window: told once with its report, and work goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.commands import diary
from annotator.core.errors import AnnotatorError
from annotator.ui.faults import Faults
from annotator.ui.parts.fault_dialog import FaultDialog
from annotator.ui.window import MainWindow

WORD = "مطلع"


@pytest.fixture
def faults(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    made = Faults(window, window.session)
    monkeypatch.setattr(sys, "excepthook", made.caught)
    made.keep_diary()
    yield made
    made.end()


def fail() -> None:
    raise ValueError(f"no place for {WORD}")


def raised() -> None:
    """As Qt does with what a slot raises."""
    try:
        fail()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)


def told() -> list[str]:
    """The report of a fault as the dialog shows it, which is closed again."""
    seen: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FaultDialog)
        seen.append(dialog.text.toPlainText())
        dialog.accept()

    QTimer.singleShot(0, look)
    raised()
    return seen


def noted() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in diary.folder().glob("annotator-*.log"))


def test_a_fault_is_told_with_a_report_without_words(
    window: MainWindow, faults: Faults, capfd: pytest.CaptureFixture[str]
) -> None:
    (report,) = told()
    assert "in fail" in report and "ValueError: no place for …" in report and WORD not in report
    assert report in noted() and WORD not in noted()
    assert WORD in capfd.readouterr().err  # whoever started it in a terminal sees all


def test_the_same_fault_again_does_not_lock_the_person_out(
    window: MainWindow, faults: Faults, capfd: pytest.CaptureFixture[str]
) -> None:
    told()
    said: list[str] = []
    window.session.told.connect(lambda sentence, _: said.append(sentence))
    raised()  # no dialog that somebody would have to close
    assert said == [window.session.tr_("window.bug-again")]
    assert noted().count("ValueError: no place") == 2


def test_a_report_can_be_copied_and_saved(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = FaultDialog(window.session.language, "", "what failed", tmp_path, window)
    dialog.copy.click()
    assert QApplication.clipboard().text() == "what failed"
    out = tmp_path / "report.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    dialog.save.click()
    assert out.read_text(encoding="utf-8") == "what failed"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path), ""))
    dialog.save.click()
    assert str(tmp_path) in dialog.passing.text()
    dialog.deleteLater()


def test_a_crash_of_the_last_time_is_told(window: MainWindow) -> None:
    diary.folder().mkdir(parents=True)
    (diary.folder() / "crash-1.txt").write_text("Fatal Python error: Aborted", encoding="utf-8")
    faults = Faults(window, window.session)
    QTimer.singleShot(50, lambda: QApplication.activeModalWidget().close())
    faults.keep_diary()
    faults.end()
    assert "Fatal Python error" in noted()
    assert diary.crashes() == []


def test_what_is_refused_is_noted_by_its_code_alone(window: MainWindow, faults: Faults) -> None:
    window.session.failed.emit(AnnotatorError("nothing-selected", word=WORD))
    assert "refused nothing-selected" in noted() and WORD not in noted()
