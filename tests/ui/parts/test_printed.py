"""A report on pages: each says which of how many it is, and nothing lies beyond its edges."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtWidgets import QApplication

from annotator.ui.article import fonts
from annotator.ui.parts import printed
from annotator.ui.parts.printed import Paragraph, Report, print_report

WORDS = "وقال المتحدث باسم القوات إن الوضع هادئ وفق مصادر محلية "

OVERHANG = 30
"""Dots that a glyph may stand out of its advance."""


def report(told: list[tuple[int, int]], *, right_to_left: bool = True) -> Report:
    def numbered(page: int, pages: int) -> str:
        told.append((page, pages))
        return f"{page}/{pages}"

    return Report(
        "سجل ما وقع", ("المشروع news.db", "كل ما وقع"), "رأس السلسلة " + "0" * 64, numbered, right_to_left,
        fonts.families(),
    )  # fmt: skip


def pages_of(path: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", path.read_bytes()))


@pytest.mark.parametrize("right_to_left", [True, False])
@pytest.mark.parametrize(
    ("paragraphs", "pages"),
    [
        ([], 1),
        ([Paragraph("سطر", stands_out=True), Paragraph("سطر")], 1),
        # One that is higher than a page, and one word that is wider than a line.
        ([Paragraph("الأول", stands_out=True), Paragraph(WORDS * 200), Paragraph("ك" * 4000)], 4),
        ([Paragraph(WORDS, stands_out=number % 2 == 0) for number in range(200)], 5),
        ([Paragraph("")] * 200, 4),
    ],
)  # fmt: skip
def test_every_page_says_which_of_how_many_it_is(
    qapp: QApplication, tmp_path: Path, paragraphs: list[Paragraph], pages: int, right_to_left: bool
) -> None:
    told: list[tuple[int, int]] = []
    out = tmp_path / "h.pdf"
    made = print_report(out, report(told, right_to_left=right_to_left), paragraphs)
    assert told == [(page + 1, made) for page in range(made)]
    assert pages_of(out) == made
    assert (made > 1) == (pages > 1)


def test_lines_lie_within_their_page_and_follow_each_other(qapp: QApplication) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    press = printed._Press(buffer, report([]))
    paragraphs = [Paragraph(WORDS * (1 + number % 7), stands_out=number % 3 == 0) for number in range(150)]
    lines = list(press._placed(paragraphs))
    for before, after in pairwise(lines):
        assert (after.page, after.y) > (before.page, before.y)
        if after.page == before.page:
            assert after.y >= before.y + before.line.height()
    for line in lines:
        top = press._top if line.page else 0
        assert top <= line.y and line.y + line.line.height() <= press._bottom
        natural = line.line.naturalTextRect()
        assert natural.left() >= -OVERHANG and natural.right() <= press._width + OVERHANG
    assert lines[-1].page > 3
    # Arabic begins at the right edge.
    first = lines[0].line.naturalTextRect()
    assert first.right() == pytest.approx(press._width, abs=OVERHANG)


def test_what_stands_out_is_not_left_alone_at_the_foot_of_a_page(qapp: QApplication) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    press = printed._Press(buffer, report([]))
    lines = list(press._placed([Paragraph("سطر", stands_out=number % 2 == 0) for number in range(400)]))
    told = lines[3:]  # below the title and what it is about
    pages = [(head.page, body.page) for head, body in zip(told[::2], told[1::2], strict=True)]
    assert pages[-1][0] > 3 and all(head == body for head, body in pages)
