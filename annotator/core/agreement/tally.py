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
_RESAMPLES_AT_ONCE = 32


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

        place_of = np.full(max(documents, default=-1) + 1, -1)
        place_of[list(documents)] = np.arange(len(documents))
        rows, columns, numbers = (
            np.frombuffer(kept, dtype=kept.typecode) if kept else np.empty(0, dtype=kept.typecode)
            for kept in (self._documents, self._places, self._numbers)
        )
        inside = rows < len(place_of)
        inside[inside] = place_of[rows[inside]] >= 0
        rows, columns, numbers = rows[inside], columns[inside], numbers[inside]
        if factors is not None:
            numbers = numbers * factors[rows]
        rows = place_of[rows]
        drawn = sampling.resamples if len(documents) > 1 else 0
        sums = np.zeros((1 + drawn, len(self.columns)))
        for first in range(0, len(self.columns), _COLUMNS_AT_ONCE):
            here = (columns >= first) & (columns < first + _COLUMNS_AT_ONCE)
            width = min(_COLUMNS_AT_ONCE, len(self.columns) - first)
            table = np.zeros((len(documents), width))
            np.add.at(table, (rows[here], columns[here] - first), numbers[here])
            sums[0, first : first + width] = table.sum(axis=0)
            block: list[Array] = []
            done = 1
            for weights in resamples(len(documents), sampling):
                block.append(weights)
                if len(block) == _RESAMPLES_AT_ONCE:
                    checkpoint()
                    sums[done : done + len(block), first : first + width] = np.stack(block) @ table
                    done += len(block)
                    block = []
            if block:
                sums[done:, first : first + width] = np.stack(block) @ table
        return sums
