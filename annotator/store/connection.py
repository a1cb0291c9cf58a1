"""Opening the file: journal, durability, and the errors of the world given their names."""

from __future__ import annotations

import errno
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.core.errors import AnnotatorError
from annotator.store.network import on_network

BUSY_SECONDS = 10.0
"""How long to wait while another program is writing, unless whoever opens the project says otherwise."""
_OLDEST_SQLITE = (3, 37, 0)

_CODES = {
    sqlite3.SQLITE_BUSY: "project-locked",
    sqlite3.SQLITE_LOCKED: "project-locked",
    sqlite3.SQLITE_FULL: "disk-full",
    sqlite3.SQLITE_READONLY: "project-read-only",
    sqlite3.SQLITE_CANTOPEN: "project-not-opened",
    sqlite3.SQLITE_PERM: "project-not-opened",
    sqlite3.SQLITE_NOTADB: "not-a-project",
    sqlite3.SQLITE_CORRUPT: "project-damaged",
    sqlite3.SQLITE_IOERR: "disk-error",
}

_SIZE_CODES = {errno.EFBIG: "file-too-large", errno.ENOSPC: "disk-full"}
if hasattr(errno, "EDQUOT"):
    _SIZE_CODES[errno.EDQUOT] = "disk-full"
_PROBE_BYTES = 1 << 16


@contextmanager
def world_errors(path: Path) -> Iterator[None]:
    """Turns what SQLite says of the disk and of other processes into an `AnnotatorError`."""
    try:
        yield
    except sqlite3.Error as error:
        # The low byte of an extended result code is the plain one.
        number = getattr(error, "sqlite_errorcode", -1)
        code = _refused_size(path) if number == sqlite3.SQLITE_IOERR_WRITE else None
        code = code or _CODES.get(number & 0xFF)
        if code is None:
            raise
        raise AnnotatorError(code, path=str(path)) from error


def _refused_size(path: Path) -> str | None:
    """Whether a file beside `path` may not become as large either: SQLite keeps what the system said."""
    sizes = [beside.stat().st_size for beside in (path, Path(f"{path}-wal")) if beside.is_file()]
    try:
        with tempfile.TemporaryFile(dir=path.parent) as file:
            file.seek(max(sizes, default=0))
            file.write(bytes(_PROBE_BYTES))
            file.flush()
    except OSError as error:
        return _SIZE_CODES.get(error.errno or 0)
    return None


def sqlite_version() -> str:
    return sqlite3.sqlite_version


def check_sqlite() -> None:
    """Raise `AnnotatorError("sqlite-too-old")` where SQLite lacks what a project needs."""
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        needed = ".".join(map(str, _OLDEST_SQLITE))
        raise AnnotatorError("sqlite-too-old", version=sqlite3.sqlite_version, needed=needed)


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode: transactions are begun by name, never implicitly."""
    if not read_only:
        return sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    uri = path.resolve().as_uri()
    connection = sqlite3.connect(f"{uri}?mode=ro", uri=True, isolation_level=None)
    try:
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    except sqlite3.OperationalError:
        # A write-ahead log needs a writable folder even to read; a file nobody can write needs none.
        connection.close()
        connection = sqlite3.connect(f"{uri}?immutable=1", uri=True, isolation_level=None)
    except BaseException:
        connection.close()
        raise
    return connection


def prepare(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    """Durability and safety of every connection to a project."""
    connection.execute("PRAGMA foreign_keys = ON")
    # Else a row of the log could be replaced: what replacing deletes would set off no trigger.
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA cache_size = -65536")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
        return
    # Shared memory, which a write-ahead log needs, does not work across a network.
    journal = "DELETE" if on_network(path) else "WAL"
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute("PRAGMA synchronous = FULL")
