"""Proof that the record is whole: the chain, the log against the tables, the quotes against the texts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any, Final

import msgspec

from annotator.core.drawing import Draw, holds
from annotator.core.errors import AnnotatorError
from annotator.core.events import EventHash
from annotator.core.model import Record, Span
from annotator.core.offsets import check_span
from annotator.store import derived, search_index
from annotator.store.aside import unexplained
from annotator.store.circles import circles
from annotator.store.findings import Finding
from annotator.store.ledger_refresh import differing
from annotator.store.likeness import take_in_all
from annotator.store.links import Links
from annotator.store.listing import refresh_all
from annotator.store.log import SELECT_EVENT, event_of
from annotator.store.noted import Noted, against_log
from annotator.store.payloads import (
    CHANGE,
    Key,
    chained,
    extracted,
    is_proved,
    named,
    payloads_hash,
    record_of,
)
from annotator.store.project import Project
from annotator.store.proving import CONTINUITY, DAMAGE, proven, stops_reading
from annotator.store.schema import foreign, real_tables
from annotator.store.shared import one_state
from annotator.store.signatures import signatures
from annotator.store.standing import standing, standing_for_all
from annotator.store.tables import TABLES, UNREADABLE, Table
from annotator.store.unindexed import unindexed

_TOGETHER: Final = 1_000
SHORTEST_HEAD: Final = 8
"""Hex digits of a head: fewer are no proof."""

_ID: Final = re.compile("[0-9a-f]{32}")
_HEAD: Final = re.compile(f"[0-9a-f]{{{SHORTEST_HEAD},64}}")
_CHANGES = f"SELECT n, {CHANGE}, payload_hash FROM log WHERE event = ? ORDER BY n"


def verify(
    project: Project,
    *,
    head: str | None = None,
    noted: Noted | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Finding]:
    """Everything that is wrong with the project; an empty list is a clean record.

    With `head`, a hash noted earlier or its beginning, and `noted`, signed ones read before, also whether the
    log still contains them. It is about the whole file, whoever asks. Raises `AnnotatorError("bad-head")`.
    """
    if head is not None and not _HEAD.fullmatch(head := head.strip().lower()):
        raise AnnotatorError("bad-head", head=head, needed=SHORTEST_HEAD)
    with project.whole(), one_state(project) as shared:
        missing = sorted(_NEEDED - real_tables(project.conn))
        parts = PARTS if not missing else _FILE_PARTS
        clean = proven(project, shared, parts, progress=progress, cancelled=cancelled)
        with _as_stored(project):
            findings = [
                finding
                for name, part in parts.items()
                if name not in clean
                for finding in _read(name, partial(part, project))
            ]
            if head is not None and not missing:
                findings += _read("events", partial(_head, project, head))
            if noted is not None:
                findings += noted.findings
                findings += _read("events", partial(against_log, project, noted)) if not missing else ()
        return findings


def _read(part: str, read: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """The findings of a part; that it could not be read to its end is one."""
    try:
        yield from read()
    except DAMAGE as error:
        if stops_reading(error):
            raise
        reason = error.__cause__ if isinstance(error, AnnotatorError) and error.__cause__ else error
        yield Finding("part-unreadable", {"part": part, "reason": str(reason)})


@contextmanager
def _as_stored(project: Project) -> Iterator[None]:
    """Text that is not UTF-8 is read too: it is to be found, not to be stumbled over."""
    usual = project.conn.text_factory
    project.conn.text_factory = lambda stored: stored.decode("utf-8", "backslashreplace")
    try:
        yield
    finally:
        project.conn.text_factory = usual


def _file(project: Project) -> Iterator[Finding]:
    """What SQLite itself finds wrong with the file, indexes included."""
    for (reason,) in project.rows("PRAGMA integrity_check"):
        if reason != "ok":
            yield Finding("file-malformed", {"reason": str(reason)})


def _schema(project: Project) -> Iterator[Finding]:
    """What the migrations do not make, or make otherwise: also what guards the log."""
    for part in foreign(project.conn):
        yield Finding("schema-differs", {"kind": part.kind, "name": part.name})


def _references(project: Project) -> Iterator[Finding]:
    """Rows that lack what they rest on, e.g. a document its text."""
    for table, row, parent, _ in project.rows("PRAGMA foreign_key_check"):
        yield Finding("reference-missing", {"table": table, "row": row, "parent": parent})


def _identity(project: Project) -> Iterator[Finding]:
    """The file signs as a copy of the project that the log knows."""
    told = dict(project.rows("SELECT key, value FROM project"))
    replicas = {row[0] for row in project.rows("SELECT DISTINCT replica FROM events")}
    for key in sorted({"id", "replica"} ^ told.keys()):
        yield Finding("identity-differs", {"field": key, "value": told.get(key, "")})
    if "replica" in told and told["replica"] not in replicas:
        yield Finding("identity-differs", {"field": "replica", "value": told["replica"]})
    if "id" in told:
        bound = {str(row[0]) for row in project.rows(TABLES["policy"].select)} or {told["id"]}
        if bound != {told["id"]} or not _ID.fullmatch(str(told["id"])):
            yield Finding("identity-differs", {"field": "id", "value": told["id"]})


def _chain(project: Project) -> Iterator[Finding]:
    links = Links(project)
    for row in project.rows(f"{SELECT_EVENT} ORDER BY seq"):
        event = event_of(row)
        place = {"event": event.id, "seq": event.seq}
        if not links.follows(event):
            yield Finding("chain-broken", place)
        try:
            hashed, proved = EventHash(event), True
            for at, (n, entity, row, document, *sides, kept) in enumerate(
                project.rows(_CHANGES, [event.seq])
            ):
                change = {"seq": event.seq, "n": n, "id": named(row)}
                if n != at:  # the hash knows their order, not their numbers
                    yield Finding(
                        "change-out-of-order", {"seq": event.seq, "entity": entity, "id": named(row)}
                    )
                found = payloads_hash(entity, row, document, *sides)
                if not is_proved(found, kept):
                    yield Finding("payload-changed", change)
                    proved &= chained(found, kept) == kept
                for side in sides:
                    if side is not None and isinstance(reason := _logged(entity, row, document, side), str):
                        yield Finding("payload-unreadable", {**change, "reason": reason})
                hashed.add(entity, named(row), chained(found, kept))
            if proved and hashed.hexdigest() != event.hash and not links.is_partial(event):
                yield Finding("event-changed", place)
        except DAMAGE:
            yield Finding("event-changed", place)
    stray = project.one("SELECT count(*) FROM log WHERE event NOT IN (SELECT seq FROM events)")
    if stray and stray[0]:
        yield Finding("stray-changes", {"n": stray[0]})


def _head(project: Project, head: str) -> Iterator[Finding]:
    """Whether the log contains what was noted earlier."""
    noted = sum(str(row[0]).startswith(head) for row in project.rows("SELECT hash FROM events"))
    if noted != 1:
        yield Finding("head-ambiguous" if noted else "head-missing", {"head": head, "n": noted})


def _logged(entity: str, row: Key, document: Key | None, stored: str) -> Record | str:
    """The record of a payload, or why it is none."""
    try:
        return record_of(entity, row, document, stored)
    except UNREADABLE as error:
        return str(error)


def _continuity(project: Project) -> list[Finding]:
    """Each change must begin where the last change of the same row ended."""
    return [
        Finding("change-out-of-order", {"seq": event, "entity": entity, "id": named(row)})
        for event, entity, row in project.rows(standing(project.conn)(CONTINUITY, where=""))
    ]


def _tables(project: Project) -> Iterator[Finding]:
    """Every table must equal what the log rebuilds.

    Each row looks up its last change, which needs neither memory nor the sorting of all payloads.
    """
    read = standing(project.conn)
    for entity, table in TABLES.items():
        for *found, key, document, logged in project.rows(
            read(_LOGGED, columns=table.written, table=table.name), [entity]
        ):
            place = {"entity": entity, "id": found[0]}
            if isinstance(reason := _record(table, found[: len(table.columns)]), str):
                yield Finding("row-unreadable", {**place, "reason": reason})
            elif logged is None:
                yield Finding("row-unlogged", place)
            # A payload that cannot be read is a finding of its own.
            elif not isinstance(then := _logged(entity, key, document, logged), str) and found != table.row(
                then
            ):
                yield Finding("row-differs", place)
    tabled = " ".join(
        f"WHEN '{entity}' THEN EXISTS (SELECT 1 FROM {table.name} WHERE id = named(c.entity_key))"
        for entity, table in TABLES.items()
    )
    for entity, row in project.rows(read(_MISSING, tabled=tabled)):
        yield Finding("row-missing", {"entity": entity, "id": named(row)})


def _record(table: Table, row: Sequence[Any]) -> Record | str:
    """The record of a row, or why it is none."""
    try:
        return table.record(row)
    except AnnotatorError as error:
        return str(error.details["reason"])


_LOGGED = """
    SELECT {columns}, l.entity_key, l.document_key, l.after FROM {table} LEFT JOIN log l
    ON (l.event, l.n) = (SELECT c.event, c.n FROM {log} c WHERE c.entity_key = key(id) AND c.entity = ?
                         ORDER BY c.{ord} DESC, c.n DESC LIMIT 1)"""
"""The rows of a table, each with the payload of its last change."""

_MISSING = """
    SELECT c.entity, c.entity_key FROM {log} c
    WHERE c.after IS NOT NULL AND NOT CASE c.entity {tabled} END
      AND NOT EXISTS (SELECT 1 FROM {log} later
                      WHERE later.entity_key = c.entity_key AND later.entity = c.entity
                        AND (later.{ord}, later.n) > (c.{ord}, c.n))"""
"""Rows that the log says are there and that are in no table."""


def _aside(project: Project) -> Iterator[Finding]:
    """What is said not to stand beside another copy's has its reason in the log."""
    for seq in unexplained(project):
        yield Finding("aside-unexplained", {"seq": seq})


