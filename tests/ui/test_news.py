"""After a key: one piece of news, one reading kept true, each panel shown anew once, few statements."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.commands import documents
from annotator.store import Project, queries
from annotator.store.review import layer_of, review_of
from annotator.ui.changes import Changes
from annotator.ui.window import MainWindow
from tests.ui.review.test_review import AUTHOR, REVIEWER, Opener, opened, path, review  # noqa: F401

KEY, MOD = Qt.Key, Qt.KeyboardModifier

PANELS: dict[str, Callable[[MainWindow], tuple[object, str]]] = {
    "article": lambda window: (window.article, "set_layer"),
    "inspector": lambda window: (window.inspector, "refresh"),
    "documents": lambda window: (window.documents, "refresh"),
    "target": lambda window: (window.panels.target_panel, "show_target"),
    "bar": lambda window: (window.panels.review_bar, "show_state"),
    "strip": lambda window: (window.panels.review_strip, "show_state"),
    "suggestions": lambda window: (window.panels.strip, "show_state"),
    "status": lambda window: (window.status, "refresh"),
    "actions": lambda window: (window.menus, "enable"),
}
"""What shows something of a document, and how it is shown anew."""


class Watch:
    """Counts the statements and the refreshes of a key, until the window has come to rest after it."""

    def __init__(self, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
        self.window = window
        self.statements: list[str] = []
        self.refreshed: dict[str, int] = {}
        self.news: list[Changes] = []
        for name, panel in PANELS.items():
            self._count(name, *panel(window), monkeypatch)
        window.session.changed.connect(self.news.append)

    def _count(self, name: str, owner: object, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
        shown = getattr(type(owner), method)

        def counted(panel: object, *args: object, **values: object) -> None:
            self.refreshed[name] = self.refreshed.get(name, 0) + 1
            shown(panel, *args, **values)

        monkeypatch.setattr(type(owner), method, counted)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = MOD.NoModifier) -> None:
        """Press a key in the article. What is counted later, when the person pauses, is counted here too."""
        project = self.window.session.project
        assert project is not None
        self.window.article.setFocus()
        self.rest()
        self.window.proposing.stop()
        self.refreshed.clear()
        self.news.clear()
        self.statements.clear()
        project.conn.set_trace_callback(self.statements.append)
        QTest.keyClick(self.window.article, key, modifiers)
        self.rest()
        project.conn.set_trace_callback(None)

    def rest(self) -> None:
        """Until nothing is left to be done but what waits for a pause, which is done now."""
        for _ in range(3):
            self.window.proposing.stop()  # however long a turn takes here, the pause is not over in it
            QApplication.processEvents()
        recount = self.window.documents._recount
        if recount.isActive():
            recount.stop()
            self.window.documents.recount()


@pytest.fixture(autouse=True)
def readings_stay_true() -> None:
    """Not compared within the event here, where statements are counted, but after it."""


@pytest.fixture
def watched(opened: Opener, path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Watch]:  # noqa: F811
    """A window on two documents: one reviewed by nobody yet, and one that nobody has handed in."""
    with Project.open(path) as project:
        documents.add_text(project, "قال المتحدث إن الطريق مغلق.\n\nوأضاف أن الجسر سليم.", author=AUTHOR)

    def watch(author: str, listed: str) -> Watch:
        made = Watch(opened(author, listed), monkeypatch)
        made.window.session._timer.stop()
        return made

    return watch


def assert_true(window: MainWindow) -> None:
    """What the session keeps is what the file says, and the article shows it."""
    session = window.session
    assert session.project is not None and session.document is not None
    fresh = review_of(session.project, session.document.id)
    assert session.reading == fresh
    assert session.layer == layer_of(fresh, session.author)
    assert session.layer == queries.layer(session.project, session.document.id, session.author)
    assert window.article.text() == session.text
    spans_shown = window.reviewing.layer()[0]
    assert all(span.id in window.article.shown.at(span.start) for span in spans_shown)


@pytest.fixture
def labelling(watched: Callable[..., Watch]) -> Watch:
    watch = watched(AUTHOR, "all")
    project = watch.window.session.project
    assert project is not None
    watch.window.opening.document(queries.document_ids(project)[1])
    watch.window.article.set_caret(6)
    return watch


def test_a_label_key(labelling: Watch) -> None:
    window = labelling.window
    labelling.press(KEY(ord(next(row.key for row in window.session.scheme.labels if row.id == "actor"))))
    assert [span.label for span in window.session.layer.spans] == ["actor"]
    assert [news.act for news in labelling.news] == ["span.add"]
    assert labelling.refreshed == dict.fromkeys(PANELS, 1)
    assert len(labelling.statements) <= 17, labelling.statements
    assert_true(window)


def test_undo_and_redo(labelling: Watch) -> None:
    window = labelling.window
    labelling.press(KEY(ord(next(row.key for row in window.session.scheme.labels if row.id == "actor"))))
    for key, left in ((KEY.Key_Z, 0), (KEY.Key_Y, 1)):
        labelling.press(key, MOD.ControlModifier)
        assert len(window.session.layer.spans) == left
        assert len(labelling.news) == 1 and not any(news.documents for news in labelling.news)
        assert labelling.refreshed == dict.fromkeys(PANELS, 1)
        assert len(labelling.statements) <= 18, labelling.statements
        assert_true(window)


def test_a_verdict_key(watched: Callable[..., Watch]) -> None:
    watch = watched(REVIEWER, "review")
    window = watch.window
    review(window)
    before = window.reviewing.current
    watch.press(KEY.Key_Y)
    assert [news.act for news in watch.news] == ["review.accept"]
    assert window.reviewing.current not in ("", before)
    assert watch.refreshed == dict.fromkeys(PANELS, 1)
    assert len(watch.statements) <= 20, watch.statements
    assert_true(window)
