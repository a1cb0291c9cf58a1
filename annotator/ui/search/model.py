"""The hits found so far as rows of a list, each document above its own; further ones are asked for below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from annotator.core.scheme import named
from annotator.store.search_hits import Hit
from annotator.ui.parts.context_lines import PLACE, ContextLine
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words.i18n import isolated

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class HitsModel(QAbstractListModel):
    """A line for each document, and below it one for each hit in its text."""

    more_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.rows: list[tuple[str, Hit]] = []
        """What is said above a document's hits, and its first hit; or "" and a hit."""
        self._is_whole = True

    @property
    def hits(self) -> list[Hit]:
        return [hit for heading, hit in self.rows if not heading or not hit.end]

    def show(self, hits: Sequence[Hit], *, is_last: bool) -> None:
        """Show other hits."""
        self.beginResetModel()
        self._is_whole = is_last
        self.rows = self._rows(hits, "")
        self.endResetModel()

    def add(self, hits: Sequence[Hit], *, is_last: bool) -> None:
        """Show these below the others."""
        self._is_whole = is_last
        more = self._rows(hits, self.rows[-1][1].document_id if self.rows else "")
        if more:
            self.beginInsertRows(_NOWHERE, len(self.rows), len(self.rows) + len(more) - 1)
            self.rows += more
            self.endInsertRows()

    def _rows(self, hits: Sequence[Hit], last: str) -> list[tuple[str, Hit]]:
        rows = []
        for hit in hits:
            if hit.document_id != last or not hit.end:
                told = filter(None, (hit.title or "…", hit.dated[:10]))
                rows.append((" · ".join(map(isolated, told)), hit))
            if hit.end:
                rows.append(("", hit))
            last = hit.document_id
        return rows

    def said(self, hit: Hit) -> str:
        """What a hit is besides its words: the label of a span, and whose it is."""
        if not hit.span:
            return ""
        label = named(self._session.scheme.shown_label(hit.label), self._session.language)
        return " · ".join((isolated(label), isolated(hit.author)))

    # Qt

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        heading, hit = self.rows[index.row()]
        context = f"{hit.context_before}{hit.quote}{hit.context_after}".replace("\n", " ")
        if heading:
            if role == Qt.ItemDataRole.FontRole:
                font = QFont()
                font.setBold(True)
                return font
            return heading if role == Qt.ItemDataRole.DisplayRole else None
        if role == PLACE:
            start = len(hit.context_before)
            place = start, start + len(hit.quote)
            return ContextLine(
                hit.document_id, (hit.start, hit.end), hit.quote, context, place, hit.direction
            )
        if role == Qt.ItemDataRole.DisplayRole:
            return isolated(context)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_text(self.said(hit)) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(filter(None, (context, self.said(hit))))
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        return not self._is_whole

    def fetchMore(self, parent: _Index) -> None:
        self.more_wanted.emit()
