"""Tables as CSV: whoever opens one in a spreadsheet sees what stands in it, and runs nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """The rows as UTF-8 with a mark of it, without which spreadsheets garble Arabic.

    A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows(map(_cell, row) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
