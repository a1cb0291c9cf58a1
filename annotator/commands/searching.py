"""Searching a project: its texts, and the spans in them; and the searches that an account keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.core.errors import AnnotatorError
from annotator.core.model import Range
from annotator.core.query import Query
from annotator.core.query_reader import parse
from annotator.store import Project, accounts
from annotator.store.occurrences import Found, occurrences_at
from annotator.store.search_hits import Hit
from annotator.store.search_index import is_there, make_anew
from annotator.store.searching import Mark, Order, Page
from annotator.store.searching import search as answered
from annotator.suggest.clitics import clitics

MOST: Final = 10_000
"""Hits that are worked on at once: more than anybody looks through."""
_TOGETHER: Final = 500
_KEPT: Final = "searches"
"""The preference under which an account keeps its searches."""


class Saved(msgspec.Struct, frozen=True):
    """A search that an account keeps under a name."""

    name: str
    query: str


def search(
    project: Project,
    query: str | Query,
    *,
    reader: str,
    order: Order = "rank",
    limit: int = 50,
    after: Mark | None = None,
    exact: bool = False,
    cancelled: Cancelled | None = None,
) -> Page:
    """The hits of a query, as many as `limit`, after those of the page before (`Page.next`). Only reads.

    Raises `AnnotatorError` with the `word` of the query at fault and where it begins (`start`).
    """
    asked = parse(query, project.scheme, exact=exact) if isinstance(query, str) else query
    return answered(
        project,
        asked,
        reader=reader,
        clitics=clitics(),
        order=order,
        limit=limit,
        after=after,
        cancelled=cancelled,
    )


def every_hit(
    project: Project,
    query: str,
    *,
    reader: str,
    exact: bool = False,
    cancelled: Cancelled | None = None,
) -> Iterator[Hit]:
    """The hits of a query, document after document, the first `MOST`. Raises "cancelled", and as `search`."""
    mark, left = None, MOST
    while left:
        stop_if(cancelled)
        page = search(
            project, query, reader=reader, order="place", limit=min(left, _TOGETHER), after=mark, exact=exact,
            cancelled=cancelled,
        )  # fmt: skip
        yield from page.hits
        left -= len(page.hits)
        mark = page.next
        if mark is None:
            return


def places_to_label(
    project: Project,
    query: str,
    *,
    label: str,
    author: str,
    exact: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Found:
    """Where a query finds words, or spans in one piece, for an author to label them; not in boilerplate."""
    places: dict[str, list[Range]] = {}
    for hit in every_hit(project, query, reader=author, exact=exact, cancelled=cancelled):
        if len(hit.ranges) == 1 and hit.ranges[0] not in (there := places.setdefault(hit.document_id, [])):
            there.append(hit.ranges[0])
    return occurrences_at(project, places, label=label, author=author, progress=progress, cancelled=cancelled)


def documents_found(
    project: Project, query: str, *, reader: str, exact: bool = False, cancelled: Cancelled | None = None
) -> tuple[str, ...]:
    """The documents of a query's hits, in the order they came."""
    hits = every_hit(project, query, reader=reader, exact=exact, cancelled=cancelled)
    return tuple(dict.fromkeys(hit.document_id for hit in hits))


def is_indexed(project: Project) -> bool:
    """Whether there is an index to ask; without one a search reads every text."""
    return is_there(project.conn)


def may_be_indexed(project: Project) -> bool:
    """Whether the project is its file, and no copy of one of an earlier version that is only read."""
    row = project.one("SELECT file FROM pragma_database_list WHERE name = 'main'")
    return bool(row and row[0])


def rebuild_index(project: Project) -> None:
    """Make the index of a project anew, whatever there is of it. Nothing of the record changes."""
    if project.read_only:
        raise AnnotatorError("project-read-only", path=str(project.path))
    with project.exclusive() as conn:
        make_anew(conn)


def saved(project: Project) -> list[Saved]:
    """The searches that this account keeps in this project, by name."""
    kept = project.preference(accounts.account(), _KEPT)
    try:
        return msgspec.json.decode(kept, type=list[Saved]) if kept else []
    except msgspec.MsgspecError:
        return []


def save(project: Project, name: str, query: str) -> None:
    """Keep a search under a name, in place of another of that name. Raises as `parse` does."""
    parse(query, project.scheme)
    name = name.strip()
    if not name:
        raise AnnotatorError("search-nameless")
    kept = [row for row in saved(project) if row.name != name]
    _keep(project, [*kept, Saved(name, query)])


def forget(project: Project, name: str) -> None:
    """Keep a search no longer. Raises "unknown-search"."""
    named(project, name)
    _keep(project, [row for row in saved(project) if row.name != name])


def named(project: Project, name: str) -> Saved:
    """The search kept under a name. Raises "unknown-search"."""
    for row in saved(project):
        if row.name == name:
            return row
    known = " · ".join(row.name for row in saved(project))
    raise AnnotatorError("unknown-search", name=name, known=known)


def _keep(project: Project, rows: list[Saved]) -> None:
    if project.read_only:
        raise AnnotatorError("project-read-only", path=str(project.path))
    kept = msgspec.json.encode(sorted(rows, key=lambda row: row.name)).decode()
    project.set_preference(accounts.account(), _KEPT, kept)
