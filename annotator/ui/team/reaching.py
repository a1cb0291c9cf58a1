"""Work with a hub that may ask for a password, or for leave to go without proof of the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.commands.hub import Progress
from annotator.core.errors import AnnotatorError
from annotator.hub import Line
from annotator.ui.background import Task, Thread, run_work
from annotator.ui.parts import dialogs
from annotator.ui.session import Session
from annotator.ui.team.asking import ask_password
from annotator.ui.team.syncing import ASKS


class Given(msgspec.Struct, frozen=True):
    """What was asked for so far."""

    password: str | None = None
    insecure: bool = False


Reach = Callable[[Given, Line, Progress], Any]
"""Called in a thread, over a line that is cut when nobody wants it any more."""


class _Cuttable(Task):
    """Work over a line, which cancelling ends at once."""

    line: Line | None = None

    def cancel(self) -> None:
        super().cancel()
        if self.line is not None:
            self.line.cut()


class Reaching(QObject):
    """One piece of work at a time; what keeps it from being done is told in the window's language."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._parent = parent
        self._task = _Cuttable(self)

    def reach(
        self,
        work: Reach,
        title: str,
        done: Callable[[Any], None],
        instead: Callable[[AnnotatorError, Given], bool] = lambda error, given: False,
        given: Given | None = None,
    ) -> None:
        """Do it; `instead` may take over what was refused. `title` names the sentence of what is done."""
        given, line = given or Given(), Line()

        def run(thread: Thread) -> Any:
            thread.break_off = line.cut
            return work(given, line, thread.progressed.emit)

        def failed(error: AnnotatorError) -> None:
            if line.is_cut or instead(error, given):
                return
            if (more := self._ask(error, given)) is not None:
                self.reach(work, title, done, instead, more)

        self._task.line = line
        run_work(
            self._task,
            run,
            self._session,
            parent=self._parent,
            title=title,
            done=done,
            failed=failed,
        )

    @property
    def is_running(self) -> bool:
        return self._task.is_running

    def stop(self) -> None:
        self._task.abandon()

    def _ask(self, error: AnnotatorError, given: Given) -> Given | None:
        """What may help, from the person; what cannot be helped is told."""
        language, tr = self._session.language, self._session.tr_
        if error.code in ASKS:
            said = tr("team.password-again") if given.password is not None else ""
            password = ask_password(self._parent, language, said)
            return None if password is None else msgspec.structs.replace(given, password=password)
        if error.code == "hub-insecure" and not given.insecure:
            if dialogs.confirm(self._parent, language, tr("team.insecure-question")):
                return msgspec.structs.replace(given, insecure=True)
            return None
        self._session.failed.emit(error)
        return None
