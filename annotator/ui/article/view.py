"""The article: a scroll area that shows a document, takes the caret and the selection, and paints the spans.

Only what is visible is laid out and painted. The text is never read back from a widget.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from annotator.core.model import Attribution, Document, Passage, Range, Span
from annotator.core.scheme import Scheme
from annotator.ui.article import keys
from annotator.ui.article.accessible import caret_moved, make_accessible
from annotator.ui.article.blinking import Blinking
from annotator.ui.article.column import Column
from annotator.ui.article.edges import Edges
from annotator.ui.article.frame import Frame
from annotator.ui.article.marks import Marks
from annotator.ui.article.mouse import Mouse
from annotator.ui.article.picture import Picture
from annotator.ui.article.selection import Selection
from annotator.ui.article.shown import Shown
from annotator.ui.article.words import Words
from annotator.ui.parts.look import Theme

_SMALLEST_FONT, _LARGEST_FONT = 9, 40


class ArticleView(QAbstractScrollArea):
    """Shows one document and one layer. Offsets are code points of the document's text."""

    selection_changed = Signal()
    span_selected = Signal(str)
    """The id of the span selected now, or ""."""
    span_opened = Signal(str)
    font_size_changed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = Column()
        self._frame = Frame(self._column)
        self._is_scrolling = False
        self.words = Words()
        self._selection = Selection(self._column, self.words)
        self._picture = Picture(self._column, theme)
        self.shown = Shown()
        self._selected = self._left = ""
        self.edges = Edges(self, self._column, self._selection, self)
        self.mouse = Mouse(self, self._frame, self._selection, self)
        self.mouse.span_opened.connect(self.span_opened)
        self.viewport().installEventFilter(self.mouse)
        self._blinking = Blinking(self)
        self._blinking.turned.connect(self._blinked)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setAutoFillBackground(False)
        make_accessible(self, self)

    # What is shown

    def show_document(self, document: Document, text: str, scheme: Scheme) -> None:
        """Show another document, from its beginning; its layer comes with `set_layer`."""
        self._hold(document, text, scheme)
        self._measure()
        self.selection_moved()

    def set_scheme(self, scheme: Scheme) -> None:
        """Show the same in the terms of another scheme."""
        self._picture.scheme = scheme
        self._repaint()

    def clear(self) -> None:
        """Show nothing."""
        self._hold(None, "", None)
        self._follow()
        self.selection_moved()

    def set_layer(
        self, spans: Sequence[Span], attributions: Sequence[Attribution], suggestions: Sequence[Span] = ()
    ) -> None:
        """Show these spans and no others. No text is laid out anew."""
        spans, suggestions = self.edges.over(spans, suggestions)
        exchanged = self.shown.take(spans, attributions, suggestions)
        if self._picture.scheme is None:
            return
        self._column.exchange(*exchanged)
        if self._selected and self.shown.span(self._selected) is None:
            self.select_span("")
        self._frame.scrolling.stay()
        self._follow()
        self._repaint()

    def reshape(self, span: Span, edge: int) -> None:
        """Show a span of the layer with other edges; the one that was moved comes into view."""
        spans, suggestions = self.shown.with_span(span)
        self._column.exchange(*self.shown.take(spans, self.shown.attributions, suggestions))
        self._selection.go(edge)
        self._repaint()
        self.selection_moved(reveal=True)

    def set_marks(self, marks: Marks) -> None:
        """Mark spans of the layer with signs, hues and numbers. No text is laid out anew."""
        self._picture.marks = marks
        self._repaint()

    def set_hits(self, ranges: Sequence[Range]) -> None:
        """Mark what a search found: ranges in order, none overlapping another."""
        self._picture.hits = tuple(ranges)
        self.viewport().update()

    # Selection and caret

    def text(self) -> str:
        """The text of the document, as it was given."""
        return self._column.text

    def value(self) -> str:
        """The selection in words: the selected text, else the selected span's quote."""
        if selected := self.selection():
            return self._column.text[slice(*selected)]
        span = self.shown_span()
        return span.quote if span else ""

    def selection(self) -> Range | None:
        """The selection as it is; None where nothing is selected."""
        return self._selection.range()

    def set_selection(self, start: int, end: int) -> None:
        self._selection.select(start, end)
        self.selection_moved(reveal=True)

    def caret(self) -> int:
        return self._selection.caret

    def set_caret(self, offset: int) -> None:
        self._selection.go(offset)
        self.selection_moved(reveal=True)

    def reveal_caret(self) -> None:
        """Bring the caret into view."""
        self._reveal(self.caret(), self.caret())

    def target_range(self) -> Range | None:
        """The selection, trimmed unless snapping is off; with nothing selected, the word at the caret."""
        return self._selection.target()

    def passage(self, ranges: Sequence[Range]) -> Passage:
        """The words that are shown there, and of which document: what is meant by pointing at them."""
        return self._column.passage(ranges)

    def select_all(self) -> None:
        self.set_selection(0, len(self._column.text))

    def copy(self) -> None:
        """The selected text, or the selected span's quote, to the clipboard."""
        if value := self.value():
            QGuiApplication.clipboard().setText(value)

    def selected_span(self) -> str:
        return self._selected

    def shown_span(self) -> Span | None:
        """The selected span as it is shown."""
        return self.shown.span(self._selected)

    def span_in_question(self) -> str:
        """The selected span; while text is selected, else the span that was selected before it; or ""."""
        left = self._left if self.selection() is not None and self.shown.span(self._left) else ""
        return self._selected or left

    def turn_to_text(self, span_id: str) -> None:
        """Have text selected instead of a span; `span_id` is the span that is in question then."""
        self.select_span("")
        self._left = span_id

    def select_span(self, span_id: str, reveal: bool = True) -> None:
        """Select a span, "" for none; brings it into view. What was moved of the one before is saved."""
        if span_id != self._selected:
            self.edges.leave()
        span = self.shown.span(span_id)
        if span is None:
            span_id = ""
        else:
            self._selection.drop()
            if reveal:
                self._selection.go(span.start)
                self._reveal(*(self.shown.extent(span_id) or (span.start, span.end)))
        if span_id != self._selected:
            self._left = "" if span_id else self._selected
            self._selected = span_id
            self._picture.select(span_id)
            self.span_selected.emit(span_id)
        self.selection_moved()

    def walk_spans(self, step: int) -> None:
        """To the next span in reading order, or back; stops at the ends."""
        if span := self.shown.next(step, selected=self._selected, caret=self.caret()):
            self.select_span(span.id)

    def spans_beside(self, point: QPointF) -> list[str]:
        """The spans whose bracket stands in the margin at a point of the viewport."""
        line = self._frame.line_beside(point)
        scheme = self._picture.scheme
        return self.shown.beside(line, scheme) if line and scheme else []

    # Looks

    def set_theme(self, theme: Theme) -> None:
        self._picture.theme = theme
        self._repaint()
        self._measure()

    def set_font_size(self, points: int) -> None:
        self._frame.points = min(_LARGEST_FONT, max(_SMALLEST_FONT, points))
        self._measure()

    def zoom(self, points: int) -> None:
        self.set_font_size(self._frame.points + points)
        self.font_size_changed.emit(self._frame.points)

    def set_line_spacing(self, percent: int) -> None:
        """How far apart the lines are, in per cent of the usual; what is at the top stays there."""
        self._frame.spacing = percent
        self._measure()

    def face(self) -> str:
        return self._frame.face

    def set_face(self, family: str) -> None:
        """The face the text is set in, "" for the preferred one; what is at the top stays there."""
        self._frame.face = family
        self._measure()

    def set_show_invisible(self, on: bool) -> None:
        self._picture.show_invisible = on
        self.viewport().update()

    def set_snapping(self, on: bool) -> None:
        self._selection.snapping = on

    # Geometry

    def range_rects(self, start: int, end: int) -> list[QRectF]:
        """The boxes of the glyphs of `[start, end)`, in coordinates of the viewport."""
        return self._frame.rects(start, end) if self._column.document else []

    def offset_at(self, point: QPointF) -> int:
        """The character the eye sees at a point of the viewport."""
        return self._frame.hit(point).offset

    def shown_range(self) -> Range:
        """From the first to the last paragraph in view."""
        return self._frame.shown_range()

    def scroll_by(self, pixels: float) -> None:
        """On, or back, from what is in view."""
        self._frame.scrolling.by(pixels)
        self._follow()
        self.viewport().update()

    def _measure(self) -> None:
        """Take the size of the view and of the type; what is worked on stays in view."""
        size, dim = self.viewport().size(), self._picture.theme.dim
        keep = self.shown.extent(self._selected) or (self.caret(), self.caret())
        self._frame.measure(size, dots_per_inch=self.logicalDpiY(), dim=dim, keep=keep)
        self._follow()
        self.viewport().update()

    def _follow(self) -> None:
        """Let the scroll bar say what is in view."""
        bar = self.verticalScrollBar()
        self._is_scrolling = True
        bar.setRange(0, self._frame.scrolling.maximum())
        bar.setPageStep(max(1, self.viewport().height()))
        bar.setSingleStep(round(self._frame.points * 2.4))
        bar.setValue(self._frame.scrolling.value())
        self._is_scrolling = False

    def _reveal(self, start: int, end: int) -> None:
        """Scroll so that `[start, end)`, or at least its beginning, is in view."""
        if self._column.document is not None:
            self._frame.reveal(start, end)
            self._follow()

    # State

    def _hold(self, document: Document | None, text: str, scheme: Scheme | None) -> None:
        """Take in another text; nothing is marked or selected in it."""
        self.shown = Shown()
        self._picture.clear(scheme)
        self._column.set_document(document, text)
        self._frame.scrolling.forget()
        self._selection.reset()
        self.select_span("")

    def _repaint(self) -> None:
        """Another layer, or the same in other terms, colours or marks."""
        self._picture.show(self.shown)
        self.viewport().update()

    def selection_moved(self, *, reveal: bool = False) -> None:
        """Show and tell that the caret, the selection or the selected span is another one."""
        self._blinking.show()
        if reveal:
            self.reveal_caret()
        self.selection_changed.emit()
        caret_moved(self, self)
        self.viewport().update()

    def _escape(self) -> None:
        """Select no text any more; with none selected, no span."""
        if self.selection() is None:
            self.turn_to_text("")
        self._left = ""
        self._selection.drop()
        self.selection_moved()

    def _blinked(self) -> None:
        if self._column.document is not None:
            box = self._frame.caret_box(self.caret())
            self.viewport().update(box.adjusted(-4, -2, 4, 2).toAlignedRect())

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._column.document is None:
            event.ignore()
        elif key == Qt.Key.Key_Escape:
            self._escape()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selected:
            self.span_opened.emit(self._selected)
        elif keys.act(
            event, self._selection, self.edges, rtl=self._column.rtl, page=0.9 * self._frame.scrolling.view
        ):
            self.selection_moved(reveal=True)
        else:
            event.ignore()

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Tab walks the spans while there are any; the other panels have keys of their own."""
        if not self.shown.spans:
            return super().focusNextPrevChild(onward)
        self.walk_spans(1 if onward else -1)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._picture.paint(
            painter,
            QRectF(event.rect()),
            self._frame.origin(),
            selected=self.selection(),
            caret=self.caret() if self.hasFocus() and self._blinking.is_on else None,
            handles=self.edges.span(),
            font=self.font(),
        )
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if not self._is_scrolling:
            bar = self.verticalScrollBar()
            self._frame.scrolling.bar_moved(bar.value(), bar.maximum(), dy)
            self._follow()
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._blinking.start()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.edges.finish()
        self._blinking.stop()
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.viewport().update()
