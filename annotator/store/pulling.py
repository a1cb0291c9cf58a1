"""Takes in what a hub has: page by page, each in one transaction with how far it has come."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from typing import Any, Final, NamedTuple

import msgspec
from msgspec.structs import astuple

from annotator.core.errors import AnnotatorError
from annotator.core.events import Change, Event, EventHash, payload_hash
from annotator.core.joining import Blind, Known, row_key, void_keys
from annotator.core.model import Assignment, follow, hash_text
from annotator.core.team import Header, HubSays, Published, Sent, chained
from annotator.store.carrying import Row
from annotator.store.copies import Logged
from annotator.store.log import INSERT_CHANGE, INSERT_EVENT
from annotator.store.outgoing import PROVISIONAL
from annotator.store.payloads import CHANGE, carried, change_of
from annotator.store.spool import Spool
from annotator.store.standing import UNPUBLISHED
from annotator.store.team import Cursor

Placed = tuple[int, Sent]
"""A change and the place of its event."""


class Page(NamedTuple):
    """What comes behind a place of the hub, and what was withheld and may be seen now."""

    after: Cursor
    events: list[Published]
    changes: Spool[Placed]
    texts: Spool[tuple[str, str]]
    late_headers: dict[int, Header]
    late_changes: Spool[Placed]
    state: HubSays


_TOGETHER: Final = 1_000


class _Unreadable(Exception):
    """An event has a payload that is no record."""


@contextmanager
def taken_whole() -> Iterator[None]:
    """Raises `AnnotatorError("hub-changed")` for rows that a hub gives and that go with no others."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise AnnotatorError("hub-changed", what=str(error)) from error


