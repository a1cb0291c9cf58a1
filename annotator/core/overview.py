"""How a project stands: what everybody has done, how long it took, what came of review. Folds over rows.

Rows come from the store one at a time, in the order of the log where it matters; what is kept is small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final, Literal, get_args

import msgspec

from annotator.core.agreement.record import Agreement, Confusion
from annotator.core.dates import is_overdue
from annotator.core.model import Assignment, Reason, ReviewState, Task, Verdict
from annotator.core.signing import Brought, Signed

Stage = Literal["not-begun", "in-work", "submitted", "returned", "judged", "agreed"]
"""Where somebody's work on a document stands.

`not-begun`: assigned, and nothing marked. `in-work`: something marked, or a submission taken back.
`submitted`: not all of it is judged. `returned`: verdicts wait for the author's answer or correction.
`judged`: all of it is judged. `agreed`: so are all layers of the document, and nothing is disputed.
"""

STAGES: Final[tuple[Stage, ...]] = get_args(Stage)

PAUSE_MINUTES: Final = 10
"""A longer time between two acts is not counted as work."""

Step = Literal["week", "month"]


class Standing(msgspec.Struct, frozen=True):
    """The state of one author's work on one document; `open` targets and `returned` verdicts wait."""

    document_id: str
    author: str
    begun: bool
    submitted: bool
    open: int
    returned: int
    disputed: int
    ready: bool = True
    """Whether it can be judged yet: adjudication waits until everybody has submitted."""
    given: bool = True
    """Whether it is waited for; what somebody marks unasked is not, until it is submitted."""


class AuthorProgress(msgspec.Struct, frozen=True):
    """How many documents of an author stand at each stage; all stages are named."""

    author: str
    documents: int
    stages: dict[str, int]


class AuthorTime(msgspec.Struct, frozen=True):
    """The time of one author: seconds in all and the median of a document, over documents worked on."""

    author: str
    documents: int
    seconds: float
    median: float


class Act(msgspec.Struct, frozen=True):
    """One act of the log. `document_id` None: it touched several documents, or none."""

    at: str
    author: str
    document_id: str | None


class Verdicts(msgspec.Struct, frozen=True):
    """How many verdicts there are of a kind. `reason` "": none was given."""

    verdict: Verdict | Literal["add"]
    reason: Reason | Literal[""]
    count: int


class Replaced(msgspec.Struct, frozen=True):
    """How often reviewers put the label `after` where an author had `before`."""

    before: str
    after: str
    count: int


class Period(msgspec.Struct, frozen=True):
    """How far authors agreed on the documents finished within a week or a month that begins on `start`.

    `f1`: exact spans of all pairs of authors pooled; `alpha`: Krippendorff's of words. None: undefined.
    """

    start: str
    documents: int
    f1: float | None
    alpha: float | None


class Unsourced(msgspec.Struct, frozen=True):
    """A claim without an attribution, or with one that names no source."""

    document_id: str
    title: str
    direction: str
    span_id: str
    author: str
    quote: str
    attributed: bool


