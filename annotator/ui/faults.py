"""Faults of the program in the window: each is told once, with a report to read, and noted in the diary."""

from __future__ import annotations

import contextlib
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QWidget

from annotator import __version__
from annotator.commands import diary
from annotator.core.errors import AnnotatorError
from annotator.ui.help.machine import seen
from annotator.ui.parts.fault_dialog import FaultDialog
from annotator.ui.session import Session


class Faults(QObject):
    """Takes what nothing else has caught, in the window's thread or another."""

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._told: set[str] = set()
        self._is_telling = False
        self._diary = contextlib.ExitStack()

    def keep_diary(self) -> None:
        """Keep the diary from now on, and tell of a process that ended at once."""
        keep = self._diary.enter_context
        keep(diary.kept())
        diary.note("window", __version__, sys.platform, sys.version.split()[0])
        self._diary.callback(diary.note, "closed")
        crashes = diary.crashes()
        keep(diary.watching_for_crashes())
        keep(_hearing_qt())
        keep(_watching_threads())
        self._session.failed.connect(_refused)
        self._diary.callback(self._session.failed.disconnect, _refused)
        if crashes:
            report = "\n\n".join(crashes)
            diary.note_fault(report)
            self._show("window.crash-said", report)

    def end(self) -> None:
        self._diary.close()

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """For `sys.excepthook`."""
        traceback.print_exception(kind, error, trace)
        report = diary.fault_report(error, trace, seen())
        diary.note_fault(report)
        place = "".join(traceback.format_tb(trace)[-1:])
        if place in self._told or self._is_telling:
            # It may come with every picture that is drawn: a dialog each time would lock the person out.
            self._session.tell(self._session.tr_("window.bug-again"))
            return
        self._told.add(place)
        self._show("window.bug-said", report)

    def _show(self, said: str, report: str) -> None:
        self._is_telling = True
        try:
            language, said = self._session.language, self._session.tr_(said)
            FaultDialog(language, said, report, diary.folder(), self._window).exec()
        finally:
            self._is_telling = False


@contextlib.contextmanager
def _hearing_qt() -> Iterator[None]:
    """Keep what Qt says, without what it quotes."""

    def hear(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        diary.note("qt", diary.without_words(message))
        if before is not None:
            before(kind, context, message)

    before = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


@contextlib.contextmanager
def _watching_threads() -> Iterator[None]:
    """Note what a thread fails at. No window may be shown there; what a task fails at is told by the task."""

    def hear(caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            diary.note_fault(diary.fault_report(caught.exc_value, caught.exc_traceback))
        before(caught)

    before, threading.excepthook = threading.excepthook, hear
    try:
        yield
    finally:
        threading.excepthook = before


def _refused(error: AnnotatorError) -> None:
    diary.note("refused", error.code)
