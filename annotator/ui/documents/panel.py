"""The documents panel: which list, in which order, narrowed how, and its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHeaderView,
    QLabel,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.core.errors import AnnotatorError
from annotator.store import places
from annotator.store.listing import KeptList
from annotator.ui.changes import Changes
from annotator.ui.documents.filter import FilterLine
from annotator.ui.documents.lists import LISTS, ORDERS
from annotator.ui.documents.model import DocumentModel
from annotator.ui.documents.rows import DocumentDelegate
from annotator.ui.parts.look import Chrome
from annotator.ui.session import Session

_RECOUNT_MILLISECONDS = 250


class DocumentsPanel(QWidget):
    """Which list, in which order, narrowed how, and its rows; the chosen document opens."""

    chosen = Signal(str)
    """The id of the document the person went to."""
    menu_wanted = Signal(QPoint)
    """Where, on the screen, a menu of what can be done with the document is asked for."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documents")
        self._session = session
        self.lists = QComboBox()
        self.lists.setObjectName("documents-lists")
        self.orders = QComboBox()
        self.orders.setObjectName("documents-orders")
        for choice in (self.lists, self.orders):
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(8)
        self.counts: Mapping[KeptList, int] = {}
        self._place = 0
        self._layers: tuple[str, ...] = ()
        self._is_stale = self._is_miscounted = self._is_elsewhere = False
        self._worn: set[str] = set()
        self._touched: set[str] = set()
        self._filters: dict[str, str] = {}
        self.filter = FilterLine(session)
        self.count = QLabel()
        self.count.setObjectName("quiet")
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.model = DocumentModel(session)
        # A table of one column: a list view asks the model about every row before it shows the first.
        self.list = QTableView()
        self.list.setObjectName("documents-list")
        self.list.setMouseTracking(True)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(
            lambda at: self.menu_wanted.emit(self.list.viewport().mapToGlobal(at))
        )
        self.list.setShowGrid(False)
        self.list.setTabKeyNavigation(False)
        self.list.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.list.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.horizontalHeader().hide()
        self.list.horizontalHeader().setStretchLastSection(True)
        self.list.verticalHeader().hide()
        self.list.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.delegate = DocumentDelegate(self.model, self.list)
        self.list.setItemDelegate(self.delegate)
        self.list.setModel(self.model)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 10, 8, 8)
        layout.setSpacing(6)
        for widget in (self.lists, self.orders, self.filter, self.count):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        self.filter.asked.connect(self._narrow)
        self.filter.entered.connect(self.list.setFocus)
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        self.lists.activated.connect(self._choose_list)
        self.orders.activated.connect(self._choose_order)
        # What is to be reviewed stays in its list for as long as one may look up from it.
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.setInterval(_RECOUNT_MILLISECONDS)
        self._recount.timeout.connect(self.recount)
        self.model.looked.connect(self._looked)
        session.changed.connect(self._changed)
        self.orders.hide()
        self.retranslate()

    def _changed(self, changes: Changes) -> None:
        if changes.language:
            self.retranslate()
        if changes.queue:
            self._recount.start()
        if changes.project:
            self._filters = {}
            self.filter.put("")
            self.model.wanted = self.filter.wanted
        self._touched.update(changes.rows)
        self._is_stale |= changes.documents or changes.author
        self._worn.update(changes.rows)
        self._is_miscounted |= changes.lists
        self._is_elsewhere |= changes.document
        if changes.document and not changes.documents:
            self._hold()
        if self._is_stale or self._worn or self._is_elsewhere or self._is_miscounted:
            self._session.soon(self.refresh)

    def refresh(self) -> None:
        """Show the list as it is now, and where the open document stands in it."""
        if self._is_stale:
            self.reload()
            return
        if self._worn:
            self._forget()
            # The layer that is shown may await nobody any more, while its document is still in the list.
            self._is_elsewhere |= self.model.list.view == "review"
        if self._is_miscounted:
            self._guarded(self._count_lists)
        if self._touched:
            self._guarded(self._take_in_touched)
        if self._is_elsewhere:
            self.show_current()

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.filter.retranslate()
        self.list.setAccessibleName(tr("window.documents"))
        self.lists.setAccessibleName(tr("reviewing.choose-list"))
        self.orders.setAccessibleName(tr("reviewing.choose-order"))
        self.orders.clear()
        self.orders.addItems([tr(f"reviewing.order-{order}") for order in ORDERS])
        self.orders.setCurrentIndex(ORDERS.index(self.model.order))
        self._guarded(self._count_lists)
        self._row_height()
        self._forget()

    def reload(self) -> None:
        """The project holds other documents than before, or another person looks at it."""
        self._is_stale = False
        self._worn.clear()
        self._touched.clear()
        self._recount.stop()
        self._guarded(self.model.reload)
        self._guarded(self._count_lists)
        self._hold()
        self.show_current()

    def _hold(self) -> None:
        """What is open stays in its list, whatever is done with it, until something else is open."""
        document = self._session.document
        if document is not None:
            self._guarded(partial(self.model.hold, document.id))

    def choose_list(self, list_id: str) -> None:
        """Show another list, narrowed as it was last; the open document stays open."""
        self._filters[self.model.list.id] = self.filter.line.text()
        self.model.list = next(row for row in LISTS if row.id == list_id)
        self._place = 0
        self.orders.setVisible(self.model.list.ordered)
        self.filter.put(self._filters.get(list_id, ""))
        self.model.wanted = self.filter.wanted
        self.reload()

    def next_list(self) -> None:
        """Show the list after this one, the first after the last."""
        self.choose_list(LISTS[(LISTS.index(self.model.list) + 1) % len(LISTS)].id)

    def show_layers(self, authors: Sequence[str]) -> None:
        """Whose layers of the open document are shown, nobody's for one's own: their row is marked."""
        if tuple(authors) != self._layers:
            self._layers = tuple(authors)
            self.show_current()

    def show_current(self) -> None:
        """Mark the open document in the list."""
        self._is_elsewhere = False
        document = self._session.document
        place = self.model.place_of(document.id, self._layers) if document else None
        if place is not None:
            self._place = place
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        self.list.setCurrentIndex(self.model.index(place) if place is not None else QModelIndex())
        selection.blockSignals(False)
        if place is not None:
            self._reveal(self.model.index(place))
        self.list.viewport().update()

    def _reveal(self, index: QModelIndex) -> None:
        """Bring a row into the middle of the list unless it is in view."""
        if not self.list.viewport().rect().contains(self.list.visualRect(index)):
            self.list.scrollTo(index, QTableView.ScrollHint.PositionAtCenter)

    def step(self, by: int) -> None:
        """Go to the next or an earlier document; from one that has left the list, to one beside its place."""
        here = self.list.currentIndex()
        place = here.row() + by if here.isValid() else self._place + min(by, 0)
        if not here.isValid():
            place = min(place, self.model.rowCount() - 1)
        if 0 <= place < self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(place))

    def beside(self) -> str | None:
        """The document at the place in question, or at the end of the list; None where it is empty."""
        row = self.model.row(max(0, min(self._place, self.model.rowCount() - 1)))
        return row.id if row is not None else None

    def opens(self) -> tuple[str, str]:
        """What the row in question is to be opened with: a kind of view, and whose layer.

        Several layers that await review are compared.
        """
        return self.opens_at(self._place if self.list.currentIndex().isValid() else -1)

    def opens_at(self, place: int) -> tuple[str, str]:
        """The same of the row at a place, of none with -1."""
        row = self.model.row(place) if place >= 0 else None
        authors = row.authors if row is not None else ()
        return ("compare", "") if len(authors) > 1 else (self.model.list.view, "".join(authors))

    def set_chrome(self, chrome: Chrome) -> None:
        self.delegate.chrome = chrome
        self.list.viewport().update()

    def _narrow(self) -> None:
        self.model.wanted = self.filter.wanted
        self._guarded(self.model.reload)
        self._count_shown()
        self._hold()
        self.show_current()

    def _choose_list(self, place: int) -> None:
        self.choose_list(LISTS[place].id)
        self.list.setFocus()

    def _choose_order(self, place: int) -> None:
        self.model.order = ORDERS[place]
        self._place = 0
        self.reload()

    def recount(self) -> None:
        """An act may have put documents into a list of review, or taken them out."""
        self._recount.stop()
        self._guarded(self._count_lists)
        shown = self.model.list
        if not shown.steady and self.counts.get(shown.kept) != self.model.rowCount():
            self._guarded(self.model.reload)
            self.show_current()
        self._count_shown()

    def _count_lists(self) -> None:
        project = self._session.project
        self._is_miscounted = False
        self.counts = places.list_counts(project, self._session.author) if project is not None else {}
        self._name_lists()
        self._count_shown()

    def _looked(self) -> None:
        self._count_shown()
        if not self.model.is_looking:
            self.show_current()

    def _name_lists(self) -> None:
        """Name the lists, each with how much is in it."""
        tr = self._session.tr_
        names: list[str] = []
        for row in LISTS:
            name = tr(f"reviewing.list-{row.id}")
            count = self.counts.get(row.kept, 0)
            names.append(f"{name} ({count:,})" if count else name)
        if names != [self.lists.itemText(place) for place in range(self.lists.count())]:
            self.lists.clear()
            self.lists.addItems(names)
        self.lists.setCurrentIndex(LISTS.index(self.model.list))

    def _take_in_touched(self) -> None:
        """What was worked on leaves a list it no longer belongs to once something else is open."""
        document = self._session.document
        open_now = {document.id} if document is not None else set()
        touched, self._touched = self._touched - open_now, self._touched & open_now
        if touched and self.model.take_in(touched):
            self._is_elsewhere = True
            self._count_shown()
            self._hold()

    def _count_shown(self) -> None:
        tr = self._session.tr_
        shown = tr("window.documents-count", n=self.model.rowCount())
        if self.model.list.id == "review":
            total = self.counts.get("to-review", 0)
            shown = tr("reviewing.progress", n=total - self.counts.get("review", 0), total=total)
        if self.model.is_looking:
            shown = tr("finding.looking")
        self.count.setText(shown)

    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = self.model.row(current.row()) if current.isValid() else None
        if row is not None:
            self._place = current.row()
            self.chosen.emit(row.id)

    def _forget(self) -> None:
        self.model.forget(self._worn)
        self._worn = set()
        self.list.viewport().update()

    def _row_height(self) -> None:
        option = QStyleOptionViewItem()
        option.font = self.list.font()
        height = self.delegate.sizeHint(option, QModelIndex()).height()
        self.list.verticalHeader().setDefaultSectionSize(height)

    def _guarded(self, read: Any) -> None:
        try:
            read()
        except AnnotatorError as error:
            self._session.failed.emit(error)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._row_height()
