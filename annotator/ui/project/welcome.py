"""The first page: a new project, an existing one, a recent one, or the sample corpus."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.words.i18n import isolated

_WIDTH = 420


class WelcomePage(QWidget):
    """Shown while no project is open; also says how to begin in an empty one."""

    wanted = Signal(str)
    """The id of an action: `new`, `open`, `sample`, `import`, ..."""
    recent_wanted = Signal(Path)

    def __init__(self, session: Session, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._layout = QVBoxLayout(self)
        self._layout.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.refresh()

    def refresh(self) -> None:
        """Make the page for the present state and language. The keys are its first button's."""
        holder = QApplication.focusWidget()
        was_used = holder is not None and self.isAncestorOf(holder)
        while (item := self._layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.setParent(None)
                old.deleteLater()
        tr = self._session.tr_
        empty_project = self._session.project is not None
        self._say(tr("window.empty-project" if empty_project else "window.welcome"), "heading")
        self._say(tr("window.empty-project-hint" if empty_project else "window.welcome-hint"), "quiet")
        ids = ("import", "import_folder", "paste_document") if empty_project else ("new", "open", "sample")
        first, *_ = [
            self._button(tr(f"actions.{action_id}"), partial(self.wanted.emit, action_id))
            for action_id in ids
        ]
        recent = [] if empty_project else self._settings.recent()
        if recent:
            self._say(tr("window.recent"), "quiet")
        for path in recent:
            self._button(isolated(path.name), partial(self.recent_wanted.emit, path), tip=str(path))
        self.setFocusProxy(first)
        if was_used:
            self.setFocus()

    def _say(self, text: str, name: str) -> None:
        label = QLabel(text)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setWordWrap(True)
        label.setFixedWidth(_WIDTH)
        self._layout.addWidget(label)

    def _button(self, text: str, act: partial[None], tip: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setMinimumHeight(34)
        button.setFixedWidth(_WIDTH)
        button.setAutoDefault(True)  # Enter presses it, too
        button.setAccessibleDescription(tip)
        button.clicked.connect(lambda: act())
        self._layout.addWidget(button)
        button.show()  # at once: what is not shown yet cannot take the focus
        return button
