"""From the paths a person names to the files to read."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from annotator.formats.base import Problem
from annotator.formats.source import Source, displayed


def walk(paths: Iterable[Path], suffixes: Collection[str]) -> Iterator[Path | Problem]:
    """Files as named, and of folders all that lie below them and have one of `suffixes`, sorted.

    Hidden files and folders below a folder are skipped, and so is what is not a plain file. Links to folders
    are not followed.
    """
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError as error:
            yield _unreadable(path, error)
            continue
        if stat.S_ISDIR(mode):
            yield from _below(path, suffixes)
        elif stat.S_ISREG(mode):
            yield path
        else:
            yield Problem(displayed(path), None, "not-a-file")


def total_bytes(files: Iterable[Path | Problem]) -> int:
    """The bytes of all files of a walk together, as stored."""
    return sum(size_of(path) for path in files if isinstance(path, Path))


def size_of(path: Path) -> int:
    """Bytes as stored; 0 for a file that has vanished."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _below(folder: Path, suffixes: Collection[str]) -> Iterator[Path | Problem]:
    errors: list[OSError] = []
    found = False
    for parent, folders, names in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if not name.startswith(".") and Source(path).suffix in suffixes and path.is_file():
                found = True
                yield path
    yield from (_unreadable(Path(error.filename), error) for error in errors)
    if not found and not errors:
        yield Problem(displayed(folder), None, "no-texts", {"suffixes": " ".join(sorted(suffixes))})


def _unreadable(path: Path, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        return Problem(displayed(path), None, "no-such-file")
    return Problem(displayed(path), None, "cannot-read", {"reason": error.strerror or str(error)})
