"""The connections from a claim to its sources: they strike through no word."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from annotator.core.model import Direction, Document, Span
from annotator.formats import scheme_toml
from annotator.ui.article.bands import Bands
from annotator.ui.article.column import Column
from annotator.ui.article.shown import Shown
from annotator.ui.article.ties import _beginning, _path
from annotator.ui.parts.look import LIGHT

TEXT = "أفاد مصدر عسكري في لواء الصنوبر بأن الطريق إلى بيت اليراع مغلق منذ الفجر، وأن العمل جار لفتحه. " * 3


def span(start: int, end: int, label: str) -> Span:
    ranges, quote = ((start, end),), TEXT[start:end]
    return Span(id=f"{label}{start}", document_id="d", label=label, ranges=ranges, quote=quote, author="سلمى")


@pytest.mark.parametrize("direction", ["rtl", "ltr"])
@pytest.mark.parametrize("where", ["above", "below", "inside"])
def test_a_connection_runs_between_the_lines(qapp: QApplication, direction: Direction, where: str) -> None:
    column = Column()
    column.set_document(Document(id="d", kind="text", text_hash="x", direction=direction), TEXT)
    column.set_look(width=400, points=15, dots_per_inch=96, dim="#000000")
    lines = column.layout(0).lines
    assert len(lines) > 5
    claims = {"above": (3, 4), "below": (0, 1), "inside": (0, 4)}[where]
    claim = span(lines[claims[0]].start, lines[claims[1]].end - 2, "claim")
    source = span(lines[2].start + 20, lines[2].start + 30, "source")
    column.exchange([], [claim, source])
    box = _beginning(column, source)
    path, foot = _path(column, Bands(scheme_toml.load(), LIGHT, Shown()), claim, box, 0)
    letters = [column.layout(0).box(index) for index in range(len(lines))]
    for step in range(201):
        point = path.pointAtPercent(step / 200)
        if not 0 < point.x() < column.width or abs(point.x() - foot.x()) < 6:
            continue
        assert not any(top < point.y() < top + height for top, height in letters), point
