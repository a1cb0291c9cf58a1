"""Bytes flipped and rows changed behind the program's back: each is found, and none ends in a traceback."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from random import Random

import pytest

from annotator.commands import assignments, verdicts
from annotator.core.model import Document
from annotator.store import Project
from annotator.store.proof import verify_file
from tests.command_line import Cli, cli
from tests.reviewed import A, Q, R, handed_in
from tests.soak.damage import change, flip, found, record
from tests.store.conftest import document, project

__all__ = ["cli", "document", "project"]

FLIPS, CHANGES = 300, 100


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


def test_a_byte_flipped_anywhere(closed: Path, tmp_path: Path) -> None:
    """What is not found must leave every row of the record as it was."""
    whole, right, random = closed.read_bytes(), record(closed), Random(11)
    path = tmp_path / "flipped.db"
    missed = []
    for _ in range(FLIPS):
        place, flipped = flip(whole, random)
        path.write_bytes(flipped)
        if not found(path) and record(path) != right:
            missed.append(place)
        for beside in tmp_path.glob("flipped.db-*"):
            beside.unlink()
    assert missed == []


def test_rows_changed_behind_the_programs_back(closed: Path, tmp_path: Path) -> None:
    right, random = record(closed), Random(12)
    path = tmp_path / "changed.db"
    missed, done = [], 0
    while done < CHANGES:
        shutil.copy(closed, path)
        told = change(path, random)
        if told is None or record(path) == right:
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
        ("DROP TRIGGER log_update", "schema-differs"),
        ("DROP TRIGGER log_update; UPDATE log SET n = 7 WHERE event = 2", "change-out-of-order"),
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