def _texts(project: Project) -> Iterator[Finding]:
    """Each text has its hash, and the log names it."""
    for stored, text in project.rows("SELECT hash, text FROM texts"):
        if hashlib.sha256(str(text).encode()).hexdigest() != stored:
            yield Finding("text-changed", {"id": stored})
    for (stored,) in project.rows(_UNNAMED):
        yield Finding("text-unlogged", {"id": stored})


_UNNAMED = f"""
    SELECT hash FROM texts WHERE hash NOT IN (
        SELECT coalesce({extracted("c.after", "text_hash")}, '') FROM log c WHERE c.entity = 'document')"""


def _quotes(project: Project) -> Iterator[Finding]:
    table = TABLES["span"]
    columns = ", ".join(f's."{column}"' for column in table.columns)
    document, text = "", ""
    for row in project.rows(f"SELECT {columns} FROM spans s ORDER BY s.document_id"):
        span = _record(table, row)
        if not isinstance(span, Span):
            continue  # named with its table
        if span.document_id != document:
            document = span.document_id
            found = project.one(
                "SELECT text FROM texts JOIN documents ON text_hash = hash WHERE id = ?", [document]
            )
            text = str(found[0]) if found else ""
        try:
            check_span(span, text)
        except AnnotatorError as error:
            yield Finding(error.code, {**error.details, "span": span.id})


