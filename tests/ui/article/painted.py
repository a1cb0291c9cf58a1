"""An oracle for the geometry of text: paints pieces of it in colours of their own and looks at the pixels."""

from __future__ import annotations

from array import array

import regex  # type: ignore[import-untyped]
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QPainter, QTextCharFormat, QTextLayout, QTextOption

from annotator.core.model import Range
from annotator.core.offsets import Utf16Map
from annotator.ui.article.layout import ParagraphLayout

SCALE = 3
"""The picture is so much larger than the layout; what is read from it is divided by it again."""
_MARGIN = 30

_MARKS = r"[\p{M}\u0640]*"
# What fonts join into one glyph, or into glyphs that share their width, must not change colour inside.
_UNIT = regex.compile(rf"لل{_MARKS}ه{_MARKS}|ل{_MARKS}ل?{_MARKS}[اأإآٱ]{_MARKS}|\X")
# What a font may paint in colours of its own.
_PICTURE = regex.compile(r"[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3\ufe0f]")
_FIRST_COLOR = 0xFFAB0000


def units(text: str) -> list[Range]:
    """Grapheme clusters of `text`, ligatures kept whole."""
    return [match.span() for match in _UNIT.finditer(text)]


def words(text: str) -> list[Range]:
    """What stands between spaces, and the spaces."""
    return [match.span() for match in regex.finditer(r" +|[^ ]+", text)]


class Ink:
    """The pixels of one piece on one line: outermost columns and their centre, in the layout's pixels."""

    def __init__(self, columns: list[int]) -> None:
        self.left = min(columns) / SCALE - _MARGIN
        self.right = (max(columns) + 1) / SCALE - _MARGIN
        self.centre = (sum(columns) / len(columns) + 0.5) / SCALE - _MARGIN


class Painted:
    """A layout painted with each of `pieces` in its own colour.

    `ink[line, index of the piece]` is there where the piece left any; `faithful` has the lines where the
    colours left all glyphs as they are: only there is the picture an oracle.
    """

    def __init__(self, layout: ParagraphLayout, pieces: list[Range]) -> None:
        self._layout = layout
        self._pitch = 3 * layout.face.font.pixelSize()
        self._width = (int(layout.width) + 2 * _MARGIN) * SCALE
        text = self._text([self._color(index, piece) for index, piece in enumerate(pieces)])
        plain, colored = self._pixels(self._text([])), self._pixels(text)
        self._rows = self._width * self._pitch * SCALE
        self.faithful = {
            line
            for line in range(len(layout.lines))
            if [pixel != 0 for pixel in plain[line * self._rows : (line + 1) * self._rows]]
            == [pixel != 0 for pixel in colored[line * self._rows : (line + 1) * self._rows]]
        }
        columns: dict[tuple[int, int], list[int]] = {}
        foreign = False
        for position, pixel in enumerate(colored):
            if 0 <= (index := pixel - _FIRST_COLOR) < len(pieces):
                self._note(columns, position, index)
            elif pixel:
                foreign = True
        # Emoji may have colours of their own: where there are any, each is painted alone.
        if foreign:
            for index, piece in enumerate(pieces):
                if _PICTURE.search(layout.text, *piece):
                    for position, pixel in enumerate(self._pixels(text, piece)):
                        if pixel:
                            self._note(columns, position, index)
        self.ink = {key: Ink(found) for key, found in columns.items()}

    def _note(self, columns: dict[tuple[int, int], list[int]], position: int, index: int) -> None:
        columns.setdefault((position // self._rows, index), []).append(position % self._width)

    def _units(self, piece: Range) -> tuple[int, int]:
        """Start and length in the units of Qt."""
        to_utf16 = Utf16Map(self._layout.text).to_utf16
        return to_utf16(piece[0]), to_utf16(piece[1]) - to_utf16(piece[0])

    def _color(self, index: int, piece: Range) -> QTextLayout.FormatRange:
        found = QTextLayout.FormatRange()
        found.start, found.length = self._units(piece)
        form = QTextCharFormat()
        form.setForeground(QBrush(QColor.fromRgba(_FIRST_COLOR + index)))
        found.format = form
        return found

    def _text(self, formats: list[QTextLayout.FormatRange]) -> QTextLayout:
        """The layout's text laid out by Qt alone, for painting without smoothing."""
        font = QFont(self._layout.face.font)
        font.setStyleStrategy(QFont.StyleStrategy.NoAntialias)
        text = QTextLayout(self._layout.text, font)
        option = self._layout.qt.textOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        text.setTextOption(option)
        text.setFormats(formats)
        text.beginLayout()
        for line in self._layout.lines:
            # Lines are broken where the layout has broken them, whatever the colours do to their width.
            made = text.createLine()
            made.setLineWidth(self._layout.width)
            if made.textLength() != line.qt.textLength():
                break
        text.endLayout()
        return text

    def _pixels(self, text: QTextLayout, piece: Range | None = None) -> array[int]:
        """The text, or one piece of it, as a picture: one pixel after the other."""
        height = SCALE * self._pitch * len(self._layout.lines)
        image = QImage(self._width, height, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.scale(SCALE, SCALE)
        for index in range(text.lineCount()):
            place = QPointF(_MARGIN, index * self._pitch + 0.5 * text.font().pixelSize())
            line = text.lineAt(index)
            line.setPosition(QPointF(0, 0))
            if piece is None:
                line.draw(painter, place)
            else:
                for run in line.glyphRuns(*self._units(piece)):
                    painter.drawGlyphRun(place, run)
        painter.end()
        return array("I", bytes(image.constBits()))
