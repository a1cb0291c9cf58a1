"""Reading a file whose log cannot be read in its place, or that another program is writing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.model import Document
from annotator.store import Project, connection, queries
from annotator.store.verify import verify
from tests.command_line import Cli, cli
from tests.store.conftest import document, make_document, project

__all__ = ["cli", "document", "project"]


@contextmanager
def protected(folder: Path) -> Iterator[None]:
    """Nobody may write to the folder and its files; skips where this account may write everywhere."""
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this account may write everywhere")
        yield
    finally:
        folder.chmod(0o755)


@pytest.fixture
def cut_off(project: Project, document: Document, tmp_path: Path) -> Iterator[Path]:
    """A copy taken while the project was being written, without its shared memory, in a read-only folder."""
    project.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for n in range(3):
        make_document(project, f"خبر آخر رقم {n}.")
    folder = tmp_path / "copied"
    folder.mkdir()
    for ending in ("", "-wal"):
        shutil.copy(f"{project.path}{ending}", folder)
    assert (folder / "news.db-wal").stat().st_size
    with protected(folder):
        yield folder / "news.db"


@pytest.mark.skipif(os.name == "nt", reason="folder permissions differ there")
class TestReadOnlyFolder:
    def test_what_the_log_holds_is_read(self, cut_off: Path, project: Project) -> None:
        before = {file.name: file.read_bytes() for file in cut_off.parent.iterdir()}
        with Project.open(cut_off) as reader:
            assert reader.read_only and reader.copied
            assert queries.document_count(reader) == 4
            assert verify(reader, head=project.head()) == []
            reader.backup(cut_off.parent.parent / "backup.db")
        assert {file.name: file.read_bytes() for file in cut_off.parent.iterdir()} == before
        with Project.open(cut_off.parent.parent / "backup.db") as saved:
            assert saved.head() == project.head()

    def test_the_copy_goes_when_it_is_closed(self, cut_off: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        aside = cut_off.parent.parent / "aside"
        aside.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(aside))
        with Project.open(cut_off):
            assert list(aside.iterdir())
        assert not list(aside.iterdir())

    def test_verify_says_so(self, cli: Cli, cut_off: Path) -> None:
        ran = cli("verify", cut_off)
        assert ran.status == 0 and "temporary copy" in ran.err

    def test_a_log_that_cannot_be_copied_is_refused(self, cut_off: Path) -> None:
        log = cut_off.with_name("news.db-wal")
        log.chmod(0)
        with pytest.raises(AnnotatorError) as caught:
            Project.open(cut_off)
        assert caught.value.code in ("project-not-copied", "project-not-opened")

    def test_an_unfinished_change_of_a_rollback_journal_is_not_seen(
        self, project: Project, document: Document, tmp_path: Path
    ) -> None:
        project.conn.execute("PRAGMA journal_mode = DELETE")
        project.conn.execute("PRAGMA cache_size = 1")
        project.conn.execute("BEGIN")
        project.conn.execute("INSERT INTO texts VALUES ('x', ?)", ["نص " * 90_000])
        folder = tmp_path / "copied"
        folder.mkdir()
        for ending in ("", "-journal"):
            shutil.copy(f"{project.path}{ending}", folder)
        project.conn.execute("ROLLBACK")
        with protected(folder), Project.open(folder / "news.db") as reader:
            assert verify(reader, head=project.head()) == []


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_nothing_is_read_past_its_log(
    project: Project, document: Document, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: (opened.append(a[0]), connect(*a, **k))[1])
    path = tmp_path / "copy.db"
    project.backup(path)
    opened.clear()
    connection._connect_aside(path).close()
    assert "immutable=1" in opened.pop()
    path.with_name(path.name + ending).write_bytes(b"not empty")
    connection._connect_aside(path).close()
    assert "immutable" not in str(opened.pop())


def test_a_lock_is_waited_for_and_told(
    cli: Cli, project: Project, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.conn.execute("PRAGMA journal_mode = DELETE")
    project.conn.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.02)
    try:
        with pytest.raises(AnnotatorError) as caught:
            Project.open(project.path, read_only=True)
        assert caught.value.code == "project-busy"
        ran = cli("stats", project.path)
        assert ran.status == 3 and "Another program is writing" in ran.err
    finally:
        project.conn.execute("ROLLBACK")
    with Project.open(project.path, read_only=True) as reader:
        assert queries.document_count(reader) == 1


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (PureWindowsPath(r"\\server\news desk\p.db"), "file:////server/news%20desk/p.db?mode=ro"),
        (PureWindowsPath(r"C:\news\p?.db"), "file:///C:/news/p%3F.db?mode=ro"),
        (PurePosixPath("/news/خبر#1.db"), "file:///news/%D8%AE%D8%A8%D8%B1%231.db?mode=ro"),
    ],
)
def test_the_address_names_no_server(path: PureWindowsPath | PurePosixPath, address: str) -> None:
    assert connection.uri(path, "mode=ro") == address


def test_an_address_of_a_share_is_taken(project: Project) -> None:
    """SQLite reads a path that begins with two slashes; where there are no shares, it is the usual one."""
    address = connection.uri(project.path, "mode=ro").replace("file:///", "file:////")
    opened = sqlite3.connect(address, uri=True)
    assert opened.execute("SELECT count(*) FROM texts").fetchone() == (0,)
    opened.close()
