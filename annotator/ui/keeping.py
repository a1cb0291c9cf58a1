"""Backs the open project up while it is worked in, and looks at where it lies and how much room is left."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.commands.place import Check, concerns, room_concern
from annotator.core.errors import AnnotatorError
from annotator.store import Project, backups
from annotator.ui.background import Task, Thread, on_project
from annotator.ui.changes import Changes
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.words.i18n import error_sentence
from annotator.words.machine import check_sentence

_MINUTE_MILLISECONDS: Final = 60 * 1000
_SOON_MILLISECONDS: Final = 2000
"""After a project is opened; what it shows comes before."""
_FULL: Final = "doctor.disk-nearly-full"
_SOON_OVER: Final = frozenset({"project-busy", "project-locked"})


class Keeping(QObject):
    """Works in the background, each piece with a connection of its own: a slow disk holds nobody up."""

    concerned = Signal()
    """Something else speaks against the place, the disk or the backups than before."""
    _unkept = Signal(AnnotatorError)
    """Said in whatever thread a backup was to be made, heard in the window's."""

    def __init__(self, session: Session, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._backing = Task(self)
        self._looking = Task(self)
        self._kept = ""
        self._minutes = 0
        self._place: list[Check] = []
        self._backup: list[Check] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_MINUTE_MILLISECONDS)
        self._timer.timeout.connect(self.tick)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MILLISECONDS)
        self._soon.timeout.connect(self.look_around)
        self._folder = settings.backup_folder
        session.keeper = self._keep_before
        session.changed.connect(self._changed)
        session.closing.connect(self._closing)
        settings.changed.connect(self._chosen)
        self._unkept.connect(self._failed)

    @property
    def concerns(self) -> list[Check]:
        """All that is to be said; what is soonest to hurt first."""
        return [*reversed(self._place), *self._backup]

    @property
    def most_urgent(self) -> str:
        """The words for what may harm the project soonest; "" for nothing."""
        if any(check.row == _FULL for check in self._place):
            return "rescue.care-disk"
        if self._backup:
            return "rescue.care-backup"
        return "rescue.care-place" if self._place else ""

    def tick(self) -> None:
        """A minute has gone by: look at the room, and back up if it is time for it."""
        self._minutes += 1
        every = self._settings.value("backup_minutes")
        if every and self._minutes >= every:
            self.back_up()
        if not self._looking.is_running:
            self._look(lambda path: _with_room(self._place, room_concern(path)))

    def look_around(self) -> None:
        """Look at all that may speak against the place."""
        self._look(concerns)

    def back_up(self) -> None:
        """Back up, if something has changed since that was done last."""
        path, project, folder = self._session.path, self._session.project, self._folder
        if path is None or project is None or self._backing.is_running:
            return
        if project.read_only or project.known_head == self._kept:
            return
        self._minutes = 0

        def job(project: Project, **_: Any) -> str:
            head = project.known_head
            backups.keep_before(project, folder)
            return head

        self._backing.start(on_project(path, job), done=self._done, failed=self._failed)

    def _keep_before(self, project: Project) -> None:
        """Back up before much is changed; what keeps it from being made does not stop that."""
        try:
            backups.keep_before(project, self._folder)
        except AnnotatorError as error:
            self._unkept.emit(error)

    def _done(self, head: str) -> None:
        self._kept = head
        if self._backup:
            self._backup = []
            self.concerned.emit()

    def _failed(self, error: AnnotatorError) -> None:
        if error.code in _SOON_OVER:
            return
        check = Check("wrong", f"errors.{error.code}", {key: str(row) for key, row in error.details.items()})
        if self._backup != [check]:
            language = self._session.language
            unkept = AnnotatorError("backup-not-made", said=error_sentence(language, error))
            self._session.tell(error_sentence(language, unkept))
        self._backup = [check]
        self.concerned.emit()

    def _look(self, at: Any) -> None:
        path = self._session.path
        if path is not None:
            self._looking.start(_looking(at, path), done=self._found, failed=self._session.failed.emit)

    def _found(self, place: list[Check]) -> None:
        new = [check for check in place if check.row not in {row.row for row in self._place}]
        self._place = place
        if new:
            self._session.tell(check_sentence(self._session.language, new[-1]))
        self.concerned.emit()

    def _chosen(self, setting_id: str) -> None:
        if setting_id == "backup_folder":
            self._folder = self._settings.backup_folder

    def _changed(self, changes: Changes) -> None:
        if not changes.project:
            return
        self._place, self._backup, self._minutes = [], [], 0
        self.concerned.emit()
        if self._session.project is not None:
            self._kept = self._session.project.known_head
            self._timer.start()
            self._soon.start()

    def _closing(self) -> None:
        for timer in (self._timer, self._soon):
            timer.stop()
        for task in (self._backing, self._looking):
            task.stop()


def _looking(at: Any, path: Path) -> Any:
    def work(thread: Thread) -> list[Check]:
        found: list[Check] = at(path)
        return found

    return work


def _with_room(place: list[Check], room: Check | None) -> list[Check]:
    kept = [check for check in place if check.row != _FULL]
    return [*kept, room] if room is not None else kept
