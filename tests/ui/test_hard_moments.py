"""Texts nobody would write, and all the same they come: the view stays usable."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.core.lanes import MOST
from annotator.core.model import Document, Span
from annotator.formats import scheme_toml
from annotator.ui.app import start
from annotator.ui.article.view import ArticleView
from annotator.ui.parts.look import LIGHT
from annotator.ui.window import MainWindow

KEY = Qt.Key


def shown(qtbot: QtBot, text: str, spans: list[Span] | None = None) -> ArticleView:
    view = ArticleView(LIGHT)
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    view.show_document(Document(id="d", kind="text", text_hash="x"), text, scheme_toml.load())
    view.set_layer(spans or [], ())
    QApplication.processEvents()
    return view


def span(text: str, number: int, start: int, end: int) -> Span:
    return Span(
        id=f"s{number:03}",
        document_id="d",
        label="actor" if number % 2 else "claim",
        ranges=((start, end),),
        quote=text[start:end],
        author="سلمى",
    )


def test_one_line_of_five_megabytes(qtbot: QtBot) -> None:
    """What is far away is neither laid out nor walked through: the end is as near as the beginning."""
    words = "قالت فرق الإسعاف إن الطريق مغلق "
    text = words * (5_000_000 // len(words.encode()) + 1)
    assert len(text.encode()) >= 5_000_000
    view = shown(qtbot, text, [span(text, 1, len(text) - 31, len(text) - 20)])
    QTest.keyClick(view, KEY.Key_End, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert view.caret() == len(text)
    view.walk_spans(-1)
    assert view.selected_span() == "s001" and view.range_rects(len(text) - 31, len(text) - 20)
    QTest.keyClick(view, KEY.Key_Up)
    QApplication.processEvents()
    assert len(text) - 400 < view.caret() < len(text) - 31
    assert len(view._column._layouts) < 20


def test_two_hundred_spans_on_one_word(qtbot: QtBot) -> None:
    """The shorter ones have lanes of their own, the rest share the last; Tab comes to every one of them."""
    text = "قبل " + "ن" * 250 + " وبعد\nسطر آخر"
    spans = [span(text, number, 4, 54 + number) for number in range(200)]
    view = shown(qtbot, text, spans)
    lanes = {lane for line in view._column._bands[0] for _, _, lane in line}
    assert lanes == set(range(MOST))
    seen = []
    for _ in spans:
        QTest.keyClick(view, KEY.Key_Tab)
        QApplication.processEvents()
        seen.append(view.selected_span())
    assert sorted(seen) == [row.id for row in spans]
    assert len(view.shown.at(4)) == 200


def test_two_hundred_spans_of_the_same_letters(qtbot: QtBot) -> None:
    text = "قبل كلمة وبعد"
    view = shown(qtbot, text, [span(text, number, 4, 8) for number in range(200)])
    lanes = [lane for line in view._column._bands[0] for _, _, lane in line]
    assert sorted(lanes) == [*range(MOST), *[MOST - 1] * (200 - MOST)]


@pytest.mark.parametrize(
    "text",
    [
        "\u064e\u064f\u0650\u0651",
        "\u0301" * 300,
        "   ",
        "\u00a0\u2003\u3000",
        "\t\t",
        "\n\n\n",
        " \n \u064e\n\u200f\u200f",
        "\u202e\u202e",
        "",
    ],
)
def test_only_marks_or_only_white_space(qtbot: QtBot, text: str) -> None:
    """Every key of movement ends somewhere in the text, a click too, and a word that is not there is none."""
    view = shown(qtbot, text)
    for key in (KEY.Key_Left, KEY.Key_Right, KEY.Key_Down, KEY.Key_Up, KEY.Key_End, KEY.Key_Home, KEY.Key_W):
        for modifier in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            QTest.keyClick(view, key, modifier)
            QApplication.processEvents()
            assert 0 <= view.caret() <= len(text)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.viewport().rect().center())
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.viewport().rect().center())
    view.select_all()
    QApplication.processEvents()
    assert 0 <= view.caret() <= len(text)
    assert view.selection() in (None, (0, len(text)))


def test_the_window_fits_the_screen(app: QApplication, corpus: Path) -> None:
    """Whatever it likes to be: the screen here is smaller than that."""
    sizes: list[QSize] = []
    room = app.primaryScreen().availableSize()

    def look() -> None:
        window = next(widget for widget in app.topLevelWidgets() if isinstance(widget, MainWindow))
        sizes.append(window.size())
        assert window.minimumSizeHint().width() <= 1024 and window.minimumSizeHint().height() <= 600
        app.quit()

    QTimer.singleShot(0, look)
    start(corpus, author="سلمى", language="ar")
    assert sizes and sizes[0].width() <= room.width() and sizes[0].height() <= room.height()
