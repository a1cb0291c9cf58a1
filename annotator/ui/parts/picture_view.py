"""A picture drawn in the background at the size and density of its place on the screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from annotator.core.errors import AnnotatorError
from annotator.ui.background import Task, Thread

_SETTLE_MILLISECONDS = 120
_DOTS_PER_INCH = 96
_KIND = "PNG"
"""Said, not guessed: the handlers of other formats take some pictures for theirs."""
_LEAST = QSize(240, 150)

Draw = Callable[[int, int, float], bytes]
"""Draws a PNG of so many pixels for a screen of that density, in a thread of its own."""


class PictureView(QWidget):
    """Shows one picture; while a new one is drawn, the one before stays."""

    drawn = Signal()
    failed = Signal(AnnotatorError)

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(_LEAST)
        self.setObjectName("picture")
        self.image = QImage()
        self._wanted: Draw | None = None
        self._drawing = Task(self)
        self._again = False
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MILLISECONDS)
        self._settling.timeout.connect(self._draw)

    def show_drawn(self, draw: Draw) -> None:
        self._wanted = draw
        self._settling.start(0)

    def clear(self) -> None:
        self._wanted = None
        self.image = QImage()
        self.update()

    @property
    def busy(self) -> bool:
        return self._drawing.is_running or self._settling.isActive()

    def stop(self) -> None:
        """Wait for what is being drawn; it is not shown."""
        self._settling.stop()
        self._drawing.stop()

    def _draw(self) -> None:
        if self._wanted is None or self.width() < 1 or self.height() < 1:
            return
        if self._drawing.is_running:
            self._again = True
            return
        wanted = self._wanted
        ratio = self.devicePixelRatioF()
        width, height = round(self.width() * ratio), round(self.height() * ratio)

        def draw(_: Thread) -> bytes:
            return wanted(width, height, _DOTS_PER_INCH * ratio)

        self._drawing.start(draw, done=self._drawn, failed=self._not_drawn)

    def _drawn(self, picture: bytes) -> None:
        if not self._drawn_again() and self._wanted is not None:
            self.image = QImage.fromData(picture, _KIND)  # type: ignore[arg-type]
            self.update()
            self.drawn.emit()

    def _not_drawn(self, error: AnnotatorError) -> None:
        if not self._drawn_again():
            self.clear()
            self.failed.emit(error)

    def _drawn_again(self) -> bool:
        """Whether another picture is wanted by now, and begun."""
        again, self._again = self._again, False
        if again:
            self._draw()
        return again

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(560, 330)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settling.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        # Exact once it is drawn for this size; until then as large as fits.
        size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect((self.width() - size.width()) // 2, 0, size.width(), size.height())
        painter.drawImage(place, self.image)
