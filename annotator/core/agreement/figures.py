"""The figures of each measure from sums of counts: row 0 over all documents, each further row a resample."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import msgspec

from annotator.core.agreement import coding, unitizing
from annotator.core.agreement.attributions import PARTS
from annotator.core.agreement.bootstrap import interval, resamples
from annotator.core.agreement.collect import Collected
from annotator.core.agreement.record import UNITIZING_MEASURE, Figure, Reason, Sampling
from annotator.core.agreement.unitizing import Continuum, Expectation, Laid

if TYPE_CHECKING:
    from annotator.core.agreement.arrays import Array

Checkpoint = Callable[[], None]
WordCells = dict[tuple[int, int], "Array"]
"""How many words have one value with the first author and the other with the second, by row."""

Formula = Callable[[coding.Cells, "Array"], "Array"]


class Maker(msgspec.Struct, frozen=True):
    """Makes the figures of some authors over their documents."""

    authors: tuple[str, ...]
    documents: int
    level: float

    def figure(self, measure: str, label: str | None, numbers: Array, reason: Reason) -> Figure:
        """`numbers`: by row; `reason`: why row 0 has no value, if it has none."""
        value = float(numbers[0])
        if value != value:
            return Figure(
                measure=measure,
                authors=self.authors,
                label=label,
                documents=self.documents,
                value=None,
                reason=reason,
            )
        low, high, undefined = interval(numbers[1:], self.level)
        return Figure(
            measure=measure,
            authors=self.authors,
            label=label,
            documents=self.documents,
            value=value,
            low=low,
            high=high,
            undefined=undefined,
        )


class Sums:
    """The sums of a tally's columns, by name; a column nobody added to is zero."""

    def __init__(self, columns: Mapping[Any, int], sums: Array) -> None:
        self._columns = columns
        self._sums = sums
        self.rows = len(sums)

    def __call__(self, *column: object) -> Array:
        import numpy as np

        place = self._columns.get(column)
        return np.zeros(self.rows) if place is None else self._sums[:, place]

    def under(self, *prefix: object) -> dict[tuple[Any, ...], Array]:
        """The columns that begin so, by the rest of their names."""
        return {
            name[len(prefix) :]: self._sums[:, place]
            for name, place in self._columns.items()
            if name[: len(prefix)] == prefix
        }


def span_figures(make: Maker, sums: Sums, labels: Sequence[str]) -> list[Figure]:
    figures = []
    for what in ("exact", "tolerant", "overlap"):
        for label in (*labels, None):
            chosen = labels if label is None else [label]
            paired, first, second = (
                sum((sums(name, each) for each in chosen), sums()) for name in (what, "first", "second")
            )
            figures.append(
                make.figure(f"span.f1.{what}", label, _quotient(2 * paired, first + second), "no-spans")
            )
    return figures


PAIR_FORMULAS: Final[Mapping[str, Formula]] = {
    "observed": coding.observed,
    "kappa": coding.kappa,
    "pi": coding.pi,
    "s": coding.s,
    "ac1": coding.ac1,
    "alpha": lambda cells, counts: coding.alpha(cells, counts, pairs=True),
}
GROUP_FORMULAS: Final[Mapping[str, Formula]] = {
    "observed": coding.observed,
    "pi": coding.pi,
    "alpha": coding.alpha,
}


def word_figures(
    make: Maker,
    words: WordCells,
    bits: Mapping[str, int],
    formulas: Mapping[str, Formula],
) -> list[Figure]:
    """Per label, whether a word bears it; over all, which labels it bears."""
    figures: list[Figure] = []
    for label, bit in (*bits.items(), (None, -1)):
        merged: WordCells = {}
        for (value, other), counts in words.items():
            key = (value & bit, other & bit)
            merged[key] = merged[key] + counts if key in merged else counts
        reason: Reason = (
            "no-words" if not merged else "no-spans" if set(merged) == {(0, 0)} else "no-variation"
        )
        for name, formula in formulas.items():
            if reason == "no-variation":
                cells = coding.cells(list(merged), None if label is None else (0, bit))
                numbers = formula(cells, _columns(list(merged.values())))
            else:
                numbers = _nothing()
            figures.append(make.figure(f"token.{name}", label, numbers, reason))
    return figures


