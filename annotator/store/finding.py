"""Finding documents: the lists of one's own work, what narrows a list, and what is to be done next.

Each state of one's work is told here and nowhere else: as a condition on a document `d` and a person `:me`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from annotator.core.document_filter import (
    EVERY_DOCUMENT,
    WORK_STATES,
    Again,
    Dates,
    DateState,
    DocumentFilter,
    WorkState,
)
from annotator.core.model import REVIEW
from annotator.store.project import Project
from annotator.store.tables import json_list

WorkList = Literal["all", "mine", WorkState, "inbox", "irrelevant"]
"""Every document, one's own work, and that by how it stands; what is to be sorted, and what is not wanted."""

WORK_LISTS: Final[tuple[WorkList, ...]] = ("all", "mine", *WORK_STATES, "inbox", "irrelevant")

_MADE = f"r.document_id = d.id AND r.author = :me AND r.origin <> '{REVIEW}'"
_BEGUN = f"""(EXISTS (SELECT 1 FROM spans r WHERE {_MADE})
    OR EXISTS (SELECT 1 FROM attributions r WHERE {_MADE})
    OR EXISTS (SELECT 1 FROM submissions r WHERE r.document_id = d.id AND r.author = :me))"""
_SUBMITTED = """EXISTS (SELECT 1 FROM submissions r
    WHERE r.document_id = d.id AND r.author = :me AND r.state = 'submitted')"""
_TO_MARK = (
    "SELECT 1 FROM assignments r WHERE r.document_id = d.id AND r.task IN ('annotate', 'annotate-blind')"
)
_RETURNED = "d.id IN (SELECT r.document_id FROM awaiting r WHERE r.author = :me AND r.returned > 0)"

_FILED = "d.id IN (SELECT r.document_id FROM filings r WHERE r.state IN ({}))"
_INBOX = _FILED.format("'inbox', 'later'")
_IRRELEVANT = _FILED.format("'irrelevant'")
_TAKEN = f"NOT ({_INBOX} OR {_IRRELEVANT})"
"""Nobody works on what is not sorted yet, or is not wanted."""

_CONDITIONS: Final[Mapping[WorkList, str]] = {
    "all": "true",
    "mine": f"""({_TAKEN} AND (EXISTS (SELECT 1 FROM spans r WHERE r.document_id = d.id AND r.author = :me)
        OR EXISTS ({_TO_MARK} AND r.assignee = :me)))""",
    # What was given to others to annotate is not waiting for oneself.
    "not-begun": f"""({_TAKEN} AND NOT {_BEGUN}
        AND (NOT EXISTS ({_TO_MARK}) OR EXISTS ({_TO_MARK} AND r.assignee IN ('', :me))))""",
    "in-work": f"({_TAKEN} AND {_BEGUN} AND NOT {_SUBMITTED})",
    "unattributed": f"""({_TAKEN} AND EXISTS (SELECT r.id FROM spans r
        WHERE {_MADE} AND r.label IN (SELECT value FROM json_each(:claim_labels))
        EXCEPT SELECT c.value FROM attributions a, json_each(a.claims) c WHERE a.document_id = d.id))""",
    "returned": _RETURNED,
    "done": f"({_SUBMITTED} AND NOT {_RETURNED})",
    "inbox": _INBOX,
    "irrelevant": _IRRELEVANT,
}

_UNDONE = " OR ".join(_CONDITIONS[state] for state in ("not-begun", "in-work", "returned"))

_DATED: Final[Mapping[DateState, str]] = {
    "not-understood": "d.unclear <> ''",
    "undated": "(d.dated = '' AND d.unclear = '')",
}
_ALIKE: Final[Mapping[Again, str]] = {
    "same-text": "r.share = 1",
    "version": "r.share < 1",
}
_LIKE = """EXISTS (SELECT 1 FROM (SELECT r.share FROM likenesses r WHERE r.document_id = d.id
    UNION ALL SELECT r.share FROM likenesses r WHERE r.other = d.id) r WHERE {})"""
"""Both the later document and the earlier one."""

_OFFERED = 30
"""As many outlets and years as a menu can take."""

_LAYER_BY = """EXISTS (SELECT 1 FROM {} r WHERE r.document_id = d.id
    AND r.author IN (SELECT value FROM json_each(:by)))"""

_NAMED = """(SELECT {} FROM (SELECT fold(coalesce(
        nullif(d.title, ''), (SELECT substr(text, 1, 120) FROM texts WHERE hash = d.text_hash)
    ) || ' ' || d.byline) AS name LIMIT 1))"""
"""Folding takes longest: the limit keeps SQLite from doing it anew for each word."""


