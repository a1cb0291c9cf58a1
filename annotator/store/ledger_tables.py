"""The tables of the ledger: made by a step of migration, and once more beside a file that is only read.

They follow from the record, and are kept outside the log: `store/ledger.py` brings them up to date when the
ledger is asked, `refresh_all` forgets them, `verify` holds them against the record.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from annotator.store.library import Database

LEDGER_TABLES: Final = (
    """CREATE TABLE ledger (
        n INTEGER PRIMARY KEY, span TEXT NOT NULL, document_id TEXT NOT NULL, author TEXT NOT NULL,
        "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, complete INTEGER NOT NULL,
        state TEXT NOT NULL, sources TEXT NOT NULL, source_names TEXT NOT NULL, category TEXT NOT NULL,
        affiliation TEXT NOT NULL, relayed_by TEXT NOT NULL, cue TEXT NOT NULL, actors TEXT NOT NULL,
        places TEXT NOT NULL, tolls TEXT NOT NULL, outlet TEXT NOT NULL, dated TEXT NOT NULL,
        unclear TEXT NOT NULL, title TEXT NOT NULL, attributes TEXT NOT NULL, place_names TEXT NOT NULL,
        names TEXT NOT NULL, note TEXT NOT NULL, claim TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX ledger_of_document ON ledger (document_id)",
    "CREATE INDEX ledger_of_layer ON ledger (author, complete)",
    "CREATE TABLE ledger_due (document_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    "CREATE TABLE ledger_state (event INTEGER NOT NULL) STRICT",
)
"""A step that has shipped never changes."""


def ledger(db: Database) -> None:
    """The claims of all layers as one table, up to an event; and whose documents are to be read anew."""
    for statement in LEDGER_TABLES:
        db.execute(statement)


NAMES: Final = ("ledger", "ledger_due", "ledger_state")


def clear(conn: sqlite3.Connection) -> None:
    """Forget all rows: they are made anew when they are asked for."""
    for name in NAMES:
        conn.execute(f"DELETE FROM main.{name}")


def note_due(conn: sqlite3.Connection, touched: Iterable[tuple[str, str]]) -> None:
    """Have read anew what the log does not tell: entities that were set aside or stand again, with the id of
    their document, or their own."""
    rows = list(touched)
    if any(entity == "scheme" for entity, _ in rows):
        clear(conn)  # something else may be a claim
    for entity, row_id in rows:
        conn.execute(_TELLING if entity == "name" else _DUE, [row_id])


_DUE: Final = "INSERT OR IGNORE INTO main.ledger_due VALUES (?)"
_TELLING: Final = """
    INSERT OR IGNORE INTO main.ledger_due
    SELECT DISTINCT document_id FROM main.ledger WHERE instr(names, ?) > 0"""


def copy_aside(conn: sqlite3.Connection) -> None:
    """Make the same tables, as they are, for this connection alone: `temp.own_ledger` and the others."""
    for statement in LEDGER_TABLES:
        for name in NAMES:
            statement = statement.replace(f"TABLE {name} ", f"TABLE temp.own_{name} ")
        statement = statement.replace("INDEX ledger", "INDEX temp.own_ledger").replace(
            " ON ledger ", " ON own_ledger "
        )
        conn.execute(statement)
    for name in NAMES:
        conn.execute(f"INSERT INTO temp.own_{name} SELECT * FROM main.{name}")