class Load(msgspec.Struct, frozen=True):
    """The work of a kind that one person ("" is anybody) was given, and how much of it is left.

    `open` and `overdue` count documents, `targets` what awaits a verdict; `due` is the next date of one open.
    """

    person: str
    task: Task
    given: int
    open: int
    overdue: int
    targets: int
    due: str


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """All of it; what was not asked for is empty."""

    progress: tuple[AuthorProgress, ...] = ()
    times: tuple[AuthorTime, ...] = ()
    pause_minutes: int = PAUSE_MINUTES
    verdicts: tuple[Verdicts, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    loads: tuple[Load, ...] = ()
    signed: tuple[Signed, ...] = ()
    brought: tuple[Brought, ...] = ()
    unsourced: int = 0
    step: Step = "month"
    periods: tuple[Period, ...] = ()
    confusion: tuple[Confusion, ...] = ()


def review_state(layers: Iterable[Standing]) -> ReviewState:
    """Where the review of one document stands; its lists, counts and exports all go by this."""
    awaited = [row for row in layers if row.submitted or row.given]
    if not awaited or not all(row.submitted for row in awaited):
        return "unsubmitted"
    if any(row.open or not row.ready for row in awaited):
        return "open"
    return "disputed" if any(row.disputed for row in awaited) else "complete"


def stage(row: Standing, *, settled: bool) -> Stage:
    """`settled`: the review of the whole document is complete."""
    if not row.submitted:
        return "in-work" if row.begun else "not-begun"
    if row.returned:
        return "returned"
    if row.open or not row.ready:
        return "submitted"
    return "agreed" if settled else "judged"


def by_document(rows: Iterable[Standing]) -> Iterator[list[Standing]]:
    """The standings of each document together; in `rows` they follow each other."""
    for _, together in groupby(rows, key=lambda row: row.document_id):
        yield list(together)


def stages(rows: Iterable[Standing]) -> Iterator[tuple[Standing, Stage]]:
    """Each standing with its stage; those of one document follow each other."""
    for together in by_document(rows):
        settled = review_state(together) == "complete"
        for row in together:
            yield row, stage(row, settled=settled)


def progress(rows: Iterable[Standing]) -> tuple[AuthorProgress, ...]:
    """Authors by name; the standings of one document follow each other."""
    found: dict[str, Counter[str]] = {}
    for row, reached in stages(rows):
        found.setdefault(row.author, Counter())[reached] += 1
    return tuple(
        AuthorProgress(author, counts.total(), {name: counts[name] for name in STAGES})
        for author, counts in sorted(found.items())
    )


def loads(
    assignments: Iterable[Assignment],
    unfinished: Container[str],
    waiting: Mapping[tuple[str, Task], tuple[int, int]],
    *,
    today: str,
) -> tuple[Load, ...]:
    """The work of everybody, by name and task. `unfinished`: ids of assignments; `waiting`: what awaits
    whose review, as numbers of documents and of targets. What waits for anybody was given to nobody.
    """
    given: dict[tuple[str, Task], list[Assignment]] = {
        key: [] for key, (documents, _) in waiting.items() if documents
    }
    for row in assignments:
        given.setdefault((row.assignee, row.task), []).append(row)
    found = []
    for (person, task), rows in sorted(given.items()):
        left = [row for row in rows if row.id in unfinished]
        documents, targets = waiting.get((person, task), (0, 0))
        found.append(
            Load(
                person,
                task,
                given=len(rows),
                open=len(left) if rows else documents,
                overdue=sum(is_overdue(row.due, today) for row in left),
                targets=targets,
                due=min((row.due for row in left if row.due), default=""),
            )
        )
    return tuple(found)


def work_times(acts: Iterable[Act], *, pause_minutes: int = PAUSE_MINUTES) -> tuple[AuthorTime, ...]:
    """The time everybody has worked, by what the log shows; acts come in the order of the log.

    The time between two acts of one author that follow each other is work on a document if both are on that
    document and no more than the pause lies between. What precedes the first act is not seen, so this is the
    least time it took.
    """
    from statistics import median

    last: dict[str, tuple[str | None, datetime]] = {}
    seconds: dict[str, dict[str, float]] = {}
    for act in acts:
        at = datetime.fromisoformat(act.at)
        document, before = last.get(act.author, (None, at))
        last[act.author] = (act.document_id, at)
        if act.document_id is None:
            continue
        of_author = seconds.setdefault(act.author, {})
        of_author.setdefault(act.document_id, 0.0)
        gap = (at - before).total_seconds()
        if document == act.document_id and 0 < gap <= pause_minutes * 60:
            of_author[act.document_id] += gap
    return tuple(
        AuthorTime(author, len(spent), sum(spent.values()), median(spent.values()))
        for author, spent in sorted(seconds.items())
    )


def period_start(day: str, step: Step) -> str:
    """The first day of the week (Monday) or month that a date or time (ISO 8601) lies in."""
    on = date.fromisoformat(day[:10])
    first = on.replace(day=1) if step == "month" else on - timedelta(days=on.weekday())
    return first.isoformat()


def period_of(start: str, agreement: Agreement) -> Period:
    """The two figures of a period, from all that was measured in it."""
    spans = sum(row.first + row.second for row in agreement.counts)
    exact = sum(row.exact for row in agreement.counts)
    alphas = [
        figure.value
        for figure in agreement.figures
        if (figure.measure, figure.label, figure.authors) == ("token.alpha", None, agreement.authors)
    ]
    return Period(
        start, agreement.compared, 2 * exact / spans if spans else None, alphas[0] if alphas else None
    )


def labels_apart(confusion: Iterable[Confusion]) -> dict[tuple[str, str], int]:
    """How often two labels stand for each other, whoever gave which, most first."""
    found: Counter[tuple[str, str]] = Counter()
    for row in confusion:
        one, other = sorted((row.first, row.second))
        found[one, other] += row.count
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
