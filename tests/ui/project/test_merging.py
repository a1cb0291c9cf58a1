"""A copy is merged in the window; what does not stand is said, listed and settled, with one key each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.commands import documents, merging, spans
from annotator.core.model import Span
from annotator.store import Project, queries
from annotator.ui.parts import dialogs
from annotator.ui.project.conflicts_dialog import ConflictsDialog
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language

ME = "سلمى"
PLACE = (0, 5)


@pytest.fixture(autouse=True)
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """What dialogs said."""
    found: list[tuple[str, list[str]]] = []

    def show_report(_: object, language: Language, summary: str, lines: Sequence[str]) -> None:
        found.append((summary, list(lines)))

    monkeypatch.setattr(dialogs, "show_report", show_report)
    monkeypatch.setattr(dialogs, "show_error", lambda _, language, said: found.append((said, [])))
    return found


@pytest.fixture
def keeper(window: MainWindow, tmp_path: Path) -> Path:
    """The keeper, in which a span that is open in the window was labelled otherwise."""
    session = window.session
    assert session.project is not None
    document = documents.add_text(session.project, "الجسر أُغلق صباح اليوم.", author=ME).first_document
    assert document is not None
    span = spans.add_span(session.project, author=ME, document_id=document, label="actor", ranges=[PLACE])
    session.open_document(document)
    path = tmp_path / "keeper.db"
    session.project.backup(path)
    with Project.open(path) as project:
        spans.relabel_span(project, span, "place", author=ME)
        merging.merge(project, session.project.path)
    return path


def mine(window: MainWindow) -> Span:
    (span,) = (row for row in window.session.layer.spans if row.ranges == (PLACE,))
    return span


def merge(window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window.act("merge")
    window.rooms.merging._task.finish()
    QApplication.processEvents()


def dialog_of(window: MainWindow) -> ConflictsDialog:
    window.status.conflicts.click()
    QApplication.processEvents()
    (dialog,) = window.findChildren(ConflictsDialog)
    return dialog


def test_what_comes_is_shown_and_reported(
    window: MainWindow, keeper: Path, shown: list[tuple[str, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    merge(window, keeper, monkeypatch)
    assert mine(window).label == "place"
    tr = window.session.tr_
    assert shown == [(tr("joining.taken", n=1), [tr("joining.keeper-theirs", name="keeper.db")])]
    assert not window.status.conflicts.isVisible()
    merge(window, keeper, monkeypatch)
    assert shown[-1][0] == tr("joining.nothing-taken")


def test_what_is_refused_is_said(
    window: MainWindow, tmp_path: Path, shown: list[tuple[str, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = window.session
    path = tmp_path / "other.db"
    assert session.project is not None
    Project.create(path, session.project.scheme, actor=ME).close()
    merge(window, path, monkeypatch)
    assert shown == [(session.tr_("errors.merge-other-project", path=str(path)), [])]


def test_a_row_on_screen_that_does_not_stand_is_said_and_settled(
    window: MainWindow, keeper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = window.session
    session.do(spans.set_span_note, mine(window), "ملاحظة")
    merge(window, keeper, monkeypatch)
    assert (mine(window).label, mine(window).note) == ("place", "")
    assert session.tr_("joining.just-aside", n=1) in window.status.currentMessage()
    assert window.status.conflicts.text() == session.tr_("joining.to-settle", n=1)
    assert window.status.conflicts.isVisible()
    dialog = dialog_of(window)
    cells = [dialog.table.item(0, column) for column in range(dialog.table.columnCount())]
    assert [cell.text() for cell in cells[1:] if cell is not None] == ["", "ملاحظة", ""]
    QTest.keyClick(dialog.acts, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert (mine(window).label, mine(window).note) == ("place", "ملاحظة")
    assert dialog.acts.count() == 0 and not window.status.conflicts.isVisible()
    assert not dialog.again_button.isEnabled()
    dialog.reject()


def test_what_is_left_goes_from_the_list(
    window: MainWindow, keeper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = window.session
    session.do(spans.relabel_span, mine(window), "claim")
    merge(window, keeper, monkeypatch)
    dialog = dialog_of(window)
    QTest.keyClick(dialog.acts, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert mine(window).label == "place"
    assert dialog.acts.count() == 0 and not window.status.conflicts.isVisible()
    dialog.reject()


def test_the_document_of_a_change_is_opened(
    window: MainWindow, keeper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = window.session
    assert session.document is not None and session.project is not None
    there = session.document.id
    session.do(spans.relabel_span, mine(window), "claim")
    merge(window, keeper, monkeypatch)
    session.open_document(queries.document_ids(session.project)[0])
    dialog_of(window).open_button.click()
    assert session.document is not None and session.document.id == there


def test_others_conflicts_are_not_ones_own(
    window: MainWindow, keeper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = window.session
    session.do(spans.relabel_span, mine(window), "claim")
    merge(window, keeper, monkeypatch)
    session.set_author("يزن")
    assert not window.status.conflicts.isVisible()
    session.set_author(ME)
    assert window.status.conflicts.isVisible()
