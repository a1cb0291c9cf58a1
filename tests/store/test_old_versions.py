"""Projects that older programs made, kept as files: each opens with all that was in it, or stays as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.commands import exporting, spans
from annotator.core.errors import AnnotatorError
from annotator.store import Project, opening, queries
from annotator.store.proof import verify_file
from annotator.store.tables import TABLES
from annotator.store.verify import rebuild, verify
from annotator.store.version import VERSION
from tests.store.old import VERSIONS, stored, told

ME = "سلمى"
_EVENT = "seq, id, at, actor, replica, kind, reverts, previous, hash"
older = pytest.mark.parametrize("version", [version for version in VERSIONS if version < VERSION])
every = pytest.mark.parametrize("version", VERSIONS)


def test_every_version_before_this_one_is_kept() -> None:
    """A step of migration needs a file of the version before it: `tests/store/old/make.py`."""
    assert set(range(1, VERSION)) <= set(VERSIONS)


def check(project: Project, expected: dict[str, Any]) -> None:
    """The log is to the letter what it was, and the tables hold what they held, and no more."""
    assert project.head() == expected["head"]
    assert [list(row) for row in project.rows(f"SELECT {_EVENT} FROM events ORDER BY seq")] == expected[
        "events"
    ]
    assert [list(row) for row in sorted(project.rows("SELECT hash, text FROM texts"))] == expected["texts"]
    for entity, table in TABLES.items():
        then = expected["tables"].get(entity, {"columns": table.columns, "rows": []})
        columns = ", ".join(f'"{column}"' for column in then["columns"])
        rows = sorted(project.rows(f"SELECT {columns} FROM {table.name}"), key=lambda row: str(row[0]))
        assert [list(row) for row in rows] == then["rows"], entity
    assert verify(project, head=expected["head"]) == []


@every
def test_it_opens_with_all_that_was_in_it(tmp_path: Path, version: int) -> None:
    expected = told(version)
    assert len(expected["events"]) > 40 and len(expected["tables"]["decision"]["rows"]) == 2
    with Project.open(stored(version, tmp_path)) as project:
        assert project.one("PRAGMA user_version") == (VERSION,)
        check(project, expected)
        rebuild(project)
        check(project, expected)


@every
def test_reading_it_leaves_its_bytes_as_they_were(tmp_path: Path, version: int) -> None:
    path = stored(version, tmp_path)
    before = path.read_bytes()
    with Project.open(path, read_only=True) as project:
        check(project, told(version))
        exporting.export(project, tmp_path / "out.jsonl")
    assert verify_file(path).findings == []
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.before-*"))


@every
def test_one_goes_on_working_in_it(tmp_path: Path, version: int) -> None:
    with Project.open(stored(version, tmp_path)) as project:
        for document in queries.document_ids(project):
            for span in queries.layer(project, document, ME).spans:
                spans.set_span_note(project, span, "أخرى", author=ME)
        undone = 0
        while project.undo(ME):
            undone += 1
        assert undone and verify(project) == []
        for _ in range(undone):
            assert project.redo(ME)
        assert verify(project) == []


class Broken:
    """Breaks a migration off after so many turns of SQLite's machine."""

    def __init__(self, after: int) -> None:
        self.left, self.broke = after, False

    def __call__(self, connection: sqlite3.Connection) -> None:
        connection.set_progress_handler(self._turn, 50)
        try:
            MIGRATE(connection)
        finally:
            connection.set_progress_handler(None, 0)

    def _turn(self) -> bool:
        self.left -= 1
        self.broke |= self.left < 0
        return self.left < 0


MIGRATE = opening._migrate


@pytest.fixture
def whole_again() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@older
def test_a_migration_that_is_broken_off_leaves_the_old_file(
    tmp_path: Path, whole_again: pytest.MonkeyPatch, version: int
) -> None:
    path, expected = stored(version, tmp_path), told(version)
    broken_off = 0
    for after in (0, 3, 10, 30, 60, 100, 200, 400, 800, 1600, 3200):
        broken = Broken(after)
        whole_again.setattr(opening, "_migrate", broken)
        try:
            Project.open(path).close()
        except (AnnotatorError, sqlite3.OperationalError):
            assert broken.broke
            broken_off += 1
            connection = sqlite3.connect(path)
            assert connection.execute("PRAGMA user_version").fetchone() == (version,)
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
            connection.close()
            assert ("names" in tables) == (version >= 2) and ("draws" in tables) == (version >= 6)
        else:
            assert not broken.broke
            break
    whole_again.undo()
    assert broken_off >= 2
    copies = list(tmp_path.glob("*.before-*"))
    assert len(copies) == 1, "one copy is enough for all of them"
    for file in (path, *copies):
        with Project.open(file) as project:
            check(project, expected)


@older
def test_two_programs_that_open_it_at_once(tmp_path: Path, version: int) -> None:
    """While one migrates, another does, and has done when the first comes to it."""
    path = stored(version, tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        keep = opening._keep

        def first_another(*args: Any) -> None:
            keep(*args)
            patch.setattr(opening, "_keep", keep)
            Project.open(path).close()

        patch.setattr(opening, "_keep", first_another)
        with Project.open(path) as project:
            check(project, told(version))
