"""The bar that finds words in the open document: folded, counted, walked, and left with the hit selected."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import partial
from operator import itemgetter
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from annotator.core.arabic import Folded, fold
from annotator.core.finding import find_in
from annotator.core.model import Range
from annotator.suggest.clitics import clitics
from annotator.ui.changes import Changes
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session

_TYPING_MILLISECONDS = 80
# A longer selection is more likely meant to be labelled than to be looked for.
_LONGEST_TAKEN_OVER = 80


class Searched(Protocol):
    """The part of the article that the bar needs."""

    def selection(self) -> Range | None: ...
    def set_selection(self, start: int, end: int) -> None: ...
    def caret(self) -> int: ...
    def setFocus(self) -> None: ...


class FindBar(QWidget):
    """Hidden until `open`. Every step selects a hit in the article, so that a label's key can follow."""

    hits_changed = Signal(object)
    """All hits, as a list of ranges; empty when the bar closes."""

    def __init__(self, session: Session, article: Searched, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("find-bar")
        self._session = session
        self._article = article
        self._folded: Folded | None = None
        self.hits: list[Range] = []
        self._from = 0
        self.line = QLineEdit()
        self.line.setClearButtonEnabled(True)
        self.line.installEventFilter(self)
        self.count = QLabel()
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.words = QCheckBox()
        self.back, self.onward, self.shut = QToolButton(), QToolButton(), QToolButton()
        self.back.setArrowType(Qt.ArrowType.UpArrow)
        self.onward.setArrowType(Qt.ArrowType.DownArrow)
        self.shut.setText("×")
        for button in (self.back, self.onward, self.shut):
            button.setObjectName("plain")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.setSpacing(6)
        row.addWidget(self.line, 1)
        for widget in (self.count, self.back, self.onward, self.words, self.shut):
            row.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_MILLISECONDS)
        self._timer.timeout.connect(self._typed)
        self.line.textEdited.connect(lambda: self._timer.start())
        self.line.textChanged.connect(lambda text: self._typed() if not text else None)
        self.words.toggled.connect(self._typed)
        self.back.clicked.connect(partial(self.step, -1))
        self.onward.clicked.connect(partial(self.step, 1))
        self.shut.clicked.connect(self.close_bar)
        session.changed.connect(self._changed)
        self.retranslate()
        self.hide()

    def _changed(self, changes: Changes) -> None:
        if changes.language:
            self.retranslate()
        if changes.document:
            self._folded = None
            self._from = 0
            self._session.soon(self._mark)

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.line.setPlaceholderText(tr("find.line"))
        self.line.setAccessibleName(tr("find.line"))
        self.words.setText(tr("find.words"))
        self.words.setToolTip(as_text(tr("find.words-tip")))
        for button, key in ((self.back, "previous"), (self.onward, "next"), (self.shut, "close")):
            button.setToolTip(as_text(tr(f"find.{key}")))
            button.setAccessibleName(tr(f"find.{key}"))
        self._say("")

    def open(self) -> None:
        """Show the bar, with the selected words as the query where some are selected."""
        selection = self._article.selection()
        text = self._session.text[slice(*selection)] if selection else ""
        if 0 < len(text) <= _LONGEST_TAKEN_OVER and "\n" not in text:
            self.line.setText(text)
        self._from = selection[0] if selection else self._article.caret()
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()
        self._typed()

    def close_bar(self) -> None:
        """Hide the bar; the hit stays selected and the article has the keys again."""
        self._timer.stop()
        self.hide()
        self.hits_changed.emit([])
        self._article.setFocus()

    def step(self, by: int) -> None:
        """Go to the next hit (1) or the one before (-1) from where the caret is, and round the end."""
        if self.isHidden() and not self.line.text():
            self.open()
            return
        if self._timer.isActive() or self.isHidden():
            self._timer.stop()
            self.show()
            self._search()
        if not self.hits:
            return
        start, end = self._article.selection() or (self._article.caret(),) * 2
        if by > 0:
            place = bisect_left(self.hits, end, key=itemgetter(0))
            wrapped = "from-beginning" if place == len(self.hits) else ""
        else:
            place = bisect_right(self.hits, start, key=itemgetter(1)) - 1
            wrapped = "from-end" if place < 0 else ""
        self._go(place % len(self.hits), wrapped)

    def _typed(self) -> None:
        """Search from where the search was begun, so that typing on does not run ahead."""
        self._timer.stop()
        if self.isHidden():
            return
        self._search()
        if self.hits:
            self._go(bisect_left(self.hits, self._from, key=itemgetter(0)) % len(self.hits), begun=self._from)

    def _search(self) -> None:
        if self._session.document is None:
            self.hits = []
        else:
            if self._folded is None:
                self._folded = fold(self._session.text)
            whole = self.words.isChecked()
            self.hits = find_in(self._folded, self.line.text(), words=whole, clitics=clitics())
        self.hits_changed.emit(self.hits)
        self._say(self._session.tr_("find.none") if self.line.text() and not self.hits else "", warn=True)

    def _go(self, place: int, wrapped: str = "", *, begun: int | None = None) -> None:
        tr = self._session.tr_
        hit = self.hits[place]
        self._from = hit[0] if begun is None else begun
        self._article.set_selection(*hit)
        said = tr("find.place", place=place + 1, n=len(self.hits))
        self._say(f"{said} · {tr(f'find.{wrapped}')}" if wrapped else said)

    def _say(self, text: str, *, warn: bool = False) -> None:
        self.count.setObjectName("warning" if warn else "quiet")
        self.count.style().polish(self.count)
        self.count.setText(text)

    def _mark(self) -> None:
        """Mark the hits of the new document; its caret stays where it is."""
        if not self.isHidden():
            self._search()

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes Enter from the line before it reaches whatever button is the window's default."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)
