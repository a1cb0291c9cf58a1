"""Finds out about this machine, and what is missing for the program to work as it should."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final

import msgspec

from annotator import __version__
from annotator.commands.place import Check, State, concerns
from annotator.core.errors import AnnotatorError
from annotator.disk import may_write
from annotator.store import Project, connection, keys

EXTRAS: Final = {
    "plots": "matplotlib",
    "material": "pypdf",
    "tables": "XlsxWriter",
    "read": "python-docx",
    "spacy": "spacy",
    "hf": "pyarrow",
    "uima": "dkpro-cassis",
    "hub": "psycopg",
    "learn": "python-crfsuite",
    "cluster": "distributed",
    "gamma": "pygamma-agreement",
}
"""Extra of the package -> what it installs."""

_NAMED: Final = 5


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """The machine as Qt sees it: faces that have Arabic letters, faces of emoji, the file of settings."""

    qt: str
    pyside: str
    plugin: str
    arabic: tuple[str, ...]
    emoji: tuple[str, ...]
    settings: Path


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The facts for a bug report. Without Qt there is neither its version nor a font."""

    program: str
    path: str
    python: str
    sqlite: str
    platform: str
    qt: str | None = None
    pyside: str | None = None
    fonts: dict[str, tuple[str, ...]] = {}


def facts(seen: Seen | None) -> Facts:
    made = Facts(
        program=__version__,
        path=str(Path(__file__).parents[1]),
        python=platform.python_version(),
        sqlite=connection.sqlite_version(),
        platform=platform.platform(),
    )
    if seen is None:
        return made
    fonts = {"arabic": seen.arabic, "emoji": seen.emoji}
    return msgspec.structs.replace(made, qt=seen.qt, pyside=seen.pyside, fonts=fonts)


def checks(seen: Seen | None, faults: list[AnnotatorError], project: Path | None) -> list[Check]:
    """All there is to say; `faults` are what keeps a window from being opened here."""
    found = facts(seen)
    made = [
        Check("fine", "doctor.program", {"version": found.program, "path": found.path}),
        Check("fine", "doctor.python", {"version": found.python, "path": sys.executable}),
        Check("fine", "doctor.platform", {"platform": found.platform}),
        _sqlite(),
        *(_fault(error) for error in faults),
    ]
    if seen is not None:
        made.append(Check("fine", "doctor.qt", {"version": seen.qt, "pyside": seen.pyside}))
        if not faults:
            made.append(Check("fine", "doctor.window", {"plugin": seen.plugin}))
        made += [*_fonts(seen), _settings(seen.settings)]
    made += [*_key(), *map(_extra, EXTRAS)]
    if project is not None:
        made += _project(project)
    return made


def is_writable(folder: Path) -> bool:
    """Whether a file can be made in a folder, or in the nearest one above it that is there.

    Tried, not asked: what the system says of rights is not always so.
    """
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _sqlite() -> Check:
    try:
        connection.check_sqlite()
    except AnnotatorError as error:
        return _fault(error)
    return Check("fine", "doctor.sqlite", {"version": connection.sqlite_version()})


def _fault(error: AnnotatorError) -> Check:
    # Without a screen the command line does all it can do.
    state: State = "advice" if error.code == "no-display" else "wrong"
    details = {key: value if isinstance(value, int) else str(value) for key, value in error.details.items()}
    return Check(state, f"errors.{error.code}", details)


def _fonts(seen: Seen) -> Iterator[Check]:
    if seen.arabic:
        yield Check("fine", "doctor.arabic-fonts", {"names": _some(seen.arabic)})
    else:
        yield Check("wrong", "errors.no-arabic-font")
    if seen.emoji:
        yield Check("fine", "doctor.emoji-fonts", {"names": _some(seen.emoji)})
    else:
        yield Check("advice", "doctor.no-emoji-font")


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


def _settings(path: Path) -> Check:
    if is_writable(path.parent) and (not path.exists() or may_write(path)):
        return Check("fine", "doctor.settings", {"path": str(path)})
    return Check("wrong", "doctor.settings-not-writable", {"path": str(path)})


def _key() -> Iterator[Check]:
    """The key that signs heads, once there is one."""
    path = keys.key_path()
    if not os.path.lexists(path):
        return
    try:
        fingerprint = keys.fingerprint(keys.public_key(keys.own_key()))
    except AnnotatorError as error:
        yield _fault(error)
    else:
        yield Check("fine", "doctor.key", {"fingerprint": fingerprint, "path": str(path)})


def _extra(extra: str) -> Check:
    package = EXTRAS[extra]
    try:
        version = metadata.version(package)
    except metadata.PackageNotFoundError:
        return Check("advice", "doctor.no-extra", {"extra": extra, "line": _install_line(extra)})
    return Check("fine", "doctor.extra", {"extra": extra, "package": package, "version": version})


def _install_line(extra: str) -> str:
    return f'"{sys.executable}" -m pip install "arabic-annotator[{extra}]"'


def _project(path: Path) -> Iterator[Check]:
    """Whether it can be opened, whether it can be changed, and where it lies."""
    named: dict[str, str | int] = {"path": str(path)}
    try:
        Project.open(path, read_only=True).close()
    except AnnotatorError as error:
        yield _fault(error)
    else:
        writable = may_write(path) and is_writable(path.parent)
        state: State = "fine" if writable else "wrong"
        yield Check(state, "doctor.project" if writable else "doctor.project-read-only", named)
    yield from concerns(path)
