"""Mathet's gamma: how far two authors agree on where spans are and on their labels at once.

Mathet, Widlöcher and Métivier 2015, "The Unified and Holistic Method Gamma", Computational Linguistics 41(3),
as the library `pygamma-agreement` computes it: an extra, since what it needs is large.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import combinations
from typing import Any, Final

from annotator.core.agreement.layers import Annotated, Skips, compared
from annotator.core.agreement.record import GAMMA_MEASURE, Figure
from annotator.core.agreement.unitizing import units
from annotator.core.errors import AnnotatorError
from annotator.core.model import Range

EXTRA: Final = "arabic-annotator[gamma]"
"""To install where the library is missing."""

SAMPLES: Final = 30
"""Random continua that chance is estimated from, for each document."""

Units = Mapping[str, Sequence[Range]]
"""One author's units in a document, by label."""


def library() -> Any:
    """The library. Raises `AnnotatorError("gamma-missing")` where it is not installed."""
    try:
        import pygamma_agreement
    except ImportError as error:
        raise AnnotatorError("gamma-missing", extra=EXTRA) from error
    return pygamma_agreement


def gamma_figures(
    documents: Iterable[Annotated],
    *,
    authors: Sequence[str] | None = None,
    labels: Sequence[str] | None = None,
    seed: int = 1,
    checkpoint: Callable[[], None] = lambda: None,
) -> list[Figure]:
    """Gamma of each pair of authors, over all labels: the mean of the documents in which both have a span.

    The text of each document is a continuum of its own. `checkpoint` is called again and again; it may raise.
    """
    library()
    found: dict[tuple[str, str], list[float]] = {}
    wanted = None if labels is None else frozenset(labels)
    for document in documents:
        layers = {
            author: {label: units(ranges) for label, ranges in usable.by_label.items()}
            for author in sorted(document.layers)
            if authors is None or author in authors
            for usable in [compared(document.layers[author][0], author, document, wanted, Skips())]
        }
        for pair in combinations(layers, 2):
            values = found.setdefault(pair, [])
            if all(layers[author] for author in pair):
                checkpoint()
                values.append(gamma_of({author: layers[author] for author in pair}, seed=seed))
    return [_figure(pair, values) for pair, values in sorted(found.items())]


def gamma_of(layers: Mapping[str, Units], *, seed: int) -> float:
    """Gamma of the authors' units in one document; each has at least one. The same seed gives the same."""
    import numpy as np
    from pyannote.core import Segment

    agreement = library()
    continuum = agreement.Continuum()
    for author, by_label in layers.items():
        for label, ranges in by_label.items():
            for start, end in ranges:
                continuum.add(author, Segment(start, end), label)
    before = np.random.get_state()  # the library draws from the generator of the whole process
    np.random.seed(seed)
    try:
        with _silent():
            dissimilarity = agreement.CombinedCategoricalDissimilarity()
            return float(continuum.compute_gamma(dissimilarity, n_samples=SAMPLES).gamma)
    finally:
        np.random.set_state(before)


@contextmanager
def _silent() -> Iterator[None]:
    """Without the library's remarks on which solver it found."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def _figure(pair: tuple[str, str], values: Sequence[float]) -> Figure:
    return Figure(
        measure=GAMMA_MEASURE,
        authors=pair,
        label=None,
        documents=len(values),
        value=sum(values) / len(values) if values else None,
        reason=None if values else "no-spans",
    )
