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


def test_labels_are_taken_out_by_keyboard_and_one_must_stay(window: MainWindow) -> None:
    dialog = opened(window)
    (before,) = next(project_of(window).rows("SELECT count(*) FROM spans"))
    (actors,) = next(project_of(window).rows("SELECT count(*) FROM spans WHERE label = 'actor'"))
    assert dialog.asked().labels == ()
    dialog.labels.setCurrentRow(0)
    QTest.keyClick(dialog.labels, Qt.Key.Key_Space)
    dialog._task.finish()
    assert "actor" not in dialog.asked().labels and f"{before - actors:,} spans" in dialog.held.text()
    for _ in range(dialog.labels.count() - 1):
        QTest.keyClick(dialog.labels, Qt.Key.Key_Down)
        QTest.keyClick(dialog.labels, Qt.Key.Key_Space)
    assert not dialog.export_button.isEnabled() and "No label is chosen" in dialog.held.text()
    QTest.keyClick(dialog.labels, Qt.Key.Key_Space)
    dialog._task.finish()
    assert dialog.export_button.isEnabled()


def test_units_are_counted(window: MainWindow) -> None:
    dialog = opened(window)
    QTest.keyClick(dialog.unit, Qt.Key.Key_End)
    dialog._task.finish()
    assert dialog.asked().unit == "sentence" and "15 documents" not in dialog.held.text()


def test_a_split_writes_parts_and_tells_their_sizes(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "set.jsonl"), ""))
    told: list[list[str]] = []
    asked: list[str] = []
    monkeypatch.setattr(
        dialogs, "show_report", lambda parent, language, summary, lines: told.append([summary, *lines])
    )
    monkeypatch.setattr(dialogs, "confirm", lambda parent, language, text: asked.append(text) is not None)
    dialog = opened(window)
    assert not dialog.by.isEnabled() and not dialog.seed.isEnabled()
    line = dialog.split.lineEdit()
    assert line is not None
    line.selectAll()
    QTest.keyClicks(line, "80/x")
    assert not dialog.export_button.isEnabled() and "80/10/10" in dialog.held.text()
    line.selectAll()
    QTest.keyClicks(line, "60/20/20")
    dialog.seed.setValue(4)
    dialog._task.finish()
    assert dialog.by.isEnabled() and dialog.export_button.isEnabled()
    dialog.accept()
    window.rooms.work._task.finish()
    names = [f"set.{part}.jsonl" for part in ("train", "dev", "test")]
    sizes = [len((tmp_path / name).read_text(encoding="utf-8").splitlines()) for name in names]
    assert sum(sizes) == 15 and asked == []
    for name, size, line_told in zip(names, sizes, told[0][1:], strict=False):
        assert name in line_told and f"{size} document" in line_told
    assert "alike" in told[0][4]
    # What an older split has left is not replaced unasked.
    window.rooms.work.export_so(dialog.asked())
    assert "set.train.jsonl" in asked[0]


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
