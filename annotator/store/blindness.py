"""Through whose eyes a project is looked at: the one place that keeps blind annotation blind.

While somebody's own submission of a document assigned to them for blind annotation is open, whatever others
have made of that document does not exist for them: no span, attribution, submission, decision, comment, no
event about one, no count of any. Views of the same names stand before the tables, so every query obeys,
without being told, and one that is written later does too. What writes, and what is about the file itself
(verifying, backing up, undoing one's own act), names the tables of `main` or asks for `Project.whole`.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Final

from annotator.store.payloads import extracted

_BLIND = """
    SELECT a.document_id, a.assignee, min(v.key) FROM json_each(viewers()) v
    JOIN main.assignments a ON a.assignee = v.value AND a.task = 'annotate-blind'
    WHERE NOT EXISTS (SELECT 1 FROM main.submissions s WHERE s.document_id = a.document_id
                      AND s.author = a.assignee AND s.state = 'submitted')
    GROUP BY a.document_id"""
"""The blind documents, and to whom: to the first of them, where a document is blind to several."""

_ROWS = """
    SELECT * FROM main.{table} r WHERE r.document_id NOT IN (SELECT document_id FROM temp.blind)
        OR NOT EXISTS (SELECT 1 FROM temp.blind b
                       WHERE b.document_id = r.document_id AND b.assignee <> r.{author})"""

_WHOSE = ", ".join(
    extracted("coalesce(c.after, c.before)", field) for field in ("author", "reviewer", "person")
)
_CHANGES = f"""
    SELECT * FROM main.{{table}} c
    WHERE NOT EXISTS (SELECT 1 FROM temp.blind) OR c.entity IN ('scheme', 'document', 'assignment', 'filing')
        OR c.entity <> 'export' AND NOT EXISTS (
            SELECT 1 FROM temp.blind b
            WHERE key(b.document_id) = c.document_key AND b.assignee <> coalesce({_WHOSE}))"""

_OWN = """
    SELECT * FROM main.{table} WHERE NOT EXISTS (SELECT 1 FROM temp.blind)
        OR author = '' OR author IN (SELECT value FROM json_each(viewers()))"""
"""In which lists others have a document, and how many there are, is nobody's business while one is blind."""

_VIEWS: Final = {
    "blind": _BLIND,
    "spans": _ROWS.format(table="spans", author="author"),
    "attributions": _ROWS.format(table="attributions", author="author"),
    "submissions": _ROWS.format(table="submissions", author="author"),
    "decisions": _ROWS.format(table="decisions", author="reviewer"),
    "comments": _ROWS.format(table="comments", author="author"),
    "rejections": _ROWS.format(table="rejections", author="author"),
    "notes": _ROWS.format(table="notes", author="author"),
    "suggestions": _ROWS.format(table="suggestions", author="author"),
    "readings": _ROWS.format(table="readings", author="person"),
    # How many documents are agreed, and whose layers there are, is told by none to whom something is blind.
    "exports": "SELECT * FROM main.exports WHERE NOT EXISTS (SELECT 1 FROM temp.blind)",
    "awaiting": "SELECT * FROM main.awaiting WHERE document_id NOT IN (SELECT document_id FROM temp.blind)",
    "ledger": _ROWS.format(table="ledger", author="author"),
    "ledger_due": "SELECT * FROM main.ledger_due WHERE NOT EXISTS (SELECT 1 FROM temp.blind)",
    "parts": _OWN.format(table="parts"),
    "list_counts": _OWN.format(table="list_counts"),
    "log": _CHANGES.format(table="log"),
    "changes": _CHANGES.format(table="changes"),
    "standing": _CHANGES.format(table="standing"),
    "events": """SELECT * FROM main.events e WHERE NOT EXISTS (SELECT 1 FROM temp.blind)
                     OR EXISTS (SELECT 1 FROM temp.log c WHERE c.event = e.seq)""",
}
"""A table whose rows have a `document_id` and an author, and say anything of a text, has its view here."""


class Viewers:
    """Whose eyes one connection looks through; nobody's: everything is shown."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.names: tuple[str, ...] = ()
        self._connection = connection
        self._installed = False
        connection.create_function("viewers", 0, lambda: json.dumps(self.names))

    def look(self, names: tuple[str, ...]) -> None:
        """Show what these people may see, the first of them first; empty names are nobody's."""
        self.names = tuple(name for name in names if name)
        if not self._installed and self.names:
            (query_only,) = self._connection.execute("PRAGMA query_only").fetchone()
            # Views of one connection lie outside the file, but a connection that only reads refuses them too.
            self._connection.execute("PRAGMA query_only = OFF")
            try:
                for name, select in _VIEWS.items():
                    self._connection.execute(f"CREATE TEMP VIEW {name} AS {select}")
            finally:
                self._connection.execute(f"PRAGMA query_only = {query_only}")
            self._installed = True
