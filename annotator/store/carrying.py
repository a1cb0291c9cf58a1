"""Brings the tables up to date with what stands in the log, row by row, where that is another than before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from annotator.core.likeness import Sketch
from annotator.store import ledger_tables, listing, review_queue, search_index
from annotator.store.likeness import BATCH, Came, take_in
from annotator.store.payloads import Key, named, record_of
from annotator.store.review_queue import AWAITING_FROM
from annotator.store.standing import Standing, standing
from annotator.store.tables import TABLES

Row = tuple[str, Key]
"""An entity and the key of one of its rows."""

_LAST: Final = """
    SELECT document_key, after FROM {log} WHERE entity_key = ? AND entity = ?
    ORDER BY {ord} DESC, n DESC LIMIT 1"""
_ORDER: Final = {entity: place for place, entity in enumerate(TABLES)}
_AT_ONCE: Final = 2_000


def carry(conn: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Give each of these rows the value of the last change of it that stands, and follow with the rest.

    To be asked within a transaction that defers foreign keys.
    """
    read, touched = standing(conn), listing.Touched()
    awaiting: dict[str, None] = {}
    came: list[str] = []
    to_index: list[str] = []
    of_ledger: set[tuple[str, str]] = set()
    for entity, row in sorted(rows, key=lambda row: (_ORDER[row[0]], named(row[1]))):
        table, row_id = TABLES[entity], named(row)
        stored = conn.execute(f"{table.select_stored} WHERE id = ?", [row_id]).fetchone()
        old = table.record(stored) if stored else None
        new = _last(conn, read, entity, row)
        if old == new:
            continue
        if entity == "document":
            search_index.leave_out(conn, [row_id] if old is not None else [])
            to_index += [row_id] if new is not None else []
        if new is None:
            if entity == "document":
                touched.gone += listing.numbers_of(conn, [row_id])
            conn.execute(table.delete, [row_id])
        elif old is None:
            conn.execute(table.insert, table.row(new))
        else:
            conn.execute(table.update, [*table.row(new)[1:], row_id])
        touched.follow(entity, [(old, new)])
        of_ledger |= {
            (entity, getattr(side, "document_id", row_id)) for side in (old, new) if side is not None
        }
        if entity in AWAITING_FROM:
            sides: list[Any] = [side for side in (old, new) if side is not None]
            awaiting |= dict.fromkeys([row.document_id for row in sides])
        elif entity == "document" and old is None:
            came.append(row_id)
    search_index.take_in(conn, to_index)
    _take_in(conn, came)
    documents = iter(awaiting)
    while some := dict.fromkeys(islice(documents, _AT_ONCE)):
        if review_queue.refresh(conn, some):
            touched.whole |= some
    listing.refresh(conn, touched)
    ledger_tables.note_due(conn, of_ledger)


def _last(conn: sqlite3.Connection, read: Standing, entity: str, row: Key) -> Any:
    found = conn.execute(read(_LAST), [row, entity]).fetchone()
    return record_of(entity, row, *found) if found and found[1] is not None else None


def _take_in(conn: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Find out what the documents that came are like."""
    known: dict[int, Sketch] = {}
    documents = iter(ids)
    while some := list(_with_texts(conn, islice(documents, BATCH))):
        take_in(conn, some, known)


def _with_texts(conn: sqlite3.Connection, ids: Iterable[str]) -> Iterator[Came]:
    for row_id in ids:
        found = conn.execute(
            """SELECT id, text_hash, text FROM main.documents JOIN main.texts ON hash = text_hash
               WHERE id = ?""",
            [row_id],
        ).fetchone()
        yield Came(*found)
