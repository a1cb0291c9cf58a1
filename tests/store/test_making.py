"""A project file bears its name only once it is whole: new ones, backups, and copies before a migration."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from annotator.core.errors import AnnotatorError
from annotator.formats import scheme_toml
from annotator.store import Project, making
from annotator.store.verify import verify
from annotator.store.version import VERSION

WORK = """
import sys
from pathlib import Path
from annotator.formats import scheme_toml
from annotator.store import Project
folder = Path(sys.argv[1])
scheme = scheme_toml.load()
print("ready", flush=True)
for at in range(1000):
    with Project.create(folder / f"{at}.db", scheme, actor="سلمى") as project:
        project.backup(folder / f"{at}.backup")
"""


@pytest.mark.parametrize("seed", range(3))
def test_a_kill_leaves_no_half_made_file_under_its_name(tmp_path: Path, seed: int) -> None:
    process = subprocess.Popen([sys.executable, "-c", WORK, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"ready"
    time.sleep(random.Random(seed).uniform(0.05, 0.6))
    process.kill()
    process.wait()
    process.stdout.close()
    for path in tmp_path.iterdir():
        if not path.name.startswith(".") and path.suffix in (".db", ".backup"):
            with Project.open(path, read_only=True) as project:
                assert verify(project) == []


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk does not take what was written."""

    def refuse(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", refuse)


def test_what_fails_leaves_nothing(failing: None, tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError) as caught:
        Project.create(tmp_path / "a.db", scheme_toml.load(), actor="سلمى")
    assert caught.value.code == "project-not-created"
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_what_the_disk_does_not_give_back_is_no_backup(
    empty_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "backup.db"
    monkeypatch.setattr(making, "_sync", lambda path: path.write_bytes(b""))
    with (
        Project.open(shutil.copy(empty_project, tmp_path / "a.db")) as project,
        pytest.raises(AnnotatorError) as caught,
    ):
        project.backup(out)
    assert caught.value.code == "project-damaged"
    assert not list(tmp_path.glob("*backup*"))


def test_what_was_left_is_cleaned_later(empty_project: Path, tmp_path: Path) -> None:
    old, new, other = (tmp_path / name for name in (".b[1].db.0a.part", ".b[1].db.0b.part", ".b1.db.0a.part"))
    for path in (old, new, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (1, 1))
    with Project.open(shutil.copy(empty_project, tmp_path / "a.db")) as project:
        project.backup(tmp_path / "b[1].db")
    assert not old.exists() and new.exists() and other.exists()


def test_a_disk_without_links(empty_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    with Project.create(tmp_path / "a.db", scheme_toml.load(), actor="سلمى") as project:
        assert verify(project) == []
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.db"]


def test_who_comes_second_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.db"
    monkeypatch.setattr(making, "_sync", lambda _: path.write_text("theirs"))
    with pytest.raises(AnnotatorError) as caught:
        Project.create(path, scheme_toml.load(), actor="سلمى")
    assert caught.value.code == "project-exists"
    assert path.read_text() == "theirs"


@pytest.mark.parametrize("there", ["empty", "damaged", "stale"])
def test_a_copy_before_a_migration_is_not_trusted_unseen(
    empty_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: str
) -> None:
    path = Path(shutil.copy(empty_project, tmp_path / "a.db"))
    saved = tmp_path / f"a.db.before-{VERSION + 1}"
    if there == "empty":
        saved.touch()
    elif there == "damaged":
        saved.write_bytes(path.read_bytes()[:-4096])
    else:
        shutil.copy(path, saved)
        with Project.open(path) as project, project.event("scheme.change", "سلمى") as event:
            event.replace(project.scheme, msgspec.structs.replace(project.scheme, version=99))
    before = saved.read_bytes()
    monkeypatch.setattr("annotator.store.opening.VERSION", VERSION + 1)
    for _ in range(2):
        sqlite3.connect(path).execute(f"PRAGMA user_version = {VERSION}").connection.close()
        Project.open(path).close()
    monkeypatch.undo()
    assert saved.read_bytes() == before
    copies = sorted(copy.name for copy in tmp_path.glob("*.before-*"))
    assert copies == [saved.name, f"{saved.name}-2"]
    with Project.open(tmp_path / copies[1], read_only=True) as kept:
        assert verify(kept) == []
