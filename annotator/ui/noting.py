"""Notes the head of the open project outside it: every few minutes while it moves, and on closing."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer

from annotator.core.errors import AnnotatorError
from annotator.store import Project, heads
from annotator.ui.background import Task, on_project
from annotator.ui.changes import Changes
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.words.i18n import error_sentence

_EVERY_MILLISECONDS: Final = 5 * 60 * 1000
_SOON_OVER: Final = frozenset({"project-busy", "project-locked"})


class Noting(QObject):
    """Works in the background; what keeps a head from being noted is told once for a project."""

    def __init__(self, session: Session, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._task = Task(self)
        self._noted = ""
        self._is_told = False
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        session.changed.connect(self._changed)
        session.closing.connect(self._closing)

    def look(self) -> None:
        """Note the head, if it has moved since that was done last."""
        path = self._session.path
        if path is None or self._task.is_running or not self._has_moved():
            return
        folder = chosen_folder(self._settings)

        def job(project: Project, **_: Any) -> str:
            head = project.known_head
            heads.note(project, folder)
            return head

        self._task.start(on_project(path, job), done=self._take, failed=self._failed)

    def _has_moved(self) -> bool:
        """Whether somebody has written since; where nobody can, nothing is noted either."""
        project = self._session.project
        return project is not None and not project.read_only and project.known_head != self._noted

    def _take(self, head: str) -> None:
        self._noted = head

    def _failed(self, error: AnnotatorError) -> None:
        if self._is_told or error.code in _SOON_OVER:
            return
        self._is_told = True
        self._session.tell(unnoted(self._session, error))

    def _changed(self, changes: Changes) -> None:
        if changes.project and self._session.project is not None:
            self._noted, self._is_told = self._session.project.known_head, False
            self._timer.start()

    def _closing(self) -> None:
        self._timer.stop()
        self._task.finish()
        project = self._session.project
        if project is not None and self._has_moved():
            try:
                heads.note(project, chosen_folder(self._settings))
            except AnnotatorError as error:
                self._failed(error)


def chosen_folder(settings: Settings) -> Path | None:
    """The folder that heads are to be kept in; None for the usual place."""
    chosen = settings.value("heads_folder")
    return Path(chosen) if chosen else None


def unnoted(session: Session, error: AnnotatorError) -> str:
    """Say what kept the head from being noted."""
    return session.tr_("cli.head-not-noted", reason=error_sentence(session.language, error))
