"""The signs of review are told apart by shape alone, and read on their paper in both themes."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from annotator.core.colors import contrast
from annotator.ui.actions import SIDES
from annotator.ui.article.marks import MARKS, RADIUS, SIDE_HUES, MarkId, Marks, paint_mark, side_color
from annotator.ui.parts.look import DARK, LIGHT, Theme

THEMES = [LIGHT, DARK]
DIFFERENCES: tuple[MarkId, ...] = ("only", "boundary", "label", "attribution")
VERDICTS: tuple[MarkId, ...] = ("accept", "replace", "reject", "stale")
_SCALE = 6
_SIZE = round(2 * RADIUS + 4) * _SCALE


def ink(mark: MarkId, theme: Theme) -> list[bool]:
    """Which pixels of a mark are not paper."""
    image = QImage(_SIZE, _SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.paper))
    painter = QPainter(image)
    painter.scale(_SCALE, _SCALE)
    paint_mark(painter, mark, QPointF(RADIUS + 2, RADIUS + 2), dark=theme.dark, paper=theme.paper)
    painter.end()
    paper = QColor(theme.paper).rgb()
    return [image.pixel(x, y) != paper for y in range(_SIZE) for x in range(_SIZE)]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_marks_differ_in_shape_without_their_hues(app: QApplication, theme: Theme) -> None:
    shapes = {mark: ink(mark, theme) for mark in MARKS}
    for one, other in combinations(MARKS, 2):
        differing = sum(a != b for a, b in zip(shapes[one], shapes[other], strict=True))
        larger = max(sum(shapes[one]), sum(shapes[other]))
        assert differing > 0.2 * larger, (one, other)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_hues_read_on_the_paper(theme: Theme) -> None:
    for mark, look in MARKS.items():
        assert contrast(look.color(dark=theme.dark), theme.paper) >= 4.5, mark
    for side in range(1, len(SIDE_HUES) + 1):
        assert contrast(side_color(side, dark=theme.dark), theme.paper) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_is_told_apart_has_hues_of_its_own(theme: Theme) -> None:
    for group in (DIFFERENCES, VERDICTS):
        assert len({MARKS[mark].color(dark=theme.dark) for mark in group}) == len(group)
    assert len({side_color(side, dark=theme.dark) for side in range(1, len(SIDES) + 1)}) == 8


def test_a_span_takes_the_hue_of_its_side_before_others() -> None:
    marks = Marks(hues={"a": "replace", "b": "dim"}, sides={"a": 2})
    assert marks.color("a", LIGHT) == side_color(2, dark=False)
    assert marks.color("b", DARK) == DARK.dim
    assert marks.color("c", LIGHT) is None
