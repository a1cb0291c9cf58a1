"""A damaged project is shown as far as it can be read; it, and backups, become clean projects again."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.core.errors import AnnotatorError
from annotator.store import Project, backups
from annotator.store.verify import verify
from annotator.ui.parts import dialogs
from annotator.ui.project.backups_dialog import BackupsDialog
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language

SIZE = 4096


def zero(path: Path, *tables: str) -> None:
    """Zero every page that begins a table."""
    with closing(sqlite3.connect(path)) as connection:
        roots = [
            connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table]).fetchone()[0]
            for table in tables
        ]
    data = bytearray(path.read_bytes())
    for root in roots:
        data[(root - 1) * SIZE : root * SIZE] = bytes(SIZE)
    path.write_bytes(data)


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where new files are to be saved."""
    out = tmp_path / "new" / "out.db"
    out.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    return out


@pytest.fixture(autouse=True)
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """What dialogs said; whoever is asked for a name says سلمى, and yes to every question."""
    found: list[tuple[str, list[str]]] = []

    def show_report(_: object, language: Language, summary: str, lines: Sequence[str]) -> None:
        found.append((summary, list(lines)))

    monkeypatch.setattr(dialogs, "show_report", show_report)
    monkeypatch.setattr(dialogs, "show_error", lambda _, language, said: found.append((said, [])))
    monkeypatch.setattr(dialogs, "ask_author", lambda *_: "سلمى")
    monkeypatch.setattr(dialogs, "confirm", lambda *_: True)
    return found


def finish(window: MainWindow) -> None:
    window.rooms.rescue._task.finish()
    QApplication.processEvents()


@pytest.fixture
def damaged(window: MainWindow, tmp_path: Path, sample_project: Path) -> Path:
    """Another project, of which texts can be read and the list of what is marked cannot."""
    path = shutil.copy(sample_project, tmp_path / "damaged.db")
    zero(path, "spans", "events")
    return path


def test_a_damaged_project_is_shown_as_far_as_it_can_be_read(window: MainWindow, damaged: Path) -> None:
    before = damaged.read_bytes()
    window.rooms.work.open_path(damaged)
    finish(window)
    session = window.session
    assert session.project is not None and session.project.read_only
    assert len(window.article.text()) > 100 and session.reading is not None
    assert session.reading.rows
    bar = window.rooms.damage_bar
    assert bar.isVisible() and "damaged.db" in bar.said.text()
    assert "damaged.db" in window.windowTitle()
    assert damaged.read_bytes() == before
    assert damaged in window.settings.recent()


def test_its_bar_leads_out_of_it(
    window: MainWindow, damaged: Path, target: Path, shown: list[tuple[str, list[str]]]
) -> None:
    window.rooms.work.open_path(damaged)
    finish(window)
    window.rooms.damage_bar.buttons["recover"].click()
    finish(window)
    assert window.session.path == target and not window.rooms.damage_bar.isVisible()
    assert str(target) in shown[-1][0] and shown[-1][1]
    assert window.session.project is not None and not window.session.project.read_only
    assert window.rooms.rescue._folder is None


def test_nothing_of_it_is_left_behind(window: MainWindow, damaged: Path) -> None:
    window.rooms.work.open_path(damaged)
    finish(window)
    shown = window.session.path
    assert shown is not None and shown.is_file()
    window.close()
    assert not shown.parent.exists()


def test_damage_that_is_found_later(window: MainWindow, corpus: Path) -> None:
    """What is open is shown anew from what can be read."""
    error = AnnotatorError("project-damaged", path=str(corpus))
    window.session.failed.emit(error)
    finish(window)
    assert window.session.path != corpus and window.opening.stands_for == corpus
    assert window.rooms.damage_bar.isVisible()
    window.rooms.work.open_path(corpus)
    assert window.session.path == corpus and not window.rooms.damage_bar.isVisible()


