"""The keys the article handles itself: which key makes which move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from annotator.core.selecting import Unit
from annotator.ui.article.edges import Edges
from annotator.ui.article.selection import Selection
from annotator.ui.keyboard import sign

_KEY, _MODIFIER = Qt.Key, Qt.KeyboardModifier

WORD, CLITIC = "W", "\\"
EDGES: Final = {"[": -1, "{": -1, "]": 1, "}": 1}
# With Shift, Arabic keyboards write these on the keys of the brackets.
_WRITTEN: Final = {"<": "{", ">": "}"}


def act(event: QKeyEvent, selection: Selection, edges: Edges, *, rtl: bool, page: float) -> bool:
    """Move the caret, the selection or an edge of the span as the key says. False: it is not for the article.

    `rtl`: whether the text reads from right to left; `page`: how many pixels a page is.
    """
    modifiers = event.modifiers()
    ctrl = bool(modifiers & _MODIFIER.ControlModifier)
    shift = bool(modifiers & _MODIFIER.ShiftModifier)
    alt = bool(modifiers & _MODIFIER.AltModifier)
    written = sign(event)
    if by := EDGES.get(_WRITTEN.get(written, written)):
        unit: Unit = "word" if ctrl else "clitic" if alt else "grapheme"
        return _moved_edge(selection, edges, unit, by, leading=shift)
    if alt:
        return False
    if not ctrl and written == CLITIC:
        return _turned_clitic(selection, edges)
    if not ctrl and written == WORD:
        gesture = selection.name_gesture if shift else selection.word_gesture
        gesture()
        return True
    move = _MOVES.get((Qt.Key(event.key()), ctrl))
    if move is None:
        return False
    move(selection, shift, 1 if rtl else -1, page)
    return True


def _moved_edge(selection: Selection, edges: Edges, unit: Unit, by: int, *, leading: bool) -> bool:
    """Shrink or grow the end of the selected text, else of the selected span; `leading`: its beginning."""
    by = -by if leading else by
    if selection.range() is None:
        return edges.move(unit, by, edge="start" if leading else "end")
    selection.move_edge(unit, by, trailing=not leading)
    return True


def _turned_clitic(selection: Selection, edges: Edges) -> bool:
    if selection.range() is None:
        return edges.turn_clitic()
    selection.turn_clitic()
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
