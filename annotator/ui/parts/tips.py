"""Tooltips that show text as text: what looks like HTML Qt takes for such, and loads pictures it names."""

from __future__ import annotations

from PySide6.QtGui import Qt


def as_text(text: str) -> str:
    """`text` for a tooltip. What looks like HTML is escaped; all else stays for those who hear it read."""
    if not Qt.mightBeRichText(text):
        return text
    return Qt.convertFromPlainText(text, Qt.WhiteSpaceMode.WhiteSpaceNormal)
