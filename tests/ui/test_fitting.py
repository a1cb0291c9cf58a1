"""Every page fits a small window: nothing is cut or lies outside, no dialog is larger than the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from annotator.words.i18n import Language
from tests.ui import pages

LAPTOP = QSize(1092, 614)
"""What a screen of 1366 x 768 shows at 125 %."""
_FRAME = QSize(4, 34)
"""What the frame of a dialog takes."""
_ROUNDING = 1


def faults(top: QWidget) -> list[str]:
    """What of a window is cut or lies outside."""
    found = []
    for widget in [top, *top.findChildren(QWidget)]:
        if not widget.isVisibleTo(top) or (widget.isWindow() and widget is not top):
            continue
        found += _outside(widget, top)
        if _is_cut(widget) and not widget.toolTip():
            found.append(f"cut: {_said(widget)!r} in {_path(widget, top)}")
    return found


def _outside(widget: QWidget, top: QWidget) -> list[str]:
    parent = widget.parentWidget()
    if widget is top or parent is None or _scrolls(parent):
        return []
    room = parent.rect().adjusted(-_ROUNDING, -_ROUNDING, _ROUNDING, _ROUNDING)
    return [] if room.contains(widget.geometry()) else [f"outside: {_path(widget, top)} {widget.geometry()}"]


def _scrolls(parent: QWidget) -> bool:
    """Whether a child may be larger than what is seen of it."""
    area = parent.parentWidget()
    return isinstance(parent, QStackedWidget) or (
        isinstance(area, QAbstractScrollArea) and area.viewport() is parent
    )


def _is_cut(widget: QWidget) -> bool:
    """Whether the words of a label or a button do not fit."""
    if isinstance(widget, QLabel) and widget.text():
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) > widget.height() + _ROUNDING
        needed = widget.sizeHint()
        return needed.width() > widget.width() + _ROUNDING or needed.height() > widget.height() + _ROUNDING
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.sizeHint().width() > widget.width() + _ROUNDING
    return False


def _said(widget: QWidget) -> str:
    assert isinstance(widget, (QLabel, QAbstractButton))
    return widget.text()


def _path(widget: QWidget, top: QWidget) -> str:
    names = []
    while widget is not top:
        names.append(widget.objectName() or type(widget).__name__)
        widget = widget.parentWidget()
    return " < ".join(names)


@pytest.mark.parametrize("name", pages.PAGES)
def test_it_fits(app: QApplication, corpus: Path, language: Language, name: str) -> None:
    page = pages.PAGES[name]
    found: list[str] = []

    def measure(over: QWidget) -> None:
        found.extend(faults(over))
        if not isinstance(over, QMainWindow):
            least = over.minimumSizeHint().expandedTo(over.minimumSize()) + _FRAME
            if not QRect(QPoint(), LAPTOP).contains(QRect(QPoint(), least)):
                found.append(f"larger than the screen: {least}")

    with pages.at_window(corpus, page, language) as window:
        pages.look(window, page, measure)
        if window.size() != pages.SMALL:
            found.append(f"the window grows to {window.size()}")
    assert not found, "\n".join(found)


def test_what_is_cut_and_what_lies_outside_is_found(app: QApplication) -> None:
    top = QWidget()
    top.resize(200, 100)
    label, button, beyond = QLabel("كلمات", top), QPushButton("كلمات", top), QWidget(top)
    label.resize(label.sizeHint())
    button.resize(button.sizeHint())
    beyond.setGeometry(150, 20, 50, 20)
    top.show()
    assert faults(top) == []
    label.resize(label.width() // 2, label.height())
    button.resize(button.width() // 2, button.height())
    beyond.move(180, 20)
    assert [row.partition(":")[0] for row in faults(top)] == ["cut", "cut", "outside"]
    label.setToolTip("كلمات")
    assert len(faults(top)) == 2
    top.close()
