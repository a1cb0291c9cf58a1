"""The whole measurement: documents in, one record of figures out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Final

from annotator.core.agreement.between import crossed_labels, group_figures, pair_figures, span_counts
from annotator.core.agreement.collect import Collected
from annotator.core.agreement.layers import Annotated
from annotator.core.agreement.record import Agreement, Confusion, Counts, Figure, Reason, Sampling
from annotator.core.selecting import Clitics

VALUES: Final = ("category", "naming")
"""The values of attributions that are compared, unless others are asked for."""


def measure(
    documents: Iterable[Annotated],
    *,
    clitics: Clitics,
    authors: Sequence[str] | None = None,
    labels: Sequence[str] | None = None,
    values: Sequence[str] = VALUES,
    grades: Mapping[str, Sequence[str]] | None = None,
    sampling: Sampling | None = None,
    checkpoint: Callable[[], None] = lambda: None,
) -> Agreement:
    """How far the authors of `documents` agree; the documents are read once, one at a time.

    `authors` and `labels` narrow what is compared (None: all that occur); attributions are compared whatever
    the labels of their spans. `values`: the values of matched attributions to compare, `category` or names of
    attributes; those in `grades` are ordered, their values listed from lowest to highest, and their alpha is
    ordinal. `checkpoint` is called again and again while intervals are made; it may raise to stop.
    """
    collected = Collected(authors=authors, labels=labels, values=values, clitics=clitics)
    for document in documents:
        collected.add(document)
    return measured(collected, values=values, grades=grades, sampling=sampling, checkpoint=checkpoint)


def measured(
    collected: Collected,
    *,
    values: Sequence[str] = VALUES,
    grades: Mapping[str, Sequence[str]] | None = None,
    sampling: Sampling | None = None,
    checkpoint: Callable[[], None] = lambda: None,
) -> Agreement:
    """The same of documents whose counts are collected already, the `values` of their attributions too."""
    sampling = sampling or Sampling()
    present = sorted(collected.taking_part)
    figures: list[Figure] = []
    counts: list[Counts] = []
    confusion: list[Confusion] = []
    for pair in sorted(collected.documents):
        sums = collected.tallies[pair].sums(collected.documents[pair], sampling, checkpoint)
        figures += pair_figures(collected, pair, sums, values, grades or {}, sampling, checkpoint)
        counts += span_counts(collected, pair, sums[0])
        confusion += crossed_labels(collected, pair, sums[0])
    if len(present) > 2 and collected.documents:
        figures += group_figures(collected, present, sampling, checkpoint)
    return Agreement(
        authors=tuple(present),
        labels=tuple(collected.labels),
        documents=len(collected.lengths),
        compared=len(set().union(*collected.documents.values())),
        sampling=sampling,
        reason=_reason(collected),
        figures=tuple(figures),
        counts=tuple(counts),
        confusion=tuple(confusion),
        apart=tuple(pair for pair in combinations(present, 2) if pair not in collected.documents),
        skipped=collected.skips.skipped(),
    )


def _reason(collected: Collected) -> Reason | None:
    if not collected.lengths:
        return "no-documents"
    if len(collected.taking_part) < 2:
        return "one-author"
    return None if collected.documents else "no-common-documents"
