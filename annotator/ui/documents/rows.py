"""The rows of the documents panel: read when they come into view, so that their number does not matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.core.arabic import fold_key
from annotator.store.work_lists import Order
from annotator.ui.documents.lists import LISTS, Asked, DocumentList, Listed, summary
from annotator.ui.parts.look import Chrome
from annotator.ui.session import Session
from annotator.words.i18n import isolated

_PAGE = 100
_ROW = Qt.ItemDataRole.UserRole
_SLACK = 4
"""Pixels: letters reach beyond the width they are measured with, and the first one would be cut off."""

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class DocumentModel(QAbstractListModel):
    """The rows of one list, a page at a time; the counts are of the author's layer."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._filter = ""
        self._ids: tuple[str, ...] = ()
        self._count = 0
        self._pages: dict[int, list[Listed]] = {}
        self.list: DocumentList = LISTS[0]
        self.order: Order = "priority"

    def reload(self, title: str | None = None, count: int | None = None) -> None:
        """Begin anew; `title` narrows the list to folded titles and bylines that contain it.

        `count`: how many rows it has, if that is known.
        """
        wanted = self._filter if title is None else fold_key(title.strip())
        project = self._session.project
        self.beginResetModel()
        self._filter = wanted
        self._pages.clear()
        self._ids = tuple(self.list.find(project, self._asked())) if project and self.list.find else ()
        self._count = self.count() if count is None else count
        self.endResetModel()

    def count(self) -> int:
        """How many rows the list has now; counted anew."""
        project = self._session.project
        return self.list.count(project, self._asked()) if project else 0

    def is_narrowed(self) -> bool:
        """Whether words in titles narrow the list."""
        return bool(self._filter) and self.list.filtered

    def forget(self) -> None:
        """What was read is out of date; their number is as before. The view is painted again by the panel.

        No `dataChanged` over all rows: a view asks the model about each of them.
        """
        self._pages.clear()

    def row(self, index: int) -> Listed | None:
        page, place = divmod(index, _PAGE)
        if page not in self._pages:
            project = self._session.project
            if project is None:
                return None
            self._pages[page] = self.list.rows(project, self._asked(), page * _PAGE, _PAGE)
        rows = self._pages[page]
        return rows[place] if place < len(rows) else None

    def place_of(self, document_id: str, layers: Sequence[str] = (), near: int = 0) -> int | None:
        """The row number of a document under the present filter.

        Where the list does not know, the page that holds row `near` and the first one are looked through.
        A row about somebody's layers is the document's while one of the `layers` shown is among them.
        """
        project = self._session.project
        if project is None:
            return None
        if self.list.place is not None:
            return self.list.place(project, self._asked(), document_id)
        for page in dict.fromkeys((max(0, near) // _PAGE, 0)):
            places = range(page * _PAGE, min((page + 1) * _PAGE, self._count))
            for place in places:
                row = self.row(place)
                if row is not None and row.id == document_id:
                    return place if not row.authors or set(layers) & set(row.authors) else None
        return None

    def summary(self, row: Listed) -> str:
        """The second line of a row."""
        return summary(self._session, row)

    def _asked(self) -> Asked:
        title = self._filter if self.list.filtered else ""
        return Asked(self._session.author, title, self.order, self._ids)

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
        if not isinstance(row, Listed):
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
        painter.setPen(self.chrome.color("warn" if row.is_urgent else "dim"))
        summary = small.elidedText(self._model.summary(row), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(bottom, align | Qt.TextFlag.TextSingleLine, summary)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        title, small = self._fonts(option)
        return QSize(120, QFontMetrics(title).height() + QFontMetrics(small).height() + 17)
