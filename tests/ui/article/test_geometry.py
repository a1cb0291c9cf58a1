"""Rectangles, hits and carets of laid-out text, held against a picture of it.

`ANNOTATOR_EXAMPLES` sets how many random texts are tried.
"""

from __future__ import annotations

import os
import unicodedata
from itertools import pairwise

import pytest
import regex
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from annotator.core.model import Direction
from annotator.core.offsets import canonical
from annotator.ui.article.caret import caret_x, hit, line_stops, moved
from annotator.ui.article.fonts import Face, faces
from annotator.ui.article.layout import ParagraphLayout
from tests.ui.article.painted import Painted, units, words

# An Arabic mark on what is no Arabic letter is painted with another font, wherever that one likes; of a
# joiner behind a space Qt does not say which glyph is whose.
_STRAY = regex.compile(
    r"(?<![\u0620-\u065f\u0670-\u06d3])[\u064b-\u065f\u0670]+|(?<![\p{L}\p{M}\p{So}\p{Sk}])[\u200c\u200d]+"
)

EXAMPLES = int(os.environ.get("ANNOTATOR_EXAMPLES", "60"))

# What ink may reach beyond its own width, in em: tails of waw and reh below the next letter, slanted
# strokes, harakat broader than their letter.
OVERHANG = 0.3
# How far the middle of a cluster's ink may lie outside its width, in em: not at all but for rounding.
OFF_CENTRE = 0.04

TOKENS = [
    "قال",
    "المتحدث",
    "باسم",
    "وروسيا",
    "لوكالة",
    "إلى",
    "الله",
    "لله",
    "الأحمد",
    "سلام",
    "لا",
    "لآل",
    "بلا",
    "مُحَمَّدٌ",
    "رَحَّبَ",
    "شدَّةٌ",
    "كـــتاب",
    "لــ",
    "هـٰذا",
    "ي",
    "و",
    "ا",
    "د",
    "ﷺ",
    "ﻼ",
    "CENTCOM",
    "Reuters",
    "(U.S.",
    "A",
    "fi",
    "à",
    "é",
    "12",
    "10",
    "5",
    "7.5",
    "12/10/2023",
    "09:33",
    "١٢",
    "٣٫٥",
    "۴۵",
    "120كم",
    "5%",
    "+3",
    "$40",
    "#وسم",
    "@a_b",
    "COVID-19",
    "«",
    "»",
    "(",
    ")",
    "[",
    "]",
    '"',
    "'",
    "،",
    "؛",
    "؟",
    ".",
    ":",
    "-",
    "—",
    "…",
    "(مصدر",
    "طبي)",
    "«سانا»",
    "[CNN]",
    '"a"',
    "🔴",
    "👨\u200d👩\u200d👧",
    "🇸🇾",
    "👍🏽",
    "✌️",
    "שלום",
    "می\u200cخواهم",
    "中文",
]
MARKS = [
    "\u200e",
    "\u200f",
    "\u061c",
    "\u200d",
    "\u200c",
    "\u00a0",
    "\u202f",
    "\u0640",
    "\u064b",
    "\u200b",
    "\u2060",
]
CONTROLS = ["\u202b", "\u202a", "\u202e", "\u202d", "\u202c", "\u2067", "\u2066", "\u2068", "\u2069"]

pieces = st.one_of(
    st.sampled_from(TOKENS),
    st.sampled_from(TOKENS),
    st.sampled_from(MARKS),
    st.sampled_from([" ", "  "]),
    st.text(
        st.sampled_from("ابتلامنهوىة ءأإآٱلله.,:()[]«»-/0123٤٥abcXYZ \u064e\u0651\u200f🔴"),
        min_size=1,
        max_size=8,
    ),
)


