"""Intervals by resampling documents with replacement: the same seed draws the same documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotator.core.agreement.record import Sampling

if TYPE_CHECKING:
    from annotator.core.agreement.arrays import Array


def resamples(documents: int, sampling: Sampling) -> Iterator[Array]:
    """How often each document is drawn, `sampling.resamples` times; nothing for fewer than two documents."""
    import numpy as np

    if documents < 2:
        return
    draw = np.random.default_rng(sampling.seed)
    for _ in range(sampling.resamples):
        drawn = draw.integers(0, documents, documents)
        yield np.bincount(drawn, minlength=documents).astype(np.float64)


def interval(values: Array, level: float) -> tuple[float | None, float | None, int]:
    """The percentiles that hold `level` of the values between them, and how many have none (NaN).

    Efron 1979, the percentile method.
    """
    import numpy as np

    defined = values[~np.isnan(values)]
    undefined = len(values) - len(defined)
    if not len(defined):
        return None, None, undefined
    tail = 100 * (1 - level) / 2
    low, high = np.percentile(defined, (tail, 100 - tail))
    return float(low), float(high), undefined
