"""The places that an act would touch, document by document, each with a check box; and their search."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from annotator.core.model import Span
from annotator.core.scheme import Label
from annotator.store import Project
from annotator.store.occurrences import DocumentOccurrences, Found
from annotator.ui.parts.context_lines import PLACE, ContextLine, ContextLines
from annotator.words.i18n import isolated

_SPAN: Final = PLACE + 1
_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class PreviewList(QTreeWidget):
    """A row for each document, which checks and unchecks all its places, and under it a row for each."""

    chosen_changed = Signal()
    """Other places are checked: told once for all that a click on a document changes."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setAccessibleName(name)
        self._lines = ContextLines(self)
        self.setItemDelegate(self._lines)
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.timeout.connect(self.chosen_changed)
        self.itemChanged.connect(lambda: self._telling.start())

    def show_found(self, found: Found, label: Label) -> None:
        """Show the places as `label` marks them, checked unless a span of it covers them already."""
        self._lines.set_label(label)
        self.blockSignals(True)
        self.clear()
        self.addTopLevelItems([_document_item(listed) for listed in found.documents])
        self.expandAll()
        self.blockSignals(False)
        if (first := next(self.places(), None)) is not None:
            self.setCurrentItem(first)
        self.chosen_changed.emit()

    def check_all(self, on: bool) -> None:
        self.blockSignals(True)
        for item in self.places():
            item.setCheckState(0, _CHECKED if on else _UNCHECKED)
        self.blockSignals(False)
        self.viewport().update()
        self.chosen_changed.emit()

    def chosen(self) -> list[ContextLine]:
        """The checked places."""
        return [item.data(0, PLACE) for item in self._checked()]

    def chosen_spans(self) -> list[Span]:
        """The spans at the checked places, as they were seen."""
        return [item.data(0, _SPAN) for item in self._checked()]

    def places(self) -> Iterator[QTreeWidgetItem]:
        """The rows under the documents."""
        for index in range(self.topLevelItemCount()):
            if (top := self.topLevelItem(index)) is not None:
                rows = (top.child(row) for row in range(top.childCount()))
                yield from (row for row in rows if row is not None)

    def _checked(self) -> Iterator[QTreeWidgetItem]:
        return (item for item in self.places() if item.checkState(0) == _CHECKED)


def search_job(
    project: Project,
    *,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    find: Callable[..., Found],
) -> Any:
    """Look in the whole project, in the background."""
    return find(project, progress=progress, cancelled=cancelled)


def _document_item(listed: DocumentOccurrences) -> QTreeWidgetItem:
    top = QTreeWidgetItem([isolated(listed.title)])
    font = QFont()
    font.setBold(True)
    top.setFont(0, font)
    top.setFlags(top.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
    for row in listed.rows:
        item = QTreeWidgetItem(top, [isolated(row.context)])
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemNeverHasChildren)
        item.setCheckState(0, _UNCHECKED if row.covered else _CHECKED)
        line = ContextLine(listed.document_id, row.piece, row.quote, row.context, row.hit, listed.direction)
        item.setData(0, PLACE, line)
        item.setData(0, _SPAN, row.span)
    return top
