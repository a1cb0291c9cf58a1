"""Files dropped on the window: a project is opened, texts and folders are imported."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from annotator.disk import is_database
from annotator.ui.session import Session


class Dropping(QObject):
    """Watches a window for what is dropped on it or on anything in it that takes no files itself."""

    project_wanted = Signal(Path)
    import_wanted = Signal(list)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def take(self, paths: list[Path]) -> None:
        """Open or import what was dropped; where it cannot be told which is meant, say so."""
        projects = [path for path in paths if is_database(path)]
        if projects and len(paths) > 1:
            self._session.tell(self._session.tr_("window.drop-mixed"))
        elif projects:
            self.project_wanted.emit(projects[0])
        elif self._session.project is None:
            self._session.tell(self._session.tr_("window.drop-needs-project"))
        else:
            self.import_wanted.emit(paths)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and (paths := _files(event.mimeData())):
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self.take(paths)
            return True
        return super().eventFilter(watched, event)


def _files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
