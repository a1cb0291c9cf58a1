"""Small signs at a span: the verdict on it, or how layers differ there. Each has its own shape and hue."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPen, QPixmap, QPolygonF

from annotator.ui.parts.look import Theme

MarkId = Literal[
    "accept", "replace", "reject", "stale", "missed", "remark", "only", "boundary", "label", "attribution"
]

RADIUS: Final = 6.5
"""Half the height of a mark, in pixels; it does not grow with the text, as the brackets do not."""

_ICON = 18
_ICON_SCALE = 2


class MarkLook(msgspec.Struct, frozen=True):
    """A mark's two hues, and what draws it in a square of side 2 around the origin."""

    light: str
    dark: str
    draw: Callable[[QPainter, QColor, QColor], None]

    def color(self, *, dark: bool) -> str:
        return self.dark if dark else self.light


class Marks(msgspec.Struct, frozen=True):
    """What is marked, by the id of a span.

    `hues` take the place of the label's: the name of a mark, or "dim". `sides` tell which side of a
    difference a span is, the first being 1; its hue and a number show it.
    """

    signs: Mapping[str, Sequence[MarkId]] = {}
    hues: Mapping[str, str] = {}
    sides: Mapping[str, int] = {}

    def color(self, span_id: str, theme: Theme) -> str | None:
        """The hue a span is marked with, as `#rrggbb`; None leaves it its label's."""
        if (side := self.sides.get(span_id)) is not None:
            return side_color(side, dark=theme.dark)
        hue = self.hues.get(span_id)
        if hue is None:
            return None
        return theme.dim if hue == "dim" else MARKS[hue].color(dark=theme.dark)  # type: ignore[index]


def side_color(side: int, *, dark: bool) -> str:
    """The hue of a side, the first being 1; as `#rrggbb`."""
    light, night = SIDE_HUES[(side - 1) % len(SIDE_HUES)]
    return night if dark else light


def _solid(painter: QPainter, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)


def _stroke(painter: QPainter, color: QColor, width: float = 0.28) -> None:
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _path(painter: QPainter, *points: tuple[float, float]) -> None:
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))


def _shape(painter: QPainter, *points: tuple[float, float]) -> None:
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))


def _accept(painter: QPainter, color: QColor, paper: QColor) -> None:
    """A disc with a tick."""
    _solid(painter, color)
    painter.drawEllipse(QPointF(0, 0), 0.95, 0.95)
    _stroke(painter, paper)
    _path(painter, (-0.45, 0.02), (-0.1, 0.38), (0.48, -0.36))


def _reject(painter: QPainter, color: QColor, paper: QColor) -> None:
    """A square with a cross."""
    _solid(painter, color)
    painter.drawRect(QRectF(-0.85, -0.85, 1.7, 1.7))
    _stroke(painter, paper)
    _path(painter, (-0.4, -0.4), (0.4, 0.4))
    _path(painter, (0.4, -0.4), (-0.4, 0.4))


def _replace(painter: QPainter, color: QColor, paper: QColor) -> None:
    """A diamond with two strokes."""
    _solid(painter, color)
    _shape(painter, (0, -1.05), (1.05, 0), (0, 1.05), (-1.05, 0))
    _stroke(painter, paper, 0.24)
    _path(painter, (-0.42, -0.2), (0.42, -0.2))
    _path(painter, (-0.42, 0.24), (0.42, 0.24))


def _stale(painter: QPainter, color: QColor, paper: QColor) -> None:
    """A triangle with an exclamation mark."""
    _solid(painter, color)
    _shape(painter, (0, -1.0), (1.05, 0.85), (-1.05, 0.85))
    _stroke(painter, paper, 0.26)
    _path(painter, (0, -0.32), (0, 0.22))
    _path(painter, (0, 0.55), (0, 0.56))


def _missed(painter: QPainter, color: QColor, paper: QColor) -> None:
    """A plus, without a ground."""
    _stroke(painter, paper, 0.9)
    _path(painter, (-0.6, 0), (0.6, 0))
    _path(painter, (0, -0.6), (0, 0.6))
    _stroke(painter, color, 0.45)
    _path(painter, (-0.75, 0), (0.75, 0))
    _path(painter, (0, -0.75), (0, 0.75))


def _remark(painter: QPainter, color: QColor, paper: QColor) -> None:
    """A speech bubble."""
    _solid(painter, color)
    painter.drawRoundedRect(QRectF(-1, -0.85, 2, 1.3), 0.4, 0.4)
    _shape(painter, (-0.3, 0.35), (0.35, 0.35), (-0.35, 1.0))
    _stroke(painter, paper, 0.2)
    _path(painter, (-0.5, -0.2), (0.5, -0.2))


