"""A layout that goes on in a further row where one is full, as text does, in the direction of the window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_NO_FLAGS = Qt.Orientation(0)


class FlowLayout(QLayout):
    """Widgets at their own size, side by side, row under row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(6)

    def _lay_out(self, rect: QRect, *, place: bool) -> int:
        """Put the items into `rect`, or only tell how high they would be."""
        inner = rect.marginsRemoved(self.contentsMargins())
        parent = self.parentWidget()
        rtl = parent is not None and parent.layoutDirection() == Qt.LayoutDirection.RightToLeft
        shown = [item for item in self._items if not item.isEmpty()]
        # One height for all: texts in letters of several scripts would stand at several heights.
        height = max((item.sizeHint().height() for item in shown), default=0)
        x, y = 0, 0
        for item in shown:
            width = min(item.sizeHint().width(), inner.width())
            if x and x + width > inner.width():
                x, y = 0, y + height + self.spacing()
            if place:
                left = inner.right() + 1 - x - width if rtl else inner.left() + x
                item.setGeometry(QRect(QPoint(left, inner.top() + y), QSize(width, height)))
            x += width + self.spacing()
        return y + height + rect.height() - inner.height()

    def in_one_row(self) -> QSize:
        """The size that everything takes side by side."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in sizes) + self.spacing() * max(0, len(sizes) - 1)
        margins = self.contentsMargins()
        height = max((size.height() for size in sizes), default=0)
        return QSize(width, height).grownBy(margins)

    # Qt

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return _NO_FLAGS

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay_out(rect, place=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        width = max((size.width() for size in sizes), default=0)
        height = max((size.height() for size in sizes), default=0)
        margins = self.contentsMargins()
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())
