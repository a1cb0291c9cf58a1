"""The article: a scroll area that shows a document, takes the caret and the selection, and paints the spans.

Only what is visible is laid out and painted. The text is never read back from a widget.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from operator import itemgetter

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from annotator.core.arabic import invisible_name
from annotator.core.model import Attribution, Document, Range, Span
from annotator.core.scheme import Scheme
from annotator.core.selecting import Clitics, Unit, snapped, trimmed, word_at
from annotator.ui.article.bands import MARGIN, Bands, tied_to
from annotator.ui.article.column import Column, Placed
from annotator.ui.article.selection import Selection
from annotator.ui.article.theme import Theme

_WIDEST_EM = 46
_SMALLEST_FONT, _LARGEST_FONT = 9, 40
_PAD_TOP, _PAD_SIDE, _PAD_BOTTOM = 14.0, 22.0, 60.0
_REVEAL = 36.0
_BLINK_MILLISECONDS = 530

KEY, MOD = Qt.Key, Qt.KeyboardModifier


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
        self._column = Column()
        self._selection = Selection(self._column)
        self._bands: Bands | None = None
        self._scheme: Scheme | None = None
        self._spans: tuple[Span, ...] = ()
        self._suggestions: tuple[Span, ...] = ()
        self._attributions: tuple[Attribution, ...] = ()
        self._hits: tuple[Range, ...] = ()
        self._selected = ""
        self._show_invisible = False
        self._snapping = True
        self._caret_on = True
        self._blink = QTimer(self)
        self._blink.setInterval(_BLINK_MILLISECONDS)
        self._blink.timeout.connect(self._blinked)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setAutoFillBackground(False)

    # What is shown

    def show_document(self, document: Document, text: str, scheme: Scheme) -> None:
        """Show another document, from its beginning; its layer comes with `set_layer`."""
        self._scheme = scheme
        self._bands = Bands(scheme, self._theme)
        self._spans, self._attributions, self._suggestions, self._hits = (), (), (), ()
        self._column.set_document(document, text)
        self._selection.reset()
        self.select_span("")
        self._measure()
        self.verticalScrollBar().setValue(0)
        self._changed()

    def clear(self) -> None:
        """Show nothing."""
        self._spans, self._attributions, self._suggestions, self._hits = (), (), (), ()
        self._column.set_document(None, "")
        self._selection.reset()
        self._bands = None
        self.select_span("")
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
        self._update_range()
        self.viewport().update()

    def set_hits(self, ranges: Sequence[Range]) -> None:
        """Mark what a search found: ranges in order, none overlapping another."""
        self._hits = tuple(ranges)
        self.viewport().update()

    # Selection and caret

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

    def target_range(self) -> Range | None:
        """The selection, trimmed unless snapping is off; with nothing selected, the word at the caret."""
        text = self._column.text
        selected = self.selection()
        if selected is None:
            return word_at(text, self.caret(), (0, len(text)))
        return trimmed(text, snapped(text, selected)) if self._snapping else selected

    def word_gesture(self) -> None:
        """The word at the caret; again: without its proclitics; again: the phrase."""
        self._selection.word_gesture()
        self._changed(reveal=True)

    def select_all(self) -> None:
        self.set_selection(0, len(self._column.text))

    def copy(self) -> None:
        """The selected text, or the selected span's quote, to the clipboard."""
        selected = self.selection()
        span = self._span(self._selected)
        if selected is not None:
            QGuiApplication.clipboard().setText(self._column.text[slice(*selected)])
        elif span is not None:
            QGuiApplication.clipboard().setText(span.quote)

    def selected_span(self) -> str:
        return self._selected

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
        if self._scheme is not None:
            self._bands = Bands(self._scheme, theme)
            self.set_layer(self._spans, self._attributions, self._suggestions)
            self._bands.selected = self._selected
        self._measure()

    def set_font_size(self, points: int) -> None:
        self._points = min(_LARGEST_FONT, max(_SMALLEST_FONT, points))
        self._measure()

    def set_show_invisible(self, on: bool) -> None:
        self._show_invisible = on
        self.viewport().update()

    def set_snapping(self, on: bool) -> None:
        self._snapping = on

    def set_lexicon(self, clitics: Clitics) -> None:
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

    def _origin(self) -> tuple[float, float]:
        """Where the column's top left corner lies in the viewport."""
        rtl = self._rtl()
        width = self._column.width
        free = max(0.0, self.viewport().width() - width - MARGIN - 2 * _PAD_SIDE)
        left = _PAD_SIDE + free / 2 + (0.0 if rtl else MARGIN)
        return left, _PAD_TOP - self.verticalScrollBar().value()

    def _rtl(self) -> bool:
        document = self._column.document
        return document is None or document.direction == "rtl"

    def _measure(self) -> None:
        """Take the width of the view and the size of the type; what is at the top stays there."""
        room = self.viewport().width() - MARGIN - 2 * _PAD_SIDE
        em = self._points * self.logicalDpiY() / 72
        width = max(120.0, min(room, _WIDEST_EM * em))
        anchor, rest = 0, 0.0
        if len(self._column):
            anchor, rest = self._column.at(self.verticalScrollBar().value())
        self._column.set_look(
            width=width, points=self._points, dots_per_inch=self.logicalDpiY(), dim=self._theme.dim
        )
        self._update_range()
        if len(self._column) and anchor:
            self.verticalScrollBar().setValue(round(self._column.top(anchor) + rest))
        self.viewport().update()

    def _update_range(self) -> None:
        bar = self.verticalScrollBar()
        height = self._column.height() + _PAD_TOP + _PAD_BOTTOM if len(self._column) else 0
        bar.setRange(0, max(0, round(height) - self.viewport().height()))
        bar.setPageStep(max(1, self.viewport().height()))
        bar.setSingleStep(round(self._points * 2.4))

    def _reveal(self, start: int, end: int) -> None:
        """Scroll so that `[start, end)`, or at least its beginning, is in view."""
        if self._column.document is None:
            return
        index = self._column.index_at(start)
        for near in range(max(0, index - 1), min(len(self._column), index + 2)):
            self._column.layout(near)
        first = self._column.caret(start)
        last = self._column.caret(end)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        top, bottom = first.top() + _PAD_TOP - _REVEAL, last.bottom() + _PAD_TOP + _REVEAL
        self._update_range()
        if bottom - top > height:
            bottom = top + height
        if top < bar.value():
            bar.setValue(round(top))
        elif bottom > bar.value() + height:
            bar.setValue(round(bottom - height))

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
        placed = self._visible(shown.top() - dy, shown.bottom() - dy)
        for row in placed:
            self._bands.fills(painter, row)
            self._paint_ranges(painter, row, self._hits_on(row), self._theme.hit, 0.8)
            selected = self.selection()
            if selected is not None:
                self._paint_ranges(painter, row, (selected,), self._theme.selection, 1.0)
        outward = 1 if self._rtl() else -1
        edge = self._column.width if self._rtl() else 0.0
        painter.setPen(QColor(self._theme.ink))
        for row in placed:
            painter.setPen(QColor(self._theme.dim if row.paragraph.role == "furniture" else self._theme.ink))
            for index in range(len(row.layout.lines)):
                row.layout.draw(painter, index, QPointF(0, row.top))
        for row in placed:
            self._bands.lines(painter, row)
            self._bands.brackets(painter, row, edge=edge, outward=outward)
            if self._show_invisible:
                self._paint_invisible(painter, row)
        self._paint_connections(painter)
        if self.hasFocus() and self._caret_on:
            box = self._column.caret(self.caret())
            painter.fillRect(QRectF(box.x() - 0.9, box.y(), 1.8, box.height()), QColor(self._theme.caret))

    def _visible(self, top: float, bottom: float) -> list[Placed]:
        """What is in view, laid out; when an estimate above the view was wrong, the text does not jump."""
        before = self._column.height()
        placed = list(self._column.visible(max(0.0, top), bottom))
        if abs(self._column.height() - before) > 0.5:
            QTimer.singleShot(0, self._update_range)
        return placed

    def _hits_on(self, row: Placed) -> Sequence[Range]:
        """The hits that a paragraph holds some of."""
        first = bisect_right(self._hits, row.paragraph.start, key=itemgetter(1))
        last = bisect_left(self._hits, row.paragraph.end, key=itemgetter(0))
        return self._hits[first:last]

    def _paint_ranges(
        self, painter: QPainter, row: Placed, ranges: Sequence[Range], name: str, strength: float
    ) -> None:
        """A soft ground behind ranges of the text."""
        color = QColor(name)
        color.setAlphaF(strength)
        begin = row.paragraph.start
        for start, end in ranges:
            low, high = max(start, begin), min(end, row.paragraph.end)
            if low < high:
                for box in row.layout.rects(low - begin, high - begin):
                    painter.fillRect(box.translated(0, row.top), color)

    def _paint_invisible(self, painter: QPainter, row: Placed) -> None:
        """Names of the characters that do not show, above their places."""
        font = QFont(self.font())
        font.setPixelSize(9)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.warning))
        begin = row.paragraph.start
        for place, char in enumerate(self._column.text[begin : row.paragraph.end]):
            name = invisible_name(char)
            if name is not None:
                box = self._column.caret(begin + place)
                painter.drawText(QPointF(box.x() - 8, box.y() + 2), name)
                painter.drawLine(QPointF(box.x(), box.y() + 4), QPointF(box.x(), box.bottom() - 4))

    def _paint_connections(self, painter: QPainter) -> None:
        """From the selected claim to its sources and cue, and to its outer attribution's."""
        if self._bands is None or self._scheme is None or not self._selected:
            return
        by_id = {row.id: row for row in self._attributions}
        for row in self._attributions:
            if self._selected not in (*row.claims, *row.sources, row.cue):
                continue
            claim = self._span(row.claims[0])
            ends = [*row.sources, *([row.cue] if row.cue else [])]
            parent = by_id.get(row.parent or "")
            if parent is not None:
                ends += parent.sources
            for end in map(self._span, ends):
                if claim is not None and end is not None:
                    boxes = self._first_box(claim), self._first_box(end)
                    self._bands.connection(painter, end.label, boxes)

    def _first_box(self, span: Span) -> QRectF:
        boxes = self._column.rects(span.start, min(span.end, span.start + 12))
        return boxes[0] if boxes else QRectF()

    # Keys

    def _keys(self) -> dict[Qt.Key, Callable[[bool, bool], None]]:
        """What each key does, told whether Ctrl and Shift are down."""
        selection = self._selection
        onward = 1 if self._rtl() else -1

        def arrow(by: int, ctrl: bool, shift: bool) -> None:
            if ctrl:
                selection.word(by, extend=shift)
            else:
                selection.step(by, extend=shift)

        def edge(end: bool, ctrl: bool, shift: bool) -> None:
            if ctrl:
                selection.text_edge(end=end, extend=shift)
            else:
                selection.line_edge(end=end, extend=shift)

        page = self.viewport().height() * 0.9
        return {
            KEY.Key_Left: lambda ctrl, shift: arrow(onward, ctrl, shift),
            KEY.Key_Right: lambda ctrl, shift: arrow(-onward, ctrl, shift),
            KEY.Key_Home: lambda ctrl, shift: edge(False, ctrl, shift),
            KEY.Key_End: lambda ctrl, shift: edge(True, ctrl, shift),
            KEY.Key_Up: lambda _, shift: selection.line(-1, extend=shift),
            KEY.Key_Down: lambda _, shift: selection.line(1, extend=shift),
            KEY.Key_PageUp: lambda _, shift: selection.vertical(-page, extend=shift),
            KEY.Key_PageDown: lambda _, shift: selection.vertical(page, extend=shift),
            KEY.Key_W: lambda ctrl, shift: selection.word_gesture(),
        }

    def _edge_key(self, event: QKeyEvent) -> bool:
        """`[` and `]`: shrink and grow an edge. Told by what is typed: keyboards put them elsewhere."""
        by = {"[": -1, "]": 1, "{": -1, "}": 1}.get(event.text())
        if by is None and event.key() in (KEY.Key_BracketLeft, KEY.Key_BracketRight):
            by = -1 if event.key() == KEY.Key_BracketLeft else 1
        if by is None or self.selection() is None:
            return False
        modifiers = event.modifiers()
        unit: Unit = "grapheme"
        if modifiers & MOD.ControlModifier:
            unit = "word"
        elif modifiers & MOD.AltModifier:
            unit = "clitic"
        leading = bool(modifiers & MOD.ShiftModifier)
        self._selection.move_edge(unit, -by if leading else by, trailing=not leading)
        return True

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
        modifiers = event.modifiers()
        ctrl, shift = bool(modifiers & MOD.ControlModifier), bool(modifiers & MOD.ShiftModifier)
        key = Qt.Key(event.key())
        if key == KEY.Key_Escape:
            self._escape()
            return
        if self._edge_key(event):
            self._changed(reveal=True)
            return
        handler = self._keys().get(key)
        if handler is None or modifiers & MOD.AltModifier or (ctrl and key in (KEY.Key_PageUp, KEY.Key_W)):
            event.ignore()
            return
        handler(ctrl, shift)
        self._changed(reveal=True)

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
        extend = bool(event.modifiers() & MOD.ShiftModifier)
        self._selection.go(hit.caret, extend=extend)
        if not extend:
            here = self.spans_at(hit.offset) if hit.on_text else []
            # The innermost span; a further click on it takes the next one outwards.
            place = here.index(self._selected) + 1 if self._selected in here else 0
            self.select_span(here[place % len(here)] if here else "", reveal=False)
        self._changed()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._column.document is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        dx, dy = self._origin()
        hit = self._column.hit(event.position() - QPointF(dx, dy))
        if hit.caret != self.caret():
            if self._selected:
                self.select_span("")
            self._selection.go(hit.caret, extend=True)
            self._changed(reveal=True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The word; a further double click: without its proclitics; a further one: the phrase."""
        if self._column.document is None or event.button() != Qt.MouseButton.LeftButton:
            return
        dx, dy = self._origin()
        hit = self._column.hit(event.position() - QPointF(dx, dy))
        self.select_span("")
        self._selection.click_word(hit.offset)
        self._changed()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & MOD.ControlModifier:
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
