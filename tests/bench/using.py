"""What a person does in the window of a large project: `python -m tests.bench.using NAME ARGUMENT...`.

Each act runs in a process of its own and prints its figures as one line of JSON: seconds, one for each key.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.store import Project, queries
from annotator.ui.app import application
from annotator.ui.window import MainWindow
from tests.bench.peak import peak_mib
from tests.bench.viewing import Paints, Spent, rest, window_on
from tests.bench.windows import bare_window
from tests.bench.work import REVIEWER
from tests.journeys.driver import Person
from tests.journeys.working import Working, assert_whole
from tests.watchdog import Block, Watchdog, gathered

Figures = Mapping[str, Any]

LISTS: Final = ("all", "mine", "done", "not-begun", "unattributed")
WORDS: Final = ("مصدر طبي", "قلعة الشيح", "الريان", "كفر نوار", "زيتون")
"""What titles are sought for; the last is in none."""
_MIB: Final = 1 << 20


def step(path: str, presses: str) -> Figures:
    """The key of the next document, at the beginning, in the middle and at the end of the list."""
    window = window_on(Project.open(Path(path)))
    paints = Paints(window.article)
    count = window.documents.model.rowCount()
    few = min(int(presses), count - 2)
    places = {"beginning": 0, "middle": max(0, count // 2 - few), "end": count - few - 1}
    seconds: dict[str, list[Spent]] = {}
    for name, place in places.items():
        window.documents.list.setCurrentIndex(window.documents.model.index(place))
        rest(window)
        for n in range(few):
            seconds.setdefault(name, []).append(paints.spent_until_painted(partial(press_next, window)))
            window.proposing.stop()
            assert window.documents.list.currentIndex().row() == place + n + 1
    window.close()
    return seconds


def press_next(window: MainWindow) -> None:
    QTest.keyClick(window.article, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)


def lists(path: str, times: str) -> Figures:
    """Narrow the list by a title; see the first and the last page of each list; find a document in it."""
    project = Project.open(Path(path))
    window = window_on(project)
    documents, paints = window.documents, Paints(window.documents.list)
    seconds: dict[str, list[Spent]] = {}

    def painted(case: str, act: Callable[[], object], done: Callable[[], bool] = lambda: True) -> None:
        """Until what was asked for is in the list, and painted."""
        rest(window)
        seconds.setdefault(case, []).append(paints.spent_until_painted(act, done))

    ids = queries.document_ids(project)
    few = max(1, int(times))
    expected: dict[str, int] = {}
    for words in ("", *WORDS):
        narrow(window, words)
        rest(window)
        expected[words] = documents.model.rowCount()
    for n in range(few):
        narrow(window, "")
        words = WORDS[n % len(WORDS)]
        painted("title filter", partial(narrow, window, words), partial(_holds, window, expected[words]))
    narrow(window, "")
    rest(window)
    for n in range(few):
        wanted = ids[(n * 7919 + 1) % len(ids)]  # not the one that is open already: nothing would be painted
        painted("find a document", partial(window.opening.document, wanted), partial(_stands, window, wanted))
    for author in ("", REVIEWER):
        if author:
            window.session.set_author(author)
            rest(window)
        for name in ("review",) if author else LISTS:
            documents.choose_list(name)
            rest(window)
            if not documents.model.rowCount():
                continue
            for _ in range(max(1, few // len(LISTS))):
                documents.choose_list("inbox")
                painted("first page", partial(documents.choose_list, name))
                painted("last page", documents.list.scrollToBottom)
    window.close()
    return seconds


def narrow(window: MainWindow, words: str) -> None:
    """Seek words in the titles, by the line above the list and Enter."""
    window.documents.filter.line.setText(words)
    QTest.keyClick(window.documents.filter.line, Qt.Key.Key_Return)


def _holds(window: MainWindow, count: int) -> bool:
    return window.documents.model.rowCount() == count


def _stands(window: MainWindow, document_id: str) -> bool:
    row = window.documents.model.row(window.documents.list.currentIndex().row())
    return row is not None and row.id == document_id


def learn(path: str, out: str, times: str) -> Figures:
    """From the key of a label until there are new suggestions, in a copy."""
    window = window_on(_copy(path, out))
    key = next(row.key for row in window.session.scheme.labels if row.id == "actor")
    paints, seconds = Paints(window.article), []
    for n in range(int(times)):
        window.article.set_selection(2 * n, 2 * n + 1)
        rest(window)
        press = partial(QTest.keyClick, window.article, Qt.Key(ord(key)))
        seconds.append(paints.spent_until_painted(press, lambda: not window.proposing.is_busy))
    window.close()
    return {"seconds": seconds}


def watched(path: str, out: str, more: str, turns: str) -> Figures:
    """Work in a copy while another process imports as much again: the longest block of the event loop, in ms.

    Every block that is longer than it may be is told with where the thread stood.
    """
    _copy(path, out).close()
    application()
    with Watchdog() as watchdog:
        window = window_on(Project.open(Path(out)), author=REVIEWER)
        opening = watchdog.take()
        doing = ["rest"]
        blocks: list[tuple[str, Block]] = [("open a project", block) for block in opening]

        def before(act: str) -> None:
            blocks.extend((doing[0], block) for block in watchdog.take())
            doing[0] = act

        working = Working(Person(window), before=before)
        command = [sys.executable, "-m", "annotator", "import", out, more, "--author", "ليان", "--new-author"]
        importing = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        number = 0
        try:
            while importing.poll() is None or number < int(turns):
                working.turn(number)
                number += 1
        finally:
            importing.wait()
        before("close")
        window.close()
    assert importing.returncode == 0
    if set(working.refused) - {"project-locked"}:
        raise AssertionError(working.refused)
    print(f"{number} turns, {len(working.seen)} spans, {working.refused.count('project-locked')} refused,"
          f" {working.verdicts} verdicts", file=sys.stderr)  # fmt: skip
    assert_whole(Path(out), working.seen)
    later = [block for _, block in blocks[len(opening) :]]
    longest, most = (
        max((getattr(block, name) for block in later), default=0.0) for name in Block._fields[:2]
    )
    first, work = (
        max((getattr(block, name) for block in opening), default=0.0) for name in Block._fields[:2]
    )
    return {
        "longest": (1000 * longest, 1000 * most),
        "opening": (1000 * first, 1000 * work),
        "blocks": gathered(blocks),
    }


def idle(path: str) -> Figures:
    """The memory of the window once it has come to rest."""
    window = window_on(Project.open(Path(path)))
    resident = _resident()
    window.close()
    return {"mib": resident}


def idle_floor() -> Figures:
    QApplication(["floor"])
    window = bare_window()
    window.show()
    QTest.qWait(200)
    return {"mib": _resident()}


def _resident() -> float:
    status = Path("/proc/self/statm")
    if not status.is_file():
        return peak_mib()
    return int(status.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / _MIB


def _copy(path: str, out: str) -> Project:
    with Project.open(Path(path), read_only=True) as project:
        project.backup(Path(out))
    return Project.open(Path(out))


ACTS: dict[str, Callable[..., Figures]] = {
    act.__name__: act for act in (step, lists, learn, idle, idle_floor, watched)
}


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(json.dumps(ACTS[name](*arguments)))
