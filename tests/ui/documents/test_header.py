"""What is said above the text of a document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from annotator.commands import documents
from annotator.store import queries
from annotator.ui.article import coverage
from annotator.ui.documents.header import DocumentHeader
from annotator.ui.documents.lists import Listed, summary
from annotator.ui.window import MainWindow


def _warning(window: MainWindow, text: str) -> str:
    """What the header warns of over a document of that text."""
    project = window.session.project
    assert project is not None
    before = set(queries.documents_beginning(project, ""))
    documents.add_text(project, text, author="سلمى")
    (made,) = set(queries.documents_beginning(project, "")) - before
    window.opening.document(made)
    window.session.settle()
    header = window.findChild(DocumentHeader)
    assert isinstance(header, DocumentHeader)
    label = header.findChild(QLabel, "warning")
    assert isinstance(label, QLabel)
    return "" if label.isHidden() else label.text()


def test_nothing_is_said_of_a_text_that_is_shown_whole(window: MainWindow) -> None:
    assert _warning(window, "قال Reuters 12") == ""


def test_a_font_is_named_for_what_none_shows(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "_is_shown", lambda char: char < "\U0001f000")
    said = _warning(window, "قال 🔴 عاجل")
    assert "Noto Color Emoji" in said and "\n" not in said


def test_what_no_font_can_show_is_told_by_its_code(window: MainWindow) -> None:
    assert "U+3FFF0" in _warning(window, "قال \U0003fff0")


def test_each_warning_has_its_line(window: MainWindow) -> None:
    assert len(_warning(window, "قال \u202eفلان\u202c \U0003fff0").split("\n")) == 2


FIRST = (
    "أعلن المتحدث باسم مجلس القنطرة أن عدد المصابين ارتفع إلى 15 شخصا بعد القصف الذي استهدف السوق الشعبي، "
    "وقال مصدر طبي إن الحالات بين متوسطة وخطرة."
)


def test_a_text_that_came_before_is_told_with_the_title_of_that_document(window: MainWindow) -> None:
    assert _warning(window, FIRST) == ""
    told = _warning(window, "\u200f" + FIRST)
    assert FIRST[:40] in told and "%" not in told and "٪" not in told
    told = _warning(window, FIRST.replace("15", "17"))
    assert FIRST[:40] in told and ("%" in told or "٪" in told)


def test_a_date_that_is_not_understood_is_shown_as_it_is(window: MainWindow, tmp_path: Path) -> None:
    project = window.session.project
    assert project is not None
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps({"text": FIRST, "date": "قريبا"}), encoding="utf-8")
    report = documents.import_paths(project, [file], author="سلمى")
    window.opening.document(report.first_document or "")
    window.session.settle()
    header = window.findChild(DocumentHeader)
    assert isinstance(header, DocumentHeader)
    facts = [label.text() for label in header.findChildren(QLabel)]
    told = window.session.tr_("again.date-unclear", text="قريبا")
    assert any(told in text for text in facts)
    (row,) = queries.document_rows(project, author="سلمى", ids=[report.first_document or ""])
    assert told in summary(window.session, Listed(row.id, row.title, row.direction, row))
