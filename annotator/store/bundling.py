"""Writes what a copy of a project has had since a moment to a file, for another copy to take in."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.disk import check_name
from annotator.store.connection import guard, world_errors
from annotator.store.copies import Copy
from annotator.store.log import EVENT
from annotator.store.making import copy_whole, made_whole
from annotator.store.opening import upgrade
from annotator.store.payloads import extracted
from annotator.store.project import Project
from annotator.store.version import BUNDLE_ID

_TEXTS: Final = f"""
    SELECT hash, text FROM main.texts WHERE hash IN (SELECT {extracted("c.after", "text_hash")}
        FROM main.log c WHERE c.entity = 'document' AND c.event > ?)"""


def write_bundle(project: Project, out: Path, *, since: str) -> int:
    """Write all that came into this copy after the event with this hash, or its beginning; how many events.

    Of what came before only the names are in it. Raises "bundle-unknown-head", "bundle-empty", and as
    `made_whole`.
    """
    check_name(out)
    with project.whole(), project.snapshot(), made_whole(out) as partial, world_errors(out):
        copy = Copy(project)
        seq = _seq(project, since.strip().lower())
        conn = sqlite3.connect(partial, isolation_level=None)
        try:
            guard(conn)
            conn.execute("PRAGMA page_size = 1024")  # most tables stay empty
            upgrade(conn, partial, lambda path: copy_whole(conn, path))
            conn.execute("BEGIN")
            written = _fill(conn, copy, seq)
            conn.execute("COMMIT")
            conn.execute(f"PRAGMA application_id = {BUNDLE_ID}")
        finally:
            conn.close()
    return written


def _seq(project: Project, since: str) -> int:
    found = list(
        project.rows(
            "SELECT seq FROM main.events WHERE ? <> '' AND substr(hash, 1, ?) = ? LIMIT 2",
            [since, len(since), since],
        )
    )
    if len(found) != 1:
        raise AnnotatorError("bundle-unknown-head", head=since, n=len(found))
    return int(found[0][0])


def _fill(conn: sqlite3.Connection, copy: Copy, since: int) -> int:
    places = copy.places()
    events = f"SELECT {', '.join(EVENT)} FROM main.events WHERE seq"
    new = copy.conn.execute(f"{events} > ? ORDER BY seq", [since]).fetchall()
    if not new:
        raise AnnotatorError("bundle-empty", path=str(copy.project.path))
    for row in copy.conn.execute(f"{events} <= ? ORDER BY seq", [since]):
        _, event_id, _, _, replica, _, _, previous, made, _ = row
        marks = msgspec.json.encode(copy.marks.get(event_id, {})).decode()
        conn.execute(
            "INSERT INTO stubs VALUES (?, ?, ?, ?, ?, ?)",
            [places[event_id], event_id, replica, previous, made, marks],
        )
    for sql, table, asked in (
        ("SELECT key, value FROM main.project", "project", ()),
        ("SELECT key, value FROM main.hub WHERE key NOT LIKE 'signs:%'", "hub", ()),
        (_TEXTS, "texts", (since,)),
        (f"{events} > ?", "events", (since,)),
        ("SELECT * FROM main.log WHERE event > ?", "log", (since,)),
        ("SELECT * FROM main.aside WHERE event > ?", "aside", (since,)),
    ):
        found = copy.conn.execute(sql, asked)
        marks = ", ".join("?" * len(found.description))
        conn.executemany(f"INSERT INTO main.{table} VALUES ({marks})", found)
    conn.executemany("INSERT INTO published VALUES (?, ?)", [(row[0], places[row[1]]) for row in new])
    return len(new)