def _only(painter: QPainter, color: QColor, paper: QColor) -> None:
    """A ring of which one half is filled: only one side has it."""
    _solid(painter, paper)
    painter.drawEllipse(QPointF(0, 0), 0.95, 0.95)
    _solid(painter, color)
    painter.drawPie(QRectF(-0.85, -0.85, 1.7, 1.7), 90 * 16, 180 * 16)
    _stroke(painter, color, 0.24)
    painter.drawEllipse(QPointF(0, 0), 0.85, 0.85)


def _boundary(painter: QPainter, color: QColor, paper: QColor) -> None:
    """Two edges, one inside the other's reach."""
    _solid(painter, paper)
    painter.drawRect(QRectF(-1, -0.9, 2, 1.8))
    _stroke(painter, color, 0.32)
    _path(painter, (-0.8, -0.8), (-0.8, 0.8))
    _path(painter, (0.8, -0.8), (0.8, 0.8))
    _path(painter, (-0.35, 0), (0.35, 0))
    _path(painter, (0.1, -0.3), (0.38, 0), (0.1, 0.3))


def _label(painter: QPainter, color: QColor, paper: QColor) -> None:
    """A tag with its hole."""
    _solid(painter, color)
    _shape(painter, (-1.0, 0), (-0.4, -0.8), (0.95, -0.8), (0.95, 0.8), (-0.4, 0.8))
    _solid(painter, paper)
    painter.drawEllipse(QPointF(-0.25, 0), 0.26, 0.26)


def _attribution(painter: QPainter, color: QColor, paper: QColor) -> None:
    """Two links of a chain."""
    _solid(painter, paper)
    painter.drawEllipse(QPointF(0, 0), 1.0, 0.75)
    _stroke(painter, color, 0.26)
    painter.drawEllipse(QPointF(-0.42, 0), 0.55, 0.5)
    painter.drawEllipse(QPointF(0.42, 0), 0.55, 0.5)


MARKS: Final[dict[MarkId, MarkLook]] = {
    "accept": MarkLook("#1b7f4b", "#5fce95", _accept),
    "replace": MarkLook("#1f5fbf", "#7db1ff", _replace),
    "reject": MarkLook("#a3341f", "#ff9b85", _reject),
    "stale": MarkLook("#8f5200", "#f0b45a", _stale),
    "missed": MarkLook("#00707a", "#5cd0d8", _missed),
    "remark": MarkLook("#5f6670", "#b4bac3", _remark),
    "only": MarkLook("#a3341f", "#ff9b85", _only),
    "boundary": MarkLook("#8f5200", "#f0b45a", _boundary),
    "label": MarkLook("#7a3fb0", "#cf9cff", _label),
    "attribution": MarkLook("#00707a", "#5cd0d8", _attribution),
}

SIDE_HUES: Final = (
    ("#1f5fbf", "#7db1ff"),
    ("#a8326e", "#ff9ccb"),
    ("#1b7f4b", "#5fce95"),
    ("#8f5200", "#f0b45a"),
    ("#00707a", "#5cd0d8"),
    ("#7a3fb0", "#cf9cff"),
    ("#a3341f", "#ff9b85"),
    ("#5f6670", "#b4bac3"),
)
"""Light and dark hue of each side of a difference, in their order; each also bears its number."""


def paint_mark(painter: QPainter, mark: MarkId, at: QPointF, *, dark: bool, paper: str) -> None:
    """Draw a mark around a point."""
    look = MARKS[mark]
    painter.save()
    painter.translate(at)
    painter.scale(RADIUS, RADIUS)
    look.draw(painter, QColor(look.color(dark=dark)), QColor(paper))
    painter.restore()


def paint_number(painter: QPainter, number: str, at: QPointF, color: str, paper: str) -> None:
    """Draw the number of a side around a point, in its hue."""
    painter.save()
    _solid(painter, QColor(color))
    painter.drawRoundedRect(QRectF(at.x() - 5, at.y() - RADIUS, 10, 2 * RADIUS), 3, 3)
    font = QFont(painter.font())
    font.setPixelSize(10)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(paper))
    painter.drawText(QRectF(at.x() - 6, at.y() - 8, 12, 16), Qt.AlignmentFlag.AlignCenter, number)
    painter.restore()


def mark_icon(mark: MarkId, *, dark: bool, paper: str) -> QIcon:
    """A mark for lists and legends."""
    return _icon(lambda painter, at: paint_mark(painter, mark, at, dark=dark, paper=paper))


def number_icon(number: str, color: str, paper: str) -> QIcon:
    """A side's number for lists and legends."""
    return _icon(lambda painter, at: paint_number(painter, number, at, color, paper))


def _icon(draw: Callable[[QPainter, QPointF], None]) -> QIcon:
    pixmap = QPixmap(_ICON * _ICON_SCALE, _ICON * _ICON_SCALE)
    pixmap.setDevicePixelRatio(_ICON_SCALE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter, QPointF(_ICON / 2, _ICON / 2))
    painter.end()
    return QIcon(pixmap)
