"""The small list that opens on `N`: why it is rejected. One key more and it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, get_args

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QVBoxLayout, QWidget

from annotator.core.arabic import fold_key
from annotator.core.model import Reason
from annotator.ui.keyboard import pressed
from annotator.ui.session import Session

REASONS: Final[tuple[str, ...]] = get_args(Reason)
_WIDTH = 340
_ARTICLE: Final = ("ا", "ل")


class ReasonPopup(QFrame):
    """Emits `chosen` with the code of the reason and the words to go with it, which may be none."""

    chosen = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self._session = session
        self._title = QLabel()
        self._title.setObjectName("heading")
        self._hint = QLabel()
        self._hint.setObjectName("quiet")
        self.list = _KeyList()
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.words = QLineEdit()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        for label in (self._title, self._hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        for widget in (self._title, self.list, self.words, self._hint):
            layout.addWidget(widget)
        self.list.typed.connect(self._typed)
        self.list.itemActivated.connect(lambda _: self._take(self.list.currentRow()))
        self.list.itemClicked.connect(lambda _: self._take(self.list.currentRow()))
        self.words.returnPressed.connect(lambda: self._take(self.list.currentRow()))
        self.setFocusProxy(self.list)

    def offer(self, at: QPoint) -> None:
        """Open under the global position `at`."""
        tr = self._session.tr_
        self._title.setText(tr("reviewing.why-rejected"))
        self._hint.setText(tr("reviewing.why-hint"))
        self.list.setAccessibleName(tr("reviewing.why-rejected"))
        self.words.clear()
        self.words.setPlaceholderText(tr("reviewing.why-words"))
        self.words.setAccessibleName(tr("reviewing.why-words"))
        self.list.clear()
        self.list.addItems(
            [f"{n}   {tr(f'review.reason-{reason}')}" for n, reason in enumerate(REASONS, start=1)]
        )
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(self.list.sizeHintForRow(0) * len(REASONS) + 8)
        self.setFixedWidth(_WIDTH)
        self.adjustSize()
        screen = self.screen().availableGeometry()
        x = min(max(screen.left(), at.x() - _WIDTH // 2), screen.right() - _WIDTH)
        y = at.y() if at.y() + self.height() <= screen.bottom() else at.y() - self.height() - 40
        self.move(x, max(screen.top(), y))
        self.show()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def _typed(self, text: str, key: str) -> None:
        """A digit takes the reason of that number; a letter the only one, or goes to the next, it begins.

        A letter that begins none is tried as what a Latin keyboard writes with the key.
        """
        if key.isdecimal() and 0 < int(key) <= len(REASONS):
            self._take(int(key) - 1)
            return
        tr = self._session.tr_
        names = [tr(f"review.reason-{reason}") for reason in REASONS]
        found = _beginning(names, fold_key(text)) or _beginning(names, fold_key(key))
        if len(found) == 1:
            self._take(found[0])
        elif found:
            later = [place for place in found if place > self.list.currentRow()]
            self.list.setCurrentRow((later or found)[0])

    def _take(self, place: int) -> None:
        self.hide()
        self.chosen.emit(REASONS[place], self.words.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)


class _KeyList(QListWidget):
    """A list that hands on what is typed, instead of searching for it after a while."""

    typed = Signal(str, str)
    """The text, and the key as a Latin keyboard has it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.text().isprintable() and event.text() != " ":
            self.typed.emit(event.text(), pressed(event))
        else:
            super().keyPressEvent(event)


def _beginning(names: Sequence[str], letters: str) -> list[int]:
    """The places of the names that begin with these (folded) letters, with the Arabic article or without."""
    found = []
    for place, name in enumerate(names):
        bare = name[len(_ARTICLE) :] if tuple(name[: len(_ARTICLE)]) == _ARTICLE else name
        if letters and any(fold_key(part).startswith(letters) for part in (name, bare)):
            found.append(place)
    return found
