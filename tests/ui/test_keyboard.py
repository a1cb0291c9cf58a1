"""Keys are read by what stands on them, in whichever script the keyboard is set to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from annotator.ui.keyboard import pressed

MOD = Qt.KeyboardModifier


def test_the_keys_of_an_arabic_keyboard() -> None:
    def key(text: str, modifiers: Qt.KeyboardModifier = MOD.NoModifier) -> str:
        return pressed(QKeyEvent(QEvent.Type.KeyPress, 0, modifiers, text))

    assert [key(text) for text in ("ش", "ﻻ", "لا", "ؤ", "ي", "ث", "ب", "ح", "ى")] == list("ABBCDEFPN")
    assert [key(text) for text in ("٢", "2", "a", "A")] == ["2", "2", "A", "A"]
    assert [key(text) for text in ("", "«", "ab", "é")] == [""] * 4
    assert key("a", MOD.ControlModifier) == ""
