"""While another program writes: a document opens whole, nothing waits, only words one saw are labelled."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.commands import attributions, spans
from annotator.core.errors import AnnotatorError
from annotator.core.selecting import word_at
from annotator.store import Project, accounts, queries
from annotator.store.review import review_of
from annotator.store.verify import verify
from annotator.ui.parts import dialogs
from annotator.ui.window import MainWindow
from annotator.words.i18n import error_sentence
from tests.ui.entering import enter

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
connection.close()
"""


class Other:
    """Another program that has the project file open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._process: subprocess.Popen[str] | None = None

    def write(self) -> None:
        """Begin to write, and go on until `leave`."""
        self._process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(self._path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None and self._process.stdout.readline() == "held\n"

    def leave(self) -> None:
        if self._process is not None:
            self._process.communicate("go\n")
            self._process = None


@pytest.fixture
def other(corpus: Path) -> Iterator[Other]:
    made = Other(corpus)
    yield made
    made.leave()


@pytest.fixture(autouse=True)
def nothing_proposed(window: MainWindow) -> None:
    """What is proposed is stored by a thread of its own, which holds the lock too."""
    window.proposing.on = False
    window.proposing.stop()


@pytest.fixture
def said(window: MainWindow) -> list[str]:
    """The codes of what went wrong."""
    codes: list[str] = []
    window.session.failed.connect(lambda error: codes.append(error.code))
    return codes


def label_key(window: MainWindow, label: str = "cue") -> Qt.Key:
    return Qt.Key(ord(next(row.key for row in window.session.scheme.labels if row.id == label)))


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(window.article, key)
    QApplication.processEvents()


def select_word(window: MainWindow) -> str:
    """Select a word of a claim, and return it."""
    text = window.article.text()
    claim = next(span for span in window.session.layer.spans if span.label == "claim")
    word = word_at(text, claim.start + 12, (0, len(text)))
    assert word is not None
    window.article.set_selection(*word)
    return text[slice(*word)]


def project_of(window: MainWindow) -> Project:
    assert window.session.project is not None
    return window.session.project


def test_the_next_document_opens_whole(window: MainWindow, other: Other, said: list[str]) -> None:
    session, project = window.session, project_of(window)
    first = session.document
    asked: list[str] = []
    other.write()
    project.conn.set_trace_callback(asked.append)
    window.act("next_document")
    assert not [sql for sql in asked if "INTO preferences" in sql]
    session.look_for_changes()
    project.conn.set_trace_callback(None)
    second = session.document
    assert first is not None and second is not None and second.id != first.id
    assert window.article.text() == session.text == queries.text_of(project, second)
    assert window.article.passage([(0, 1)]).document_id == second.id
    assert said == []
    # That it is the last one is no reason to wait: it is kept later, and tried again then.
    (kept,) = (n for n, sql in enumerate(asked) if "INTO preferences" in sql)
    waits = [sql for sql in asked[:kept] if "busy_timeout" in sql]
    assert waits[-1] == "PRAGMA busy_timeout = 0"
    assert project.preference(accounts.account(), "document") is None
    other.leave()
    session.look_for_changes()
    assert session.last_document() == second.id

    words = select_word(window)
    press(window, label_key(window))
    (made,) = (span for span in session.layer.spans if span.id == window.article.selected_span())
    assert (made.document_id, made.quote) == (second.id, words)


def test_an_act_waits_for_no_more_than_a_moment(window: MainWindow, other: Other, said: list[str]) -> None:
    """It says so in passing; the same key does it once the other is done."""
    project, before = project_of(window), window.session.layer
    assert project.one("PRAGMA busy_timeout") == (40,)
    words = select_word(window)
    other.write()
    press(window, label_key(window))
    assert said == ["project-locked"] and window.session.layer == before
    error = AnnotatorError("project-locked", path=str(project.path))
    assert window.panels.notice.said.text().endswith(error_sentence(window.session.language, error))
    window.session.do(spans.set_span_note, before.spans[0], "ملاحظة")
    assert said == ["project-locked"] * 2
    other.leave()
    press(window, label_key(window))
    assert window.session.layer != before
    assert window.session.span(window.article.selected_span()).quote == words  # type: ignore[union-attr]


def test_who_works_is_not_held_up(window: MainWindow, other: Other, said: list[str]) -> None:
    other.write()
    window.session.set_author("يزن")
    QApplication.processEvents()
    assert (window.session.author, said) == ("يزن", [])
    assert accounts.known_author(project_of(window)) == "سلمى"
    other.leave()
    window.session.look_for_changes()
    assert accounts.known_author(project_of(window)) == "يزن"


def test_what_is_being_typed_is_not_lost(window: MainWindow, other: Other, said: list[str]) -> None:
    """One stays with it, and it is stored as soon as that can be."""
    session = window.session
    document, (span, another, *_) = session.document, session.layer.spans
    assert document is not None
    window.article.select_span(span.id)
    window.inspector.focus_first()
    line = window.inspector._span_fields["note"].focusProxy()
    assert line is not None
    line.setFocus()
    enter(line, "للمراجعة")
    other.write()
    window.act("next_document")
    QApplication.processEvents()
    assert session.document == document and said == ["project-locked"]
    window.article.select_span(another.id)
    QApplication.processEvents()
    assert line.text() == "للمراجعة"  # type: ignore[attr-defined]
    other.leave()
    window.act("next_document")
    QApplication.processEvents()
    assert session.document != document
    kept = project_of(window).row_record("span", span.id)
    assert kept is not None and kept.note == "للمراجعة"  # type: ignore[attr-defined]
    assert verify(project_of(window)) == []


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What dialogs said."""
    sentences: list[str] = []
    monkeypatch.setattr(dialogs, "show_error", lambda parent, language, sentence: sentences.append(sentence))
    return sentences


