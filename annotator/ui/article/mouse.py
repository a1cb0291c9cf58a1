"""The mouse in the article: clicks on words, spans and paragraphs, and selecting by dragging."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from annotator.ui.article.dragging import Dragging
from annotator.ui.article.frame import Frame
from annotator.ui.article.selection import Selection


class Article(Protocol):
    """The part of the article view that the gestures ask."""

    def selected_span(self) -> str: ...
    def select_span(self, span_id: str, reveal: bool = True) -> None: ...
    def spans_at(self, offset: int) -> list[str]: ...
    def spans_beside(self, point: QPointF) -> list[str]: ...
    def selection_moved(self) -> None: ...
    def scroll_by(self, pixels: float) -> None: ...


class Mouse(QObject):
    """Turns what the left button does into selections."""

    span_opened = Signal(str)

    def __init__(self, article: Article, frame: Frame, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self._article = article
        self._frame = frame
        self._selection = selection
        self._last_double = (0, QPointF())
        self.dragging = Dragging(self)
        self.dragging.scrolled.connect(self._drag_on)

    def press(self, event: QMouseEvent) -> None:
        """The caret, and the innermost span there; a further click on it takes the next one outwards."""
        hit = self._frame.hit(event.position())
        if self._is_third_click(event):
            self._article.select_span("")
            self._selection.click_block(hit.offset)
            self._article.selection_moved()
            return
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._selection.go(hit.caret, extend=extend)
        if not extend:
            article, selected = self._article, self._article.selected_span()
            here = article.spans_at(hit.offset) if hit.on_text else article.spans_beside(event.position())
            place = here.index(selected) + 1 if selected in here else 0
            article.select_span(here[place % len(here)] if here else "", reveal=False)
        self._article.selection_moved()

    def double_click(self, event: QMouseEvent) -> None:
        """The word; further ones: without its proclitics, the name, the phrase. With Ctrl: the name."""
        selected = self._article.selected_span()
        if selected in self._article.spans_beside(event.position()):
            self.span_opened.emit(selected)
            return
        self._last_double = (event.timestamp(), event.position())
        self._article.select_span("")
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        click = self._selection.click_name if ctrl else self._selection.click_word
        click(self._frame.hit(event.position()).offset)
        self._article.selection_moved()

    def move(self, event: QMouseEvent, height: float) -> None:
        """Select up to where the mouse is; beyond an edge of the view, `height` pixels high, scroll on."""
        self.dragging.move(event.position(), height)
        if not self.dragging.is_beyond:
            self._drag_to(event.position())

    def release(self) -> None:
        self.dragging.stop()

    def _drag_to(self, point: QPointF) -> None:
        hit = self._frame.hit(point)
        if hit.caret != self._selection.caret:
            if self._article.selected_span():
                self._article.select_span("")
            self._selection.go(hit.caret, extend=True)
            self._article.selection_moved()

    def _drag_on(self, pixels: float, edge: QPointF) -> None:
        self._article.scroll_by(pixels)
        self._drag_to(edge)

    def _is_third_click(self, event: QMouseEvent) -> bool:
        """Whether a click follows a double click as fast as those two followed each other."""
        at, point = self._last_double
        near = (event.position() - point).manhattanLength() < QApplication.startDragDistance()
        return bool(at) and near and event.timestamp() - at < QApplication.doubleClickInterval()
