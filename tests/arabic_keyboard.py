"""A keyboard whose only layout is Arabic, its digits too: the events its keys send under X11."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}

# For each row: the code of its first key, what a Latin keyboard writes, what this one does, what with Shift.
_ROWS = (
    (10, "1234567890-=", "١٢٣٤٥٦٧٨٩٠-=", "!@#$%^&*)(_+"),
    (24, "QWERTYUIOP[]", "ضصثقفغعهخحجد", "\u064e\u064b\u064f\u064c\ufef9إ`÷×؛<>"),
    (38, "ASDFGHJKL;'`", "شسيبلاتنمكطذ", '\u0650\u064d][\ufef7أـ،/:"\u0651'),
    (51, "\\ZXCVBNM,./", "\\ئءؤر\ufefbىةوزظ", "…~\u0652}{\ufef5آ',.؟"),
)
KEYS = {
    place: (first + step, plain[step], shifted[step])
    for first, places, plain, shifted in _ROWS
    for step, place in enumerate(places)
}
"""By what stands there on a Latin keyboard: the code, and what is written without and with Shift."""
_ON_SHIFT = {"?": "/", "+": "=", "{": "[", "}": "]"}


def is_on_it(key: str) -> bool:
    """Whether a key of the table of actions lies where the layout matters."""
    return _parted(key)[1] in KEYS


def event_of(key: str, kind: QEvent.Type = QEvent.Type.KeyPress) -> QKeyEvent:
    """The event of a key as the table of actions has it, e.g. `Ctrl+Z`."""
    modifiers, place = _parted(key)
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= _MODIFIERS[modifier]
    code, plain, shifted = KEYS[place]
    written = shifted if "Shift" in modifiers else plain
    text = "" if {"Ctrl", "Alt"} & {*modifiers} else written
    return QKeyEvent(kind, ord(written.upper()), held, code, ord(written), 0, text)


def press(key: str) -> None:
    """Press a key wherever the focus is, once Qt has found no shortcut for what it writes."""
    window = QApplication.focusWindow()
    assert window is not None
    QCoreApplication.sendEvent(window, event_of(key))
    QApplication.processEvents()


def _parted(key: str) -> tuple[list[str], str]:
    *modifiers, place = key.replace("++", "+plus").split("+")
    place = "+" if place == "plus" else place
    return ([*modifiers, "Shift"], _ON_SHIFT[place]) if place in _ON_SHIFT else (modifiers, place)
