"""What is read stays in its place while heights become known; a bar moved to an end shows that end."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication, QScrollBar

from annotator.core.model import Document, Span
from annotator.formats import scheme_toml
from annotator.ui.article.view import ArticleView
from annotator.ui.parts.look import LIGHT

SCHEME = scheme_toml.load()
_RANDOM = random.Random(5)
# Words of other widths than the estimate takes them to have, in lines of all lengths.
TEXT = "\n".join(
    " ".join(_RANDOM.choice(("ااا", "سسسسسس", "WWWW", "لا", "ضضض")) for _ in range(_RANDOM.randrange(80)))
    for _ in range(400)
)


@pytest.fixture
def view(qapp: QApplication) -> Iterator[ArticleView]:
    made = ArticleView(LIGHT)
    made.resize(600, 500)
    made.show()
    made.show_document(Document(id="d", kind="article", text_hash="x"), TEXT, SCHEME)
    yield made
    made.close()
    made.deleteLater()


def seen(view: ArticleView, offset: int) -> float:
    boxes = view.range_rects(offset, offset + 1)
    return boxes[0].top() if boxes else 0.0


def letter_at(view: ArticleView, y: float) -> int:
    offset = view.offset_at(QPointF(view.viewport().width() / 2, y))
    return offset if TEXT[offset : offset + 1].isalpha() else letter_at(view, y + 10)


def bar(view: ArticleView) -> QScrollBar:
    return view.verticalScrollBar()


def test_scrolling_back_into_what_was_never_laid_out_does_not_jump(view: ArticleView) -> None:
    bar(view).setValue(bar(view).maximum() // 2)
    for _ in range(60):
        offset = letter_at(view, 200)
        before = seen(view, offset)
        value = bar(view).value()
        bar(view).setValue(value - 37)
        view.viewport().grab()
        assert seen(view, offset) - before == pytest.approx(37, abs=1.5)


def test_the_ends_are_the_ends(view: ArticleView) -> None:
    bar(view).setValue(bar(view).maximum())
    view.viewport().grab()
    assert bar(view).value() == bar(view).maximum()
    assert 0 < seen(view, len(TEXT.rstrip()) - 1) < view.viewport().height()
    bar(view).setValue(0)
    view.viewport().grab()
    first = next(offset for offset, char in enumerate(TEXT) if char.isalpha())
    assert 0 < seen(view, first) < 80


def test_paging_through_meets_every_line_once(view: ArticleView) -> None:
    tops: list[int] = []
    while bar(view).value() < bar(view).maximum():
        tops.append(letter_at(view, 40))
        bar(view).setValue(bar(view).value() + 400)
        view.viewport().grab()
    assert tops == sorted(tops)
    assert len(tops) > 20


def test_a_far_place_is_brought_into_view(view: ArticleView) -> None:
    for offset in (len(TEXT) * 2 // 3, 10, len(TEXT) - 5, len(TEXT) // 2):
        view.set_caret(offset)
        view.viewport().grab()
        near = next(place for place in range(offset, -1, -1) if TEXT[place].isalpha())
        assert -5 < seen(view, near) < view.viewport().height()


def test_lanes_that_grow_do_not_move_the_line_at_the_top(view: ArticleView) -> None:
    bar(view).setValue(bar(view).maximum() // 3)
    view.viewport().grab()
    offset = letter_at(view, 30)
    before = seen(view, offset)
    spans = [
        Span(id=f"s{n}", document_id="d", label="actor", ranges=((place, place + 2),), quote="", author="x")
        for n, place in enumerate(place for place in range(offset - 400, offset - 200, 10) for _ in range(5))
    ]
    view.set_layer(spans, [])
    view.viewport().grab()
    assert seen(view, offset) == pytest.approx(before, abs=40)


def test_a_shorter_document_begins_at_its_beginning(view: ArticleView) -> None:
    bar(view).setValue(bar(view).maximum())
    view.show_document(Document(id="e", kind="article", text_hash="y"), "سطر", SCHEME)
    view.viewport().grab()
    assert 0 < view.range_rects(0, 1)[0].top() < 40
    assert bar(view).maximum() == 0
    view.clear()
    assert not view.viewport().grab().isNull()
