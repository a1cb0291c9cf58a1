"""Starts the window: display checked, faults of the program caught, the last project opened."""

from __future__ import annotations

import annotator.ui.features  # noqa: F401  # isort: skip  # before all that it spares the search

import ctypes
import errno
import os
import signal
import sys
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QMessageLogContext, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from annotator import __version__
from annotator.core.errors import AnnotatorError
from annotator.disk import data_path
from annotator.store import Project
from annotator.store.opening import RESCUABLE
from annotator.store.work_lists import ListId
from annotator.ui.article import fonts
from annotator.ui.garbage import Garbage
from annotator.ui.keyboard import Keyboard
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language

if TYPE_CHECKING:
    from annotator.ui.faults import Faults

_REFUSED = 3
_SETTLE_MILLISECONDS = 50
_DIARY_MILLISECONDS = 1000
_LIMITS_OF_DRAWING_IN_MEMORY = "This plugin does not support"


def start(
    project: Path | None,
    *,
    document: str | None = None,
    span: str | None = None,
    listed: ListId = "all",
    author: str | None = None,
    language: Language | None = None,
    screenshot: Path | None = None,
) -> int:
    """Run the window until it is closed, or draw it to `screenshot` and leave. Returns the exit status.

    Raises `AnnotatorError` if the project cannot be opened.
    """
    app = application()
    settings = Settings()
    session = Session(language or settings.value("language"))
    window = MainWindow(session, settings)
    faults = cache(partial(_faults, window, session))
    hook, sys.excepthook = sys.excepthook, lambda *caught: faults().caught(*caught)
    try:
        if screenshot is None:
            window.resize(window.size().boundedTo(window.screen().availableSize()))
        window.show()
        if project is not None:
            _open(window, project, author=author, document=document, span=span, listed=listed)
        elif recent := settings.recent():
            window.rooms.work.open_path(recent[0])
        if screenshot is not None:
            return _draw(window, screenshot)
        QTimer.singleShot(_DIARY_MILLISECONDS, window, lambda: faults().keep_diary())
        return int(app.exec())
    finally:
        sys.excepthook = hook
        if faults.cache_info().currsize:
            faults().end()
        window.close()
        window.deleteLater()


def _open(window: MainWindow, path: Path, **shown: Any) -> None:
    """Open a project; what cannot be opened, and can be read in part, is shown as far as it can."""
    try:
        project = Project.open(path)
    except AnnotatorError as error:
        if error.code not in RESCUABLE:
            raise
        window.rooms.rescue.refused(path, error)
    else:
        window.opening.take_over(project, **shown)


def reading_faces() -> list[str]:
    """The faces to set a text in, where there need not be a window."""
    application()
    return fonts.families()


def application() -> QApplication:
    """The one QApplication of the process, styled alike on every system."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    qInstallMessageHandler(_qt_message)
    # Ctrl+C in the terminal ends the program; all is saved at every moment.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    if sys.platform == "win32":
        # Else its windows lie under the icon of Python.
        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID("annotator")
    app = QApplication(["annotator"])
    app.setWindowIcon(QIcon(str(data_path("resources", "icons", "annotator.svg"))))
    app.setApplicationName("annotator")
    app.setApplicationVersion(__version__)
    app.setStyle("Fusion")
    fonts.register()
    Garbage(app)
    Keyboard(app)
    return app


def _draw(window: MainWindow, picture: Path) -> int:
    # A loop of its own: to quit the application would close the window first.
    settling, look = QEventLoop(), QTimer()
    look.timeout.connect(lambda: None if window.proposing.is_busy else settling.quit())
    look.start(_SETTLE_MILLISECONDS)
    settling.exec()
    look.stop()
    if not window.grab().save(str(picture)):
        reason = picture.suffix if picture.parent.is_dir() else os.strerror(errno.ENOENT)
        raise AnnotatorError("file-not-written", path=str(picture), reason=reason)
    return 0


def _faults(window: MainWindow, session: Session) -> Faults:
    # Later: what writes the diary is not needed for the first picture.
    from annotator.ui.faults import Faults

    return Faults(window, session)


def _qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    if message.startswith(_LIMITS_OF_DRAWING_IN_MEMORY):
        return
    sys.stderr.write(f"{message}\n")
    if kind == QtMsgType.QtFatalMsg:
        # Qt would abort and leave a core file; whatever was done is saved already.
        sys.stderr.flush()
        os._exit(_REFUSED)
