"""Keeping house in the window: details, note, flags, sorting, segments, and a document taken out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLabel, QPushButton

from annotator.commands import attributions, documents, keeping, spans
from annotator.commands.noting import set_inbox
from annotator.store import Project, queries
from annotator.store import keeping as kept
from annotator.ui.documents.details import DetailsDialog
from annotator.ui.documents.header import DocumentHeader
from annotator.ui.documents.note import NoteDialog
from annotator.ui.parts import dialogs
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language

ME = "سلمى"
KEY, MOD = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def language() -> Language:
    return "ar"


def project_of(window: MainWindow) -> Project:
    assert window.session.project is not None
    return window.session.project


def add(window: MainWindow, text: str) -> str:
    """Add a document and open it; its id."""
    report = documents.add_text(project_of(window), text, author=ME)
    assert report.first_document is not None
    window.opening.document(report.first_document)
    window.session.settle()
    return report.first_document


def said(window: MainWindow) -> str:
    """What stands over the text."""
    window.session.settle()
    header = window.findChild(DocumentHeader)
    assert isinstance(header, DocumentHeader)
    return "\n".join(label.text() for label in header.findChildren(QLabel) if not label.isHidden())


def dialog(window: MainWindow, type_: type) -> DetailsDialog | NoteDialog:
    found = window.findChild(type_)
    assert isinstance(found, DetailsDialog | NoteDialog)
    return found


def test_details_are_corrected_by_key_and_undone(window: MainWindow) -> None:
    document = add(window, "خبر عن السد")
    QTest.keyClick(window, KEY.Key_Return, MOD.AltModifier)
    form = dialog(window, DetailsDialog)
    assert isinstance(form, DetailsDialog)
    form.lines["title"].setText("فيضان السد")
    form.lines["source"].setText("وكالة الأفق")
    form.save()
    assert "فيضان السد" in said(window) and "وكالة الأفق" in said(window)
    assert queries.document(project_of(window), document).title == "فيضان السد"
    window.undo()
    assert "فيضان السد" not in said(window)


def test_details_changed_in_another_window_are_said_and_not_overwritten(window: MainWindow) -> None:
    document = add(window, "خبر عن السد")
    window.act("document_details")
    form = dialog(window, DetailsDialog)
    assert isinstance(form, DetailsDialog)
    with Project.open(project_of(window).path) as other:
        row = queries.document(other, document)
        keeping.edit_document(other, row, author="يزن", title="عنوان يزن", byline="يزن")
    QTest.keyClicks(form.lines["title"], "x")
    form.save()
    assert not form.problem.isHidden()
    assert queries.document(project_of(window), document).title == "عنوان يزن"
    assert form.lines["byline"].text() == "يزن" and form.lines["title"].text() == "x"
    form.save()
    now = queries.document(project_of(window), document)
    assert (now.title, now.byline) == ("x", "يزن")


def test_a_note_stands_over_the_text(window: MainWindow) -> None:
    add(window, "خبر عن السد")
    QTest.keyClick(window, KEY.Key_J, MOD.ControlModifier)
    note = dialog(window, NoteDialog)
    assert isinstance(note, NoteDialog)
    note.activateWindow()
    QTest.qWaitForWindowActive(note)
    note.text.setPlainText("راجع الأرقام")
    QTest.keyClick(note.text, KEY.Key_Return, MOD.ControlModifier)
    assert "راجع الأرقام" in said(window)


def test_a_graphic_text_is_hidden_at_each_opening_until_asked_for(window: MainWindow) -> None:
    document = add(window, "خبر عن السد")
    window.act("graphic")
    assert window.article.isVisible() and "قاس" in said(window)
    other = add(window, "خبر آخر")
    window.opening.document(document)
    assert not window.article.isVisible() and window.panels.curtain.isVisible()
    button = window.findChild(QPushButton, "curtain-open")
    assert isinstance(button, QPushButton)
    button.click()
    assert window.article.isVisible() and window.article.hasFocus()
    window.opening.document(other)
    assert window.article.isVisible()
    window.opening.document(document)
    assert not window.article.isVisible()
    window.act("graphic")
    assert window.article.isVisible()


def test_what_goes_is_named_and_the_next_document_is_shown(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = add(window, "قال مصدر إن السد فاض")
    spans.add_span(project_of(window), author="يزن", document_id=document, label="claim", ranges=((9, 20),))
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "confirm", lambda parent, language, text: bool(asked.append(text)) or True)
    QTest.keyClick(window, KEY.Key_Delete, MOD.ControlModifier | MOD.ShiftModifier)
    window.session.settle()
    assert "يزن" in asked[0] and queries.document_count(project_of(window)) == 15
    shown = window.session.document
    assert shown is not None and shown.id != document
    window.undo()
    window.session.settle()
    assert window.session.document is not None and window.session.document.id == document
    assert queries.layer(project_of(window), document, "يزن").spans


def test_a_document_removed_elsewhere_is_told(window: MainWindow) -> None:
    document = add(window, "خبر عن السد")
    told: list[str] = []
    window.session.told.connect(lambda sentence, _: told.append(sentence))
    with Project.open(project_of(window).path) as other:
        keeping.remove_document(other, queries.document(other, document), author="يزن")
    window.session.look_for_changes()
    window.session.settle()
    assert window.session.document is not None and window.session.document.id != document
    assert window.session.tr_("keeping.gone") in told


def test_the_inbox_is_sorted_by_one_key_each(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    project = project_of(window)
    set_inbox(project, True, author=ME)
    ids = [add(window, f"خبر {n}") for n in range(3)]
    window.documents.choose_list("inbox")
    assert window.documents.model.rowCount() == 3
    window.opening.document(ids[0])
    window.session.settle()
    QTest.keyClick(window, KEY.Key_T, MOD.AltModifier)
    assert window.session.document is not None and window.session.document.id == ids[1]
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("خارج الموضوع", True))
    QTest.keyClick(window, KEY.Key_I, MOD.AltModifier)
    assert window.session.document is not None and window.session.document.id == ids[2]
    QTest.keyClick(window, KEY.Key_L, MOD.AltModifier)
    assert [row.state for row in kept.filings(project, ids).values()] == ["taken", "irrelevant", "later"]
    assert window.documents.model.rowCount() == 1
    window.documents.choose_list("irrelevant")
    row = window.documents.model.row(0)
    assert row is not None and "خارج الموضوع" in window.documents.model.summary(row)
    window.undo()
    assert kept.filings(project, ids)[ids[2]].state == "inbox"


def test_segments_are_parted_at_the_caret_and_spans_stay(window: MainWindow, app: QApplication) -> None:
    text = "عنوان الخبر قال مصدر إن السد فاض"
    document = add(window, text)
    span = spans.add_span(
        project_of(window), author=ME, document_id=document, label="claim", ranges=((9, 20),)
    )
    window.article.set_caret(11)
    window.act("split_segment")
    assert window.session.document is not None
    parts = window.session.document.segments
    assert [(row.start, row.end) for row in parts] == [(0, 11), (12, len(text))]
    assert window.article.caret() == 11
    window.article.set_selection(0, 11)
    window.act("segment_headline")
    assert [row.kind for row in window.session.document.segments] == ["headline", "paragraph"]
    assert window.session.layer.spans == (span,)
    window.article.set_caret(3)
    window.act("join_segments")
    assert len(window.session.document.segments) == 1
    for _ in range(3):
        window.undo()
    assert [(row.start, row.end) for row in window.session.document.segments] == [(0, len(text))]


def test_a_span_is_cited_with_who_said_it_and_a_link_back(window: MainWindow, app: QApplication) -> None:
    text = "قال مصدر عسكري إن السد فاض"
    document = add(window, text)
    project = project_of(window)
    row = queries.document(project, document)
    keeping.edit_document(project, row, author=ME, source="وكالة الأفق", published="2026-03-01")
    source, claim = (
        spans.add_span(project, author=ME, document_id=document, label=label, ranges=[place])
        for label, place in (("source", (4, 14)), ("claim", (15, 26)))
    )
    attributions.attribute(project, author=ME, claims=[claim.id], sources=[source.id], category="military")
    window.article.select_span(claim.id)
    window.session.settle()
    QTest.keyClick(window, KEY.Key_C, MOD.ControlModifier | MOD.ShiftModifier)
    link = f"annotator://{project.project_id}/span/{claim.id}"
    said = app.clipboard().text()
    assert said == f"«إن السد فاض» — مصدر عسكري (عسكري)، وكالة الأفق، 2026-03-01، {link}"
