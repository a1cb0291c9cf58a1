"""The column of text: paragraphs laid out when they come near the view, spans stacked in lanes below.

y counts from the column's top in pixels, x from the column's left edge; offsets are code points of the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from PySide6.QtCore import QPointF, QRectF

from annotator.core.lanes import lanes
from annotator.core.model import Document, Passage, Range, Span, quote
from annotator.core.offsets import normal_ranges
from annotator.ui.article import caret as carets
from annotator.ui.article.fonts import Face, faces
from annotator.ui.article.heights import Heights
from annotator.ui.article.layout import ParagraphLayout
from annotator.ui.article.paragraphs import Paragraph, Role, paragraphs

_KEPT_LAYOUTS = 160


class Placed(msgspec.Struct, frozen=True):
    """A paragraph ready to paint: layout, top, and for each line the pieces of spans with their lanes."""

    index: int
    paragraph: Paragraph
    layout: ParagraphLayout
    top: float
    bands: tuple[tuple[tuple[Span, Range, int], ...], ...]


class Column:
    """A document's text in a column of a certain width."""

    def __init__(self) -> None:
        self.document: Document | None = None
        self.text = ""
        self.width = 0.0
        self._paragraphs: list[Paragraph] = []
        self._starts: list[int] = []
        self._heights = Heights([])
        self._faces: dict[Role, Face] = {}
        self._layouts: OrderedDict[int, ParagraphLayout] = OrderedDict()
        self._spans: dict[int, list[tuple[Span, Range]]] = {}
        self._bands: dict[int, tuple[tuple[tuple[Span, Range, int], ...], ...]] = {}
        self._stacked: set[int] = set()
        self._look: tuple[float, int, int, str, int, str] | None = None
        self._dim = ""

    def set_document(self, document: Document | None, text: str) -> None:
        self.document, self.text = document, text
        self._paragraphs = paragraphs(document, text) if document else []
        self._starts = [paragraph.start for paragraph in self._paragraphs]
        self._spans = {}
        self._forget()

    def set_look(
        self, *, width: float, points: int, dots_per_inch: int, dim: str, spacing: int = 100, face: str = ""
    ) -> None:
        """The width of the column in pixels, the size of the type, the colour of what is set apart.

        `spacing`: how far apart the lines are, in per cent of the usual. `face`: "" for the preferred one.
        """
        look = (width, points, dots_per_inch, dim, spacing, face)
        if look == self._look:
            return
        self._look, self.width, self._dim = look, width, dim
        self._faces = faces(points, dots_per_inch, spacing, face)
        self._forget()

    def exchange(self, gone: Iterable[Span], came: Iterable[Span]) -> None:
        """Take spans out of those stacked under the lines, and put others in.

        No text is laid out anew; only paragraphs that had or have one of them are stacked again, and their
        lines grow where lanes need it.
        """
        touched: set[int] = set()
        for span in gone:
            for index, piece in self._pieces(span):
                self._spans[index].remove((span, piece))
                touched.add(index)
        for span in came:
            for index, piece in self._pieces(span):
                self._spans.setdefault(index, []).append((span, piece))
                touched.add(index)
        self._stacked -= touched

    def _pieces(self, span: Span) -> Iterator[tuple[int, Range]]:
        """The paragraphs a span lies in, with its range there."""
        for start, end in span.ranges:
            first = self.index_at(start)
            last = first if end <= self._paragraphs[first].end else self.index_at(end - 1)
            for index in range(first, last + 1):
                yield index, (start, end)

    def _forget(self) -> None:
        self._layouts.clear()
        self._bands.clear()
        self._stacked.clear()
        if self._faces and self.width:
            self._heights = Heights([self._estimate(paragraph) for paragraph in self._paragraphs])

    def _estimate(self, paragraph: Paragraph) -> float:
        face = self._faces[paragraph.role]
        lines = 1 + int((paragraph.end - paragraph.start) * face.advance / self.width)
        return lines * (face.above + face.below) + face.after

    def passage(self, ranges: Sequence[Range]) -> Passage:
        """The words of the text there, and of which document."""
        joined = normal_ranges(ranges)
        return Passage(self.document.id if self.document else "", joined, quote(self.text, joined))

    # Places

    @property
    def rtl(self) -> bool:
        return self.document is None or self.document.direction == "rtl"

    @property
    def em(self) -> float:
        """The size of the body's type in pixels."""
        return self._faces["body"].em

    def height(self) -> float:
        return self._heights.total()

    def index_at(self, offset: int) -> int:
        """The paragraph that holds an offset."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def paragraph(self, index: int) -> Paragraph:
        return self._paragraphs[index]

    def __len__(self) -> int:
        return len(self._paragraphs)

    def top(self, index: int) -> float:
        return self._heights.top(index)

    def at(self, y: float) -> tuple[int, float]:
        """The paragraph at `y` and how far below its top `y` lies."""
        return self._heights.find(y)

    def layout(self, index: int) -> ParagraphLayout:
        """The paragraph, laid out and with room for its lanes; its height is known from now on."""
        layout = self._layouts.get(index)
        if layout is None:
            layout = self._layouts[index] = self._laid_out(index)
            self._stacked.discard(index)
        self._layouts.move_to_end(index)
        if index not in self._stacked:
            bands = self._bands[index] = self._stack(index, layout)
            layout.place([1 + max((lane for _, _, lane in line), default=-1) for line in bands])
            self._heights[index] = layout.height
            self._stacked.add(index)
        while len(self._layouts) > _KEPT_LAYOUTS:
            dropped, _ = self._layouts.popitem(last=False)
            del self._bands[dropped]
        return layout

    def is_laid_out(self, index: int) -> bool:
        return index in self._layouts

    def visible(self, top: float, bottom: float) -> Iterator[Placed]:
        """The paragraphs that `[top, bottom)` shows, in order."""
        if not self._paragraphs:
            return
        index, rest = self._heights.find(top)
        y = top - rest
        while index < len(self._paragraphs) and y < bottom:
            layout = self.layout(index)
            yield Placed(index, self._paragraphs[index], layout, y, self._bands[index])
            y += layout.height
            index += 1

    def _laid_out(self, index: int) -> ParagraphLayout:
        assert self.document is not None
        paragraph = self._paragraphs[index]
        return ParagraphLayout(
            self.text[paragraph.start : paragraph.end],
            self._faces[paragraph.role],
            self.document.direction,
            self.width,
            [(a - paragraph.start, b - paragraph.start) for a, b in paragraph.dimmed],
            self._dim,
        )

    def _stack(self, index: int, layout: ParagraphLayout) -> tuple[tuple[tuple[Span, Range, int], ...], ...]:
        """For each line, the pieces of spans on it, in offsets of the paragraph, and the lane of each."""
        begin = self._paragraphs[index].start
        spans = sorted(self._spans.get(index, ()), key=_in_reading_order)
        found = []
        for line in layout.lines:
            pieces = []
            for span, (start, end) in spans:
                low, high = max(start - begin, line.start), min(end - begin, line.shown_end)
                if low < high:
                    pieces.append((span, (low, high)))
            stacked = lanes([(piece, span.end - span.start) for span, piece in pieces])
            found.append(
                tuple((span, piece, lane) for (span, piece), lane in zip(pieces, stacked, strict=True))
            )
        return tuple(found)

    # Geometry of offsets

    def rects(self, start: int, end: int) -> list[QRectF]:
        """The boxes of the glyphs of `[start, end)`. Lays out every paragraph it touches."""
        found: list[QRectF] = []
        for index in range(self.index_at(start), self.index_at(max(start, end - 1)) + 1):
            paragraph = self._paragraphs[index]
            layout = self.layout(index)
            low, high = max(start, paragraph.start), min(end, paragraph.end)
            if low < high:
                top = self.top(index)
                boxes = layout.rects(low - paragraph.start, high - paragraph.start)
                found += [box.translated(0, top) for box in boxes]
        return found

    def caret(self, offset: int) -> QRectF:
        """Where the caret stands: a box of no width."""
        index = self.index_at(offset)
        paragraph, layout = self._paragraphs[index], self.layout(index)
        inside = min(offset, paragraph.end) - paragraph.start
        top, height = layout.box(layout.line_at(inside))
        return QRectF(carets.caret_x(layout, inside), self.top(index) + top, 0, height)

    def edge(self, offset: int, *, is_end: bool) -> QRectF:
        """Where a range that begins or ends at `offset` does so, by its own character: a box of no width."""
        inside = offset - 1 if is_end else offset
        index = self.index_at(inside)
        layout, begin = self.layout(index), self._paragraphs[index].start
        line = layout.line_at(inside - begin)
        x = carets.edge_x(layout, line, inside - begin, is_end=is_end)
        top, height = layout.box(line)
        return QRectF(x, self.top(index) + top, 0, height)

    def hit(self, point: QPointF) -> carets.Hit:
        """The hit at a point, in offsets of the text."""
        index, rest = self.at(point.y())
        layout = self.layout(index)
        found = carets.hit(layout, layout.line_near(rest), point.x())
        begin = self._paragraphs[index].start
        return carets.Hit(begin + found.offset, self.own_place(index, begin + found.caret), found.on_text)

    def own_place(self, index: int, offset: int) -> int:
        """The place of the caret at `offset` of a paragraph that does not belong to the next one.

        Items of a ticker can stand in one line: what is the end of one is the beginning of the next.
        """
        paragraph = self._paragraphs[index]
        if index + 1 == len(self) or self._paragraphs[index + 1].start != offset or offset == paragraph.start:
            return offset
        layout = self.layout(index)
        stops = (paragraph.start + stop for stop in carets.line_stops(layout, len(layout.lines) - 1))
        return max((stop for stop in stops if stop < offset), default=offset)

    def line_range(self, y: float) -> Range:
        """The range of the line at `y`, in offsets of the text."""
        if not self._paragraphs:
            return 0, 0
        index, rest = self.at(y)
        layout = self.layout(index)
        line = layout.lines[layout.line_near(rest)]
        begin = self._paragraphs[index].start
        return begin + line.start, begin + line.end


def _in_reading_order(marked: tuple[Span, Range]) -> tuple[object, ...]:
    """Tells whatever order spans came in, so that it does not matter which of them came last."""
    span, piece = marked
    return span.start, -span.end, not span.author, span.id, piece
