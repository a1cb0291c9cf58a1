"""How long lists of documents take anywhere in them: `python -m tests.bench.listing ACT PROJECT AUTHOR`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QApplication

from annotator.core.document_filter import parse
from annotator.store import Project, places
from annotator.store.places import Places
from annotator.ui.app import application
from annotator.ui.documents.lists import LISTS
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.window import MainWindow
from tests.bench import corpus
from tests.bench.rows import Bench, Result

_STEPS: Final = 20
_PAGE: Final = 100
_LIST: Final = 30.0
_FRAME: Final = 16.0
"""Milliseconds: what a list may take anywhere, and what is seen at once."""


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def pages(path: str, author: str) -> list[float]:
    """The first and the last page of each list in the order the documents came, counts included."""
    seconds = []
    with Project.open(Path(path)) as project:
        project.seen_by(author)
        for row in (row for row in LISTS if row.by_arrival):
            for is_last in (False, True):

                def show(list_id: str = row.id, is_last: bool = is_last) -> None:
                    listing = Places(project, author, list_id)  # type: ignore[arg-type]
                    start = max(0, len(listing) - _PAGE) if is_last else 0
                    places.ids_of(project, listing.keys(start, start + _PAGE))

                seconds.append(_timed(show))
    return seconds


def place(path: str, author: str) -> list[float]:
    """Where documents stand in the whole list: the first, the last, and some between."""
    with Project.open(Path(path)) as project:
        project.seen_by(author)
        listing = Places(project, author, "all")
        numbers = [listing.keys(n * (len(listing) - 1) // _STEPS, len(listing))[0] for n in range(_STEPS + 1)]
        return [_timed(lambda n=n: Places(project, author, "all").place_of(n)) for n in numbers]  # type: ignore[misc]


def step(path: str, author: str) -> list[float]:
    """The next document, from the key to what is painted: at the beginning of the list, and at its end."""
    window = _window(path, author)
    model = window.documents.model
    seconds = []
    for start in (0, model.rowCount() - _STEPS - 2):
        window.documents.list.setCurrentIndex(model.index(start))
        QApplication.processEvents()
        for _ in range(_STEPS):
            window.proposing.stop()

            def go() -> None:
                window.documents.step(1)
                QApplication.processEvents()

            seconds.append(_timed(go))
    window.close()
    return seconds


def narrow(path: str, author: str, *words: str) -> list[list[float]]:
    """A word in the filter line: how long the window stands still, until rows are there, until all are."""
    window = _window(path, author)
    model = window.documents.model
    found = []
    for word in words:
        begun = time.perf_counter()
        model.wanted = parse(word)
        model.reload()
        still = time.perf_counter() - begun
        first = still
        if model.is_looking:
            model._task.finish()
            first = time.perf_counter() - begun
        model.settle()
        found.append([still, first, time.perf_counter() - begun])
        model.wanted = parse("")
        model.reload()
    window.close()
    return found


def _window(path: str, author: str) -> MainWindow:
    application()
    window = MainWindow(Session("ar"), Settings())
    window.show()
    window.opening.take_over(Project.open(Path(path)), author=author)
    QApplication.processEvents()
    return window


ACTS: Final[dict[str, Callable[..., object]]] = {act.__name__: act for act in (pages, place, step, narrow)}


def _rows(bench: Bench) -> Iterator[Result]:
    """Each figure at each size: that it does not grow is to be seen."""
    for size in bench.sizes:
        project = bench.project(size)[0]
        for act, aim in (("pages", _LIST), ("place", _LIST), ("step", _FRAME)):
            yield _result(f"{act}, {size:,}", _read(bench, act, project), aim)
        found = _read(bench, "narrow", project, "في", "قققزززز")
        for case, column in (("stands still", 0), ("first rows", 1), ("all rows", 2)):
            yield _result(f"{case}, {size:,}", [row[column] for row in found], _LIST)


def _read(bench: Bench, act: str, project: Path, *words: str) -> Any:
    return json.loads(bench._run("tests.bench.listing", act, project, corpus.AUTHOR, *words))


def _result(case: str, seconds: list[float], aim: float) -> Result:
    most = sorted(seconds)[int(0.95 * (len(seconds) - 1))]
    return Result(row="listing", case=case, unit="ms", ours=1000 * most, aim=aim)


ROWS: Final[dict[str, Callable[[Bench], Iterator[Result]]]] = {"listing": _rows}


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(json.dumps(ACTS[name](*arguments)))
