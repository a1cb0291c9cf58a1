"""The places of a name as the rows of a table, however many: what a row says is read when it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from annotator.core.errors import AnnotatorError
from annotator.core.scheme import Label
from annotator.store.name_page import Place, ShownPlace, document_lines, place_lines
from annotator.ui.parts.context_lines import PLACE, ContextLine, ContextLines
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_BATCH: Final = 64
_KEPT: Final = 32
"""Batches that are kept; those that were shown longest ago go."""

SPANS: Final = ("words", "title", "dated", "authors")
DOCUMENTS: Final = ("title", "dated")


class PlacesModel(QAbstractTableModel):
    """One row a place, or a document where the columns are those of documents."""

    def __init__(self, session: Session, columns: tuple[str, ...]) -> None:
        super().__init__(session)
        self._session = session
        self.columns = columns
        self._places: Sequence[Place] = ()
        self._batches: dict[int, dict[Place, ShownPlace]] = {}

    def set_places(self, places: Sequence[Place]) -> None:
        self.beginResetModel()
        self._places, self._batches = places, {}
        self.endResetModel()

    @property
    def places(self) -> Sequence[Place]:
        return self._places

    def place_at(self, row: int) -> Place:
        return self._places[row]

    def _shown(self, row: int) -> ShownPlace | None:
        """What a row says; None where its span is gone, or cannot be read."""
        number = row // _BATCH
        if number not in self._batches:
            while len(self._batches) >= _KEPT:
                del self._batches[next(iter(self._batches))]
            self._batches[number] = self._read(self._places[number * _BATCH : (number + 1) * _BATCH])
        return self._batches[number].get(self._places[row])

    def _read(self, places: Sequence[Place]) -> dict[Place, ShownPlace]:
        project = self._session.project
        if project is None:
            return {}
        try:
            if self.columns == SPANS:
                return {row.place: row for row in place_lines(project, places)}
            documents = document_lines(project, [place.document_id for place in places])
            by_id = {place.document_id: place for place in places}
            return {
                by_id[row.id]: ShownPlace(by_id[row.id], row.title, row.dated, "", "", row.title, (0, 0))
                for row in documents
            }
        except AnnotatorError:  # said by whatever reads the project next
            return {}

    # Qt

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._places)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._session.tr_(f"names.column-{self.columns[section]}")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, PLACE):
            return None
        row = self._shown(index.row())
        if row is None:
            return None
        if role == PLACE:
            return _line(row) if column == "words" else None
        said = {
            "words": row.context,
            "title": " ".join(row.title.split()),
            "dated": row.dated[:10],
            "authors": "، ".join(row.place.authors),
        }[column]
        return as_text(said) if role == Qt.ItemDataRole.ToolTipRole else said


def _line(row: ShownPlace) -> ContextLine:
    return ContextLine(row.place.document_id, (0, 0), row.quote, row.context, row.hit, "rtl")


class PlacesTable(QTableView):
    """Enter, or a double click, goes to the words."""

    wanted = Signal(str, str)
    """The ids of a document, and of a span in it or ""."""

    def __init__(self, session: Session, name: str, columns: tuple[str, ...] = SPANS) -> None:
        super().__init__()
        self.places = PlacesModel(session, columns)
        self.setModel(self.places)
        self.setObjectName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self._lines = ContextLines(self)
        head = self.horizontalHeader()
        for place, column in enumerate(columns):
            is_wide = column == columns[0]
            mode = QHeaderView.ResizeMode.Stretch if is_wide else QHeaderView.ResizeMode.Interactive
            head.setSectionResizeMode(place, mode)
            if column == "words":
                self.setItemDelegateForColumn(place, self._lines)
        self.activated.connect(lambda index: self._want(index.row()))

    def show_places(self, places: Sequence[Place], label: Label) -> None:
        """Show these places, as `label` marks them."""
        self._lines.set_label(label)
        if places == self.places.places:
            return
        self.places.set_places(places)
        if places:
            self.setCurrentIndex(self.places.index(0, 0))

    def _want(self, row: int) -> None:
        if 0 <= row < self.places.rowCount():
            place = self.places.place_at(row)
            self.wanted.emit(place.document_id, place.span_id)
