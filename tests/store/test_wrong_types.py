"""Something else than the program writes, in any column: found by verify, told by whoever reads it."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from annotator.core.errors import AnnotatorError
from annotator.store import Project, queries
from annotator.store.progress import verdicts
from annotator.store.proof import verify_file
from annotator.store.tables import TABLES
from annotator.ui.session import Session
from tests.command_line import Cli, cli
from tests.soak.damage import prepared, read_all

__all__ = ["cli"]

OTHERS = ("'x'", "'[[5, 2]]'", "'{\"a\": [9e999]}'", "7")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("whole"))


def damaged(whole: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """The project with one row of each table bearing, in each column in turn, one of the others."""
    path = folder / "damaged.db"
    tables = {"project", "texts", "events", "log", *(table.name for table in TABLES.values())}
    with contextlib.closing(sqlite3.connect(whole)) as connection:
        columns = {
            table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if table in tables
        }
        triggers = list(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))
    others = cycle(OTHERS)
    for table, names in columns.items():
        key = ", ".join(names[:2] if table == "log" else names[:1])
        row = f"WHERE ({key}) = (SELECT {key} FROM {table} ORDER BY {key} DESC LIMIT 1)"
        for column in names:
            shutil.copy(whole, path)
            other = next(others)
            with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
                connection.execute("PRAGMA synchronous = OFF")
                for name, _ in triggers:
                    connection.execute(f"DROP TRIGGER {name}")
                try:
                    connection.execute(
                        f'UPDATE {table} SET "{column}" = {other} {row} AND "{column}" IS NOT {other}'
                    )
                except sqlite3.Error:
                    continue  # the table itself refuses it
                for _, create in triggers:
                    connection.execute(create)
                if not connection.execute("SELECT total_changes()").fetchone()[0]:
                    continue  # it has no row, or says so already
            yield f"{table}.{column} = {other}", path


def test_it_is_found_and_told(whole: Path, tmp_path: Path) -> None:
    tried, missed = 0, []
    for what, path in damaged(whole, tmp_path):
        tried += 1
        if not verify_file(path).findings:
            missed.append(what)
        with contextlib.suppress(AnnotatorError):
            read_all(path)
        with contextlib.suppress(AnnotatorError), Project.open(path, read_only=True) as project:
            verdicts(project)
        for beside in tmp_path.glob("damaged.*"):
            beside.unlink()
    assert tried > 60 and missed == []


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE spans SET ranges = '[]'", "row-unreadable"),
        ("UPDATE spans SET ranges = '[[0, 99999999999]]'", "bad-ranges"),
        ("UPDATE spans SET quote = 'غيره'", "quote-mismatch"),
        ("UPDATE attributions SET claims = '7'", "row-unreadable"),
        ("UPDATE decisions SET verdict = 'x'", "row-unreadable"),
        ("DROP TRIGGER texts_delete; PRAGMA foreign_keys = OFF; DELETE FROM texts", "foreign-schema"),
    ],
)
def test_the_window_tells_it(whole: Path, tmp_path: Path, qapp: object, sql: str, code: str) -> None:
    path = Path(shutil.copy(whole, tmp_path / "damaged.db"))
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)
    session = Session("en")
    try:
        with pytest.raises(AnnotatorError) as caught:
            session.open(Project.open(path))
            assert session.project is not None
            for document in queries.document_ids(session.project):
                session.open_document(document)
        assert caught.value.code == code
        assert session.document is None
    finally:
        session.close()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE spans SET ranges = '[]'",
        "UPDATE attributions SET claims = '7'",
        "UPDATE decisions SET verdict = 'x', reason = 'y'",
        "UPDATE schemes SET labels = '[]'",
        "DELETE FROM project",
    ],
)
def test_the_command_line_tells_it(cli: Cli, whole: Path, tmp_path: Path, sql: str) -> None:
    path = Path(shutil.copy(whole, tmp_path / "damaged.db"))
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (document,) = connection.execute("SELECT max(document_id) FROM decisions").fetchone()
        connection.executescript(sql)
    assert cli("verify", path).status == 1
    for command in (
        ("show", path, document),
        ("export", path, "-"),
        ("stats", path),
        ("history", path),
        ("review", path, document),
        ("queue", path, "--author", "ليلى"),
    ):
        ran = cli(*command)
        assert "Traceback" not in ran.err and ran.status in (0, 1, 3)
