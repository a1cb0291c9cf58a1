"""The tables of an overview, in words: shown alike by the window and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from annotator.core.overview import STAGES, Overview, Verdicts, labels_apart
from annotator.core.people import spelled_out
from annotator.core.scheme import Scheme
from annotator.store import Project, queries
from annotator.words.agreement import Table
from annotator.words.i18n import Language, tr
from annotator.words.rows import label_names

PICTURES: Final = ("progress", "times", "periods", "confusion", "replaced", "verdicts")
"""Parts of an overview with a picture and a table; texts are `lead.picture-<name>`, `lead.about-<name>`."""

ALONE: Final = ("loads", "brought", "signed")
"""Parts of an overview with a table and no picture."""

_Rows = list[tuple[str, ...]]
_SECONDS_PER_MINUTE, _SECONDS_PER_HOUR = 60, 3600


def table(language: Language, name: str, overview: Overview, scheme: Scheme) -> Table:
    """The numbers behind the picture `name`, or those that have none; without rows if there are none."""
    columns, rows = _TABLES[name](language, overview, label_names(language, scheme))
    return Table(tr(language, f"lead.picture-{name}"), columns, tuple(rows))


def project_state(language: Language, project: Project) -> str:
    """Which project a picture is of, and in which state, to be found again in the log."""
    day, head = queries.head_day(project), project.head()
    return tr(language, "lead.picture-state", project=project.path.name, day=day, head=head)


def verdict_name(language: Language, row: Verdicts) -> str:
    """The verdict, and its reason if there is one."""
    verdict = tr(language, f"lead.verdict-{row.verdict}")
    if not row.reason or row.verdict == "add":
        return verdict
    reason = tr(language, f"review.reason-{row.reason}")
    return f"{verdict}: {reason}"


def _columns(language: Language, *names: str) -> tuple[str, ...]:
    return tuple(tr(language, f"lead.column-{name}") for name in names)


def _progress(language: Language, overview: Overview, _: Mapping[str, str]) -> tuple[tuple[str, ...], _Rows]:
    stages = tuple(tr(language, f"lead.stage-{stage}") for stage in STAGES)
    return (*_columns(language, "author", "documents"), *stages), [
        (row.author, f"{row.documents:,}", *(f"{row.stages[stage]:,}" for stage in STAGES))
        for row in overview.progress
    ]


def _times(language: Language, overview: Overview, _: Mapping[str, str]) -> tuple[tuple[str, ...], _Rows]:
    return _columns(language, "author", "documents", "median", "hours"), [
        (
            row.author,
            f"{row.documents:,}",
            f"{row.median / _SECONDS_PER_MINUTE:,.1f}",
            f"{row.seconds / _SECONDS_PER_HOUR:,.1f}",
        )
        for row in overview.times
    ]


def _periods(language: Language, overview: Overview, _: Mapping[str, str]) -> tuple[tuple[str, ...], _Rows]:
    def number(value: float | None) -> str:
        return tr(language, "lead.undefined") if value is None else f"{value:.2f}"

    return _columns(language, "period", "documents", "f1", "alpha"), [
        (row.start, f"{row.documents:,}", number(row.f1), number(row.alpha)) for row in overview.periods
    ]


def _confusion(
    language: Language, overview: Overview, labels: Mapping[str, str]
) -> tuple[tuple[str, ...], _Rows]:
    return _columns(language, "first", "second", "count"), [
        (labels.get(one, one), labels.get(other, other), f"{count:,}")
        for (one, other), count in labels_apart(overview.confusion).items()
    ]


def _replaced(
    language: Language, overview: Overview, labels: Mapping[str, str]
) -> tuple[tuple[str, ...], _Rows]:
    return _columns(language, "before", "after", "count"), [
        (labels.get(row.before, row.before), labels.get(row.after, row.after), f"{row.count:,}")
        for row in overview.replaced
    ]


def _verdicts(language: Language, overview: Overview, _: Mapping[str, str]) -> tuple[tuple[str, ...], _Rows]:
    return _columns(language, "verdict", "count"), [
        (verdict_name(language, row), f"{row.count:,}") for row in overview.verdicts
    ]


def _loads(language: Language, overview: Overview, _: Mapping[str, str]) -> tuple[tuple[str, ...], _Rows]:
    columns = ("person", "task", "given", "open", "overdue", "targets", "due")
    return _columns(language, *columns), [
        (
            row.person or tr(language, "review.anybody"),
            tr(language, f"lead.task-{row.task}"),
            *(f"{number:,}" for number in (row.given, row.open, row.overdue, row.targets)),
            row.due,
        )
        for row in overview.loads
    ]


def _signed(language: Language, overview: Overview, _: Mapping[str, str]) -> tuple[tuple[str, ...], _Rows]:
    return _columns(language, "entity", "row", "signed", "actor", "seq"), [
        (row.entity, row.entity_id, spelled_out(row.author), spelled_out(row.actor), f"{row.seq}")
        for row in overview.signed
    ]


def _brought(language: Language, overview: Overview, _: Mapping[str, str]) -> tuple[tuple[str, ...], _Rows]:
    return _columns(language, "reason", "actor", "rows"), [
        (tr(language, f"lead.brought-{row.reason}"), row.actor, f"{row.rows:,}") for row in overview.brought
    ]


_TABLES: Final[
    Mapping[str, Callable[[Language, Overview, Mapping[str, str]], tuple[tuple[str, ...], _Rows]]]
] = {
    "progress": _progress,
    "times": _times,
    "periods": _periods,
    "confusion": _confusion,
    "replaced": _replaced,
    "verdicts": _verdicts,
    "loads": _loads,
    "signed": _signed,
    "brought": _brought,
}