def _attributions(project: Project) -> list[Finding]:
    """An attribution names spans of its own author's layer, in its own document."""
    each = "json_each(CASE WHEN json_valid(a.{0}) THEN a.{0} END)"  # what is not JSON is named with its table
    sql = f"""
        SELECT a.id, m.span FROM (
            SELECT a.id, c.value AS span FROM attributions a, {each.format("claims")} c
            UNION ALL SELECT a.id, c.value FROM attributions a, {each.format("sources")} c
            UNION ALL SELECT a.id, a.cue FROM attributions a WHERE a.cue IS NOT NULL) m
        JOIN attributions a ON a.id = m.id LEFT JOIN spans s ON s.id = m.span
        WHERE s.author IS NOT a.author OR s.document_id IS NOT a.document_id"""
    return [Finding("attribution-astray", {"id": row[0], "span": row[1]}) for row in project.rows(sql)]


def _circles(project: Project) -> Iterator[Finding]:
    for entity, row in circles(project):
        yield Finding("row-in-circle", {"entity": entity, "id": row})


def _signatures(project: Project) -> list[Finding]:
    """Rows that bear the name of somebody who did not write them, and nothing says why."""
    return [Finding("signed-by-other", msgspec.to_builtins(row)) for row in signatures(project)[0]]


