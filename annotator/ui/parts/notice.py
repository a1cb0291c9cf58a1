"""The strip at the foot of the text that says why something was not done, until the next thing is done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from annotator.ui.changes import Changes
from annotator.ui.session import Session, Telling
from annotator.words.i18n import DIRECTION_MARKS


class Notice(QFrame):
    """Hidden while nothing is refused."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._session = session
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 7, 14, 7)
        row.addWidget(self.said, 1)
        session.told.connect(self._told)
        session.acting.connect(self.clear)
        session.changed.connect(self._changed)
        self.hide()

    def clear(self) -> None:
        """What was refused is seen, or over."""
        self.hide()
        self.said.clear()

    def _told(self, sentence: str, kind: Telling) -> None:
        if kind != "refused":
            return
        self.said.setText(f"{DIRECTION_MARKS[self._session.language]}{sentence}")
        self.setAccessibleName(sentence)
        self.show()
        if QAccessible.isActive():
            event = QAccessibleAnnouncementEvent(self, sentence)
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
            QAccessible.updateAccessibility(event)

    def _changed(self, changes: Changes) -> None:
        if changes.act or changes.document or changes.language:
            self.clear()
