"""Windows beside the text: one of a kind, in front, and out of the way of the place one goes to from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

Page = TypeVar("Page", bound=QWidget)

_SHARE: Final = 4
"""A page that hides a quarter of the text or more is in its way."""


def beside(window: QWidget, kind: type[Page], make: Callable[[], Page]) -> Page:
    """The page of this kind that the window has, or a new one, in front of all others."""
    page = window.findChild(kind)
    if page is None:
        page = make()
    page.show()
    page.raise_()
    page.activateWindow()
    return page


def give_way(page: QWidget, text: QWidget) -> None:
    """Put a page away, as it is, where it lies over the text; the keys are the text's then."""
    shown = QRect(text.mapToGlobal(QPoint()), text.size())
    hidden = shown & page.frameGeometry()
    if _SHARE * hidden.width() * hidden.height() >= shown.width() * shown.height():
        page.hide()
        text.window().activateWindow()
