"""A button that writes what is listed to a file of a kind one chooses, in the background."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from annotator.core.errors import AnnotatorError
from annotator.ui.background import Task, on_project
from annotator.ui.parts import dialogs
from annotator.ui.record.filters import Wanted
from annotator.ui.record.writing import KINDS, check_name, write
from annotator.ui.session import Session


class ExportButton(QPushButton):
    """Offers the kinds in a menu. Until one file is written, no other is begun."""

    told = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._wanted: Wanted | None = None
        self._task = Task(self)
        self._task.changed.connect(self._update)
        menu = QMenu(self)
        self.actions_of: dict[str, QAction] = {}
        for kind in KINDS:
            action = self.actions_of[kind] = menu.addAction("")
            action.triggered.connect(partial(self._choose, kind))
        self.setMenu(menu)
        self.retranslate()
        self._update()

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.setText(tr("record.export"))
        for kind, action in self.actions_of.items():
            action.setText(tr(f"record.as-{kind}"))

    def offer(self, wanted: Wanted | None) -> None:
        """What is written: the acts that this asks for."""
        self._wanted = wanted
        self._update()

    @property
    def busy(self) -> bool:
        return self._task.is_running

    def stop(self) -> None:
        """Let what is being written be written."""
        self._task.finish()

    def export(self, out: Path) -> None:
        """Write to a file, as its name says. The session tells what goes wrong."""
        path = self._session.path
        assert path is not None and self._wanted is not None
        try:
            check_name(out)
        except AnnotatorError as error:
            self._session.failed.emit(error)
            return
        job = partial(write, language=self._session.language, wanted=self._wanted, out=out)
        self._task.start(
            on_project(path, job, author=self._session.author, read_only=True),
            done=lambda _: self.told.emit(self._session.tr_("record.exported", path=out)),
            failed=self._session.failed.emit,
        )
        self.told.emit(self._session.tr_("record.exporting", path=out))

    def _choose(self, kind: str, *_: object) -> None:
        tr, path = self._session.tr_, self._session.path
        assert path is not None
        proposed = str(path.parent / f"{path.stem}-history.{kind}")
        title, kinds = tr(f"record.as-{kind}"), tr(f"record.{kind}-files")
        chosen = dialogs.save_path(self, self._session.language, title, proposed, kinds, [f".{kind}"])
        if chosen is not None:
            self.export(chosen)

    def _update(self, *_: object) -> None:
        self.setEnabled(self._wanted is not None and not self._task.is_running)
