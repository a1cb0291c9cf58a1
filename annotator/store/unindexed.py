"""Tables that are filled from the beginning get their indexes once they are full: each is sorted once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

_INDEXES: Final = """
    SELECT name, sql FROM main.sqlite_master
    WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (SELECT value FROM json_each(?))
    ORDER BY rowid"""


@contextmanager
def unindexed(conn: sqlite3.Connection, tables: Iterable[str]) -> Iterator[None]:
    """Within a transaction, the tables have no indexes but those of their keys until the block ends."""
    indexes = conn.execute(_INDEXES, [json.dumps(list(tables))]).fetchall()
    for name, _ in indexes:
        conn.execute(f'DROP INDEX main."{name}"')
    yield
    for _, made in indexes:
        # Said of `main`, as a view of the same name may stand before the table.
        conn.execute(made.replace("INDEX ", "INDEX main.", 1))
