"""Long work within a page: a bar with progress and a way to stop it, gone while nothing runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from annotator.core.errors import AnnotatorError
from annotator.ui.background import Job, Worker
from annotator.ui.session import Session

_STEPS = 1000


class Running(QWidget):
    """Runs one job at a time on the session's project, with the eyes of its author."""

    changed = Signal(bool)
    """Work has begun, or ended."""
    failed = Signal(AnnotatorError)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._worker: Worker | None = None
        self._done: Callable[[Any], None] = lambda result: None
        self._label = QLabel()
        self._label.setObjectName("quiet")
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self.cancel_button = QPushButton()
        self.cancel_button.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._label)
        row.addWidget(self._bar, 1)
        row.addWidget(self.cancel_button)
        self.retranslate()
        self.hide()

    @property
    def busy(self) -> bool:
        return self._worker is not None

    def retranslate(self) -> None:
        tr = self._session.tr_
        self._label.setText(tr("lead.measuring"))
        self._bar.setAccessibleName(tr("lead.measuring"))
        self.cancel_button.setText(tr("window.cancel"))

    def start(self, job: Job, done: Callable[[Any], None]) -> None:
        """Run the job; `done` gets its result. What runs already is stopped first."""
        self.stop()
        path = self._session.path
        assert path is not None
        self._done = done
        self._bar.setValue(0)
        worker = self._worker = Worker(path, job, self, author=self._session.author)
        worker.progressed.connect(partial(self._progressed, worker))
        worker.finished.connect(partial(self._finished, worker))
        worker.start()
        self.show()
        self.changed.emit(True)

    def stop(self) -> None:
        """Cancel what is running and wait for it; nothing is told of it."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.cancel()
            worker.wait()
            worker.deleteLater()
            self.hide()
            self.changed.emit(False)

    def _cancel(self) -> None:
        if self._worker is not None:
            self._worker.cancel()

    def _progressed(self, worker: Worker, so_far: int, total: int) -> None:
        if worker is self._worker:
            self._bar.setValue(_STEPS * so_far // total if total else 0)

    def _finished(self, worker: Worker) -> None:
        # What was stopped may still have told that it ended.
        if worker is not self._worker:
            return
        self._worker = None
        worker.wait()
        worker.deleteLater()
        self.hide()
        self.changed.emit(False)
        if isinstance(worker.error, AnnotatorError):
            self.failed.emit(worker.error)
        elif worker.error is not None:
            raise worker.error
        else:
            self._done(worker.result)
