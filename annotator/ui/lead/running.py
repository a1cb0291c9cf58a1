"""Long work within a page: a bar with progress and a way to stop it, gone while nothing runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from annotator.core.errors import AnnotatorError
from annotator.ui.background import Job, Task, on_project, share
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
        self._task = Task(self)
        self._label = QLabel()
        self._label.setObjectName("quiet")
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self.cancel_button = QPushButton()
        self.cancel_button.clicked.connect(self._task.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._label)
        row.addWidget(self._bar, 1)
        row.addWidget(self.cancel_button)
        self._task.changed.connect(self._changed)
        self._task.progressed.connect(self._progressed)
        self.retranslate()
        self.hide()

    @property
    def busy(self) -> bool:
        return self._task.is_running

    def retranslate(self) -> None:
        tr = self._session.tr_
        self._label.setText(tr("lead.measuring"))
        self._bar.setAccessibleName(tr("lead.measuring"))
        self.cancel_button.setText(tr("window.cancel"))

    def start(self, job: Job, done: Callable[[Any], None]) -> None:
        """Run the job; `done` gets its result. What runs already is stopped first."""
        path = self._session.path
        assert path is not None
        work = on_project(path, job, author=self._session.author)
        self._task.start(work, done=done, failed=self.failed.emit)

    def stop(self) -> None:
        """Cancel what is running and wait for it; nothing is told of it."""
        self._task.stop()

    def _changed(self, running: bool) -> None:
        self._bar.setValue(0)
        self.setVisible(running)
        self.changed.emit(running)

    def _progressed(self, so_far: int, total: int) -> None:
        self._bar.setValue(share(so_far, total, _STEPS))