def condition(project: Project, wanted: DocumentFilter, me: str) -> tuple[str, dict[str, Any]]:
    """What a filter asks of a document `d`, as SQL with its named values; "" where it asks nothing."""
    asked: list[str] = []
    values: dict[str, Any] = {}

    def one_of(sql: str, name: str, texts: Iterable[str]) -> list[str]:
        """The condition for each of some texts, which stand in it as `{}`."""
        made = []
        for n, text in enumerate(texts):
            values[f"{name}{n}"] = text
            made.append(sql.format(f":{name}{n}"))
        return made

    if words := one_of("instr(name, {}) > 0", "word", wanted.words):
        asked.append(_NAMED.format(" AND ".join(words)))
    dates = [_within(n, row, values) for n, row in enumerate(wanted.dates)]
    if wanted.authors:
        values["by"] = json_list(_people(project, wanted.authors))
    if wanted.states:
        values |= _mine(project, me)
    for choices in (
        one_of("d.kind = {}", "kind", wanted.kinds),
        one_of("instr(fold(d.source), {}) > 0", "outlet", wanted.outlets),
        [
            *dates,
            *one_of("instr(fold(d.published || ' ' || d.unclear), {}) > 0", "written", wanted.written),
            *(_DATED[state] for state in wanted.undated),
        ],
        [_LIKE.format(_ALIKE[state]) for state in wanted.again],
        [_LAYER_BY.format(table) for table in ("spans", "attributions") if wanted.authors],
        [_CONDITIONS[state] for state in wanted.states],
    ):
        if choices:
            asked.append(f"({' OR '.join(choices)})")
    return " AND ".join(asked), values


def found(
    project: Project,
    author: str,
    listed: WorkList = "all",
    wanted: DocumentFilter = EVERY_DOCUMENT,
    *,
    ids: Iterable[str] | None = None,
) -> list[str]:
    """The documents of a list of the author's, in the order they came; of some documents only."""
    narrowed, values = condition(project, wanted, author)
    among = "" if ids is None else "AND d.id IN (SELECT value FROM json_each(:ids))"
    rows = project.rows(
        f"""SELECT d.id FROM documents d WHERE {_CONDITIONS[listed]} AND {narrowed or "true"} {among}
            ORDER BY d.rowid""",
        {**values, **_mine(project, author), "ids": json_list(ids or ())},
    )
    return [row[0] for row in rows]


def work_counts(project: Project, author: str, *, ids: Iterable[str] | None = None) -> dict[WorkList, int]:
    """How many documents each list of the author's holds; of some documents only."""
    sums = ", ".join(f"coalesce(sum({sql}), 0)" for sql in _CONDITIONS.values())
    among = "true" if ids is None else "d.id IN (SELECT value FROM json_each(:ids))"
    values = {**_mine(project, author), "ids": json_list(ids or ())}
    (row,) = project.rows(f"SELECT {sums} FROM documents d WHERE {among}", values)
    return dict(zip(_CONDITIONS, row, strict=True))


def next_undone(project: Project, author: str, here: str = "", *, by: int = 1) -> str | None:
    """The nearest document after `here`, or before it, that the author has to begin, to end or to correct.

    After the last one comes the first. None: there is no other.
    """
    after, order = (">", "") if by > 0 else ("<", "DESC")
    place = "(SELECT rowid FROM documents WHERE id = :here)"
    for beyond in (f"d.rowid {after} {place}", "d.id <> :here"):
        rows = project.rows(
            f"""SELECT d.id FROM documents d WHERE {beyond} AND ({_UNDONE})
                ORDER BY d.rowid {order} LIMIT 1""",
            {**_mine(project, author), "here": here},
        )
        for (document_id,) in rows:
            return str(document_id)
    return None


def outlets(project: Project) -> list[str]:
    """Where the documents were published, the most frequent first."""
    rows = project.rows(
        "SELECT source FROM documents WHERE source <> '' GROUP BY source ORDER BY count(*) DESC, 1 LIMIT ?",
        [_OFFERED],
    )
    return [row[0] for row in rows]


def years(project: Project) -> list[str]:
    """The years in which documents were published, the last one first."""
    rows = project.rows(
        "SELECT DISTINCT substr(d.dated, 1, 4) FROM documents d WHERE d.dated <> '' ORDER BY 1 DESC LIMIT ?",
        [_OFFERED],
    )
    return [row[0] for row in rows]


def layer_people(project: Project) -> list[str]:
    """Whose layers there are, by name."""
    sql = "SELECT author FROM spans UNION SELECT author FROM attributions ORDER BY 1"
    return [row[0] for row in project.rows(sql)]


def _people(project: Project, wanted: Iterable[str]) -> list[str]:
    """The people whose folded names contain one of these."""
    rows = project.rows(
        """SELECT author FROM (SELECT author FROM spans UNION SELECT author FROM attributions)
           WHERE EXISTS (SELECT 1 FROM json_each(?) w WHERE instr(fold(author), w.value) > 0)""",
        [json_list(wanted)],
    )
    return [row[0] for row in rows]


def _within(n: int, dates: Dates, values: dict[str, Any]) -> str:
    """Whether a document may be of these days: a date in ISO form is compared as far as both are given."""
    made = ["d.dated <> ''"]
    for name, day, order in (("since", dates.since, ">="), ("until", dates.until, "<=")):
        if day:
            values[f"{name}{n}"] = day
            key = f":{name}{n}"
            made.append(f"substr(d.dated, 1, length({key})) {order} substr({key}, 1, length(d.dated))")
    return f"({' AND '.join(made)})"


def _mine(project: Project, author: str) -> dict[str, Any]:
    return {"me": author, "claim_labels": json_list(project.scheme.labels_as("claim"))}
