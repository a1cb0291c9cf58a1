"""Looking at a project and at the files beside it does not drop the locks that are held on it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.commands import place
from annotator.core.errors import AnnotatorError
from annotator.disk import check_target
from annotator.formats import read_paths
from annotator.store import Project, backups, heads
from annotator.store.proof import verify_file
from tests.store.conftest import project

__all__ = ["project"]

WRITE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
try:
    connection.execute("BEGIN IMMEDIATE")
    print("got in")
except sqlite3.OperationalError as error:
    print(error)
"""


def another(path: Path) -> str:
    """What another process is told that begins to write now."""
    done = subprocess.run(
        [sys.executable, "-c", WRITE, str(path)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    "look",
    [
        place.concerns,
        lambda path: list(read_paths([path.parent])),
        lambda path: list(read_paths([path])),
        lambda path: list(read_paths([path.with_name(f"{path.name}-shm")])),
        place.lone_logs,
        place.conflicted,
        lambda path: verify_file(path),
        lambda path: _refused(path),
        lambda path: _refused(path.with_name(f"{path.name}-shm")),
        lambda path: _noted(path, lambda opened: heads.note(opened)),
        lambda path: _noted(path, lambda opened: backups.keep(opened)),
    ],
)
def test_what_looks_leaves_the_locks(project: Project, look: Callable[[Path], object]) -> None:
    """The files of the folder are closed again, and with a file go all locks a process holds on it."""
    project.path.with_name("copy.db").write_bytes(b"SQLite format 3\0")
    with project.exclusive():
        assert another(project.path) == "database is locked"
        look(project.path)
        assert another(project.path) == "database is locked"


def _refused(path: Path) -> None:
    with pytest.raises(AnnotatorError):
        check_target(path)


def _noted(path: Path, do: Callable[[Project], object]) -> None:
    with Project.open(path, read_only=True) as opened:
        do(opened)
