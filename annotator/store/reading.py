"""Reads the rows of documents by one statement: they fit together, whoever is writing meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar, cast

from annotator.core.events import ENTITY_OF
from annotator.core.model import Document, Record
from annotator.store.tables import TABLES, json_list

AnyRecord = TypeVar("AnyRecord", bound=Record)
Execute = Callable[[str, dict[str, Any]], Iterable[tuple[Any, ...]]]

_TEXT = "text"


class Rows:
    """The rows of a document by type, each in the order of ids."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Record]] = {}
        self.text: str | None = None

    def __len__(self) -> int:
        return sum(map(len, self._rows.values()))

    def add(self, kind: str, row: tuple[Any, ...]) -> None:
        if kind == _TEXT:
            self.text = row[0]
            return
        table = TABLES[kind]
        self._rows.setdefault(kind, []).append(table.record(row[: len(table.columns)]))

    def of(self, type_: type[AnyRecord]) -> tuple[AnyRecord, ...]:
        found = sorted(self._rows.get(ENTITY_OF[type_], ()), key=lambda row: row.id)
        return cast(tuple[AnyRecord, ...], tuple(found))


def rows_of(
    execute: Execute, types: tuple[type[Record], ...], document_id: str, *, stored: bool = False
) -> Rows:
    """The document's rows of these types; with `Document` itself also its text.

    `stored`: whoever may see them.
    """
    found = Rows()
    for kind, _, *row in execute(_select(types, stored, "= :document"), {"document": document_id}):
        found.add(kind, tuple(row))
    return found


def rows_of_each(
    execute: Execute, types: tuple[type[Record], ...], document_ids: Iterable[str], *, stored: bool = False
) -> dict[str, Rows]:
    """The same for each of some documents."""
    found = {document_id: Rows() for document_id in document_ids}
    for kind, document_id, *row in execute(_select(types, stored, _AMONG), {"documents": json_list(found)}):
        found[document_id].add(kind, tuple(row))
    return found


_AMONG = "IN (SELECT value FROM json_each(:documents))"


@cache
def _select(types: tuple[type[Record], ...], stored: bool, which: str) -> str:
    width = max(len(TABLES[ENTITY_OF[type_]].columns) for type_ in types)
    parts = []
    for type_ in types:
        table = TABLES[ENTITY_OF[type_]]
        name, key = (
            table.stored if stored else f'"{table.name}"',
            "id" if type_ is Document else "document_id",
        )
        listed = _columns(table.entity, f"{key}, {table.listed}", width - len(table.columns))
        parts.append(f"{listed} FROM {name} WHERE {key} {which}")
    if Document in types:
        source = f"documents d JOIN texts t ON t.hash = d.text_hash WHERE d.id {which}"
        parts.append(f"{_columns(_TEXT, 'd.id, t.text', width - 1)} FROM {source}")
    return " UNION ALL ".join(parts)


def _columns(kind: str, listed: str, missing: int) -> str:
    return f"SELECT '{kind}', {listed}{', NULL' * missing}"
