"""The history of a span in its panel: one act a row, walked with the arrows, told in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from annotator.i18n import isolated
from annotator.story import Entry

_TALLEST = 320
_MOST = 200


class HistoryList(QListWidget):
    """As high as what it tells, up to a limit, from which on it scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self.setWordWrap(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._shown: Sequence[Entry] | None = None

    def tell(self, entries: Sequence[Entry]) -> None:
        """Show these acts, in the order they come; the row one was at stays."""
        if entries == self._shown:
            return
        self._shown = entries
        at = self.currentRow()
        self.clear()
        for entry in entries[:_MOST]:
            head = f"{isolated(_local_time(entry.at))} · {isolated(entry.actor)}: {entry.act}"
            item = QListWidgetItem("\n".join((head, *entry.changes)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ". ".join((head, *entry.changes)))
            self.addItem(item)
        self.setCurrentRow(min(max(0, at), self.count() - 1))
        self._fit()

    def _fit(self) -> None:
        """Take just the height the rows need at the present width."""
        self.doItemsLayout()
        height = sum(self.sizeHintForRow(row) for row in range(self.count()))
        self.setFixedHeight(min(_TALLEST, height + 2 * self.frameWidth() + 4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            # Not now: a new height within the event of the old one would not be taken.
            QTimer.singleShot(0, self, self._fit)


def _local_time(at: str) -> str:
    """An event's UTC time as the person's clock showed it."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M:%S}"
