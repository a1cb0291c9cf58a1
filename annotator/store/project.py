"""A project file: the log that is the only way to change it, and the tables the log is carried over to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.core.audit import Policy
from annotator.core.errors import AnnotatorError
from annotator.core.events import Change, Event, History
from annotator.core.model import Document, Record, new_id
from annotator.core.scheme import Scheme, check_scheme
from annotator.disk import check_name, may_write
from annotator.store.blindness import Viewers
from annotator.store.connection import (
    BUSY_SECONDS,
    PrivateCopy,
    check_sqlite,
    connect,
    damaged,
    guard,
    prepare,
    world_errors,
)
from annotator.store.log import MUCH, Log
from annotator.store.making import copy_whole, made_whole
from annotator.store.opening import check_file, teach, upgrade, upgraded_copy
from annotator.store.payloads import CHANGE, change_of
from annotator.store.recorder import Recorder, Written
from annotator.store.schema import foreign
from annotator.store.standing import standing
from annotator.store.tables import TABLES

if TYPE_CHECKING:
    from annotator.store.library import Database

BUILT_UPON = frozenset(
    {"row-in-use", "stale-change", "scheme-in-use", "blind-own", "blind-final", "blind-closed"}
)
"""Codes of errors that say that an act cannot be undone because of what was done after it."""


class Project:
    """One open project file. Belongs to the thread that opened it."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, read_only: bool) -> None:
        """Use `create` or `open`."""
        self.path = path
        self.read_only = read_only
        self.conn = connection
        self.listener: Callable[[Written], None] | None = None
        """Told of each event, once it is written; so whoever shows the project need not ask the log."""
        self.keeper: Callable[[Project], None] = lambda project: None
        """Called before much is changed at once; so whoever opened the project can have it backed up."""
        self.last_document: tuple[list[Any], Document, str] | None = None
        """The row of a document as it was last read whole, what is in it, and its text."""
        teach(connection)
        self._scheme: Scheme | None = None
        self._log = Log(self)
        self._has_grown = False
        self._patience = BUSY_SECONDS
        self.viewers = Viewers(connection)

    @classmethod
    def create(cls, path: Path, scheme: Scheme, *, actor: str) -> Project:
        """Make a new project file. Raises `AnnotatorError("project-exists")` rather than overwrite one."""
        check_scheme(scheme)
        check_sqlite()
        check_name(path)
        with made_whole(path) as partial:
            connection = sqlite3.connect(partial, isolation_level=None)
            try:
                guard(connection)
                project = cls(path, connection, read_only=False)
                upgrade(connection, path, project.backup)
                project._set("replica", new_id())
                project._set("id", new_id())
                with project.event("project.new", actor) as event:
                    event.add(scheme)
                    event.add(project.policy)
            finally:
                connection.close()
        return cls.open(path)

    @classmethod
    def open(
        cls, path: Path, *, read_only: bool = False, as_found: bool = False, bundle: bool = False
    ) -> Project:
        """Open a project file; for reading if nobody can write it, and, also for that, brought up to date.

        What is not as the migrations make it is refused, unless it is to be read `as_found`, e.g. to say what
        is wrong with it; so is what one copy sends another, but as a `bundle`. Raises `AnnotatorError`:
        "project-missing", "not-a-project", "newer-project", "foreign-schema", "project-busy", ...
        """
        check_sqlite()
        if not path.is_file():
            raise AnnotatorError("project-missing", path=str(path))
        writable = may_write(path)
        read_only = read_only or as_found or not writable
        with world_errors(path, busy="project-busy"):
            connection = connect(path, read_only=read_only)
            try:
                check_file(connection, path, as_found=as_found, bundle=bundle)
                if read_only and not (as_found and foreign(connection)):
                    connection = upgraded_copy(connection)
                prepare(connection, path, read_only=read_only)
                project = cls(path, connection, read_only=read_only)
                if not read_only:
                    upgrade(connection, path, project.backup)
                if not as_found:
                    project._log.begin()
            except BaseException:
                connection.close()
                raise
        return project

    @property
    def copied(self) -> bool:
        """Whether this is a private copy, made to read what cannot be read in its place."""
        return isinstance(self.conn, PrivateCopy)

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
        from annotator.store.library import Database

        return Database(self.conn)

    # What the project knows of itself

    @property
    def replica(self) -> str:
        """The id under which this copy of the project signs its events."""
        return self._log.replica

    @property
    def project_id(self) -> str:
        return self.value("id")

    @property
    def scheme(self) -> Scheme:
        if self._scheme is None:
            if (row := self.one(TABLES["scheme"].select)) is None:
                raise damaged(self.path)
            scheme = TABLES["scheme"].record(row)
            assert isinstance(scheme, Scheme)
            self._scheme = scheme
        return self._scheme

    @property
    def policy(self) -> Policy:
        """What is noted of those who work here; as for a new project where nobody has said."""
        return self._log.policy

    def head(self) -> str:
        """The hash of this replica's last event: kept elsewhere, it proves later that nothing was changed."""
        self._notice()
        return self._log.end.head

    @property
    def known_head(self) -> str:
        """The same, as far as the log is known here: `changed_elsewhere` reads on."""
        return self._log.end.head

    def value(self, key: str) -> str:
        """What the file says of itself."""
        if row := self.one("SELECT value FROM project WHERE key = ?", [key]):
            return str(row[0])
        raise damaged(self.path)

    def preference(self, account: str, key: str) -> str | None:
        """A choice of an account of this computer, e.g. its author name. Not part of the log."""
        row = self.one("SELECT value FROM preferences WHERE account = ? AND key = ?", [account, key])
        return str(row[0]) if row else None

    def set_preference(self, account: str, key: str, value: str) -> None:
        if self.read_only:
            return
        with world_errors(self.path):
            self.conn.execute("INSERT OR REPLACE INTO preferences VALUES (?, ?, ?)", [account, key, value])

    def try_preference(self, account: str, key: str, value: str) -> bool:
        """As `set_preference`, but at once or not at all: False if the file cannot be written now."""
        waiting = self.waits(0)
        try:
            self.set_preference(account, key, value)
            return True
        except AnnotatorError:
            return False
        finally:
            self.waits(waiting)

    def waits(self, seconds: float) -> float:
        """How long to wait from now on while another program is writing; returns how long it was."""
        before = self._patience
        self._patience = seconds
        with world_errors(self.path):
            self.conn.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")
        return before

    def changed_elsewhere(self) -> bool:
        """Whether another connection has added to the log since this was last asked."""
        self._notice()
        has_grown, self._has_grown = self._has_grown, False
        return has_grown

    def _notice(self) -> bool:
        if not self._log.notice():
            return False
        self._scheme, self._has_grown = None, True
        return True

    def read_anew(self) -> None:
        """Forget what was known of the log: this connection has taken in another copy's."""
        self._log.forget()
        self._scheme = self.last_document = None

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
                if self.conn.in_transaction:  # what is damaged may end one
                    self.conn.execute("ROLLBACK")

    def seen_by(self, *names: str) -> None:
        """From now on, show only what these people may see: `store/viewing.py` says what that is.

        What is blind to one of them is not shown, but their own work on it; what is blind to several shows
        that of the first. Without a name, everything.
        """
        with world_errors(self.path):
            self.viewers.look(names)

    def shows_all_of(self, author: str) -> bool:
        """Whether it is looked at through this author's eyes, or nobody's: all of their own is shown."""
        return set(self.viewers.names) <= {author}

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Show everything while the block lasts: for what is about the file itself."""
        names = self.viewers.names
        self.viewers.names = ()
        try:
            yield
        finally:
            self.viewers.names = names

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
    def event(
        self, kind: str, actor: str, *, reverts: str | None = None, much: bool = False
    ) -> Iterator[Recorder]:
        """One act of one person, in one transaction: whole or not at all. Before `much` the keeper is called.

        Nothing is written if the block makes no change. Raises `StaleChange` if a row is no longer what the
        block expected, and `AnnotatorError` for what the disk or another process refuses.
        """
        if self.read_only:
            raise AnnotatorError("project-read-only", path=str(self.path))
        if much:
            self.keeper(self)
        conn = self.conn
        with world_errors(self.path):
            conn.execute("BEGIN IMMEDIATE")
            try:
                # Nobody else can write from here on: what the block reads of the scheme holds.
                elsewhere = self._notice()
                recorder = Recorder(conn, self._log.next_event(kind, actor, reverts), self._log.team)
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
        if (written := recorder.written(elsewhere=elsewhere)) is not None:
            self._log.take(written.event)
            if "scheme" in written.entities:
                self._scheme = None
            if self.listener is not None:
                self.listener(written)

    def undo(self, actor: str) -> Event | None:
        """Turn round the actor's newest act. None if there is nothing to undo.

        An act that others have built upon by now is refused once, as "row-in-use", "stale-change" or
        "scheme-in-use", and passed over from then on until somebody else has done something more.
        """
        self._notice()
        target = self.undoable(actor)
        try:
            return self._turn_round("undo", actor, target)
        except AnnotatorError as error:
            if target is not None and error.code in BUILT_UPON:
                self._log.pass_over(target)
            raise

    def undoable(self, actor: str) -> str | None:
        """The id of the event that `undo` would turn round."""
        return self._log.undoable(actor)

    def next_undo(self, actor: str) -> Event | None:
        """That event: one's own, whatever of it one may look at now."""
        return self._log.own(event_id) if (event_id := self.undoable(actor)) else None

    def redo(self, actor: str) -> Event | None:
        """Turn round the actor's newest undo. None if there is nothing to redo."""
        self._notice()
        return self._turn_round("redo", actor, self.history(actor).redoable)

    def history(self, actor: str) -> History:
        """The actor's undo and redo stacks, as far as the log is known: `changed_elsewhere` reads on."""
        return self._log.history(actor)

    def changes_of(self, event: Event, *, backwards: bool = False) -> Iterator[Change]:
        """The changes of an event that stand, in the order they were made or the reverse."""
        order, read = "DESC" if backwards else "ASC", standing(self.conn).log
        for row in self.rows(f"SELECT {CHANGE} FROM {read} WHERE event = ? ORDER BY n {order}", [event.seq]):
            yield change_of(row)

    def backup(self, out: Path) -> None:
        """Copy the whole project, as it is at this moment, to a new file, whoever asks."""
        copy_whole(self.conn, out)

    def _turn_round(self, kind: str, actor: str, target: str | None) -> Event | None:
        if target is None:
            return None
        with self.whole():  # one's own act, whatever of it one may look at now
            event = self._log.own(target)
            first = list(islice(self.changes_of(event, backwards=True), MUCH))
            with self.event(kind, actor, reverts=target, much=len(first) == MUCH) as recorder:
                changes = self.changes_of(event, backwards=True) if len(first) == MUCH else first
                recorder.change_all(change.inverse() for change in changes)
        return recorder.event

    def _set(self, key: str, value: str) -> None:
        self.conn.execute("INSERT OR REPLACE INTO project VALUES (?, ?)", [key, value])
