"""Writes tables of texts and numbers for whoever opens them in a spreadsheet: CSV and XLSX."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, BinaryIO, Final

from annotator.formats.csv_table import csv_lines
from annotator.formats.extra import needed

EXTRA: Final = "tables"
"""What has to be installed for XLSX."""

_ANY_DAY: Final = datetime(2000, 1, 1)
"""The same record is to give the same bytes, whenever it is written."""
_LONGEST_CELL: Final = 32_767
"""Characters that a cell of XLSX holds."""
_MOST_ROWS: Final = 1_048_576
_WIDTH: Final = 14

Row = Sequence[str | int]


def write_csv(names: Sequence[str], rows: Iterable[Row], out: BinaryIO) -> None:
    """What a spreadsheet would run as a formula is written as a text."""
    for line in csv_lines(chain([names], rows)):
        out.write(line)


def write_xlsx(
    names: Sequence[str],
    rows: Iterable[Row],
    out: BinaryIO,
    *,
    language: str,
    widths: Mapping[str, int] | None = None,
) -> None:
    """Texts are written as texts, so that none is a formula; in Arabic the first column is at the right.

    `widths` are those of columns by name. Raises `AnnotatorError("extra-missing")`.
    """
    library = needed("xlsxwriter", extra=EXTRA, what="XLSX")
    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with library.Workbook(out, settings) as book:
        book.set_properties({"created": _ANY_DAY})
        head = book.add_format({"bold": True, "bottom": 1})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        sheet: Any = None
        at = _MOST_ROWS
        for row in rows:
            if at == _MOST_ROWS:
                sheet, at = _new_sheet(book, names, head, language, widths or {}), 1
            _write_row(sheet, at, row, body)
            at += 1
        if sheet is None:
            _new_sheet(book, names, head, language, widths or {})


def _new_sheet(book: Any, names: Sequence[str], head: Any, language: str, widths: Mapping[str, int]) -> Any:
    sheet = book.add_worksheet()
    if language == "ar":
        sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(names):
        sheet.set_column(place, place, widths.get(name, _WIDTH))
        sheet.write_string(0, place, name, head)
    return sheet


def _write_row(sheet: Any, at: int, row: Row, body: Any) -> None:
    for place, value in enumerate(row):
        if isinstance(value, int):
            sheet.write_number(at, place, value, body)
        elif value:
            sheet.write_string(at, place, value[:_LONGEST_CELL], body)
