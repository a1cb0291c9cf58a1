"""Paints the article: in which terms and colours, and with which marks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPainter

from annotator.core.model import Range, Span
from annotator.core.scheme import Scheme
from annotator.ui.article.bands import Bands
from annotator.ui.article.column import Column
from annotator.ui.article.handles import paint_handles
from annotator.ui.article.marks import Marks
from annotator.ui.article.painting import paint_caret, paint_invisible, paint_text
from annotator.ui.article.shown import Shown
from annotator.ui.article.ties import paint_ties
from annotator.ui.parts.look import Theme


class Picture:
    """Paints what of a column is in view; without a scheme only the paper."""

    def __init__(self, column: Column, theme: Theme) -> None:
        self._column = column
        self._shown = Shown()
        self._selected = ""
        self._bands: Bands | None = None
        self.theme = theme
        self.scheme: Scheme | None = None
        self.marks = Marks()
        self.hits: tuple[Range, ...] = ()
        self.show_invisible = False

    def clear(self, scheme: Scheme | None) -> None:
        """Forget what was marked in another text; the next is in the terms of a scheme, None for no text."""
        self.scheme, self.marks, self.hits, self._bands = scheme, Marks(), (), None
        self.show(Shown())

    def show(self, shown: Shown) -> None:
        """Take in a layer, or the same one in other terms, colours or marks."""
        self._shown = shown
        if self.scheme is None:
            return
        self._bands = Bands(self.scheme, self.theme, shown)
        self._bands.marks = self.marks
        self.select(self._selected)

    def select(self, span_id: str) -> None:
        """Show a span as selected, and with it what is tied to it."""
        self._selected = span_id
        if self._bands is not None:
            self._bands.selected = span_id
            self._bands.related = self._shown.tied_to(span_id)

    def paint(
        self,
        painter: QPainter,
        area: QRectF,
        origin: QPointF,
        *,
        selected: Range | None,
        caret: int | None,
        handles: Span | None,
        font: QFont,
    ) -> None:
        """Paint an area of the view in which the column lies at `origin`. No `caret`, no `handles`: None."""
        painter.fillRect(area, QColor(self.theme.paper))
        column, bands, theme = self._column, self._bands, self.theme
        if column.document is None or bands is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(origin)
        rows = list(column.visible(max(0.0, area.top() - origin.y()), area.bottom() - origin.y()))
        paint_text(painter, column, bands, theme, rows, selected=selected, hits=self.hits)
        if self.show_invisible:
            paint_invisible(painter, column, rows, theme.warning, font)
        paint_ties(painter, column, bands, self._shown)
        if handles is not None:
            paint_handles(painter, column, handles, bands.color_of(handles), theme.paper)
        if caret is not None:
            paint_caret(painter, column, caret, theme.caret)
