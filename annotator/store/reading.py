"""Reads the rows of one document by one statement: they fit together, whoever is writing meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar, cast

from annotator.core.events import ENTITY_OF
from annotator.core.model import Document, Record
from annotator.store.tables import TABLES

AnyRecord = TypeVar("AnyRecord", bound=Record)
Execute = Callable[[str, dict[str, Any]], Iterable[tuple[Any, ...]]]

_TEXT = "text"


class Rows:
    """The rows of a document by type, each in the order of ids."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Record]] = {}
        self.text: str | None = None

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
    for kind, *row in execute(_select(types, stored), {"document": document_id}):
        found.add(kind, tuple(row))
    return found


@cache
def _select(types: tuple[type[Record], ...], stored: bool) -> str:
    width = max(len(TABLES[ENTITY_OF[type_]].columns) for type_ in types)
    parts = []
    for type_ in types:
        table = TABLES[ENTITY_OF[type_]]
        name, key = (
            table.stored if stored else f'"{table.name}"',
            "id" if type_ is Document else "document_id",
        )
        listed = _columns(table.entity, table.listed, width - len(table.columns))
        parts.append(f"{listed} FROM {name} WHERE {key} = :document")
    if Document in types:
        source = "documents d JOIN texts t ON t.hash = d.text_hash WHERE d.id = :document"
        parts.append(f"{_columns(_TEXT, 't.text', width - 1)} FROM {source}")
    return " UNION ALL ".join(parts)


def _columns(kind: str, listed: str, missing: int) -> str:
    return f"SELECT '{kind}', {listed}{', NULL' * missing}"
