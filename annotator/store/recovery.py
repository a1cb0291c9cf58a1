"""Carries what can be read of a damaged or foreign project over into a clean file, made anew from the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import msgspec

from annotator.core.audit import Reading
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document, Record, new_id
from annotator.core.signing import TRUSTED_IMPORT
from annotator.store.connection import guard
from annotator.store.likeness import take_in_all
from annotator.store.listing import refresh_all
from annotator.store.log import EVENT, INSERT_CHANGE, INSERT_EVENT
from annotator.store.making import made_whole
from annotator.store.opening import upgrade
from annotator.store.payloads import carried, key, named, record_of
from annotator.store.project import Project
from annotator.store.salvage import Log, is_text, salvage
from annotator.store.schema import real_tables
from annotator.store.search_index import make_anew
from annotator.store.standing import standing
from annotator.store.tables import TABLES, UNREADABLE
from annotator.store.verify import LATEST

_CHANGE: Final = ("event", "n", "entity", "entity_key", "document_key", "before", "after", "payload_hash")
_OLDER_CHANGE: Final = ("event", "n", "entity", "entity_id", "before", "after", "payload_hash")

_NO_RECORD: Final = (*UNREADABLE, OverflowError, sqlite3.IntegrityError)
"""Raised for what the tables cannot hold. That the disk is full or fails is no loss to be counted."""


_OF_COPIES: Final = {
    "hub": ("key", "value"),
    "published": ("event", "place"),
    "aside": ("event", "n", "why"),
    "stubs": ("place", "id", "replica", "previous", "hash", "aside"),
    "settled": ("event",),
}
"""What joins this copy with others, and what of the log is aside."""

_STEPS: Final = 4
"""Reading, writing the log, making the tables, bringing in the rest: none knows how long it takes."""


class Recovered(msgspec.Struct, frozen=True):
    """What came over: events, changes, and records by table. `lost`: records that are named but not whole.

    `missing`: events of which only the number is known. `broken`: events that lack changes, or were changed.
    `from_tables`: records that only the tables held, or changes of missing events, as the log could not be
    read in full.
    """

    events: int
    changes: int
    records: int
    lost: int
    missing: int
    broken: int
    from_tables: int
    log_whole: bool


Progress = Callable[[int, int], None]


def recover(source: Path, out: Path, *, author: str, progress: Progress | None = None) -> Recovered:
    """Make a project at `out` of the log at `source`, which is only read.

    Foreign tables, views and triggers stay behind. Where SQLite cannot read the log in full, every page is
    searched for the rest; then `author` brings in what the tables hold besides. Raises `AnnotatorError` for
    what `Project.open` and `made_whole` raise, and "nothing-recovered".
    """
    with _opened(source) as found, made_whole(out) as partial:
        conn = sqlite3.connect(partial, isolation_level=None)
        try:
            guard(conn)
            project = Project(partial, conn, read_only=False)
            upgrade(conn, partial, project.backup)
            recovered = _carry_over(found, project, author, progress or (lambda done, steps: None))
        finally:
            conn.close()
    return recovered


@contextmanager
def _opened(path: Path) -> Iterator[_Source]:
    """A file as far as it can be opened: where SQLite refuses it, its pages are all there is."""
    try:
        project = Project.open(path, read_only=True, as_found=True)
    except AnnotatorError as error:
        if error.code not in ("project-damaged", "not-a-project"):
            raise
        source = _Source(path, None)
        if not source.salvaged.events:
            raise
        yield source
    else:
        with project:
            yield _Source(path, project.conn)


class _Source:
    """What can be read of a file, on both sides of what cannot, and from single pages."""

    def __init__(self, path: Path, conn: sqlite3.Connection | None) -> None:
        self._path = path
        self._conn = conn
        self._tables = real_tables(conn) if conn is not None else frozenset()
        self._has_stumbled = False

    def rows(self, table: str, columns: Sequence[str], key: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        if self._conn is None or table not in self._tables:
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
                self._has_stumbled = True

    @cached_property
    def salvaged(self) -> Log:
        """The log as single pages hold it, each row proved by its hash or its form."""
        return salvage(self._path, len(EVENT))

    def log(self) -> Log:
        """The log; where what SQLite reads of it is not whole, with what pages hold besides."""
        events = {row[0]: row for row in self.rows("events", EVENT, ["seq"]) if _counts(row[:1])}
        older = self.rows("changes", _OLDER_CHANGE, ["event", "n"])
        rows = (*self.rows("log", _CHANGE, ["event", "n"]), *map(carried, older))
        changes = {row[:2]: row for row in rows if _counts(row[:2])}
        texts = dict(row for row in self.rows("texts", ("hash", "text"), ["hash"]) if is_text(row))
        told = dict(self.rows("project", ("key", "value"), ["key"]))
        read = Log(events, changes, texts, told)
        if read.is_whole() and not self._has_stumbled:
            return read
        more = self.salvaged
        return Log(
            events=more.events | events,
            changes=more.changes | changes,
            texts=more.texts | texts,
            told=more.told | told,
        )


def _carry_over(source: _Source, project: Project, author: str, progress: Progress) -> Recovered:
    conn, log = project.conn, source.log()
    progress(1, _STEPS)
    stray = [row for row in log.changes.values() if row[0] not in log.events]
    with project.exclusive():
        conn.execute("PRAGMA defer_foreign_keys = ON")
        conn.executemany("INSERT OR IGNORE INTO texts VALUES (?, ?)", log.texts.items())
        conn.executemany(INSERT_EVENT.replace("INSERT", "INSERT OR IGNORE", 1), log.events.values())
        kept = [row for row in log.changes.values() if row[0] in log.events]
        conn.executemany(INSERT_CHANGE.replace("INSERT", "INSERT OR IGNORE", 1), kept)
        bound = next((named(row[3]) for row in kept if row[2] == "policy"), "")
        for key, value in _identity(log.told, {event[4] for event in log.events.values()}, bound).items():
            conn.execute("INSERT INTO project VALUES (?, ?)", [key, value])
        for table, columns in _OF_COPIES.items():
            marks = ", ".join("?" * len(columns))
            told = [row for row in source.rows(table, columns, columns[:1]) if None not in row]
            conn.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", told)
        progress(2, _STEPS)
        lost = _rebuild(conn)
        refresh_all(conn)
        take_in_all(conn)
        make_anew(conn)
    progress(3, _STEPS)
    log_whole = log.is_whole()
    from_tables = 0
    if not log_whole and (from_tables := _add_from_tables(source, stray, project, author)):
        # What rests on a document that came from the tables has its ground now.
        with project.exclusive():
            lost = _rebuild(conn)
            refresh_all(conn)
            take_in_all(conn)
            make_anew(conn)
    counts = (conn.execute(f"SELECT count(*) FROM {table.stored}").fetchone() for table in TABLES.values())
    records = sum(count for (count,) in counts)
    if not conn.execute("SELECT 1 FROM schemes").fetchone():
        raise AnnotatorError("nothing-recovered")
    return Recovered(
        events=len(log.events),
        changes=len(kept),
        records=records,
        lost=lost,
        missing=log.missing(),
        broken=log.broken(),
        from_tables=from_tables,
        log_whole=log_whole,
    )


def _counts(key: tuple[Any, ...]) -> bool:
    """Whether a row of the log is numbered: a foreign table may hold anything."""
    return all(isinstance(number, int) for number in key)


def _identity(told: dict[str, str], replicas: set[str], bound: str) -> dict[str, str]:
    """What the file says of itself, as far as the log knows it: a replica it does not know wrote nothing.

    `bound` is the project's id as the log has it, "" where that is from before it had one.
    """
    known = replicas & {told.get("replica", "")} or (replicas if len(replicas) == 1 else {new_id()})
    return {"id": bound or told.get("id") or new_id(), "replica": known.pop()}


def _rebuild(conn: sqlite3.Connection) -> int:
    """Fill the tables from the log; how many of its records could not be had."""
    lost = 0
    for entity, table in TABLES.items():
        there = {row[0] for row in conn.execute(f"SELECT id FROM {table.stored}")}
        for row in conn.execute(standing(conn)(LATEST, which="AND f.entity = ?"), [entity]).fetchall():
            if named(row[1]) in there:
                continue
            try:
                record = record_of(*row)
                if not _has_ground(conn, record):
                    raise ValueError(record.id)
                conn.execute(table.insert, table.row(record))
            except _NO_RECORD:
                lost += 1
    return lost


def _add_from_tables(source: _Source, stray: list[tuple[Any, ...]], project: Project, author: str) -> int:
    """Bring in the records of which the log, as far as it could be read, says nothing.

    They are read from the tables, then from `stray` changes, whose events are missing.
    """
    added = 0
    with project.event(TRUSTED_IMPORT, author) as event:
        for entity, record in (*_tabled(source), *_strayed(stray)):
            if project.one("SELECT 1 FROM log WHERE entity_key = ? LIMIT 1", [key(record.id)]):
                continue
            try:
                if not event.stored(entity, [record.id]) and _has_ground(project.conn, record):
                    event.add(record)
                    added += 1
            except (AnnotatorError, *_NO_RECORD):
                continue
    return added


def _tabled(source: _Source) -> Iterator[tuple[str, Record]]:
    for entity, table in TABLES.items():
        for row in source.rows(table.name, table.columns, ["id"]):
            with suppress(*UNREADABLE):
                yield entity, table.record(row)


def _strayed(stray: list[tuple[Any, ...]]) -> Iterator[tuple[str, Record]]:
    """The records as the last of their changes left them, in the order in which others rest on them."""
    last = {row[2:4]: row for row in sorted(stray, key=lambda row: row[:2])}
    for entity in TABLES:
        for of, row, document, _, after, _ in (change[2:] for change in last.values()):
            if of == entity and after is not None:
                with suppress(*UNREADABLE):
                    yield entity, record_of(entity, row, document, after)


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
