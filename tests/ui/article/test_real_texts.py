"""The geometry of texts nobody here wrote: a news page, radio news, posts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.core.errors import AnnotatorError
from annotator.core.model import Document
from annotator.core.offsets import canonical
from annotator.ui.article.fonts import faces
from annotator.ui.article.layout import ParagraphLayout
from annotator.ui.article.paragraphs import paragraphs
from tests.ui.article.test_geometry import check_caret, check_ink, check_tiling

_PAINTED = 400  # characters; painting longer paragraphs takes too long for every run
_ENOUGH = 80


def texts(folder: Path) -> Iterator[str]:
    yield (folder / "seed_page.txt").read_text(encoding="utf-8")
    for name, fields, count in (
        ("ant/articles.jsonl.gz", ("title", "text"), 60),
        ("idrisi/places.jsonl.gz", ("text",), 100),
    ):
        with gzip.open(folder / name, "rt", encoding="utf-8") as file:
            for line, _ in zip(file, range(count), strict=False):
                row = json.loads(line)
                yield "\n".join(str(row.get(field, "")) for field in fields)


@pytest.mark.real_data
def test_real_texts_stand_where_they_are_painted(qapp: QApplication, real_data: Path) -> None:
    body = faces(15, 96)["body"]
    painted = 0
    for raw in texts(real_data):
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
