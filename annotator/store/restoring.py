"""Makes a project of a backup again: looked at, found whole, and put under a new name."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.store import heads
from annotator.store.connection import connect, uri, world_errors
from annotator.store.making import copy_whole
from annotator.store.opening import check_file
from annotator.store.proof import verify_file


class Contents(msgspec.Struct, frozen=True):
    """How much a file holds; `until` is when its last event was."""

    until: str
    events: int
    documents: int
    head: str


def contents(path: Path) -> Contents | None:
    """How much a backup holds; None where it cannot be read."""
    try:
        connection = sqlite3.connect(uri(path.resolve(), "immutable=1"), uri=True)
        try:
            return _contents(connection)
        finally:
            connection.close()
    except (sqlite3.Error, OSError, ValueError):
        return None


def restore(backup: Path, out: Path) -> Contents:
    """Make a project at `out`, where there must be none, of a backup found whole.

    Raises `AnnotatorError`: "backup-not-whole" with the number of findings, and what `Project.open` and
    `made_whole` raise.
    """
    if not backup.is_file():
        raise AnnotatorError("project-missing", path=str(backup))
    noted = heads.beside(backup)
    if findings := verify_file(backup, heads=[noted] if noted.exists() else []).findings:
        raise AnnotatorError("backup-not-whole", path=str(backup), n=len(findings))
    with world_errors(backup):
        connection = connect(backup, read_only=True)
        try:
            check_file(connection, backup)
            copy_whole(connection, out)
            found = _contents(connection)
        finally:
            connection.close()
    assert found is not None, "what verifies has a log"
    return found


def _contents(connection: sqlite3.Connection) -> Contents | None:
    row: tuple[Any, ...] | None = connection.execute(
        """SELECT at, (SELECT count(*) FROM events), (SELECT count(*) FROM documents), hash
           FROM events ORDER BY seq DESC LIMIT 1"""
    ).fetchone()
    return Contents(*row) if row is not None else None
