"""How much is in each list of one's own work: counted in the background, then followed change by change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.core.errors import AnnotatorError
from annotator.store import Project, finding
from annotator.store.listing import WorkList
from annotator.ui.background import Task, on_project
from annotator.ui.changes import Changes
from annotator.ui.session import Session

_PAUSE_MILLISECONDS = 250


class WorkCounts(QObject):
    """Counting looks at every document; after one's own change, only the open one is looked at."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.counts: Mapping[WorkList, int] = {}
        self._stood: tuple[str, Mapping[WorkList, int]] | None = None
        """The open document, and in which lists it was when it was last looked at."""
        self._task = Task(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._look)
        session.closing.connect(self._stop)
        session.changed.connect(self._changed)

    def settle(self) -> None:
        """Count now what is to be counted."""
        if self._pause.isActive():
            self._pause.stop()
            self._look()
        self._task.finish()

    def _changed(self, changes: Changes) -> None:
        if changes.project:
            self.counts = {}
        document = self._session.document
        elsewhere = {*changes.rows} - {document.id if document is not None else ""}
        if changes.documents or changes.author or elsewhere:
            self._stood = None
        elif changes.document:
            self._session.soon(self._move_on)
            return
        elif not changes.rows:
            return
        self._task.abandon()  # what it counts is out of date
        self._pause.start()

    def _look(self) -> None:
        """The person pauses: look at the open document if that tells, else at every one."""
        session = self._session
        ids = [self._stood[0]] if self._stood is not None and self._stood[1] else None
        if session.path is not None and session.author:
            job = partial(_counted, author=session.author, ids=ids)
            work = on_project(session.path, job, author=session.author)
            done = self._take_over if ids is None else self._follow
            self._task.start(work, done=done, failed=lambda error: None)

    def _take_over(self, counts: Mapping[WorkList, int]) -> None:
        self.counts = counts
        self._stand()
        self.changed.emit()

    def _move_on(self) -> None:
        """Another document is open; what was done in the one before still counts."""
        if self._stood is None:
            return
        if self._pause.isActive() or self._task.is_running:
            self._stop()
            self._follow(self._lists_of(self._stood[0]))
        self._stand()

    def _stand(self) -> None:
        document = self._session.document
        self._stood = (document.id, self._lists_of(document.id)) if document is not None else None

    def _follow(self, now: Mapping[WorkList, int]) -> None:
        """The document one stands at may have gone from one list to another."""
        assert self._stood is not None
        document_id, was = self._stood
        if now and was and now != was:
            self._stood = document_id, now
            self.counts = {name: count + now[name] - was[name] for name, count in self.counts.items()}
            self.changed.emit()

    def _lists_of(self, document_id: str) -> Mapping[WorkList, int]:
        project = self._session.project
        try:
            return finding.work_counts(project, self._session.author, ids=[document_id]) if project else {}
        except AnnotatorError:  # another program writes; all is counted at the next change
            return {}

    def _stop(self) -> None:
        self._pause.stop()
        self._task.abandon()


def _counted(project: Project, *, author: str, ids: Sequence[str] | None, **_: Any) -> dict[WorkList, int]:
    return finding.work_counts(project, author, ids=ids)
