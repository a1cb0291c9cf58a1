"""The list of documents: rows are read when they come into view, so its length does not matter."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.i18n import isolated
from annotator.store import queries
from annotator.store.queries import DocumentRow
from annotator.ui.session import Session
from annotator.ui.style import Chrome

_PAGE = 100
_ROW = Qt.ItemDataRole.UserRole
_FILTER_MILLISECONDS = 250
_SLACK = 4
"""Pixels: letters reach beyond the width they are measured with, and the first one would be cut off."""

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class DocumentModel(QAbstractListModel):
    """All documents of the project, a page at a time; the counts are of the author's layer."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._filter = ""
        self._count = 0
        self._pages: dict[int, list[DocumentRow]] = {}

    def reload(self, title: str | None = None) -> None:
        """Count anew; `title` narrows the list to folded titles and bylines that contain it."""
        wanted = self._filter if title is None else fold_key(title.strip())
        project = self._session.project
        count = queries.document_count(project, title=wanted) if project else 0
        self.beginResetModel()
        self._filter, self._count = wanted, count
        self._pages.clear()
        self.endResetModel()

    def forget(self) -> None:
        """What was read is out of date; their number is as before. The view is painted again by the panel.

        No `dataChanged` over all rows: a view asks the model about each of them.
        """
        self._pages.clear()

    def row(self, index: int) -> DocumentRow | None:
        page, place = divmod(index, _PAGE)
        if page not in self._pages:
            project = self._session.project
            if project is None:
                return None
            self._pages[page] = queries.document_rows(
                project,
                author=self._session.author,
                offset=page * _PAGE,
                limit=_PAGE,
                title=self._filter,
            )
        rows = self._pages[page]
        return rows[place] if place < len(rows) else None

    def place_of(self, document_id: str) -> int | None:
        """The row number of a document under the present filter."""
        project = self._session.project
        if project is None:
            return None
        return queries.document_place(project, document_id, title=self._filter)

    def summary(self, row: DocumentRow) -> str:
        """The second line of a row: kind, date, and the state of the author's work."""
        tr = self._session.tr_
        parts = [tr(f"window.kind-{row.kind}")]
        if row.published:
            parts.append(isolated(row.published[:10]))
        if row.spans:
            parts.append(tr("window.spans", n=row.spans))
            if row.claims:
                parts.append(tr("window.claims", n=row.claims))
            if row.unattributed:
                parts.append(tr("window.unattributed", n=row.unattributed))
        else:
            parts.append(tr("window.not-begun"))
        return " · ".join(parts)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row())
        if row is None:
            return None
        if role == _ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return isolated(row.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{isolated(row.title)}. {self.summary(row)}"
        return None


class DocumentDelegate(QStyledItemDelegate):
    """Paints a row: the title, and under it the state of the work."""

    def __init__(self, model: DocumentModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.chrome = Chrome.light()

    def _fonts(self, option: QStyleOptionViewItem) -> tuple[QFont, QFont]:
        title = QFont(option.font)
        small = QFont(title)
        small.setPointSizeF(title.pointSizeF() * 0.86)
        return title, small

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(_ROW)
        if not isinstance(row, DocumentRow):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = rect.adjusted(4, 2, -4, -2)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.chrome.color("selected" if selected else "hover"))
            painter.drawRoundedRect(frame, 6, 6)
        if selected and state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.chrome.color("focus"))
            painter.drawRoundedRect(frame, 6, 6)
        title_font, small_font = self._fonts(option)
        inner = frame.adjusted(8, 5, -8, -5)
        align = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.setLayoutDirection(option.direction)
        metrics = QFontMetrics(title_font)
        top = QRect(inner.left(), inner.top(), inner.width(), metrics.height())
        painter.setFont(title_font)
        painter.setPen(self.chrome.color("ink"))
        title = " ".join(row.title.split())
        elided = metrics.elidedText(isolated(title), Qt.TextElideMode.ElideRight, inner.width() - _SLACK)
        painter.drawText(top, align | Qt.TextFlag.TextSingleLine, elided)
        small = QFontMetrics(small_font)
        bottom = QRect(inner.left(), top.bottom() + 3, inner.width(), small.height())
        painter.setFont(small_font)
        painter.setPen(self.chrome.color("warn" if row.unattributed else "dim"))
        summary = small.elidedText(self._model.summary(row), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(bottom, align | Qt.TextFlag.TextSingleLine, summary)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        title, small = self._fonts(option)
        return QSize(120, QFontMetrics(title).height() + QFontMetrics(small).height() + 17)


class DocumentsPanel(QWidget):
    """Filter and list; the chosen document opens."""

    chosen = Signal(str)
    """The id of the document the person went to."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documents")
        self._session = session
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setObjectName("documents-filter")
        self.count = QLabel()
        self.count.setObjectName("quiet")
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.model = DocumentModel(session)
        # A table of one column: a list view asks the model about every row before it shows the first.
        self.list = QTableView()
        self.list.setObjectName("documents-list")
        self.list.setMouseTracking(True)
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
        layout.addWidget(self.filter)
        layout.addWidget(self.count)
        layout.addWidget(self.list, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_FILTER_MILLISECONDS)
        self._timer.timeout.connect(self._apply_filter)
        self.filter.textChanged.connect(lambda: self._timer.start())
        self.filter.returnPressed.connect(self.list.setFocus)
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        session.project_changed.connect(self.reload)
        session.author_changed.connect(self._forget)
        session.layer_changed.connect(self._forget)
        session.document_changed.connect(self.show_current)
        session.language_changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        tr = self._session.tr_
        self.filter.setPlaceholderText(tr("window.filter-documents"))
        self.filter.setAccessibleName(tr("window.filter-documents"))
        self.list.setAccessibleName(tr("window.documents"))
        self._count_shown()
        self._row_height()
        self._forget()

    def reload(self) -> None:
        """The project holds other documents than before."""
        self._guarded(lambda: self.model.reload())
        self._count_shown()
        self.show_current()

    def show_current(self) -> None:
        """Mark the open document in the list."""
        document = self._session.document
        place = self.model.place_of(document.id) if document else None
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        self.list.setCurrentIndex(self.model.index(place) if place is not None else QModelIndex())
        selection.blockSignals(False)
        self.list.viewport().update()

    def step(self, by: int) -> None:
        """Go to the next or an earlier document."""
        place = self.list.currentIndex().row() + by
        if 0 <= place < self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(place))

    def set_chrome(self, chrome: Chrome) -> None:
        self.delegate.chrome = chrome
        self.list.viewport().update()

    def _apply_filter(self) -> None:
        self._guarded(lambda: self.model.reload(self.filter.text()))
        self._count_shown()
        self.show_current()

    def _count_shown(self) -> None:
        shown = self.model.rowCount()
        self.count.setText(self._session.tr_("window.documents-count", n=shown))

    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = self.model.row(current.row()) if current.isValid() else None
        if row is not None:
            self.chosen.emit(row.id)

    def _forget(self) -> None:
        self.model.forget()
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
