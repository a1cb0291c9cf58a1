"""Proves batch by batch, on all cores, that parts of a project are whole, without saying what is wrong.

Each batch is read in order, once, and looks nothing up. That every table is what the log makes of it is told
by sums: of keyed hashes of what the changes brought, less what they replaced, less the rows that are there.
The key is drawn anew each time, so nobody can make other rows with the same sum. What is not proven is
checked row by row by `verify`, which names what it finds.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.events import Event, EventHash, decode_record, link, payload_hash
from annotator.core.model import Range, Span, Toll, quote
from annotator.core.offsets import check_ranges, fits
from annotator.store.findings import Finding
from annotator.store.ledger_refresh import stale
from annotator.store.links import Links
from annotator.store.log import SELECT_EVENT, event_of
from annotator.store.payloads import CHANGE, chained, is_proved, named, wholes
from annotator.store.project import Project
from annotator.store.review_queue import is_right
from annotator.store.shared import Shared
from annotator.store.standing import WHOLE_LOG, standing
from annotator.store.tables import ANYWHERE, TABLES, UNREADABLE, json_list

DAMAGE: Final = (AnnotatorError, sqlite3.Error, ArithmeticError, AttributeError, *UNREADABLE)
"""What reading something else than a record may raise."""

_NOT_OF_THE_FILE: Final = frozenset({sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_NOMEM})
"""What stops reading, though nothing is wrong with what is read."""

_FIRST: Final = -(1 << 63)
"""No number in SQLite is less."""

_ROWS: Final = 10_000
"""How many are one batch."""
_AT_ONCE: Final = 200
"""Spans whose texts are in memory at one time."""

Part = Callable[[Project], Iterable[Finding]]


class Batch(msgspec.Struct, frozen=True):
    """A whole part of a project, or rows of a table: from `begin` on and before `end`, if there is one."""

    of: str
    table: str = ""
    key: tuple[str, ...] = ()
    begin: tuple[Any, ...] = ()
    end: tuple[Any, ...] | None = None

    def rows(self, project: Project, columns: str) -> Iterator[tuple[Any, ...]]:
        """These columns of the rows, in the order of their key."""
        listed, marks = ", ".join(self.key), ", ".join("?" * len(self.key))
        where = f"({listed}) >= ({marks})" + (f" AND ({listed}) < ({marks})" if self.end else "")
        return project.rows(
            f'SELECT {columns} FROM main."{self.table}" WHERE {where} ORDER BY {listed}',
            [*self.begin, *(self.end or ())],
        )


class Added(msgspec.Struct, frozen=True):
    """What some changes of an event, from number `first` on, add to its hash."""

    seq: int
    first: int
    count: int
    added: bytes


class Proof(msgspec.Struct, frozen=True):
    """What came of a batch: the parts that it leaves unproven, its sums by entity, its links of the chain."""

    unproven: tuple[str, ...] = ()
    sums: dict[str, int] = {}
    links: list[Added] = []


def proven(
    project: Project,
    shared: Shared,
    parts: Mapping[str, Part],
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> frozenset[str]:
    """The names of those parts in which nothing is wrong."""
    try:
        batches = list(_batches(project, parts))
        chain = _Chain(project)
        doubtful: set[str] = set()
        sums: Counter[str] = Counter()
        prove = partial(_prove, parts, secrets.token_bytes(32))
        for done, proof in enumerate(shared.spread(prove, batches, cancelled=cancelled), 1):
            doubtful.update(proof.unproven)
            sums.update(proof.sums)
            for links in proof.links:
                chain.take(links)
            if progress:
                progress(done, len(batches))
        if "events" in parts and not chain.is_whole():
            doubtful.add("events")
    except DAMAGE as error:
        if stops_reading(error) or getattr(error, "code", "") == "cancelled":
            raise
        return frozenset()
    if any(sums.values()) or doubtful & _TOGETHER:
        doubtful |= _TOGETHER
    # Where an index leads astray, what is looked up through it is told otherwise than what is read in order.
    return frozenset() if "file" in doubtful else frozenset(parts) - doubtful


def stops_reading(error: BaseException) -> bool:
    """Whether reading was stopped, though nothing is wrong with what is read."""
    reason = error.__cause__ if isinstance(error, AnnotatorError) and error.__cause__ else error
    return getattr(reason, "sqlite_errorcode", 0) & 0xFF in _NOT_OF_THE_FILE


def _batches(project: Project, parts: Mapping[str, Part]) -> Iterator[Batch]:
    """What is read whole comes first: it may take as long as all the rest."""
    yield from (Batch(part) for part in parts if part not in _BY_ROWS)
    if _BY_ROWS.isdisjoint(parts):
        return
    yield from _cut(project, Batch("log", "log", ("event", "n"), (_FIRST, _FIRST)), _ROWS)
    for table in TABLES.values():
        yield from _cut(project, Batch("tables", table.name, ("rowid",), (_FIRST,)), _ROWS)
    yield from _cut(project, Batch("quotes", "spans", ("rowid",), (_FIRST,)), _ROWS)
    yield from _cut(project, Batch("queue", "submissions", ("rowid",), (_FIRST,)), _ROWS)
    yield from _cut(project, Batch("ledger", "documents", ("rowid",), (_FIRST,)), _ROWS)


def _cut(project: Project, batch: Batch, size: int) -> Iterator[Batch]:
    """The batch in pieces of so many rows."""
    listed, marks = ", ".join(batch.key), ", ".join("?" * len(batch.key))
    after = (
        f'SELECT {listed} FROM main."{batch.table}" WHERE ({listed}) >= ({marks})'
        f" ORDER BY {listed} LIMIT 1 OFFSET {size}"
    )
    while (end := project.one(after, batch.begin)) is not None:
        yield msgspec.structs.replace(batch, end=end)
        batch = msgspec.structs.replace(batch, begin=end)
    yield batch


def _prove(parts: Mapping[str, Part], key: bytes, project: Project, batch: Batch) -> Proof:
    try:
        if batch.of in _PROVERS:
            return _PROVERS[batch.of](project, batch, key)
        return _proof(batch.of, next(iter(parts[batch.of](project)), None) is None)
    except DAMAGE as error:
        if stops_reading(error):
            raise
        return Proof(_OF_LOG if batch.of == "log" else (batch.of,))


def _proof(part: str, holds: bool) -> Proof:
    return Proof() if holds else Proof((part,))


class _Chain:
    """The events in their order, and the links of their changes as these come."""

    def __init__(self, project: Project) -> None:
        self._events = map(event_of, project.rows(f"{SELECT_EVENT} ORDER BY seq"))
        self._event: Event | None = None
        self._hash: EventHash
        self._count = 0
        self._links = Links(project)
        self._holds = True

    def take(self, links: Added) -> None:
        while self._holds and (self._event is None or self._event.seq != links.seq):
            self._holds &= self._next()  # what belongs to no event finds none
        if self._holds:
            self._holds = links.first == self._count
            self._hash.extend(links.added)
            self._count += links.count

    def is_whole(self) -> bool:
        """Whether, to the end, each event is what its hash says, and follows what it says it does."""
        while self._holds and self._next():
            pass
        return self._holds and self._event is None

    def _next(self) -> bool:
        """Go on to the next event. False: there is none, or this one does not hold."""
        if (
            self._event is not None
            and self._hash.hexdigest() != self._event.hash
            and not self._links.is_partial(self._event)
        ):
            self._holds = False
            return False
        self._event = event = next(self._events, None)
        if event is None:
            return False
        self._hash, self._count = EventHash(event), 0
        self._holds = self._links.follows(event)
        return self._holds


def _changes(project: Project, batch: Batch, key: bytes) -> Proof:
    """Whatever did more than bring a row, and all else that was done to the same rows."""
    read = standing(project.conn)
    return _proof(batch.of, project.one(read(CONTINUITY, where=read(_CHANGED_AGAIN))) is None)


def _log(project: Project, batch: Batch, key: bytes) -> Proof:
    """Each payload has its hash and is a record; summed up, what is to be in the tables; and the chain."""
    number, sums, links = _keyed(key), Counter[str](), []
    stands = "true" if standing(project.conn) is WHOLE_LOG else _STANDS
    found = batch.rows(project, f"event, n, {CHANGE}, payload_hash, {stands}")
    for seq, rows in groupby(found, itemgetter(0)):
        first, count, added = None, 0, []
        for _, n, entity, row, document, before, after, kept, counts in rows:
            first = n if first is None else first
            payloads = wholes(entity, row, document, before, after)
            hashed, entity_id = payload_hash(*payloads), named(row)
            if not is_proved(hashed, kept) or n != first + count:
                return Proof(_OF_LOG)
            added.append(link(entity, entity_id, chained(hashed, kept)))
            count += 1
            for payload, sign in zip(payloads, (-1, 1), strict=True):
                if payload is not None:
                    made = _row(entity, entity_id, payload)
                    sums[entity] += sign * number(made) if counts else 0
        links.append(Added(seq, first or 0, count, b"".join(added)))
    return Proof(sums=sums, links=links)


def _row(entity: str, entity_id: str, payload: bytes) -> Sequence[Any]:
    """The row that a payload makes. Raises what `UNREADABLE` names."""
    record = decode_record(entity, payload)
    if record.id != entity_id or not entity_id:
        raise ValueError(entity_id)
    if isinstance(record, Span):
        check_ranges(record.ranges, ANYWHERE)
    return TABLES[entity].row(record)


def _tables(project: Project, batch: Batch, key: bytes) -> Proof:
    """Summed up, what is in a table."""
    number, table = _keyed(key), next(table for table in TABLES.values() if table.name == batch.table)
    return Proof(sums={table.entity: -sum(map(number, batch.rows(project, table.written)))})


def _quotes(project: Project, batch: Batch, key: bytes) -> Proof:
    """Whether every quote, those of tolls too, is what stands there."""
    rows = batch.rows(project, "document_id, ranges, quote, tolls")
    while some := list(islice(rows, _AT_ONCE)):
        texts = dict(project.rows(_TEXTS, [json_list({document for document, *_ in some})]))
        for document, stored, quoted, tolls in some:
            text, ranges = texts[document], _ranges(stored)
            check_ranges(ranges, len(text))
            if quote(text, ranges) != quoted or not (tolls == "[]" or _fit(tolls, ranges, text)):
                return Proof((batch.of,))
    return Proof()


def _fit(stored: str, ranges: Sequence[Range], text: str) -> bool:
    tolls = msgspec.json.decode(stored, type=tuple[Toll, ...])
    return all(fits(toll, ranges, text) for toll in tolls)


def _queue(project: Project, batch: Batch, key: bytes) -> Proof:
    """In the order in which documents were submitted, near to that in which their rows lie in the file."""
    of_none = project.one(_OF_NONE) if batch.end is None else None
    ids = (row[0] for row in batch.rows(project, "document_id"))
    return _proof(batch.of, of_none is None and is_right(project.conn, ids))


def _ledger(project: Project, batch: Batch, key: bytes) -> Proof:
    ids = [row[0] for row in batch.rows(project, "id")]
    return _proof(batch.of, next(stale(project, ids), None) is None)


_PROVERS: Final[Mapping[str, Callable[[Project, Batch, bytes], Proof]]] = {
    "changes": _changes,
    "log": _log,
    "tables": _tables,
    "quotes": _quotes,
    "queue": _queue,
    "ledger": _ledger,
}
"""What is proven otherwise than by finding nothing."""
_BY_ROWS: Final = frozenset({"events", "tables", "quotes", "queue", "ledger"})
"""Parts that are read in pieces; `events` and `tables` with the log."""
_OF_LOG: Final = ("events", "tables")
_TOGETHER: Final = frozenset({"changes", "tables", "queue"})
"""Proven together or not at all.

