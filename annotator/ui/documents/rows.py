"""The rows of the documents panel: read when they come into view, so that their number does not matter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.core.document_filter import EVERY_DOCUMENT
from annotator.store import finding, queries
from annotator.store.work_lists import Order
from annotator.ui.documents.lists import LISTS, Asked, DocumentList, Listed, summary
from annotator.ui.parts.look import Chrome
from annotator.ui.session import Session
from annotator.words.i18n import isolated

_PAGE = 100
_ROW = Qt.ItemDataRole.UserRole
_LINES = 2
_GAP = 3
_SLACK = 4
"""Pixels: letters reach beyond the width they are measured with, and the first one would be cut off."""

_DIRECTIONS = {"rtl": Qt.LayoutDirection.RightToLeft, "ltr": Qt.LayoutDirection.LeftToRight}
_SIDES = {
    Qt.LayoutDirection.RightToLeft: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute,
    Qt.LayoutDirection.LeftToRight: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute,
}
"""Where a line of that direction begins."""

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class DocumentModel(QAbstractListModel):
    """The rows of one list, a page at a time; the counts are of the author's layer."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._ids: tuple[str, ...] | None = None
        self._count = 0
        self._pages: dict[int, list[Listed]] = {}
        self.wanted = EVERY_DOCUMENT
        self.list: DocumentList = LISTS[0]
        self.order: Order = "priority"

    def reload(self, count: int | None = None) -> None:
        """Begin anew. `count`: how many rows the list has, if that is known."""
        self.beginResetModel()
        self._pages.clear()
        self._ids = self._find()
        self._count = self.count() if count is None else count
        self.endResetModel()

    def count(self) -> int:
        """How many rows the list has now; counted anew, unless it was looked for as a whole."""
        project = self._session.project
        return self.list.count(project, self._asked()) if project else 0

    def take_in(self, touched: Collection[str]) -> bool:
        """Let documents leave a list that was looked for as a whole, or come in. False: it is as it was."""
        project, work = self._session.project, self.list.work
        if project is None or work is None or self._ids is None:
            return False
        still = set(finding.found(project, self._session.author, work, self.wanted, ids=touched))
        had = {row for row in self._ids if row in touched}
        if still == had:
            return False
        self.beginResetModel()
        self._pages.clear()
        left = tuple(row for row in self._ids if row not in had - still)
        self._ids = left if still <= had else self._find()
        self._count = self.count()
        self.endResetModel()
        return True

    def _find(self) -> tuple[str, ...] | None:
        """All of a list that is told by one's work; None where pages are read as they are."""
        project, work = self._session.project, self.list.work
        if project is None or work is None or (work == "all" and self.wanted == EVERY_DOCUMENT):
            return None
        return tuple(finding.found(project, self._session.author, work, self.wanted))

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
        if self._ids is not None:
            return self._ids.index(document_id) if document_id in self._ids else None
        if self.list.work is not None:
            return queries.document_place(project, document_id)
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
        return Asked(self._session.author, self.wanted, self.order, self._ids)

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
    """Paints a row: the title on up to two lines, in the document's direction, and the state of the work."""

    def __init__(self, model: DocumentModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.chrome = Chrome.light()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(_ROW)
        if not isinstance(row, Listed):
            return
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = option.rect.adjusted(4, 2, -4, -2)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.chrome.color("selected" if selected else "hover"))
            painter.drawRoundedRect(frame, 6, 6)
        if selected and state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.chrome.color("focus"))
            painter.drawRoundedRect(frame, 6, 6)
        inner = frame.adjusted(8, 5, -8, -5)
        direction = _DIRECTIONS.get(row.direction, option.direction)
        small_font = _small(option.font)
        small = QFontMetrics(small_font)
        title = title_layout(" ".join(row.title.split()), option.font, inner.width(), direction)
        top = (
            inner.top() + (inner.height() - round(title.boundingRect().height()) - _GAP - small.height()) // 2
        )
        painter.setPen(self.chrome.color("ink"))
        title.draw(painter, QPointF(inner.left(), top))
        painter.setFont(small_font)
        painter.setPen(self.chrome.color("warn" if row.is_urgent else "dim"))
        below = top + round(title.boundingRect().height()) + _GAP
        bottom = QRect(inner.left(), below, inner.width(), small.height())
        summary = small.elidedText(self._model.summary(row), Qt.TextElideMode.ElideRight, inner.width())
        # On the side where the title begins; in itself it reads as the window does.
        painter.setLayoutDirection(option.direction)
        painter.drawText(bottom, _SIDES[direction] | Qt.TextFlag.TextSingleLine, summary)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = _LINES * QFontMetrics(option.font).height() + QFontMetrics(_small(option.font)).height()
        return QSize(120, lines + _GAP + 14)


def title_layout(title: str, font: QFont, width: int, direction: Qt.LayoutDirection) -> QTextLayout:
    """A title on up to two lines; what a third would take is left out, which a sign says."""
    layout = _laid_out(title, font, width, direction)
    if layout.lineCount() <= _LINES:
        return layout
    start = layout.lineAt(_LINES - 1).textStart()
    room = width - _SLACK
    while True:
        rest = QFontMetrics(font).elidedText(title[start:], Qt.TextElideMode.ElideRight, room)
        layout = _laid_out(title[:start] + rest, font, width, direction)
        if layout.lineCount() <= _LINES or room <= 0:
            return layout
        room -= _SLACK


def _laid_out(title: str, font: QFont, width: int, direction: Qt.LayoutDirection) -> QTextLayout:
    layout = QTextLayout(title, font)
    how = QTextOption(_SIDES[direction])
    how.setTextDirection(direction)
    how.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(how)
    layout.beginLayout()
    height = 0.0
    while layout.lineCount() <= _LINES and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += QFontMetrics(font).height()
    layout.endLayout()
    return layout


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.86)
    return small
