"""Keys of an Arabic keyboard, the margin, and what the view leaves to the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.model import Document, Segment, Span
from annotator.formats import scheme_toml
from annotator.suggest.clitics import clitics
from annotator.suggest.naming import naming
from annotator.ui.article.view import ArticleView
from annotator.ui.parts.look import LIGHT

TEXT = "🔴 قالت وروسيا إن الطائرة سقطت."


@pytest.fixture
def view(qapp: QApplication) -> Iterator[ArticleView]:
    made = ArticleView(LIGHT)
    made.words.clitics, made.words.naming = clitics, naming
    made.resize(600, 300)
    made.show()
    made.show_document(Document(id="d", kind="article", text_hash="x"), TEXT, scheme_toml.load())
    yield made
    made.close()
    made.deleteLater()


def typed(view: ArticleView, char: str, key: int, modifiers: Qt.KeyboardModifier) -> bool:
    """Whether the view took the key."""
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, char)
    QApplication.sendEvent(view, event)
    return event.isAccepted()


def test_arabic_letters_on_the_keys_of_w_and_the_brackets_do_the_same(view: ArticleView) -> None:
    start = TEXT.index("وروسيا")
    view.set_caret(start + 3)
    none, alt = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
    assert typed(view, "ص", ord("ص"), none)
    assert view.selection() == (start, start + 6)
    typed(view, "ص", ord("ص"), none)
    assert view.selection() == (start + 1, start + 6)
    typed(view, "ج", ord("ج"), none)
    assert view.selection() == (start + 1, start + 5)
    typed(view, "د", ord("د"), none)
    assert view.selection() == (start + 1, start + 6)
    typed(view, "{", Qt.Key.Key_BraceLeft, Qt.KeyboardModifier.ShiftModifier)
    assert view.selection() == (start + 2, start + 6)
    view.set_selection(start, start + 6)
    typed(view, "", Qt.Key.Key_BracketLeft, alt | Qt.KeyboardModifier.ShiftModifier)
    assert view.selection() == (start + 1, start + 6)


@pytest.mark.parametrize(("char", "key"), [("W", Qt.Key.Key_W), ("\u064b", 0x64B), ("ص", ord("ص"))])
def test_with_shift_the_key_of_w_takes_the_name_on_either_keyboard(
    view: ArticleView, char: str, key: int
) -> None:
    text = "زار مدرسة النخيل أمس."
    view.show_document(Document(id="d", kind="article", text_hash="x"), text, scheme_toml.load())
    view.set_caret(text.index("مدرسة"))
    assert typed(view, char, key, Qt.KeyboardModifier.ShiftModifier)
    assert view.value() == "مدرسة النخيل"


def test_caps_lock_is_no_shift(view: ArticleView) -> None:
    view.set_caret(TEXT.index("الطائرة"))
    assert typed(view, "W", Qt.Key.Key_W, Qt.KeyboardModifier.NoModifier)
    assert view.value() == "الطائرة"


@pytest.mark.parametrize("char", ["1", "a", "y", "ش", "؟"])
def test_other_keys_are_left_to_the_window(view: ArticleView, char: str) -> None:
    assert not typed(view, char, ord(char.upper()), Qt.KeyboardModifier.NoModifier)
    assert not typed(view, "", Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)


def test_return_and_a_double_click_on_its_bracket_open_the_selected_span(view: ArticleView) -> None:
    start = TEXT.index("إن")
    claim = Span(
        id="c", document_id="d", label="claim", ranges=((start, len(TEXT) - 1),), quote="", author="سلمى"
    )
    view.set_layer([claim], [])
    opened: list[str] = []
    view.span_opened.connect(opened.append)
    first = view.range_rects(0, 1)[0]
    margin = QPoint(round(first.right()) + 10, round(first.center().y()))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=margin)
    assert view.selected_span() == "c"
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=margin)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened == ["c", "c"]


def test_items_that_stand_in_one_line_are_walked_both_ways(view: ArticleView) -> None:
    text = 'سقوط طائرة (مصدر) - 12:00 "قحس "تعلن هدنة - 12:10'
    second = text.index('"')
    items = (Segment(kind="item", start=0, end=second - 1), Segment(kind="item", start=second, end=len(text)))
    document = Document(id="t", kind="ticker", text_hash="x", segments=items)
    view.show_document(document, text, scheme_toml.load())
    view.set_caret(0)
    none = Qt.KeyboardModifier.NoModifier
    for key, edge in ((Qt.Key.Key_Left, len(text)), (Qt.Key.Key_Right, 0)):
        seen = {view.caret()}
        while view.caret() != edge:
            QTest.keyClick(view, key, none)
            assert view.caret() not in seen
            seen.add(view.caret())
        assert seen == set(range(len(text) + 1))
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_End, none)
        assert view.caret() == second - 1
