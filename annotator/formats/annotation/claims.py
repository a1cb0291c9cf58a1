"""The claims of a project as a table, for whoever counts and compares: CSV, XLSX, Parquet. Written only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain, islice
from typing import Any, BinaryIO, Final, NamedTuple

from annotator.core.carrying import EVERYTHING
from annotator.core.claim_rows import Cell, claim_rows, columns
from annotator.core.model import Bundle
from annotator.formats.base import Format, WriteOptions, Writer
from annotator.formats.csv_table import csv_lines
from annotator.formats.extra import needed

_CARRIES: Final = EVERYTHING - {
    "text", "segments", "attributes", "origin", "submissions", "comments", "notes", "flags", "review",
}  # fmt: skip
_EXTRA: Final = "tables"
_ANY_DAY: Final = datetime(2000, 1, 1)
"""The same record is to give the same bytes, whenever it is written."""
_LONGEST_CELL: Final = 32_767
"""Characters that a cell of XLSX holds."""
_MOST_ROWS: Final = 1_048_576
_GROUP: Final = 10_000
_WIDE: Final = {"claim": 60, "title": 40, "sources": 30, "actors": 30, "places": 30}
_NUMBERS: Final = frozenset({"start", "end"})


class _Table(NamedTuple):
    names: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]


def _table(bundles: Iterable[Bundle], options: WriteOptions) -> _Table:
    rows = (row for bundle in bundles for row in claim_rows(bundle, options.scheme, options.names))
    return _Table(columns(options.scheme), rows)


def _write_csv(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    table = _table(bundles, options)
    for line in csv_lines(chain([table.names], table.rows)):
        out.write(line)


def _write_xlsx(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    """Texts are written as texts, so that none is a formula; in Arabic the first column is at the right."""
    library = needed("xlsxwriter", extra=_EXTRA, what="XLSX")
    table = _table(bundles, options)
    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with library.Workbook(out, settings) as book:
        book.set_properties({"created": _ANY_DAY})
        head = book.add_format({"bold": True, "bottom": 1})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        sheet: Any = None
        at = _MOST_ROWS
        for row in table.rows:
            if at == _MOST_ROWS:
                sheet, at = _new_sheet(book, table.names, head, options.language), 1
            _write_row(sheet, at, row, body)
            at += 1
        if sheet is None:
            _new_sheet(book, table.names, head, options.language)


def _new_sheet(book: Any, names: tuple[str, ...], head: Any, language: str) -> Any:
    sheet = book.add_worksheet()
    if language == "ar":
        sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(names):
        sheet.set_column(place, place, _WIDE.get(name, 14))
        sheet.write_string(0, place, name, head)
    return sheet


def _write_row(sheet: Any, at: int, row: tuple[Cell, ...], body: Any) -> None:
    for place, value in enumerate(row):
        if isinstance(value, int):
            sheet.write_number(at, place, value, body)
        elif value:
            sheet.write_string(at, place, value[:_LONGEST_CELL], body)


def _write_parquet(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    arrow = needed("pyarrow", extra=_EXTRA, what="Parquet")
    parquet = needed("pyarrow.parquet", extra=_EXTRA, what="Parquet")
    table = _table(bundles, options)
    kinds = [(name, arrow.int64() if name in _NUMBERS else arrow.string()) for name in table.names]
    schema, rows = arrow.schema(kinds), iter(table.rows)
    with parquet.ParquetWriter(out, schema) as writer:
        while some := list(islice(rows, _GROUP)):
            columns_of = zip(*some, strict=True)
            arrays = [arrow.array(values, kind) for values, (_, kind) in zip(columns_of, kinds, strict=True)]
            writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))


def _format(id: str, suffix: str, write: Writer, extra: str = "") -> Format:
    return Format(id=id, suffixes=(suffix,), carries=_CARRIES, read=None, write=write, extra=extra)


CLAIMS_CSV = _format("claims-csv", ".csv", _write_csv)
CLAIMS_XLSX = _format("claims-xlsx", ".xlsx", _write_xlsx, _EXTRA)
CLAIMS_PARQUET = _format("claims-parquet", ".parquet", _write_parquet, _EXTRA)
