"""Types text that has no keys of its own, as an input method does."""

from __future__ import annotations

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget


def enter(widget: QWidget, text: str) -> None:
    """Put `text` into a line that has the focus."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)
