"""The strip under the article: what is judged or compared, how far one has come, what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from annotator.ui.actions import SIDES
from annotator.ui.changes import Changes
from annotator.ui.parts.flow import FlowLayout
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words.i18n import DIRECTION_MARKS

BUTTONS: Final = (
    *(f"take_{n}" for n in range(1, len(SIDES) + 1)), "take_chosen", "take_both", "take_neither",
    "accept_target", "accept_row", "reject_target", "correct_target", "comment",
    "next_target", "accept_remaining",
)  # fmt: skip
"""Ids of actions, in their order on the strip."""


class ReviewStrip(QFrame):
    """Says what it is told and offers the buttons it is told to; hidden until then."""

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
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 6, 10, 6)
        column.setSpacing(5)
        column.addWidget(self.said)
        row = FlowLayout()
        self.buttons = {action_id: QToolButton() for action_id in BUTTONS}
        for action_id, button in self.buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, chosen=action_id: self.pressed.emit(chosen))
            row.addWidget(button)
        column.addLayout(row)
        session.changed.connect(self._changed)
        self.retranslate()
        self.hide()

    def _changed(self, changes: Changes) -> None:
        if changes.language:
            self.retranslate()

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.setAccessibleName(tr("reviewing.strip"))
        for action_id, button in self.buttons.items():
            button.setAccessibleName(tr(f"actions.{action_id}"))
            button.setToolTip(as_text(tr(f"actions.{action_id}")))

    def show_state(self, said: str, offered: Mapping[str, str]) -> None:
        """`offered`: ids of actions and what their buttons say. Nothing said: the strip is put away."""
        self.setVisible(bool(said))
        mark = DIRECTION_MARKS[self._session.language]
        self.said.setText("\n".join(f"{mark}{line}" for line in said.splitlines()))
        for action_id, button in self.buttons.items():
            button.setVisible(action_id in offered)
            button.setText(offered.get(action_id, "").replace("&", "&&"))
