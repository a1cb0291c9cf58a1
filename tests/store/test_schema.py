"""A file whose tables or triggers are not ours is not opened; its record is carried over into a clean one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.commands import spans
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document
from annotator.store import Project, queries, schema
from annotator.store.stats import stats
from annotator.store.verify import verify
from annotator.store.version import VERSION
from tests.command_line import Cli, cli
from tests.store.conftest import document, project

__all__ = ["cli", "document", "project"]

FOREIGN = {
    "trigger rewrite": """CREATE TRIGGER rewrite AFTER INSERT ON spans
        BEGIN UPDATE spans SET note = 'x'; END""",
    "trigger events_update": "DROP TRIGGER events_update",
    "trigger texts_delete": """DROP TRIGGER texts_delete; CREATE TRIGGER texts_delete BEFORE DELETE ON texts
        BEGIN SELECT 1; END""",
    "view endless": """CREATE VIEW endless AS WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x FROM n)
        SELECT x FROM n""",
    "view training_spans": "DROP VIEW training_spans; CREATE VIEW training_spans AS SELECT 1 AS id",
    "view documents": """ALTER TABLE documents RENAME TO kept; CREATE VIEW documents AS
        WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT kept.* FROM kept, n""",
    "table more": "CREATE TABLE more (x)",
    "index more": "CREATE INDEX more ON spans (note)",
    "index spans_of_document": "DROP INDEX spans_of_document",
    "table comments": "ALTER TABLE comments ADD COLUMN more TEXT",
    "trigger later": """CREATE TRIGGER later AFTER INSERT ON _sqlite_migrations
        BEGIN DELETE FROM spans; END""",
}


@pytest.fixture
def spanned(project: Project, document: Document) -> Path:
    spans.add_span(project, author="سلمى", document_id=document.id, label="actor", ranges=[(4, 8)])
    project.close()
    return project.path


def change(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.close()


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_foreign_is_refused_by_name_and_recovered(
    cli: Cli, spanned: Path, tmp_path: Path, name: str
) -> None:
    with Project.open(spanned) as project:
        head = project.head()
    change(spanned, FOREIGN[name])
    before = spanned.read_bytes()
    for read_only in (False, True):
        with pytest.raises(AnnotatorError) as caught:
            Project.open(spanned, read_only=read_only)
        assert caught.value.code == "foreign-schema"
        assert name in str(caught.value.details["names"])
    ran = cli("stats", spanned)
    assert ran.status == 3 and "annotator recover" in ran.err
    assert spanned.read_bytes() == before

    clean = tmp_path / "clean.db"
    ran = cli("recover", spanned, clean, "--json")
    assert (ran.status, ran.json()["findings"], ran.json()["lost"]) == (0, [], 0)
    assert spanned.read_bytes() == before
    with Project.open(clean) as project:
        assert verify(project, head=head) == []
        assert (stats(project).spans, queries.document_count(project)) == (1, 1)
        assert project.undo("سلمى") is not None


def test_what_others_keep_in_a_file_is_known(spanned: Path) -> None:
    change(spanned, "ANALYZE")
    with Project.open(spanned) as project:
        assert project.one("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'")
        assert verify(project) == []


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_the_schema_of_every_version_is_known(version: int) -> None:
    """A step that has shipped never changes: a digest is added, not corrected."""
    assert schema._DIGESTS[version] == schema._digest(schema.made(version))


def test_a_schema_is_compared_without_making_one(spanned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(schema, "made")
    Project.open(spanned).close()


def test_a_migration_that_was_broken_off_goes_on(spanned: Path) -> None:
    change(spanned, f"PRAGMA user_version = {VERSION - 1}")
    with Project.open(spanned) as project:
        assert project.one("PRAGMA user_version") == (VERSION,)
        assert verify(project) == []


def test_the_right_mark_with_the_wrong_contents(spanned: Path, tmp_path: Path, cli: Cli) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection, closing(sqlite3.connect(spanned)) as whole:
        for pragma in ("application_id", "user_version"):
            (value,) = whole.execute(f"PRAGMA {pragma}").fetchone()
            connection.execute(f"PRAGMA {pragma} = {value}")
        connection.execute("CREATE TABLE documents (x)")
    out = tmp_path / "out"
    for name, *rest in (
        ["stats"],
        ["verify"],
        ["export", out],
        ["recover", out],
        ["open", "--screenshot", out],
    ):
        ran = cli(name, path, *rest)
        assert ran.status in (1, 3), name
        assert "Traceback" not in ran.err, name
        assert not out.exists(), name


def test_a_record_whose_log_is_damaged_is_taken_from_both(
    cli: Cli, spanned: Path, tmp_path: Path, document: Document
) -> None:
    change(
        spanned,
        """DROP TRIGGER log_delete; DROP TRIGGER events_delete; PRAGMA foreign_keys = OFF;
        DELETE FROM log WHERE entity = 'span'; DELETE FROM texts WHERE 0""",
    )
    ran = cli("recover", spanned, tmp_path / "clean.db", "--json")
    assert ran.status == 1
    assert "event-changed" in {row["code"] for row in ran.json()["findings"]}


def test_a_text_that_is_lost_takes_its_document_with_it(cli: Cli, spanned: Path, tmp_path: Path) -> None:
    change(spanned, "DROP TRIGGER texts_update; UPDATE texts SET text = text || 'x'")
    ran = cli("recover", spanned, tmp_path / "clean.db", "--json", language="ar")
    assert (ran.status, ran.json()["lost"]) == (1, 2)
    with Project.open(tmp_path / "clean.db") as project:
        assert queries.document_count(project) == 0
    assert cli("recover", spanned, tmp_path / "clean.db").status == 3
    ran = cli("recover", spanned, tmp_path / "again.db")
    assert "could not be carried over: 2" in ran.out
