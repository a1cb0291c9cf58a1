"""The acts found so far as rows of a table; what comes after them is asked for as one goes down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from annotator.ui.parts.tips import as_text
from annotator.ui.record.acts import ActRow
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.story import local_time

COLUMNS: Final = ("time", "who", "account", "act", "document", "change")

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class ActsModel(QAbstractTableModel):
    """One act a row, newest first."""

    more_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.rows: list[ActRow] = []
        self._is_whole = True

    def show(self, rows: Sequence[ActRow], *, is_last: bool) -> None:
        """Show other acts."""
        self.beginResetModel()
        self.rows, self._is_whole = list(rows), is_last
        self.endResetModel()

    def add(self, rows: Sequence[ActRow], *, is_last: bool) -> None:
        """Show these below the others."""
        self._is_whole = is_last
        if rows:
            self.beginInsertRows(_NOWHERE, len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()

    # Qt

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if way == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._session.tr_(f"record.column-{COLUMNS[section]}")
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cells(row)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_text("\n".join(row.entry.changes))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(filter(None, cells(row)))
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        return not self._is_whole

    def fetchMore(self, parent: _Index) -> None:
        self.more_wanted.emit()


def cells(row: ActRow) -> tuple[str, ...]:
    """An act on one line: its columns."""
    entry = row.entry
    return (
        isolated(local_time(entry.at)),
        isolated(entry.actor),
        isolated(entry.account) if entry.account else "",
        entry.act,
        isolated(row.title) if row.title else "",
        " · ".join(entry.changes),
    )
