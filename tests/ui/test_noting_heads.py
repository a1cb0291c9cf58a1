"""The window notes heads by itself, never in the way, and verifies against them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.commands import documents
from annotator.core.errors import AnnotatorError
from annotator.store import Project, heads, keys
from annotator.store.heads import Head, decoded
from annotator.ui.parts import dialogs
from annotator.ui.project.export_dialog import ExportDialog
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language, tr


@pytest.fixture
def language() -> Language:
    return "en"


def noted(path: Path) -> list[Head]:
    found = [decoded(line) for line in path.read_bytes().splitlines()] if path.exists() else []
    assert None not in found
    return [head for head in found if head is not None]


def beside(corpus: Path) -> Path:
    return corpus.with_name(f"{corpus.name}.heads")


def change(window: MainWindow) -> str:
    """Do something, and return the head after it."""
    span = window.session.layer.spans[0]
    window.article.select_span(span.id)
    window.annotating.delete()
    assert window.session.project is not None
    return window.session.project.known_head


def look(window: MainWindow) -> None:
    """What the timer does, to its end."""
    window.noting.look()
    window.noting._task.finish()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """The reports that were shown."""
    found: list[tuple[str, list[str]]] = []

    def show_report(_: object, language: Language, summary: str, lines: Sequence[str]) -> None:
        found.append((summary, list(lines)))

    monkeypatch.setattr(dialogs, "show_report", show_report)
    return found


def work(window: MainWindow, action: str) -> None:
    window.act(action)
    if (dialog := window.findChild(ExportDialog)) is not None:
        dialog.accept()
        dialog.deleteLater()
        QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    window.rooms.work._task.finish()


def test_a_head_that_has_moved_is_noted_in_the_background(window: MainWindow, corpus: Path) -> None:
    look(window)
    assert noted(beside(corpus)) == []
    for count in (1, 2):
        head = change(window)
        window.noting.look()
        assert window.noting._task.is_running
        window.noting._task.finish()
        look(window)
        assert [row.head for row in noted(beside(corpus))][count - 1 :] == [head]


def test_closing_notes_what_was_done(window: MainWindow, corpus: Path) -> None:
    head = change(window)
    window.close()
    assert [row.head for row in noted(beside(corpus))] == [head]


def test_another_project_notes_the_one_before(window: MainWindow, corpus: Path, tmp_path: Path) -> None:
    head = change(window)
    shutil.copy(corpus, tmp_path / "other.db")
    window.opening.take_over(Project.open(tmp_path / "other.db"), author="سلمى")
    assert [row.head for row in noted(beside(corpus))] == [head]
    window.close()
    assert not beside(tmp_path / "other.db").exists()


def test_looking_only_leaves_nothing(window: MainWindow, corpus: Path) -> None:
    window.close()
    assert not beside(corpus).exists() and not keys.key_path().exists()


def test_what_another_program_wrote_is_noted(window: MainWindow, corpus: Path) -> None:
    with Project.open(corpus) as project:
        documents.add_text(project, "خبر جديد", author="نور")
        head = project.head()
    window.session.look_for_changes()
    look(window)
    assert [row.head for row in noted(beside(corpus))] == [head]


def test_the_folder_of_the_preferences(window: MainWindow, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    window.settings.set_value("heads_folder", str(tmp_path / "disk"))
    head = change(window)
    look(window)
    assert window.session.project is not None
    name = f"{window.session.project.project_id}.heads"
    assert [row.head for row in noted(tmp_path / "disk" / name)] == [head]
    assert not beside(corpus).exists()


def test_what_cannot_be_noted_is_told_once(window: MainWindow, tmp_path: Path) -> None:
    told: list[str] = []
    window.session.told.connect(lambda sentence, _: told.append(sentence))
    window.settings.set_value("heads_folder", str(tmp_path / "unplugged"))
    for _ in range(2):
        change(window)
        look(window)
    assert len([sentence for sentence in told if "was not noted" in sentence]) == 1
    window.close()


def test_a_lock_is_no_news(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    window.session.told.connect(lambda sentence, _: told.append(sentence))
    change(window)

    def locked(*_: object) -> bool:
        raise AnnotatorError("project-busy", path="x")

    with monkeypatch.context() as now:
        now.setattr(heads, "note", locked)
        look(window)
    assert not any("was not noted" in sentence for sentence in told)
    window.close()


def test_verify_tells_of_heads(window: MainWindow, corpus: Path, shown: list[tuple[str, list[str]]]) -> None:
    work(window, "verify")
    assert shown.pop() == (tr("en", "cli.verify-clean"), [tr("en", "proof.log-alone")])
    change(window)
    look(window)
    work(window, "verify")
    summary, (read, signed) = shown.pop()
    assert summary == tr("en", "cli.verify-clean")
    assert str(beside(corpus)) in read
    assert keys.fingerprint(str(keys.own_public_key())) in signed


def test_verify_against_a_chosen_file(
    window: MainWindow,
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shown: list[tuple[str, list[str]]],
) -> None:
    chosen: list[str] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (chosen, ""))
    work(window, "verify_heads")
    assert shown == []
    chosen.append(str(tmp_path / "kept"))
    (tmp_path / "kept").write_bytes(b"no head\n")
    work(window, "verify_heads")
    summary, lines = shown.pop()
    assert summary == "1 fault found."
    assert str(tmp_path / "kept") in lines[0]


def test_an_export_has_its_head_beside_it(
    window: MainWindow, app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "o.jsonl"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    work(window, "export")
    assert window.session.project is not None
    assert [row.head for row in noted(tmp_path / "o.jsonl.head")] == [window.session.project.head()]
    told: list[str] = []
    window.session.told.connect(lambda sentence, _: told.append(sentence))
    keys.key_path().write_bytes(b"no key")
    work(window, "export")
    assert len(told) == 1 and "exported" in told[0] and "is damaged" in told[0]