def test_a_document_that_cannot_be_read_is_not_opened(window: MainWindow, shown: list[str]) -> None:
    before = window.session.reading
    window.opening.document("none")
    QApplication.processEvents()
    assert window.session.reading is before and window.article.text() == window.session.text
    error = AnnotatorError("unknown-document", document="none")
    assert shown == [error_sentence(window.session.language, error)]


def test_words_that_were_not_seen_are_not_labelled(window: MainWindow, shown: list[str]) -> None:
    """Whatever has become of the text in the file since it was shown."""
    session, project = window.session, project_of(window)
    words, before = select_word(window), session.layer
    assert session.document is not None
    with sqlite3.connect(project.path) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(
            "UPDATE texts SET text = replace(text, ?, ?) WHERE hash = ?",
            [words, "#" * len(words), session.document.text_hash],
        )
    connection.close()
    press(window, label_key(window))
    error = AnnotatorError("not-as-seen", seen=words, text="#" * len(words))
    assert shown == [error_sentence(session.language, error)]
    assert queries.layer(project, session.document.id, session.author) == before


@pytest.mark.parametrize("act", ["label", "move_edges", "words"])
def test_what_is_seen_in_one_document_is_not_stored_in_another(
    window: MainWindow, shown: list[str], act: str
) -> None:
    """Even if the session were in another than the article shows, and the same words stood there."""
    session, project = window.session, project_of(window)
    here = session.document
    assert here is not None
    twin = queries.document(project, queries.document_ids(project)[1])
    events = queries.last_event(project)
    claim = session.layer.spans[0]
    select_word(window)
    ranges = (window.article.selection() or (0, 0),)
    if act == "label":
        session._take(review_of(project, twin.id))
        press(window, label_key(window))
    elif act == "move_edges":
        elsewhere = msgspec.structs.replace(window.article.passage(ranges), document_id=twin.id)
        session.do(spans.set_span_ranges, claim, ranges, seen=elsewhere)
    else:
        claims = [row for row in session.layer.spans if row.label == "claim"]
        session._take(review_of(project, twin.id))
        session.do(
            attributions.attribute_to_words,
            row=None,
            claim=msgspec.structs.replace(claims[0], document_id=twin.id),
            label="source",
            ranges=ranges,
            seen=window.article.passage(ranges),
        )
    assert (len(shown), queries.last_event(project)) == (1, events)
