"""All figures between two authors, and among more than two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from annotator.core.agreement.collect import Collected, Pair
from annotator.core.agreement.figures import (
    GROUP_FORMULAS,
    PAIR_FORMULAS,
    Checkpoint,
    Maker,
    Sums,
    WordCells,
    span_figures,
    tied_figures,
    unit_figures,
    value_figures,
    word_figures,
)
from annotator.core.agreement.record import Confusion, Counts, Figure, Sampling

if TYPE_CHECKING:
    from annotator.core.agreement.arrays import Array


def pair_figures(
    collected: Collected,
    pair: Pair,
    table: Array,
    values: Sequence[str],
    grades: Mapping[str, Sequence[str]],
    sampling: Sampling,
    checkpoint: Checkpoint,
) -> list[Figure]:
    """All measures between two authors."""
    sums = Sums(collected.tallies[pair].columns, table)
    make = Maker(pair, len(collected.documents[pair]), sampling.level)
    bits = {label: collected.bits[label] for label in collected.labels}
    words: WordCells = {(value, other): counts for (value, other), counts in sums.under("word").items()}
    return [
        *span_figures(make, sums, collected.labels),
        *word_figures(make, words, bits, PAIR_FORMULAS),
        *unit_figures(make, collected, [sums], collected.documents[pair], sampling, checkpoint),
        *tied_figures(make, sums),
        *(figure for name in values for figure in value_figures(make, sums, name, grades.get(name))),
    ]


def group_figures(
    collected: Collected, authors: Sequence[str], sampling: Sampling, checkpoint: Checkpoint
) -> list[Figure]:
    """The measures among more than two authors.

    Words: in all documents of two or more of them, whoever is missing being missing data. Units: in the
    documents of all of them.
    """
    import numpy as np

    bits = {label: collected.bits[label] for label in collected.labels}
    present = np.zeros(len(collected.lengths))
    for documents in collected.taking_part.values():
        present[documents] += 1
    some = np.flatnonzero(present > 1).tolist()
    factors = 1 / np.maximum(present - 1, 1)
    words: WordCells = {}
    for tally in collected.tallies.values():
        sums = Sums(tally.columns, tally.sums(some, sampling, checkpoint, factors))
        for (value, other), counts in sums.under("word").items():
            for key in ((value, other), (other, value)):
                words[key] = words[key] + counts if key in words else counts
    everybody = np.flatnonzero(present == len(authors)).tolist()
    each = [
        Sums(tally.columns, tally.sums(everybody, sampling, checkpoint))
        for tally in (collected.tallies.get(pair) for pair in combinations(authors, 2))
        if tally is not None
    ]
    make, make_all = (Maker(tuple(authors), len(rows), sampling.level) for rows in (some, everybody))
    return [
        *word_figures(make, words, bits, GROUP_FORMULAS),
        *unit_figures(make_all, collected, each, everybody, sampling, checkpoint),
    ]


def span_counts(collected: Collected, pair: Pair, row: Array) -> list[Counts]:
    """The numbers of spans behind a pair's F1 figures; `row`: the sums over all documents."""
    sums = Sums(collected.tallies[pair].columns, row[None, :])
    names = ("first", "second", "exact", "tolerant", "overlap")
    return [
        Counts(authors=pair, label=label, **{name: round(float(sums(name, label)[0])) for name in names})
        for label in collected.labels
    ]


def crossed_labels(collected: Collected, pair: Pair, row: Array) -> list[Confusion]:
    """Which labels the two give to the same ranges where they differ."""
    crossed = Sums(collected.tallies[pair].columns, row[None, :]).under("crossed")
    return [
        Confusion(authors=pair, first=label, second=other, count=round(float(numbers[0])))
        for (label, other), numbers in sorted(crossed.items(), key=lambda column: column[0])
    ]
