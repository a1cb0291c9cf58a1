"""Long work in a thread of its own, with its own `Project`, progress and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from annotator.core.errors import AnnotatorError
from annotator.store import Project

_SHOW_AFTER_MILLISECONDS = 400

Job = Callable[..., Any]
"""Called as `job(project, progress=..., cancelled=...)` in the worker's thread."""


class Worker(QThread):
    """Runs one job on the project at `path`, seen through the eyes of `author`."""

    progressed = Signal(object, object)
    """How much is done and how much there is. Objects: byte counts outgrow a C int."""

    def __init__(self, path: Path, job: Job, parent: QObject | None = None, *, author: str = "") -> None:
        super().__init__(parent)
        self._path = path
        self._job = job
        self._author = author
        self._stop = False
        self._is_abandoned = False
        self._project: Project | None = None
        self.result: Any = None
        self.error: Exception | None = None

    def cancel(self) -> None:
        self._stop = True

    def abandon(self) -> None:
        """Cancel a job that only reads, breaking off what it reads: nobody waits for its result any more."""
        self._stop = self._is_abandoned = True
        if (project := self._project) is not None:
            project.interrupt()

    def run(self) -> None:
        try:
            with Project.open(self._path) as project:
                self._project = project
                project.seen_by(self._author)
                if not self._is_abandoned:
                    self.result = self._job(
                        project, progress=self.progressed.emit, cancelled=lambda: self._stop
                    )
        except Exception as error:  # handed to the window's thread, which raises or shows it
            self.error = error


def run_job(
    path: Path,
    job: Job,
    *,
    parent: QWidget,
    author: str,
    title: str,
    cancel: str,
    done: Callable[[Any], None],
    failed: Callable[[AnnotatorError], None],
) -> Worker:
    """Run `job` behind a progress dialog; `done` gets its result, `failed` what the person can act on."""
    dialog = QProgressDialog(title, cancel, 0, 1000, parent)
    dialog.setMinimumDuration(_SHOW_AFTER_MILLISECONDS)
    dialog.setAutoClose(False)
    dialog.setAutoReset(False)
    worker = Worker(path, job, parent, author=author)

    def progressed(so_far: int, total: int) -> None:
        dialog.setValue(int(1000 * so_far / total) if total else 0)

    def finished() -> None:
        dialog.canceled.disconnect(worker.cancel)
        dialog.reset()
        dialog.deleteLater()
        worker.wait()
        worker.deleteLater()
        if isinstance(worker.error, AnnotatorError):
            failed(worker.error)
        elif worker.error is not None:
            raise worker.error
        else:
            done(worker.result)

    worker.progressed.connect(progressed)
    dialog.canceled.connect(worker.cancel)
    worker.finished.connect(finished)
    worker.start()
    return worker
