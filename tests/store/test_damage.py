"""Bytes flipped and rows changed behind the program's back: each is found, and none ends in a traceback."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from annotator.commands import assignments, verdicts
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document
from annotator.store import Project
from annotator.store.proof import verify_file
from annotator.store.tables import TABLES
from tests.command_line import Cli, cli
from tests.reviewed import A, Q, R, handed_in
from tests.store.conftest import document, project

__all__ = ["cli", "document", "project"]

FLIPS, CHANGES = 300, 100
OUTSIDE = ("preferences", "suggestions", "_sqlite_migrations")
"""Tables that are no part of the record; nor are free bytes of a page."""


@pytest.fixture
def closed(project: Project, document: Document) -> Path:
    """A small project with rows in most tables."""
    handed_in(project, document, A)
    verdicts.accept_remaining(project, document.id, of=A, author=R)
    assignments.assign(project, [document.id], assignees=[R], task="review", author=Q)
    project.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    project.close()
    assert verify_file(project.path).findings == []
    return project.path


def found(path: Path) -> bool:
    """Whether something is said to be wrong: a finding, or a refusal that names what it is."""
    try:
        findings = verify_file(path).findings
    except AnnotatorError:
        return True
    return bool(findings)


def record(path: Path) -> list[str]:
    """All that the file says as a record, and its schema."""
    connection = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)
    connection.text_factory = bytes
    try:
        tables = [
            name.decode()
            for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if name.decode() not in OUTSIDE
        ]
        queries = [f'SELECT * FROM "{name}"' for name in sorted(tables)]
        queries.append("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2")
        return [repr(row) for query in queries for row in connection.execute(query)]
    finally:
        connection.close()


def test_a_byte_flipped_anywhere(closed: Path, tmp_path: Path) -> None:
    """What is not found must leave every row of the record as it was."""
    whole, right = closed.read_bytes(), record(closed)
    rng = random.Random(11)
    path = tmp_path / "flipped.db"
    missed = []
    for place in rng.sample(range(len(whole)), FLIPS):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << rng.randrange(8)
        path.write_bytes(flipped)
        if not found(path) and record(path) != right:
            missed.append(place)
        for beside in tmp_path.glob("flipped.db-*"):
            beside.unlink()
    assert missed == []


def changed(connection: sqlite3.Connection, rng: random.Random) -> str:
    """Change one thing of the record, as somebody who owns the file can."""
    tables = ["project", "texts", "events", "changes", *(table.name for table in TABLES.values())]
    filled = [
        name
        for name in tables
        if connection.execute(f"SELECT 1 FROM {name}").fetchone() and name != "schemes"
    ]
    table = rng.choice(filled)
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    keys = ["event", "n"] if table == "changes" else columns[:1]
    rows = connection.execute(f"SELECT {', '.join(keys)} FROM {table}").fetchall()
    where = " AND ".join(f"{key} = ?" for key in keys)
    row = rng.choice(rows)
    if rng.random() < 0.3:
        sql = f"DELETE FROM {table} WHERE {where}"
    else:
        column = rng.choice(columns)
        new = rng.choice(["'x'", "7", "''", "'[[0, 99999999999999999999]]'", "'[]'", "CAST(x'ff' AS TEXT)"])
        sql = f'UPDATE {table} SET "{column}" = {new} WHERE {where}'
    connection.execute(sql, row)
    return f"{sql} {row}"


def test_rows_changed_behind_the_programs_back(closed: Path, tmp_path: Path) -> None:
    right = record(closed)
    rng = random.Random(12)
    path = tmp_path / "changed.db"
    missed, done = [], 0
    while done < CHANGES:
        shutil.copy(closed, path)
        connection = sqlite3.connect(path, isolation_level=None)
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        try:
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            told = changed(connection, rng)
            for _, sql in triggers:
                connection.execute(sql)
        except sqlite3.Error:
            continue  # the tables themselves refuse it
        finally:
            connection.close()
        if record(path) == right:
            continue
        done += 1
        if not found(path):
            missed.append(told)
    assert missed == []


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE spans SET ranges = '[[0, 99999999999999999999]]'", "bad-ranges"),
        ("UPDATE spans SET ranges = '[[0, 9000000000000000000]]'", "bad-ranges"),
        ("UPDATE project SET value = 'x' WHERE key = 'replica'", "identity-differs"),
        ("DELETE FROM project WHERE key = 'id'", "identity-differs"),
        ("DROP TRIGGER texts_delete; DELETE FROM texts", "reference-missing"),
        ("INSERT INTO texts VALUES ('x', 'y')", "text-unlogged"),
        ("DROP TRIGGER changes_update", "schema-differs"),
        ("DROP VIEW audit_trail; CREATE VIEW audit_trail AS SELECT 1", "schema-differs"),
        ("DROP TABLE comments", "schema-differs"),
        (
            """ALTER TABLE spans RENAME TO kept; CREATE VIEW spans AS
            WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT kept.* FROM kept, n""",
            "schema-differs",
        ),
    ],
)
def test_each_kind_has_its_finding(cli: Cli, closed: Path, sql: str, code: str) -> None:
    connection = sqlite3.connect(closed)
    connection.executescript(sql)
    connection.close()
    assert code in {row.code for row in verify_file(closed).findings}
    for language in ("en", "ar"):
        ran = cli("verify", closed, language=language)
        assert ran.status == 1 and "Traceback" not in ran.err


def test_damaged_index_pages(closed: Path) -> None:
    connection = sqlite3.connect(closed)
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    (page,) = connection.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'spans_of_document'"
    ).fetchone()
    connection.close()
    data = bytearray(closed.read_bytes())
    end = page * size
    data[end - 12 : end] = bytes(12)
    closed.write_bytes(data)
    assert "file-malformed" in {row.code for row in verify_file(closed).findings}
