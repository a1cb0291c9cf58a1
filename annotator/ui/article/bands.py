"""Painting: fills, underlines, dashes, brackets."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from annotator.core.lanes import columns
from annotator.core.model import Span
from annotator.core.scheme import Label, Scheme
from annotator.ui.article.column import Placed
from annotator.ui.article.marks import RADIUS, Marks, paint_mark, paint_number, side_color
from annotator.ui.article.shown import Shown
from annotator.ui.parts.look import Theme

MARGIN = 34.0
"""The room beside the column, on its leading side, for the brackets of claims, in pixels."""

_FILL, _FILL_SELECTED, _CLAIM_SELECTED = 0.13, 0.30, 0.09
_BRACKET_STEP, _BRACKET_ARM, _BRACKET_AIR = 6.0, 5.0, 1.5
_DOUBLE_GAP = 3.0
_MARK_RADIUS = 3.0
_SIGN_STEP = 15.0


class Bands:
    """Paints the spans of paragraphs; what it needs to know is given once for each change of the layer."""

    def __init__(self, scheme: Scheme, theme: Theme, shown: Shown) -> None:
        self._theme = theme
        self._scheme = scheme
        self._shown = shown
        self.selected = ""
        self.related: frozenset[str] = frozenset()
        self.marks = Marks()
        self._painted: dict[str, QRectF] = {}

    def begin(self) -> None:
        """A new picture: no bracket is painted yet."""
        self._painted.clear()

    def fills(self, painter: QPainter, placed: Placed) -> None:
        """Paint what lies behind the letters. Origin: the column's top left corner."""
        layout = placed.layout
        for index, line in enumerate(placed.bands):
            top, height = layout.box(index)
            for span, (start, end), _ in line:
                label = self._scheme.shown_label(span.label)
                strength = self._fill_of(span, label)
                if not strength or self._shown.is_suggested(span.id):
                    continue
                color = self._color(span, label)
                color.setAlphaF(strength)
                for left, right in layout.pieces(index, start, end):
                    painter.fillRect(QRectF(left, placed.top + top, right - left, height), color)

    def lines(self, painter: QPainter, placed: Placed) -> None:
        """Paint what lies under the letters, each span in its lane."""
        layout = placed.layout
        for index, line in enumerate(placed.bands):
            baseline = placed.top + layout.lines[index].baseline
            for span, (start, end), lane in line:
                label = self._scheme.shown_label(span.label)
                y = baseline + layout.face.lane_y(lane)
                strong = span.id == self.selected or span.id in self.related
                painter.setPen(self._pen(span, label, strong=strong))
                for left, right in layout.pieces(index, start, end):
                    painter.drawLine(QPointF(left, y), QPointF(right, y))
                    if label.shape == "double":
                        painter.drawLine(QPointF(left, y + _DOUBLE_GAP), QPointF(right, y + _DOUBLE_GAP))

    def brackets(self, painter: QPainter, placed: Placed, *, edge: float, outward: int) -> None:
        """Brackets in the margin. `edge`: x of the column's leading side; `outward`: its sign away."""
        extents: dict[str, tuple[Span, int, int]] = {}
        for index, line in enumerate(placed.bands):
            for span, _, _ in line:
                if self._scheme.shown_label(span.label).shape == "bracket":
                    _, first, _ = extents.get(span.id, (span, index, index))
                    extents[span.id] = (span, first, index)
        rows = list(extents.values())
        places = columns([(first, last + 1) for _, first, last in rows])
        outside = edge + outward * (8 + max(places, default=0) * _BRACKET_STEP + 2 * _MARK_RADIUS)
        for (span, first, last), place in zip(rows, places, strict=True):
            label = self._scheme.shown_label(span.label)
            strong = span.id == self.selected
            pen = self._pen(span, label, strong=strong)
            is_open = self._is_unattributed(span)
            if is_open:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            x = edge + outward * (8 + place * _BRACKET_STEP)
            top = placed.top + placed.layout.box(first)[0] + _BRACKET_AIR
            last_top, height = placed.layout.box(last)
            bottom = placed.top + last_top + height - _BRACKET_AIR
            begins = span.start >= placed.paragraph.start
            ends = span.end <= placed.paragraph.end
            box = QRectF(x, top, 0, bottom - top)
            self._painted[span.id] = self._painted.get(span.id, box).united(box)
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
            arm = x - outward * _BRACKET_ARM
            if begins:
                painter.drawLine(QPointF(x, top), QPointF(arm, top))
            if ends:
                painter.drawLine(QPointF(x, bottom), QPointF(arm, bottom))
            if begins and is_open:
                self._mark(painter, QPointF(outside, top + placed.layout.box(first)[1] / 2))

    def signs(self, painter: QPainter, placed: Placed, *, onward: int) -> None:
        """Marks over the beginnings of spans; where there is no room for them, further on in the line.

        `onward`: the sign of the reading direction.
        """
        if not self.marks.signs and not self.marks.sides:
            return
        layout, begin = placed.layout, placed.paragraph.start
        dark, paper = self._theme.dark, self._theme.paper
        for index, line in enumerate(placed.bands):
            y = placed.top + layout.box(index)[0] - RADIUS * 0.35
            marked: list[tuple[float, Span]] = []
            for span, (start, end), _ in line:
                side, signs = self.marks.sides.get(span.id), self.marks.signs.get(span.id)
                pieces = layout.pieces(index, start, min(end, start + 1)) if side or signs else []
                if pieces and span.start == begin + start:
                    marked.append((onward * (pieces[0][0] if onward > 0 else pieces[-1][1]), span))
            free = float("-inf")
            for edge, span in sorted(marked, key=lambda pair: pair[0]):
                along = max(edge + 6, free)
                if side := self.marks.sides.get(span.id):
                    color = side_color(side, dark=dark)
                    paint_number(painter, str(side), QPointF(onward * along, y), color, paper)
                    along += _SIGN_STEP
                for mark in self.marks.signs.get(span.id, ()):
                    paint_mark(painter, mark, QPointF(onward * along, y), dark=dark, paper=paper)
                    along += _SIGN_STEP
                free = along

    def bracket_of(self, span_id: str) -> QRectF | None:
        """Where a span's bracket was painted in this picture: a box without width."""
        return self._painted.get(span_id)

    def color_of(self, span: Span) -> str:
        return self._theme.label_color(self._scheme.shown_label(span.label))

    def _is_unattributed(self, span: Span) -> bool:
        """Whether it stands in the layer, and no attribution has it for its claim."""
        return not (self._shown.is_suggested(span.id) or self._shown.is_attributed(span.id))

    def _color(self, span: Span, label: Label) -> QColor:
        """The label's hue, or the one the span is marked with."""
        return QColor(self.marks.color(span.id, self._theme) or self._theme.label_color(label))

    def _fill_of(self, span: Span, label: Label) -> float:
        selected = span.id == self.selected
        if label.shape == "fill":
            return _FILL_SELECTED if selected else _FILL
        if label.shape == "bracket":
            return _CLAIM_SELECTED if selected else 0.0
        return _FILL if selected or span.id in self.related else 0.0

    def _pen(self, span: Span, label: Label, *, strong: bool) -> QPen:
        thin = 1.0 if label.shape == "bracket" else 1.7 if label.shape == "fill" else 1.4
        pen = QPen(self._color(span, label), thin + (0.9 if strong else 0.0))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if self._shown.is_suggested(span.id):
            pen.setStyle(Qt.PenStyle.DotLine)
        elif label.shape == "dashed":
            pen.setDashPattern([4, 2.5])
        return pen

    def _mark(self, painter: QPainter, at: QPointF) -> None:
        """The sign of a claim nobody is named for."""
        color = QColor(self._theme.warning)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(at, _MARK_RADIUS, _MARK_RADIUS)
        painter.setBrush(Qt.BrushStyle.NoBrush)