def joined(found: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.lists(st.tuples(found, st.sampled_from([" ", " ", ""])), min_size=1, max_size=22)
    return parts.map(lambda parts: "".join(piece + glue for piece, glue in parts))


texts = joined(pieces).map(
    # Nor are families of emoji told apart where no font has them.
    lambda text: str(_STRAY.sub("", _STRAY.sub("", text))).replace("👧👨", "👧 👨") or "و"
)
hostile = joined(st.one_of(pieces, st.sampled_from(["\t", *CONTROLS]), st.text(max_size=4)))


def face(family: str) -> Face:
    found = faces(15, 96)["body"]
    if family:
        font = QFont(found.font)
        font.setFamilies([family, *font.families()])
        found = Face(font, found.em, found.above, found.below, found.after, found.advance)
    return found


def check_tiling(layout: ParagraphLayout) -> None:
    """The cells of a line follow each other in the text, touch on the screen, and fill what is painted."""
    for index, line in enumerate(layout.lines):
        cells = layout.cells(index)
        assert [cell.start for cell in cells] == [line.start, *(cell.end for cell in cells[:-1])][
            : len(cells)
        ]
        if not cells:
            continue
        assert cells[-1].end == line.shown_end
        seen = sorted((cell for cell in cells if cell.right > cell.left), key=lambda cell: cell.left)
        for one, other in pairwise(seen):
            assert abs(one.right - other.left) < 0.1, (one, other, layout.text)
        if seen:
            rect = line.qt.naturalTextRect()
            assert abs(seen[0].left - rect.left()) < 0.1
            assert abs(seen[-1].right - rect.left() - line.qt.horizontalAdvance()) < 0.1


def check_ink(layout: ParagraphLayout) -> float:
    """What is painted of a cluster lies in its rectangle; what is seen is what a hit answers.

    Gives the share of the lines whose glyphs the colours left as they are: the others cannot be judged.
    """
    em = layout.face.em
    judged: set[int] = set()
    for cut in (units, words):
        parts = cut(layout.text)
        picture = Painted(layout, parts)
        for (index, number), ink in picture.ink.items():
            if index in judged or index not in picture.faithful:
                continue
            start, end = parts[number]
            if layout.line_at(start) != layout.line_at(end - 1):
                continue  # broken in the middle
            found = layout.pieces(index, start, end)
            if not found:
                # A mark without a letter is painted over its neighbour; the tiling says it has no width.
                assert unicodedata.category(layout.text[start])[0] in "MC", layout.text[start:end]
                continue
            left, right = found[0][0], found[-1][1]
            assert left - OVERHANG * em <= ink.left, (layout.text[start:end], found, ink.left)
            assert ink.right <= right + OVERHANG * em, (layout.text[start:end], found, ink.right)
            if unicodedata.category(layout.text[start])[0] in "ZCM":
                continue
            assert left - OFF_CENTRE * em <= ink.centre <= right + OFF_CENTRE * em, layout.text[start:end]
            if cut is units:
                assert len(found) == 1
                seen = hit(layout, index, min(max(ink.centre, left), right))
                assert start <= seen.offset < end
        judged |= picture.faithful
    return len(judged) / len(layout.lines)


def check_caret(layout: ParagraphLayout) -> None:
    """The caret visits every place once, from the leading to the trailing side of each line."""
    side = -1 if layout.rtl else 1
    visited: list[int] = []
    offset: int | None = line_stops(layout, 0)[0]
    while offset is not None:
        visited.append(offset)
        assert len(visited) <= len(layout.text) + 1
        offset = moved(layout, offset, 1)
    assert len(visited) == len(set(visited))
    assert {cell.start for index in range(len(layout.lines)) for cell in layout.cells(index)} <= set(visited)
    back: list[int] = []
    offset = visited[-1]
    while offset is not None and len(back) <= len(visited):
        back.append(offset)
        offset = moved(layout, offset, -1)
    assert back == visited[::-1]
    for one, other in pairwise(visited):
        if layout.line_at(one) == layout.line_at(other):
            assert side * (caret_x(layout, other) - caret_x(layout, one)) >= -0.02


@given(
    text=texts,
    direction=st.sampled_from(["rtl", "rtl", "ltr"]),
    width=st.sampled_from([90, 180, 320, 2000]),
    family=st.sampled_from(["", "", "DejaVu Sans"]),
    data=st.data(),
)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rectangles_are_where_the_glyphs_are(
    qapp: QApplication, text: str, direction: Direction, width: int, family: str, data: st.DataObject
) -> None:
    layout = ParagraphLayout(text, face(family), direction, width)
    check_tiling(layout)
    event(f"lines judged by their picture: {check_ink(layout):.0%}")
    check_caret(layout)
    # A range, asked for in a layout whose cells were never asked for, covers just the cells it touches.
    start = data.draw(st.integers(0, len(text) - 1), "start")
    end = data.draw(st.integers(start + 1, len(text)), "end")
    fresh = ParagraphLayout(text, face(family), direction, width)
    for index in range(len(layout.lines)):
        touched = [cell for cell in layout.cells(index) if cell.start < end and start < cell.end]
        expected = sum(cell.right - cell.left for cell in touched)
        found = fresh.pieces(index, start, end)
        assert sum(right - left for left, right in found) == pytest.approx(expected, abs=0.1)
        for cell in touched:
            if cell.right - cell.left > 0.1:
                assert any(left - 0.05 <= cell.left and cell.right <= right + 0.05 for left, right in found)


@given(text=hostile, direction=st.sampled_from(["rtl", "ltr"]), width=st.sampled_from([90, 320]))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_has_its_places(qapp: QApplication, text: str, direction: Direction, width: int) -> None:
    """Unpaired controls and whatever Unicode holds: Qt's answers contradict each other here and there, but
    the caret still goes everywhere, and every character is somewhere."""
    layout = ParagraphLayout(
        canonical(text.replace("\n", " ").replace("\x00", " ")), face(""), direction, width
    )
    check_caret(layout)
    for index, line in enumerate(layout.lines):
        assert sum(right - left for left, right in layout.pieces(index, line.start, line.end)) <= 2 * width
        for x in (-5, 0, width / 2, width, width + 5):
            seen = hit(layout, index, x)
            assert line.start <= seen.offset <= line.end and line.start <= seen.caret <= line.end
