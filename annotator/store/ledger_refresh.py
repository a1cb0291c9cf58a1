"""Brings the table of claims up to date with the record, when the ledger is asked; and checks it.

The log tells which documents were touched since: no act of anybody has to wait for the ledger. They are noted
as due at once, and read anew some at a time, each time in a transaction of its own; so whoever writes need
not wait long, and what was broken off is gone on with. Beside a file that is only read the same is done in
tables of this connection alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

import msgspec

from annotator.core.agreed import agreed, published
from annotator.core.errors import AnnotatorError
from annotator.core.ledger import Entry, Facts, State, entries
from annotator.core.model import Attribution, Bundle, Span
from annotator.core.names import standing_for
from annotator.core.review import standings, targets_of
from annotator.store import queries, review
from annotator.store.connection import made_anew_if_lost, world_errors
from annotator.store.findings import Finding
from annotator.store.ledger_tables import copy_aside
from annotator.store.names import names
from annotator.store.project import Project
from annotator.store.tables import UNREADABLE, json_list

_AT_ONCE: Final = 100
"""Documents that are read anew in one transaction."""
_MANY_NAMES: Final = 50
"""If more names than these have changed, every claim that tells a name is read anew."""

_COLUMNS: Final = Entry.__struct_fields__
_LISTED: Final = ", ".join(f'"{column}"' for column in _COLUMNS)
_INSERT: Final = f"INSERT INTO {{at}}ledger (n, {_LISTED}) VALUES (?, {', '.join('?' * len(_COLUMNS))})"
_BITS: Final = 20
"""Of a key those that tell the claims of one document apart: keys are in the order of documents and texts."""

_TOUCHED: Final = """
    SELECT DISTINCT named(iif(entity = 'document', entity_key, document_key)) FROM main.log
    WHERE event > :since AND entity IN ('document', 'span', 'attribution', 'submission', 'decision',
                                        'comment', 'assignment', 'filing')"""
_WITH_CLAIMS: Final = """
    SELECT document_id FROM main.spans WHERE label IN (SELECT value FROM json_each(:claims))
    UNION SELECT document_id FROM {at}ledger"""
_GONE: Final = """
    SELECT DISTINCT document_id FROM main.ledger WHERE document_id NOT IN (SELECT id FROM main.documents)"""
_OTHER_SCHEME: Final = "SELECT 1 FROM main.log WHERE event > :since AND entity = 'scheme' LIMIT 1"
_RENAMED: Final = """
    SELECT named(entity_key) FROM main.log WHERE event > :since AND entity = 'name'
    UNION SELECT m.id FROM main.log JOIN main.names m ON m.merged_into = named(entity_key)
    WHERE event > :since AND entity = 'name'"""
_TELLING: Final = """
    SELECT DISTINCT document_id FROM {at}ledger
    WHERE names <> '' AND (:every OR EXISTS (SELECT 1 FROM json_each(:ids) WHERE instr(names, value) > 0))"""

Cancelled = Callable[[], bool]
Progress = Callable[[int, int], None]


def bring_up_to_date(
    project: Project, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> bool:
    """Read anew what has changed since the ledger was last asked. False: nothing had.

    Raises `AnnotatorError("cancelled")`; what is done by then stays done.
    """
    with project.whole():
        at = "temp.own_" if project.read_only else "main."
        _note_due(project, at)
        (total,) = project.one(f"SELECT count(*) FROM {at}ledger_due") or (0,)
        if not total:
            return False
        words, done = _words(project), 0
        while count := _take_in_some(project, at, words):
            done += count
            if progress:
                progress(min(done, total), total)
            if cancelled and cancelled():
                raise AnnotatorError("cancelled")
    return True


def stale(project: Project, ids: Iterable[str] | None = None) -> Iterator[str]:
    """Documents of which the table tells otherwise than the record, though they are not due; of `ids`, and
    of those that are no more, or of all."""
    since = _since(project, "main.")
    if since is None:
        yield from (row[0] for row in project.rows("SELECT DISTINCT document_id FROM main.ledger"))
        return
    if ids is None:
        ids = [row[0] for row in project.rows(_WITH_CLAIMS.format(at="main."), _told(project, None))]
    due = {row[0] for row in project.rows("SELECT document_id FROM main.ledger_due")}
    due.update(_due(project, "main.", since))
    gone = [row[0] for row in project.rows(_GONE)]
    wanted = iter(dict.fromkeys(row for row in (*ids, *gone) if row not in due))
    words = _words(project)
    while some := list(islice(wanted, _AT_ONCE)):
        yield from _stale_among(project, some, words)


def differing(project: Project) -> Iterator[Finding]:
    """The same as `verify` tells it."""
    for document in stale(project):
        yield Finding("ledger-differs", {"document": document})


def _stale_among(project: Project, ids: Sequence[str], words: Mapping[str, str]) -> Iterator[str]:
    stored: dict[str, list[list[Any]]] = {}
    for row in project.rows(
        f"SELECT n, {_LISTED} FROM main.ledger WHERE document_id IN (SELECT value FROM json_each(?))",
        [json_list(ids)],
    ):
        stored.setdefault(row[1 + _COLUMNS.index("document_id")], []).append(list(row))
    for document_id in ids:
        try:
            right = list(_rows(project, [document_id], words))
        except UNREADABLE:  # then nothing follows from its rows
            right = []
        if sorted(stored.get(document_id, [])) != sorted(right):
            yield document_id


def _note_due(project: Project, at: str) -> None:
    """Note which documents are to be read anew, for whoever reads them."""
    if project.read_only and not _has_aside(project):
        with _may_write_aside(project.conn):
            copy_aside(project.conn)
    if _since(project, at) == queries.last_event(project)[0]:
        return
    with _writing(project) as conn:
        last, _ = queries.last_event(project)
        due = list(_due(project, at, _since(project, at)))
        conn.executemany(f"INSERT OR IGNORE INTO {at}ledger_due VALUES (?)", ([row] for row in due))
        conn.execute(f"DELETE FROM {at}ledger_state")
        conn.execute(f"INSERT INTO {at}ledger_state VALUES (?)", [last])


def _due(project: Project, at: str, since: int | None) -> Iterator[str]:
    """The documents touched after `since`; all that have claims, where something else may be one now."""
    told = _told(project, since)
    if since is None or next(project.rows(_OTHER_SCHEME, told), None):
        yield from (row[0] for row in project.rows(_WITH_CLAIMS.format(at=at), told))
        return
    yield from (row[0] for row in project.rows(_TOUCHED, told))
    if renamed := [row[0] for row in project.rows(_RENAMED, told)]:
        every = len(renamed) > _MANY_NAMES
        ids = json_list([] if every else renamed)
        rows = project.rows(_TELLING.format(at=at), {"every": every, "ids": ids})
        yield from (row[0] for row in rows)


def _told(project: Project, since: int | None) -> dict[str, Any]:
    return {"since": since or 0, "claims": json_list(project.scheme.labels_as("claim"))}


def _since(project: Project, at: str) -> int | None:
    """Up to which event the ledger is; None: it has not been asked yet, or was forgotten."""
    row = project.one(f"SELECT event FROM {at}ledger_state")
    return int(row[0]) if row and row[0] <= queries.last_event(project)[0] else None


def _words(project: Project) -> dict[str, str]:
    """The words of each name, of a merged one those of the name that stands for it."""
    known = {row.id: row for row in names(project)}
    return {row: known[standing_for(known, row)].name for row in known}


def _take_in_some(project: Project, at: str, words: Mapping[str, str]) -> int:
    """Read some due documents anew; how many."""
    with _writing(project) as conn:
        sql = f"SELECT document_id FROM {at}ledger_due LIMIT {_AT_ONCE}"
        ids = [row[0] for row in conn.execute(sql).fetchall()]
        listed = [json_list(ids)]
        among = "document_id IN (SELECT value FROM json_each(?))"
        conn.execute(f"DELETE FROM {at}ledger WHERE {among}", listed)
        conn.executemany(_INSERT.format(at=at), _rows(project, ids, words))
        conn.execute(f"DELETE FROM {at}ledger_due WHERE {among}", listed)
    return len(ids)


def _rows(project: Project, ids: Iterable[str], words: Mapping[str, str]) -> Iterator[list[Any]]:
    """The rows of the table for some documents."""
    for place, claims in _entries(project, ids, words):
        in_order = sorted(claims, key=lambda row: (row.start, -row.end, row.span, row.author))
        for number, entry in enumerate(in_order):
            yield [(place << _BITS) + number, *_values(entry)]


def _values(entry: Entry) -> list[Any]:
    values = list(msgspec.structs.astuple(entry))
    for place, value in enumerate(values):
        if isinstance(value, dict):
            values[place] = msgspec.json.encode(value, order="sorted").decode()
        elif isinstance(value, bool):
            values[place] = int(value)
    return values


def _entries(
    project: Project, ids: Iterable[str], words: Mapping[str, str]
) -> Iterator[tuple[int, list[Entry]]]:
    """The number of each document, and its claims: of all its layers, and of the agreed one."""
    facts = {
        row[0]: (row[1], Facts(*row[2:]))
        for row in project.rows(
            """SELECT d.id, d.rowid, (SELECT title FROM document_titles WHERE document_id = d.id), d.dated,
                      d.unclear
               FROM main.documents d WHERE d.id IN (SELECT value FROM json_each(?)) ORDER BY d.rowid""",
            [json_list(ids)],
        )
    }
    reviewed = review.review_states(project, list(facts))
    adjudicators: dict[str, set[str]] = {}
    for row in review.assignments(project, ids=facts):
        if row.task == "adjudicate":
            adjudicators.setdefault(row.document_id, set()).add(row.assignee)
    for bundle in queries.bundles(project, ids=list(facts)):
        of = bundle.document.id
        judges = adjudicators.get(of, set())
        place, told = facts[of]
        found = list(entries(bundle, project.scheme, words, told, states=_states(bundle, judges)))
        wanted = not any(filing.state == "irrelevant" for filing in bundle.filings)
        if wanted and any(row.state == "submitted" for row in bundle.submissions):
            found += entries(
                _agreed(bundle, judges),
                project.scheme,
                words,
                told,
                states={},
                is_agreed=True,
                complete=reviewed[of] == "complete",
            )
        yield place, found


def _agreed(bundle: Bundle, adjudicators: set[str]) -> Bundle:
    rows = bundle.spans, bundle.attributions, bundle.submissions, bundle.decisions
    layer = published(agreed(*rows, adjudicators=adjudicators))
    return msgspec.structs.replace(bundle, spans=layer.spans, attributions=layer.attributions)


def _states(bundle: Bundle, adjudicators: set[str]) -> dict[str, State]:
    """Where each row of a submitted layer stands, and what reviewers wrote."""
    found: dict[str, State] = {row.id: "review" for row in bundle.spans if not row.in_layer}
    rows: dict[str, Span | Attribution] = {row.id: row for row in bundle.spans}
    rows |= {row.id: row for row in bundle.attributions}
    for submission in bundle.submissions:
        if submission.state != "submitted":
            continue
        targets = targets_of(submission, bundle.spans)
        for standing in standings(targets, bundle.decisions, rows, adjudicators=adjudicators):
            found[standing.target.id] = "submitted" if standing.state == "unjudged" else standing.state
    return found


@contextmanager
def _writing(project: Project) -> Iterator[sqlite3.Connection]:
    if not project.read_only:
        with made_anew_if_lost(project.conn), project.exclusive() as conn:
            yield conn
        return
    with world_errors(project.path), _may_write_aside(project.conn):
        project.conn.execute("BEGIN")
        try:
            yield project.conn
            project.conn.execute("COMMIT")
        except BaseException:
            project.conn.execute("ROLLBACK")
            raise


@contextmanager
def _may_write_aside(conn: sqlite3.Connection) -> Iterator[None]:
    """Tables of one connection lie outside the file, but a connection that only reads refuses them too."""
    (query_only,) = conn.execute("PRAGMA query_only").fetchone()
    conn.execute("PRAGMA query_only = OFF")
    try:
        yield
    finally:
        conn.execute(f"PRAGMA query_only = {query_only}")


def _has_aside(project: Project) -> bool:
    return project.one("SELECT 1 FROM temp.sqlite_schema WHERE name = 'own_ledger'") is not None
