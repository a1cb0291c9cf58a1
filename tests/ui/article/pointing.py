"""The mouse over an article: clicks, drags, and the knobs of the selected span's handles."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.ui.article.handles import Edge, handle
from annotator.ui.article.view import ArticleView

MOD = Qt.KeyboardModifier
LEFT = Qt.MouseButton.LeftButton


def point(view: ArticleView, offset: int) -> QPointF:
    """The middle of the caret at an offset, in the viewport."""
    return view._frame.caret_box(offset).center()


def knob(view: ArticleView, edge: Edge) -> QPointF:
    span = view.shown_span()
    assert span is not None
    return handle(view._column, span, edge).p2() + view._frame.origin()


def move(view: ArticleView, to: QPointF, modifiers: Qt.KeyboardModifier = MOD.NoModifier) -> None:
    port = view.viewport()
    kind, none = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
    QApplication.sendEvent(port, QMouseEvent(kind, to, port.mapToGlobal(to), none, LEFT, modifiers))


def drag(
    view: ArticleView, start: QPointF, end: QPointF, modifiers: Qt.KeyboardModifier = MOD.NoModifier
) -> None:
    QTest.mousePress(view.viewport(), LEFT, modifiers, start.toPoint())
    for step in range(1, 9):
        move(view, start + (end - start) * step / 8, modifiers)
    QTest.mouseRelease(view.viewport(), LEFT, modifiers, end.toPoint())


def click(view: ArticleView, offset: int) -> None:
    box = view.range_rects(offset, offset + 1)[0].center().toPoint()
    QTest.mouseClick(view.viewport(), LEFT, pos=box)
