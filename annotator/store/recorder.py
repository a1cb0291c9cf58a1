"""Takes the changes of one event, carries each over to its table at once, and says afterwards what it did."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import groupby, islice
from typing import Any, Final

import msgspec
from msgspec.structs import astuple

from annotator.core.errors import StaleChange
from annotator.core.events import ENTITY_OF, Change, Event, EventHash, encode_record, link, payload_hash
from annotator.core.likeness import Likeness, Sketch
from annotator.core.model import Document, Record
from annotator.core.names import Name
from annotator.core.scheme import Scheme
from annotator.store import listing, review_queue, search_index
from annotator.store.likeness import BATCH, Came, Leave, nearest, take_in
from annotator.store.listing import Sides
from annotator.store.log import INSERT_CHANGE, INSERT_EVENT
from annotator.store.payloads import LAYOUTS, PROOF, Key, key
from annotator.store.review_queue import AWAITING_FROM
from annotator.store.rules import refuse_change, refuse_closed, refuse_loss, refuse_own_work
from annotator.store.tables import TABLES, Table, json_list
from annotator.store.team import Team
from annotator.store.unseen import Unseen

_HELD_ROWS, _TOGETHER = 1_000, 500
_PLAIN: Final = frozenset({"document", "span", "attribution"})
"""Entities of which a change is refused only by their own tables, or by what was given blind."""
_HELD_DOCUMENTS, _FOLLOWED = 2_000, 1_000
MOST_DOCUMENTS: Final = 20_000
"""So many of the documents that an event touched are named afterwards: a million would fill the memory."""


class Written(msgspec.Struct, frozen=True):
    """The effect of an event, for whoever shows the project.

    `documents` are those whose rows it touched, in the order it came to them, the first `MOST_DOCUMENTS` of
    them. `changes` is None where there are too many to follow one by one. `queue`: what awaits review may be
    other than before; `lists`: documents have gone from one list to another; `elsewhere`: other connections
    have added to the log since this one last looked.
    """

    event: Event
    entities: frozenset[str]
    documents: tuple[str, ...]
    changes: tuple[Change, ...] | None
    queue: bool
    lists: bool
    elsewhere: bool


class Recorder:
    """The changes of one event: made by `Project.event`, which ends it."""

    def __init__(self, conn: sqlite3.Connection, event: Event, team: Team | None) -> None:
        """`event` is as it will be written, but for its hash; `team`: whose rows may be written here."""
        self._team = team
        self._conn = conn
        self._event = event
        self._hash = EventHash(event)
        self._count = 0
        self._entities: set[str] = set()
        self._documents: dict[str, None] = {}
        self._followed: list[Change] = []
        self._awaiting: set[str] = set()
        self._came: list[Came] = []
        self._unindexed: list[str] = []
        self._sketches: dict[int, Sketch] = {}
        self.likenesses: list[Likeness] = []
        """Which added documents are like earlier ones, as far as was looked; for the caller to empty."""
        self._listing = listing.Touched()
        self._queue = self._lists = False
        self._put_off: list[str] = []
        self._asked: set[str] = set()
        self._were_empty: set[str] = set()
        self._unseen = Unseen()
        self._document = ""
        self._document_key: Key = ""
        self._pending: dict[str, list[list[Any]]] = {entity: [] for entity in TABLES}
        self._pending_changes: list[tuple[Any, ...]] = []
        self._pending_texts: list[tuple[str, str]] = []
        self.event: Event | None = None
        """The event as written, once its block has ended; None if nothing changed."""

    def written(self, *, elsewhere: bool) -> Written | None:
        """The effect of the event, once the block has ended; None if it had none."""
        if self.event is None:
            return None
        return Written(
            self.event,
            frozenset(self._entities),
            tuple(self._documents),
            tuple(self._followed) if self._count <= _FOLLOWED else None,
            self._queue,
            self._lists,
            elsewhere,
        )

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
        if change.before is not None and self._live(change) != change.before:
            raise StaleChange(change.entity, change.entity_id)
        if isinstance(change.before, Scheme) and isinstance(change.after, Scheme):
            refuse_loss(self._conn, change.before, change.after)
        if isinstance(change.after, Name):
            _refuse_chain(self._conn, change.after)
        refuse_change(self._conn, change, actor=self._event.actor, kind=self._event.kind)
        self._carry_over(change)
        if change.before is None and isinstance(change.after, Document):
            self._come_with_stored_text(change.after)
        if change.entity == "decision" and change.after is not None:
            refuse_own_work(self._conn, [change.entity_id])
        self._log([(change.before, change.after)])
        self.flush()

    def change_all(self, changes: Iterable[Change]) -> None:
        """As `change`, one after the other; of those that only add or only remove, many at a time."""
        for is_plain, run in groupby(changes, key=_plainly):
            if is_plain is None:
                for change in run:
                    self.change(change)
                continue
            while together := list(islice(run, _TOGETHER)):
                self._change_together(together)

    def _change_together(self, changes: Sequence[Change]) -> None:
        """Changes that add or that remove rows of documents and layers."""
        self.flush()
        if len({change.entity_id for change in changes}) < len(changes):
            raise StaleChange(changes[0].entity, changes[0].entity_id)
        if self._conn.execute("SELECT 1 FROM main.assignments LIMIT 1").fetchone():
            for change in changes:
                refuse_change(self._conn, change, actor=self._event.actor, kind=self._event.kind)
        by_entity: dict[str, list[Change]] = {}
        for change in changes:
            by_entity.setdefault(change.entity, []).append(change)
        for entity, group in by_entity.items():
            table = TABLES[entity]
            there = {
                row[0]: row
                for row in self._conn.execute(
                    f"{table.select_stored} WHERE id IN (SELECT value FROM json_each(?))",
                    [json_list(change.entity_id for change in group)],
                )
            }
            for change in group:
                found = there.get(change.entity_id)
                if not _is_still(table, found, change.before):
                    raise StaleChange(entity, change.entity_id)
            added = [table.row(change.after) for change in group if change.after is not None]
            removed = [(change.entity_id,) for change in group if change.after is None]
            if entity == "document":
                self._leave([row[0] for row in removed])
            self._conn.executemany(table.insert, added)
            self._conn.executemany(table.delete, removed)
        self._log([(change.before, change.after) for change in changes])
        for change in changes:
            if isinstance(change.after, Document):
                self._come_with_stored_text(change.after)

    def _live(self, change: Change) -> Record | None:
        table = TABLES[change.entity]
        row = self._conn.execute(f"{table.select_stored} WHERE id = ?", [change.entity_id]).fetchone()
        return table.record(row) if row else None

    def _carry_over(self, change: Change) -> None:
        table = TABLES[change.entity]
        if change.after is None:
            if change.entity == "document":
                self._leave([change.entity_id])
            self._conn.execute(table.delete, [change.entity_id])
        elif change.before is None:
            try:
                self._conn.execute(table.insert, table.row(change.after))
            except sqlite3.IntegrityError as error:
                # That nothing has the id yet is for the table to say: no need to ask it first.
                if error.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
                    raise StaleChange(change.entity, change.entity_id) from error
                raise
        else:
            row_id, *values = table.row(change.after)
            if change.entity == "document":  # its title may be another
                self._unlist([row_id])
                self._unindexed.append(row_id)
            self._conn.execute(table.update, [*values, row_id])

    def add_in_bulk(self, records: Iterable[Record], texts: Iterable[tuple[str, str]] = ()) -> None:
        """Add rows known to be new, many at a time; `texts` are pairs of hash and canonical text.

        The rows are written when enough have gathered, at the latest when the event ends.
        """
        by_hash = dict(texts)
        self._pending_texts.extend(by_hash.items())
        records = iter(records)
        while added := list(islice(records, _HELD_ROWS)):
            for record in added:
                entity = ENTITY_OF[type(record)]
                self._pending[entity].append(TABLES[entity].row(record))
            self._log([(None, record) for record in added])
            for record in added:
                if isinstance(record, Document) and record.text_hash in by_hash:
                    self._come(Came(record.id, record.text_hash, by_hash[record.text_hash]))
            if len(self._pending_changes) >= _HELD_ROWS:
                self.flush()
            if len(self._awaiting) >= _HELD_DOCUMENTS:
                self.flush()
                self._refresh()

    def compare(self) -> None:
        """Look for what the documents that were added are like."""
        self.flush()
        self._index()
        if self._came:
            self.likenesses += take_in(self._conn, self._came, self._sketches)
            self._came.clear()

    def would_be_like(self, came: Iterable[Came], leave: Leave) -> list[Likeness]:
        """What documents are like that are not added yet."""
        self.compare()
        return nearest(self._conn, came, leave)

    def _come_with_stored_text(self, document: Document) -> None:
        row = self._conn.execute("SELECT text FROM texts WHERE hash = ?", [document.text_hash]).fetchone()
        if row is not None:
            self._come(Came(document.id, document.text_hash, row[0]))

    def _index(self) -> None:
        """Let the documents that came be found by their words."""
        if self._unindexed:
            search_index.take_in(self._conn, self._unindexed)
            self._unindexed.clear()

    def _unlist(self, documents: Sequence[str]) -> None:
        self._index()
        search_index.leave_out(self._conn, documents)

    def _leave(self, documents: Sequence[str]) -> None:
        """Forget documents that are about to go."""
        self._unlist(documents)
        self._listing.gone += listing.numbers_of(self._conn, documents)

    def _come(self, came: Came) -> None:
        if len(self._came) >= BATCH:
            self.compare()
        self._came.append(came)

    def stored(self, entity: str, ids: Iterable[str]) -> dict[str, Record]:
        """The live records among `ids`, whoever may see them: what is there cannot be added again."""
        table = TABLES[entity]
        if entity not in self._asked:
            self.flush()
            self._asked.add(entity)
            if self._conn.execute(f"SELECT 1 FROM {table.stored} LIMIT 1").fetchone() is None:
                self._were_empty.add(entity)
        if entity in self._were_empty:
            ids = self._unseen.but(ids)
            if not ids:
                return {}
        self.flush()
        rows = self._conn.execute(
            f"{table.select_stored} WHERE id IN (SELECT value FROM json_each(?))", [json_list(ids)]
        )
        return {row[0]: table.record(row) for row in rows}

    def put_off_indexes(self) -> None:
        """Make those of the log when the event ends: all at once costs less than row by row."""
        indexes = "SELECT name, sql FROM main.sqlite_schema WHERE tbl_name = 'log' AND type = 'index' AND sql"
        for name, sql in self._conn.execute(f"{indexes} IS NOT NULL").fetchall():
            self._conn.execute(f"DROP INDEX main.{name}")
            # Whoever looks through somebody's eyes has a view of the same name before the table.
            self._put_off.append(sql.replace("CREATE INDEX ", "CREATE INDEX main.", 1))

    def finish(self) -> bool:
        """Write what is pending and the event itself. False if nothing changed."""
        self.compare()
        if not self._count:
            return False
        self._refresh()
        for index in self._put_off:
            self._conn.execute(index)
        self.event = msgspec.structs.replace(self._event, hash=self._hash.hexdigest())
        self._conn.execute(INSERT_EVENT, astuple(self.event))
        return True

    def _log(self, changed: Sequence[Sides]) -> None:
        """Keep changes in their order, and in mind what they touch."""
        if self._team is not None:
            self._team.check_rows(changed)
        seq = self._event.seq
        links: list[bytes] = []
        touched: dict[str, None] = {}
        by_entity: dict[str, list[Sides]] = {}
        for n, sides in enumerate(changed, self._count):
            old, new = sides
            row: Any = new if new is not None else old
            entity = ENTITY_OF[type(row)]
            layout = LAYOUTS[entity]
            by_entity.setdefault(entity, []).append(sides)
            before = encode_record(old) if old is not None else None
            after = encode_record(new) if new is not None else None
            hashed = payload_hash(before, after)
            links.append(link(entity, row.id, hashed))
            document = None
            if layout.of_document:
                if row.document_id != self._document:
                    self._document, self._document_key = row.document_id, key(row.document_id)
                document = self._document_key
                touched[self._document] = None
            elif entity == "document":
                touched[row.id] = None
            if n < _FOLLOWED:
                self._followed.append(Change(entity, row.id, old, new))
            was = layout.pack(astuple(old)) if old is not None else None
            now = layout.pack(astuple(new)) if new is not None else None
            self._pending_changes.append((seq, n, entity, key(row.id), document, was, now, hashed[:PROOF]))
        self._count += len(changed)
        self._hash.extend(b"".join(links))
        for name in islice(touched, MOST_DOCUMENTS - len(self._documents)):
            self._documents[name] = None
        for entity, of_entity in by_entity.items():
            self._follow(entity, of_entity)

    def _follow(self, entity: str, changed: Sequence[Sides]) -> None:
        self._entities.add(entity)
        self._listing.follow(entity, changed)
        rows: list[Any] = [old if new is None else new for old, new in changed]
        if entity in self._were_empty:
            self._unseen.discard_all([row.id for row in rows])
        if entity == "document":
            self._unindexed += [new.id for old, new in changed if old is None and new is not None]
        if entity in AWAITING_FROM:
            self._awaiting.update([row.document_id for row in rows])

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
            self._conn.executemany(INSERT_CHANGE, self._pending_changes)
            self._pending_changes.clear()

    def _refresh(self) -> None:
        """Bring what awaits review, and the lists, up to date with the documents that were touched."""
        if review_queue.refresh(self._conn, self._awaiting):
            self._queue = True
            self._listing.whole |= dict.fromkeys(self._awaiting)
        self._lists |= listing.refresh(self._conn, self._listing)
        self._awaiting.clear()
        self._listing = listing.Touched()


def _plainly(change: Change) -> bool | None:
    """Whether a row is added or removed, if it is of those that go together; None for all else."""
    if change.entity not in _PLAIN or (change.before is None) == (change.after is None):
        return None
    return change.before is None


def _is_still(table: Table, found: tuple[Any, ...] | None, record: Record | None) -> bool:
    """Whether what a table holds is the record, or nothing if it is none."""
    if found is None or record is None:
        return found is None and record is None
    return found == tuple(table.row(record)[: len(table.columns)]) or table.record(found) == record


def _refuse_chain(conn: sqlite3.Connection, name: Name) -> None:
    """Raise `StaleChange` if a merged name would stand for another, e.g. by undoing what others built on."""
    found = (
        name.merged_into
        and conn.execute(
            "SELECT id FROM names WHERE merged_into = ? OR (id = ? AND merged_into IS NOT NULL) LIMIT 1",
            [name.id, name.merged_into],
        ).fetchone()
    )
    if found:
        raise StaleChange("name", name.id)
