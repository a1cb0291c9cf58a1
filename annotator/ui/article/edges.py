"""Moves the edges of the selected span, by its handles and by keys: shown at once, saved when it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, cast

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from annotator.core.arabic import grapheme_end, grapheme_start
from annotator.core.model import Range, Span, quote
from annotator.core.segments import reach
from annotator.core.selecting import Unit
from annotator.ui.article.column import Column
from annotator.ui.article.handles import Edge
from annotator.ui.article.selection import Selection

_DONE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Article(Protocol):
    """The part of the article view whose span is given other edges."""

    def shown_span(self) -> Span | None: ...
    def reshape(self, span: Span, edge: int) -> None: ...


Spans = Sequence[Span]

Save = Callable[[Span, tuple[Range, ...]], bool]
"""Gives a span other ranges; False: that has to wait."""


class Edges(QObject):
    """Holds what has been moved and not yet been saved: Enter saves it, Esc restores, the next act saves."""

    moved = Signal(Span)
    """The selected span as it is shown now."""
    stopped = Signal()
    """An edge can go no further: a time or page furniture follows."""
    ended = Signal()
    """It is saved or restored."""

    def __init__(self, article: Article, column: Column, selection: Selection, view: QObject) -> None:
        super().__init__(view)
        self._view = view
        self._article = article
        self._column = column
        self._selection = selection
        self._before: Span | None = None
        self._is_saving = False
        self.editable = True
        """Whether the spans that are shown can be changed."""
        self.paused = False
        """Whether something else has the mouse and the keys for a while."""
        self.grip: Edge | None = None
        """The edge whose handle is held."""
        self.save: Save = lambda span, ranges: True

    @property
    def is_moved(self) -> bool:
        """Whether there is something to save."""
        return self._before is not None

    def span(self) -> Span | None:
        """The span that has handles now."""
        is_free = self.editable and not self.paused and self._selection.range() is None
        return self._article.shown_span() if is_free else None

    def over(self, spans: Spans, suggestions: Spans) -> tuple[Spans, Spans]:
        """A layer with the edges as they have been moved; forgets them if the span is another one now."""
        if self._before is None:
            return spans, suggestions
        before, now = self._before, self._article.shown_span()
        if now is None or before not in (*spans, *suggestions):
            self._forget()
            self.ended.emit()
            return spans, suggestions
        as_moved = [[now if row == before else row for row in rows] for rows in (spans, suggestions)]
        return as_moved[0], as_moved[1]

    # Moving

    def move(self, unit: Unit, by: int, *, edge: Edge) -> bool:
        """Move an edge by units, on or back. False: no span has handles."""
        span = self.span()
        if span is None:
            return False
        at = span.end if edge == "end" else span.start
        self._put(span, edge, self._selection.moved(at, unit, by))
        return True

    def turn_clitic(self) -> bool:
        """Leave out the next proclitic at the beginning, or take all in again. False: no span has handles."""
        span = self.span()
        if span is None:
            return False
        self._put(span, "start", self._selection.clitic_turned(span.start))
        return True

    def drag(self, caret: int, *, by_letter: bool) -> None:
        """Move the edge whose handle is held to a place of the caret, or to the edge of the word there."""
        span = self.span()
        if span is None or self.grip is None:
            return
        if not by_letter:
            caret = self._selection.outward(caret, is_end=self.grip == "end")
        self._put(span, self.grip, caret)

    def _put(self, span: Span, edge: Edge, offset: int) -> None:
        text, document = self._column.text, self._column.document
        assert document is not None
        first, last = span.ranges[0], span.ranges[-1]
        low, high = reach(document.segments, (span.start, span.end), len(text))
        if edge == "start":
            kept = min(max(offset, low), grapheme_start(text, first[1] - 1))
            ranges = ((kept, first[1]), *span.ranges[1:])
        else:
            kept = max(min(offset, high), grapheme_end(text, last[0] + 1))
            ranges = (*span.ranges[:-1], (last[0], kept))
        if ranges != span.ranges:
            if self._before is None:
                self._before = span
                self._view.installEventFilter(self)
            now = msgspec.structs.replace(span, ranges=ranges, quote=quote(text, ranges))
            self._article.reshape(now, kept)
            self.moved.emit(now)
        if not low <= offset <= high:
            self.stopped.emit()

    # Ending

    def finish(self) -> None:
        """Save what has been moved; blanks at the edges are left out."""
        before, now = self._before, self._article.shown_span()
        self.grip = None
        if before is None or now is None or self._is_saving:
            return
        ranges = self._selection.without_blanks(now.ranges)
        if not ranges or ranges == before.ranges:
            self.restore()
            return
        self._is_saving = True
        try:
            is_done = self.save(before, ranges)
        finally:
            self._is_saving = False
        if is_done and self._before is not None:
            self.restore()  # it was refused

    def leave(self) -> None:
        """Save what has been moved, as another span is selected; what cannot be saved now is restored."""
        self.finish()
        self.restore()

    def restore(self) -> None:
        """Put the edges back to where they were."""
        if (before := self._before) is not None:
            self._forget()
            self._article.reshape(before, before.start)
            self.moved.emit(before)
            self.ended.emit()

    def _forget(self) -> None:
        self._before, self.grip = None, None
        self._view.removeEventFilter(self)

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._before is None or event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        key = cast(QKeyEvent, event).key()
        if key not in (*_DONE, Qt.Key.Key_Escape):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif key in _DONE:
            self.finish()
        else:
            self.restore()
        return True