Sums hold in any order: that each change begins where the last of its row ended is asked of rows that were
changed twice, and that others came but once follows from the sums. What awaits review is counted as if every
row could be read.
"""

CONTINUITY: Final = """
    SELECT c.event, c.entity, c.entity_key FROM {log} c
    WHERE {where} (c.before, iif(c.before IS NULL, NULL, c.document_key)) IS NOT (
        SELECT last.after, iif(last.after IS NULL, NULL, last.document_key) FROM {log} last
        WHERE last.entity_key = c.entity_key AND last.entity = c.entity
          AND (last.{ord}, last.n) < (c.{ord}, c.n)
        ORDER BY last.{ord} DESC, last.n DESC LIMIT 1)"""
"""Changes that do not begin where the last change of the same row ended."""
_CHANGED_AGAIN: Final = """
    c.entity_key IN (SELECT entity_key FROM {log} WHERE before IS NOT NULL OR after IS NULL) AND"""
_STANDS: Final = "NOT EXISTS (SELECT 1 FROM main.aside a WHERE a.event = log.event AND a.n = log.n)"

_OF_NONE: Final = "SELECT 1 FROM main.awaiting WHERE document_id NOT IN (SELECT document_id FROM submissions)"
_TEXTS: Final = """
    SELECT id, text FROM documents JOIN texts ON hash = text_hash
    WHERE id IN (SELECT value FROM json_each(?))"""

_encode = msgspec.msgpack.Encoder().encode
_ranges = msgspec.json.Decoder(tuple[Range, ...]).decode


def _keyed(key: bytes) -> Callable[[Sequence[Any]], int]:
    """A number for the values of a row that nobody can foresee who does not know the key."""
    begun = hashlib.blake2b(key=key, digest_size=32)

    def number(row: Sequence[Any]) -> int:
        hashed = begun.copy()
        hashed.update(_encode(row))
        return int.from_bytes(hashed.digest(), "little")

    return number
