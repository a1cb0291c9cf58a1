"""Learns in the background where the person has the edges of what is proposed, and says it once it counts."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from annotator.core.errors import AnnotatorError
from annotator.store import Project
from annotator.ui.background import Task, on_project
from annotator.ui.session import Session
from annotator.words.training import turned_sentence

if TYPE_CHECKING:
    from annotator.commands.habits import Learned


class LearningHabits(QObject):
    """Learns of one author at a time; what comes of it lies beside the project."""

    learned = Signal()
    """Other edges may be proposed than before."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._task = Task(self)

    @property
    def is_running(self) -> bool:
        return self._task.is_running

    def learn(self, path: Path, author: str) -> None:
        """Begin, unless it has begun."""
        if not self._task.is_running:
            self._task.start(
                on_project(path, partial(_learn, author=author), author=author),
                done=partial(self._done, path, author),
                failed=self._session.failed.emit,
            )

    def stop(self) -> None:
        self._task.abandon()

    def _done(self, path: Path, author: str, found: Learned | None) -> None:
        session = self._session
        if found is None or (path, author) != (session.path, session.author):
            return
        if found.turned and found.habits:
            session.tell(turned_sentence(session.language, found.habits))
        self.learned.emit()


def _learn(project: Project, *, author: str, cancelled: Any, **_: Any) -> Learned | None:
    """Nothing where it could not be finished, or the file could not be written: it is tried another time."""
    from annotator.commands.habits import learn_habits

    try:
        return learn_habits(project, author, cancelled)
    except AnnotatorError as error:
        if error.code not in ("cancelled", "file-not-written", "project-read-only"):
            raise
        return None
