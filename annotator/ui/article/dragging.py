"""Scrolls on while a selection is dragged beyond the upper or lower edge of the view."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QTimer, Signal

_TICK_MILLISECONDS = 30
# The share of its distance from the edge that the text moves at each tick, and the most it moves, in pixels.
_PACE, _FASTEST = 0.25, 90.0


class Dragging(QObject):
    """Told where the mouse is while its button is down; asks to be scrolled while that is outside."""

    scrolled = Signal(float, QPointF)
    """Scroll on by so many pixels (negative: back), then take the mouse to be at the point."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._point = QPointF()
        self._height = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MILLISECONDS)
        self._timer.timeout.connect(self.tick)

    @property
    def is_beyond(self) -> bool:
        """Whether the mouse is above or below the view."""
        return not 0 <= self._point.y() < self._height

    def move(self, point: QPointF, height: float) -> None:
        """The mouse is at a point of a view so many pixels high."""
        self._point, self._height = point, height
        if not self.is_beyond:
            self.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def tick(self) -> None:
        """Ask to be scrolled by what one tick is worth."""
        y = self._point.y()
        beyond = y if y < 0 else y - self._height + 1
        pixels = max(-_FASTEST, min(_FASTEST, beyond * _PACE))
        edge = 0.0 if y < 0 else self._height - 1
        self.scrolled.emit(pixels, QPointF(self._point.x(), edge))
