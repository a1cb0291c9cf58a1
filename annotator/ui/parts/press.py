"""Prints documents that are told as HTML, each on pages of its own with numbers at the foot, as PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO, Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

_DPI, _SCREEN = 300, 96
_MARGIN_MILLIMETRES: Final = 18.0
_BODY_POINTS, _FOOT_POINTS = 12.0, 8.0


def print_pages(documents: Iterable[str], out: BinaryIO, *, families: Sequence[str]) -> None:
    """Write a PDF; without documents it is one empty page."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margin = _MARGIN_MILLIMETRES
    writer.setPageMargins(QMarginsF(margin, margin, margin, margin), QPageLayout.Unit.Millimeter)
    writer.setCreator("annotator")
    painter = QPainter(writer)
    try:
        _paint(painter, writer, documents, families)
    finally:
        painter.end()
    out.write(bytes(buffer.data().data()))


def _paint(painter: QPainter, writer: QPdfWriter, documents: Iterable[str], families: Sequence[str]) -> None:
    foot = _font(families, _FOOT_POINTS)
    foot_height = 2 * QFontMetricsF(foot, writer).height()
    width, height = float(writer.width()), float(writer.height()) - foot_height
    number = 0
    for html in documents:
        document = QTextDocument()
        document.setDefaultFont(_font(families, _BODY_POINTS))
        document.documentLayout().setPaintDevice(writer)
        # The tips of a line's letters may lie above it. Margins are in pixels of a screen.
        document.setDocumentMargin(foot_height * _SCREEN / _DPI)
        document.setHtml(html)
        document.setPageSize(QSizeF(width, height))
        for page in range(document.pageCount()):
            if number:
                writer.newPage()
            number += 1
            shown = QRectF(0, page * height, width, height).adjusted(0, foot_height / 2, 0, -foot_height / 2)
            _paint_page(painter, document, shown, page * height)
            painter.setFont(foot)
            at = QRectF(0, height, width, foot_height)
            painter.drawText(at, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, str(number))


def _paint_page(painter: QPainter, document: QTextDocument, shown: QRectF, top: float) -> None:
    context = QAbstractTextDocumentLayout.PaintContext()
    # Ink on paper, whatever the theme of the window.
    palette = QPalette(Qt.GlobalColor.white)
    palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
    context.palette = palette
    context.clip = shown
    painter.save()
    painter.translate(0, -top)
    painter.setClipRect(shown)
    document.documentLayout().draw(painter, context)
    painter.restore()


def _font(families: Sequence[str], points: float) -> QFont:
    font = QFont()
    font.setFamilies(list(families))
    font.setPointSizeF(points)
    return font
