"""Known names wherever they stand in a text, in any spelling that folds to them.

All names are sought at once (Aho-Corasick) in the folded words of a text written without spaces, so that
«دير الزور» finds «ديرالزور» and the other way round; a hit counts where it begins and ends with a word. What
may be written onto a word in front («وقسد», «لـ"قسد"») stays outside.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Final

import msgspec

from annotator.core.arabic import fold, fold_key
from annotator.core.model import Range
from annotator.core.selecting import Clitics

_WORD: Final = re.compile(r"[^\W_]+")
# What may stand between two words of one name: spaces, low lines, quotation marks, a hyphen, an apostrophe.
_SOFT: Final = re.compile(r"[ _\"'-]*")
_HARD: Final = "\n"
_SHORTEST: Final = 2
_SHORTEST_PIECE: Final = 3
_LAM: Final = "ل"
_ARTICLE: Final = "ا" + _LAM


class NameEntry(msgspec.Struct, frozen=True):
    """A name, the label of its spans, other spellings, and the id of the name's record."""

    label: str
    name: str
    variants: tuple[str, ...] = ()
    id: str = ""


class NameFound(msgspec.Struct, frozen=True):
    """A name at a place of a text: `entry` is the number of the entry, `range` in code points."""

    entry: int
    range: Range


def name_key(name: str) -> str:
    """What two spellings of one name have in common: folded letters and digits, without spaces and signs."""
    return "".join(_WORD.findall(fold_key(name)))


class NameMatcher:
    """Finds the names of `entries`; of two that overlap, the longer. Names of one letter are never found.

    `blocked`: pairs of label and `name_key` that are not to be proposed. `base`: a matcher whose names are
    sought too, made once where a long list stays the same and a few names are learned beside it.
    """

    def __init__(
        self,
        entries: Iterable[NameEntry],
        clitics: Clitics,
        *,
        blocked: frozenset[tuple[str, str]] = frozenset(),
        base: NameMatcher | None = None,
    ) -> None:
        self._own = tuple(entries)
        self._base = base
        self.entries: tuple[NameEntry, ...] = (*(base.entries if base else ()), *self._own)
        self.clitics = clitics
        self.blocked = blocked

    @cached_property
    def _automaton(self) -> Any:
        """The automaton, made when first needed. Its values are (length of the key, letters of it that are a
        proclitic, entries, where its words begin)."""
        import ahocorasick  # type: ignore[import-not-found]

        patterns: dict[str, list[int]] = {}
        borders: dict[str, tuple[int, ...]] = {}
        blocked = self.blocked
        for number, entry in enumerate(self._own, len(self.entries) - len(self._own)):
            for spelling in (entry.name, *entry.variants):
                words = _WORD.findall(fold_key(spelling))
                key = "".join(words)
                if len(key) < _SHORTEST or (blocked and (entry.label, key) in blocked):
                    continue
                listed = patterns.setdefault(key, [])
                if number not in listed:
                    listed.append(number)
                if len(words) > 1 and key not in borders:
                    borders[key] = _borders(words)
        automaton = ahocorasick.Automaton()
        for key, numbers in patterns.items():
            value = (len(key), 0, numbers, borders.get(key, ()))
            automaton.add_word(key, value)
            if key.startswith(_ARTICLE) and len(key) > _SHORTEST_PIECE + 1:
                # «للأمم»: after «ل» the article has lost its alef.
                bent = _LAM + key[1:]
                if bent not in patterns:
                    automaton.add_word(bent, (len(bent), 1, numbers, borders.get(key, ())))
        if len(automaton):
            automaton.make_automaton()
        return automaton

    def find(self, text: str) -> list[NameFound]:
        """The names in `text`, in order; one place may have several entries, of different labels."""
        if not self.entries:
            return []
        haystack = _Haystack(text)
        hits: dict[Range, list[int]] = {}
        for start, end, entries in self._hits(haystack):
            hits.setdefault((start, end), []).extend(entries)
        taken = bytearray(len(haystack.joined))
        found: list[NameFound] = []
        for start, end in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                piece = haystack.original(start, end)
                found += [NameFound(entry, piece) for entry in hits[start, end]]
        return sorted(found, key=lambda name: (name.range, name.entry))

    def _hits(self, haystack: _Haystack) -> Iterator[tuple[int, int, list[int]]]:
        """Where in the joined words a name begins and ends, with the numbers of its entries."""
        if self._base is not None:
            yield from self._base._hits(haystack)
        automaton = self._automaton
        if not len(automaton):
            return
        for last, (length, proclitics, entries, borders) in automaton.iter(haystack.joined):
            begin, end = last + 1 - length, last + 1
            if not haystack.is_end[end]:
                continue
            start = self._start(haystack, begin, proclitics)
            if start >= 0 and haystack.may_be_joined(begin, end, borders):
                yield start, end, entries

    def _start(self, haystack: _Haystack, start: int, proclitics: int) -> int:
        """Where the name begins that was hit at `start`, its proclitics left out; -1 if not at a word."""
        begin = start + proclitics
        if haystack.is_start[begin]:
            return begin
        first, last = haystack.word(start)
        word = haystack.joined[first:last]
        before = word[: begin - first]
        if len(before) > len(self.clitics.proclitics) or last - begin < _SHORTEST_PIECE:
            return -1
        for letters in self.clitics.proclitics:
            if before and before[0] in letters:
                if self.clitics.is_whole(word):
                    return -1
                before, word = before[1:], word[1:]
        return -1 if before else begin


