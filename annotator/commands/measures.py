"""How far authors agree, read from a project; nothing is written to it.

What measures is imported only where it is done: the window starts without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.core.agreement.layers import Annotated
from annotator.core.agreement.record import Agreement, Sampling
from annotator.core.dates import check_date
from annotator.core.errors import AnnotatorError
from annotator.core.overview import (
    PAUSE_MINUTES,
    Overview,
    Period,
    Step,
    loads,
    period_of,
    period_start,
    progress,
    work_times,
)
from annotator.disk import write_whole
from annotator.store import Project, agreement_layers, review
from annotator.store.agreement_layers import Part, Scope
from annotator.store.progress import acts, replaced, standings, unfinished, unsourced_count, verdicts, waiting
from annotator.store.shared import one_state
from annotator.store.signatures import signatures
from annotator.suggest.clitics import clitics

if TYPE_CHECKING:
    from annotator.core.agreement.collect import Collected
    from annotator.core.agreement.reliability import Reliability

_BATCH: Final = 200
"""Documents that one process counts before it tells."""

_NO_INTERVALS = Sampling(resamples=0)


def agreement(
    project: Project,
    scope: Scope,
    *,
    authors: Sequence[str] | None = None,
    labels: Sequence[str] | None = None,
    sampling: Sampling | None = None,
    gamma: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Agreement:
    """The agreement of the authors (None: everybody) on the layers in scope.

    With `gamma`, that of each pair too. Raises `AnnotatorError`: "unknown-label", "bad-date", "cancelled",
    "gamma-missing".
    """
    from annotator.core.agreement import gamma as mathet
    from annotator.core.agreement.collect import Collected
    from annotator.core.agreement.measure import VALUES, measured

    if gamma:
        mathet.library()  # what is missing is told before the work
    sampling = sampling or Sampling()

    with one_state(project) as shared:
        _check(project, scope, labels)
        who = agreement_layers.parts(project, scope)
        layers = partial(agreement_layers.annotated, project, who, as_submitted=scope.as_submitted)
        empty = partial(Collected, authors=authors, labels=labels, values=VALUES, clitics=clitics())
        collected, counting = empty(), _Counting(len(who), progress, cancelled)
        if scope.as_submitted:  # the log is read once for all documents
            for document in counting(layers()):
                collected.add(document)
        else:
            for part in shared.spread(partial(_collected, empty), _batches(who), cancelled=cancelled):
                collected.take(part)
                counting.add(len(part.lengths))
        found = measured(collected, sampling=sampling, checkpoint=partial(stop_if, cancelled))
        if not gamma:
            return found
        more = mathet.gamma_figures(
            layers(),
            authors=authors,
            labels=labels,
            seed=sampling.seed,
            checkpoint=partial(stop_if, cancelled),
        )
        return msgspec.structs.replace(found, figures=(*found.figures, *more))


def _batches(who: Mapping[str, Sequence[Part]]) -> Iterator[dict[str, Sequence[Part]]]:
    rows = iter(who.items())
    while some := dict(islice(rows, _BATCH)):
        yield some


def _collected(
    empty: Callable[[], Collected], project: Project, who: Mapping[str, Sequence[Part]]
) -> Collected:
    """The counts of some documents."""
    collected = empty()
    for document in agreement_layers.annotated(project, who):
        collected.add(document)
    return collected


def agreement_over_time(
    project: Project,
    scope: Scope,
    *,
    step: Step = "month",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Period, ...]:
    """Week by week or month by month; a document counts when the last of those compared submitted it."""
    from annotator.core.agreement.measure import measure

    with project.snapshot():
        _check(project, scope, None)
        who = {
            row: listed for row, listed in agreement_layers.parts(project, scope).items() if len(listed) > 1
        }
        periods: dict[str, dict[str, tuple[Part, ...]]] = {}
        for document_id, listed in who.items():
            if last := max(part.submitted for part in listed):
                periods.setdefault(period_start(last, step), {})[document_id] = listed
        counting = _Counting(sum(map(len, periods.values())), progress, cancelled)
        found = []
        for start, of_period in sorted(periods.items()):
            layers = counting(agreement_layers.annotated(project, of_period))
            found.append(period_of(start, measure(layers, clitics=clitics(), sampling=_NO_INTERVALS)))
        return tuple(found)


def reliability(
    project: Project,
    scope: Scope,
    *,
    authors: Sequence[str] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Reliability, Reliability]:
    """How far each of the authors (None: everybody) can be relied on for labels, and for categories.

    Raises `AnnotatorError`: "bad-date", "cancelled".
    """
    from annotator.core.agreement import reliability as crowd

    known = clitics()
    labels: list[crowd.Answers] = []
    categories: list[crowd.Answers] = []
    with project.snapshot():
        _check(project, scope, None)
        who = {}
        for document_id, listed in agreement_layers.parts(project, scope).items():
            wanted = tuple(part for part in listed if authors is None or part.author in authors)
            if len(wanted) > 1:
                who[document_id] = wanted
        layers = agreement_layers.annotated(project, who, as_submitted=scope.as_submitted)
        for document in _Counting(len(who), progress, cancelled)(layers):
            labels += crowd.label_answers(document, known)
            categories += crowd.category_answers(document)
    return crowd.reliability("label", labels), crowd.reliability("category", categories)


def write_weights(found: Sequence[Reliability], out: Path) -> None:
    """Each annotator's reliability and weight, as CSV, or the whole as JSON if the name ends so.

    Raises `AnnotatorError("file-not-written")`, "target-not-a-file", ...
    """
    from annotator.formats import csv_table

    if out.suffix.lower() == ".json":
        write_whole(out, msgspec.json.encode({row.asked: row for row in found}))
        return
    rows: list[Sequence[object]] = [("asked", "author", "answers", "reliability", "weight")]
    rows += [
        (row.asked, rater.author, rater.answers, rater.reliability, rater.weight)
        for row in found
        for rater in row.raters
    ]
    write_whole(out, csv_table.csv_bytes(rows))


def write_figures(agreement: Agreement, out: Path) -> None:
    """All figures to a file: CSV, one row a figure, or the whole record as JSON if the name ends so.

    Raises `AnnotatorError("file-not-written")`, "target-not-a-file", ...
    """
    json = out.suffix.lower() == ".json"
    write_whole(out, msgspec.json.encode(agreement) if json else csv_bytes(agreement))


def csv_bytes(agreement: Agreement) -> bytes:
    """The figures as CSV."""
    from annotator.core.agreement.rows import figure_rows
    from annotator.formats import csv_table

    return csv_table.csv_bytes(figure_rows(agreement))


class _Counting:
    """Tells progress of documents that are read, and stops when the person wants to."""

    def __init__(self, total: int, progress: Progress | None, cancelled: Cancelled | None) -> None:
        self._done = 0
        self._total = total
        self._progress = progress
        self._cancelled = cancelled

    def __call__(self, documents: Iterator[Annotated]) -> Iterator[Annotated]:
        for document in documents:
            stop_if(self._cancelled)
            yield document
            self.add(1)

    def add(self, documents: int) -> None:
        for _ in range(documents):
            self._done += 1
            if self._progress:
                self._progress(self._done, self._total)


def _check(project: Project, scope: Scope, labels: Sequence[str] | None) -> None:
    for day in filter(None, (scope.since, scope.until)):
        check_date(day)
    known = {label.id for label in project.scheme.labels}
    for label in labels or ():
        if label not in known:
            raise AnnotatorError("unknown-label", label=label)


def overview(project: Project, *, pause_minutes: int = PAUSE_MINUTES, today: str = "") -> Overview:
    """The log and the tables at one moment: progress, time, verdicts, who has what to do, whose names are on
    rows of others, claims without a source. `today` (ISO 8601) is the date of this computer.
    """
    with project.snapshot():
        signed, brought = signatures(project)
        return Overview(
            progress=progress(standings(project)),
            times=work_times(acts(project), pause_minutes=pause_minutes),
            pause_minutes=pause_minutes,
            verdicts=verdicts(project),
            replaced=replaced(project),
            loads=loads(
                review.assignments(project),
                unfinished(project),
                waiting(project),
                today=today or date.today().isoformat(),
            ),
            signed=tuple(signed),
            brought=tuple(brought),
            unsourced=unsourced_count(project),
        )


def full_overview(
    project: Project,
    *,
    step: Step = "month",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Overview:
    """As `overview`, with what has to be measured: agreement over time, and labels authors cross."""
    found = overview(project)
    stop_if(cancelled)

    def half(first: int) -> Progress:
        return lambda done, total: progress(first * total + done, 2 * total) if progress else None

    measured = agreement(
        project, Scope(), sampling=Sampling(resamples=0), progress=half(0), cancelled=cancelled
    )
    periods = agreement_over_time(project, Scope(), step=step, progress=half(1), cancelled=cancelled)
    return msgspec.structs.replace(found, step=step, periods=periods, confusion=measured.confusion)