def test_damage_of_another_file_is_only_said(
    window: MainWindow, corpus: Path, shown: list[tuple[str, list[str]]]
) -> None:
    window.session.failed.emit(AnnotatorError("project-damaged", path="elsewhere.db"))
    assert window.session.path == corpus and "elsewhere.db" in shown[-1][0]


def test_damage_met_while_opening(window: MainWindow, tmp_path: Path, sample_project: Path) -> None:
    path = shutil.copy(sample_project, tmp_path / "scheme.db")
    zero(path, "schemes")
    window.rooms.work.open_path(path)
    finish(window)
    assert window.opening.stands_for == path and window.session.scheme.labels


def test_too_little_to_be_shown(
    window: MainWindow, corpus: Path, tmp_path: Path, shown: list[tuple[str, list[str]]]
) -> None:
    path = tmp_path / "bad.db"
    path.write_bytes(corpus.read_bytes()[:100] + bytes(SIZE))
    window.rooms.rescue.refused(path, AnnotatorError("project-damaged", path=str(path)))
    finish(window)
    assert window.session.path == corpus and shown and "bad.db" in shown[-1][0]


def test_what_is_foreign_is_not_opened_but_recovered(
    window: MainWindow, tmp_path: Path, sample_project: Path, target: Path
) -> None:
    path = shutil.copy(sample_project, tmp_path / "foreign.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE more (x)")
    window.rooms.work.open_path(path)
    finish(window)
    assert window.session.path == target
    with Project.open(target) as project:
        assert verify(project) == []


class TestBackups:
    @pytest.fixture
    def kept(self, window: MainWindow) -> backups.Backup:
        window.act("backup")
        finish(window)
        assert window.session.project is not None
        project = window.session.project
        (row,) = backups.listed(backups.folder_of(project.path, project.project_id, None))
        return row

    def dialog(self, window: MainWindow) -> BackupsDialog:
        window.act("restore")
        found = window.findChild(BackupsDialog)
        assert found is not None
        found.reading.finish()
        return found

    def test_one_is_chosen_and_becomes_a_project(
        self, window: MainWindow, kept: backups.Backup, target: Path
    ) -> None:
        kept.path.with_name("corpus-20250101T000000Z-1.db").write_bytes(b"rotten")
        dialog = self.dialog(window)
        assert dialog.table.rowCount() == 2
        assert [dialog.table.item(0, column).text() for column in (2, 3)] == ["2", "15"]
        dialog.table.setCurrentCell(1, 0)
        assert not dialog.restore_button.isEnabled()
        dialog.table.setCurrentCell(0, 0)
        dialog.restore_button.click()
        finish(window)
        assert window.session.path == target
        assert window.session.project is not None and verify(window.session.project) == []

    def test_none_yet(self, window: MainWindow) -> None:
        dialog = self.dialog(window)
        assert dialog.table.rowCount() == 0 and "corpus.db.backups" in dialog.said.text()
        dialog.reject()

    def test_any_file(
        self, window: MainWindow, kept: backups.Backup, target: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(kept.path), ""))
        self.dialog(window).other_button.click()
        finish(window)
        assert window.session.path == target

    def test_one_that_is_not_whole_is_refused(
        self,
        window: MainWindow,
        kept: backups.Backup,
        corpus: Path,
        target: Path,
        shown: list[tuple[str, list[str]]],
    ) -> None:
        zero(kept.path, "spans")
        window.rooms.rescue.restore_from(kept.path)
        finish(window)
        assert window.session.path == corpus and not target.exists()
        assert str(kept.path) in shown[-1][0]


def test_tables_that_alone_differ_are_rebuilt(
    window: MainWindow, corpus: Path, shown: list[tuple[str, list[str]]]
) -> None:
    with closing(sqlite3.connect(corpus)) as connection, connection:
        connection.execute("UPDATE spans SET note = 'x'")
    window.act("verify")
    window.rooms.work._task.finish()
    assert shown[-1][1]
    window.rooms.work._task.finish()
    with Project.open(corpus) as project:
        assert verify(project) == []
        assert backups.listed(backups.folder_of(corpus, project.project_id, None))
