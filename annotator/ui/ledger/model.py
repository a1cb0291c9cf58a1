"""The claims as rows of a table: their keys are known, and those in sight are read when they are shown."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.core.ledger import COLUMNS, Entry
from annotator.store import Project
from annotator.store.ledger import claims
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.ledger import cell_words, field_name, value_words
from annotator.words.rows import shortened

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_PAGE: Final = 100
_KEPT: Final = 12
"""Pages that are kept: what was in sight a moment ago."""
_LONGEST: Final = 160


class ClaimsModel(QAbstractTableModel):
    """One claim a row. `source` gives the project it is read from."""

    def __init__(self, session: Session, source: Callable[[], Project | None]) -> None:
        super().__init__()
        self._session = session
        self._source = source
        self._keys: Sequence[int] = ()
        self._pages: OrderedDict[int, dict[int, Entry]] = OrderedDict()
        self.columns: tuple[str, ...] = COLUMNS

    def show(self, keys: Sequence[int]) -> None:
        """Show other claims, or the same in another order."""
        self.beginResetModel()
        self._keys = keys
        self._pages.clear()
        self.endResetModel()

    def show_columns(self, columns: Sequence[str]) -> None:
        """Show other fields."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """The claim of a row; None if it is gone by now."""
        if not 0 <= row < len(self._keys):
            return None
        page = row // _PAGE
        if page not in self._pages:
            keys = self._keys[page * _PAGE : (page + 1) * _PAGE]
            project = self._source()
            found = claims(project, keys) if project is not None else ()
            read = self._pages[page] = {claim.n: claim.entry for claim in found}
            others = {one.document_id for one in read.values() if one.author != self._session.author}
            self._session.shows_others(others)
            if len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        return self._pages[page].get(self._keys[row])

    def told(self, entry: Entry, column: str) -> str:
        """A cell in words: what is missing is said."""
        words = cell_words(self._session, entry, column)
        if words or column not in ("sources", "date", "places"):
            return words
        return value_words(self._session, column, "")

    # Qt

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if way == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return field_name(self._session, self.columns[section]) if section < len(self.columns) else None
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        entry = self.entry(index.row())
        if entry is None:
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            cells = (self.told(entry, column) for column in self.columns)
            return ". ".join(filter(None, cells))
        words = self.told(entry, self.columns[index.column()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_text(words)
        return isolated(shortened(words, _LONGEST)) if words else ""
