"""The history of a span in its panel: one act a row, walked with the arrows, told in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from annotator.words.i18n import isolated
from annotator.words.story import Entry, local_time

_LEAST = 130
"""Pixels: some lines can always be read, and the rest scrolled to."""
_MOST = 200


class HistoryList(QListWidget):
    """As high as what it tells while there is room for that; else it scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self.setWordWrap(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._shown: list[Entry] = []
        self._is_fitting = False

    def tell(self, entries: Sequence[Entry]) -> None:
        """Show these acts, in the order they come."""
        entries = list(entries[:_MOST])
        if entries == self._shown:
            return
        known, self._shown = self._shown, entries
        # As a rule one act has come on top: the rows below are kept as they are laid out.
        fresh = len(entries) - len(known)
        if not known or fresh < 0 or entries[fresh:] != known:
            self.clear()
            fresh = len(entries)
        for place, entry in enumerate(entries[:fresh]):
            head = f"{isolated(local_time(entry.at))} · {isolated(entry.actor)}: {entry.act}"
            item = QListWidgetItem("\n".join((head, *entry.changes)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ". ".join((head, *entry.changes)))
            self.insertItem(place, item)
        if not self.hasFocus():
            self.setCurrentRow(0)
        self._fit_soon()

    def _fit_soon(self) -> None:
        """Not now: an act is shown in the text first, and a new height is not taken within a resize."""
        if not self._is_fitting:
            self._is_fitting = True
            QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """Take no more height than the rows need at the present width."""
        self._is_fitting = False
        # A row takes its height from the width it is laid out in.
        self.doItemsLayout()
        last = self.visualItemRect(self.item(self.count() - 1)) if self.count() else QRect()
        height = last.bottom() + 1 + self.verticalOffset() + 2 * self.frameWidth() + 4
        self.setMinimumHeight(min(_LEAST, height))
        self.setMaximumHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_soon()
