"""Keeps the open project in step with the hub of its team, in the background, and knows how it stands."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from annotator.core.errors import AnnotatorError
from annotator.store import Project, team
from annotator.ui.background import Task, Thread, Work
from annotator.ui.changes import Changes
from annotator.ui.session import Session
from annotator.ui.team.pace import Pace

if TYPE_CHECKING:
    from annotator.commands.hub import HubState, Report

_LOOK_MILLISECONDS: Final = 1000
_OFFLINE: Final = frozenset({"hub-unreachable", "hub-reads-only"})
_SOON_OVER: Final = frozenset({"project-locked", "project-busy", "hub-busy", "hub-moved", "hub-behind"})
"""What says nothing of the network, and is gone when it is tried again."""
ASKS: Final = frozenset({"hub-password", "hub-login"})
"""What a password may help against."""


class Outcome(msgspec.Struct, frozen=True):
    """What came of a sync; the report is None where something kept it from ending, which `error` says."""

    standing: HubState
    report: Report | None = None
    error: AnnotatorError | None = None


class Syncing(QObject):
    """Works with a `Project` of its own, so the window never waits for the network, and ends with it."""

    changed = Signal()
    """The copy stands otherwise to its hub than before."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._task = Task(self)
        self.clock: Callable[[], float] = time.monotonic
        self._pace = Pace(0)
        self.follows = False
        """Whether the open project follows a hub."""
        self.standing: HubState | None = None
        self.synced_at: datetime | None = None
        self.offline_since: datetime | None = None
        self.trouble: AnnotatorError | None = None
        """What somebody has to do something about before it goes on."""
        self.to_send = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.tick)
        self._task.changed.connect(self.changed)
        session.changed.connect(self._changed)
        session.closing.connect(self._closing)

    @property
    def is_running(self) -> bool:
        return self._task.is_running

    def tick(self) -> None:
        """Sync if it is time for it."""
        if self.follows and not self._task.is_running and self._pace.is_due(self.clock()):
            self._start()

    def now(self) -> None:
        """Sync at once; says so where there is nothing to sync with."""
        if not self.follows:
            self._session.tell(self._session.tr_("team.none"))
        elif not self._task.is_running:
            self._start()

    def use_password(self, password: str) -> None:
        """Sync with a password; if it is right it is asked for no more."""
        if not self._task.is_running:
            self._start(password)

    def _start(self, password: str | None = None) -> None:
        path = self._session.path
        assert path is not None
        self._pace.begun()
        self._task.start(_step(path, password), done=self._done, failed=self._refused)

    def _done(self, outcome: Outcome) -> None:
        from annotator.store import following

        session, project = self._session, self._session.project
        assert project is not None
        known = self.standing.members if self.standing is not None else None
        self.standing = msgspec.structs.replace(outcome.standing, members=outcome.standing.members or known)
        if outcome.error is not None:
            self._refused(outcome.error)
        else:
            self._pace.succeeded(self.clock())
            self.synced_at, self.offline_since, self.trouble = datetime.now(), None, None
        self.to_send = following.unsent(project)
        session.look_for_changes()
        self.changed.emit()

    def _refused(self, error: AnnotatorError) -> None:
        self._pace.failed(self.clock())
        if error.code in _OFFLINE:
            self.offline_since, self.trouble = self.offline_since or datetime.now(), None
        elif error.code not in _SOON_OVER:
            self.offline_since, self.trouble = None, error
        self.changed.emit()

    def _changed(self, changes: Changes) -> None:
        if changes.project or changes.team:
            self._begin()
        elif self.follows and changes.act:
            self.to_send += 1
            self._pace.changed(self.clock())
            self.changed.emit()
        elif changes.language:
            self.changed.emit()

    def _begin(self) -> None:
        project = self._session.project
        self.follows = project is not None and not project.read_only and team.cursor(project.conn) is not None
        self.standing = self.synced_at = self.offline_since = self.trouble = None
        self.to_send = 0
        self._pace = Pace(self.clock())
        if self.follows:
            self._timer.start()
        self.changed.emit()

    def _closing(self) -> None:
        self._timer.stop()
        self._task.abandon()  # what is not sent yet is sent the next time
        self.follows = False


def _step(path: Path, password: str | None) -> Work:
    """A sync in a thread, which breaking off ends wherever it is."""

    def work(thread: Thread) -> Outcome:
        from annotator.commands import hub
        from annotator.hub import Line

        line = Line(lambda: not thread.is_abandoned)
        with Project.open(path) as project:

            def break_off() -> None:
                line.cut()
                project.interrupt()

            thread.break_off = break_off
            try:
                report, standing = hub.keep_step(project, password=password, line=line)
            except AnnotatorError as error:
                return Outcome(hub.state(project, online=False), error=error)
            return Outcome(standing, report)

    return work
