"""The claims one by one: sorted by a press on a head, of chosen columns, each a way into its text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.core.ledger import Entry
from annotator.store import Project
from annotator.ui.ledger.model import ClaimsModel
from annotator.ui.parts.reading import read_from
from annotator.ui.parts.table_look import list_rows
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.ledger import cell_words, citation, field_names

_WIDTHS = {
    "claim": 300,
    "title": 180,
    "sources": 150,
    "source_names": 110,
    "date": 92,
    "state": 92,
    "author": 84,
}
_WIDTH = 116
_TOLD_ELSEWHERE = ("claim", "month", "year", "document", "start", "end")


class ClaimsTab(QWidget):
    """The table, the claim in question told in full, and what can be done with it."""

    claim_wanted = Signal(str, str)
    """The ids of a document and of the span of a claim."""
    told = Signal(str)
    sorted = Signal()

    def __init__(self, session: Session, source: Callable[[], Project | None]) -> None:
        super().__init__()
        self._session = session
        self.model = ClaimsModel(session, source)
        self.sort, self.descending = "", False
        self.list = QTableView()
        self.whole = QPlainTextEdit()
        self.columns_button, self.cite_button, self.go_button = QPushButton(), QPushButton(), QPushButton()
        self.columns_button.setMenu(QMenu(self.columns_button))
        self._set_up_list()
        self._lay_out()
        self.list.activated.connect(self._go)
        self.list.horizontalHeader().sortIndicatorChanged.connect(self._sorted)
        self.list.selectionModel().currentRowChanged.connect(self._show_current)
        self.model.modelReset.connect(self._show_current)
        self.cite_button.clicked.connect(self.cite)
        self.go_button.clicked.connect(self._go)
        cite = QShortcut(QKeySequence("Ctrl+Shift+C"), self, self.cite)
        cite.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._size_columns()
        self.retranslate()

    def _set_up_list(self) -> None:
        list_rows(self.list, self.model)
        header = self.list.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _lay_out(self) -> None:
        self.whole.setReadOnly(True)
        self.whole.setTabChangesFocus(True)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.list)
        halves.addWidget(self.whole)
        halves.setStretchFactor(0, 1)
        halves.setSizes([420, 96])
        foot = QHBoxLayout()
        foot.addWidget(self.columns_button)
        foot.addStretch(1)
        foot.addWidget(self.cite_button)
        foot.addWidget(self.go_button)
        layout = QVBoxLayout(self)
        layout.addWidget(halves, 1)
        layout.addLayout(foot)

    def retranslate(self) -> None:
        tr = self._session.tr_
        read_from(self.whole, rtl=self.isRightToLeft())
        self.list.setAccessibleName(tr("ledger.page-claims"))
        self.whole.setAccessibleName(tr("ledger.whole"))
        self.columns_button.setText(tr("ledger.columns"))
        self.cite_button.setText(tr("ledger.cite"))
        self.go_button.setText(tr("ledger.go"))
        menu = self.columns_button.menu()
        menu.clear()
        for field, name in field_names(self._session).items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(field in self.model.columns)
            action.toggled.connect(partial(self._choose, field))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.model.columns) - 1)
        self._show_current()

    def show_keys(self, keys: Sequence[int]) -> None:
        """Show these claims, the first of them in question."""
        self.model.show(keys)
        self.list.scrollToTop()
        if keys:
            self.list.setCurrentIndex(self.model.index(0, 0))

    @property
    def current(self) -> Entry | None:
        """The claim in question."""
        return self.model.entry(self.list.currentIndex().row())

    def cite(self) -> None:
        """Put the claim in question on the clipboard, as it is cited."""
        project, entry = self._session.project, self.current
        if project is None or entry is None:
            return
        QGuiApplication.clipboard().setText(citation(self._session, entry, project.project_id))
        self.told.emit(self._session.tr_("ledger.cited"))

    def _choose(self, field: str, shown: bool) -> None:
        """Show a field or no longer; one column stays."""
        fields = [name for name in field_names(self._session) if name in self.model.columns or name == field]
        wanted = [name for name in fields if name != field or shown]
        if wanted:
            self.model.show_columns(wanted)
            self._size_columns()
            self._show_sorting()

    def _size_columns(self) -> None:
        header = self.list.horizontalHeader()
        for place, column in enumerate(self.model.columns):
            header.resizeSection(place, _WIDTHS.get(column, _WIDTH))

    def _sorted(self, section: int, order: Qt.SortOrder) -> None:
        known = 0 <= section < len(self.model.columns)
        self.sort = self.model.columns[section] if known else ""
        self.descending = known and order == Qt.SortOrder.DescendingOrder
        self.sorted.emit()

    def _show_sorting(self) -> None:
        """The sign of the order stands with its column, wherever that is now."""
        header = self.list.horizontalHeader()
        place = self.model.columns.index(self.sort) if self.sort in self.model.columns else -1
        order = Qt.SortOrder.DescendingOrder if self.descending else Qt.SortOrder.AscendingOrder
        header.blockSignals(True)
        header.setSortIndicator(place, order)
        header.blockSignals(False)

    def _go(self, *_: object) -> None:
        if (entry := self.current) is not None:
            self.claim_wanted.emit(entry.document_id, entry.span)

    def _show_current(self, *_: object) -> None:
        entry = self.current
        for button in (self.cite_button, self.go_button):
            button.setEnabled(entry is not None)
        if entry is None:
            self.whole.clear()
            return
        names = field_names(self._session)
        told = (
            (name, cell_words(self._session, entry, field))
            for field, name in names.items()
            if field not in _TOLD_ELSEWHERE
        )
        facts = " · ".join(f"{name}: {isolated(words)}" for name, words in told if words)
        self.whole.setPlainText(f"«{entry.claim}»\n{facts}")
