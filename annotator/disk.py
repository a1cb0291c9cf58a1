"""Files on the disk: those that travel with the program, and writing one whole, never over a project."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

from annotator.core.errors import AnnotatorError

_PACKAGE = Path(__file__).resolve().parent
_DATABASE = b"SQLite format 3\x00"
_BELONGING = ("-wal", "-shm", "-journal")
"""Endings of the files that lie beside a database and belong to it."""


def data_path(*parts: str) -> Path:
    """The path of a file or folder that travels with the program, e.g. `data_path("resources", "i18n")`."""
    # Beside the package in a checkout, inside it once installed.
    inside = _PACKAGE.joinpath(*parts)
    return inside if inside.exists() else _PACKAGE.parent.joinpath(*parts)


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path`, in the place of a file that is there.

    Raises `AnnotatorError`: "target-is-project", "target-not-a-file", "file-not-written".
    """
    check_target(path)
    path = path.resolve()  # A link stays one: what it leads to is what is written.
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError("file-not-written", path=str(path), reason=reason) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def check_target(path: Path) -> None:
    """Raise unless a file may be written at `path`, in the place of what is there.

    `AnnotatorError`: "target-is-project" for a project (any SQLite file) or the files that belong to one,
    "target-not-a-file" for folders, devices and pipes.
    """
    if path.exists() and not path.is_file():
        raise AnnotatorError("target-not-a-file", path=str(path))
    owners = [path.parent / path.name.removesuffix(part) for part in _BELONGING if path.name.endswith(part)]
    if any(map(_is_database, [path, *owners])):
        raise AnnotatorError("target-is-project", path=str(path))


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_DATABASE)) == _DATABASE
    except OSError:
        return False
