"""How records become rows: one table per entity, one column per field, containers as JSON text."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import msgspec

from annotator.core.dates import parse_date, unclear_date
from annotator.core.errors import AnnotatorError
from annotator.core.events import ENTITIES
from annotator.core.model import Record, Span
from annotator.core.names import outlet_key
from annotator.core.offsets import check_ranges

TABLE_NAMES: Final = {
    "scheme": "schemes",
    "document": "documents",
    "span": "spans",
    "attribution": "attributions",
    "submission": "submissions",
    "decision": "decisions",
    "comment": "comments",
    "assignment": "assignments",
    "name": "names",
    "rejection": "rejections",
    "lexicon": "lexicons",
    "draw": "draws",
    "policy": "policies",
    "export": "exports",
    "reading": "readings",
    "note": "notes",
    "filing": "filings",
}

UNREADABLE: Final = (
    AnnotatorError,
    msgspec.MsgspecError,
    ValueError,
    TypeError,
    LookupError,
    RecursionError,
)
"""Raised by reading a row or a payload that is no record."""


_DERIVED: Final[dict[str, dict[str, Callable[[Any], str]]]] = {
    "document": {
        "dated": lambda row: parse_date(row.published),
        "unclear": lambda row: unclear_date(row.published, row.meta),
        "outlet": lambda row: outlet_key(row.source),
    }
}
"""What queries ask of a record that it does not say itself. When what they find changes, all rows are written
anew by a step of migration, as `verify` holds them against the log."""


class Table:
    """The table of one entity and the way between its rows and its records."""

    def __init__(self, entity: str) -> None:
        type_ = ENTITIES[entity]
        hints = get_type_hints(type_)
        self.entity = entity
        self.name = TABLE_NAMES[entity]
        self.columns: tuple[str, ...] = type_.__struct_fields__
        self.derived: tuple[str, ...] = tuple(_DERIVED.get(entity, {}))
        """Columns that follow from the record and are no part of it."""
        self._derive = tuple(_DERIVED.get(entity, {}).values())
        self._type = type_
        self._json = [index for index, column in enumerate(self.columns) if not _is_scalar(hints[column])]
        # SQLite has numbers only: 0 and 1.
        self._flags = [index for index, column in enumerate(self.columns) if hints[column] is bool]
        self.listed = ", ".join(f'"{column}"' for column in self.columns)
        written = (*self.columns, *self.derived)
        self.written = ", ".join(f'"{column}"' for column in written)
        self.select = f'SELECT {self.listed} FROM "{self.name}"'
        # A project that is looked at through somebody's eyes has views of the same names before its tables.
        self.stored = f'main."{self.name}"'
        self.select_stored = f"SELECT {self.listed} FROM {self.stored}"
        marks = ", ".join("?" * len(written))
        self.insert = f"INSERT INTO {self.stored} ({self.written}) VALUES ({marks})"
        assigned = ", ".join(f'"{column}" = ?' for column in written[1:])
        self.update = f"UPDATE {self.stored} SET {assigned} WHERE id = ?"
        self.delete = f"DELETE FROM {self.stored} WHERE id = ?"

    def row(self, record: Record) -> list[Any]:
        """The column values of a record, in the order of `written`."""
        values = list(msgspec.structs.astuple(record))
        for index in self._json:
            value = values[index]
            values[index] = _encode(value).decode() if value != {} else "{}"  # as most are
        for index in self._flags:
            values[index] = int(values[index])
        for derive in self._derive:
            values.append(derive(record))
        return values

    def record(self, row: Sequence[Any]) -> Record:
        """The record of a row selected with `select`, each field of its type.

        Raises `AnnotatorError("row-unreadable")` for what the program has not written.
        """
        values = list(row)
        try:
            for index in self._json:
                values[index] = _decode(values[index])
            for index in self._flags:
                values[index] = bool(values[index])
            record = msgspec.convert(dict(zip(self.columns, values, strict=True)), self._type)
            if not record.id:
                raise ValueError("no id")
            if isinstance(record, Span):
                check_ranges(record.ranges, ANYWHERE)
        except UNREADABLE as error:
            raise unreadable(self.entity, row[0], error) from error
        return record


def derive_all(conn: sqlite3.Connection) -> None:
    """Fill the columns that follow from records, as what they follow by may be another than it was."""
    for table in (table for table in TABLES.values() if table.derived):
        last, batch = (
            0,
            f"SELECT rowid, {table.written} FROM {table.stored} WHERE rowid > ? ORDER BY rowid LIMIT ?",
        )
        while rows := conn.execute(batch, [last, _BATCH]).fetchall():
            last = rows[-1][0]
            for _, *stored in rows:
                try:
                    row = table.row(table.record(stored[: len(table.columns)]))
                except AnnotatorError:  # `verify` names it
                    continue
                if row != stored:
                    conn.execute(table.update, [*row[1:], row[0]])


def unreadable(entity: str, entity_id: object, error: Exception) -> AnnotatorError:
    """The error of a row that the program has not written."""
    return AnnotatorError("row-unreadable", entity=entity, id=str(entity_id), reason=str(error))


def json_list(values: Iterable[str]) -> str:
    """Values as SQL takes them for `json_each(?)`."""
    return msgspec.json.encode(list(values)).decode()


_BATCH: Final = 1_000
ANYWHERE: Final = 1 << 128
"""The length of a text that is not at hand."""
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder(order="deterministic").encode


def _is_scalar(hint: Any) -> bool:
    if get_origin(hint) is Literal:
        return True
    parts = get_args(hint) if NoneType in get_args(hint) else (hint,)
    return all(part in (str, int, float, bool, NoneType) or get_origin(part) is Literal for part in parts)


TABLES: Final = {entity: Table(entity) for entity in ENTITIES}
