"""Makes a project file whole before it bears its name, so that a kill leaves nothing half made there."""

from __future__ import annotations

import contextlib
import glob
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from annotator.core.errors import AnnotatorError
from annotator.disk import check_name, give_name
from annotator.store.connection import uri, world_errors
from annotator.store.version import APPLICATION_ID, BUNDLE_ID

_LEFT_OVER: Final = 3600.0
"""Seconds after which a file that nobody has written to is no longer being made."""


@contextmanager
def made_whole(path: Path) -> Iterator[Path]:
    """The temporary path, beside `path`, of a project that gets its name once it is made, synced and checked.

    Raises `AnnotatorError`: "project-exists" rather than put it over a file, "project-not-created",
    "project-damaged" where the disk does not give back what was written.
    """
    if os.path.lexists(path):
        raise AnnotatorError("project-exists", path=str(path))
    clean(path.parent, path.name)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with world_errors(path):
            # Exclusive creation: whether the folder can be written to is settled before the work.
            partial.open("xb").close()
            yield partial
            _sync(partial)
            if end_of_whole(partial) is None:
                raise AnnotatorError("project-damaged", path=str(path))
        give_name(partial, path)
    except FileExistsError as error:
        raise AnnotatorError("project-exists", path=str(path)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError("project-not-created", path=str(path), reason=reason) from error
    finally:
        for file in (partial, partial.with_name(f"{partial.name}-journal")):
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)


def copy_whole(connection: sqlite3.Connection, out: Path) -> None:
    """Copy a database, as it is at this moment, to a new file. Raises as `made_whole`."""
    check_name(out)
    with made_whole(out) as partial:
        target = sqlite3.connect(partial)
        try:
            connection.backup(target)
        finally:
            target.close()


def end_of_whole(path: Path) -> tuple[Any, ...] | None:
    """How the log of a closed file ends; None where SQLite finds it damaged, or no project."""
    try:
        connection = sqlite3.connect(uri(path.resolve(), "immutable=1"), uri=True)
        try:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            is_ours = application in (APPLICATION_ID, BUNDLE_ID)
            return end_of(connection) if is_ours and found == "ok" else None
        finally:
            connection.close()
    except sqlite3.Error:
        return None


def end_of(connection: sqlite3.Connection) -> tuple[Any, ...] | None:
    """The last event: of two files of one project that end alike, each holds what the other does."""
    found: tuple[Any, ...] | None = connection.execute(
        "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return found


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clean(folder: Path, name: str | None = None) -> None:
    """Remove what a kill has left of earlier makings of the file of this name, or of all files here."""
    for left in folder.glob(f".{'*' if name is None else glob.escape(name)}.*.part*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _LEFT_OVER:
                left.unlink()
