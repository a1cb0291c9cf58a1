"""A window that leaves as soon as it is painted: `python -m tests.bench.windows [PROJECT AUTHOR]`.

With a project, the program's own window on it, by the command line; without, the floor: Qt's main window with
an empty text and an empty list. What is measured is the time of the whole process.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QListView, QMainWindow, QPlainTextEdit, QSplitter


class _Leave(QObject):
    """Ends the event loop once every widget that has to be painted was."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self.painted = False
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.painted:
            self.painted = True
            QTimer.singleShot(0, self._app.quit)
        return False


def _floor() -> bool:
    app = QApplication(["floor"])
    leave = _Leave(app)
    window = bare_window()
    window.show()
    app.exec()
    return leave.painted


def bare_window() -> QMainWindow:
    """The least that shows a text beside a list."""
    window, parts = QMainWindow(), QSplitter()
    parts.addWidget(QPlainTextEdit())
    parts.addWidget(QListView())
    window.setCentralWidget(parts)
    window.resize(1280, 800)
    return window


def _ours(project: str, author: str) -> bool:
    from annotator.__main__ import main
    from annotator.ui.app import application

    leave = _Leave(application())
    main(["open", project, "--author", author, "--language", "ar"])
    return leave.painted


if __name__ == "__main__":
    sys.exit(0 if (_ours(*sys.argv[1:]) if sys.argv[1:] else _floor()) else 1)
