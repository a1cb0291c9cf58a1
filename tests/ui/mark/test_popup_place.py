"""The popup of `A` stands beside the claim: never over it, never off the screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.commands import documents
from annotator.commands.spans import add_span
from annotator.core.model import Span
from annotator.ui.window import MainWindow

LINES = [
    f"قال مصدر رقم {n} من بلدة السنديان إن الطريق مفتوح أمام القوافل منذ الصباح الباكر." for n in range(30)
]
TEXT = "\n".join(LINES)


def added(window: MainWindow, label: str, words: str, after: str) -> Span:
    document = window.session.document
    assert document is not None
    start = TEXT.index(words, TEXT.index(after))
    made = window.session.do(
        add_span, document_id=document.id, label=label, ranges=[(start, start + len(words))]
    )
    assert made is not None
    return made


def settle(window: MainWindow) -> None:
    """Until the window has found its shape."""
    shapes: list[object] = []
    while len(shapes) < 3 or shapes[-1] != shapes[-3]:
        QApplication.processEvents()
        shapes.append(window.article.mapToGlobal(window.article.rect().topLeft()).y())


@pytest.mark.parametrize("line", [0, 9, 14, 29])
def test_beside_the_claim_and_on_the_screen(window: MainWindow, line: int) -> None:
    """In both directions, at the size of a small screen, wherever the claim has been scrolled to."""
    window.setGeometry(QRect(0, 0, 1024, 700))
    window.proposing.show(False)  # the strip that comes and goes moves the text
    report = window.session.do(documents.add_text, TEXT)
    assert report is not None
    window.opening.document(report.first_document or "")
    for n in range(12):
        added(window, "source", f"مصدر رقم {n}", LINES[n])
    claim = added(window, "claim", "إن الطريق مفتوح أمام القوافل منذ الصباح الباكر", LINES[line])
    QApplication.processEvents()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.article.select_span(claim.id)
    window.article.setFocus()
    settle(window)
    tying = window.annotating.tying
    tying.offer(claim)
    popup = tying.popup
    screen = window.screen().availableGeometry()
    for _ in range(2):
        assert popup.isVisible() and screen.contains(popup.geometry())
        assert not popup.geometry().intersects(tying._box(claim))
        assert popup.list.viewport().height() >= popup.list.sizeHintForRow(0)
        QTest.keyClick(popup.list, Qt.Key.Key_Space)
        QTest.keyClick(popup.list, Qt.Key.Key_Down)
        QTest.keyClick(popup.list, Qt.Key.Key_Space)
        QApplication.processEvents()
    popup.hide()
