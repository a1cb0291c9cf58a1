"""The one pass over the documents: what each adds is counted, then it is let go."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cache
from itertools import combinations

import msgspec

from annotator.core import pairing
from annotator.core.agreement import attributions, tokens, unitizing
from annotator.core.agreement.attributions import PARTS, Tied
from annotator.core.agreement.layers import Annotated, Compared, Skips, compared
from annotator.core.agreement.tally import Tally
from annotator.core.model import Range
from annotator.core.pairing import Ranges
from annotator.core.selecting import Clitics, word_ranges

Pair = tuple[str, str]


class Side(msgspec.Struct, frozen=True):
    """One author's layer in a document, ready to be compared."""

    spans: Compared
    values: list[int]
    units: dict[str, list[Range]]
    tied: list[Tied]


class Collected:
    """The counts of all documents so far. Columns of a pair's tally:

    `("length",)`: code points of the text. `(what, label)` with what `first`, `second`: spans of each author;
    `exact`, `tolerant`, `overlap`: pairs of spans; `apart`: disagreement on units. `("crossed", label,
    label)`: spans on the same ranges with other labels. `("word", value, value)`: words. `("tied", side)`:
    attributions; `("met", side)`: those that match any; `("paired",)`. `(part, count)`: see `part_counts`.
    `("value", name, value, value)`: pairs of attributions.
    """

    def __init__(
        self,
        *,
        authors: Sequence[str] | None,
        labels: Sequence[str] | None,
        values: Sequence[str],
        clitics: Clitics,
    ) -> None:
        """Labels and authors: None takes all that occur."""
        self.bits: dict[str, int] = {}
        self.lengths = array("i")
        self.taking_part: dict[str, array[int]] = {}
        self.tallies: dict[Pair, Tally] = {}
        self.documents: dict[Pair, array[int]] = {}
        self.continua: dict[tuple[str, str], unitizing.Continuum] = {}
        self.skips = Skips()
        self._authors = None if authors is None else set(authors)
        self._labels = None if labels is None else frozenset(labels)
        self._values = values
        self._clitics = clitics
        for label in labels or ():
            self._bit(label)

    def add(self, document: Annotated) -> None:
        number = len(self.lengths)
        self.lengths.append(len(document.text))
        words = word_ranges(document.text)
        sides: dict[str, Side] = {}
        for author in sorted(document.layers):
            if self._authors is not None and author not in self._authors:
                continue
            sides[author] = self._side(author, document, words)
            self.taking_part.setdefault(author, array("i")).append(number)
            for label, units in sides[author].units.items():
                if (continuum := self.continua.get((author, label))) is None:
                    continuum = self.continua[author, label] = unitizing.Continuum()
                continuum.add(number, len(document.text), units)
        for pair in combinations(sides, 2):
            self.documents.setdefault(pair, array("i")).append(number)
            self._compare(pair, number, document, sides[pair[0]], sides[pair[1]])

    def take(self, other: Collected) -> None:
        """Add what was collected, with the same choices, of the documents that come next."""
        first = len(self.lengths)
        self.lengths += other.lengths
        bits = {bit: self._bit(label) for label, bit in other.bits.items()}

        @cache
        def value(theirs: int) -> int:
            return sum(ours for bit, ours in bits.items() if theirs & bit)

        def renamed(column: Hashable) -> Hashable:
            match column:
                case ("word", int(one), int(two)):
                    return "word", value(one), value(two)
            return column

        for author, numbers in other.taking_part.items():
            self.taking_part.setdefault(author, array("i")).extend(first + number for number in numbers)
        for pair, numbers in other.documents.items():
            self.documents.setdefault(pair, array("i")).extend(first + number for number in numbers)
        for pair, tally in other.tallies.items():
            self.tallies.setdefault(pair, Tally()).take(tally, first, renamed)
        for key, continuum in other.continua.items():
            self.continua.setdefault(key, unitizing.Continuum()).take(continuum, first)
        self.skips.take(other.skips)

    @property
    def labels(self) -> list[str]:
        """All labels there are figures for, in the order asked for, else by name."""
        return list(self.bits) if self._labels is not None else sorted(self.bits)

    def _side(self, author: str, document: Annotated, words: Sequence[Range]) -> Side:
        spans, rows = document.layers[author]
        usable = compared(spans, author, document, self._labels, self.skips)
        for label in usable.by_label:
            self._bit(label)
        values, wordless = tokens.values(words, usable.by_label, self.bits)
        units = {label: unitizing.units(ranges) for label, ranges in usable.by_label.items()}
        tied, unplaced = attributions.placed(rows, usable.by_id)
        if wordless:
            ids = {(span.label, usable.by_id.get(span.id)): span.id for span in spans}
            for label, ranges in wordless:
                self.skips.add("no-word", author, label, document.document_id, ids[label, ranges])
        for row in unplaced:
            self.skips.add("unplaced", author, "attribution", document.document_id, row.id)
        return Side(usable, values, units, tied)

    def _compare(self, pair: Pair, number: int, document: Annotated, first: Side, second: Side) -> None:
        if (tally := self.tallies.get(pair)) is None:
            tally = self.tallies[pair] = Tally()
        tally.add(number, ("length",), len(document.text))
        for label in {**first.spans.by_label, **second.spans.by_label}:
            ours, theirs = first.spans.by_label.get(label, []), second.spans.by_label.get(label, [])
            tally.add(number, ("first", label), len(ours))
            tally.add(number, ("second", label), len(theirs))
            if ours == theirs:
                # Most are the same in most documents: nothing has to be worked out then.
                for what in ("exact", "tolerant", "overlap"):
                    tally.add(number, (what, label), len(ours))
                continue
            tally.add(number, ("exact", label), pairing.same(ours, theirs))
            edges = pairing.same_but_edges(ours, theirs, document.text, self._clitics)
            tally.add(number, ("tolerant", label), edges)
            tally.add(number, ("overlap", label), pairing.overlapping(ours, theirs))
            apart = unitizing.disagreement(first.units.get(label, []), second.units.get(label, []))
            tally.add(number, ("apart", label), apart)
        for labels, count in _crossed(first.spans, second.spans).items():
            tally.add(number, ("crossed", *labels), count)
        for (value, other), count in Counter(zip(first.values, second.values, strict=True)).items():
            tally.add(number, ("word", value, other), count)
        self._compare_tied(pair, tally, number, document, first.tied, second.tied)

    def _compare_tied(
        self,
        pair: Pair,
        tally: Tally,
        number: int,
        document: Annotated,
        first: list[Tied],
        second: list[Tied],
    ) -> None:
        found, paired = attributions.matches(first, second)
        counts: Counter[tuple[object, ...]] = Counter()
        for side, rows in enumerate((first, second)):
            counts["tied", side] = len(rows)
            counts["met", side] = len({match[side] for match in found})
        counts["paired",] = len(paired)
        for index, other in paired:
            ours, theirs = first[index], second[other]
            for part in PARTS:
                for what, count in attributions.part_counts(ours, theirs, part).items():
                    counts[part, what] += count
            for name in self._values:
                given = ours.value(name), theirs.value(name)
                if given[0] is not None and given[1] is not None:
                    counts["value", name, given[0], given[1]] += 1
                elif given != (None, None):
                    side = 0 if given[0] is None else 1
                    row = (ours, theirs)[side].row
                    self.skips.add("no-value", pair[side], name, document.document_id, row.id)
        for column, count in counts.items():
            tally.add(number, column, count)

    def _bit(self, label: str) -> int:
        return self.bits.setdefault(label, 1 << len(self.bits))


def _crossed(first: Compared, second: Compared) -> Counter[tuple[str, str]]:
    """The labels two authors gave to the very same ranges where they differ."""
    ours, theirs = _by_ranges(first.by_label), _by_ranges(second.by_label)
    return Counter(
        (label, other)
        for ranges, labels in ours.items()
        if ranges in theirs and labels != theirs[ranges]
        for label in sorted(labels - theirs[ranges])
        for other in sorted(theirs[ranges] - labels)
    )


def _by_ranges(by_label: Mapping[str, Iterable[Ranges]]) -> dict[Ranges, set[str]]:
    found: dict[Ranges, set[str]] = {}
    for label, spans in by_label.items():
        for ranges in spans:
            found.setdefault(ranges, set()).add(label)
    return found
