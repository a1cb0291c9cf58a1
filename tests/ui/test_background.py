"""Work in the background: its result, its faults, and its end when nobody wants it any more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QProgressDialog, QWidget
from pytestqt.qtbot import QtBot

from annotator.core.errors import AnnotatorError
from annotator.store import Project
from annotator.ui.background import Task, Thread, on_project, run_job
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language


@pytest.fixture
def language() -> Language:
    return "ar"


class Told:
    """What a task told, in order."""

    def __init__(self, task: Task) -> None:
        self.all: list[Any] = []
        task.changed.connect(self.all.append)

    def start(self, task: Task, work: Callable[[Thread], Any]) -> None:
        task.start(work, done=self.all.append, failed=lambda error: self.all.append(error.code))


@pytest.fixture
def task(app: QApplication) -> Task:
    return Task()


def settle(qtbot: QtBot, task: Task) -> None:
    qtbot.waitUntil(lambda: not task.is_running, timeout=20_000)


def refuse(thread: Thread) -> None:
    raise AnnotatorError("disk-full", path="x.db")


def until_cancelled(thread: Thread) -> str:
    while not thread.is_cancelled:
        thread.msleep(1)
    return "stopped"


def endless(project: Project, **_: object) -> None:
    project.one("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n")


def test_the_result_is_told_in_the_thread_of_the_window(task: Task, qtbot: QtBot) -> None:
    here = threading.get_ident()
    seen: list[tuple[int, int]] = []
    task.start(
        lambda _: threading.get_ident(),
        done=lambda there: seen.append((there, threading.get_ident())),
        failed=lambda error: None,
    )
    settle(qtbot, task)
    ((there, told),) = seen
    assert there != here == told


def test_what_the_person_can_act_on_is_told(task: Task, qtbot: QtBot) -> None:
    told = Told(task)
    told.start(task, refuse)
    settle(qtbot, task)
    assert told.all == [True, False, "disk-full"]


def test_a_bug_is_raised_where_it_is_reported(task: Task, qtbot: QtBot) -> None:
    told = Told(task)
    with qtbot.captureExceptions() as raised:
        told.start(task, lambda _: 1 / 0)
        settle(qtbot, task)
    assert [kind for kind, *_ in raised] == [ZeroDivisionError]
    assert told.all == [True, False]


def test_cancelled_work_still_tells_its_end(task: Task, qtbot: QtBot) -> None:
    told = Told(task)
    told.start(task, until_cancelled)
    task.cancel()
    settle(qtbot, task)
    assert told.all == [True, False, "stopped"]


def test_stopped_work_tells_nothing(task: Task, qtbot: QtBot, app: QApplication) -> None:
    told = Told(task)
    told.start(task, until_cancelled)
    task.stop()
    app.processEvents()
    assert told.all == [True, False]
    assert not task.is_running


def test_other_work_stops_what_runs(task: Task, qtbot: QtBot) -> None:
    told = Told(task)
    told.start(task, until_cancelled)
    told.start(task, lambda _: "second")
    settle(qtbot, task)
    assert told.all == [True, False, True, False, "second"]


def test_work_that_must_be_done_is_waited_for(task: Task, app: QApplication) -> None:
    told = Told(task)
    told.start(task, lambda _: "written")
    task.finish()
    app.processEvents()
    assert told.all == [True, False, "written"]


def test_what_is_being_read_is_broken_off_when_nobody_waits_for_it(corpus: Path, task: Task) -> None:
    told = Told(task)
    told.start(task, on_project(corpus, endless))
    task.abandon()
    assert told.all == [True, False]
    task.abandon()


def test_a_job_abandoned_before_it_begins_does_not_begin(corpus: Path) -> None:
    thread = Thread(on_project(corpus, lambda project, **_: project.head()))
    thread.abandon()
    thread.run()
    assert thread.result is None and thread.error is None


def test_the_dialog_shows_how_far_it_is_and_goes(window: MainWindow, qtbot: QtBot) -> None:
    task, parent, told = Task(window), QWidget(window), list[Any]()

    def job(project: Project, *, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> str:
        progress(1, 4)
        while not cancelled():
            pass
        raise AnnotatorError("cancelled")

    run_job(
        task,
        job,
        window.session,
        parent=parent,
        title="window.verifying",
        done=told.append,
        failed=lambda error: told.append(error.code),
    )
    (dialog,) = parent.findChildren(QProgressDialog)
    qtbot.waitUntil(lambda: dialog.value() == 250, timeout=20_000)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.canceled.emit()
    assert told == ["cancelled"]