def unit_figures(
    make: Maker,
    collected: Collected,
    pairs: Sequence[Sums],
    documents: Sequence[int],
    sampling: Sampling,
    checkpoint: Checkpoint,
) -> list[Figure]:
    """alpha_U per label; over all labels it is one minus the sum of the observed by that of the expected."""
    import numpy as np

    if not len(documents):
        return [
            make.figure(UNITIZING_MEASURE, label, _nothing(), "no-common-documents")
            for label in (*collected.labels, None)
        ]
    number = len(make.authors)
    length = pairs[0]("length")
    lengths = np.array(collected.lengths, dtype=np.intp)[list(documents)]
    expectations = [
        Expectation(
            [collected.continua.get((author, label), Continuum()) for author in make.authors],
            documents,
            lengths,
        )
        for label in collected.labels
    ]
    rows: list[list[float]] = []
    for weights in chain([np.ones(len(documents))], resamples(len(documents), sampling)):
        checkpoint()
        laid = Laid(weights, lengths)
        rows.append([expectation.of(laid) for expectation in expectations])
    observed_all, expected_all = np.zeros_like(length), np.zeros_like(length)
    figures = []
    for place, label in enumerate(collected.labels):
        apart = sum((sums("apart", label) for sums in pairs), np.zeros_like(length))
        observed = unitizing.observed(apart, number, length)
        disagreement = np.array([row[place] for row in rows])
        figures.append(
            make.figure(UNITIZING_MEASURE, label, 1 - _quotient(observed, disagreement), "no-spans")
        )
        observed_all += observed
        expected_all += np.nan_to_num(disagreement)
    over_all = 1 - _quotient(observed_all, expected_all)
    return [*figures, make.figure(UNITIZING_MEASURE, None, over_all, "no-spans")]


def tied_figures(make: Maker, sums: Sums) -> list[Figure]:
    """Wiebe, Wilson and Cardie 2005: agr(a||b) is the share of a's that match one of b's."""
    agr = [_quotient(sums("met", side), sums("tied", side)) for side in (0, 1)]
    both = _quotient(2 * sums("paired"), sums("tied", 0) + sums("tied", 1))
    figures = [
        make.figure("attribution.agr.first", None, agr[0], "no-attributions"),
        make.figure("attribution.agr.second", None, agr[1], "no-attributions"),
        make.figure("attribution.f1", None, both, "no-attributions"),
    ]
    reason: Reason = "no-spans" if sums("paired")[0] else "no-matches"
    for part in PARTS:
        given = sums(part, "first") + sums(part, "second")
        for what in ("exact", "overlap"):
            numbers = _quotient(2 * sums(part, what), given)
            figures.append(make.figure(f"attribution.{part}.{what}", None, numbers, reason))
    return figures


def value_figures(make: Maker, sums: Sums, name: str, order: Sequence[str] | None) -> list[Figure]:
    """Observed agreement, kappa and alpha of one value of paired attributions."""
    given = sums.under("value", name)
    reason: Reason = "no-variation" if given else "no-values" if sums("paired")[0] else "no-matches"
    numbers = dict.fromkeys(("observed", "kappa", "alpha"), _nothing())
    if given:
        cells = coding.cells([(key[0], key[1]) for key in given], order)
        counts = _columns(list(given.values()))
        metric: coding.Metric = "ordinal" if order else "nominal"
        numbers = {
            "observed": coding.observed(cells, counts),
            "kappa": coding.kappa(cells, counts),
            "alpha": coding.alpha(cells, counts, metric=metric, pairs=True),
        }
    return [make.figure(f"attribution.{name}.{what}", None, row, reason) for what, row in numbers.items()]


def _quotient(above: Array, below: Array) -> Array:
    """NaN where there is nothing below."""
    import numpy as np

    nothing = ~(below != 0)
    return np.asarray(np.where(nothing, np.nan, above / np.where(nothing, 1, below)))


def _nothing() -> Array:
    import numpy as np

    return np.array([np.nan])


def _columns(counts: Sequence[Array]) -> Array:
    import numpy as np

    return np.stack(counts, axis=1)
