"""A sample of a label's band, as an icon."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from annotator.core.scheme import Label

ICON_SIZE = QSize(22, 16)
_ICON_SCALE = 2


def label_icon(label: Label, *, dark: bool) -> QIcon:
    """A sample of the label's band."""
    pixmap = QPixmap(ICON_SIZE * _ICON_SCALE)
    pixmap.setDevicePixelRatio(_ICON_SCALE)
    pixmap.fill(Qt.GlobalColor.transparent)
    color = QColor(label.dark if dark else label.light)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width, height = float(ICON_SIZE.width()), float(ICON_SIZE.height())
    pen = QPen(color, 2)
    if label.shape == "fill":
        soft = QColor(color)
        soft.setAlphaF(0.28)
        painter.fillRect(QRectF(1, 2, width - 2, height - 4), soft)
        painter.setPen(pen)
        painter.drawLine(QPointF(1, height - 2), QPointF(width - 1, height - 2))
    elif label.shape == "bracket":
        painter.setPen(pen)
        points = [(width - 6, 2.0), (width - 2, 2.0), (width - 2, height - 2), (width - 6, height - 2)]
        painter.drawPolyline([QPointF(x, y) for x, y in points])
        painter.setPen(QPen(color, 1))
        painter.drawLine(QPointF(1, height - 3), QPointF(width - 8, height - 3))
    else:
        if label.shape == "dashed":
            pen.setDashPattern([2, 1.5])
        painter.setPen(pen)
        painter.drawLine(QPointF(1, height - 4), QPointF(width - 1, height - 4))
        if label.shape == "double":
            painter.drawLine(QPointF(1, height - 8), QPointF(width - 1, height - 8))
    painter.end()
    return QIcon(pixmap)
