"""The article: a scroll area that shows a document, takes the caret and the selection, and paints the spans.

Only what is visible is laid out and painted. The text is never read back from a widget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from annotator.core.model import Attribution, Document, Range, Span
from annotator.core.scheme import Scheme
from annotator.core.selecting import Clitics, snapped, trimmed, word_at
from annotator.ui.article import keys
from annotator.ui.article.accessible import caret_moved, make_accessible
from annotator.ui.article.bands import MARGIN, Bands, tied_to
from annotator.ui.article.column import Column
from annotator.ui.article.dragging import Dragging
from annotator.ui.article.marks import Marks
from annotator.ui.article.painting import paint_caret, paint_invisible, paint_text
from annotator.ui.article.scrolling import Scrolling
from annotator.ui.article.selection import Selection
from annotator.ui.article.theme import Theme
from annotator.ui.article.ties import paint_ties

_WIDEST_EM = 46
_SMALLEST_FONT, _LARGEST_FONT = 9, 40
_PAD_SIDE = 22.0
_REVEAL = 36.0
_BLINK_MILLISECONDS = 530


class ArticleView(QAbstractScrollArea):
    """Shows one document and one layer. Offsets are code points of the document's text."""

    selection_changed = Signal()
    span_selected = Signal(str)
    """The id of the span selected now, or ""."""
    span_opened = Signal(str)
    font_size_changed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._points = 15
        self._spacing = 100
        self._face = ""
        self._column = Column()
        self._scrolling = Scrolling(self._column)
        self._is_scrolling = False
        self._selection = Selection(self._column)
        self._bands: Bands | None = None
        self._scheme: Scheme | None = None
        self._spans: tuple[Span, ...] = ()
        self._suggestions: tuple[Span, ...] = ()
        self._attributions: tuple[Attribution, ...] = ()
        self._hits: tuple[Range, ...] = ()
        self._marks = Marks()
        self._selected = ""
        self._left = ""
        self._show_invisible = False
        self._snapping = True
        self._caret_on = True
        self._dragging = Dragging(self)
        self._dragging.scrolled.connect(self._drag_on)
        self._last_double = (0, QPointF())
        self._blink = QTimer(self)
        self._blink.setInterval(_BLINK_MILLISECONDS)
        self._blink.timeout.connect(self._blinked)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setAutoFillBackground(False)
        make_accessible(self, self)

    # What is shown

    def show_document(self, document: Document, text: str, scheme: Scheme) -> None:
        """Show another document, from its beginning; its layer comes with `set_layer`."""
        self._scheme = scheme
        self._bands = Bands(scheme, self._theme)
        self._marks = Marks()
        self._spans, self._attributions, self._suggestions, self._hits = (), (), (), ()
        self._column.set_document(document, text)
        self._scrolling.forget()
        self._selection.reset()
        self.select_span("")
        self._measure()
        self._scrolling.to_start()
        self._follow()
        self._changed()

    def set_scheme(self, scheme: Scheme) -> None:
        """Show the same in the terms of another scheme."""
        self._scheme = scheme
        self._dress()

    def _dress(self) -> None:
        """Paint the layer in the colours and shapes of the scheme and the theme there are now."""
        if self._scheme is not None and self._bands is not None:
            self._bands = Bands(self._scheme, self._theme)
            self._bands.marks = self._marks
            self.set_layer(self._spans, self._attributions, self._suggestions)

    def clear(self) -> None:
        """Show nothing."""
        self._spans, self._attributions, self._suggestions, self._hits = (), (), (), ()
        self._column.set_document(None, "")
        self._scrolling.forget()
        self._selection.reset()
        self._bands = None
        self.select_span("")
        self._follow()
        self._changed()

    def set_layer(
        self,
        spans: Sequence[Span],
        attributions: Sequence[Attribution],
        suggestions: Sequence[Span] = (),
    ) -> None:
        """Show these spans and no others. No text is laid out anew."""
        self._spans, self._attributions, self._suggestions = (
            tuple(spans),
            tuple(attributions),
            tuple(suggestions),
        )
        if self._scheme is None or self._bands is None:
            return
        self._column.set_spans([*self._spans, *self._suggestions])
        tied = {claim for row in self._attributions for claim in row.claims}
        self._bands.unattributed = frozenset(span.id for span in self._spans) - tied
        self._bands.suggested = frozenset(span.id for span in self._suggestions)
        if self._selected and all(span.id != self._selected for span in self._shown()):
            self.select_span("")
        self._relate()
        self._scrolling.stay()
        self._follow()
        self.viewport().update()

    def set_marks(self, marks: Marks) -> None:
        """Mark spans of the layer with signs, hues and numbers. No text is laid out anew."""
        self._marks = marks
        if self._bands is not None:
            self._bands.marks = marks
        self.viewport().update()

    def set_hits(self, ranges: Sequence[Range]) -> None:
        """Mark what a search found: ranges in order, none overlapping another."""
        self._hits = tuple(ranges)
        self.viewport().update()

    # Selection and caret

    def text(self) -> str:
        """The text of the document, as it was given."""
        return self._column.text

    def value(self) -> str:
        """What is selected, in words: the selected text, else the selected span's quote."""
        selected, span = self.selection(), self._span(self._selected)
        if selected is not None:
            return self._column.text[slice(*selected)]
        return span.quote if span is not None else ""

    def selection(self) -> Range | None:
        """What is selected, as it is; None where nothing is."""
        return self._selection.range()

    def set_selection(self, start: int, end: int) -> None:
        self._selection.select(start, end)
        self._changed(reveal=True)

    def caret(self) -> int:
        return self._selection.caret

    def set_caret(self, offset: int) -> None:
        self._selection.go(offset)
        self._changed(reveal=True)

    def reveal_caret(self) -> None:
        """Bring the caret into view, e.g. after the view has become smaller."""
        self._reveal(self.caret(), self.caret())

    def target_range(self) -> Range | None:
        """The selection, trimmed unless snapping is off; with nothing selected, the word at the caret."""
        text = self._column.text
        selected = self.selection()
        if selected is None:
            return word_at(text, self.caret(), (0, len(text)))
        whole = snapped(text, selected)
        return trimmed(text, whole) if self._snapping else whole

    def word_gesture(self) -> None:
        """The word at the caret; again: without its proclitics; again: the phrase."""
        self._selection.word_gesture()
        self._changed(reveal=True)

    def select_all(self) -> None:
        self.set_selection(0, len(self._column.text))

    def copy(self) -> None:
        """The selected text, or the selected span's quote, to the clipboard."""
        if value := self.value():
            QGuiApplication.clipboard().setText(value)

    def selected_span(self) -> str:
        return self._selected

    def span_in_question(self) -> str:
        """The selected span; while text is selected, else the span that was selected before it; or ""."""
        left = self._left if self.selection() is not None and self._span(self._left) else ""
        return self._selected or left

    def select_span(self, span_id: str, reveal: bool = True) -> None:
        """Select a span, "" for none; brings it into view."""
        span = self._span(span_id)
        if span is None:
            span_id = ""
        if span is not None:
            self._selection.drop()
            if reveal:
                self._selection.go(span.start)
                self._reveal(span.start, span.end)
        if span_id != self._selected:
            self._left = "" if span_id else self._selected
            self._selected = span_id
            self._relate()
            self.span_selected.emit(span_id)
        self._changed()

    def walk_spans(self, step: int) -> None:
        """To the next span in reading order, or back; stops at the ends."""
        order = sorted(self._shown(), key=lambda span: (span.start, -span.end, span.id))
        if not order:
            return
        places = [place for place, span in enumerate(order) if span.id == self._selected]
        if places:
            place = places[0] + step
        elif step > 0:
            place = next((n for n, span in enumerate(order) if span.start >= self.caret()), len(order))
        else:
            place = next((n for n in reversed(range(len(order))) if order[n].start < self.caret()), -1)
        if 0 <= place < len(order):
            self.select_span(order[place].id)

    def spans_at(self, offset: int) -> list[str]:
        """The spans over a character, the innermost first."""
        found = [span for span in self._shown() if any(start <= offset < end for start, end in span.ranges)]
        return [span.id for span in sorted(found, key=lambda span: (span.end - span.start, span.start))]

    # Looks

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._dress()
        self._measure()

    def set_font_size(self, points: int) -> None:
        self._points = min(_LARGEST_FONT, max(_SMALLEST_FONT, points))
        self._measure()

    def set_line_spacing(self, percent: int) -> None:
        """How far apart the lines are, in per cent of the usual; what is at the top stays there."""
        self._spacing = percent
        self._measure()

    def face(self) -> str:
        return self._face

    def set_face(self, family: str) -> None:
        """The face the text is set in, "" for the preferred one; what is at the top stays there."""
        self._face = family
        self._measure()

    def set_show_invisible(self, on: bool) -> None:
        self._show_invisible = on
        self.viewport().update()

    def set_snapping(self, on: bool) -> None:
        self._snapping = on

    def set_lexicon(self, clitics: Callable[[], Clitics]) -> None:
        """Where the proclitics come from; asked when a gesture first needs them."""
        self._selection.clitics = clitics

    # Geometry

    def range_rects(self, start: int, end: int) -> list[QRectF]:
        """The boxes of the glyphs of `[start, end)`, in coordinates of the viewport."""
        if self._column.document is None:
            return []
        dx, dy = self._origin()
        return [box.translated(dx, dy) for box in self._column.rects(start, end)]

    def offset_at(self, point: QPointF) -> int:
        """The character the eye sees at a point of the viewport."""
        dx, dy = self._origin()
        return self._column.hit(point - QPointF(dx, dy)).offset

    def shown_range(self) -> Range:
        """From the first to the last paragraph in view."""
        _, dy = self._origin()
        rows = [row.paragraph for row in self._column.visible(max(0.0, -dy), self.viewport().height() - dy)]
        return (rows[0].start, rows[-1].end) if rows else (0, 0)

    def _origin(self) -> tuple[float, float]:
        """Where the column's top left corner lies in the viewport."""
        rtl = self._rtl()
        width = self._column.width
        free = max(0.0, self.viewport().width() - width - MARGIN - 2 * _PAD_SIDE)
        left = _PAD_SIDE + free / 2 + (0.0 if rtl else MARGIN)
        return left, self._scrolling.origin()

    def _rtl(self) -> bool:
        document = self._column.document
        return document is None or document.direction == "rtl"

    def _measure(self) -> None:
        """Take the width of the view and the size of the type; what is at the top stays there."""
        room = self.viewport().width() - MARGIN - 2 * _PAD_SIDE
        em = self._points * self.logicalDpiY() / 72
        width = max(120.0, min(room, _WIDEST_EM * em))
        anchor = self._scrolling.share() if self._column.width else (0, -1.0)
        self._column.set_look(
            width=width,
            points=self._points,
            dots_per_inch=self.logicalDpiY(),
            dim=self._theme.dim,
            spacing=self._spacing,
            face=self._face,
        )
        self._scrolling.view = max(1, self.viewport().height())
        self._scrolling.to_share(*anchor)
        self._follow()
        self.viewport().update()

    def _follow(self) -> None:
        """Let the scroll bar say what is in view."""
        bar = self.verticalScrollBar()
        self._is_scrolling = True
        bar.setRange(0, self._scrolling.maximum())
        bar.setPageStep(max(1, self.viewport().height()))
        bar.setSingleStep(round(self._points * 2.4))
        bar.setValue(self._scrolling.value())
        self._is_scrolling = False

    def _reveal(self, start: int, end: int) -> None:
        """Scroll so that `[start, end)`, or at least its beginning, is in view."""
        if self._column.document is None:
            return
        index = self._column.index_at(start)
        first, last = self._column.caret(start), self._column.caret(end)
        top = self._column.top(index)
        self._scrolling.reveal(index, first.top() - top - _REVEAL, last.bottom() - top + _REVEAL)
        self._follow()

    # State

    def _shown(self) -> tuple[Span, ...]:
        return (*self._spans, *self._suggestions)

    def _span(self, span_id: str) -> Span | None:
        return next((span for span in self._shown() if span.id == span_id), None) if span_id else None

    def _relate(self) -> None:
        if self._bands is not None:
            self._bands.selected = self._selected
            self._bands.related = tied_to(self._selected, self._attributions)

    def _changed(self, *, reveal: bool = False) -> None:
        """The caret, the selection or the selected span is another one."""
        self._caret_on = True
        if reveal:
            self._reveal(self.caret(), self.caret())
        self.selection_changed.emit()
        caret_moved(self, self)
        self.viewport().update()

    def _blinked(self) -> None:
        self._caret_on = not self._caret_on
        if self._column.document is not None:
            dx, dy = self._origin()
            box = self._column.caret(self.caret()).translated(dx, dy)
            self.viewport().update(box.adjusted(-4, -2, 4, 2).toAlignedRect())

    # Painting

    def _paint(self, painter: QPainter, shown: QRectF) -> None:
        painter.fillRect(shown, QColor(self._theme.paper))
        if self._column.document is None or self._bands is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dx, dy = self._origin()
        painter.translate(dx, dy)
        column, bands, theme = self._column, self._bands, self._theme
        rows = list(column.visible(max(0.0, shown.top() - dy), shown.bottom() - dy))
        paint_text(painter, column, bands, theme, rows, selected=self.selection(), hits=self._hits)
        if self._show_invisible:
            paint_invisible(painter, column, rows, theme.warning, self.font())
        paint_ties(painter, column, bands, self._shown(), self._attributions)
        if self.hasFocus() and self._caret_on:
            paint_caret(painter, column, self.caret(), theme.caret)

    def _escape(self) -> None:
        if self.selection() is not None:
            self._selection.drop()
            self._changed()
        else:
            self.select_span("")

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._column.document is None:
            event.ignore()
            return
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._escape()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selected:
            self.span_opened.emit(self._selected)
        elif keys.act(event, self._selection, rtl=self._rtl(), page=self.viewport().height() * 0.9):
            self._changed(reveal=True)
        else:
            event.ignore()

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Tab walks the spans while there are any; the other panels have keys of their own."""
        if not self._shown():
            return super().focusNextPrevChild(onward)
        self.walk_spans(1 if onward else -1)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._column.document is None or event.button() != Qt.MouseButton.LeftButton:
            return
        dx, dy = self._origin()
        hit = self._column.hit(event.position() - QPointF(dx, dy))
        if self._is_third_click(event):
            self.select_span("")
            self._selection.click_block(hit.offset)
            self._changed()
            return
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._selection.go(hit.caret, extend=extend)
        if not extend:
            here = self.spans_at(hit.offset) if hit.on_text else self._at_margin(event.position())
            # The innermost span; a further click on it takes the next one outwards.
            place = here.index(self._selected) + 1 if self._selected in here else 0
            self.select_span(here[place % len(here)] if here else "", reveal=False)
        self._changed()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._column.document is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        self._dragging.move(event.position(), self.viewport().height())
        if not self._dragging.is_beyond:
            self._drag_to(event.position())

    def _drag_to(self, point: QPointF) -> None:
        """Select up to a point of the view."""
        dx, dy = self._origin()
        hit = self._column.hit(point - QPointF(dx, dy))
        if hit.caret != self.caret():
            if self._selected:
                self.select_span("")
            self._selection.go(hit.caret, extend=True)
            self._changed()

    def _drag_on(self, pixels: float, edge: QPointF) -> None:
        self._scrolling.by(pixels)
        self._follow()
        self._drag_to(edge)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging.stop()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The word; a further double click: without its proclitics; a further one: the phrase."""
        if self._column.document is None or event.button() != Qt.MouseButton.LeftButton:
            return
        dx, dy = self._origin()
        hit = self._column.hit(event.position() - QPointF(dx, dy))
        if self._selected in self._at_margin(event.position()):
            self.span_opened.emit(self._selected)
            return
        self._last_double = (event.timestamp(), event.position())
        self.select_span("")
        self._selection.click_word(hit.offset)
        self._changed()

    def _is_third_click(self, event: QMouseEvent) -> bool:
        """Whether a click follows a double click as fast as those two followed each other."""
        at, point = self._last_double
        near = (event.position() - point).manhattanLength() < QApplication.startDragDistance()
        return bool(at) and near and event.timestamp() - at < QApplication.doubleClickInterval()

    def _at_margin(self, point: QPointF) -> list[str]:
        """The spans whose bracket stands in the margin at a point."""
        dx, dy = self._origin()
        outside = point.x() - dx > self._column.width if self._rtl() else point.x() < dx
        if not outside or self._scheme is None:
            return []
        begin, end = self._column.line_range(point.y() - dy)
        found = [
            span
            for span in self._shown()
            if any(a < end and begin < b for a, b in span.ranges)
            and self._scheme.shown_label(span.label).shape == "bracket"
        ]
        return [span.id for span in sorted(found, key=lambda span: (span.end - span.start, span.start))]

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_font_size(self._points + (1 if event.angleDelta().y() > 0 else -1))
            self.font_size_changed.emit(self._points)
            return
        super().wheelEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._paint(painter, QRectF(event.rect()))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if not self._is_scrolling:
            bar = self.verticalScrollBar()
            if bar.value() == 0:
                self._scrolling.to_start()
            elif bar.value() == bar.maximum():
                self._scrolling.to_end()
            elif abs(dy) <= self.viewport().height():
                self._scrolling.by(-dy)
            else:
                self._scrolling.to_value(bar.value())
            self._follow()
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._caret_on = True
        if QApplication.cursorFlashTime() > 0:
            self._blink.start()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._blink.stop()
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.viewport().update()
