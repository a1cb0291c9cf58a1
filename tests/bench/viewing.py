"""What the eye waits for, in a process of its own: `python -m tests.bench.viewing NAME ARGUMENT...`.

Prints seconds as one line of JSON. The texts are the invented items, one paragraph each.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QThread, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSlider, QApplication, QPlainTextEdit

from annotator.core.model import Bundle, Document, Range, Segment, Span, derived_id, document_id, hash_text
from annotator.core.selecting import next_word, word_at
from annotator.formats import scheme_toml
from annotator.store import Project
from annotator.ui.app import application
from annotator.ui.article.view import ArticleView
from annotator.ui.parts.look import LIGHT
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.window import MainWindow
from tests.bench import floors
from tests.bench.corpus import AUTHOR, items

_VIEW = (760, 820)
_SOON = 1_000
"""Milliseconds: what waits longer is not a part of what was done."""


Spent = tuple[float, float]
"""Seconds, and how many of them the window's thread computed; the others it waited, for others too."""


class Paints(QObject):
    """Whether a widget was painted since last asked."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._painted = False
        area.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self._painted |= event.type() == QEvent.Type.Paint
        return False

    def seconds_until_painted(self, act: Callable[[], object]) -> float:
        """From before `act` until the picture it asked for is drawn and nothing else is left to do."""
        return self.spent_until_painted(act)[0]

    def spent_until_painted(
        self, act: Callable[[], object], done: Callable[[], bool] = lambda: True
    ) -> Spent:
        """The same, what the window's thread computed of it too; with `done`, until that is so as well."""
        QApplication.processEvents()
        self._painted = False
        begun, computed = time.perf_counter(), time.thread_time()
        act()
        while not self._painted:
            QApplication.processEvents()
        while not done():
            QApplication.processEvents()
        QApplication.processEvents()
        return time.perf_counter() - begun, time.thread_time() - computed


def article(characters: str, spans: str) -> float:
    """Show a long annotated document in a view that stands empty: until its first picture."""
    bundle = long_document(int(characters), int(spans))
    view = ArticleView(LIGHT)
    paints = _standing(view)
    scheme = scheme_toml.load()

    def show() -> None:
        view.show_document(bundle.document, bundle.text, scheme)
        view.set_layer(bundle.spans, ())

    return paints.seconds_until_painted(show)


def article_floor(characters: str, spans: str) -> float:
    """The same text in Qt's own plain text view, without a span."""
    text = long_document(int(characters), int(spans)).text
    view = QPlainTextEdit()
    paints = _standing(view)
    return paints.seconds_until_painted(lambda: view.setPlainText(text))


def page(characters: str, spans: str, pages: str) -> list[Spent]:
    """Scroll on through the long document: each page."""
    bundle = long_document(int(characters), int(spans))
    view = ArticleView(LIGHT)
    paints = _standing(view)
    view.show_document(bundle.document, bundle.text, scheme_toml.load())
    view.set_layer(bundle.spans, ())
    bar, onward = view.verticalScrollBar(), QAbstractSlider.SliderAction.SliderPageStepAdd
    return [paints.spent_until_painted(lambda: bar.triggerAction(onward)) for _ in range(int(pages))]


def label(path: str, characters: str, spans: str, presses: str, floor_path: str) -> Mapping[str, list[Any]]:
    """Label word after word of a project's document by its key, in turns with a bare insert."""
    bundle = long_document(int(characters), int(spans))
    connection = floors.make(Path(floor_path))
    window = window_on(project_of(Path(path), [bundle]))
    paints = Paints(window.article)
    key = next(row.key for row in window.session.scheme.labels if row.id == "actor")
    seconds: dict[str, list[Any]] = {"ours": [], "floor": []}
    for n, (start, end) in enumerate(_words(bundle.text, int(presses))):
        window.article.set_selection(start, end)
        before = len(window.session.layer.spans)
        press = partial(QTest.keyClick, window.article, Qt.Key(ord(key)))
        seconds["ours"].append(paints.spent_until_painted(press))
        assert len(window.session.layer.spans) == before + 1
        begun = time.perf_counter()
        floors.insert_one(connection, n)
        seconds["floor"].append(time.perf_counter() - begun)
    window.close()
    connection.close()
    return seconds


