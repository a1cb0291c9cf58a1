"""A line that offers what the typed letters may mean, so that a fragment is never taken for a value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QPushButton, QWidget

from annotator.core.arabic import fold_key

SEARCHED: Final = Qt.ItemDataRole.UserRole + 1
"""The folded words under which a row is found."""

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FoldedCompleter(QCompleter):
    """Offers what holds the typed letters anywhere, whatever their hamzas, harakat and case."""

    def __init__(self, model: QAbstractItemModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompletionRole(SEARCHED)
        self.view.setObjectName("offers")

    @property
    def view(self) -> QAbstractItemView:
        """The list that drops down."""
        popup = self.popup()
        assert popup is not None
        return popup

    def splitPath(self, path: str) -> list[str]:
        return [fold_key(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


def words_model(words: Iterable[str], parent: QWidget) -> QStandardItemModel:
    """Words to offer, each found under its folded letters."""
    model = QStandardItemModel(parent)
    for word in words:
        item = QStandardItem(word)
        item.setData(fold_key(word), SEARCHED)
        model.appendRow(item)
    return model


class CompletingLine(QLineEdit):
    """While offers are shown the first one is highlighted, and Enter takes the highlighted one."""

    entered = Signal()
    """Enter; the owner decides what is meant."""
    given_up = Signal()
    """Esc, after something was typed."""

    def __init__(self) -> None:
        super().__init__()
        self._before = ""
        self._offers: FoldedCompleter | None = None
        self._takes_as_typed = False
        self.textEdited.connect(self._edited)

    def offer(self, completer: FoldedCompleter) -> None:
        """Offer the rows of this completer."""
        self._offers = completer

    def show_value(self, text: str) -> None:
        """Show what is stored; Esc comes back to it."""
        self._before = text
        self.setText(text)
        self.setCursorPosition(0)
        self.close_offers()
        self._takes_as_typed = False

    @property
    def is_changed(self) -> bool:
        """Whether something else stands here than what is stored."""
        return self.text().strip() != self._before

    @property
    def takes_as_typed(self) -> bool:
        """Whether the person has put the offers away."""
        return self._takes_as_typed

    def highlighted(self) -> str:
        """The highlighted offer; "" while none is shown."""
        if self._offers is None or not self._offers.view.isVisible():
            return ""
        index = self._offers.view.currentIndex()
        if not index.isValid():
            index = self._offers.completionModel().index(0, 0)
        return self._offers.pathFromIndex(index)

    def offered(self) -> list[str]:
        """What holds the typed letters."""
        typed, model = fold_key(self.text().strip()), self._offers.model() if self._offers else None
        if model is None or not typed:
            return []
        indexes = (model.index(row, 0) for row in range(model.rowCount()))
        return [
            str(index.data(Qt.ItemDataRole.DisplayRole))
            for index in indexes
            if typed in str(index.data(SEARCHED) or "")
        ]

    def cut_offers(self) -> list[str]:
        """The offers of which a word is typed only in part; none where whole words of an offer are typed."""
        whole = re.compile(rf"(?<!\w){re.escape(fold_key(self.text().strip()))}(?!\w)")
        found = self.offered()
        return [] if any(whole.search(fold_key(offer)) for offer in found) else found

    def show_offers(self) -> None:
        """Show the offers, as while typing."""
        if self._offers is not None:
            self._offers.setCompletionPrefix(self.text())
            self._offers.complete()
            self._highlight_first()

    def close_offers(self) -> None:
        if self._offers is not None and self._offers.view.isVisible():
            self._offers.view.hide()

    def _edited(self) -> None:
        self._takes_as_typed = False
        QTimer.singleShot(0, self, self._highlight_first)

    def _highlight_first(self) -> None:
        """Not told to the completer, which would put the words of the offer into the line."""
        shown = self._offers.view if self._offers is not None else None
        if self._offers is None or shown is None or not shown.isVisible() or shown.currentIndex().isValid():
            return
        with QSignalBlocker(shown.selectionModel()):
            shown.setCurrentIndex(self._offers.completionModel().index(0, 0))
        shown.viewport().update()

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        offers_shown = bool(self.highlighted())
        if event.key() in _ENTER:
            self.entered.emit()
            # What is not done with yet keeps the key from a dialog's own button.
            event.setAccepted(offers_shown or bool(self.highlighted()) or not self.hasFocus())
        elif event.key() == Qt.Key.Key_Escape and (self.is_changed or offers_shown):
            self._takes_as_typed = offers_shown
            self.close_offers()
            self.given_up.emit()
            event.accept()
        else:
            super().keyPressEvent(event)


class Question(QPushButton):
    """Asks under a line whether a value is meant that is not in its list. Enter and a click say yes."""

    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("question")
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
