"""The tables of an agreement, in words: shown alike by the window and the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from annotator.core.agreement.record import (
    ATTRIBUTION_MEASURES,
    GAMMA_MEASURE,
    UNITIZING_MEASURE,
    VALUE_MEASURES,
    Agreement,
    Figure,
)
from annotator.core.scheme import Scheme
from annotator.words.i18n import Language, tr
from annotator.words.rows import label_names

SHOWN_MEASURES: Final = (
    "span.f1.exact",
    "span.f1.tolerant",
    "span.f1.overlap",
    "token.kappa",
    "token.alpha",
    UNITIZING_MEASURE,
    GAMMA_MEASURE,
)
"""Of spans and words; the files have all."""

_TIED: Final = (
    *ATTRIBUTION_MEASURES,
    *(f"attribution.{value}.{measure}" for value in ("category", "naming") for measure in VALUE_MEASURES),
)
_LEFT_TO_RIGHT, _END = "\u2066", "\u2069"


class Table(msgspec.Struct, frozen=True):
    """Rows of cells under a row of names; `authors`: whose figures they are."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    authors: tuple[str, ...] = ()


def tables(language: Language, agreement: Agreement, scheme: Scheme) -> Iterator[Table]:
    """All there is to show, pair by pair, then among all, then what was skipped."""
    labels = label_names(language, scheme)
    for authors in dict.fromkeys(figure.authors for figure in agreement.figures):
        yield _span_table(language, agreement, authors, labels)
        tied = _tied_table(language, agreement, authors)
        if tied.rows:
            yield tied
        crossed = _crossed_table(language, agreement, authors, labels)
        if crossed.rows:
            yield crossed
    skipped = _skipped_table(language, agreement, labels)
    if skipped.rows:
        yield skipped


def side_by_side(language: Language, first: Agreement, later: Agreement) -> Iterator[Table]:
    """Pair by pair, the figures over all labels as first submitted and after review."""
    columns = ("measure", "as-submitted", "after-review")
    for authors in dict.fromkeys(figure.authors for figure in first.figures):
        before, after = (
            {row.measure: row for row in agreement.figures if (row.authors, row.label) == (authors, None)}
            for agreement in (first, later)
        )
        yield Table(
            tr(language, "agreement.review-of", between=between(language, authors)),
            tuple(tr(language, f"agreement.column-{name}") for name in columns),
            tuple(
                (
                    tr(language, f"agreement.measure-{measure}"),
                    cell(language, before[measure]),
                    cell(language, after.get(measure)),
                )
                for measure in (*SHOWN_MEASURES, *_TIED)
                if measure in before
            ),
            authors,
        )


def remarks(language: Language, agreement: Agreement) -> Iterator[str]:
    """Sentences about the whole: how much was compared, how sure it is, what could not be."""
    if agreement.reason is not None:
        reason = tr(language, f"agreement.reason-{agreement.reason}")
        yield tr(language, "agreement.nothing", reason=reason)
    yield tr(language, "agreement.compared", compared=agreement.compared, documents=agreement.documents)
    sampling = agreement.sampling
    if sampling.resamples and agreement.figures:
        yield tr(
            language,
            "agreement.intervals",
            level=round(100 * sampling.level),
            resamples=sampling.resamples,
            seed=sampling.seed,
        )
    for pair in agreement.apart:
        yield tr(language, "agreement.apart", between=between(language, pair))


def between(language: Language, authors: Sequence[str]) -> str:
    """`between A and B`, as it stands in a heading."""
    comma = "، " if language == "ar" else ", "
    return tr(language, "agreement.between", authors=comma.join(authors))


def cell(language: Language, figure: Figure | None) -> str:
    """A value with its interval, or why there is none."""
    if figure is None:
        return ""
    if figure.value is None:
        return tr(language, f"agreement.reason-{figure.reason}")
    interval = ""
    if figure.low is not None and figure.high is not None:
        interval = f" ({figure.low:.2f}–{figure.high:.2f})"
    # Digits and brackets keep this order in a line of Arabic.
    return f"{_LEFT_TO_RIGHT}{figure.value:.2f}{interval}{_END}"


def _span_table(
    language: Language, agreement: Agreement, authors: tuple[str, ...], labels: Mapping[str, str]
) -> Table:
    found = {(row.measure, row.label): row for row in agreement.figures if row.authors == authors}
    measures = [name for name in SHOWN_MEASURES if any(measure == name for measure, _ in found)]
    ordered = sorted(agreement.labels, key=lambda label: _place(label, labels))
    rows = [
        (
            tr(language, "agreement.all-labels") if label is None else labels.get(label, label),
            *(cell(language, found.get((measure, label))) for measure in measures),
        )
        for label in (*ordered, None)
    ]
    documents = max((row.documents for row in found.values()), default=0)
    return Table(
        tr(language, "agreement.spans-of", between=between(language, authors), n=documents),
        (
            tr(language, "agreement.column-label"),
            *(tr(language, f"agreement.measure-{measure}") for measure in measures),
        ),
        tuple(rows),
        authors,
    )


def _tied_table(language: Language, agreement: Agreement, authors: tuple[str, ...]) -> Table:
    found = {row.measure: row for row in agreement.figures if row.authors == authors}
    return Table(
        tr(language, "agreement.attributions-of", between=between(language, authors)),
        (tr(language, "agreement.column-measure"), tr(language, "agreement.column-value")),
        tuple(
            (tr(language, f"agreement.measure-{measure}"), cell(language, found[measure]))
            for measure in _TIED
            if measure in found
        ),
        authors,
    )


def _crossed_table(
    language: Language, agreement: Agreement, authors: tuple[str, ...], labels: Mapping[str, str]
) -> Table:
    return Table(
        tr(language, "agreement.confusion-of", between=between(language, authors)),
        (*authors[:2], tr(language, "agreement.column-count")),
        tuple(
            (labels.get(row.first, row.first), labels.get(row.second, row.second), f"{row.count:,}")
            for row in agreement.confusion
            if row.authors == authors
        ),
        authors,
    )


def _skipped_table(language: Language, agreement: Agreement, labels: Mapping[str, str]) -> Table:
    own_words = {name: tr(language, f"agreement.{name}") for name in ("attribution", "category", "naming")}
    names = {**own_words, **labels}
    columns = ("skipped", "author", "what", "count")
    return Table(
        tr(language, "agreement.column-skipped"),
        tuple(tr(language, f"agreement.column-{name}") for name in columns),
        tuple(
            (
                tr(language, f"agreement.skipped-{row.reason}"),
                row.author,
                names.get(row.what, row.what),
                f"{row.count:,}",
            )
            for row in agreement.skipped
        ),
    )


def _place(label: str, labels: Mapping[str, str]) -> int:
    ids = list(labels)
    return ids.index(label) if label in labels else len(ids)
