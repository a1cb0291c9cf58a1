"""Selects a name of several words by one gesture: where it begins and ends around a word.

Offsets are code points. Nothing beyond the reach of a word is read, and `within` is never left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec
import regex  # type: ignore[import-untyped]

from annotator.core.arabic import fold_key
from annotator.core.model import Range
from annotator.core.selecting import WORD_REACH, Clitics, trimmed, without_clitics, word_at, words_near

_INVISIBLE: Final = r"ـ\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_JOINT: Final = regex.compile(rf"[^\S\n]*[{_INVISIBLE}_#]*[^\S\n]*[{_INVISIBLE}_#]*")
"""What may stand between two words of a name."""
_DATE_JOINT: Final = regex.compile(rf"[^\S\n{_INVISIBLE}]*[/.\-–(:]?[^\S\n]*\)?[^\S\n]*")
_OPENED, _CLOSED = "(", ")"
_CLOSING: Final = regex.compile(r"[^\S\n]*\)")
_NUMBER: Final = regex.compile(r"\p{N}[\p{N}.,:/٫٬\-]*")
_YA, _ARTICLE = "ي", "ال"
_SHORTEST_WITH_ARTICLE: Final = 4

Known = Callable[[str], Sequence[Range]]
"""Where names that are known stand in a piece of text."""


class Naming(msgspec.Struct, frozen=True):
    """The words that tell where a name begins and ends. All are in their folded form."""

    stops: frozenset[str] = frozenset()
    begins: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    nouns_in_ya: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    time_ends: frozenset[str] = frozenset()


class _Word(msgspec.Struct, frozen=True):
    start: int
    end: int
    bare: int
    key: str
    kind: str
    """Of what kind it is: "name", "stop", "time", "time-end", "number"."""

    @property
    def has_article(self) -> bool:
        return self.key.startswith(_ARTICLE) and len(self.key) >= _SHORTEST_WITH_ARTICLE


class _Line:
    """The words around a place, classed as they are asked for."""

    def __init__(self, text: str, offset: int, within: Range, clitics: Clitics, naming: Naming) -> None:
        self.text, self.clitics, self.naming = text, clitics, naming
        self.places = list(words_near(text, offset, within))
        self._words: dict[int, _Word] = {}

    def __getitem__(self, number: int) -> _Word:
        if number not in self._words:
            self._words[number] = self._classed(*self.places[number])
        return self._words[number]

    def _classed(self, start: int, end: int) -> _Word:
        naming, key = self.naming, fold_key(self.text[start:end])
        kind = self._kind(key)
        if kind != "name":
            return _Word(start, end, start, key, kind)
        bare, _ = without_clitics(self.text, (start, end), self.clitics)
        if bare > start:
            key = fold_key(self.text[bare:end])
            kind = self._kind(key)
        return _Word(start, end, bare, key, kind)

    def _kind(self, key: str) -> str:
        naming = self.naming
        if _NUMBER.fullmatch(key):
            return "number"
        for kind, words in (("time", naming.times), ("time-end", naming.time_ends), ("stop", naming.stops), ("stop", naming.verbs)):
            if key in words:
                return kind
        if key[:1] == _YA and len(key) > 3 and key not in naming.nouns_in_ya:
            return "stop"
        return "name"

    def joined(self, before: int, joint: regex.Pattern) -> bool:
        return joint.fullmatch(self.text, self.places[before][1], self.places[before + 1][0]) is not None

    def goes_on(self, number: int) -> bool:
        """Whether the word after this one belongs to the same name."""
        if number + 1 >= len(self.places) or not self.joined(number, _JOINT):
            return False
        word, after, naming = self[number], self[number + 1], self.naming
        if word.kind in ("stop", "number", "time") or after.kind == "stop" or after.kind == "time":
            return False
        if after.kind == "number":
            return word.key in naming.numbered
        if word.key in naming.heads:
            return True
        if after.bare > after.start or after.key in naming.begins:
            return False
        return after.has_article or not word.has_article


def names_at(
    text: str, offset: int, within: Range, clitics: Clitics, naming: Naming, known: Known | None = None
) -> list[Range]:
    line = _Line(text, offset, within, clitics, naming)
    at = next((n for n, (start, end) in enumerate(line.places) if start <= offset < end), None)
    if at is None:
        at = next((n for n, (start, end) in enumerate(line.places) if end == offset), None)
    if at is None:
        return []
    found = []
    if known:
        lower, upper = line.places[0][0], line.places[-1][1]
        w = line.places[at]
        cover = [(lower + a, lower + b) for a, b in known(text[lower:upper])]
        cover = [(a, b) for a, b in cover if a < w[1] and b > w[0] and not (a >= w[0] and b <= w[1])]
        found += sorted(cover, key=lambda r: (r[0] not in (w[0], line[at].bare), r[0] - r[1]))
    if date := _date(line, at):
        found.append(date)
    elif line[at].kind not in ("stop", "number"):
        last = at
        while line.goes_on(last):
            last += 1
        first = at
        while first > 0 and line.goes_on(first - 1):
            first -= 1
        if last > at:
            found.append((line[at].bare, line[last].end))
        if first < at:
            found.append((line[first].bare, line[last].end))
    return list(dict.fromkeys(found))


def _date(line: _Line, at: int) -> Range | None:
    parts = ("time", "number", "time-end")
    if line[at].kind not in parts:
        return None
    first = last = at
    while first > 0 and line[first - 1].kind in parts and line.joined(first - 1, _DATE_JOINT):
        first -= 1
    while last + 1 < len(line.places) and line[last + 1].kind in parts and line.joined(last, _DATE_JOINT) and line[last+1].bare==line[last+1].start:
        last += 1
    while first < at and line[first].kind == "time-end":
        first += 1
    if first == last and not (line[first].kind=="time"): return None
    start, end = line[first].bare, line[last].end
    inner = line.text[start:end]
    if inner.count(_OPENED) > inner.count(_CLOSED) and (match := _CLOSING.match(line.text, end)):
        end = match.end()
        inner = line.text[start:end]
    if inner.count(_OPENED) != inner.count(_CLOSED):
        cut = line.text.find(_OPENED, start, end)
        return None
    if first == last: return None
    kinds = {line[n].kind for n in range(first, last + 1)}
    if "time" not in kinds and not set("/-–") & set(inner):
        return None
    return start, end
