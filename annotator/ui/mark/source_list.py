"""The sources offered for a claim: one is highlighted, several can be chosen, the list can be searched."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListWidget, QListWidgetItem

from annotator.core.arabic import fold_key
from annotator.core.candidates import Candidate
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.rows import source_words

_KEY, _MODIFIER = Qt.Key, Qt.KeyboardModifier
_ENTER: Final = (_KEY.Key_Return, _KEY.Key_Enter)
_MOVING: Final = (_KEY.Key_Up, _KEY.Key_Down, _KEY.Key_Home, _KEY.Key_End)
_CHOSEN: Final = "✓ "


class SourceList(QListWidget):
    """Enter takes what is chosen, else the highlighted source. Shift+Enter, Space and `+` choose several."""

    changed = Signal()
    """Something else would be taken now."""
    taken = Signal(bool)
    """The person is done; whether all is to be one attribution."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._offered: Sequence[Candidate] = ()
        self._chosen: list[int] = []
        self._begun = 0
        self._added = -1
        self.is_touched = False
        """Whether the person has chosen or removed a source, not only moved."""
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.currentRowChanged.connect(self.changed)

    def offer(self, offered: Sequence[Candidate], chosen: Collection[str], begin: int) -> None:
        """Offer sources; those with ids in `chosen` are chosen already. The row `begin` is highlighted."""
        self.blockSignals(True)
        self.clear()
        self._offered = offered
        self._chosen = [
            n for n, row in enumerate(offered) if any(source.id in chosen for source in row.sources)
        ]
        self._begun, self._added, self.is_touched = begin, -1, False
        for _ in offered:
            self.addItem(QListWidgetItem())
        self._tell()
        self.setCurrentRow(begin)
        self.blockSignals(False)

    @property
    def is_moved(self) -> bool:
        return self.currentRow() != self._begun

    def chosen(self) -> list[Candidate]:
        """What Enter would take: after a source was added, the highlighted one too."""
        if not self.is_touched and (self.is_moved or not self._chosen):
            return [self._offered[self.currentRow()]]
        rows = list(self._chosen)
        here = self.currentRow()
        if self._added not in (-1, here) and here not in rows and self._offered[here].sources:
            rows.append(here)
        return [self._offered[row] for row in rows]

    def toggle(self) -> None:
        """Choose the highlighted source, or remove it."""
        here = self.currentRow()
        if here < 0 or not self._offered[here].sources:
            return
        self.is_touched = True
        if here in self._chosen:
            self._chosen.remove(here)
            self._added = -1
        else:
            self._chosen.append(here)
            self._added = here
        self._tell()
        self.changed.emit()

    def search(self, typed: str) -> None:
        """Show only what holds the typed letters."""
        key = fold_key(typed.strip())
        shown = []
        for row, candidate in enumerate(self._offered):
            is_shown = not key or any(key in fold_key(source.quote) for source in candidate.sources)
            self.item(row).setHidden(not is_shown)
            shown += [row] * is_shown
        if shown and self.currentRow() not in shown:
            self.setCurrentRow(shown[0])

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

    def _tell(self) -> None:
        for row, candidate in enumerate(self._offered):
            words = self.describe(candidate)
            self.item(row).setText(f"{_CHOSEN}{words}" if row in self._chosen else words)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shifted = _KEY(event.key()), event.modifiers() & _MODIFIER.ShiftModifier
        if (key in _ENTER and shifted) or key in (_KEY.Key_Space, _KEY.Key_Plus):
            self.toggle()
        elif key in _ENTER:
            self.taken.emit(bool(event.modifiers() & _MODIFIER.ControlModifier))
        elif key in _MOVING:
            super().keyPressEvent(event)
        else:
            event.ignore()  # a letter is a key of the popup, not a search in the list

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or self.itemAt(_point(event)) is None:
            return
        if event.modifiers() & _MODIFIER.ControlModifier:
            self.toggle()
        else:
            self.taken.emit(False)


class Search(QLineEdit):
    """The line above the list, shown while it is searched; Enter and Esc go back to the list."""

    done = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*_ENTER, _KEY.Key_Escape, _KEY.Key_Down):
            if event.key() == _KEY.Key_Escape:
                self.clear()
            self.done.emit()
        else:
            super().keyPressEvent(event)


def _point(event: QMouseEvent) -> QPoint:
    return event.position().toPoint()