class Taking:
    """One page being taken in, within a transaction."""

    def __init__(self, conn: sqlite3.Connection, *, keeps_rows: bool = True) -> None:
        """Not `keeps_rows`: the tables are made anew later, and nobody asks which rows came."""
        self._conn = conn
        self._keeps_rows = keeps_rows
        (self._seq,) = conn.execute("SELECT coalesce(max(seq), 0) FROM main.events").fetchone()
        self.touched: set[Row] = set()
        """Rows of which something came: entity and key."""
        self._arrived: list[tuple[int, frozenset[int]]] = []
        """Numbers of events of others that came, and of their changes those that were here before."""
        self._pending: list[tuple[Any, ...]] = []
        self._lies_on: set[Any] = set()
        """Keys of documents that the event at hand has rows of."""
        self._documents: set[Any] = set()
        """Keys of documents that are in the log."""
        self._void: list[tuple[int, int]] = []
        """Changes that stood here and are aside for the hub: event and number."""

    def take(self, page: Page) -> Cursor:
        """Put all of it into the log; the place that the copy has come to then.

        Raises `AnnotatorError("hub-chain")` if the hub's order is another than it was, "hub-changed" if
        something is not what its author signed.
        """
        for hashed, text in page.texts:
            if hash_text(text) != hashed:
                raise AnnotatorError("hub-changed", what=hashed)
            self._conn.execute("INSERT OR IGNORE INTO main.texts VALUES (?, ?)", [hashed, text])
        rows = _ByPlace(page.changes)
        chain, place = page.after.chain, page.after.place
        for event in page.events:
            chain, place = chained(chain, event.hash, event.aside), event.place
            if chain != event.chain:
                raise AnnotatorError("hub-chain")
            self._take_event(event, rows)
        self._take_late(page)
        return Cursor(place, chain)

    def acts(self) -> Iterator[Logged]:
        """What came of others, as far as it stands and was not here before."""
        for seq, known in self._arrived:
            yield Logged(self._conn, seq, aside_of(self._conn, seq) | known)

    def blind(self) -> Blind:
        """Who was given which document to annotate blind, before or by what came."""
        given = set(self._conn.execute(_BLIND).fetchall())
        for act in self.acts():
            for _, change in act.changes:
                for row in (change.before, change.after):
                    if isinstance(row, Assignment) and row.task == "annotate-blind":
                        given.add((row.document_id, row.assignee))
        return lambda document, author: (document, author) in given

    def known(self, mine: Iterable[Logged]) -> Known:
        """What is settled already: rows of one's own that are there without it, and what is void by now."""
        blind = self.blind()
        void = void_keys((_change(self._conn, *place) for place in self._void), blind)
        absorbed = {
            act.id: frozenset(
                row_key(change) for n, change in Logged(self._conn, act.seq).changes if n in aside
            )
            for act in mine
            if (aside := aside_of(self._conn, act.seq))
        }
        return Known(frozenset(void), absorbed)

    @property
    def received(self) -> int:
        """How many events of others came, or more of them."""
        return len(self._arrived)

    @property
    def has_news(self) -> bool:
        """Whether anything came of others, or does not stand any more."""
        return bool(self._arrived or self._void)

    def _take_event(self, event: Published, rows: _ByPlace) -> None:
        found = self._conn.execute("SELECT seq, hash FROM main.events WHERE id = ?", [event.id]).fetchone()
        if found is not None:
            seq, known = found
            if known != event.hash:
                raise AnnotatorError("hub-changed", what=event.id)
            self._conn.execute("INSERT OR REPLACE INTO main.published VALUES (?, ?)", [seq, event.place])
            self._set_aside(seq, {int(n) for n in event.aside.split(",") if n})
            return
        if event.header is None:
            self._keep_stub(event)
            return
        if not self._attempt(partial(self._insert, event, event.header, rows)):
            self._keep_stub(event)

    def _attempt(self, put: Callable[[], bool]) -> bool:
        """Whether an event is whole now; of one that cannot be read, nothing is taken in."""
        before = self._seq, len(self._arrived)
        self._conn.execute("SAVEPOINT event")
        try:
            whole = put()
        except _Unreadable:
            self._conn.execute("ROLLBACK TO event")
            self._seq, arrived = before
            self._pending.clear()
            self._lies_on.clear()
            self._documents.clear()
            del self._arrived[arrived:]
            whole = False
        self._conn.execute("RELEASE event")
        return whole

    def _insert(self, event: Published, header: Header, rows: _ByPlace) -> bool:
        """Put an event and what may be seen of it into the log; whether that is all of it."""
        self._seq += 1
        row = _row(self._seq, event, header)
        self._conn.execute(INSERT_EVENT, astuple(row))
        self._conn.execute("INSERT INTO main.published VALUES (?, ?)", [row.seq, event.place])
        hashed = EventHash(row)
        for sent in rows.of(event.place):
            self._insert_change(row.seq, sent)
            hashed.add(sent.entity, sent.entity_id, sent.payload_hash)
        self._flush()
        self._check_documents()
        follow(event.id)
        self._arrived.append((row.seq, frozenset()))
        return hashed.hexdigest() == event.hash

    def _insert_change(self, seq: int, sent: Sent) -> None:
        before, after = (None if side is None else side.encode() for side in (sent.before, sent.after))
        if payload_hash(before, after) != sent.payload_hash:
            raise AnnotatorError("hub-changed", what=f"{sent.entity} {sent.entity_id}")
        change = (seq, sent.n, sent.entity, sent.entity_id, sent.before, sent.after, sent.payload_hash)
        _, _, entity, key, document, *sides, _ = kept = carried(change)
        if any(side is not None and not side.startswith("[") for side in sides):
            raise _Unreadable
        self._pending.append(kept)
        if len(self._pending) >= _TOGETHER:
            self._flush()
        if sent.why is not None:
            self._conn.execute("INSERT INTO main.aside VALUES (?, ?, ?)", [seq, sent.n, sent.why])
        if self._keeps_rows:
            self.touched.add((entity, key))
        if document is not None and sent.after is not None and entity not in ("document", "reading"):
            self._lies_on.add(document)

    def _flush(self) -> None:
        self._conn.executemany(INSERT_CHANGE, self._pending)
        self._pending.clear()

    def _check_documents(self) -> None:
        """What lies on a document that could not be read cannot be read either."""
        for document in self._lies_on - self._documents:
            if self._conn.execute(_DOCUMENT, [document]).fetchone() is None:
                raise _Unreadable
        self._documents |= self._lies_on
        self._lies_on.clear()

    def _set_aside(self, seq: int, aside: set[int]) -> None:
        """What is aside for the hub of an event that is here already is so here, too, and nothing else."""
        known = aside_of(self._conn, seq)
        for n in aside - known:
            self._conn.execute("INSERT INTO main.aside VALUES (?, ?, 'changed-elsewhere')", [seq, n])
            self._void.append((seq, n))
        for n in known - aside:
            self._conn.execute("DELETE FROM main.aside WHERE event = ? AND n = ?", [seq, n])
        for n in aside ^ known:
            self.touched |= rows_of(self._conn, seq, n)

    def _keep_stub(self, event: Published) -> None:
        aside = dict.fromkeys(filter(None, event.aside.split(",")), "")
        self._conn.execute(
            "INSERT INTO main.stubs VALUES (?, ?, ?, ?, ?, ?)",
            [
                event.place,
                event.id,
                event.replica,
                event.previous,
                event.hash,
                msgspec.json.encode(aside).decode(),
            ],
        )

    def _take_late(self, page: Page) -> None:
        """Fill up events that were withheld; a stub goes once its hash is whole."""
        late = _ByPlace(page.late_changes)
        for place, header in sorted(page.late_headers.items()):
            stub = "SELECT place, id, replica, previous, hash, aside FROM main.stubs WHERE place = ?"
            event = Published(*(*self._conn.execute(stub, [place]).fetchone(), "", header))
            found = self._conn.execute("SELECT seq FROM main.events WHERE id = ?", [event.id]).fetchone()
            if self._attempt(
                partial(self._insert, event, header, late)
                if found is None
                else partial(self._fill, found[0], event, header, late)
            ):
                self._conn.execute("DELETE FROM main.stubs WHERE place = ?", [place])

    def _fill(self, seq: int, event: Published, header: Header, rows: _ByPlace) -> bool:
        """Add what was missing of an event that is there in part; whether it is whole now."""
        there = {n for (n,) in self._conn.execute("SELECT n FROM main.log WHERE event = ?", [seq])}
        hashed = EventHash(_row(seq, event, header))
        for sent in rows.of(event.place):
            if sent.n not in there:
                self._insert_change(seq, sent)
            hashed.add(sent.entity, sent.entity_id, sent.payload_hash)
        self._flush()
        self._check_documents()
        self._arrived.append((seq, frozenset(there)))
        return hashed.hexdigest() == event.hash


