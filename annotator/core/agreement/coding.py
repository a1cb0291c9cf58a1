"""Agreement on the values of units, from additive counts alone: observed, kappa, pi, S, AC1, alpha.

Counts are arrays of shape `(rows, cells)`: a row is one set of documents, a cell the number of units to which
one author gave the value `first` and the other `second`. What has no value is NaN. With coincidences (`Cells`
made by `coincidences`) the same formulas serve any number of authors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal

import msgspec

if TYPE_CHECKING:
    from annotator.core.agreement.arrays import Array, Indexes

Metric = Literal["nominal", "ordinal", "interval", "ratio"]


class Cells(msgspec.Struct, frozen=True):
    """The values the cells stand for, as indexes below `size`; `scale`: the values, if they are numbers."""

    first: Indexes
    second: Indexes
    size: int
    scale: Array | None = None


def cells(pairs: Sequence[tuple[Hashable, Hashable]], order: Sequence[Hashable] | None = None) -> Cells:
    """The cells of `pairs` of values, in their order. `order`: all values, ascending; else as they come."""
    import numpy as np

    known = {value: index for index, value in enumerate(order or ())}
    for pair in pairs:
        for value in pair:
            known.setdefault(value, len(known))
    first, second = (np.array([known[pair[side]] for pair in pairs], dtype=np.intp) for side in (0, 1))
    scale = None
    if known and all(isinstance(value, int | float) for value in known):
        scale = np.array(list(known), dtype=np.float64)
    return Cells(first, second, len(known), scale)


def coincidences(given: Iterable[Sequence[Hashable]]) -> Iterator[tuple[tuple[Hashable, Hashable], float]]:
    """The coincidences of units: `given` has the values of each, of those who gave one, in any order.

    A unit with m values adds 1 / (m - 1) for each ordered pair of them; one with a single value adds nothing
    (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability").
    """
    for unit in given:
        if len(unit) < 2:
            continue
        times = Counter(unit)
        for first, count in times.items():
            for second, other in times.items():
                pairs = count * (other - (first == second))
                if pairs:
                    yield (first, second), pairs / (len(unit) - 1)


def observed(cells: Cells, counts: Array) -> Array:
    """The share of units (or of pairs of values) with the same value."""
    return _ratio(counts[:, cells.first == cells.second].sum(axis=1), counts.sum(axis=1))


def kappa(cells: Cells, counts: Array) -> Array:
    """Cohen 1960, "A Coefficient of Agreement for Nominal Scales": chance from each author's own shares."""
    first, second = _shares(cells, counts)
    return _beyond_chance(observed(cells, counts), (first * second).sum(axis=1))


def pi(cells: Cells, counts: Array) -> Array:
    """Scott 1955, "Reliability of Content Analysis"; from coincidences Fleiss 1971, for many authors.

    Chance from the shares of all values together.
    """
    return _beyond_chance(observed(cells, counts), (_pooled(cells, counts) ** 2).sum(axis=1))


def s(cells: Cells, counts: Array) -> Array:
    """Bennett, Alpert, Goldstein 1954: as if all values were equally likely. NaN for a single value."""
    import numpy as np

    agreed = observed(cells, counts)
    return _beyond_chance(agreed, np.full_like(agreed, 1 / max(1, cells.size)))


def ac1(cells: Cells, counts: Array) -> Array:
    """Gwet 2008, "Computing inter-rater reliability": steady where one value is very common."""
    import numpy as np

    agreed = observed(cells, counts)
    if cells.size < 2:
        return np.full_like(agreed, np.nan)
    pooled = _pooled(cells, counts)
    return _beyond_chance(agreed, (pooled * (1 - pooled)).sum(axis=1) / (cells.size - 1))


def alpha(cells: Cells, counts: Array, *, metric: Metric = "nominal", pairs: bool = False) -> Array:
    """Krippendorff 2004, "Content Analysis", chapter 11; 2011, "Computing Krippendorff's Alpha-Reliability".

    `counts` are coincidences or, with `pairs`, units with two values each. For other metrics than `nominal`
    the values ascend in `cells`.
    """
    import numpy as np

    twice = 2 if pairs else 1
    number = twice * counts.sum(axis=1)
    times = _pooled(cells, counts) * number[:, None]
    if metric == "nominal":
        # What the sums over all pairs of values below come to, at less cost where there are many.
        disagreed = _ratio(twice * counts[:, cells.first != cells.second].sum(axis=1), number)
        by_chance = _ratio(number**2 - (times**2).sum(axis=1), number * (number - 1))
    else:
        distances = _DISTANCES[metric](cells, times)
        disagreed = _ratio(twice * (counts * distances[:, cells.first, cells.second]).sum(axis=1), number)
        expected = np.einsum("ra,rab,rb->r", times, distances, times)
        by_chance = _ratio(expected, number * (number - 1))
    return 1 - _ratio(disagreed, by_chance)


def _ordinal(cells: Cells, times: Array) -> Array:
    import numpy as np

    upto = np.cumsum(times, axis=1)
    middle = upto - times / 2
    return np.asarray((middle[:, :, None] - middle[:, None, :]) ** 2)


def _interval(cells: Cells, times: Array) -> Array:
    import numpy as np

    assert cells.scale is not None, "interval and ratio are of numbers"
    return np.asarray((cells.scale[None, :, None] - cells.scale[None, None, :]) ** 2)


def _ratio_scale(cells: Cells, times: Array) -> Array:
    import numpy as np

    assert cells.scale is not None, "interval and ratio are of numbers"
    sums = cells.scale[:, None] + cells.scale[None, :]
    return np.asarray(_interval(cells, times) / np.where(sums == 0, 1, sums) ** 2)


_DISTANCES: Final[Mapping[Metric, Callable[[Cells, Array], Array]]] = {
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio_scale,
}


def _shares(cells: Cells, counts: Array) -> tuple[Array, Array]:
    """Each author's share of each value, of shape `(rows, values)`."""
    number = counts.sum(axis=1)[:, None]
    return _ratio(_sums(counts, cells.first, cells.size), number), _ratio(
        _sums(counts, cells.second, cells.size), number
    )


def _pooled(cells: Cells, counts: Array) -> Array:
    first, second = _shares(cells, counts)
    return (first + second) / 2


def _sums(counts: Array, values: Indexes, size: int) -> Array:
    """The counts of the cells of each value."""
    import numpy as np

    sums = np.zeros((size, len(counts)))
    np.add.at(sums, values, counts.T)
    return sums.T


def _beyond_chance(agreed: Array, by_chance: Array) -> Array:
    return _ratio(agreed - by_chance, 1 - by_chance)


def _ratio(above: Array, below: Array) -> Array:
    """The quotient; NaN where what is below is zero, but for the rounding of sums."""
    import numpy as np

    nothing = np.abs(below) < 1e-12
    return np.asarray(np.where(nothing, np.nan, above / np.where(nothing, 1, below)))
