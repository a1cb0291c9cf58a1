"""A project file: the log that is the only way to change it, and the tables the log is carried over to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError, StaleChange
from annotator.core.events import (
    ENTITY_OF,
    GENESIS,
    Change,
    Event,
    EventHash,
    History,
    decode_record,
    encode_record,
    payload_hash,
)
from annotator.core.model import Record, new_id
from annotator.core.names import Name
from annotator.core.scheme import Scheme, check_scheme
from annotator.disk import check_name, may_write
from annotator.store.blindness import Viewers
from annotator.store.connection import check_sqlite, connect, prepare, world_errors
from annotator.store.review_queue import AWAITING_FROM, refresh, refresh_all
from annotator.store.rules import refuse_change, refuse_closed, refuse_loss, refuse_own_work
from annotator.store.tables import TABLES, json_list
from annotator.store.version import APPLICATION_ID, VERSION

if TYPE_CHECKING:
    from sqlite_utils import Database

BUILT_UPON = frozenset(
    {"row-in-use", "stale-change", "scheme-in-use", "blind-own", "blind-final", "blind-closed"}
)
"""Codes of errors that say that an act cannot be undone because of what was done after it."""

_BULK_ROWS = 20_000


class Project:
    """One open project file. Belongs to the thread that opened it."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, read_only: bool) -> None:
        """Use `create` or `open`."""
        self.path = path
        self.read_only = read_only
        self.conn = connection
        connection.create_function("fold", 1, _fold, deterministic=True)
        self._histories: dict[str, tuple[int, History]] = {}
        self._passed_over: dict[str, int] = {}
        self._scheme: Scheme | None = None
        self._seen_version = self._data_version()
        self._seen_seq = 0
        self._viewers = Viewers(connection)

    @classmethod
    def create(cls, path: Path, scheme: Scheme, *, actor: str) -> Project:
        """Make a new project file. Raises `AnnotatorError("project-exists")` rather than overwrite one."""
        check_scheme(scheme)
        check_sqlite()
        check_name(path)
        with world_errors(path):
            try:
                # Exclusive creation: of two processes that make the same project, one is refused.
                path.open("xb").close()
            except FileExistsError as error:
                raise AnnotatorError("project-exists", path=str(path)) from error
            except OSError as error:
                raise AnnotatorError("project-not-created", path=str(path), reason=str(error)) from error
            try:
                connection = connect(path)
                prepare(connection, path, read_only=False)
                project = cls(path, connection, read_only=False)
                project._migrate()
                project._set("replica", new_id())
                project._set("id", new_id())
                with project.event("project.new", actor) as event:
                    event.add(scheme)
            except BaseException:
                connection.close()
                path.unlink()
                raise
        return project

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Project:
        """Open a project file. A file nobody can write is opened for reading.

        A file of an older version is brought up to date first, also to be read. Raises `AnnotatorError`:
        "project-missing", "not-a-project", "newer-project", "project-locked", ...
        """
        check_sqlite()
        if not path.is_file():
            raise AnnotatorError("project-missing", path=str(path))
        writable = may_write(path)
        read_only = read_only or not writable
        with world_errors(path):
            connection = connect(path, read_only=read_only)
            try:
                if _check_file(connection, path) < VERSION and read_only:
                    connection = _upgraded_copy(connection)
                prepare(connection, path, read_only=read_only)
                project = cls(path, connection, read_only=read_only)
                if not read_only:
                    project._migrate()
                project._seen_seq = project._last_seq()
            except BaseException:
                connection.close()
                raise
        return project

    def close(self) -> None:
        self.conn.close()

    def interrupt(self) -> None:
        """Break off the query that is running now; the one call that another thread may make."""
        with suppress(sqlite3.ProgrammingError):  # it has just been closed
            self.conn.interrupt()

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def db(self) -> Database:
        """The file for the library that makes tables, searches and migrates; `conn` is enough for rows."""
        from sqlite_utils import Database

        return Database(self.conn)

    # What the project knows of itself

    @property
    def replica(self) -> str:
        """The id under which this copy of the project signs its events."""
        return self._value("replica")

    @property
    def project_id(self) -> str:
        return self._value("id")

    @property
    def scheme(self) -> Scheme:
        if self._scheme is None:
            row = self.one(TABLES["scheme"].select)
            assert row is not None, "a project is created with its scheme"
            scheme = TABLES["scheme"].record(row)
            assert isinstance(scheme, Scheme)
            self._scheme = scheme
        return self._scheme

    def head(self) -> str:
        """The hash of this replica's last event: kept elsewhere, it proves later that nothing was changed."""
        row = self.one(
            "SELECT hash FROM main.events WHERE replica = ? ORDER BY seq DESC LIMIT 1", [self.replica]
        )
        return str(row[0]) if row else GENESIS

    def preference(self, account: str, key: str) -> str | None:
        """What an account of this computer chose here, e.g. its author name. Not part of the log."""
        row = self.one("SELECT value FROM preferences WHERE account = ? AND key = ?", [account, key])
        return str(row[0]) if row else None

    def set_preference(self, account: str, key: str, value: str) -> None:
        if self.read_only:
            return
        with world_errors(self.path):
            self.conn.execute("INSERT OR REPLACE INTO preferences VALUES (?, ?, ?)", [account, key, value])

    def rename_preference(self, key: str, before: str, after: str) -> None:
        """Let every account that chose `before` for `key` have chosen `after`."""
        with world_errors(self.path):
            self.conn.execute(
                "UPDATE preferences SET value = ? WHERE key = ? AND value = ?", [after, key, before]
            )

    def changed_elsewhere(self) -> bool:
        """Whether another connection has added to the log since this was last asked."""
        version, before = self._data_version(), self._seen_seq
        if version == self._seen_version:
            return False
        # What is no part of the record, e.g. suggestions, may have been written too.
        self._seen_version, self._seen_seq = version, self._last_seq()
        changed = self._seen_seq != before
        if changed:
            self._scheme = None
        return changed

    # Reading

    def rows(self, sql: str, parameters: Iterable[Any] | dict[str, Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, one after the other."""
        with world_errors(self.path):
            bound = parameters if isinstance(parameters, dict) else list(parameters)
            # Not `yield from`: a reader that stops early must not close a cursor after its connection.
            for row in self.conn.execute(sql, bound):  # noqa: UP028
                yield row

    def one(self, sql: str, parameters: Iterable[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query."""
        with world_errors(self.path):
            row: tuple[Any, ...] | None = self.conn.execute(sql, list(parameters)).fetchone()
            return row

    def row_record(self, entity: str, entity_id: str) -> Record | None:
        """The live record with this id."""
        table = TABLES[entity]
        row = self.one(f"{table.select} WHERE id = ?", [entity_id])
        return table.record(row) if row else None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads of the block see the project as it was at the first of them."""
        with world_errors(self.path):
            self.conn.execute("BEGIN")
            try:
                yield
            finally:
                self.conn.execute("ROLLBACK")

    def seen_by(self, *names: str) -> None:
        """From now on, show only what these people may see: `store/viewing.py` says what that is.

        What is blind to one of them is not shown, but their own work on it; what is blind to several shows
        that of the first. Without a name, everything.
        """
        with world_errors(self.path):
            self._viewers.look(names)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Show everything while the block lasts: for what is about the file itself."""
        names = self._viewers.names
        self._viewers.names = ()
        try:
            yield
        finally:
            self._viewers.names = names

    @contextmanager
    def exclusive(self) -> Iterator[sqlite3.Connection]:
        """A write transaction on the tables alone, for making them anew from the log."""
        with world_errors(self.path):
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                yield self.conn
                self.conn.execute("COMMIT")
            except BaseException:
                if self.conn.in_transaction:
                    self.conn.execute("ROLLBACK")
                raise

    # Writing: the only way

    @contextmanager
    def event(self, kind: str, actor: str, *, reverts: str | None = None) -> Iterator[Recorder]:
        """One act of one person, in one transaction: whole or not at all.

        Nothing is written if the block makes no change. Raises `StaleChange` if a row is no longer what the
        block expected, and `AnnotatorError` for what the disk or another process refuses.
        """
        if self.read_only:
            raise AnnotatorError("project-read-only", path=str(self.path))
        conn = self.conn
        with world_errors(self.path):
            conn.execute("BEGIN IMMEDIATE")
            try:
                if self._data_version() != self._seen_version:
                    # Nobody else can write from here on: what the block reads of the scheme holds.
                    self._scheme = None
                recorder = Recorder(self, kind, actor, reverts)
                yield recorder
                if recorder.finish():
                    conn.execute("COMMIT")
                else:
                    conn.execute("ROLLBACK")
            except BaseException as error:
                if conn.in_transaction:
                    conn.execute("ROLLBACK")
                if isinstance(error, sqlite3.IntegrityError):
                    raise AnnotatorError("row-in-use", kind=kind, reason=str(error)) from error
                raise
        if recorder.touches("scheme"):
            self._scheme = None
        if recorder.event is not None and recorder.event.seq == self._seen_seq + 1:
            self._seen_seq = recorder.event.seq

    def undo(self, actor: str) -> Event | None:
        """Turn round the actor's newest act. None if there is nothing to undo.

        An act that others have built upon by now is refused once, as "row-in-use", "stale-change" or
        "scheme-in-use", and passed over from then on until somebody else has done something more.
        """
        target = self.undoable(actor)
        try:
            return self._turn_round("undo", actor, target)
        except AnnotatorError as error:
            if target is not None and error.code in BUILT_UPON:
                self._passed_over[target] = self._last_seq()
            raise

    def undoable(self, actor: str) -> str | None:
        """The id of the event that `undo` would turn round."""
        others = "SELECT 1 FROM main.events WHERE seq > ? AND actor <> ? LIMIT 1"
        passing = [
            event_id for event_id, seq in self._passed_over.items() if self.one(others, [seq, actor]) is None
        ]
        return self.history(actor).undoable(passing)

    def redo(self, actor: str) -> Event | None:
        """Turn round the actor's newest undo. None if there is nothing to redo."""
        return self._turn_round("redo", actor, self.history(actor).redoable)

    def history(self, actor: str) -> History:
        """The actor's undo and redo stacks, brought up to date with the log."""
        seq, history = self._histories.get(actor, (0, History()))
        for row in self.rows(
            "SELECT seq, id, kind, reverts FROM main.events"
            " WHERE seq > ? AND actor = ? AND replica = ? ORDER BY seq",
            [seq, actor, self.replica],
        ):
            history.append(row[1], row[2], row[3])
            seq = row[0]
        self._histories[actor] = (seq, history)
        return history

    def event_named(self, event_id: str) -> Event:
        """Raises `AnnotatorError("unknown-event")`."""
        row = self.one(f"{SELECT_EVENT} WHERE id = ?", [event_id])
        if row is None:
            raise AnnotatorError("unknown-event", event=event_id)
        return event_of(row)

    def changes_of(self, event: Event, *, backwards: bool = False) -> Iterator[Change]:
        """An event's changes, in the order they were made or the reverse."""
        order = "DESC" if backwards else "ASC"
        for entity, entity_id, before, after in self.rows(
            f"SELECT entity, entity_id, before, after FROM changes WHERE event = ? ORDER BY n {order}",
            [event.seq],
        ):
            yield Change(entity, entity_id, _decoded(entity, before), _decoded(entity, after))

    def backup(self, out: Path) -> None:
        """Copy the whole project, as it is at this moment, to a new file, whoever asks."""
        if out.exists():
            raise AnnotatorError("project-exists", path=str(out))
        check_name(out)
        with world_errors(out):
            try:
                target = sqlite3.connect(out)
                try:
                    self.conn.backup(target)
                finally:
                    target.close()
            except sqlite3.Error:
                # Half a backup looks like one.
                out.unlink(missing_ok=True)
                raise

    def _turn_round(self, kind: str, actor: str, target: str | None) -> Event | None:
        if target is None:
            return None
        # One's own act, whatever of it one may look at now.
        with self.whole(), self.event(kind, actor, reverts=target) as recorder:
            event = self.event_named(target)
            for change in self.changes_of(event, backwards=True):
                recorder.change(change.inverse())
        return recorder.event

    def _value(self, key: str) -> str:
        row = self.one("SELECT value FROM project WHERE key = ?", [key])
        assert row is not None
        return str(row[0])

    def _set(self, key: str, value: str) -> None:
        self.conn.execute("INSERT OR REPLACE INTO project VALUES (?, ?)", [key, value])

    def _data_version(self) -> int:
        row = self.one("PRAGMA data_version")
        return int(row[0]) if row else 0

    def _last_seq(self) -> int:
        row = self.one("SELECT coalesce(max(seq), 0) FROM main.events")
        return int(row[0]) if row else 0

    def _migrate(self) -> None:
        conn = self.conn
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        if version == VERSION:
            return
        if version:
            saved = self.path.with_name(f"{self.path.name}.before-{VERSION}")
            if not saved.exists():
                self.backup(saved)
        from annotator.store.migrations import migrations

        migrations.apply(self.db)
        refresh_all(conn)
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        conn.execute(f"PRAGMA user_version = {VERSION}")


class Recorder:
    """Takes the changes of one event and carries each over to its table at once."""

    def __init__(self, project: Project, kind: str, actor: str, reverts: str | None) -> None:
        self._project = project
        self._conn = project.conn
        row = self._conn.execute("SELECT coalesce(max(seq), 0) + 1 FROM main.events").fetchone()
        self._event = Event(
            seq=int(row[0]),
            id=new_id(),
            at=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            actor=actor,
            replica=project.replica,
            kind=kind,
            reverts=reverts,
            previous=project.head(),
            hash="",
        )
        self._hash = EventHash(self._event)
        self._count = 0
        self._entities: set[str] = set()
        self._touched: set[str] = set()
        self._pending: dict[str, list[list[Any]]] = {entity: [] for entity in TABLES}
        self._pending_changes: list[tuple[Any, ...]] = []
        self._pending_texts: list[tuple[str, str]] = []
        self.event: Event | None = None
        """The event as written, once its block has ended; None if nothing changed."""

    def touches(self, entity: str) -> bool:
        return entity in self._entities

    def add(self, record: Record) -> None:
        self.change(Change(ENTITY_OF[type(record)], record.id, None, record))

    def replace(self, before: Record, after: Record) -> None:
        if before != after:
            self.change(Change(ENTITY_OF[type(after)], after.id, before, after))

    def remove(self, record: Record) -> None:
        self.change(Change(ENTITY_OF[type(record)], record.id, record, None))

    def change(self, change: Change) -> None:
        """Write one change. Raises `StaleChange` unless the row is now what `before` says."""
        self.flush()
        table = TABLES[change.entity]
        row = self._conn.execute(f"{table.select_stored} WHERE id = ?", [change.entity_id]).fetchone()
        live = table.record(row) if row else None
        if live != change.before:
            raise StaleChange(change.entity, change.entity_id)
        if isinstance(change.before, Scheme) and isinstance(change.after, Scheme):
            refuse_loss(self._conn, change.before, change.after)
        if isinstance(change.after, Name):
            _refuse_chain(self._conn, change.after)
        refuse_change(self._conn, change, actor=self._event.actor, kind=self._event.kind)
        if change.after is None:
            self._conn.execute(table.delete, [change.entity_id])
        elif change.before is None:
            self._conn.execute(table.insert, table.row(change.after))
        else:
            row_id, *values = table.row(change.after)
            self._conn.execute(table.update, [*values, row_id])
        if change.entity == "decision" and change.after is not None:
            refuse_own_work(self._conn, [change.entity_id])
        self._log(change.entity, change.entity_id, change.before, change.after)
        self.flush()

    def add_in_bulk(self, records: Iterable[Record], texts: Iterable[tuple[str, str]] = ()) -> None:
        """Add rows known to be new, many at a time; `texts` are pairs of hash and canonical text.

        The rows are written when enough have gathered, at the latest when the event ends.
        """
        self._pending_texts.extend(texts)
        for record in records:
            entity = ENTITY_OF[type(record)]
            self._pending[entity].append(TABLES[entity].row(record))
            self._log(entity, record.id, None, record)
        if len(self._pending_changes) >= _BULK_ROWS:
            self.flush()
            self._refresh()

    def stored(self, entity: str, ids: Iterable[str]) -> dict[str, Record]:
        """The live records among `ids`, whoever may see them: what is there cannot be added again."""
        self.flush()
        table = TABLES[entity]
        rows = self._conn.execute(
            f"{table.select_stored} WHERE id IN (SELECT value FROM json_each(?))", [json_list(ids)]
        )
        return {row[0]: table.record(row) for row in rows}

    def finish(self) -> bool:
        """Write what is pending and the event itself. False if nothing changed."""
        self.flush()
        if not self._count:
            return False
        self._refresh()
        self.event = msgspec.structs.replace(self._event, hash=self._hash.hexdigest())
        self._conn.execute(
            "INSERT INTO main.events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", msgspec.structs.astuple(self.event)
        )
        return True

    def _log(self, entity: str, entity_id: str, old: Record | None, new: Record | None) -> None:
        before = encode_record(old) if old is not None else None
        after = encode_record(new) if new is not None else None
        hashed = payload_hash(before, after)
        self._hash.add(entity, entity_id, hashed)
        self._entities.add(entity)
        if entity in AWAITING_FROM:
            self._touched.add((new or old).document_id)  # type: ignore[union-attr]
        self._pending_changes.append(
            (
                self._event.seq,
                self._count,
                entity,
                entity_id,
                before.decode() if before is not None else None,
                after.decode() if after is not None else None,
                hashed,
            )
        )
        self._count += 1

    def flush(self) -> None:
        """Carry pending rows over to their tables, so that queries see them."""
        if self._pending_texts:
            self._conn.executemany("INSERT OR IGNORE INTO texts VALUES (?, ?)", self._pending_texts)
            self._pending_texts.clear()
        for entity, rows in self._pending.items():
            if rows:
                self._conn.executemany(TABLES[entity].insert, rows)
                if entity == "decision":
                    refuse_own_work(self._conn, [row[0] for row in rows])
                elif entity in ("span", "attribution"):
                    refuse_closed(self._conn, entity, rows)
                rows.clear()
        if self._pending_changes:
            self._conn.executemany(
                "INSERT INTO main.changes VALUES (?, ?, ?, ?, ?, ?, ?)", self._pending_changes
            )
            self._pending_changes.clear()

    def _refresh(self) -> None:
        """Bring what awaits review up to date with the documents that were touched."""
        refresh(self._conn, self._touched)
        self._touched.clear()


SELECT_EVENT = "SELECT seq, id, at, actor, replica, kind, reverts, previous, hash FROM events"


def event_of(row: tuple[Any, ...]) -> Event:
    """The event of a row selected with `SELECT_EVENT`."""
    return Event(**dict(zip(Event.__struct_fields__, row, strict=True)))


def _refuse_chain(conn: sqlite3.Connection, name: Name) -> None:
    """Raise `StaleChange` if a merged name would stand for another, e.g. by undoing what others built on."""
    found = (
        name.merged_into
        and conn.execute(
            "SELECT id FROM names WHERE merged_into = ?1 OR (id = ?2 AND merged_into IS NOT NULL) LIMIT 1",
            [name.id, name.merged_into],
        ).fetchone()
    )
    if found:
        raise StaleChange("name", name.id)


def _decoded(entity: str, payload: str | None) -> Record | None:
    return decode_record(entity, payload) if payload is not None else None


def _fold(text: str) -> str:
    return fold_key(text)


def _upgraded_copy(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The project in memory, as this version has it: reading an older file must not change it."""
    from sqlite_utils import Database

    from annotator.store.migrations import migrations

    copy = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.backup(copy)
        migrations.apply(Database(copy))
        refresh_all(copy)
    except BaseException:
        copy.close()
        raise
    connection.close()
    return copy


def _check_file(connection: sqlite3.Connection, path: Path) -> int:
    """The version of the file. Raises "not-a-project", "newer-project"."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        raise AnnotatorError("not-a-project", path=str(path))
    if version > VERSION:
        raise AnnotatorError("newer-project", path=str(path), version=version, known=VERSION)
    return int(version)
