"""The schemes that travel with the program, and schemes from and to TOML files."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.scheme import Scheme, check_scheme
from annotator.disk import data_path, write_whole

DEFAULT = "news"


def known() -> dict[str, Path]:
    """Scheme id -> its file, of the schemes that travel with the program."""
    return {path.stem: path for path in sorted(data_path("resources", "schemes").glob("*.toml"))}


def load(path: Path | None = None) -> Scheme:
    """The scheme of a TOML file, or the default one.

    Raises `AnnotatorError`: "bad-scheme-file" if it cannot be read, else the first fault of the scheme.
    """
    path = path or known()[DEFAULT]
    try:
        # Some editors begin UTF-8 with a byte order mark, which TOML does not know.
        scheme = parse(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise AnnotatorError("bad-scheme-file", path=str(path), reason=str(error)) from error
    check_scheme(scheme)
    return scheme


def parse(text: str) -> Scheme:
    """The scheme of a TOML text, unchecked. Raises `ValueError`, naming the line or the field."""
    return msgspec.convert(tomllib.loads(text), Scheme)


def dump(scheme: Scheme) -> str:
    """The scheme as TOML; `parse` gives back the same."""
    import tomli_w

    # A string over several lines would lose its carriage returns.
    multiline = "\r" not in scheme.guidelines
    return tomli_w.dumps(msgspec.to_builtins(scheme), multiline_strings=multiline)


def save(scheme: Scheme, path: Path) -> None:
    """Write a scheme to a TOML file, which appears when it is complete.

    Raises as `write_whole`.
    """
    write_whole(path, dump(scheme).encode())
