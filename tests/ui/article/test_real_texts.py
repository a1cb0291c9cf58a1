"""The geometry of texts nobody here wrote: a share of what `python -m tests.bench.geometry` goes through."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.core.errors import AnnotatorError
from annotator.core.model import Document
from annotator.core.offsets import canonical
from annotator.ui.article.fonts import faces
from annotator.ui.article.layout import ParagraphLayout
from annotator.ui.article.paragraphs import paragraphs
from tests.ui.article.real_texts import SOURCES
from tests.ui.article.test_geometry import check_caret, check_ink, check_tiling

_TEXTS = {"news page": 1, "ANT": 60, "IDRISI-RA": 100}
_PAINTED = 400  # characters; painting longer paragraphs takes too long for every run
_ENOUGH = 40


@pytest.mark.real_data
def test_real_texts_stand_where_they_are_painted(qapp: QApplication, real_data: Path) -> None:
    body = faces(15, 96)["body"]
    painted = 0
    for raw in (text for name, count in _TEXTS.items() for text in islice(SOURCES[name](real_data), count)):
        try:
            text = canonical(raw)
        except AnnotatorError:
            continue
        for row in paragraphs(Document(id="d", kind="text", text_hash="x"), text):
            layout = ParagraphLayout(text[row.start : row.end], body, "rtl", 420)
            check_tiling(layout)
            if row.end - row.start <= _PAINTED and painted < _ENOUGH:
                check_ink(layout)
                check_caret(layout)
                painted += row.end > row.start
    assert painted == _ENOUGH


@pytest.mark.real_data
def test_every_source_of_real_texts_is_read(real_data: Path) -> None:
    for name, read in SOURCES.items():
        assert any(text.strip() for text in read(real_data)), name
