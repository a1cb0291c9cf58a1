"""Counts kept per document, so that they can be summed over any documents, drawn any number of times."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING

from annotator.core.agreement.bootstrap import resamples
from annotator.core.agreement.record import Sampling

if TYPE_CHECKING:
    from annotator.core.agreement.arrays import Array

_COLUMNS_AT_ONCE = 64


class Tally:
    """Numbers by document and column; a column is whatever names it. Only what is not zero takes room."""

    def __init__(self) -> None:
        self.columns: dict[Hashable, int] = {}
        self._documents = array("i")
        self._places = array("i")
        self._numbers = array("d")

    def add(self, document: int, column: Hashable, number: float) -> None:
        if number:
            self._documents.append(document)
            self._places.append(self.columns.setdefault(column, len(self.columns)))
            self._numbers.append(number)

    def take(self, other: Tally, first: int, renamed: Callable[[Hashable], Hashable]) -> None:
        """Add what another has counted later, its columns renamed; the first is number `first`."""
        places = [self.columns.setdefault(renamed(column), len(self.columns)) for column in other.columns]
        self._documents.extend(first + document for document in other._documents)
        self._places.extend(places[place] for place in other._places)
        self._numbers.extend(other._numbers)

    def sums(
        self,
        documents: Sequence[int],
        sampling: Sampling,
        checkpoint: Callable[[], None],
        factors: Array | None = None,
    ) -> Array:
        """The sum of each column: in row 0 over `documents`, in row n over the nth resample of them.

        `documents` ascend; others are left out. `factors`: what each document's numbers are multiplied by,
        for all documents there are. Memory: the result, and a few megabytes for 10,000 documents.
        """
        import numpy as np

        place_of = np.full(max(documents, default=-1) + 1, -1, dtype=np.int32)
        place_of[list(documents)] = np.arange(len(documents))
        rows, columns, numbers = (
            np.frombuffer(kept, dtype=kept.typecode) if kept else np.empty(0, dtype=kept.typecode)
            for kept in (self._documents, self._places, self._numbers)
        )
        inside = rows < len(place_of)
        inside[inside] = place_of[rows[inside]] >= 0
        if not inside.all():
            rows, columns, numbers = rows[inside], columns[inside], numbers[inside]
        if factors is not None:
            numbers = numbers * factors[rows]
        rows = place_of[rows]
        drawn = sampling.resamples if len(documents) > 1 else 0
        sums = np.zeros((1 + drawn, len(self.columns)))
        for first in range(0, len(self.columns), _COLUMNS_AT_ONCE):
            part = slice(first, min(first + _COLUMNS_AT_ONCE, len(self.columns)))
            here = (columns >= part.start) & (columns < part.stop)
            table = np.zeros((part.stop - part.start, len(documents)))
            np.add.at(table, (columns[here] - part.start, rows[here]), numbers[here])
            sums[0, part] = table.sum(axis=1)
            for number, weights in enumerate(resamples(len(documents), sampling), 1):
                checkpoint()
                # Not a matrix product: its threads wait for one another, for seconds on a busy machine.
                sums[number, part] = np.einsum("n,cn->c", weights, table)
        return sums
