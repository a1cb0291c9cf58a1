"""The direction in which plain text is read and set: its lines begin where reading begins."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QPlainTextEdit


def read_from(text: QPlainTextEdit, *, rtl: bool) -> None:
    """Qt sets a line that runs from right to left at the left, unless it is told otherwise."""
    option = QTextOption(text.document().defaultTextOption())
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    option.setAlignment(Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
    text.document().setDefaultTextOption(option)
