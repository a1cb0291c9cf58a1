"""The handles of the selected span: where they stand, and how they look.

The one of its beginning rises above the line, the one of its end hangs below it. The letters in between stay
free: a drag that starts there selects text.
"""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from annotator.core.model import Span
from annotator.ui.article.column import Column

Edge = Literal["start", "end"]

_RADIUS, _GRASP = 4.5, 9.0
_STEM = 1.8
_EDGES: Final[tuple[Edge, ...]] = ("start", "end")


def handle(column: Column, span: Span, edge: Edge) -> QLineF:
    """A handle's stem in the column; it ends in the middle of the knob."""
    is_end = edge == "end"
    box = column.edge(span.end if is_end else span.start, is_end=is_end)
    if is_end:
        return QLineF(box.topLeft(), QPointF(box.x(), box.bottom() + _RADIUS))
    return QLineF(box.bottomLeft(), QPointF(box.x(), box.top() - _RADIUS))


def handle_at(column: Column, span: Span, point: QPointF) -> Edge | None:
    """The handle whose knob is at a point of the column."""
    reach = {edge: QLineF(handle(column, span, edge).p2(), point).length() for edge in _EDGES}
    nearest = min(_EDGES, key=lambda edge: reach[edge])
    return nearest if reach[nearest] <= _GRASP else None


def paint_handles(painter: QPainter, column: Column, span: Span, color: str, paper: str) -> None:
    """Draw both. Origin: the column's top left corner."""
    for edge in _EDGES:
        stem = handle(column, span, edge)
        painter.setPen(QPen(QColor(color), _STEM))
        painter.drawLine(stem)
        painter.setPen(QPen(QColor(paper), 1.2))
        painter.setBrush(QColor(color))
        painter.drawEllipse(stem.p2(), _RADIUS, _RADIUS)
    painter.setBrush(QColor(0, 0, 0, 0))
