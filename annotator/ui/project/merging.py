"""Merges another copy of the project, in the background, and says what came of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.commands.merging import Joined, merge
from annotator.store import Project
from annotator.ui.background import Task, run_job
from annotator.ui.parts import dialogs
from annotator.ui.session import Session
from annotator.words.joining import joined_sentences


class Merging(QObject):
    """One merge at a time; what is open shows what came as it shows what other programs write."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._task = Task(self)

    def merge(self) -> None:
        """Ask for the other file, and merge it."""
        path = self._session.path
        if path is None or self._task.is_running:
            return
        tr = self._session.tr_
        kinds = f"{tr('joining.files')} (*.db *.bundle);;{tr('joining.all-files')} (*)"
        name, _ = QFileDialog.getOpenFileName(self._window, tr("joining.which"), str(path.parent), kinds)
        if name:
            self.merge_with(Path(name))

    def merge_with(self, other: Path) -> None:
        self._session.finish_typing()
        job = partial(_job, other=other)
        run_job(
            self._task, job, self._session, parent=self._window, title="joining.merging", done=self._merged
        )

    def stop(self) -> None:
        self._task.stop()

    def _merged(self, joined: Joined) -> None:
        session = self._session
        session.look_for_changes()
        first, *rest = joined_sentences(session.language, joined)
        dialogs.show_report(self._window, session.language, first, rest)


def _job(project: Project, *, progress: Any, cancelled: Any, other: Path) -> Joined:
    return merge(project, other, step=progress)
