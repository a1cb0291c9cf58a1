"""Picking in the text who voiced a claim: by a click or by keys, a source or the words that name one."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from annotator.core.model import Span
from annotator.ui.article.view import ArticleView
from annotator.ui.changes import Changes
from annotator.ui.session import Session

_KEY, _MODIFIER = Qt.Key, Qt.KeyboardModifier
_TAKING = (_KEY.Key_Return, _KEY.Key_Enter)
_WALKING = {_KEY.Key_Tab: 1, _KEY.Key_Backtab: -1}
_NEAR = 6.0


class Picking(QObject):
    """A mode of the article. While it lasts, keys only move caret and selection, walk, take or cancel."""

    span_picked = Signal(object, bool)
    """A span, and whether it comes beside the sources there are instead of in their place."""
    words_picked = Signal(bool)
    """The selected words name the source; and the same."""
    begun = Signal()
    ended = Signal()
    missed = Signal()
    """The words that were clicked or taken can be no source."""

    def __init__(self, session: Session, article: ArticleView) -> None:
        super().__init__(article)
        self._session = session
        self._article = article
        self._caret = 0
        self.claim: Span | None = None
        """The claim whose source is wanted; None while nothing is."""
        session.changed.connect(self._changed)

    def begin(self, claim: Span) -> None:
        """Wait for the source of a claim."""
        self.stop()
        self.claim = claim
        self._caret = self._article.caret()
        self._article.edges.paused = True
        self._article.installEventFilter(self)
        self._article.viewport().installEventFilter(self)
        self._article.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self._article.setFocus()
        self.begun.emit()

    def stop(self) -> None:
        """Back to the claim and to the usual keys."""
        claim, self.claim = self.claim, None
        if claim is None:
            return
        self._article.edges.paused = False
        self._article.removeEventFilter(self)
        self._article.viewport().removeEventFilter(self)
        self._article.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        if self._session.span(claim.id) is not None:
            self._article.set_caret(self._caret)
            self._article.select_span(claim.id, reveal=False)
        self.ended.emit()

    def _changed(self, changes: Changes) -> None:
        """Another document may be open; or somebody may have changed or deleted the claim meanwhile."""
        if changes.document:
            self.stop()
        elif self.claim is not None:
            found = self._session.span(self.claim.id)
            if found is None:
                self.stop()
            self.claim = found

    # Taking

    def _take(self, *, add: bool) -> None:
        if self._article.selection() is not None:
            self.words_picked.emit(add)
            return
        self._take_one_of([self._article.selected_span()], add=add)

    def _take_one_of(self, span_ids: list[str], *, add: bool) -> None:
        """The first that is a source; else a cue; else one that plays no part yet, as an actor."""
        assert self.claim is not None
        spans = [span for span_id in span_ids if (span := self._session.span(span_id)) is not None]
        for role in ("source", "cue", ""):
            for span in spans:
                if self._session.role_of(span) == role:
                    self.span_picked.emit(span, add)
                    return
        self.missed.emit()

    def _walk(self, step: int) -> None:
        """To the next source in reading order, and round; to the one nearest the claim at first."""
        assert self.claim is not None
        claim = self.claim
        sources = [span for span in self._session.layer.spans if self._session.role_of(span) == "source"]
        if not sources:
            self.missed.emit()
            return
        ids = [span.id for span in sources]
        if (selected := self._article.selected_span()) in ids:
            place = (ids.index(selected) + step) % len(ids)
        else:
            gaps = [max(0, span.start - claim.end, claim.start - span.end) for span in sources]
            place = gaps.index(min(gaps))
        self._article.select_span(ids[place])

    def _clicked(self, event: QMouseEvent) -> None:
        if self._article.selection() is not None:
            return
        point = event.position()
        offset = self._article.offset_at(point)
        if self._is_on(offset, point):
            add = bool(event.modifiers() & _MODIFIER.ControlModifier)
            if here := self._article.shown.at(offset):
                self._take_one_of(here, add=add)

    def _is_on(self, offset: int, point: QPointF) -> bool:
        boxes = self._article.range_rects(offset, offset + 1)
        return any(box.adjusted(-_NEAR, -_NEAR, _NEAR, _NEAR).contains(point) for box in boxes)

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.claim is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            # Labels, deletion and the like wait: a key must not do two things at once.
            key = cast(QKeyEvent, event)
            if not key.modifiers() & (_MODIFIER.ControlModifier | _MODIFIER.AltModifier) or _is_taking(key):
                event.accept()
                return True
        elif event.type() == QEvent.Type.KeyPress and watched is self._article:
            return self._pressed(cast(QKeyEvent, event))
        elif event.type() == QEvent.Type.MouseButtonRelease:
            mouse = cast(QMouseEvent, event)
            if mouse.button() == Qt.MouseButton.LeftButton:
                self._article.mouse.release(mouse)
                self._clicked(mouse)
                return True
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == _KEY.Key_Escape:
            self.stop()
        elif _is_taking(event):
            self._take(add=bool(event.modifiers() & _MODIFIER.ControlModifier))
        elif key in _WALKING:
            self._walk(_WALKING[key])
        else:
            return False
        return True


def _is_taking(event: QKeyEvent) -> bool:
    return event.key() in _TAKING
