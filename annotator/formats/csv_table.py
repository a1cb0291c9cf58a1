"""Tables as CSV: whoever opens one in a spreadsheet sees what stands in it, and runs nothing."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """The rows as UTF-8 with a mark of it, without which spreadsheets garble Arabic.

    A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers.
    """
    return b"".join(csv_lines(rows))


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The same, row by row as they come."""
    yield codecs.BOM_UTF8
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow(map(_cell, row))
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def unescaped(cell: str) -> str:
    """The text of a cell that was written here, without the apostrophe that kept it from being run."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA_STARTS) else cell


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
