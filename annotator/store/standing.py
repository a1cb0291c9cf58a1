"""Which changes of the log stand, and in what order: what every reader that folds the log reads.

Where copies of a project were joined, some changes lie aside, and a hub may have given events another order
than that in which they came. Everywhere else all changes stand in the order of the log, and are read from it
without asking.
"""

from __future__ import annotations

import sqlite3
from typing import Final, NamedTuple

UNPUBLISHED: Final = 1_000_000_000_000
"""Events that no hub has given a place come after those that have one, in their own order."""


class Standing(NamedTuple):
    """Where the changes that stand are read from, and the column that orders them."""

    log: str
    ord: str

    def __call__(self, sql: str, **parts: str) -> str:
        """A query in which `{log}` and `{ord}` stand for these."""
        return sql.format(log=self.log, ord=self.ord, **parts)


WHOLE_LOG: Final = Standing("log", "event")
_JOINED: Final = Standing("standing", "ord")

_IS_JOINED: Final = "SELECT EXISTS (SELECT 1 FROM main.aside) OR EXISTS (SELECT 1 FROM main.published)"

_IS_PLAIN: Final = f"""
    SELECT NOT EXISTS (SELECT 1 FROM main.aside) AND NOT EXISTS (
        SELECT 1 FROM (
            SELECT coalesce(p.place, {UNPUBLISHED} + e.seq) AS ord,
                   lag(coalesce(p.place, {UNPUBLISHED} + e.seq)) OVER (ORDER BY e.seq) AS earlier
            FROM main.events e LEFT JOIN main.published p ON p.event = e.seq)
        WHERE ord < earlier)"""


def standing(conn: sqlite3.Connection) -> Standing:
    """What to read of this file as it is now."""
    return _JOINED if conn.execute(_IS_JOINED).fetchone()[0] else WHOLE_LOG


def standing_for_all(conn: sqlite3.Connection) -> Standing:
    """As `standing`, for whoever reads the whole log: a copy that a hub has given nothing but its own order,
    as a new one, is read without asking each change for its place."""
    return WHOLE_LOG if conn.execute(_IS_PLAIN).fetchone()[0] else _JOINED


def place_of(read: Standing, seq: int, conn: sqlite3.Connection) -> int:
    """Where the changes of an event stand among those that are read."""
    if read is WHOLE_LOG:
        return seq
    row = conn.execute("SELECT place FROM main.published WHERE event = ?", [seq]).fetchone()
    return int(row[0]) if row else UNPUBLISHED + seq


STANDING: Final = (
    # Of several copies of a project: what joins them, and which changes do not stand beside the others'.
    "CREATE TABLE hub (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    "CREATE TABLE published (event INTEGER PRIMARY KEY, place INTEGER NOT NULL UNIQUE) STRICT",
    """CREATE TABLE aside (
        event INTEGER NOT NULL, n INTEGER NOT NULL, why TEXT NOT NULL, PRIMARY KEY (event, n)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE stubs (
        place INTEGER PRIMARY KEY, id TEXT NOT NULL, replica TEXT NOT NULL, previous TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE, aside TEXT NOT NULL
    ) STRICT""",
    "CREATE TABLE settled (event TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    """CREATE VIEW standing AS
        SELECT l.*, coalesce((SELECT p.place FROM published p WHERE p.event = l.event),
                             1000000000000 + l.event) AS ord
        FROM log l WHERE NOT EXISTS (SELECT 1 FROM aside a WHERE a.event = l.event AND a.n = l.n)""",
    "DROP VIEW audit_trail",
    """CREATE VIEW audit_trail AS
        SELECT e.seq, e.at AS "when", e.actor AS who, e.kind AS what, c.entity, c.entity_id,
               coalesce(c.document_id, iif(c.entity = 'document', c.entity_id, NULL)) AS document_id,
               c.before AS "from", c.after AS "to", e.id AS event_id, e.reverts, e.replica, e.hash, e.account,
               coalesce((SELECT a.why FROM aside a WHERE a.event = c.event AND a.n = c.n), '') AS aside
        FROM changes c JOIN events e ON e.seq = c.event""",
)
"""The step of migration that makes the tables and the views."""
