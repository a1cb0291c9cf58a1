"""Krippendorff's alpha for spans on a continuum: how far authors agree on where units are and how long.

Krippendorff 1995, "On the Reliability of Unitizing Continuous Data", Sociological Methodology 25; in the form
of 2004, "Content Analysis", section 11.6. The continuum is the text, in code points; the texts of several
documents are laid end to end, so a gap may run over a border and a unit never does.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from annotator.core.model import Range
from annotator.core.pairing import Ranges

if TYPE_CHECKING:
    from annotator.core.agreement.arrays import Array, Flags, Indexes


def units(spans: Iterable[Ranges]) -> list[Range]:
    """The units of spans of one author and label: each range is one, overlapping ones are united.

    Units that only touch stay two.
    """
    united: list[Range] = []
    for start, end in sorted(piece for ranges in spans for piece in ranges):
        if united and start < united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def disagreement(first: Sequence[Range], second: Sequence[Range]) -> int:
    """The sum of the squared differences between two authors' units of one label in a document.

    Units that overlap differ by how far their starts and their ends are apart, each squared; a unit that
    overlaps none lies in a gap of the other author and adds its squared length.
    """
    total = 0
    met: set[int] = set()
    begin = 0
    for start, end in first:
        while begin < len(second) and second[begin][1] <= start:
            begin += 1
        index = begin
        while index < len(second) and second[index][0] < end:
            other_start, other_end = second[index]
            total += (start - other_start) ** 2 + (end - other_end) ** 2
            met.add(index)
            index += 1
        if index == begin:
            total += (end - start) ** 2
    return total + sum((end - start) ** 2 for index, (start, end) in enumerate(second) if index not in met)


def observed(apart: Array, authors: int, length: Array) -> Array:
    """The observed disagreement: `apart` is the sum of `disagreement` over the pairs of authors.

    `length`: of the whole continuum; NaN where it is 0.
    """
    import numpy as np

    return np.asarray(2 * apart / (authors * (authors - 1) * np.where(length == 0, np.nan, length) ** 2))


class Continuum:
    """One author's units of one label, document after document: their lengths and the gaps between them."""

    def __init__(self) -> None:
        self.unit_documents, self.unit_lengths = array("i"), array("i")
        self.gap_documents, self.gap_lengths = array("i"), array("i")
        self.documents, self.heads, self.tails = array("i"), array("i"), array("i")

    def add(self, document: int, length: int, units: Sequence[Range]) -> None:
        """Documents are numbered from 0, ascending; `length` is of the whole text. Without units: no call."""
        self.documents.append(document)
        self.heads.append(units[0][0])
        self.tails.append(length - units[-1][1])
        last = units[0][0]
        for start, end in units:
            if start > last:
                self.gap_documents.append(document)
                self.gap_lengths.append(start - last)
            self.unit_documents.append(document)
            self.unit_lengths.append(end - start)
            last = end

    def take(self, other: Continuum, first: int) -> None:
        """Go on with the units of later documents, of which the first is number `first` here."""
        for ours, theirs in (
            (self.unit_documents, other.unit_documents),
            (self.gap_documents, other.gap_documents),
            (self.documents, other.documents),
        ):
            ours.extend(first + document for document in theirs)
        self.unit_lengths += other.unit_lengths
        self.gap_lengths += other.gap_lengths
        self.heads += other.heads
        self.tails += other.tails


class Laid:
    """Documents laid end to end, each as often as `weights` says."""

    def __init__(self, weights: Array, lengths: Indexes) -> None:
        import numpy as np

        self.weights = weights
        self.documents = np.repeat(np.arange(len(weights)), weights.astype(np.intp))
        self.ends = np.cumsum(lengths[self.documents])


class _Borders(msgspec.Struct, frozen=True):
    """How far an author's first unit begins before the end of each document, and the last ends before it.

    `some`: the documents that have any; None for all.
    """

    begins: Indexes
    stops: Indexes
    some: Flags | None