def _row(seq: int, event: Published, header: Header) -> Event:
    return Event(
        seq=seq,
        id=event.id,
        at=header.at,
        actor=header.actor,
        replica=event.replica,
        kind=header.kind,
        reverts=header.reverts,
        previous=event.previous,
        hash=event.hash,
        account=header.account,
    )


def unsent_acts(conn: sqlite3.Connection, *, with_void: bool = False) -> list[Logged]:
    """The acts that no hub has, in their order; `with_void`: also those of which nothing stands."""
    numbers = conn.execute(_UNSENT, [PROVISIONAL, PROVISIONAL, UNPUBLISHED]).fetchall()
    acts = [Logged(conn, seq, aside_of(conn, seq)) for (seq,) in numbers]
    return acts if with_void else [act for act in acts if next(act.changes, None) is not None]


def rows_of(conn: sqlite3.Connection, seq: int, n: int) -> set[Row]:
    """The row that a change is about."""
    found = conn.execute("SELECT entity, entity_key FROM main.log WHERE event = ? AND n = ?", [seq, n])
    return set(found.fetchall())


def aside_of(conn: sqlite3.Connection, seq: int) -> set[int]:
    """The numbers of an event's changes that do not stand."""
    return {n for (n,) in conn.execute("SELECT n FROM main.aside WHERE event = ?", [seq])}


def _change(conn: sqlite3.Connection, seq: int, n: int) -> Change:
    row = conn.execute(f"SELECT {CHANGE} FROM main.log WHERE event = ? AND n = ?", [seq, n]).fetchone()
    return change_of(row)


_DOCUMENT: Final = "SELECT 1 FROM main.log WHERE entity_key = ? AND entity = 'document' LIMIT 1"
_BLIND: Final = "SELECT document_id, assignee FROM main.assignments WHERE task = 'annotate-blind'"
_UNSENT: Final = """
    SELECT e.seq FROM main.events e LEFT JOIN main.published p ON p.event = e.seq
    WHERE coalesce(p.place, ?) >= ? ORDER BY coalesce(p.place, ? + e.seq)"""


class _ByPlace:
    """Changes sorted by place, handed out as their places come."""

    def __init__(self, rows: Spool[Placed]) -> None:
        self._groups = groupby(rows, key=lambda row: row[0])
        self._next: Any = next(self._groups, None)

    def of(self, place: int) -> Iterator[Sent]:
        while self._next is not None and self._next[0] < place:  # e.g. one's own, which are here
            self._next = next(self._groups, None)
        if self._next is not None and self._next[0] == place:
            for _, sent in self._next[1]:
                yield sent
            self._next = next(self._groups, None)
