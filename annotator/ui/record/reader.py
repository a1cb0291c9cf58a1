"""Reads the record in the background: of what is asked for meanwhile, only the newest wish is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.core.errors import AnnotatorError
from annotator.ui.background import Job, Task, on_project
from annotator.ui.session import Session

_Wish = tuple[Job, Callable[[Any], None]]


class Reader(QObject):
    """Sees what the session's author may see, on a connection that only reads. The window never waits."""

    changed = Signal(bool)
    """Reading has begun, or ended."""
    failed = Signal(AnnotatorError)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._task = Task(self)
        self._next: _Wish | None = None

    @property
    def busy(self) -> bool:
        return self._task.is_running

    def want(self, job: Job, done: Callable[[Any], None]) -> None:
        """Read after what is being read now; an older wish that was not begun is dropped."""
        self._next = job, done
        if not self._task.is_running:
            self._begin()

    def want_only(self, job: Job, done: Callable[[Any], None]) -> None:
        """Read at once: nobody wants what is being read any more."""
        self._task.abandon()
        self.want(job, done)

    def stop(self) -> None:
        self._next = None
        self._task.abandon()
        self.changed.emit(False)

    def _begin(self) -> None:
        path = self._session.path
        if self._next is None or path is None:
            return
        (job, done), self._next = self._next, None

        def read(result: Any) -> None:
            done(result)
            self._ended()

        def failed(error: AnnotatorError) -> None:
            self.failed.emit(error)
            self._ended()

        work = on_project(path, job, author=self._session.author, read_only=True)
        self._task.start(work, done=read, failed=failed)
        self.changed.emit(True)

    def _ended(self) -> None:
        if self._next is not None and not self._task.is_running:
            self._begin()
        elif not self._task.is_running:
            self.changed.emit(False)
