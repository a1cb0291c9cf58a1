"""Finds files of the same project that lie beside it and went on apart, as copies of a file do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from annotator.disk import BELONGING
from annotator.store.connection import uri
from annotator.store.making import end_of
from annotator.store.version import APPLICATION_ID

_MOST: Final = 50
"""Files of a folder that are looked into."""


class _Seen(NamedTuple):
    project_id: str
    replica: str
    end: object


def apart(path: Path) -> list[Path]:
    """The files of the folder that sign as the same copy of the project, but lack its last event and end
    with one that it lacks. Copies of an earlier time do not."""
    here = _seen(path)
    if here is None:
        return []
    beside = islice(_alike(path), _MOST)
    return [
        other
        for other in beside
        if (there := _seen(other)) is not None
        and (there.project_id, there.replica) == (here.project_id, here.replica)
        and not _holds(path, there.end)
        and not _holds(other, here.end)
    ]


def _alike(path: Path) -> Iterator[Path]:
    """Files called as projects are. Only SQLite opens them: whoever else closes a file that SQLite holds, or
    the shared memory beside it, drops its locks."""
    for other in sorted(path.parent.iterdir()):
        is_other = other != path and not other.name.startswith(".") and not other.name.endswith(BELONGING)
        if is_other and path.suffix in other.suffixes and other.is_file():
            yield other


def _seen(path: Path) -> _Seen | None:
    try:
        with closing(_read(path)) as connection:
            if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
                return None
            told = dict(connection.execute("SELECT key, value FROM project"))
            return _Seen(str(told.get("id")), str(told.get("replica")), end_of(connection))
    except sqlite3.Error:
        return None


def _holds(path: Path, end: object) -> bool:
    """Whether the log of a file has an event; what cannot be read is not said to have gone apart."""
    if not isinstance(end, tuple):
        return True
    try:
        with closing(_read(path)) as connection:
            return connection.execute("SELECT 1 FROM events WHERE hash = ?", [end[1]]).fetchone() is not None
    except sqlite3.Error:
        return True


def _read(path: Path) -> sqlite3.Connection:
    """Leaves no trace beside the file and waits for nobody; its write-ahead log is not seen."""
    return sqlite3.connect(uri(path.resolve(), "immutable=1"), uri=True)
