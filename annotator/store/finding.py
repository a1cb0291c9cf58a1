"""Finding documents: the lists of one's own work, what narrows a list, and what is to be done next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from annotator.core.document_filter import (
    EVERY_DOCUMENT,
    WORK_STATES,
    Again,
    Dates,
    DateState,
    DocumentFilter,
)
from annotator.store import places
from annotator.store.listing import KeptList, WorkList, mask
from annotator.store.project import Project
from annotator.store.tables import json_list

WORK_LISTS: Final[tuple[WorkList, ...]] = ("all", "mine", *WORK_STATES, "inbox", "irrelevant")

_STANDS = """coalesce((SELECT r.lists FROM parts r WHERE r.author = :me AND r.n = d.rowid),
    (SELECT k.lists FROM listed k WHERE k.n = d.rowid))"""
_UNDONE: Final[tuple[WorkList, ...]] = ("not-begun", "in-work", "returned")

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

_NAMED = "EXISTS (SELECT 1 FROM listed l WHERE l.n = d.rowid AND {})"


def condition(
    project: Project, wanted: DocumentFilter, me: str, *, named: str = _NAMED
) -> tuple[str, dict[str, Any]]:
    """What a filter asks of a document `d`, as SQL with its named values; "" where it asks nothing.

    `named`: how a row `l` of the names is come by.
    """
    asked: list[str] = []
    values: dict[str, Any] = {}

    def one_of(sql: str, name: str, texts: Iterable[str]) -> list[str]:
        """The condition for each of some texts, which stand in it as `{}`."""
        made = []
        for n, text in enumerate(texts):
            values[f"{name}{n}"] = text
            made.append(sql.format(f":{name}{n}"))
        return made

    if words := one_of("instr(l.name, {}) > 0", "word", wanted.words):
        asked.append(named.format(" AND ".join(words)))
    if wanted.states:
        values |= {"me": me, "states": mask(wanted.states)}
        asked.append(f"{_STANDS} & :states")
    dates = [_within(n, row, values) for n, row in enumerate(wanted.dates)]
    if wanted.authors:
        values["by"] = json_list(_people(project, wanted.authors))
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
    asked = [narrowed] if narrowed else []
    if listed != "all":
        asked.append(f"{_STANDS} & :list")
        values |= {"me": author, "list": mask([listed])}
    if ids is not None:
        asked.append("d.id IN (SELECT value FROM json_each(:ids))")
        values["ids"] = json_list(ids)
    rows = project.rows(
        f"SELECT d.id FROM documents d WHERE {' AND '.join(asked) or 'true'} ORDER BY d.rowid", values
    )
    return [row[0] for row in rows]


def numbers(
    project: Project,
    author: str,
    listed: KeptList,
    wanted: DocumentFilter,
    *,
    among: Iterable[int] | None = None,
    limit: int = -1,
) -> list[int]:
    """The numbers of the documents of a list of the author's, as `places` knows them; the first `limit`."""
    narrowed, values = condition(project, wanted, author, named="{}")
    asked = [narrowed] if narrowed else []
    if listed != "all":
        asked.append(f"{_STANDS} & :list")
        values |= {"me": author, "list": mask([listed])}
    if among is not None:
        asked.append("l.n IN (SELECT value FROM json_each(:among))")
        values["among"] = str(list(among))
    # The names lie close together: the documents themselves are read only where more of them is asked.
    with_documents = msgspec.structs.replace(wanted, words=(), states=()) != EVERY_DOCUMENT
    source = "listed l CROSS JOIN documents d ON d.rowid = l.n" if with_documents else "listed l"
    sql = f"SELECT l.n FROM {source} WHERE {' AND '.join(asked) or 'true'} ORDER BY l.n LIMIT :limit"
    if not with_documents:
        sql = sql.replace("d.rowid", "l.n")
    rows = project.rows(sql, values | {"limit": limit})
    return [row[0] for row in rows]


def work_counts(project: Project, author: str) -> dict[WorkList, int]:
    """How many documents each list of the author's holds."""
    counted = places.list_counts(project, author)
    return {name: counted[name] for name in WORK_LISTS}


def next_undone(project: Project, author: str, here: str = "", *, by: int = 1) -> str | None:
    """The nearest document after `here`, or before it, that the author has to begin, to end or to correct.

    After the last one comes the first. None: there is no other.
    """
    n = places.number_of(project, here) or 0
    nearest = places.nearest(project, author, _UNDONE, n, by=by)
    return places.id_of(project, nearest) if nearest is not None else None


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
