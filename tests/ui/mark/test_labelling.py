"""Where a selection ends: in a ligature, a cluster, over paragraphs and items; what the label then gets."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.commands import documents
from annotator.core.model import Span
from annotator.ui.window import MainWindow

KEY, MOD = Qt.Key, Qt.KeyboardModifier
TICKER = """الأخبار العاجلة
مقتل طفل في السنديان (مصادر محلية) - 11:52 قصف على الريان (مصدر عسكري) - 11:22
"""


def open_text(window: MainWindow, text: str) -> None:
    report = window.session.do(documents.add_text, text)
    assert report is not None
    window.opening.document(report.first_document or "")
    assert window.session.text == text
    window.article.setFocus()


def label(window: MainWindow, start: int, end: int, key: Qt.Key) -> Span:
    window.article.set_selection(start, end)
    QTest.keyClick(window.article, key)
    span = window.session.span(window.article.selected_span())
    assert span is not None
    return span


def test_half_of_lam_alef_can_be_selected_by_keys_and_is_labelled_as_it_is(window: MainWindow) -> None:
    open_text(window, "قال سلام إن الأمر هادئ")
    start = window.session.text.index("سلام")
    window.article.set_caret(start)
    for _ in range(2):
        QTest.keyClick(window.article, KEY.Key_Left, MOD.ShiftModifier)
    assert window.article.selection() == (start, start + 2)
    QTest.keyClick(window.article, KEY.Key_1)
    span = window.session.span(window.article.selected_span())
    assert span is not None and span.quote == "سل"
    lam, alef = (window.article.range_rects(n, n + 1)[0] for n in (start + 1, start + 2))
    assert lam.left() >= alef.right() - 0.5 and lam.width() > 0 < alef.width()


@pytest.mark.parametrize("snapping", [True, False])
def test_a_cluster_is_never_parted(window: MainWindow, snapping: bool) -> None:
    open_text(window, "قال مُحَمَّد 👨‍👩‍👧 شيئا")
    if not snapping:
        window.menus.actions["snapping"].trigger()
    text = window.session.text
    start = text.index("م")
    # As a search would leave it: behind a letter whose marks follow.
    span = label(window, start, start + 5, KEY.Key_1)
    assert span.quote == "مُحَمَّ"
    family = text.index("👨")
    assert label(window, family, family + 2, KEY.Key_2).quote == "👨‍👩‍👧"


def test_over_paragraphs_one_range(window: MainWindow) -> None:
    open_text(window, "قال المجلس إن الهدنة صامدة.\nوأضاف أنها مستمرة.")
    text = window.session.text
    span = label(window, text.index("إن"), len(text), KEY.Key_3)
    assert span.ranges == ((text.index("إن"), len(text) - 1),)
    assert "\n" in span.quote


def test_over_items_of_a_ticker_the_words_of_each(
    window: MainWindow, tmp_path: Path, app: QApplication
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(TICKER, encoding="utf-8")
    report = window.session.do(documents.import_paths, [page])
    assert report is not None
    window.opening.document(report.first_document or "")
    text = window.session.text
    window.article.setFocus()
    items = [row for row in window.session.document.segments if row.kind == "item"]  # type: ignore[union-attr]
    assert len(items) == 2
    span = label(window, items[0].start, len(text), KEY.Key_3)
    assert [text[a:b] for a, b in span.ranges] == [text[row.start : row.end].strip() for row in items]
    assert "11:52" not in span.quote


def test_what_holds_nothing_to_label_is_said(window: MainWindow) -> None:
    open_text(window, "قال ، ، شيئا")
    start = window.session.text.index("،")
    window.article.set_selection(start, start + 3)
    QTest.keyClick(window.article, KEY.Key_1)
    assert window.session.layer.spans == () and window.panels.notice.said.text()
