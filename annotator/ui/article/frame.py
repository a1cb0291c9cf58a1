"""The view as a frame around the column: how wide the column is, where it lies, and what of it is in view."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize

from annotator.core.model import Range, Span
from annotator.ui.article.bands import MARGIN
from annotator.ui.article.caret import Hit
from annotator.ui.article.column import Column
from annotator.ui.article.handles import Edge, handle_at
from annotator.ui.article.scrolling import Scrolling

_WIDEST_EM = 40
_NARROWEST = 120.0
_PAD_SIDE = 22.0
_REVEAL = 36.0


class Frame:
    """Turns points of a view into points of its column and back."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self.scrolling = Scrolling(column)
        self.width = 0
        self.points, self.spacing, self.face = 15, 100, ""

    def measure(self, size: QSize, *, dots_per_inch: int, dim: str, keep: Range) -> None:
        """Take the size of the view and the type; what is at the top stays there.

        `keep` is what is being worked on: if it is in view, it stays there when the view becomes lower.
        """
        was_seen = bool(self._column.width) and self.is_seen(keep[0]) and size.height() < self.scrolling.view
        self.width = size.width()
        em = self.points * dots_per_inch / 72
        anchor = self.scrolling.share() if self._column.width else (0, -1.0)
        self._column.set_look(
            width=max(_NARROWEST, min(self.width - MARGIN - 2 * _PAD_SIDE, _WIDEST_EM * em)),
            points=self.points,
            dots_per_inch=dots_per_inch,
            dim=dim,
            spacing=self.spacing,
            face=self.face,
        )
        self.scrolling.view = max(1, size.height())
        self.scrolling.to_share(*anchor)
        if was_seen:
            self.reveal(*keep)

    def origin(self) -> QPointF:
        """Where the column's top left corner lies in the view."""
        free = max(0.0, self.width - self._column.width - MARGIN - 2 * _PAD_SIDE)
        left = _PAD_SIDE + free / 2 + (0.0 if self._column.rtl else MARGIN)
        return QPointF(left, self.scrolling.origin())

    @property
    def has_text(self) -> bool:
        """Whether there is a document to point at."""
        return self._column.document is not None

    def hit(self, point: QPointF) -> Hit:
        """The place the eye sees at a point of the view."""
        return self._column.hit(point - self.origin())

    def handle_at(self, point: QPointF, span: Span | None) -> Edge | None:
        """The edge of a span whose handle is at a point of the view."""
        return handle_at(self._column, span, point - self.origin()) if span is not None else None

    def rects(self, start: int, end: int) -> list[QRectF]:
        """The boxes of the glyphs of `[start, end)`, in the view."""
        origin = self.origin()
        return [box.translated(origin) for box in self._column.rects(start, end)]

    def is_seen(self, offset: int) -> bool:
        """Whether a place of the text is in view."""
        return self.has_text and 0 <= self.caret_box(offset).center().y() < self.scrolling.view

    def caret_box(self, offset: int) -> QRectF:
        return self._column.caret(offset).translated(self.origin())

    def shown_range(self) -> Range:
        """From the first to the last paragraph in view."""
        top = -self.origin().y()
        rows = [row.paragraph for row in self._column.visible(max(0.0, top), top + self.scrolling.view)]
        return (rows[0].start, rows[-1].end) if rows else (0, 0)

    def line_beside(self, point: QPointF) -> Range | None:
        """The line at whose side, in the margin of the brackets, a point lies; None elsewhere."""
        inside = point - self.origin()
        outside = inside.x() > self._column.width if self._column.rtl else inside.x() < 0
        return self._column.line_range(inside.y()) if outside else None

    def reveal(self, start: int, end: int) -> None:
        """Scroll so that `[start, end)`, or at least its beginning, is in view."""
        index = self._column.index_at(start)
        first, last = self._column.caret(start), self._column.caret(end)
        top = self._column.top(index)
        self.scrolling.reveal(index, first.top() - top - _REVEAL, last.bottom() - top + _REVEAL)
