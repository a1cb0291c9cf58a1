"""Opening the file: journal, durability, and the errors of the world given their names."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path, PurePath
from typing import Final

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

_NEEDS_WRITING: Final = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM})
"""What SQLite says where reading would need a file beside the project that it may not make or write to."""

_LIMITS: Final = {
    sqlite3.SQLITE_LIMIT_LENGTH: 512 * 1024 * 1024,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 10,
}
"""What no project needs more of: bytes of a value, bytes of a statement, other files, nested triggers."""
_SAYS_DAMAGED: Final = ("Could not decode", "malformed JSON")
"""How the errors begin that have no code of their own, and stand for what the program has not written."""
SIZE_CODES = {errno.EFBIG: "file-too-large", errno.ENOSPC: "disk-full"}
if hasattr(errno, "EDQUOT"):
    SIZE_CODES[errno.EDQUOT] = "disk-full"
"""Of the system's errors, those of a file that may not grow."""
_PROBE_BYTES = 1 << 16


@contextmanager
def world_errors(path: Path, *, busy: str = "project-locked") -> Iterator[None]:
    """Turns what SQLite says of the disk and of other processes into an `AnnotatorError`.

    `busy` is the code for another program's writing, which the usual one says of a change.
    """
    try:
        yield
    except UnicodeDecodeError as error:
        # SQLite's own words, about a name that is none any more.
        if not error.object.startswith(b"malformed"):
            raise
        raise AnnotatorError("project-damaged", path=str(path)) from error
    except sqlite3.Error as error:
        # The low byte of an extended result code is the plain one. Text that is not UTF-8 has no code.
        number = getattr(error, "sqlite_errorcode", -1)
        code = _refused_size(path) if number == sqlite3.SQLITE_IOERR_WRITE else None
        code = code or _CODES.get(number & 0xFF)
        if str(error).startswith(_SAYS_DAMAGED):
            code = "project-damaged"
        if code is None:
            raise
        raise AnnotatorError(busy if code == "project-locked" else code, path=str(path)) from error


def damaged(path: Path) -> AnnotatorError:
    """The error of a file that lacks what every project has."""
    return AnnotatorError("project-damaged", path=str(path))


def _refused_size(path: Path) -> str | None:
    """Whether a file beside `path` may not become as large either: SQLite keeps what the system said."""
    sizes = [beside.stat().st_size for beside in (path, Path(f"{path}-wal")) if beside.is_file()]
    try:
        with tempfile.TemporaryFile(dir=path.parent) as file:
            file.seek(max(sizes, default=0))
            file.write(bytes(_PROBE_BYTES))
            file.flush()
    except OSError as error:
        return SIZE_CODES.get(error.errno or 0)
    return None


def sqlite_version() -> str:
    return sqlite3.sqlite_version


def check_sqlite() -> None:
    """Raise `AnnotatorError("sqlite-too-old")` where SQLite lacks what a project needs."""
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        needed = ".".join(map(str, _OLDEST_SQLITE))
        raise AnnotatorError("sqlite-too-old", version=sqlite3.sqlite_version, needed=needed)
    if not _can_search():
        raise AnnotatorError("sqlite-without-search", version=sqlite3.sqlite_version)


@cache
def _can_search() -> bool:
    """Whether SQLite was built with its full-text search, as it is nearly everywhere."""
    with closing(sqlite3.connect(":memory:")) as connection:
        found = connection.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone()
    return found is not None


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode: transactions are begun by name, never implicitly.

    Reading waits for whoever is writing, and never sees less than what was written: what cannot be read in
    place, as a write-ahead log in a folder that nobody may write to, is read as a `PrivateCopy`.
    """
    if not read_only:
        return sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        return read_in_place(path)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _NEEDS_WRITING:
            raise
        return _connect_aside(path.resolve())


def read_in_place(path: Path) -> sqlite3.Connection:
    """A connection that only reads, and sees what others write. Raises `sqlite3.Error` where it cannot."""
    connection = _read(path.resolve(), "mode=ro")
    try:
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _read(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(uri(path, how), uri=True, isolation_level=None, timeout=BUSY_SECONDS)


def uri(path: PurePath, parameters: str) -> str:
    """The address SQLite takes: it knows no servers, so a share is a path that begins with two slashes."""
    address = path.as_uri()
    return f"{address if address.startswith('file:///') else f'file://{address[5:]}'}?{parameters}"


class PrivateCopy(sqlite3.Connection):
    """A connection to a copy of a file and its log in a folder of its own, which goes when it is closed."""

    folder: tempfile.TemporaryDirectory[str]

    def close(self) -> None:
        super().close()
        self.folder.cleanup()


def _connect_aside(path: Path) -> sqlite3.Connection:
    """What cannot be read in place: a file without a log as it is, one with a log as a private copy."""
    logs = [log for ending in ("-wal", "-journal") if (log := path.with_name(path.name + ending)).exists()]
    if not any(log.stat().st_size for log in logs):
        return _read(path, "immutable=1")
    folder = tempfile.TemporaryDirectory(prefix="annotator-")
    try:
        before = [_state(file) for file in (path, *logs)]
        for file in (path, *logs):
            shutil.copyfile(file, Path(folder.name, file.name))
        if before != [_state(file) for file in (path, *logs)]:
            raise AnnotatorError("project-busy", path=str(path))
        copy = sqlite3.connect(Path(folder.name, path.name), factory=PrivateCopy, isolation_level=None)
        copy.folder = folder
        return copy
    except OSError as error:
        folder.cleanup()
        reason = error.strerror or str(error)
        raise AnnotatorError("project-not-copied", path=str(path), reason=reason) from error
    except BaseException:
        folder.cleanup()
        raise


def _state(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_size, found.st_mtime_ns


def prepare(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    """Durability and safety of every connection to a project."""
    guard(connection)
    if read_only:
        connection.execute("PRAGMA query_only = ON")
        return
    # Shared memory, which a write-ahead log needs, does not work across a network.
    journal = "DELETE" if on_network(path) else "WAL"
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute("PRAGMA synchronous = FULL")


@contextmanager
def made_anew_if_lost(connection: sqlite3.Connection) -> Iterator[None]:
    """For what follows from the record: the disk is not waited for, so that nobody waits for this long.

    In a write-ahead log whatever is written to the record afterwards makes sure of it too. To be asked
    outside of a transaction.
    """
    (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
    if journal != "wal":
        yield
        return
    connection.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        connection.execute("PRAGMA synchronous = FULL")


def guard(connection: sqlite3.Connection) -> None:
    """Let the connection keep the rules of the tables, within limits."""
    for limit, value in _LIMITS.items():
        connection.setlimit(limit, value)
    connection.execute("PRAGMA foreign_keys = ON")
    # Else a row of the log could be replaced: what replacing deletes would set off no trigger.
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA cache_size = -65536")
