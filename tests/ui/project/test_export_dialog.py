"""The export dialog: what is chosen, what that would hold, and a name with its suffix."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from annotator import formats
from annotator.commands import keeping
from annotator.core.audit import Export
from annotator.store import Project, queries
from annotator.store.tables import TABLES
from annotator.ui.parts import dialogs
from annotator.ui.project.export_dialog import ExportDialog
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language


@pytest.fixture
def language() -> Language:
    return "en"


def project_of(window: MainWindow) -> Project:
    assert window.session.project is not None
    return window.session.project


def opened(window: MainWindow) -> ExportDialog:
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    found = window.findChild(ExportDialog)
    assert isinstance(found, ExportDialog)
    found._task.finish()
    return found


def counted(dialog: ExportDialog, layer: str = "", *, restricted: bool = False) -> str:
    dialog.layer.setCurrentIndex(dialog.layer.findData(layer))
    dialog.restricted.setChecked(restricted)
    dialog._task.finish()
    return dialog.held.text()


def test_what_it_will_hold_is_counted_as_it_is_chosen(window: MainWindow) -> None:
    project = project_of(window)
    (first, *_) = queries.document_ids(project)
    keeping.flag_document(project, first, {"restricted": True}, author="سلمى")
    dialog = opened(window)
    (spans,) = next(project.rows("SELECT count(*) FROM spans WHERE document_id <> ?", [first]))
    assert "14 documents" in dialog.held.text() and f"{spans:,} spans" in dialog.held.text()
    assert "1 restricted document was left out." in dialog.held.text()
    assert "15 documents" in counted(dialog, restricted=True)
    (hers,) = next(project.rows("SELECT count(*) FROM spans WHERE author = ?", ["سلمى"]))
    assert f"{hers:,} spans" in counted(dialog, "author:سلمى", restricted=True)
    assert not dialog.unreviewed.isEnabled()
    assert "whose review is not complete" in counted(dialog, "agreed")
    dialog.unreviewed.setChecked(True)
    dialog._task.finish()
    assert dialog.asked().unreviewed and "not complete" not in dialog.held.text()


def test_what_a_format_does_not_carry_is_said(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = msgspec.structs.replace(formats.by_id("annotator"), carries=frozenset({"spans"}))
    monkeypatch.setattr(formats, "by_id", lambda _: plain)
    dialog = opened(window)
    assert "does not carry" in dialog.held.text() and "attributions" in dialog.held.text()


def test_a_name_gets_its_suffix_and_a_file_of_that_name_is_asked_about(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "أخبار"), ""))
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "confirm", lambda parent, language, text: asked.append(text) is not None)
    dialog = opened(window)
    dialog.layer.setCurrentIndex(dialog.layer.findData("agreed"))
    dialog.accept()
    window.rooms.work._task.finish()
    assert (tmp_path / "أخبار.jsonl").exists() and asked == []
    (row,) = project_of(window).rows(TABLES["export"].select)
    written = TABLES["export"].record(row)
    assert isinstance(written, Export) and (written.file, written.layer) == ("أخبار.jsonl", "agreed")
    window.rooms.work.export_so(dialog.asked())
    assert "أخبار.jsonl" in asked[0]


def test_a_project_gets_its_suffix(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "أخبار"), ""))
    monkeypatch.setattr(dialogs, "ask_author", lambda *_: "سلمى")
    window.act("new")
    assert window.session.path == tmp_path / "أخبار.db"


@pytest.mark.parametrize("format_id", ["read-html", "read-docx", "read-pdf"])
def test_documents_to_read_are_written_from_the_window(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_id: str
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "out"), ""))
    dialog = opened(window)
    dialog.format.setCurrentIndex(dialog.format.findData(format_id))
    dialog.accept()
    window.rooms.work._task.finish()
    beginnings = {"html": b"<!DOCTYPE html>", "docx": b"PK", "pdf": b"%PDF"}
    kind = format_id.removeprefix("read-")
    assert (tmp_path / f"out.{kind}").read_bytes().startswith(beginnings[kind])


def test_a_data_card_is_written_from_the_menu(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "card"), ""))
    window.act("card")
    window.rooms.work._task.finish()
    written = (tmp_path / "card.md").read_text("utf-8")
    assert "## Agreement" in written and project_of(window).head() in written
