"""What a key costs in the window: `python -m tests.bench.keying ACT SPANS KEYS`.

Prints as one line of JSON, for each key, the milliseconds from the press to the picture it asked for, those
that the window's thread worked of them, and those of one durable insert beside it.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.commands import names
from annotator.core.model import Attribution, Span, Submission, derived_id
from annotator.formats import scheme_toml
from annotator.store import Project
from annotator.ui.app import application
from annotator.ui.review.reading import View
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.window import MainWindow
from tests.bench import floors
from tests.bench.corpus import AUTHOR
from tests.bench.rows import Bench, Result, _quantile
from tests.bench.viewing import _Paints, _words, long_document

Times = Mapping[str, list[float]]
KEY, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

REVIEWER: Final = "ليلى"
_CHARACTERS: Final = 200
"""Of text for each span."""
_AIMS: Final = {300: 12.0, 1_000: 16.0, 5_000: 30.0}
"""Spans in the document, and milliseconds for a label key but for the slowest twentieth."""
_KEYS: Final = 60


class Press(msgspec.Struct):
    """A key that is about to be pressed: what leads to it, and what it is."""

    lead: Callable[[], object]
    press: Callable[[], object]


def label(window: MainWindow, count: int) -> Iterator[Press]:
    """Label a word of the text."""
    article, key = window.article, _key_of(window, "actor")
    for start, end in _words(window.session.text, count):
        yield Press(partial(article.set_selection, start, end), partial(QTest.keyClick, article, key))


def undo(window: MainWindow, count: int) -> Iterator[Press]:
    """Undo a label."""
    for row in list(label(window, count)):
        row.lead()
        row.press()
    for _ in range(count):
        yield Press(lambda: None, lambda: QTest.keyClick(window.article, KEY.Key_Z, CTRL))


def relabel(window: MainWindow, count: int) -> Iterator[Press]:
    """Give the selected span another label."""
    for row in label(window, count):
        row.lead()
        row.press()
        key = _key_of(window, "place")
        yield Press(lambda: None, partial(QTest.keyClick, window.article, key))


def attribution(window: MainWindow, count: int) -> Iterator[Press]:
    """Attribute the selected claim to the source of the claim before it."""
    claims = window.session.unattributed()
    for claim in claims[1 :: max(1, len(claims) // (count + 1))][:count]:
        lead = partial(window.article.select_span, claim.id)
        yield Press(lead, lambda: QTest.keyClick(window.article, KEY.Key_A, SHIFT))


def name(window: MainWindow, count: int) -> Iterator[Press]:
    """Let the selected span point to a name."""
    session = window.session
    assert session.project is not None
    known = names.add_name(session.project, author=AUTHOR, label="actor", name="فرق الإسعاف")
    rows = [span for span in session.layer.spans if span.label == "actor"]
    for span in rows[:: max(1, len(rows) // count)][:count]:
        lead = partial(window.article.select_span, span.id)
        yield Press(lead, partial(session.do, names.link_name, span, known))


def verdict(window: MainWindow, count: int) -> Iterator[Press]:
    """Accept the place in question of another's layer."""
    window.reviewing.show_view(View("review", (AUTHOR,)))
    for _ in range(count):
        yield Press(lambda: None, lambda: QTest.keyClick(window.article, KEY.Key_Y))


ACTS: Final[dict[str, Callable[[MainWindow, int], Iterator[Press]]]] = {
    act.__name__: act for act in (label, relabel, undo, attribution, name, verdict)
}


def measure(act: str, spans: int, count: int, folder: Path) -> Times:
    """Press the keys of an act; suggestions are there, and no others are computed meanwhile."""
    window = _window(folder / "keys.db", spans, author=REVIEWER if act == "verdict" else AUTHOR)
    bare = floors.make(folder / "floor.db")
    paints = _Paints(window.article)
    times: dict[str, list[float]] = {"ours": [], "worked": [], "floor": []}
    for n, row in enumerate(ACTS[act](window, count)):
        row.lead()
        window.session.settle()
        QApplication.processEvents()
        window.proposing.stop()
        before = window.session.reading
        worked = time.thread_time()
        times["ours"].append(1000 * paints.seconds_until_painted(row.press))
        times["worked"].append(1000 * (time.thread_time() - worked))
        assert window.session.reading != before, "the key did something"
        window.proposing.stop()
        begun = time.perf_counter()
        floors.insert_one(bare, n)
        times["floor"].append(1000 * (time.perf_counter() - begun))
    bare.close()
    window.close()
    return times


def _window(path: Path, spans: int, *, author: str) -> MainWindow:
    """A window on one document with spans and suggestions, handed in if somebody else looks at it."""
    bundle = long_document(_CHARACTERS * spans, spans)
    document = bundle.document
    application()
    project = Project.create(path, scheme_toml.load(), actor=AUTHOR)
    handed_in = Submission(id="submission", document_id=document.id, author=AUTHOR, state="submitted")
    rows = [document, *bundle.spans, *_tied(bundle.spans), *([handed_in] if author != AUTHOR else [])]
    with project.event("documents.import", AUTHOR) as event:
        event.add_in_bulk(rows, [(document.text_hash, bundle.text)])
    window = MainWindow(Session("ar"), Settings())
    window.show()
    window.opening.take_over(project, author=author)
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    while window.proposing.is_busy:
        QApplication.processEvents()
        time.sleep(0.01)  # Qt's own waiting would not let the other thread work
    return window


def _tied(spans: tuple[Span, ...]) -> list[Attribution]:
    """Every second claim said by the source before it."""
    rows, source = [], ""
    for number, span in enumerate(sorted(spans, key=lambda span: span.start)):
        if span.label == "source":
            source = span.id
        elif span.label == "claim" and source and number % 2:
            row_id = derived_id("bench-tie", span.id)
            rows.append(
                Attribution(
                    id=row_id,
                    document_id=span.document_id,
                    claims=(span.id,),
                    sources=(source,),
                    author=span.author,
                )
            )
    return rows


def _key_of(window: MainWindow, label_id: str) -> Qt.Key:
    return Qt.Key(ord(next(row.key for row in window.session.scheme.labels if row.id == label_id)))


def _keys(bench: Bench) -> Iterator[Result]:
    """What a person waits for after a key, and one durable insert beside it."""
    most = bench.article[1]
    asked = [("label", spans) for spans in _AIMS] + [(act, 1_000) for act in ACTS if act != "label"]
    for act, spans in dict.fromkeys((act, min(spans, most)) for act, spans in asked):
        times = bench.keys(act, spans, min(_KEYS, bench.calls))
        aim = next(aim for most, aim in _AIMS.items() if spans <= most)
        for side, said in (("ours", "to painted"), ("worked", "worked")):
            case = f"{act}, {spans:,} spans, p95 {said}"
            yield Result(row="keys", case=case, unit="ms", ours=_quantile(times[side], 0.95), aim=aim)


ROWS: Final[dict[str, Callable[[Bench], Iterator[Result]]]] = {"keys": _keys}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        name_, spans_, keys_ = sys.argv[1:]
        print(json.dumps(measure(name_, int(spans_), int(keys_), Path(made))))