class _Haystack:
    """The words of a text in folded letters, without what stands between them.

    Where more than a space, a quotation mark or a hyphen stands between two words, a line break keeps them
    apart, which no name holds.
    """

    def __init__(self, text: str) -> None:
        self.folded = fold(text)
        key = self.folded.key
        pieces: list[str] = []
        self.starts, self.offsets, ends = array("L"), array("L"), array("L")
        length = done = 0
        for match in _WORD.finditer(key):
            first, last = match.span()
            if first > done and not _SOFT.fullmatch(key, done, first):
                pieces.append(_HARD)
                length += 1
            self.starts.append(length)
            self.offsets.append(first)
            pieces.append(key[first:last])
            length += last - first
            ends.append(length)
            done = last
        self.joined = "".join(pieces)
        self.is_start, self.is_end = bytearray(length + 1), bytearray(length + 1)
        for start in self.starts:
            self.is_start[start] = 1
        for end in ends:
            self.is_end[end] = 1

    def word(self, place: int) -> Range:
        """The word that holds `place`."""
        number = bisect_right(self.starts, place) - 1
        end = self.is_end.index(1, place + 1)
        return self.starts[number], end

    def may_be_joined(self, start: int, end: int, borders: tuple[int, ...]) -> bool:
        """Whether the words in `[start, end)` are those of a name whose words begin at `borders`.

        A space may be missing or too much where at least three letters stand on both sides of it.
        """
        seen = {place - start for place in range(start + 1, end) if self.is_start[place]}
        differing = seen.symmetric_difference(borders)
        if not differing:
            return True
        places = sorted({0, *seen, *borders, end - start})
        return all(
            place - before >= _SHORTEST_PIECE and after - place >= _SHORTEST_PIECE
            for before, place, after in zip(places, places[1:], places[2:], strict=False)
            if place in differing
        )

    def original(self, start: int, end: int) -> Range:
        """The code points of the text under `joined[start:end)`."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        return self.folded.original_range(
            self.offsets[first] + start - self.starts[first],
            self.offsets[last] + end - self.starts[last],
        )


def _borders(words: list[str]) -> tuple[int, ...]:
    """Where the words of a key begin, the first aside."""
    places, place = [], 0
    for word in words[:-1]:
        place += len(word)
        places.append(place)
    return tuple(places)