class Expectation:
    """The expected disagreement of some authors on one label over chosen documents, drawn again and again."""

    def __init__(
        self, continua: Sequence[Continuum], documents: Sequence[int], lengths: Sequence[int] | Indexes
    ) -> None:
        """One continuum for each author who took part; `lengths` are of the texts of `documents`."""
        import numpy as np

        self._lengths = np.array(lengths, dtype=np.intp)
        place_of = np.full(max(documents, default=-1) + 1, -1)
        place_of[list(documents)] = np.arange(len(documents))
        units = [_within(each.unit_documents, place_of, each.unit_lengths) for each in continua]
        gaps = [_within(each.gap_documents, place_of, each.gap_lengths) for each in continua]
        self._borders = [_borders(each, place_of, self._lengths) for each in continua]
        self._unit_documents = np.concatenate([rows for rows, _ in units])
        self._unit_lengths = np.concatenate([numbers for _, numbers in units])
        self._longest = int(self._unit_lengths.max(initial=0))
        self._gap_documents = np.concatenate([rows for rows, _ in gaps])
        gap_lengths = np.concatenate([numbers for _, numbers in gaps])
        self._gap_sizes = np.minimum(gap_lengths, self._longest)
        wide = gap_lengths >= self._longest
        self._wide_documents, self._wide_lengths = self._gap_documents[wide], gap_lengths[wide]

    def __call__(self, weights: Array) -> float:
        """With each document as often as `weights` says. NaN where there is no unit."""
        return self.of(Laid(weights, self._lengths))

    def of(self, laid: Laid) -> float:
        """Krippendorff 2004, p. 253: for N units of length l on m continua of length L,

        2/L (sum over units of (N - 1)/3 (2 l^3 - 3 l^2 + l) + l^2 sum over gaps g >= l of (g - l + 1))
        / (m L (m L - 1) - sum over units of l (l - 1)).
        """
        import numpy as np

        # How many units there are of each length from 0 on.
        weights = laid.weights
        units = np.bincount(self._unit_lengths, weights[self._unit_documents], minlength=self._longest + 1)
        number = units.sum()
        if not number:
            return float("nan")
        sizes = np.arange(self._longest + 1, dtype=np.float64)
        squares = sizes**2
        within = (number - 1) / 3 * (units @ (2 * squares * sizes - 3 * squares + sizes))
        between = (units * squares) @ self._room(laid, sizes)
        length = float(laid.ends[-1])
        whole = len(self._borders) * length
        return float(2 / length * (within + between) / (whole * (whole - 1) - units @ (squares - sizes)))

    def _room(self, laid: Laid, sizes: Array) -> Array:
        """For each length up to the longest of a unit: in how many places of the gaps one of it fits."""
        import numpy as np

        # Gaps longer than any unit need no place of their own: only their number and sum count.
        longest, weights = self._longest, laid.weights
        number = np.bincount(self._gap_sizes, weights[self._gap_documents], minlength=longest + 1)
        wide = self._wide_lengths @ weights[self._wide_documents]
        for borders in self._borders:
            gaps = _border_gaps(borders, laid)
            number += np.bincount(np.minimum(gaps, longest), minlength=longest + 1)
            wide += gaps[gaps >= longest].sum()
        total = number * sizes
        total[longest] = wide
        return np.asarray(total[::-1].cumsum()[::-1] - (sizes - 1) * number[::-1].cumsum()[::-1])


def _within(documents: array[int], place_of: Indexes, numbers: array[int]) -> tuple[Indexes, Indexes]:
    """The rows of the chosen documents: their places among these, and the numbers."""
    import numpy as np

    rows = np.array(documents, dtype=np.intp)
    inside = rows < len(place_of)
    inside[inside] = place_of[rows[inside]] >= 0
    return place_of[rows[inside]], np.array(numbers, dtype=np.intp)[inside]


def _borders(continuum: Continuum, place_of: Indexes, lengths: Indexes) -> _Borders:
    import numpy as np

    begins, stops, some = lengths.copy(), np.zeros_like(lengths), np.zeros(len(lengths), dtype=np.bool_)
    here, inner = _within(continuum.documents, place_of, continuum.heads)
    begins[here] -= inner
    some[here] = True
    here, inner = _within(continuum.documents, place_of, continuum.tails)
    stops[here] = inner
    return _Borders(begins, stops, None if some.all() else some)


def _border_gaps(borders: _Borders, laid: Laid) -> Indexes:
    """The gaps that reach a border of a document, across documents without units, in the order drawn."""
    import numpy as np

    documents, ends = laid.documents, laid.ends
    if borders.some is not None:
        held = borders.some[documents]
        documents, ends = documents[held], ends[held]
    gaps = np.append(ends - borders.begins[documents], laid.ends[-1])
    gaps[1:] -= ends - borders.stops[documents]
    return gaps[gaps > 0]
