"""From the paths a person names to the files to read."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from annotator.disk import is_of_database
from annotator.formats.base import Problem
from annotator.formats.source import Source, displayed

_NAMED = 20
"""So many names say what a folder holds besides."""
_PAGES = (".html", ".htm")
_PARTS = ("_files", ".files", "-Dateien", "_fichiers")


def walk(paths: Iterable[Path], suffixes: Collection[str]) -> Iterator[Path | Problem]:
    """Files as named, and of folders all that lie below them and have one of `suffixes`, sorted.

    Hidden files and folders below a folder are skipped, and so are the parts of a saved page; other files are
    named. Links to folders are not followed.
    """
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError as error:
            yield _unreadable(path, error)
            continue
        if stat.S_ISDIR(mode):
            yield from _below(path, suffixes)
        elif not stat.S_ISREG(mode):
            yield Problem(displayed(path), None, "not-a-file")
        elif is_of_database(path):
            # Not opened as others are: that would drop the locks on a project that is open here.
            yield Problem(displayed(path), None, "binary-file", {"kind": "SQLite"})
        else:
            yield path


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
    others: list[str] = []
    for parent, folders, names in os.walk(folder, onerror=errors.append):
        pages = {Path(name).stem for name in names if Path(name).suffix.lower() in _PAGES}
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not _is_of_page(name, pages)
        )
        for name in sorted(names):
            path = Path(parent, name)
            if name.startswith(".") or _is_read_with_other(path, names):
                continue
            if Source(path).suffix in suffixes and path.is_file():
                found = True
                yield path
            else:
                others.append(displayed(path.relative_to(folder)))
    yield from (_unreadable(Path(error.filename), error) for error in errors)
    if not found and not errors:
        yield Problem(displayed(folder), None, "no-texts", {"suffixes": " ".join(sorted(suffixes))})
    elif others:
        yield left_out(displayed(folder), others)


def _is_read_with_other(path: Path, names: Collection[str]) -> bool:
    """Of a text and its annotations beside it (brat), the first; the other where there are none yet. Types of
    annotations (UIMA) are read with these."""
    if path.name.lower() == "typesystem.xml":
        return any(name.endswith(".xmi") for name in names)
    other = {".txt": ".ann", ".ann": ".txt"}.get(path.suffix)
    if other is None or path.with_suffix(other).name not in names:
        return False
    return (size_of(path.with_suffix(".ann")) > 0) == (path.suffix == ".txt")


def left_out(path: str, names: list[str]) -> Problem:
    """Names the files of a folder or archive that are not read."""
    listed = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    return Problem(path, None, "files-left-out", {"n": len(names), "names": listed})


def _is_of_page(folder: str, pages: Collection[str]) -> bool:
    """Whether a folder holds the pictures of a saved page that lies beside it."""
    return any(folder == f"{page}{ending}" for page in pages for ending in _PARTS)


def _unreadable(path: Path, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        return Problem(displayed(path), None, "no-such-file")
    return Problem(displayed(path), None, "cannot-read", {"reason": error.strerror or str(error)})
