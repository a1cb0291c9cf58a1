"""The small list that opens on `A`: whom to attribute the claim to, nearest first; Enter takes the first."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from annotator.core.attributing import CATEGORY, Candidate
from annotator.core.model import Span
from annotator.i18n import isolated
from annotator.ui.session import Session

_SHOWN = 8
_WIDTH = 430


class AttributionPopup(QFrame):
    """Offers candidates under a claim. Emits `taken` with the chosen one."""

    taken = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self._session = session
        self._candidates: list[Candidate] = []
        self._title = QLabel()
        self._title.setObjectName("heading")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._list = QListWidget()
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._hint = QLabel()
        self._hint.setObjectName("quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.addWidget(self._title)
        layout.addWidget(self._list)
        layout.addWidget(self._hint)
        self._list.itemActivated.connect(self._activated)
        self._list.itemClicked.connect(self._activated)
        self.setFocusProxy(self._list)

    def offer(self, claim: Span, candidates: list[Candidate], at: QPoint) -> None:
        """Open under the global position `at`."""
        tr = self._session.tr_
        self._candidates = candidates
        self._title.setText(tr("window.attribute-to"))
        self._hint.setText(tr("window.attribute-hint"))
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
        tr, language = self._session.tr_, self._session.language
        parts = [isolated(" + ".join(source.quote for source in candidate.sources))]
        if not candidate.sources:
            parts = [tr("window.implied-source")]
        if candidate.cue is not None:
            parts.append(isolated(f"«{candidate.cue.quote}»"))
        if candidate.category:
            vocabulary = next((v for v in self._session.scheme.vocabularies if v.id == CATEGORY), None)
            term = vocabulary.term(candidate.category) if vocabulary else None
            parts.append(isolated(term.name.get(language, term.id) if term else candidate.category))
        if candidate.affiliation:
            parts.append(isolated(candidate.affiliation))
        return " · ".join(parts)

    def _activated(self, item: QListWidgetItem) -> None:
        chosen = self._candidates[self._list.row(item)]
        self.hide()
        self.taken.emit(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
