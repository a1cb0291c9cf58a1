"""The menu of recent projects."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.words.i18n import isolated


class RecentMenu(QMenu):
    """Made anew whenever it opens: numbered, without what is no longer there."""

    wanted = Signal(Path)

    def __init__(self, session: Session, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.refresh)

    def refresh(self) -> None:
        self.clear()
        self._settings.drop_missing()
        for number, path in enumerate(self._settings.recent(), start=1):
            named = f"&{number}  {isolated(path.name).replace('&', '&&')}"
            action = self.addAction(named, partial(self.wanted.emit, path))
            action.setToolTip(as_text(str(path)))
            action.setEnabled(path != self._session.path)
        if self.isEmpty():
            self.addAction(self._session.tr_("window.no-recent")).setEnabled(False)
