"""Removing or relabelling all of one's spans of a label or a name: a preview, one act, one undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.commands import attributions, documents, keeping, spans
from annotator.core.model import Span
from annotator.store import Project, queries
from annotator.store.verify import verify
from annotator.ui.mark.alike import AlikeDialog
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language

ME, OTHER = "سلمى", "يزن"
TEXTS = ("قالت الغيمة إن السد فاض. الغيمة", "نفت الغيمة ذلك")


@pytest.fixture
def language() -> Language:
    return "en"


def project_of(window: MainWindow) -> Project:
    assert window.session.project is not None
    return window.session.project


@pytest.fixture
def marked(window: MainWindow) -> list[Span]:
    """Three spans of one name in two documents, one of another, one of another person's."""
    project = project_of(window)
    ids = [documents.add_text(project, text, author=ME).first_document or "" for text in TEXTS]
    rows = []
    for author, document, label, place in (
        (ME, 0, "actor", (5, 11)),
        (ME, 0, "actor", (25, 31)),
        (ME, 1, "actor", (4, 10)),
        (ME, 0, "claim", (12, 23)),
        (OTHER, 0, "actor", (5, 11)),
    ):
        rows.append(
            spans.add_span(project, author=author, document_id=ids[document], label=label, ranges=[place])
        )
    window.opening.document(ids[0])
    window.session.settle()
    return rows


def opened(window: MainWindow, span: Span) -> AlikeDialog:
    window.article.setFocus()
    window.article.select_span(span.id)
    window.session.settle()
    QTest.keyClick(window.article, Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    found = window.findChild(AlikeDialog)
    assert isinstance(found, AlikeDialog)
    return found


def here(window: MainWindow, rows: list[Span], author: str = ME) -> list[tuple[str, str]]:
    ids = dict.fromkeys(row.document_id for row in rows)
    layers = [queries.layer(project_of(window), document, author) for document in ids]
    return [(span.label, span.quote) for layer in layers for span in layer.spans]


def test_all_of_a_name_are_removed_at_once(window: MainWindow, marked: list[Span]) -> None:
    project = project_of(window)
    claim = marked[3]
    attributions.attribute(project, author=ME, claims=[claim.id], sources=[marked[0].id])
    before = here(window, marked)
    dialog = opened(window, marked[0])
    assert dialog.list.chosen_spans() == [marked[0], marked[1]]
    dialog.everywhere.setChecked(True)
    dialog._task.finish()
    assert dialog.list.chosen_spans() == marked[:3]
    dialog.remove()
    assert here(window, marked) == [("claim", "إن السد فاض")]
    assert len(here(window, marked, OTHER)) == 1 and verify(project) == []
    window.session.undo()
    assert here(window, marked) == before and verify(project) == []


def test_what_is_checked_gets_another_label(window: MainWindow, marked: list[Span]) -> None:
    project = project_of(window)
    spans.add_span(project, author=ME, document_id=marked[1].document_id, label="place", ranges=[(25, 31)])
    dialog = opened(window, marked[0])
    dialog.of_label.setChecked(True)
    dialog.labels.setCurrentIndex(dialog.labels.findData("place"))
    dialog.relabel()
    labels = [label for label, quote in here(window, marked) if quote == "الغيمة"]
    assert labels.count("place") == 2 and labels.count("actor") == 2  # one has the label there already
    window.session.undo()
    assert project.row_record("span", marked[0].id) == marked[0]


def test_nothing_of_a_hidden_text_is_shown(window: MainWindow, marked: list[Span]) -> None:
    keeping.flag_document(project_of(window), marked[2].document_id, {"graphic": True}, author=ME)
    dialog = opened(window, marked[0])
    dialog.everywhere.setChecked(True)
    dialog._task.finish()
    shown = [item.text(0) for item in dialog.list.places()]
    assert "السد" in shown[0] and "نفت" not in shown[2] and "…" in shown[2]
