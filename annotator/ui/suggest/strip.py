"""The strip under the article: what is proposed, why, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QToolButton, QWidget

from annotator.commands.decided import known_of
from annotator.core.decided import Such
from annotator.core.suggestions import Suggestion
from annotator.suggest.tolls import read_tolls
from annotator.ui.changes import Changes
from annotator.ui.parts.elided import ElidedLabel
from annotator.ui.parts.flow import FlowLayout
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.reports import why_sentence
from annotator.words.rows import source_words, span_words
from annotator.words.tolls import toll_words

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

_LEAST_SUCH = 5
"""Decisions about a kind from which on it is said how they went."""
_LEAST_SAID = 300
"""So many pixels are left for the words, or the buttons go below them."""


class SuggestionStrip(QFrame):
    """Hidden while nothing is proposed."""

    pressed = Signal(str)
    """A button: the id of its action."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._session = session
        self.said = ElidedLabel()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(14, 5, 10, 5)
        self._row.setSpacing(6)
        self._row.addWidget(self.said, 1)
        self._offered = _Buttons()
        self._row.addWidget(self._offered)
        self.buttons = {action_id: QToolButton() for action_id in BUTTONS}
        for action_id, button in self.buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, chosen=action_id: self.pressed.emit(chosen))
            self._offered.row.addWidget(button)
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

    def show_state(
        self, suggestions: tuple[Suggestion, ...], current: Suggestion | None, alike: int, early: bool
    ) -> None:
        """How many are open, and the current one in words; `alike`: how many of its kind are in view.

        `early`: it is said that they are those of the last time.
        """
        self.setVisible(bool(suggestions))
        tr = self._session.tr_
        for action_id, button in self.buttons.items():
            button.setVisible((current is None) == (action_id == "next_suggestion"))
        for action_id in _ALIKE:
            self.buttons[action_id].setVisible(alike > 1)
            self.buttons[action_id].setText(tr(f"proposing.button-{action_id.replace('_', '-')}", n=alike))
        said = self.describe(current, suggestions) if current else tr("proposing.open", n=len(suggestions))
        self.said.set_text(f"{said} · {tr('proposing.early')}" if early else said)
        self._arrange()

    def describe(self, row: Suggestion, suggestions: tuple[Suggestion, ...]) -> str:
        """Its place among all, what it is, and why it is proposed."""
        place = [other.id for other in suggestions].index(row.id) + 1
        parts = [self._session.tr_("proposing.place", n=place, total=len(suggestions))]
        if row.attribution is None:
            parts.append(isolated(span_words(self._session, row.spans[0])))
        else:
            known = source_words(self._session, row.attribution.category, row.attribution.affiliation)
            parts += map(isolated, known)
            parts += map(isolated, self._tolls(row))
        parts.append(isolated(why_sentence(self._session.language, row.why)))
        if told := self._of_such(row):
            parts.append(told)
        return " · ".join(parts)

    def _of_such(self, row: Suggestion) -> str:
        """How many like it the person has decided about, and accepted; nothing where it was seldom."""
        project = self._session.project
        known = known_of(project.project_id, self._session.author) if project is not None else None
        such = known.such(row) if known is not None else Such()
        if such.decided < _LEAST_SUCH:
            return ""
        return self._session.tr_("proposing.of-such", n=such.decided, accepted=such.accepted)

    def _tolls(self, row: Suggestion) -> list[str]:
        """The tolls that the claims of a suggestion tell; they are kept only when they are accepted too."""
        places = row.attribution.claims if row.attribution else ()
        ranges = [piece for place in places for piece in row.spans[place].ranges]
        return [toll_words(self._session, toll) for toll in read_tolls(self._session.text, ranges)]

    def _arrange(self) -> None:
        """Words and buttons side by side, or the buttons below where that is too narrow."""
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self._row.spacing()
        beside = room - self._offered.sizeHint().width() >= _LEAST_SAID
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(way)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


class _Buttons(QWidget):
    """In one row if there is room for it."""

    def __init__(self) -> None:
        super().__init__()
        self.row = FlowLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)

    # Qt

    def sizeHint(self) -> QSize:
        return self.row.in_one_row()
