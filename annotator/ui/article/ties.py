"""The connections from a selected claim to its sources and cue.

On one line a flat arch; between lines a rail that leaves the claim's bracket in the margin, runs through the
free space above the line of its end and turns down to it there, so that no word is struck through.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from annotator.core.model import Span
from annotator.ui.article.bands import Bands
from annotator.ui.article.column import Column
from annotator.ui.article.shown import Shown

_PEN = 1.5
_DOT = 3.0
_CORNER = 5.0
_LIFT = 0.62
_ABOVE, _STEP = 0.07, 0.12
"""How far above the letters' boxes a rail runs, and the next one above it, in em."""
_GUTTER = 1.5
"""Between the text and the arms of the brackets, in pixels."""
_SIDE_BY_SIDE = 3


def paint_ties(painter: QPainter, column: Column, bands: Bands, shown: Shown) -> None:
    """From the claim of the selected span's attribution to its sources and cue, and to its outer source."""
    ties = ((shown.span(claim), shown.span(end)) for claim, end in _ties(bands.selected, shown))
    found = [(claim, end, _beginning(column, end)) for claim, end in ties if claim and end]
    # Who is further from the margin takes the higher rail: else it would cross the feet of the nearer ones.
    found.sort(key=lambda tie: -tie[2].x() if column.rtl else tie[2].x())
    for number, (claim, end, box) in enumerate(found):
        path, foot = _path(column, bands, claim, box, number % _SIDE_BY_SIDE)
        color = QColor(bands.color_of(end))
        painter.setPen(QPen(color, _PEN))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(foot, _DOT, _DOT)


def _ties(selected: str, shown: Shown) -> Iterator[tuple[str, str]]:
    for row in shown.attributions_of(selected):
        parent = shown.attribution(row.parent or "")
        for end in (*row.sources, *([row.cue] if row.cue else []), *(parent.sources if parent else ())):
            yield selected if selected in row.claims else row.claims[0], end


def _path(
    column: Column, bands: Bands, claim: Span, box: QRectF, number: int
) -> tuple[QPainterPath, QPointF]:
    """From a claim to what begins at `box`, and the line's foot there; `number` keeps several apart."""
    begin = _beginning(column, claim)
    em = column.em
    foot = QPointF(box.center().x(), box.top() + 2)
    if abs(begin.top() - box.top()) < 1:
        head, lift = QPointF(begin.center().x(), begin.top() + 2), QPointF(0, _LIFT * em)
        path = QPainterPath(head)
        path.cubicTo(head - lift, foot - lift, foot)
        return path, foot
    rail = box.top() - (_ABOVE + number * _STEP) * em
    outward = 1 if column.rtl else -1
    edge = column.width if column.rtl else 0.0
    bracket = bands.bracket_of(claim.id)
    if bracket is not None and bracket.top() <= rail <= bracket.bottom():
        corners = [QPointF(bracket.x(), rail)]
    else:
        gutter = edge + outward * (_GUTTER + number)
        if bracket is not None:
            corners = [QPointF(bracket.x(), bracket.top() if rail < bracket.top() else bracket.bottom())]
            corners.append(QPointF(gutter, corners[0].y()))
        else:
            corners = [QPointF(gutter, begin.center().y())]
        corners.append(QPointF(gutter, rail))
    return _rounded([*corners, QPointF(foot.x(), rail), foot]), foot


def _rounded(corners: Sequence[QPointF]) -> QPainterPath:
    """A path along the corners, each of them rounded as far as its neighbours leave room."""
    path = QPainterPath(corners[0])
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        path.lineTo(_towards(corner, before))
        path.quadTo(corner, _towards(corner, after))
    path.lineTo(corners[-1])
    return path


def _towards(corner: QPointF, other: QPointF) -> QPointF:
    """The point a corner's radius away from it on the way to another, at most half of that way."""
    way = other - corner
    length = abs(way.x()) + abs(way.y())  # one of the two is zero
    return corner + way * (min(_CORNER, length / 2) / length) if length else corner


def _beginning(column: Column, span: Span) -> QRectF:
    """The box of a span's first letters; of one out of view, a place above or below."""
    index = column.index_at(span.start)
    if not column.is_laid_out(index):
        return QRectF(column.width / 2, column.top(index), 1, 1)
    boxes = column.rects(span.start, min(span.end, span.start + 12))
    return boxes[0] if boxes else QRectF()
