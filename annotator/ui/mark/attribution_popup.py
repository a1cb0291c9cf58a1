"""The small list that opens on `A`: whom to attribute the claim to, nearest first; Enter takes the first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.candidates import Candidate
from annotator.core.model import Attribution
from annotator.ui.keyboard import pressed
from annotator.ui.mark.attribution_values import Judged, Judgements
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.rows import source_words

_SHOWN = 8
_WIDTH = 470
_PICK, _AFFILIATION = "P", "O"


class AttributionPopup(QFrame):
    """Offers candidates under a claim."""

    taken = Signal(object, object)
    """The chosen `Candidate`, and what was `Judged`."""
    pick_wanted = Signal(object)
    """The source is to be picked in the text; what was `Judged` so far."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self._session = session
        self._candidates: Sequence[Candidate] = ()
        self._affiliation_before: str | None = None
        self._title = QLabel()
        self._title.setObjectName("heading")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._list = QListWidget()
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._pick = QToolButton()
        self._pick.setObjectName("plain")
        self._affiliation_name = QLabel()
        self._affiliation_name.setObjectName("quiet")
        self._affiliation = QLineEdit()
        self._judgements = Judgements(session)
        self._hint = QLabel()
        self._hint.setObjectName("quiet")
        self._lay_out()
        self._list.itemActivated.connect(self._activated)
        self._list.itemClicked.connect(self._activated)
        self._list.currentRowChanged.connect(self._suggest_affiliation)
        self._pick.clicked.connect(self._pick_in_text)
        self._list.installEventFilter(self)
        self._affiliation.installEventFilter(self)
        self.setFocusProxy(self._list)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._pick)
        line = QHBoxLayout()
        line.addWidget(self._affiliation_name)
        line.addWidget(self._affiliation, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.addLayout(head)
        layout.addWidget(self._list)
        layout.addLayout(line)
        layout.addWidget(self._judgements)
        layout.addWidget(self._hint)

    def offer(
        self, candidates: Sequence[Candidate], at: QPoint, *, present: Attribution | None = None
    ) -> None:
        """Open under the global position `at`; `present` is the attribution the claim has already."""
        tr = self._session.tr_
        self._candidates = candidates
        self._title.setText(tr("window.attribute-to"))
        self._hint.setText(tr("window.attribute-hint"))
        self._pick.setText(f"{isolated(_PICK)}  {tr('window.pick')}")
        self._pick.setAccessibleName(tr("window.pick"))
        self._affiliation_name.setText(f"{isolated(_AFFILIATION)}  {tr('window.affiliation')}:")
        self._affiliation.setAccessibleName(tr("window.affiliation"))
        self._affiliation_before = present.affiliation if present else None
        self._affiliation.setText(self._affiliation_before or "")
        self._affiliation.setModified(False)
        self._judgements.begin(present.attributes if present else {})
        self._list.setAccessibleName(tr("window.attribute-to"))
        self._list.clear()
        for candidate in candidates:
            self._list.addItem(QListWidgetItem(self.describe(candidate)))
        self._list.setCurrentRow(0)
        rows = min(len(candidates), _SHOWN)
        self._list.setFixedHeight(self._list.sizeHintForRow(0) * rows + 8)
        self.setFixedWidth(_WIDTH)
        self.adjustSize()
        screen = self.screen().availableGeometry()
        x = min(max(screen.left(), at.x() - _WIDTH // 2), screen.right() - _WIDTH)
        y = at.y() if at.y() + self.height() <= screen.bottom() else at.y() - self.height() - 40
        self.move(x, max(screen.top(), y))
        self.show()
        self._list.setFocus(Qt.FocusReason.PopupFocusReason)

    def describe(self, candidate: Candidate) -> str:
        """A candidate as one line: source, cue, category, affiliation."""
        tr = self._session.tr_
        parts = [isolated(" + ".join(source.quote for source in candidate.sources))]
        if not candidate.sources:
            parts = [tr("window.implied-source")]
        if candidate.cue is not None:
            parts.append(isolated(f"«{candidate.cue.quote}»"))
        known = source_words(self._session, candidate.category, candidate.affiliation)
        parts += map(isolated, known)
        return " · ".join(parts)

    def _suggest_affiliation(self, row: int) -> None:
        """Say which affiliation would be taken over where none is typed."""
        if 0 <= row < len(self._candidates):
            self._affiliation.setPlaceholderText(self._candidates[row].affiliation)

    def _judged(self) -> Judged:
        typed = self._affiliation.text().strip() if self._affiliation.isModified() else None
        return Judged(typed, self._judgements.changed())

    def _activated(self, item: QListWidgetItem) -> None:
        chosen = self._candidates[self._list.row(item)]
        self.hide()
        self.taken.emit(chosen, self._judged())

    def _pick_in_text(self) -> None:
        self.hide()
        self.pick_wanted.emit(self._judged())

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if watched is self._affiliation:
            # Done with the line, not with the popup.
            done = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
            if done:
                self._list.setFocus()
            return done
        return self._letter(event)

    def _letter(self, event: QKeyEvent) -> bool:
        """Act on a key of its own; False for any other key."""
        letter = pressed(event)
        if letter == _PICK:
            self._pick_in_text()
        elif letter == _AFFILIATION:
            self._affiliation.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._affiliation.selectAll()
        else:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return bool(letter) and self._judgements.press(letter, back=back)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif not self._letter(event):
            super().keyPressEvent(event)
