"""The keys the article handles itself: which key makes which move.

A person who types Arabic has letters on the keys that carry W and the brackets on a Latin keyboard; those
letters do the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from annotator.core.selecting import Unit
from annotator.ui.article.selection import Selection

_KEY, _MODIFIER = Qt.Key, Qt.KeyboardModifier

_WORD: Final = ("w", "W", "ص")
_WITH_SHIFT: Final = ("\u064b",)  # the tanwin on the key of «ص»
_SHRINK, _GROW = ("[", "{", "ج"), ("]", "}", "د")


def act(event: QKeyEvent, selection: Selection, *, rtl: bool, page: float) -> bool:
    """Move the caret or the selection as the key says. False: the key is not for the article.

    `rtl`: whether the text reads from right to left; `page`: how many pixels a page is.
    """
    modifiers = event.modifiers()
    ctrl = bool(modifiers & _MODIFIER.ControlModifier)
    shift = bool(modifiers & _MODIFIER.ShiftModifier)
    alt = bool(modifiers & _MODIFIER.AltModifier)
    if (by := _edge(event)) is not None:
        return _moved_edge(selection, by, ctrl=ctrl, shift=shift, alt=alt)
    if alt:
        return False
    if not ctrl and _is(event, _KEY.Key_W, (*_WORD, *_WITH_SHIFT)):
        gesture = selection.name_gesture if shift else selection.word_gesture
        gesture()
        return True
    move = _MOVES.get((Qt.Key(event.key()), ctrl))
    if move is None:
        return False
    move(selection, shift, 1 if rtl else -1, page)
    return True


def _edge(event: QKeyEvent) -> int | None:
    """Told by what is typed first: keyboards have the brackets on different keys."""
    if _is(event, _KEY.Key_BracketLeft, _SHRINK) or event.key() == _KEY.Key_BraceLeft:
        return -1
    if _is(event, _KEY.Key_BracketRight, _GROW) or event.key() == _KEY.Key_BraceRight:
        return 1
    return None


def _is(event: QKeyEvent, key: Qt.Key, typed: tuple[str, ...]) -> bool:
    code = event.key()
    return event.text() in typed or code == key or (0x7F < code < 0x110000 and chr(code) in typed)


def _moved_edge(selection: Selection, by: int, *, ctrl: bool, shift: bool, alt: bool) -> bool:
    """Shrink or grow the trailing edge, with Shift the leading one: by character, word or clitic."""
    if selection.range() is None:
        return False
    unit: Unit = "word" if ctrl else "clitic" if alt else "grapheme"
    selection.move_edge(unit, -by if shift else by, trailing=not shift)
    return True


Move = Callable[[Selection, bool, int, float], None]
"""Moves; told whether to extend the selection, what a step to the left means, and how high a page is."""

_MOVES: Final[dict[tuple[Qt.Key, bool], Move]] = {
    (_KEY.Key_Left, False): lambda s, extend, onward, _: s.step(onward, extend=extend),
    (_KEY.Key_Right, False): lambda s, extend, onward, _: s.step(-onward, extend=extend),
    (_KEY.Key_Left, True): lambda s, extend, onward, _: s.word(onward, extend=extend),
    (_KEY.Key_Right, True): lambda s, extend, onward, _: s.word(-onward, extend=extend),
    (_KEY.Key_Home, False): lambda s, extend, *_: s.line_edge(end=False, extend=extend),
    (_KEY.Key_End, False): lambda s, extend, *_: s.line_edge(end=True, extend=extend),
    (_KEY.Key_Home, True): lambda s, extend, *_: s.text_edge(end=False, extend=extend),
    (_KEY.Key_End, True): lambda s, extend, *_: s.text_edge(end=True, extend=extend),
    (_KEY.Key_Up, False): lambda s, extend, *_: s.line(-1, extend=extend),
    (_KEY.Key_Down, False): lambda s, extend, *_: s.line(1, extend=extend),
    (_KEY.Key_PageUp, False): lambda s, extend, _, page: s.vertical(-page, extend=extend),
    (_KEY.Key_PageDown, False): lambda s, extend, _, page: s.vertical(page, extend=extend),
}
"""By key and whether Ctrl is down."""
