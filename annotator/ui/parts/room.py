"""The first size of a dialog: what it likes, or as much of it as the screen has room for."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

_ROOM = 0.94
"""The share of a small screen that a dialog takes at most: its frame takes the rest."""


def fit(dialog: QWidget, size: QSize) -> None:
    """Give a dialog this size where the screen has room for it."""
    dialog.resize(size.boundedTo(dialog.screen().availableSize() * _ROOM))
