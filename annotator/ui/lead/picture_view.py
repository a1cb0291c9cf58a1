"""A picture drawn in the background at the size and density of its place on the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, QThread, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from annotator.core.errors import AnnotatorError
from annotator.plots import pictures
from annotator.plots.charts import Subject

_SETTLE_MILLISECONDS = 120
_DOTS_PER_INCH = 96
_LEAST = QSize(240, 150)


class Drawing(QThread):
    """Calls a function in a thread of its own."""

    def __init__(self, draw: Callable[[], bytes], parent: QWidget) -> None:
        super().__init__(parent)
        self._draw = draw
        self.picture = b""
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.picture = self._draw()
        except Exception as error:  # handed to the window's thread, which raises or shows it
            self.error = error


class PictureView(QWidget):
    """Shows one chart; while a new one is drawn, the one before stays."""

    drawn = Signal()
    failed = Signal(AnnotatorError)

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(_LEAST)
        self.setObjectName("picture")
        self.image = QImage()
        self._wanted: tuple[Subject, str] | None = None
        self._drawing: Drawing | None = None
        self._again = False
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MILLISECONDS)
        self._settling.timeout.connect(self._draw)

    def show_chart(self, subject: Subject, name: str) -> None:
        self._wanted = (subject, name)
        self._settling.start(0)

    def clear(self) -> None:
        self._wanted = None
        self.image = QImage()
        self.update()

    @property
    def busy(self) -> bool:
        return self._drawing is not None or self._settling.isActive()

    def stop(self) -> None:
        """Wait for what is being drawn; it is not shown."""
        self._settling.stop()
        drawing, self._drawing = self._drawing, None
        if drawing is not None:
            drawing.wait()
            drawing.deleteLater()

    def _draw(self) -> None:
        if self._wanted is None or self.width() < 1 or self.height() < 1:
            return
        if self._drawing is not None:
            self._again = True
            return
        subject, name = self._wanted
        ratio = self.devicePixelRatioF()
        width, height = round(self.width() * ratio), round(self.height() * ratio)

        def draw() -> bytes:
            return pictures.image(
                subject, name, width=width, height=height, dots_per_inch=_DOTS_PER_INCH * ratio
            )

        drawing = self._drawing = Drawing(draw, self)
        drawing.finished.connect(partial(self._finished, drawing))
        drawing.start()

    def _finished(self, drawing: Drawing) -> None:
        # What was stopped may still have told that it ended.
        if drawing is not self._drawing:
            return
        self._drawing = None
        drawing.wait()
        drawing.deleteLater()
        if self._again:
            self._again = False
            self._draw()
            return
        if isinstance(drawing.error, AnnotatorError):
            self.clear()
            self.failed.emit(drawing.error)
        elif drawing.error is not None:
            raise drawing.error
        elif self._wanted is not None:
            self.image = QImage.fromData(drawing.picture)
            self.update()
            self.drawn.emit()

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
