"""Which key was pressed, in Latin letters, on an Arabic keyboard too: a judgement is a key, not a letter."""

from __future__ import annotations

import unicodedata
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

# The letters of the Arabic keyboard, in the order of the Latin keys below: three rows of keys.
_ARABIC: Final = (
    "ض", "ص", "ث", "ق", "ف", "غ", "ع", "ه", "خ", "ح",
    "ش", "س", "ي", "ب", "ل", "ا", "ت", "ن", "م",
    "ئ", "ء", "ؤ", "ر", unicodedata.normalize("NFKC", "\ufefb"), "ى", "ة",
)  # fmt: skip
_LATIN: Final = dict(zip(_ARABIC, "QWERTYUIOPASDFGHJKLZXCVBNM", strict=True))


def pressed(event: QKeyEvent) -> str:
    """`A` to `Z` or `0` to `9`, whatever the keyboard writes with that key; "" for any other key."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    if held:
        return ""
    text = unicodedata.normalize("NFKC", event.text()).upper()
    if len(text) == 1 and text.isdecimal():
        return str(unicodedata.decimal(text))
    text = _LATIN.get(text, text)
    return text if len(text) == 1 and "A" <= text <= "Z" else ""
