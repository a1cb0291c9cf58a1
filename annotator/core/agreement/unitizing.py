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

from annotator.core.agreement.layers import Ranges
from annotator.core.model import Range

if TYPE_CHECKING:
    from annotator.core.agreement.arrays import Array, Indexes


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


class _Laid(msgspec.Struct, frozen=True):
    """A `Continuum` within chosen documents, which are counted from 0 here."""

    unit_documents: Indexes
    unit_lengths: Array
    gap_documents: Indexes
    gap_lengths: Array
    heads: Array
    tails: Array
    has: Indexes


class Expectation:
    """The expected disagreement of some authors on one label over chosen documents, drawn again and again."""

    def __init__(
        self, continua: Sequence[Continuum], documents: Sequence[int], lengths: Sequence[int]
    ) -> None:
        """One continuum for each author who took part; `lengths` are of the texts of `documents`."""
        import numpy as np

        self._lengths = np.array(lengths, dtype=np.float64)
        place_of = np.full(max(documents, default=-1) + 1, -1)
        place_of[list(documents)] = np.arange(len(documents))
        self._laid = [_laid(continuum, place_of, len(documents)) for continuum in continua]

    def __call__(self, weights: Array) -> float:
        """With each document as often as `weights` says. NaN where there is no unit.

        Krippendorff 2004, p. 253: for N units of length l on m continua of length L,
        2/L (sum over units of (N - 1)/3 (2 l^3 - 3 l^2 + l) + l^2 sum over gaps g >= l of (g - l + 1))
        / (m L (m L - 1) - sum over units of l (l - 1)).
        """
        import numpy as np

        drawn = np.repeat(np.arange(len(weights)), weights.astype(np.intp))
        ends = np.cumsum(self._lengths[drawn])
        length = float(ends[-1]) if len(ends) else 0.0
        unit_weights = np.concatenate([weights[laid.unit_documents] for laid in self._laid])
        unit_lengths = np.concatenate([laid.unit_lengths for laid in self._laid])
        number = float(unit_weights.sum())
        if not number:
            return float("nan")
        gaps = [laid.gap_lengths for laid in self._laid]
        gap_weights = [weights[laid.gap_documents] for laid in self._laid]
        for laid in self._laid:
            borders = _border_gaps(laid, drawn, ends, self._lengths)
            gaps.append(borders)
            gap_weights.append(np.ones(len(borders)))
        squares = unit_lengths**2
        within = (
            (number - 1)
            / 3
            * (unit_weights * (2 * squares * unit_lengths - 3 * squares + unit_lengths)).sum()
        )
        room = _room(np.concatenate(gaps), np.concatenate(gap_weights), int(unit_lengths.max()))
        between = (unit_weights * squares * room[unit_lengths.astype(np.intp)]).sum()
        whole = len(self._laid) * length
        return float(
            2
            / length
            * (within + between)
            / (whole * (whole - 1) - (unit_weights * (squares - unit_lengths)).sum())
        )


def _laid(continuum: Continuum, place_of: Indexes, count: int) -> _Laid:
    import numpy as np

    def within(documents: array[int], *numbers: array[int]) -> tuple[Indexes, list[Array]]:
        rows = np.array(documents, dtype=np.intp)
        inside = rows < len(place_of)
        inside[inside] = place_of[rows[inside]] >= 0
        return place_of[rows[inside]], [np.array(kept, dtype=np.float64)[inside] for kept in numbers]

    unit_documents, (unit_lengths,) = within(continuum.unit_documents, continuum.unit_lengths)
    gap_documents, (gap_lengths,) = within(continuum.gap_documents, continuum.gap_lengths)
    here, (inner_heads, inner_tails) = within(continuum.documents, continuum.heads, continuum.tails)
    heads, tails, has = np.zeros(count), np.zeros(count), np.zeros(count, dtype=np.intp)
    heads[here], tails[here], has[here] = inner_heads, inner_tails, 1
    return _Laid(unit_documents, unit_lengths, gap_documents, gap_lengths, heads, tails, has)


def _border_gaps(laid: _Laid, drawn: Indexes, ends: Array, lengths: Array) -> Array:
    """The gaps that reach a border of a document, across documents without units, in the order drawn."""
    import numpy as np

    held = laid.has[drawn] == 1
    documents = drawn[held]
    begins = ends[held] - lengths[documents] + laid.heads[documents]
    stops = ends[held] - laid.tails[documents]
    gaps = np.append(begins, ends[-1]) - np.concatenate([[0.0], stops])
    return np.asarray(gaps[gaps > 0])


def _room(gaps: Array, weights: Array, longest: int) -> Array:
    """For each length up to `longest`: in how many places of the gaps a unit of it fits."""
    import numpy as np

    # Gaps longer than any unit need no place of their own: only their number and sum count.
    places = np.minimum(gaps, longest).astype(np.intp)
    number = np.bincount(places, weights, minlength=longest + 1)[::-1].cumsum()[::-1]
    total = np.bincount(places, weights * gaps, minlength=longest + 1)[::-1].cumsum()[::-1]
    return np.asarray(total - (np.arange(longest + 1) - 1) * number)
