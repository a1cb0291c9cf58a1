"""Selects a name of several words by one gesture: where it begins and ends around a word.

Offsets are code points. Nothing further than `NAME_REACH` from the offset is looked at, and `within` (the
paragraph, as a rule) is never left.
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

# What may stand between two words of a name, before its number, and between two words of a date.
_JOINT: Final = regex.compile(r"[^\S\n]*[#_ـ\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]*[^\S\n]*")
_NUMBER_JOINT: Final = regex.compile(r"[^\S\n]*\(?[^\S\n]*")
_DATE_JOINT: Final = regex.compile(r"[^\S\n]*(?:[/\-–]?[^\S\n]*\(?|\)[^\S\n]*[/\-–]?)[^\S\n]*")
_YEARS: Final = regex.compile(r"[^\S\n]*[/\-–][^\S\n]*")
_HASH, _LOW_LINE = "#", "_"
_OPENED, _CLOSED = "(", ")"
_CLOSING: Final = regex.compile(r"[^\S\n]*\)")
_PARTED: Final = frozenset("/-–")

_NUMBER: Final = regex.compile(r"\p{N}[\p{N}.,:/٫٬\-‐‑]*")
_ARABIC: Final = regex.compile(r"\p{Arabic}")
_LAM, _FEMININE, _TANWIN = "ل", "ه", "\u064b"
_ARTICLE: Final = "ا" + _LAM
_SHORTEST_WITH_ARTICLE: Final = 4
_SHORTEST_VERB: Final = 4

Known = Callable[[str], Sequence[Range]]
"""Where names that are known stand in a piece of text."""

Kind = Literal["name", "stop", "time", "time end", "number"]


class Naming(msgspec.Struct, frozen=True):
    """The words that tell where a name begins and ends, each in its folded form.

    `resources/lexicon/naming.toml` says what each list is for.
    """

    stops: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    verb_beginnings: frozenset[str] = frozenset()
    nouns_like_verbs: frozenset[str] = frozenset()
    directions: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    nations: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    counters: frozenset[str] = frozenset()
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
        is_verb = key in self.verbs or (key not in self.nouns_like_verbs and self._looks_like_verb(key))
        return "stop" if is_verb or key in self.stops else "name"

    def _looks_like_verb(self, key: str) -> bool:
        return len(key) >= _SHORTEST_VERB and key.startswith(tuple(self.verb_beginnings))


def names_at(
    text: str, offset: int, within: Range, clitics: Clitics, naming: Naming, known: Known | None = None
) -> list[Range]:
    """The names of several words that hold the word at `offset`, the likeliest first.

    A known name; the date, or the name that begins with the word; the one that only goes on with it. Each
    begins and ends with a word, or ends with a bracket that it opens; proclitics in front stay outside.
    """
    line = _Line(text, offset, within, clitics, naming)
    at = line.at(offset)
    if at is None:
        return []
    found = [*_known(line, at, known), *_told(line, at)]
    return list(dict.fromkeys(found))


class _Word(msgspec.Struct, frozen=True):
    """A word. `bare`: where it begins without its proclitics; `key`: what is left then, folded."""

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
    """The words around an offset, by number; each is looked up when it is first needed."""

    def __init__(self, text: str, offset: int, within: Range, clitics: Clitics, naming: Naming) -> None:
        self.text, self._end = text, within[1]
        self._clitics, self._naming = clitics, naming
        self._conjunctions = tuple("".join(clitics.proclitics[:1]))
        lower, upper = max(within[0], offset - NAME_REACH), min(within[1], offset + NAME_REACH)
        near = words_near(text, offset, within)
        self.places = [place for place in near if lower <= place[0] and place[1] <= upper]
        self._words: dict[int, _Word] = {}

    def __getitem__(self, number: int) -> _Word:
        if number not in self._words:
            self._words[number] = self._looked_up(*self.places[number])
        return self._words[number]

    def at(self, offset: int) -> int | None:
        """The word that holds `offset`, else the one that ends there."""
        touching = None
        for number, (start, end) in enumerate(self.places):
            if start <= offset < end:
                return number
            if end == offset:
                touching = number
        return touching

    def last_of_name(self, first: int) -> int:
        """The last word of the name that begins with the word `first`."""
        last = first
        while last + 1 < min(len(self.places), first + _MOST_WORDS) and self._goes_on(first, last):
            last += 1
        return last

    def is_held_from(self, first: int, at: int) -> bool:
        """Whether there is a word `first` with which a name begins that holds the word `at`."""
        return first >= 0 and self[first].kind not in ("stop", "number") and self.last_of_name(first) >= at

    def bound(self, at: int) -> int:
        """The word `at`, or the one before it from which it cannot be parted: «عبد» of «عبد النور»."""
        naming, first = self._naming, at
        while self.is_held_from(first - 1, at):
            before = self[first - 1]
            is_bound = before.key in naming.heads and not before.has_article
            if not is_bound and self[first].key not in naming.links:
                break
            first -= 1
        return first

    def end_of_name(self, first: int) -> int:
        """Where that name ends, with the bracket around its number."""
        last = self.last_of_name(first)
        return self._closed(self[first].bare, self[last].end)

    def date(self, at: int) -> Range | None:
        """The words of time and the numbers around the word `at`, if they tell a time and are several."""
        if self[at].kind not in ("time", "time end", "number"):
            return None
        seen = {self[at].key}
        first = last = at
        while first > 0 and self[first].key not in self._naming.time_openers:
            if not self._is_dated(first - 1, first - 1, seen):
                break
            first -= 1
        while last + 1 < len(self.places) and self[last + 1].key not in self._naming.time_openers:
            if not self._is_dated(last + 1, last, seen):
                break
            last += 1
        while first < at and self[first].kind == "time end":
            first += 1
        start, end = self[first].bare, self._closed(self[first].bare, self[last].end)
        told = any(self[number].kind == "time" for number in range(first, last + 1))
        told = told or not _PARTED.isdisjoint(self.text[start:end])
        return (start, end) if told and first < last and self._is_balanced(start, end) else None

    def _looked_up(self, start: int, end: int) -> _Word:
        naming, key = self._naming, fold_key(self.text[start:end])
        kind = naming.kind(key)
        # What is too short for its conjunction to be cut off, «وفي»; and what says how: «رسمياً».
        joined = key[:1] in self._conjunctions and key[1:] in naming.stops
        if kind == "name" and (joined or _TANWIN in self.text[start:end]):
            kind = "stop"
        if kind != "name":
            return _Word(start, end, start, key, kind)
        bare, _ = without_clitics(self.text, (start, end), self._clitics)
        rest = fold_key(self.text[bare:end])
        inner = naming.kind(rest)
        if inner == "name" and key[:1] in naming.rare_proclitics and not rest.startswith(_ARTICLE):
            bare, rest = start, key
        return _Word(start, end, bare, rest, inner)

    def _goes_on(self, first: int, last: int) -> bool:
        """Whether the word after `last` belongs to the name from `first` to `last`."""
        naming, head, word, after = self._naming, self[first], self[last], self[last + 1]
        if after.kind == "number":
            return self._is_numbered(first, last)
        if word.kind == "number" or after.kind in ("stop", "time") or not self._are_joined(last):
            return False
        if word.key in naming.heads or after.key in naming.links:
            return True
        if after.key in naming.heads and head.key in naming.heads:
            return True
        if after.bare > after.start:
            is_body = last > first and word.has_article and head.noun in naming.bodies
            return is_body and self.text[after.start] == _LAM
        if after.key in naming.counters:
            return last == first and self._is_before_number(last + 1)
        return not self._begins_another(first, last) and (after.has_article or not word.has_article)

    def _begins_another(self, first: int, last: int) -> bool:
        """Whether the word after `last` says what another thing is, kind or title; or where this one lies."""
        naming, word, after = self._naming, self[last].key, self[last + 1]
        if after.key in naming.directions:
            return True
        if last == first:
            return False
        if after.key in naming.offices:
            return word not in naming.offices
        if after.has_article:
            is_nation = not naming.nations.isdisjoint((after.noun, after.noun + _FEMININE))
            return after.key in naming.heads or (is_nation and self[first].key in naming.places)
        kinds = naming.places
        return (
            after.key in kinds and word not in kinds and any(self[n].key in kinds for n in range(first, last))
        )

    def _is_numbered(self, first: int, last: int) -> bool:
        """Whether the number after `last` belongs to the name: «حرب 1948», «المادة (46)»."""
        word, between = self[last], self._between(last)
        if word.kind == "number":
            return _YEARS.fullmatch(between) is not None
        has_number = not self._naming.numbered.isdisjoint((self[first].noun, word.noun))
        closed = _OPENED not in between or _CLOSING.match(self.text, self[last + 1].end, self._end)
        return has_number and bool(closed) and _NUMBER_JOINT.fullmatch(between) is not None

    def _is_before_number(self, number: int) -> bool:
        return number + 1 < len(self.places) and self[number + 1].kind == "number"

    def _is_dated(self, number: int, joint: int, seen: set[str]) -> bool:
        """Whether the date goes on with the word `number`, over what follows the word `joint`.

        What is told twice («عام 1330 هجري عام 1912») are two dates.
        """
        word = self[number]
        if word.kind not in ("time", "time end", "number") or not _DATE_JOINT.fullmatch(self._between(joint)):
            return False
        again = word.kind != "number" and word.key in seen
        seen.add(word.key)
        return not again

    def _are_joined(self, number: int) -> bool:
        """Whether nothing parts a word from the next: a sign, another script, an edge of a hashtag."""
        between, word, after = self._between(number), self[number], self[number + 1]
        if not _JOINT.fullmatch(between) or bool(_ARABIC.match(word.key)) != bool(_ARABIC.match(after.key)):
            return False
        if _LOW_LINE in between:
            return True
        before = self._between(number - 1) if number else ""
        beyond = self._between(number + 1) if number + 2 < len(self.places) else ""
        if _HASH not in between:
            return before != _LOW_LINE
        # A second hashtag, or one of several words, is a thing of its own.
        return not (word.has_article or _HASH in before or before == _LOW_LINE or beyond == _LOW_LINE)

    def _between(self, number: int) -> str:
        """What stands between a word and the next."""
        return self.text[self.places[number][1] : self.places[number + 1][0]]

    def _closed(self, start: int, end: int) -> int:
        """`end`, or where the bracket ends that is open there."""
        closing = None if self._is_balanced(start, end) else _CLOSING.match(self.text, end, self._end)
        return min(self._end, snapped(self.text, closing.span())[1]) if closing else end

    def _is_balanced(self, start: int, end: int) -> bool:
        inner = self.text[start:end]
        return inner.count(_OPENED) == inner.count(_CLOSED)


def _known(line: _Line, at: int, known: Known | None) -> list[Range]:
    """The known names that hold the word `at` and more: those that begin with it first, the longest first."""
    if known is None:
        return []
    start, end = line.places[at]
    lower, upper = line.places[0][0], line.places[-1][1]
    places = known(line.text[lower:upper])
    found = [snapped(line.text, (lower + first, lower + last)) for first, last in places]
    holding = [name for name in found if name[0] <= line[at].bare and end <= name[1]]
    return sorted(
        (name for name in holding if name[0] < start or end < name[1]),
        key=lambda name: (name[0] < start, name[0] - name[1]),
    )


def _told(line: _Line, at: int) -> Iterator[Range]:
    """The date or the names that the words themselves tell."""
    if date := line.date(at):
        yield date
    elif line[at].kind not in ("stop", "number"):
        first = line.bound(at)
        if line.last_of_name(first) > first:
            yield line[first].bare, line.end_of_name(first)
        begin = first
        while line.is_held_from(begin - 1, at):
            begin -= 1
        if begin < first:
            yield line[begin].bare, line.end_of_name(begin)
