"""The caret, the selection, and the keyboard's ways of moving them. Offsets are code points of the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF

from annotator.core.arabic import grapheme_end, grapheme_start
from annotator.core.model import Range
from annotator.core.naming import names_at
from annotator.core.selecting import (
    Unit,
    move_edge,
    next_word,
    phrase_at,
    snapped,
    trimmed,
    without_clitics,
    word_at,
)
from annotator.ui.article import caret as carets
from annotator.ui.article.column import Column
from annotator.ui.article.words import Words


class Selection:
    """Moves over a `Column`. `anchor` is where the selection began; None: nothing is selected."""

    def __init__(self, column: Column, words: Words) -> None:
        self._column = column
        self._words = words
        self.caret = 0
        self.anchor: int | None = None
        self.snapping = True
        self._pieces_at: Callable[[int], list[Range]] = self._pieces
        self._gesture: list[Range] = []
        self._clicked = 0
        self._x: float | None = None

    def reset(self) -> None:
        self.caret, self.anchor, self._gesture, self._x = 0, None, [], None

    def range(self) -> Range | None:
        """The selection; None where nothing is selected."""
        if self.anchor is None or self.anchor == self.caret:
            return None
        return min(self.anchor, self.caret), max(self.anchor, self.caret)

    def target(self) -> Range | None:
        """The selection, trimmed unless snapping is off; with nothing selected, the word at the caret."""
        text, selected = self._column.text, self.range()
        if selected is None:
            return word_at(text, self.caret, self._all())
        whole = snapped(text, selected)
        return trimmed(text, whole) if self.snapping else whole

    def go(self, offset: int, *, extend: bool = False) -> None:
        """Put the caret at an offset; `extend` selects from where it stood."""
        self._x = None
        self._move(offset, extend)

    def select(self, start: int, end: int) -> None:
        self.anchor, self._x = start, None
        self.caret = min(max(end, 0), len(self._column.text))

    def drop(self) -> None:
        """Select nothing; the caret stays."""
        self.anchor = None

    def drag(self, origin: int, caret: int, *, by_letter: bool) -> None:
        """Select from where the drag began to where it is: whole words, unless it goes by letter."""
        if by_letter or origin == caret:
            self.anchor = origin
            self._move(caret, extend=True)
            return
        low = self.outward(min(origin, caret), is_end=False)
        high = self.outward(max(origin, caret), is_end=True)
        self.select(*((low, high) if origin < caret else (high, low)))

    # The arrows

    def step(self, by: int, *, extend: bool) -> None:
        """One character in reading direction, or back; a selection is left at its edge.

        A selection grows in the order of the text, so that it never shrinks on the way through Latin words.
        """
        if extend:
            text, at = self._column.text, self.caret
            self.go(grapheme_end(text, at + 1) if by > 0 else grapheme_start(text, at - 1), extend=True)
            return
        selected = self.range()
        if selected is not None:
            self.go(selected[1] if by > 0 else selected[0])
            return
        index = self._column.index_at(self.caret)
        begin = self._column.paragraph(index).start
        moved = carets.moved(self._column.layout(index), self.caret - begin, by)
        if moved is not None:
            self.go(begin + moved)
        elif by > 0 and index + 1 < len(self._column):
            self.go(self._edge(index + 1, first=True))
        elif by < 0 and index > 0:
            self.go(self._edge(index - 1, first=False))
        else:
            self.go(self.caret)

    def word(self, by: int, *, extend: bool) -> None:
        self.go(next_word(self._column.text, self.caret, by, self._all()), extend=extend)

    def line_edge(self, *, end: bool, extend: bool) -> None:
        index = self._column.index_at(self.caret)
        begin, layout = self._column.paragraph(index).start, self._column.layout(index)
        line = layout.line_at(self.caret - begin)
        offset = carets.line_end(layout, line) if end else layout.lines[line].start
        self.go(self._column.own_place(index, begin + offset), extend=extend)

    def text_edge(self, *, end: bool, extend: bool) -> None:
        self.go(len(self._column.text) if end else 0, extend=extend)

    def vertical(self, by: float, *, extend: bool) -> None:
        """Up or down by pixels, keeping to the place on the line."""
        box = self._column.caret(self.caret)
        x = box.x() if self._x is None else self._x
        y = box.center().y() + by
        hit = self._column.hit(QPointF(x, min(max(y, 0.0), self._column.height() - 1)))
        self._move(hit.caret, extend)
        self._x = x

    def line(self, by: int, *, extend: bool) -> None:
        """One line up or down."""
        index = self._column.index_at(self.caret)
        begin, layout = self._column.paragraph(index).start, self._column.layout(index)
        line = layout.line_at(self.caret - begin)
        top, bottom = layout.lines[line].top, layout.lines[line].bottom
        box = self._column.caret(self.caret)
        center = box.center().y() - self._column.top(index)
        reach = bottom - center if by > 0 else center - top
        after = layout.face.after if by > 0 and line == len(layout.lines) - 1 else 0.0
        self.vertical(by * (reach + after + box.height() / 2), extend=extend)

    # Gestures

    def word_gesture(self) -> None:
        """The word at the caret; again: without its proclitics; again: the name; the phrase; and round."""
        self._next_of(self._pieces, self.caret)

    def name_gesture(self) -> None:
        """The name at the caret or where the selection begins; again: another that is likely; and round."""
        selected = self.range()
        self._next_of(self._names, selected[0] if selected else self.caret)

    def pressed(self, offset: int) -> None:
        """The mouse is pressed at a character: outside the piece of the gesture, the gesture begins anew."""
        selected = self.range()
        if selected not in self._gesture or not selected[0] <= offset < selected[1]:
            self._gesture = []

    def click_word(self, offset: int) -> None:
        """As `word_gesture`, at a character; the same word again goes one further."""
        self._click(self._pieces, offset)

    def click_name(self, offset: int) -> None:
        """As `name_gesture`, at a character; the same again goes one further."""
        self._click(self._names, offset)

    def click_block(self, offset: int) -> None:
        """The paragraph at a character; of a ticker's item, its words without what follows them."""
        paragraph = self._column.paragraph(self._column.index_at(offset))
        ends = [start for start, end in paragraph.dimmed if end == paragraph.end]
        start, end = paragraph.start, min(ends, default=paragraph.end)
        if piece := trimmed(self._column.text, (start, end), keep_quotes=True):
            self.select(*piece)

    def move_edge(self, unit: Unit, by: int, *, trailing: bool) -> None:
        """Grow or shrink one edge of the selection; the other stays."""
        selected = self.range()
        if selected is None:
            return
        start, end = selected
        edge = end if trailing else start
        moved = self.moved(edge, unit, by)
        start, end = (start, moved) if trailing else (moved, end)
        if start < end:
            self.select(start, end)

    def turn_clitic(self) -> None:
        """Leave out the next proclitic at the beginning of the selection, or take all in again."""
        selected = self.range()
        if selected is not None and (start := self.clitic_turned(selected[0])) < selected[1]:
            self.select(start, selected[1])

    # Edges

    def moved(self, edge: int, unit: Unit, by: int) -> int:
        """Where an edge comes to stand, so many units on or back."""
        return move_edge(self._column.text, edge, unit, by, self._all(), self._words.clitics())

    def clitic_turned(self, start: int) -> int:
        """Where the next proclitic of the word ends; after the last, where the word begins."""
        word = word_at(self._column.text, start, self._all())
        if word is None or start == word[1]:
            return start
        after = move_edge(self._column.text, start, "clitic", 1, word, self._words.clitics())
        return after if after < word[1] else word[0]

    def outward(self, edge: int, *, is_end: bool) -> int:
        """An edge inside a word, moved out of it; any other stays."""
        word = word_at(self._column.text, edge, self._all())
        if word is None or not word[0] < edge < word[1]:
            return edge
        return word[1] if is_end else word[0]

    def without_blanks(self, ranges: Sequence[Range]) -> tuple[Range, ...]:
        """Ranges without white space at their ends; none for those that are nothing but white space."""
        found = []
        for start, end in ranges:
            piece = self._column.text[start:end]
            low, high = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
            if low < high:
                found.append((low, high))
        return tuple(found)

    def _click(self, pieces_at: Callable[[int], list[Range]], offset: int) -> None:
        pieces = pieces_at(offset)
        if self._pieces_at != pieces_at or pieces != self._gesture:
            self._pieces_at, self._gesture, self._clicked = pieces_at, pieces, 0
        else:
            self._clicked += 1
        if pieces:
            self.select(*pieces[self._clicked % len(pieces)])

    def _next_of(self, pieces_at: Callable[[int], list[Range]], at: int) -> None:
        """The piece after the one that is selected; the first one where none of them is."""
        selected = self.range()
        if self._pieces_at == pieces_at and selected in self._gesture:
            place = self._gesture.index(selected) + 1
        else:
            self._pieces_at, self._gesture, place = pieces_at, pieces_at(at), 0
        if self._gesture:
            self.select(*self._gesture[place % len(self._gesture)])

    def _pieces(self, at: int) -> list[Range]:
        """The word at an offset, the word without its proclitics, the name, the phrase; each once."""
        text, word = self._column.text, word_at(self._column.text, at, self._all())
        found = [word, self._bare(word), *self._several(at)[:1], phrase_at(text, at, self._all())]
        return list(dict.fromkeys(piece for piece in found if piece is not None))

    def _names(self, at: int) -> list[Range]:
        """The names of several words at an offset; where there is none, the word without its proclitics."""
        bare = self._bare(word_at(self._column.text, at, self._all()))
        return self._several(at) or ([bare] if bare else [])

    def _bare(self, word: Range | None) -> Range | None:
        return without_clitics(self._column.text, word, self._words.clitics()) if word else None

    def _several(self, at: int) -> list[Range]:
        words = self._words
        return names_at(self._column.text, at, self._all(), words.clitics(), words.naming(), words.known)

    def _move(self, offset: int, extend: bool) -> None:
        text = self._column.text
        offset = min(max(offset, 0), len(text))
        if 0 < offset < len(text):
            # The caret never stands inside a grapheme cluster.
            start = grapheme_start(text, offset)
            offset = start if start == offset or offset < self.caret else grapheme_end(text, offset)
        if not extend:
            self.anchor = None
        elif self.anchor is None:
            self.anchor = self.caret
        self.caret = offset

    def _edge(self, index: int, *, first: bool) -> int:
        """The first or last place of the caret in a paragraph, as the eye reads it."""
        layout = self._column.layout(index)
        stops = carets.line_stops(layout, 0 if first else len(layout.lines) - 1)
        offset = self._column.paragraph(index).start + stops[0 if first else -1]
        return offset if first else self._column.own_place(index, offset)

    def _all(self) -> Range:
        return 0, len(self._column.text)
