"""Selects by one gesture: the word, the word without its proclitics, the phrase; and says where edges stop.

Offsets are code points. Nothing scans a whole document: a word is sought within `WORD_REACH` code points of
the offset, a phrase within `PHRASE_REACH`, and `within` (the paragraph, as a rule) is never left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec
import regex  # type: ignore[import-untyped]

from annotator.core.arabic import fold_key, grapheme_end, grapheme_start
from annotator.core.model import Range

Unit = Literal["grapheme", "word", "clitic"]

WORD_REACH = 256
PHRASE_REACH = 2000

# Nothing is cut off a word that leaves fewer letters than this: no name is so short.
_SHORTEST_REST = 3

# Signs that hold a word together where letters stand on both sides, or a number together between digits.
# An invisible character in between is no border to the eye.
_INNER = r"""
    (?<=[\p{L}\p{M}]) ['’ʼ\-‐‑] (?=[\p{L}\p{N}])
  | (?<=\p{N}) [\-‐‑] (?=\p{L})
  | (?<=\p{Nd}) [.,:/٫٬] (?=\p{Nd})
  | [\u00ad\u061c\u200e\u200f\u2060\ufeff] (?=[\p{L}\p{N}])
"""
_WORD = regex.compile(rf"(?x) [\p{{L}}\p{{N}}] (?: [\p{{L}}\p{{M}}\p{{N}}\u200c\u200d] | {_INNER} )*")
_LETTERS = regex.compile(r"\p{L}[\p{L}\p{M}\u200c\u200d]*")
_LETTER_TAIL = regex.compile(r"[ـ\p{M}\u200c\u200d]*")

# Words that a hashtag joins by low lines.
_JOINED = regex.compile(r"[\p{L}\p{M}\p{N}\u200c\u200d]++(?:_++[\p{L}\p{M}\p{N}\u200c\u200d]++)+")

# A phrase ends at punctuation, except inside a number; at a dash between spaces; at a picture.
_BREAK = regex.compile(
    r"""(?x) [،؛;؟?!«»"“”„()\[\]{}<>|•*…\n]
      | (?<!\p{Nd}) [.,:/] | [.,:/] (?!\p{Nd})
      | (?<=\s) [\-–—] (?=\s)
      | [\p{Extended_Pictographic}\U0001f1e6-\U0001f1ff]"""
)

# Trimmed at both ends: white space and what does not show, the joining tatweel, commas; at the trailing end
# full stops as well. What shares a grapheme with a neighbour stays.
_OUTER = r"\s\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeffـ،؛,;:"
_LEADING = regex.compile(rf"(?:[{_OUTER}](?![\p{{GCB=Extend}}\p{{GCB=SpacingMark}}\u200d]))+")
_TRAILING = regex.compile(rf"(?<!\p{{GCB=Prepend}})[{_OUTER}.۔…]")
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))
_QUOTES = (("«", "»"), ("“", "”"), ("„", "“"), ("‹", "›"), ("‘", "’"), ('"', '"'), ("'", "'"))


class Clitics(msgspec.Struct, frozen=True):
    """The letters that may be written onto a word in front. All are in their folded form.

    `proclitics`: the letters of each position in order, e.g. `("وف", "بلك")`; a word has one of each at most.
    `whole`: words that only look as if they had one, as do the same words with one of `endings`.
    """

    proclitics: tuple[str, ...] = ()
    whole: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()

    def is_whole(self, key: str) -> bool:
        """Whether the folded word `key` has no proclitic."""
        if key in self.whole:
            return True
        for ending in self.endings:
            stem = key.removesuffix(ending)
            if stem == key:
                continue
            # Before a longer ending ta marbuta is a ta («وزارتها») or gone («وزارات»).
            forms = (stem, stem + "ه", stem.removesuffix("ت") + "ه") if len(ending) > 1 else (stem,)
            if not self.whole.isdisjoint(forms):
                return True
        return False


def word_at(text: str, offset: int, within: Range) -> Range | None:
    """The word that holds `offset` or ends there; the sign and low lines of a hashtag are no part of it."""
    touching = None
    for start, end in words_near(text, offset, within):
        if start <= offset < end:
            return start, end
        if end == offset:
            touching = start, end
    return touching


def word_ranges(text: str) -> list[Range]:
    """All words of `text`, in order; their edges are not moved to grapheme borders."""
    return [match.span() for match in _WORD.finditer(text)]


def without_clitics(text: str, piece: Range, clitics: Clitics) -> Range:
    """`piece` without the proclitics of its first word and their harakat; unchanged where it has none.

    «لل» is cut after its first letter: the article in it has lost its alef.
    """
    borders = _clitic_borders(text, piece, clitics)
    return (borders[-1], piece[1]) if borders else piece


def phrase_at(text: str, offset: int, within: Range) -> Range | None:
    """The words between the punctuation before and after `offset`, trimmed.

    Inside a hashtag of several words: its words, with the low lines between them and without the sign. What
    is longer than the reach ends at a space.
    """
    for match in _JOINED.finditer(text, *_reach(text, offset, within)):
        if match.start() <= offset <= match.end():
            return trimmed(text, snapped(text, match.span()))
    lower, upper = max(within[0], offset - PHRASE_REACH), min(within[1], offset + PHRASE_REACH)
    if lower > within[0]:
        lower = max(within[0], grapheme_start(text, max(lower, text.find(" ", lower, offset))))
    if upper < within[1]:
        space = text.rfind(" ", offset, upper)
        upper = min(within[1], grapheme_end(text, upper if space < 0 else space))
    begin, found = lower, None
    for start, end in (*_breaks(text, lower, upper), (upper, upper)):
        if begin <= offset <= start:
            found = trimmed(text, (begin, start)) or found
        if start > offset:
            break
        begin = end
    return found


def _breaks(text: str, lower: int, upper: int) -> Iterator[Range]:
    """The graphemes in `[lower, upper)` that begin with what ends a phrase, in order.

    A sign that a grapheme only goes on with ends nothing: the second half of a flag, what is joined to a
    picture, what a prepended sign holds.
    """
    for match in _BREAK.finditer(text, lower, upper):
        start = match.start()
        if start == lower or grapheme_start(text, start) == start:
            yield start, min(upper, grapheme_end(text, start + 1))


def trimmed(text: str, piece: Range, *, keep_quotes: bool = False) -> Range | None:
    """`piece` without what is no part of a name at its ends; None if nothing is left.

    Brackets and quotation marks go where they enclose the whole piece or lack their partner; not from pieces
    longer than `PHRASE_REACH`. `keep_quotes` is for claims, which include their quotation marks.
    """
    start, end = piece
    pairs = _BRACKETS if keep_quotes else _BRACKETS + _QUOTES
    while start < end:
        before = start, end
        if match := _LEADING.match(text, start, end):
            start = match.end()
        while start < end and _TRAILING.match(text, end - 1):
            end -= 1
        if end - start <= PHRASE_REACH:
            start, end = _without_pair(text, start, end, pairs)
        if (start, end) == before:
            return before
    return None


def snapped(text: str, piece: Range) -> Range:
    """`piece` grown at both edges to the next grapheme border."""
    return grapheme_start(text, piece[0]), grapheme_end(text, piece[1])


def move_edge(text: str, offset: int, unit: Unit, step: int, within: Range, clitics: Clitics) -> int:
    """The offset of an edge after `step` units on (negative: back).

    `word` takes an edge that ends a word to the next such end, and one that begins a word to the next such
    beginning, so that no space is taken along; `clitic` also stops where a proclitic ends inside a word.
    """
    for _ in range(abs(step)):
        if unit == "grapheme":
            stop = grapheme_end(text, offset + 1) if step > 0 else grapheme_start(text, offset - 1)
            offset = min(max(stop, within[0]), within[1])
            continue
        words = list(words_near(text, offset, within))
        starts, ends = [start for start, _ in words], [end for _, end in words]
        stops = starts if offset in starts else ends if offset in ends else starts + ends
        if unit == "clitic":
            stops += [border for word in words for border in _clitic_borders(text, word, clitics)]
        offset = _nearest(text, stops, offset, step, within)
    return offset


def next_word(text: str, offset: int, step: int, within: Range) -> int:
    """Where the caret stops `step` words on (negative: back): before a word, or at an end of `within`."""
    for _ in range(abs(step)):
        stops = [start for start, _ in words_near(text, offset, within)]
        offset = _nearest(text, stops, offset, step, within)
    return offset


def words_near(text: str, offset: int, within: Range) -> Iterator[Range]:
    """The words in reach of `offset`, in order; one that leaves the reach is cut at a grapheme border."""
    lower, upper = _reach(text, offset, within)
    for match in _WORD.finditer(text, lower, upper):
        start, end = snapped(text, match.span())
        yield max(start, within[0]), min(end, within[1])


def _reach(text: str, offset: int, within: Range) -> Range:
    """How far words are sought: the stops where there is no word."""
    lower, upper = max(within[0], offset - WORD_REACH), min(within[1], offset + WORD_REACH)
    return max(within[0], grapheme_start(text, lower)), min(within[1], grapheme_end(text, upper))


def _nearest(text: str, stops: Iterable[int], offset: int, step: int, within: Range) -> int:
    lower, upper = _reach(text, offset, within)
    if step > 0:
        return min((stop for stop in stops if stop > offset), default=upper)
    return max((stop for stop in stops if stop < offset), default=lower)


def _clitic_borders(text: str, piece: Range, clitics: Clitics) -> list[int]:
    """Where the proclitics of the first word of `piece` end, in order."""
    start, end = piece
    match = _LETTERS.match(text, start, min(end, start + WORD_REACH))
    borders: list[int] = []
    if not match:
        return borders
    for letters in clitics.proclitics:
        key = fold_key(text[start : match.end()])
        after = _LETTER_TAIL.match(text, start + 1, match.end()).end()
        # A presentation form can hold two letters: there is no border inside it.
        if not key or key[0] not in letters or fold_key(text[start:after]) != key[0]:
            continue
        if clitics.is_whole(key) or len(key) - 1 < _SHORTEST_REST:
            break
        borders.append(after)
        start = after
    return borders


def _without_pair(text: str, start: int, end: int, pairs: Iterable[tuple[str, str]]) -> Range:
    """`[start, end)` without brackets at its ends that enclose all of it or have no partner in it."""
    if start >= end:
        return start, end
    first, last = start, end - 1
    edges = (text[first], text[last])
    partners: dict[int, int] = {}
    signs = ""
    for opening, closing in pairs:
        if opening not in edges and closing not in edges:
            continue
        signs += opening + closing
        waiting: list[int] = []
        for index in range(start, end):
            char = text[index]
            if char == closing and waiting:
                partners[index] = waiting.pop()
                partners[partners[index]] = index
            elif char == opening:
                waiting.append(index)
    if edges[0] in signs and partners.get(first, last) == last:
        start = grapheme_end(text, start + 1)
    if edges[1] in signs and partners.get(last, first) == first:
        end = grapheme_start(text, end - 1)
    return start, max(start, end)
