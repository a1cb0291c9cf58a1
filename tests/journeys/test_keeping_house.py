"""Keeping house in the window that `main` opens: what arrives is sorted, corrected, cited, and taken out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox

from annotator.__main__ import main
from annotator.store import Project, keeping, queries
from annotator.store.verify import verify
from annotator.ui.documents.details import DetailsDialog
from tests.journeys.driver import KEY, MOD, Person, sit_down
from tests.journeys.test_finding import make

ME = "سلمى"


def test_a_morning_of_sorting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path / "day.db")
    assert main(["policy", str(path), "--inbox", "on"]) == 0
    folder = tmp_path / "arrived"
    folder.mkdir()
    for n, text in enumerate(("قال مصدر عسكري إن السد فاض", "نتائج المباريات", "أغلق المعبر")):
        (folder / f"{n}.txt").write_text(f"{text}\n", encoding="utf-8")
    assert main(["import", str(path), str(folder)]) == 0

    def work(person: Person) -> None:
        window, session = person.window, person.window.session
        assert "السد" in person.text
        person.press(KEY.Key_T, MOD.AltModifier)
        assert "المباريات" in person.text
        monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("رياضة", True))
        person.press(KEY.Key_I, MOD.AltModifier)
        assert "المعبر" in person.text
        person.press(KEY.Key_L, MOD.AltModifier)
        window.documents.choose_list("not-begun")
        window.documents.step(1)
        QApplication.processEvents()
        assert "السد" in person.text and window.documents.model.rowCount() == 1

        person.press(KEY.Key_Return, MOD.AltModifier)
        form = window.findChild(DetailsDialog)
        assert isinstance(form, DetailsDialog)
        form.lines["source"].setText("وكالة الأفق")
        person.press(KEY.Key_Return)
        assert session.document is not None and session.document.source == "وكالة الأفق"
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        person.label("إن السد فاض", KEY.Key_3)
        person.press(KEY.Key_C, MOD.ControlModifier | MOD.ShiftModifier)
        assert "وكالة الأفق" in QApplication.clipboard().text()

        def confirm() -> None:
            box = QApplication.activeModalWidget()
            assert isinstance(box, QMessageBox) and ME in box.text()
            box.buttons()[0].click()

        QTimer.singleShot(200, confirm)
        person.press(KEY.Key_Delete, MOD.ControlModifier | MOD.ShiftModifier)
        assert session.document is None or "السد" not in person.text
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        person.press(KEY.Key_Z, MOD.ControlModifier)
        assert "السد" in person.text and len(person.spans) == 1

    opening = ["open", str(path), "--author", ME, "--language", "ar", "--list", "inbox"]
    assert sit_down(opening, work) == 0
    with Project.open(path) as project:
        assert verify(project) == []
        states = keeping.filings(project, queries.document_ids(project)).values()
        assert sorted(row.state for row in states) == ["irrelevant", "later", "taken"]
