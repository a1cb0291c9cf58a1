"""The names an author knows, as the rows of a table; filtered by folded words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.core.arabic import fold_key
from annotator.core.names import KnownName
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words.rows import label_names

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
COLUMNS: Final = ("name", "label", "spellings", "spans", "documents", "identifier", "state")


class NamesModel(QAbstractTableModel):
    """One row a name; each column has its heading in `names.column-<id>`."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._names: Sequence[KnownName] = ()
        self._labels: dict[str, str] = {}
        self._keys: list[str] = []
        self._shown: list[int] = []
        self._filter = ""

    def set_names(self, names: Sequence[KnownName]) -> None:
        self.beginResetModel()
        self._names = names
        language = self._session.language
        self._labels = label_names(language, self._session.scheme)
        self._keys = [
            fold_key(" ".join((*row.spellings, row.name.name, row.name.identifier)), join=True)
            for row in names
        ]
        self._find()
        self.endResetModel()

    def set_filter(self, words: str) -> None:
        """Show only names of which a spelling or the identifier contains `words`, spellings aside."""
        self.beginResetModel()
        self._filter = fold_key(words, join=True)
        self._find()
        self.endResetModel()

    @property
    def names(self) -> Sequence[KnownName]:
        """All of them, shown or not."""
        return self._names

    def name_at(self, row: int) -> KnownName:
        return self._names[self._shown[row]]

    def place_of(self, name_id: str) -> int | None:
        """The row of a name, if it is shown."""
        return next((n for n, at in enumerate(self._shown) if self._names[at].name.id == name_id), None)

    def _find(self) -> None:
        self._shown = [n for n, key in enumerate(self._keys) if self._filter in key]

    # Qt

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._session.tr_(f"names.column-{COLUMNS[section]}")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.name_at(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row, COLUMNS[index.column()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_text("، ".join(row.spellings))
        return None

    def _words(self, row: KnownName, column: str) -> str:
        tr = self._session.tr_
        match column:
            case "name":
                return row.name.name
            case "label":
                return self._labels.get(row.name.label, row.name.label)
            case "spellings":
                return "، ".join(word for word in row.spellings if word != row.name.name)
            case "spans":
                return f"{row.spans:,}" if row.spans else ""
            case "documents":
                return f"{row.documents:,}" if row.documents else ""
            case "identifier":
                return row.name.identifier
        return (
            tr("names.blocked")
            if row.name.blocked
            else tr("names.merged", n=len(row.merged))
            if row.merged
            else ""
        )