def _draws(project: Project) -> list[Finding]:
    """The documents of a draw are those that its seed draws."""
    table = TABLES["draw"]
    read = (_record(table, row) for row in project.rows(table.select))
    return [
        Finding("draw-differs", {"id": row.id}) for row in read if isinstance(row, Draw) and not holds(row)
    ]


_FILE_PARTS: Final[dict[str, Callable[[Project], Iterable[Finding]]]] = {
    "file": _file,
    "schema": _schema,
}
PARTS: Final = {
    **_FILE_PARTS,
    "references": _references,
    "project": _identity,
    "events": _chain,
    "changes": _continuity,
    "tables": _tables,
    "texts": _texts,
    "quotes": _quotes,
    "attributions": _attributions,
    "circles": _circles,
    "aside": _aside,
    "signatures": _signatures,
    "draws": _draws,
    "queue": derived.queue,
    "likeness": derived.likeness,
    "search": derived.search,
    "lists": derived.lists,
    "ledger": differing,
}
"""All that is checked, part by part: one that cannot be read does not keep the others from being read."""

_NEEDED: Final = frozenset(
    {"project", "texts", "events", "log", "aside", "published", "stubs"}
    | {table.name for table in TABLES.values()}
)

LATEST: Final = """
    SELECT last.entity, last.entity_key, last.document_key, last.after FROM {log} f JOIN log last
    ON (last.event, last.n) = (SELECT event, n FROM {log} l WHERE l.entity_key = f.entity_key
                               AND l.entity = f.entity ORDER BY {ord} DESC, n DESC LIMIT 1)
    WHERE (f.event, f.n) = (SELECT event, n FROM {log} l WHERE l.entity_key = f.entity_key
                            AND l.entity = f.entity ORDER BY {ord}, n LIMIT 1)
      AND last.after IS NOT NULL {which} ORDER BY f.{ord}, f.n"""
"""Entity, keys and payload of every row the log says is there, in the order they first came."""


def rebuild(project: Project) -> None:
    """Make every table anew from the log, in one transaction."""
    with project.whole(), project.exclusive() as conn:
        conn.execute("PRAGMA defer_foreign_keys = ON")
        with unindexed(conn, [table.name for table in TABLES.values()]):
            for table in reversed(TABLES.values()):
                conn.execute(f"DELETE FROM {table.stored}")
            latest = conn.execute(standing_for_all(conn)(LATEST, which=""))
            while rows := list(islice(latest, _TOGETHER)):
                by_entity: dict[str, list[list[Any]]] = {}
                for entity, *stored in rows:
                    by_entity.setdefault(entity, []).append(TABLES[entity].row(record_of(entity, *stored)))
                for entity, table in TABLES.items():  # parents first
                    conn.executemany(table.insert, by_entity.get(entity, ()))
        refresh_all(conn)
        take_in_all(conn)
        search_index.make_anew(conn)
