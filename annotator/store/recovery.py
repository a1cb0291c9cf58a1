"""Carries what can be read of a damaged or foreign project over into a clean file, made anew from the log."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from annotator.core.audit import Reading
from annotator.core.errors import AnnotatorError
from annotator.core.events import decode_record
from annotator.core.model import Document, Record, new_id
from annotator.core.signing import TRUSTED_IMPORT
from annotator.store.connection import guard
from annotator.store.log import EVENT, INSERT_EVENT
from annotator.store.making import made_whole
from annotator.store.opening import upgrade
from annotator.store.project import Project
from annotator.store.review_queue import refresh_all
from annotator.store.schema import real_tables
from annotator.store.tables import TABLES, UNREADABLE
from annotator.store.verify import LATEST

_CHANGE: Final = ("event", "n", "entity", "entity_id", "before", "after", "payload_hash")

_NO_RECORD: Final = (*UNREADABLE, OverflowError, sqlite3.IntegrityError)
"""Raised for what the tables cannot hold. That the disk is full or fails is no loss to be counted."""


class Recovered(msgspec.Struct, frozen=True):
    """What came over: events, changes, and records by table. `lost`: records that are named but not whole.

    `from_tables`: records that only the tables held, because the log could not be read in full.
    """

    events: int
    changes: int
    records: int
    lost: int
    from_tables: int
    log_whole: bool


def recover(source: Path, out: Path, *, author: str) -> Recovered:
    """Make a project at `out` of the log at `source`, which is only read.

    Foreign tables, views and triggers stay behind. Where the log cannot be read in full, `author` brings in
    what the tables hold besides. Raises `AnnotatorError` for what `Project.open` and `made_whole` raise, and
    "nothing-recovered".
    """
    with Project.open(source, read_only=True, as_found=True) as damaged, made_whole(out) as partial:
        conn = sqlite3.connect(partial, isolation_level=None)
        try:
            guard(conn)
            project = Project(partial, conn, read_only=False)
            upgrade(conn, partial, project.backup)
            found = _carry_over(_Source(damaged.conn), project, author)
        finally:
            conn.close()
    return found


class _Source:
    """What can be read of a file, on both sides of what cannot."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._tables = real_tables(conn)
        self.whole = True

    def rows(self, table: str, columns: Sequence[str], key: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        if table not in self._tables:
            self.whole = False
            return
        seen = set()
        # An older file lacks columns; SQLite would take their quoted names for words.
        there = {row[1] for row in self._conn.execute(f'PRAGMA table_info("{table}")')}
        listed = ", ".join(f'"{column}"' if column in there else "NULL" for column in columns)
        for way in ("ASC", "DESC"):
            order = ", ".join(f'"{column}" {way}' for column in key)
            try:
                for row in self._conn.execute(f'SELECT {listed} FROM "{table}" ORDER BY {order}'):
                    if row[: len(key)] not in seen:
                        seen.add(row[: len(key)])
                        yield row
                return
            except sqlite3.DatabaseError:
                self.whole = False


def _carry_over(source: _Source, project: Project, author: str) -> Recovered:
    conn = project.conn
    with project.exclusive():
        conn.execute("PRAGMA defer_foreign_keys = ON")
        texts = {
            stored: text
            for stored, text in source.rows("texts", ("hash", "text"), ["hash"])
            if hashlib.sha256(text.encode()).hexdigest() == stored
        }
        conn.executemany("INSERT OR IGNORE INTO texts VALUES (?, ?)", texts.items())
        source.whole = True
        events = list(source.rows("events", EVENT, ["seq"]))
        seqs = {event[0] for event in events}
        changes = [row for row in source.rows("changes", _CHANGE, ["event", "n"]) if row[0] in seqs]
        log_whole = source.whole and bool(events)
        conn.executemany(INSERT_EVENT.replace("INSERT", "INSERT OR IGNORE", 1), events)
        conn.executemany("INSERT OR IGNORE INTO changes VALUES (?, ?, ?, ?, ?, ?, ?)", changes)
        bound = next((row[3] for row in changes if row[2] == "policy"), "")
        for key, value in _identity(source, {event[4] for event in events}, bound).items():
            conn.execute("INSERT INTO project VALUES (?, ?)", [key, value])
        lost = _rebuild(conn)
        refresh_all(conn)
    from_tables = 0 if log_whole else _add_from_tables(source, project, author)
    counts = (conn.execute(f"SELECT count(*) FROM {table.stored}").fetchone() for table in TABLES.values())
    records = sum(count for (count,) in counts)
    if not conn.execute("SELECT 1 FROM schemes").fetchone():
        raise AnnotatorError("nothing-recovered")
    return Recovered(len(events), len(changes), records, lost, from_tables, log_whole)


def _identity(source: _Source, replicas: set[str], bound: str) -> dict[str, str]:
    """What the file says of itself, as far as the log knows it: a replica it does not know wrote nothing.

    `bound` is the project's id as the log has it, "" where that is from before it had one.
    """
    told = dict(source.rows("project", ("key", "value"), ["key"]))
    replica = told.get("replica", "")
    return {
        "id": bound or told.get("id") or new_id(),
        "replica": replica if replica in replicas else new_id(),
    }


def _rebuild(conn: sqlite3.Connection) -> int:
    """Fill the tables from the log; how many of its records could not be had."""
    lost = 0
    for entity, table in TABLES.items():
        for _, payload in conn.execute(LATEST.format(order="ORDER BY event, n"), [entity]).fetchall():
            try:
                record = decode_record(entity, payload)
                if not _has_ground(conn, record):
                    raise ValueError(record.id)
                conn.execute(table.insert, table.row(record))
            except _NO_RECORD:
                lost += 1
    return lost


def _add_from_tables(source: _Source, project: Project, author: str) -> int:
    """Bring in the records of which the log, as far as it could be read, says nothing."""
    added = 0
    with project.event(TRUSTED_IMPORT, author) as event:
        for table in TABLES.values():
            for row in source.rows(table.name, table.columns, ["id"]):
                if project.one("SELECT 1 FROM changes WHERE entity_id = ? LIMIT 1", [row[0]]):
                    continue
                try:
                    record = table.record(row)
                    if _has_ground(project.conn, record):
                        event.add(record)
                        added += 1
                except _NO_RECORD:
                    continue
    return added


def _has_ground(conn: sqlite3.Connection, record: Record) -> bool:
    """Whether the document of a record is there, or the text of a document. A reading outlives it."""
    if isinstance(record, Document):
        return conn.execute("SELECT 1 FROM texts WHERE hash = ?", [record.text_hash]).fetchone() is not None
    document = getattr(record, "document_id", None)
    return (
        document is None
        or isinstance(record, Reading)
        or (conn.execute("SELECT 1 FROM documents WHERE id = ?", [document]).fetchone() is not None)
    )
