"""Prints a report on pages: PDF with a head and a foot on each, right to left where the language is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from annotator.core.asking import Asked
from annotator.disk import write_whole
from annotator.store import Project
from annotator.store.past import Act
from annotator.words.histories import asked_words
from annotator.words.i18n import Language, isolated, tr
from annotator.words.story import Teller, local_time

_DPI: Final = 300
_MARGIN_MILLIMETRES: Final = 18.0
_INDENT_POINTS: Final = 14.0
_HEAD_POINTS, _BODY_POINTS, _FOOT_POINTS = 15.0, 10.0, 8.0
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_ABSOLUTE = Qt.AlignmentFlag.AlignAbsolute
_GAP: Final = 0.6
"""Space above a paragraph that stands out, in heights of a line."""


class Paragraph(NamedTuple):
    """A text of a report. What stands out is bold, has space above it, and stays with what follows."""

    text: str
    stands_out: bool = False


class Report(NamedTuple):
    """What is printed: the title and what it is `about` begin the first page and are, as far as a line holds
    them, the head of the others; `foot` and the number of the page are the foot of each.

    `numbered` says the number of a page of so many; `families` are the faces it is set in.
    """

    title: str
    about: Sequence[str]
    foot: str
    numbered: Callable[[int, int], str]
    right_to_left: bool
    families: Sequence[str]


class _Line(NamedTuple):
    """A line at its place on a page, counted from 0; its layout is kept alive with it."""

    page: int
    y: float
    line: QTextLine
    layout: QTextLayout


def print_history(
    path: Path,
    project: Project,
    language: Language,
    asked: Asked,
    acts: Iterable[Act],
    *,
    families: Sequence[str],
) -> int:
    """Print acts: when and by whom, and what became of each record. Returns the number of the pages."""
    teller = Teller(project, language)
    report = Report(
        title=tr(language, "story.report"),
        about=(
            tr(language, "story.report-project", name=project.path.name, id=project.project_id),
            asked_words(project, language, asked),
        ),
        foot=tr(language, "story.report-head", head=project.head()),
        numbered=lambda page, pages: tr(language, "story.report-page", page=page, pages=pages),
        right_to_left=language == "ar",
        families=families,
    )
    return print_report(path, report, list(_told(teller, language, acts)))


def _told(teller: Teller, language: Language, acts: Iterable[Act]) -> Iterator[Paragraph]:
    """The head of each act, and its sentences."""
    for act in acts:
        entry = teller.told(act)
        parts = (str(entry.seq), local_time(entry.at), entry.actor, entry.account, entry.act)
        yield Paragraph(" · ".join(isolated(part) for part in parts if part), stands_out=True)
        yield from map(Paragraph, entry.changes)
        if entry.further:
            yield Paragraph(tr(language, "story.further", n=entry.further))


def print_report(path: Path, report: Report, paragraphs: Sequence[Paragraph]) -> int:
    """Write the report as a PDF file; returns the number of its pages. Raises as `disk.write_whole`."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pages = _Press(buffer, report).print(paragraphs)
    write_whole(path, bytes(buffer.data().data()))
    return pages


