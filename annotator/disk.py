"""Files on the disk: those that travel with the program, and writing one whole, never over a project."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator, Sequence
from io import FileIO
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from annotator.core.errors import AnnotatorError

_PACKAGE = Path(__file__).resolve().parent
_DATABASE = b"SQLite format 3\x00"
BELONGING: Final = ("-wal", "-shm", "-journal")
"""Endings of the files that lie beside a database and belong to it."""

_LEAST_ROOM: Final = 200_000_000
"""Bytes that a disk must have left for work to go on, however small a project is."""

_NO_NAME: Final = re.compile(
    r"""(?xi) [<>:"/\\|?*\x00-\x1f]                        # signs that Windows keeps for itself
    | ^ (con | prn | aux | nul | (com | lpt)[1-9¹²³]) \ * (\. | $)     # its devices, whatever the ending
    | [. ] $                                              # what it cuts off"""
)


_KEPT_OPEN: Final[list[int]] = []
"""Databases that were looked into: those that somebody named as a target, or dropped on the window."""


def data_path(*parts: str) -> Path:
    """The path of a file or folder that travels with the program, e.g. `data_path("resources", "i18n")`."""
    # Beside the package in a checkout, inside it once installed.
    inside = _PACKAGE.joinpath(*parts)
    return inside if inside.exists() else _PACKAGE.parent.joinpath(*parts)


def suffixed(path: Path, suffixes: Sequence[str]) -> Path:
    """The path with the first of the suffixes, unless it ends in one of them, compressed or not."""
    name = path.name.lower().removesuffix(".gz")
    return path if name.endswith(tuple(suffixes)) else path.with_name(path.name + suffixes[0])


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path`, in the place of a file that is there. Raises as `opened_whole`."""
    with opened_whole(path) as file:
        file.write(data)


@contextlib.contextmanager
def opened_whole(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of what is at `path` once the block has ended well and all of it lies on
    the disk; until then, and if anything fails, what was there stays.

    Raises `AnnotatorError`: "target-is-project", "target-not-a-file", "name-does-not-travel", "file-in-use",
    "file-not-written".
    """
    check_target(path)
    path = path.resolve()  # A link stays one: what it leads to is what is written.
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with partial.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _put(partial, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError("file-not-written", path=str(path), reason=reason) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def _put(partial: Path, path: Path) -> None:
    """Rename, and let the folder know it even if the power fails."""
    try:
        partial.replace(path)
    except PermissionError as error:
        # Its neighbour could be written: it is this one file that somebody holds.
        raise AnnotatorError("file-in-use", path=str(path)) from error
    sync_folder(path.parent)


def give_name(partial: Path, path: Path) -> None:
    """Give a new file its name; of two processes that make the same one, one is refused.

    Raises `FileExistsError`, and `OSError` for what the disk refuses.
    """
    if sys.platform == "win32":
        partial.rename(path)
        return
    try:
        os.link(partial, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without links
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        partial.rename(path)
    sync_folder(path.parent)


def append_line(path: Path, line: bytes) -> None:
    """Add a line to a file, through to the disk; it begins on a new one where the last was never finished.

    Raises `AnnotatorError` as `check_target`, and "file-not-written".
    """
    check_target(path)
    try:
        # One write in append mode: what another process adds stands before it or after it.
        with path.open("a+b", buffering=0) as file:
            whole = (b"\n" if _is_unfinished(file) else b"") + line + b"\n"
            if file.write(whole) != len(whole):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file.fileno())
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError("file-not-written", path=str(path), reason=reason) from error


def _is_unfinished(file: BinaryIO | FileIO) -> bool:
    """Whether the last line of a file lacks its end."""
    if not file.seek(0, os.SEEK_END):
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


def settings_folder() -> Path:
    """The folder of this account's settings: the one named by ANNOTATOR_SETTINGS, or the usual one.

    The usual one is where Qt keeps a settings file, which on macOS is not where other libraries look for it.
    """
    if named := os.environ.get("ANNOTATOR_SETTINGS"):
        return Path(named)
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming"
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "annotator"


def sync_folder(folder: Path) -> None:
    """Write the names in a folder to the disk, where the system can."""
    with contextlib.suppress(OSError):  # Windows opens no folders, some shares sync none
        place = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(place)
        finally:
            os.close(place)


def check_target(path: Path) -> None:
    """Raise unless a file may be written at `path`, in the place of what is there.

    `AnnotatorError`: "target-is-project" for a project (any SQLite file) or the files that belong to one,
    "target-not-a-file" for folders, devices and pipes, "name-does-not-travel".
    """
    if path.exists() and not path.is_file():
        raise AnnotatorError("target-not-a-file", path=str(path))
    if is_of_database(path):
        raise AnnotatorError("target-is-project", path=str(path))
    check_name(path)


class Room(NamedTuple):
    """The bytes left on a disk, and those below which work on a file may soon come to a stop."""

    free: int
    needed: int

    @property
    def is_short(self) -> bool:
        return self.free < self.needed


def room_beside(path: Path) -> Room | None:
    """The room for a file that grows, and for a copy of it; None where the system does not say."""
    try:
        size = path.stat().st_size if path.is_file() else 0
        return Room(shutil.disk_usage(path.parent).free, max(_LEAST_ROOM, 2 * size))
    except OSError:
        return None


def check_name(path: Path) -> None:
    """Raise `AnnotatorError("name-does-not-travel")` for a new file that some system could not name so."""
    if _NO_NAME.search(path.name) and not path.exists():
        raise AnnotatorError("name-does-not-travel", name=path.name)


def may_write(path: Path) -> bool:
    """Whether a file that is there may be written to.

    Elsewhere it is not tried: to close a file again would drop the locks that SQLite holds on it.
    """
    if not os.access(path, os.W_OK):
        return False
    if sys.platform != "win32":
        return True
    try:  # There the question is only about an attribute of the file, not about who may write to it.
        path.open("r+b").close()
    except OSError:
        return False
    return True


def is_of_database(path: Path) -> bool:
    """Whether a file is of the kind that projects are, or belongs to one that lies beside it.

    What belongs to one is not opened: see `is_database`.
    """
    owners = [path.parent / path.name.removesuffix(part) for part in BELONGING if path.name.endswith(part)]
    return any(map(is_database, [*owners, path]))


def is_database(path: Path) -> bool:
    """Whether a file is of the kind that projects are.

    Such a file stays open, but on Windows: to close it would drop the locks that SQLite holds on it here.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return False
    try:
        found = os.read(descriptor, len(_DATABASE)) == _DATABASE
    except OSError:  # a folder
        found = False
    if found and sys.platform != "win32":
        _KEPT_OPEN.append(descriptor)
    else:
        os.close(descriptor)
    return found
