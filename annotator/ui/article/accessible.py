"""Tells screen readers what the article says, where the caret is, and what is selected.

Two questions of `QAccessibleTextInterface` cannot be answered from Python: which part is selected, and the
attributes of a run. Up to PySide6 6.10 they arrive with pointers cut to 32 bits, later not at all. So no
selection is counted: one without a place would be read as a selection of nothing. What is selected is the
value of the element instead, and is announced when it becomes another.

What a Python object must return for "no such interface" is not documented and a wrong answer ends the
process, so the interface is only given where it was tried; elsewhere there are name, description and
announcements.

Offsets of that interface are UTF-16 units; all others are code points.
"""

from __future__ import annotations

import weakref
from functools import cache
from typing import Any, Final, Protocol, cast

import PySide6
from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInterface,
)
from PySide6.QtWidgets import QAbstractScrollArea, QAccessibleWidget, QWidget
from shiboken6 import VoidPtr

from annotator.core.model import Range
from annotator.core.offsets import Utf16Map

_TRIED: Final = ("6.9.", "6.10.", "6.11.")
_LONGEST_VALUE = 300


class Article(Protocol):
    """The part of the article view that a screen reader asks."""

    def text(self) -> str: ...
    def value(self) -> str: ...
    def caret(self) -> int: ...
    def set_caret(self, offset: int) -> None: ...
    def set_selection(self, start: int, end: int) -> None: ...
    def range_rects(self, start: int, end: int) -> list[QRectF]: ...
    def offset_at(self, point: QPointF) -> int: ...
    def selection(self) -> Range | None: ...
    def viewport(self) -> QWidget: ...


class _Text(QAccessibleTextInterface):
    """The text, its caret, and where its characters are on the screen."""

    def __init__(self, article: Article) -> None:
        super().__init__()
        self._article = article
        self._mapped = ("", Utf16Map(""))

    def _units(self) -> Utf16Map:
        text = self._article.text()
        if self._mapped[0] is not text:
            self._mapped = (text, Utf16Map(text))
        return self._mapped[1]

    def _offset(self, units: int) -> int:
        return min(max(self._units().from_utf16(units), 0), len(self._article.text()))

    def text(self, start: int, end: int) -> str:
        return self._article.text()[self._offset(start) : self._offset(end)]

    def characterCount(self) -> int:
        return self._units().to_utf16(len(self._article.text()))

    def cursorPosition(self) -> int:
        return self._units().to_utf16(self._article.caret())

    def setCursorPosition(self, position: int) -> None:
        self._article.set_caret(self._offset(position))

    def selectionCount(self) -> int:
        return 0

    def selection(self, index: int, start: int, end: int) -> None:
        """Up to PySide6 6.10 it must be there; what it is given is of no use."""

    def attributes(self, offset: int, start: int, end: int) -> str:
        """As `selection`."""
        return ""

    def addSelection(self, start: int, end: int) -> None:
        self.setSelection(0, start, end)

    def setSelection(self, index: int, start: int, end: int) -> None:
        self._article.set_selection(self._offset(start), self._offset(end))

    def removeSelection(self, index: int) -> None:
        self._article.set_caret(self._article.caret())

    def characterRect(self, offset: int) -> QRect:
        start = self._offset(offset)
        boxes = self._article.range_rects(start, start + 1)
        if not boxes:
            return QRect()
        box = boxes[0].toAlignedRect()
        return QRect(self._article.viewport().mapToGlobal(box.topLeft()), box.size())

    def offsetAtPoint(self, point: QPoint) -> int:
        inside = self._article.viewport().mapFromGlobal(point)
        return self._units().to_utf16(self._article.offset_at(QPointF(inside)))

    def scrollToSubstring(self, start: int, end: int) -> None:
        self._article.set_caret(self._offset(start))


class _Interface(QAccessibleWidget):
    """The article as an element: a document that is read and not written."""

    def __init__(self, view: QWidget, article: Article) -> None:
        super().__init__(view, QAccessible.Role.EditableText)
        self._article = article
        self._text = _Text(article)

    def text(self, kind: QAccessible.Text) -> str:
        if kind == QAccessible.Text.Value:
            return self._article.value()[:_LONGEST_VALUE]
        return super().text(kind)

    def state(self) -> QAccessible.State:
        found = super().state()
        found.readOnly = found.multiLine = found.selectableText = True
        return found

    def childCount(self) -> int:
        return 0

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        wanted = self._text if kind == QAccessible.InterfaceType.TextInterface else 0
        return VoidPtr(cast("int", wanted))  # the stubs do not know that it takes objects


_views: weakref.WeakKeyDictionary[QWidget, Article] = weakref.WeakKeyDictionary()
_announced: weakref.WeakKeyDictionary[QWidget, str] = weakref.WeakKeyDictionary()
# Qt deletes an interface with its widget; the Python half must not go before.
_alive: list[_Interface] = []


def make_accessible(view: QAbstractScrollArea, article: Article) -> bool:
    """Give `view` the text interface. False: this PySide6 was not tried, name and description must do."""
    if not PySide6.__version__.startswith(_TRIED):
        return False
    _install()
    _views[view] = article
    return True


@cache
def _install() -> None:
    QAccessible.installFactory(_interface_of)


def caret_moved(view: QWidget, article: Article) -> None:
    """Tell whoever listens where the caret is now, and what is selected if that is something else."""
    if not QAccessible.isActive():
        return
    position = Utf16Map(article.text()).to_utf16(article.caret())
    QAccessible.updateAccessibility(QAccessibleTextCursorEvent(view, position))
    value = article.value()[:_LONGEST_VALUE]
    if value != _announced.get(view, ""):
        _announced[view] = value
        if value:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, value))


def _interface_of(name: str, target: QObject) -> QAccessibleInterface | None:
    if not isinstance(target, QAbstractScrollArea):
        return None
    article = _views.get(target)
    if article is None:
        return None
    made = _Interface(target, article)
    _alive.append(made)
    return made