class _Press:
    """One printing of one report."""

    def __init__(self, target: QIODevice, report: Report) -> None:
        self._report = report
        writer = QPdfWriter(target)
        writer.setResolution(_DPI)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        margin = _MARGIN_MILLIMETRES
        writer.setPageMargins(QMarginsF(margin, margin, margin, margin), QPageLayout.Unit.Millimeter)
        writer.setTitle(report.title)
        writer.setCreator("annotator")
        self._writer = writer
        self._body, self._bold = self._font(_BODY_POINTS), self._font(_BODY_POINTS, bold=True)
        self._head, self._foot = self._font(_HEAD_POINTS, bold=True), self._font(_FOOT_POINTS)
        self._width, height = float(writer.width()), float(writer.height())
        self._edge = QFontMetricsF(self._foot, writer).height()
        self._top = self._edge * (len(report.about) + 2)
        self._bottom = height - 3 * self._edge

    def print(self, paragraphs: Sequence[Paragraph]) -> int:
        # Laid out twice rather than kept: a page says of how many it is one, and a report may be long.
        pages = 1 + max((line.page for line in self._placed(paragraphs)), default=0)
        painter = QPainter(self._writer)
        try:
            page = 0
            self._paint_edges(painter, page, pages)
            for placed in self._placed(paragraphs):
                while page < placed.page:
                    page += 1
                    self._writer.newPage()
                    self._paint_edges(painter, page, pages)
                placed.line.draw(painter, QPointF(0, placed.y - placed.line.y()))
        finally:
            painter.end()
        return pages

    def _placed(self, paragraphs: Iterable[Paragraph]) -> Iterator[_Line]:
        """Every line with its place."""
        page, y = 0, 0.0
        for font, paragraph in self._all(paragraphs):
            lines = list(self._lines(paragraph, font))
            height = lines[0][0].height()
            y += _GAP * height if paragraph.stands_out and y not in (0, self._top) else 0
            # What stands out is not left alone at the foot of a page.
            needed = height * (len(lines) + 1 if paragraph.stands_out else 1)
            if y + min(needed, self._bottom - self._top) > self._bottom:
                page, y = page + 1, self._top
            for line, layout in lines:
                if y + line.height() > self._bottom:
                    page, y = page + 1, self._top
                yield _Line(page, y, line, layout)
                y += line.height()

    def _all(self, paragraphs: Iterable[Paragraph]) -> Iterator[tuple[QFont, Paragraph]]:
        yield self._head, Paragraph(self._report.title)
        for text in self._report.about:
            yield self._body, Paragraph(text)
        for paragraph in paragraphs:
            yield self._bold if paragraph.stands_out else self._body, paragraph

    def _lines(self, paragraph: Paragraph, font: QFont) -> Iterator[tuple[QTextLine, QTextLayout]]:
        layout = QTextLayout(paragraph.text or " ", font, self._writer)
        option = QTextOption(self._start)
        option.setTextDirection(self._direction)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        indent = 0.0 if paragraph.stands_out or font is self._head else _INDENT_POINTS * _DPI / 72
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self._width - indent)
            line.setPosition(QPointF(0 if self._report.right_to_left else indent, 0))
            yield line, layout
        layout.endLayout()

    def _paint_edges(self, painter: QPainter, page: int, pages: int) -> None:
        report, high = self._report, self._edge
        height, metrics = float(self._writer.height()), QFontMetricsF(self._foot, self._writer)
        painter.setFont(self._foot)
        painter.setLayoutDirection(self._direction)
        # The first page begins with them, larger and in full.
        heads = (report.title, *report.about) if page else ()
        texts = [(text, place * high, self._start) for place, text in enumerate(heads)]
        texts += [
            (report.foot, height - high, self._start),
            (report.numbered(page + 1, pages), height - high, self._end),
        ]
        for text, top, side in texts:
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self._width)
            painter.drawText(QRectF(0, top, self._width, high), int(side), shown)
        for y in (self._top - high / 2, height - 1.5 * high)[0 if page else 1 :]:
            painter.drawLine(QPointF(0, y), QPointF(self._width, y))

    @property
    def _direction(self) -> Qt.LayoutDirection:
        rtl = self._report.right_to_left
        return Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight

    @property
    def _start(self) -> Qt.AlignmentFlag:
        return _ABSOLUTE | (_RIGHT if self._report.right_to_left else _LEFT)

    @property
    def _end(self) -> Qt.AlignmentFlag:
        return _ABSOLUTE | (_LEFT if self._report.right_to_left else _RIGHT)

    def _font(self, points: float, *, bold: bool = False) -> QFont:
        font = QFont()
        font.setFamilies(list(self._report.families))
        font.setPointSizeF(points)
        font.setBold(bold)
        return font
