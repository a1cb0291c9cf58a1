"""Stands before the text of a graphic document until the person asks to see it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.ui.changes import Changes
from annotator.ui.session import Session


class Curtain(QWidget):
    """Takes the place of `behind`; each opening of a document asks anew."""

    def __init__(self, session: Session, behind: QWidget) -> None:
        super().__init__()
        self.setObjectName("curtain")
        self._session = session
        self._behind = behind
        self._seen = -1
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton()
        self.button.setObjectName("curtain-open")
        self.button.clicked.connect(self.open)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 40, 40, 40)
        column.addStretch(1)
        column.addWidget(self.said)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        session.changed.connect(self._changed)
        self.hide()

    def open(self) -> None:
        """Show the text, as long as the document stays open."""
        self._seen = self._session.opening
        self._refresh()
        self._behind.setFocus()

    def _changed(self, changes: Changes) -> None:
        if changes.document or changes.layer or changes.language or changes.project:
            self._refresh()

    def _refresh(self) -> None:
        session = self._session
        drawn = (
            session.reading is not None and session.reading.filing.graphic and self._seen != session.opening
        )
        self.said.setText(session.tr_("keeping.curtain"))
        self.button.setText(session.tr_("actions.show_text"))
        had_focus = self._behind.isAncestorOf(focus) if (focus := self.window().focusWidget()) else False
        self._behind.setVisible(not drawn)
        self.setVisible(drawn)
        if drawn and had_focus:
            self.button.setFocus()
