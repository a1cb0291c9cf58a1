"""The mouse in the article: clicks on words, spans and paragraphs, selecting by dragging, and the handles."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from annotator.ui.article.caret import Hit
from annotator.ui.article.dragging import Dragging
from annotator.ui.article.edges import Edges
from annotator.ui.article.frame import Frame
from annotator.ui.article.selection import Selection
from annotator.ui.article.shown import Shown

_MODIFIER, _TYPE, _LEFT = Qt.KeyboardModifier, QEvent.Type, Qt.MouseButton.LeftButton


class Article(Protocol):
    """The part of the article view that the gestures ask."""

    edges: Edges
    shown: Shown

    def selected_span(self) -> str: ...
    def span_in_question(self) -> str: ...
    def select_span(self, span_id: str, reveal: bool = True) -> None: ...
    def turn_to_text(self, span_id: str) -> None: ...
    def spans_beside(self, point: QPointF) -> list[str]: ...
    def selection_moved(self) -> None: ...
    def scroll_by(self, pixels: float) -> None: ...
    def zoom(self, points: int) -> None: ...
    def viewport(self) -> QWidget: ...


class Mouse(QObject):
    """Turns what the left button does into selections. Only a click selects a span, never a press."""

    span_opened = Signal(str)

    def __init__(self, article: Article, frame: Frame, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self._article = article
        self._frame = frame
        self._selection = selection
        self._last_double = (0, QPointF())
        self._is_click = self._is_by_letter = self._is_on_handle = False
        self._is_over_handle = False
        self._origin = self._reached = 0
        self._in_question = ""
        self._last_click = QPointF(), ""
        self._does = {
            _TYPE.MouseButtonPress: self.press,
            _TYPE.MouseButtonDblClick: self.double_click,
            _TYPE.MouseMove: self.move,
            _TYPE.MouseButtonRelease: self.release,
        }
        self.dragging = Dragging(self)
        self.dragging.scrolled.connect(self._drag_on)

    def press(self, event: QMouseEvent) -> None:
        """The caret; or a handle is taken hold of."""
        article, selection, hit = self._article, self._selection, self._frame.hit(event.position())
        self._in_question = article.span_in_question()
        self._is_by_letter = bool(event.modifiers() & _MODIFIER.ControlModifier)
        self._is_click = False
        article.edges.grip = self._frame.handle_at(event.position(), article.edges.span())
        self._is_on_handle = article.edges.grip is not None
        self._reached = hit.caret
        if self._is_third_click(event):
            article.turn_to_text(self._in_question)
            selection.click_block(hit.offset)
        elif event.modifiers() & _MODIFIER.ShiftModifier:
            self._origin = selection.caret if selection.anchor is None else selection.anchor
            selection.drag(self._origin, hit.caret, by_letter=self._is_by_letter)
        else:
            self._is_click = True
            selection.pressed(hit.offset)
            if not self._is_on_handle:
                self._origin = hit.caret
                selection.go(hit.caret)
        article.selection_moved()

    def double_click(self, event: QMouseEvent) -> None:
        """The word; further ones: without its proclitics, the name, the phrase. With Ctrl: the name."""
        selected = self._article.selected_span()
        self._is_click = False
        if selected in self._article.spans_beside(event.position()):
            self.span_opened.emit(selected)
            return
        self._last_double = (event.timestamp(), event.position())
        clicked, before = self._last_click
        is_second = _is_near(event.position(), clicked)
        self._article.turn_to_text(before if is_second else self._article.span_in_question())
        is_name = bool(event.modifiers() & _MODIFIER.ControlModifier)
        click = self._selection.click_name if is_name else self._selection.click_word
        click(self._frame.hit(event.position()).offset)
        self._article.selection_moved()

    def move(self, event: QMouseEvent) -> None:
        """Select up to where the mouse is; beyond an edge of the view scroll on."""
        self._is_by_letter = bool(event.modifiers() & _MODIFIER.ControlModifier)
        self.dragging.move(event.position(), self._article.viewport().height())
        if not self.dragging.is_beyond:
            self._drag_to(event.position())

    def hover(self, point: QPointF) -> None:
        """Show that a handle can be taken hold of."""
        is_over = self._frame.handle_at(point, self._article.edges.span()) is not None
        if is_over != self._is_over_handle:
            self._is_over_handle = is_over
            shape = Qt.CursorShape.SizeHorCursor if is_over else Qt.CursorShape.IBeamCursor
            self._article.viewport().setCursor(shape)

    def release(self, event: QMouseEvent) -> None:
        """A click takes the innermost span there, a further click on it the next one outwards."""
        self.dragging.stop()
        is_click, self._is_click = self._is_click, False
        if is_click:
            self._article.edges.grip = None
            self._click(event.position(), self._frame.hit(event.position()))
        elif self._is_on_handle:
            self._article.edges.finish()

    def _click(self, point: QPointF, hit: Hit) -> None:
        article, selected = self._article, self._article.selected_span()
        self._last_click = point, self._in_question
        self._selection.go(hit.caret)
        here = article.shown.at(hit.offset) if hit.on_text else article.spans_beside(point)
        place = here.index(selected) + 1 if selected in here else 0
        article.select_span(here[place % len(here)] if here else "", reveal=False)

    def _drag_to(self, point: QPointF) -> None:
        hit = self._frame.hit(point)
        if hit.caret == self._reached:
            return
        self._is_click, self._reached = False, hit.caret
        if self._is_on_handle:
            self._article.edges.drag(hit.caret, by_letter=self._is_by_letter)
            return
        if self._article.selected_span():
            self._article.turn_to_text(self._in_question)
        self._selection.drag(self._origin, hit.caret, by_letter=self._is_by_letter)
        self._article.selection_moved()

    def _drag_on(self, pixels: float, edge: QPointF) -> None:
        self._article.scroll_by(pixels)
        self._drag_to(edge)

    def _is_third_click(self, event: QMouseEvent) -> bool:
        """Whether a click follows a double click as fast as those two followed each other."""
        at, point = self._last_double
        is_soon = event.timestamp() - at < QApplication.doubleClickInterval()
        return bool(at) and is_soon and _is_near(event.position(), point)

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent) and event.modifiers() & _MODIFIER.ControlModifier:
            self._article.zoom(1 if event.angleDelta().y() > 0 else -1)
            return True
        if not isinstance(event, QMouseEvent):
            return False
        is_left = _LEFT in (event.button(), event.buttons() & _LEFT)
        if not self._frame.has_text:
            pass
        elif is_left and (does := self._does.get(event.type())) is not None:
            does(event)
        elif event.type() == _TYPE.MouseMove and not event.buttons():
            self.hover(event.position())
        return True


def _is_near(one: QPointF, other: QPointF) -> bool:
    return (one - other).manhattanLength() < QApplication.startDragDistance()
