"""Long work in a thread of its own: how far it is, whether it is still wanted, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from annotator.core.errors import AnnotatorError
from annotator.store import Project
from annotator.ui.garbage import give_back
from annotator.ui.session import Session

_SHOW_AFTER_MILLISECONDS = 400
_PATIENCE_MILLISECONDS = 10
_STEPS = 1000


class Thread(QThread):
    """Does one piece of work once, and keeps what came of it."""

    progressed = Signal(object, object)
    """How much is done and how much there is. Objects: byte counts outgrow a C int."""

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.is_cancelled = False
        self.is_abandoned = False
        self.break_off: Callable[[], None] = lambda: None
        """Ends what the work is waiting for; set by work that can be broken off."""
        self.result: Any = None
        self.error: Exception | None = None

    def abandon(self) -> None:
        """Break the work off, as often as it takes, and wait for its end."""
        self.is_cancelled = self.is_abandoned = True
        while not self.wait(_PATIENCE_MILLISECONDS):
            self.break_off()

    def run(self) -> None:
        try:
            self.result = self._work(self)
        except Exception as error:  # handed to the window's thread, which raises or tells it
            self.error = error
        give_back()


Work = Callable[[Thread], Any]
"""Called in the thread, which it may ask whether to stop, and tell how far it is."""
Job = Callable[..., Any]
"""Called in the thread as `job(project, progress=..., cancelled=...)`."""


def on_project(
    path: Path,
    job: Job,
    *,
    author: str = "",
    read_only: bool = False,
    keeper: Callable[[Project], None] | None = None,
) -> Work:
    """A job on a `Project` of its own, seen through the eyes of `author`, kept by `keeper`."""

    def work(thread: Thread) -> Any:
        with Project.open(path, read_only=read_only) as project:
            project.seen_by(author)
            if keeper is not None:
                project.keeper = keeper
            thread.break_off = project.interrupt
            if thread.is_abandoned:
                return None
            return job(project, progress=thread.progressed.emit, cancelled=lambda: thread.is_cancelled)

    return work


class Task(QObject):
    """A place for work in the background, one piece at a time. All is told in the window's thread."""

    changed = Signal(bool)
    """Work has begun, or ended."""
    progressed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: Thread | None = None
        self._done: Callable[[Any], None] = lambda result: None
        self._failed: Callable[[AnnotatorError], None] = lambda error: None

    @property
    def is_running(self) -> bool:
        """Whether there is work whose end was not told yet."""
        return self._thread is not None

    def start(
        self, work: Work, *, done: Callable[[Any], None], failed: Callable[[AnnotatorError], None]
    ) -> None:
        """Begin; `done` gets the result, `failed` what the person can act on, and a bug is raised.

        What runs already is stopped first.
        """
        self.stop()
        self._done, self._failed = done, failed
        thread = self._thread = Thread(work, self)
        thread.progressed.connect(partial(self._progressed, thread))
        thread.finished.connect(partial(self._ended, thread))
        thread.start()
        self.changed.emit(True)

    def cancel(self) -> None:
        """Ask the work to stop; what it then says is told as always."""
        if self._thread is not None:
            self._thread.is_cancelled = True

    def stop(self) -> None:
        """Ask the work to stop and wait for that. Nobody wants its result any more: nothing is told."""
        if self._thread is not None:
            self._thread.is_cancelled = True
            self._take()

    def abandon(self) -> None:
        """Stop work that only reads: what it reads is broken off."""
        if self._thread is not None:
            self._thread.abandon()
            self._take()

    def finish(self) -> None:
        """Wait for the work, and tell now what came of it."""
        if self._thread is not None:
            self._tell(self._take())

    def _progressed(self, thread: Thread, so_far: int, total: int) -> None:
        if thread is self._thread:
            self.progressed.emit(so_far, total)

    def _ended(self, thread: Thread) -> None:
        # What was stopped may still have told that it ended.
        if thread is self._thread:
            self._tell(self._take())

    def _take(self) -> Thread:
        thread, self._thread = self._thread, None
        assert thread is not None
        thread.wait()
        thread.deleteLater()
        self.changed.emit(False)
        return thread

    def _tell(self, thread: Thread) -> None:
        if thread.error is None:
            self._done(thread.result)
        elif isinstance(thread.error, AnnotatorError):
            self._failed(thread.error)
        else:
            raise thread.error


def share(so_far: int, total: int, whole: int) -> int:
    """Progress as so many parts of `whole`."""
    return whole * so_far // total if total else 0


class _ProgressDialog(QProgressDialog):
    """Shows the progress of a task and cancels it; goes when the task ends."""

    def __init__(self, task: Task, title: str, cancel: str, parent: QWidget) -> None:
        super().__init__(title, cancel, 0, _STEPS, parent)
        self._task = task
        self.setMinimumDuration(_SHOW_AFTER_MILLISECONDS)
        self.setAutoClose(False)
        self.setAutoReset(False)
        task.progressed.connect(self._progressed)
        task.changed.connect(self._changed)
        self.canceled.connect(task.cancel)

    def _progressed(self, so_far: int, total: int) -> None:
        self.setValue(share(so_far, total, _STEPS))

    def _changed(self, _: bool) -> None:
        self._task.progressed.disconnect(self._progressed)
        self._task.changed.disconnect(self._changed)
        self.canceled.disconnect(self._task.cancel)
        self.reset()
        self.deleteLater()


def run_job(
    task: Task,
    job: Job,
    session: Session,
    *,
    parent: QWidget,
    title: str,
    done: Callable[[Any], None],
    failed: Callable[[AnnotatorError], None] | None = None,
) -> None:
    """Run a job on the session's project behind a dialog; `title` names the sentence of what is done.

    What goes wrong is told by the session unless `failed` is given.
    """
    assert session.path is not None
    work = on_project(session.path, job, author=session.author, keeper=session.keeper)
    run_work(task, work, session, parent=parent, title=title, done=done, failed=failed)


def run_work(
    task: Task,
    work: Work,
    session: Session,
    *,
    parent: QWidget,
    title: str,
    done: Callable[[Any], None],
    failed: Callable[[AnnotatorError], None] | None = None,
) -> None:
    """As `run_job`, for work that is not about the session's project."""
    task.start(work, done=done, failed=failed or session.failed.emit)
    _ProgressDialog(task, session.tr_(title), session.tr_("window.cancel"), parent)