def document(path: str, characters: str, spans: str) -> float:
    """Open the long document in the window of a project, from another one: until its first picture."""
    (short,), long = items(1), long_document(int(characters), int(spans))
    window = window_on(project_of(Path(path), [short, long]), document=short.document.id)
    seconds = Paints(window.article).seconds_until_painted(lambda: window.opening.document(long.document.id))
    assert window.article.text() == long.text
    window.close()
    return seconds


def project_of(path: Path, bundles: Sequence[Bundle]) -> Project:
    project = Project.create(path, scheme_toml.load(), actor=AUTHOR)
    with project.event("documents.import", AUTHOR) as event:
        for bundle in bundles:
            event.add_in_bulk([bundle.document, *bundle.spans], [(bundle.document.text_hash, bundle.text)])
    return project


def window_on(project: Project, *, author: str = AUTHOR, document: str | None = None) -> MainWindow:
    """The program's window, shown and at rest, suggestions included."""
    application()
    window = MainWindow(Session("ar"), Settings())
    window.show()
    window.opening.take_over(project, author=author, document=document)
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    rest(window)
    return window


def rest(window: MainWindow) -> None:
    """Let the window do what it does by itself, until it is done."""
    QApplication.processEvents()
    while is_busy(window):
        QTest.qWait(5)
    QApplication.processEvents()


def is_busy(window: MainWindow) -> bool:
    """Whether something is done in the background, or will be in a moment."""
    timers = (timer for timer in window.findChildren(QTimer) if timer.isSingleShot() and timer.isActive())
    threads = (thread for thread in window.findChildren(QThread) if thread.isRunning())
    return window.proposing.is_busy or any(threads) or any(timer.interval() <= _SOON for timer in timers)


def long_document(characters: int, spans: int) -> Bundle:
    """About so many characters, and spans spread evenly over them."""
    parts: list[str] = []
    marked: list[tuple[str, int, int]] = []
    segments: list[Segment] = []
    length = 0
    for bundle in items(characters // 200):
        start, end = length, length + len(bundle.text)
        marked.append(("claim", start, end))
        marked += [(span.label, start + span.start, start + span.end) for span in bundle.spans]
        segments.append(Segment("paragraph", start, end))
        parts.append(bundle.text)
        length = end + 1
        if length >= characters:
            break
    text = "\n".join(parts)
    assert len(marked) >= spans, "so many spans do not fit into the text"
    document = Document(
        id=document_id("article", hash_text(text), "", ""),
        kind="article",
        title="مقال طويل",
        text_hash=hash_text(text),
        segments=tuple(segments),
    )
    chosen = [marked[n * len(marked) // spans] for n in range(spans)]
    rows = tuple(_span(document, text, *row) for row in chosen)
    return Bundle(document=document, text=text, spans=rows, attributions=())


def _span(document: Document, text: str, label: str, start: int, end: int) -> Span:
    return Span(
        id=derived_id("bench-span", document.id, label, str(start), str(end)),
        document_id=document.id,
        label=label,
        ranges=((start, end),),
        quote=text[start:end],
        author=AUTHOR,
    )


def _words(text: str, count: int) -> list[Range]:
    """So many words, spread over the text."""
    found = []
    for n in range(count):
        word = word_at(text, next_word(text, n * len(text) // count, 1, (0, len(text))), (0, len(text)))
        assert word is not None
        found.append(word)
    return found


def _standing(view: QAbstractScrollArea) -> Paints:
    """An empty view, shown and painted."""
    application()
    view.resize(*_VIEW)
    view.show()
    QApplication.processEvents()
    return Paints(view)


ACTS: dict[str, Callable[..., float | list[Spent] | Mapping[str, list[Any]]]] = {
    act.__name__: act for act in (article, article_floor, page, label, document)
}


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    application()
    print(json.dumps(ACTS[name](*arguments)))
