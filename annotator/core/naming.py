"""Selects a name of several words by one gesture: where it begins and ends around a word.

Offsets are code points. Nothing further than `NAME_REACH` from the offset is read, and `within` is never left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal

import msgspec
import regex  # type: ignore[import-untyped]

from annotator.core.arabic import fold_key
from annotator.core.model import Range
from annotator.core.selecting import Clitics, snapped, without_clitics, words_near

NAME_REACH = 200
_MOST_WORDS: Final = 12

# What may stand between two words of a name, and between two of a date.
_JOINT: Final = regex.compile(r"[^\S\n]*[#_\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeffـ]*[^\S\n]*")
_DATE_JOINT: Final = regex.compile(r"[^\S\n]*(?:[/.\-–][^\S\n]*)?\(?[^\S\n]*|[^\S\n]*\)[^\S\n]*[/\-–]?[^\S\n]*")
_NUMBER_JOINT: Final = regex.compile(r"[^\S\n]*\(?[^\S\n]*")
_HASH: Final = "#"
_LOW_LINE: Final = "_"
_OPENED, _CLOSED = "(", ")"
_CLOSING: Final = regex.compile(r"[^\S\n]*\)")
_RANGE_OR_FRACTION: Final = frozenset("/-–")

_NUMBER: Final = regex.compile(r"\p{N}[\p{N}.,:/٫٬\-‐‑]*")
_ARABIC: Final = regex.compile(r"\p{Arabic}")
_YA, _ARTICLE, _LAM = "ي", "ال", "ل"
_SHORTEST_WITH_ARTICLE: Final = 4

Known = Callable[[str], Sequence[Range]]
"""Where names that are known stand in a piece of text."""

Kind = Literal["name", "stop", "time", "time end", "number"]


class Naming(msgspec.Struct, frozen=True):
    """The words that tell where a name begins and ends, each in its folded form.

    `resources/lexicon/naming.toml` says what each list is for.
    """

    stops: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    nouns_in_ya: frozenset[str] = frozenset()
    directions: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    time_openers: frozenset[str] = frozenset()
    time_ends: frozenset[str] = frozenset()
    rare_proclitics: frozenset[str] = frozenset()

    def kind(self, key: str) -> Kind:
        """Of what kind a folded word is."""
        if _NUMBER.fullmatch(key):
            return "number"
        if key in self.times or key in self.time_openers:
            return "time"
        if key in self.time_ends:
            return "time end"
        # Hardly a noun begins with the letter of the present.
        present = key[:1] == _YA and len(key) > 3 and key not in self.nouns_in_ya
        return "stop" if present or key in self.stops or key in self.verbs else "name"


class _Word(msgspec.Struct, frozen=True):
    """A word; `bare` is where it begins without its proclitics, and `key` what then is left, folded."""

    start: int
    end: int
    bare: int
    key: str
    kind: Kind

    @property
    def has_article(self) -> bool:
        return self.key.startswith(_ARTICLE) and len(self.key) >= _SHORTEST_WITH_ARTICLE

    @property
    def noun(self) -> str:
        return self.key.removeprefix(_ARTICLE) if self.has_article else self.key


class _Line:
    """The words around an offset; looked at as far as they are needed."""

    def __init__(self, text: str, offset: int, within: Range, clitics: Clitics, naming: Naming) -> None:
        self.text, self.naming, self._clitics = text, naming, clitics
        near = max(within[0], offset - NAME_REACH), min(within[1], offset + NAME_REACH)
        self.places = [
            (start, end)
            for start, end in words_near(text, offset, within)
            if near[0] <= start and end <= near[1]
        ]
        self._words: dict[int, _Word] = {}

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, number: int) -> _Word:
        if number not in self._words:
            self._words[number] = self._read(*self.places[number])
        return self._words[number]

    def at(self, offset: int) -> int | None:
        """The number of the word that holds `offset`, or ends there."""
        touching = None
        for number, (start, end) in enumerate(self.places):
            if start <= offset < end:
                return number
            if end == offset:
                touching = number
        return touching

    def between(self, number: int) -> str:
        """What stands between a word and the one after it."""
        return self.text[self.places[number][1] : self.places[number + 1][0]]

    def _read(self, start: int, end: int) -> _Word:
        key, bare = fold_key(self.text[start:end]), start
        kind = self.naming.kind(key)
        if kind == "name":
            cut, _ = without_clitics(self.text, (start, end), self._clitics)
            rest = fold_key(self.text[cut:end])
            inner = self.naming.kind(rest)
            if inner != "name" or key[0] not in self.naming.rare_proclitics or rest.startswith(_ARTICLE):
                bare, key, kind = cut, rest, inner
        return _Word(start, end, bare, key, kind)

    def end(self, first: int) -> int:
        """The last word of the name that begins with the word `first`."""
        last = first
        while last + 1 < len(self) and last - first < _MOST_WORDS and self._goes_on(first, last):
            last += 1
        return last

    def _goes_on(self, first: int, last: int) -> bool:
        """Whether the word after `last` belongs to the name from `first` to `last`."""
        naming, head, word, after = self.naming, self[first], self[last], self[last + 1]
        between = self.between(last)
        if after.kind == "number":
            numbered = head.noun in naming.numbered or word.noun in naming.numbered
            return word.kind == "name" and numbered and _NUMBER_JOINT.fullmatch(between) is not None
        if word.kind == "number" or after.kind == "stop" or after.kind == "time":
            return False
        if not _JOINT.fullmatch(between) or self._leaves_hashtag(last, between):
            return False
        if bool(_ARABIC.match(word.key)) != bool(_ARABIC.match(after.key)):
            return False
        if word.key in naming.heads or after.key in naming.links:
            return True
        if after.key in naming.heads and head.key in naming.heads:
            return True
        if after.bare > after.start:
            lam = after.key[0] == _LAM and self.text[after.start] == _LAM
            return lam and head.noun in naming.bodies and last > first
        if after.key in naming.directions:
            return False
        for begins in (naming.places, naming.offices):
            if after.key in begins and word.key not in begins and self._is_told(first, last, begins):
                return False
        return after.has_article or not word.has_article

    def _is_told(self, first: int, last: int, begins: frozenset[str]) -> bool:
        if begins is self.naming.offices:
            return last > first
        return any(self[number].key in begins for number in range(first, last))

    def _leaves_hashtag(self, last: int, between: str) -> bool:
        """Whether a hashtag of several words ends or begins here, or a second one does."""
        if _LOW_LINE in between:
            return False
        before = self.between(last - 1) if last else ""
        after = self.between(last + 1) if last + 2 < len(self) else ""
        if before == _LOW_LINE:
            return True
        if _HASH not in between:
            return False
        return _HASH in before or after == _LOW_LINE or self[last].has_article

    def date(self, at: int) -> Range | None:
        """The date that holds the word `at`: words of time and numbers, of which one at least is the former."""
        parts = ("time", "number", "time end")
        if self[at].kind not in parts:
            return None
        first = last = at
        openers = self.naming.time_openers
        while first > 0 and self[first].key not in openers and self[first - 1].kind in parts:
            if not _DATE_JOINT.fullmatch(self.between(first - 1)):
                break
            first -= 1
        while last + 1 < len(self) and self[last + 1].kind in parts and self[last + 1].key not in openers:
            if not _DATE_JOINT.fullmatch(self.between(last)):
                break
            last += 1
        while first < at and self[first].kind == "time end":
            first += 1
        start, end = self[first].bare, self[last].end
        if first == last:
            return None
        inner = self.text[start:end]
        if inner.count(_OPENED) > inner.count(_CLOSED) and (closing := _CLOSING.match(self.text, end)):
            end = snapped(self.text, closing.span())[1]
            inner = self.text[start:end]
        if inner.count(_OPENED) != inner.count(_CLOSED):
            return None
        told = any(self[number].kind == "time" for number in range(first, last + 1))
        return (start, end) if told or not _RANGE_OR_FRACTION.isdisjoint(inner) else None


def names_at(
    text: str, offset: int, within: Range, clitics: Clitics, naming: Naming, known: Known | None = None
) -> list[Range]:
    """The names of several words that the word at `offset` belongs to, the likeliest first.

    First a known name; then the date, or the name that begins with this word; then the one that goes on
    with it. Proclitics in front are left out. None of them is inside the word.
    """
    line = _Line(text, offset, within, clitics, naming)
    at = line.at(offset)
    if at is None:
        return []
    found = [*_known(line, at, known), *_told(line, at)]
    return list(dict.fromkeys(found))


def _known(line: _Line, at: int, known: Known | None) -> list[Range]:
    if known is None:
        return []
    start, (word_start, word_end) = line.places[0][0], line.places[at]
    places = [(start + first, start + last) for first, last in known(line.text[start : line.places[-1][1]])]
    covering = [place for place in places if place[0] < word_end <= place[1] and place[1] > word_start and not (place[0]>=word_start and place[1]<=word_end)]
    return sorted(covering, key=lambda place: (place[0] < word_start, place[0] - place[1]))


def _told(line: _Line, at: int) -> Iterator[Range]:
    if date := line.date(at):
        yield date
        return
    if line[at].kind in ("stop", "number"):
        return
    last = line.end(at)
    if last > at:
        yield line[at].bare, line[last].end
    first = at
    while first > 0 and line[first - 1].kind != "stop" and line.end(first - 1) >= at:
        first -= 1
    if first < at:
        yield line[first].bare, line[line.end(first)].end
