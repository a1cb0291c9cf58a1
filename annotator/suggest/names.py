"""Known names wherever they stand in a text, in any spelling that folds to them.

All names are sought at once (Aho-Corasick) in the folded words of a text written without spaces, so that
«دير الزور» finds «ديرالزور» and the other way round; a hit counts where it begins and ends with a word. What
may be written onto a word in front («وقسد», «لـ"قسد"») stays outside.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from functools import cached_property
from typing import Any, Final

import msgspec

from annotator.core.arabic import fold, fold_key
from annotator.core.model import Range
from annotator.core.selecting import Clitics

_WORD: Final = re.compile(r"[^\W_]+")
# What may stand between two words of one name: spaces, low lines, quotation marks, a hyphen, an apostrophe;
# or one sign that touches both («أ.ف.ب»).
_SOFT: Final = re.compile(r"[ _\"'-]*|[^\w\s,;:!?()\[\]]")
_HARD: Final = "\n"
_SHORTEST: Final = 2
_BATCH: Final = 1_000
_BETWEEN: Final = "\0"  # which no text holds, and folding keeps
_SHORTEST_PIECE: Final = 3
_LAM: Final = "ل"
_ARTICLE: Final = "ا" + _LAM


class NameEntry(msgspec.Struct, frozen=True):
    """A name, the label of its spans, other spellings, and the id of the name's record.

    `place`: where it stands among names that are found at one place; without, before all that have one.
    """

    label: str
    name: str
    variants: tuple[str, ...] = ()
    id: str = ""
    place: tuple[int, str, str] | tuple[()] = ()


class NameFound(msgspec.Struct, frozen=True):
    """A name at a place of a text: `entry` is the number of the entry, `range` in code points."""

    entry: int
    range: Range


def name_key(name: str) -> str:
    """The key that two spellings of one name share: folded letters and digits, without spaces and signs."""
    return "".join(_WORD.findall(fold_key(name)))


class NameMatcher:
    """Finds the names of `entries`; of two that overlap, the longer. Names of one letter are never found.

    `blocked`: pairs of label and `name_key` that are not to be proposed. `bases`: matchers whose names are
    sought too, made once where long lists stay the same and a few names are learned beside them.
    """

    def __init__(
        self,
        entries: Iterable[NameEntry],
        clitics: Clitics,
        *,
        blocked: frozenset[tuple[str, str]] = frozenset(),
        bases: Sequence[NameMatcher] = (),
    ) -> None:
        self._own = tuple(entries)
        self.bases = tuple(bases)
        self._hidden: Collection[str] = ()
        self.entries: tuple[NameEntry, ...] = (
            tuple(entry for base in bases for entry in base.entries) + self._own
        )
        self.clitics = clitics
        self.blocked = blocked

    def without(self, ids: Collection[str]) -> NameMatcher:
        """The same, but that its own names of these ids are passed over."""
        if not ids:
            return self
        other = copy(self)
        other._sought, other._hidden = self._sought, ids
        return other

    def own_entries(self) -> tuple[NameEntry, ...]:
        """Its own names, but for those that are passed over."""
        return tuple(self._own[entry] for entry in self._shown(range(len(self._own))))

    def of_key(self, key: str) -> list[NameEntry]:
        """Its own names that are sought by a key, in whatever spelling."""
        return [self._own[entry] for entry in self._sought.entries_with(key)]

    @cached_property
    def _sought(self) -> _Sought:
        """The names as they are sought; made when first needed."""
        return _Sought(self._own, self.blocked)

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
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\1" * (end - start)
                piece = haystack.original(start, end)
                found += [NameFound(entry, piece) for entry in hits[start, end]]
        return sorted(found, key=lambda name: (name.range, self.entries[name.entry].place, name.entry))

    def places(self, text: str) -> list[Range]:
        """Where names stand in `text`, one inside the other as well."""
        haystack = _Haystack(text)
        hits = {(start, end) for start, end, _ in self._hits(haystack)}
        return sorted(haystack.original(start, end) for start, end in hits)

    def _hits(self, haystack: _Haystack) -> Iterator[tuple[int, int, Iterable[int]]]:
        """Where in the joined words a name begins and ends, with the numbers of its entries."""
        before = 0
        for base in self.bases:
            for start, end, entries in base._hits(haystack):
                yield start, end, [before + entry for entry in entries]
            before += len(base.entries)
        sought = self._sought
        if not len(sought.automaton):
            return
        for last, value in sought.automaton.iter(haystack.joined):
            end = last + 1
            if not haystack.is_end[end]:
                continue
            number, bent = value >> 1, value & 1
            first = end - sought.lengths[number]
            entries = [
                entry for entry in sought.entries_of(number) if self._own[entry].id not in self._hidden
            ]
            if not entries:
                continue
            start = self._start(haystack, first, bent)
            borders = sought.borders(number) if start >= 0 else ()
            if any(haystack.may_be_joined(first, end, places) for places in borders):
                yield start, end, [before + entry for entry in entries]

    def _shown(self, entries: Iterable[int]) -> list[int]:
        hidden = self._hidden
        return [entry for entry in entries if not hidden or self._own[entry].id not in hidden]

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


class _Sought:
    """The keys of all names in one automaton.

    A key is known by the number of the first spelling that has it. The automaton's values are twice that
    number, plus one where the key is a name after «ل» whose article has lost its alef («للأمم»).
    """

    def __init__(self, entries: tuple[NameEntry, ...], blocked: frozenset[tuple[str, str]]) -> None:
        import ahocorasick  # type: ignore[import-not-found]

        self.spellings: list[str] = []
        self.lengths = array("L")
        self._entry_of = array("L")
        self._more: dict[int, list[int]] = {}
        self._respelt: dict[int, set[str]] = {}
        self._borders: dict[int, set[tuple[int, ...]]] = {}
        numbers: dict[str, int] = {}
        for entry, spelling, key in _keys(entries):
            if len(key) < _SHORTEST or (blocked and (entries[entry].label, key) in blocked):
                continue
            number = numbers.setdefault(key, len(self.spellings))
            if number == len(self.spellings):
                self.spellings.append(spelling)
                self.lengths.append(len(key))
                self._entry_of.append(entry)
                continue
            if spelling != self.spellings[number]:
                self._respelt.setdefault(number, set()).add(spelling)
            if entry not in self.entries_of(number):
                self._more.setdefault(number, [self._entry_of[number]]).append(entry)
        self.automaton: Any = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for key, number in numbers.items():
            self.automaton.add_word(key, 2 * number)
            if key.startswith(_ARTICLE) and len(key) > _SHORTEST_PIECE + 1:
                bent = _LAM + key[1:]
                if bent not in numbers:
                    self.automaton.add_word(bent, 2 * number + 1)
        if len(self.automaton):
            self.automaton.make_automaton()

    def entries_of(self, number: int) -> Iterable[int]:
        """The entries that have a key, by the number of its first spelling."""
        return self._more.get(number) or (self._entry_of[number],)

    def entries_with(self, key: str) -> Iterable[int]:
        """The entries that have a key."""
        value = self.automaton.get(key, 1) if len(self.automaton) else 1
        return () if value & 1 else self.entries_of(value >> 1)

    def borders(self, number: int) -> set[tuple[int, ...]]:
        """Where the words of a key begin, the first aside, in each of its spellings."""
        if number not in self._borders:
            spellings = (self.spellings[number], *self._respelt.get(number, ()))
            self._borders[number] = set(map(_borders, spellings))
        return self._borders[number]


def _borders(spelling: str) -> tuple[int, ...]:
    places = [0]
    for word in _WORD.findall(fold_key(spelling))[:-1]:
        places.append(places[-1] + len(word))
    return tuple(places[1:])


def _keys(entries: tuple[NameEntry, ...]) -> Iterator[tuple[int, str, str]]:
    """(number of the entry, spelling, key) of each spelling. Many are folded at once, which is faster."""
    spellings = [
        (number, spelling)
        for number, entry in enumerate(entries)
        for spelling in (entry.name, *entry.variants)
    ]
    for first in range(0, len(spellings), _BATCH):
        batch = spellings[first : first + _BATCH]
        folded = fold_key(_BETWEEN.join(spelling.replace(_BETWEEN, " ") for _, spelling in batch))
        for (number, spelling), key in zip(batch, folded.split(_BETWEEN), strict=True):
            yield number, spelling, key if key.isalnum() else "".join(_WORD.findall(key))


class _Haystack:
    """The words of a text in folded letters, without what stands between them.

    Where a line ends, or more than a space, a quotation mark or a hyphen stands between two words, a line
    break keeps them apart, which no name holds.
    """

    def __init__(self, text: str) -> None:
        self.folded = fold(text)
        key, origins = self.folded.key, self.folded.origins
        several = "\n" in text
        pieces: list[str] = []
        self.starts, self.offsets, ends = array("L"), array("L"), array("L")
        length = done = 0
        for match in _WORD.finditer(key):
            first, last = match.span()
            apart = first > done and not _SOFT.fullmatch(key, done, first)
            if apart or (several and done and "\n" in text[origins[done - 1] : origins[first]]):
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
