"""The bar over a damaged project: what could not be read, and the ways out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from annotator.ui.changes import Changes
from annotator.ui.session import Session

BUTTONS = ("recover", "restore")
"""Ids of actions, in their order on the bar."""


class DamageBar(QFrame):
    """Hidden until something is said."""

    pressed = Signal(str)
    """A button: the id of its action."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._session = session
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 10, 6)
        row.setSpacing(6)
        row.addWidget(self.said, 1)
        self.buttons = {action_id: QToolButton() for action_id in BUTTONS}
        for action_id, button in self.buttons.items():
            button.clicked.connect(lambda _=False, chosen=action_id: self.pressed.emit(chosen))
            row.addWidget(button)
        session.changed.connect(self._changed)
        self.retranslate()
        self.hide()

    def say(self, sentence: str) -> None:
        """Say what could not be read; "" for nothing."""
        self.said.setText(sentence)
        self.setVisible(bool(sentence))

    def retranslate(self) -> None:
        self.setAccessibleName(self._session.tr_("rescue.bar"))
        for action_id, button in self.buttons.items():
            button.setText(self._session.tr_(f"actions.{action_id}"))

    def _changed(self, changes: Changes) -> None:
        if changes.language:
            self.retranslate()
