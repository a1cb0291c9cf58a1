"""The strip under the article: what is proposed, why, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from annotator.core.suggestions import Suggestion
from annotator.ui.changes import Changes
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.reports import why_sentence
from annotator.words.rows import source_words, span_words

BUTTONS = (
    "next_suggestion",
    "accept_suggestion",
    "edit_suggestion",
    "reject_suggestion",
    "accept_alike",
    "reject_alike",
)
"""Ids of actions, in their order on the strip."""

_ALIKE = ("accept_alike", "reject_alike")


class SuggestionStrip(QFrame):
    """Hidden while nothing is proposed."""

    pressed = Signal(str)
    """A button: the id of its action."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._session = session
        self._said = QLabel()
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 10, 5)
        row.setSpacing(6)
        row.addWidget(self._said, 1)
        self.buttons = {action_id: QToolButton() for action_id in BUTTONS}
        for action_id, button in self.buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, chosen=action_id: self.pressed.emit(chosen))
            row.addWidget(button)
        session.changed.connect(self._changed)
        self.retranslate()
        self.hide()

    def _changed(self, changes: Changes) -> None:
        if changes.language:
            self.retranslate()

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.setAccessibleName(tr("proposing.strip"))
        for action_id, button in self.buttons.items():
            button.setText(tr(f"proposing.button-{action_id.replace('_', '-')}", n=0))
            button.setAccessibleName(tr(f"actions.{action_id}"))
            button.setToolTip(as_text(tr(f"actions.{action_id}")))

    def show_state(self, suggestions: tuple[Suggestion, ...], current: Suggestion | None, alike: int) -> None:
        """How many are open, and the current one in words; `alike`: how many of its kind are in view."""
        self.setVisible(bool(suggestions))
        tr = self._session.tr_
        for action_id, button in self.buttons.items():
            button.setVisible((current is None) == (action_id == "next_suggestion"))
        for action_id in _ALIKE:
            self.buttons[action_id].setVisible(alike > 1)
            self.buttons[action_id].setText(tr(f"proposing.button-{action_id.replace('_', '-')}", n=alike))
        if current is None:
            self._said.setText(tr("proposing.open", n=len(suggestions)))
        else:
            self._said.setText(self.describe(current, suggestions))
        self._said.setToolTip(as_text(self._said.text()))

    def describe(self, row: Suggestion, suggestions: tuple[Suggestion, ...]) -> str:
        """Its place among all, what it is, and why it is proposed."""
        place = [other.id for other in suggestions].index(row.id) + 1
        parts = [self._session.tr_("proposing.place", n=place, total=len(suggestions))]
        if row.attribution is None:
            parts.append(isolated(span_words(self._session, row.spans[0])))
        else:
            known = source_words(self._session, row.attribution.category, row.attribution.affiliation)
            parts += map(isolated, known)
        parts.append(isolated(why_sentence(self._session.language, row.why)))
        return " · ".join(parts)
