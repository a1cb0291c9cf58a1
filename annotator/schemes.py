"""The schemes that travel with the program, and schemes from TOML files."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.scheme import Scheme, check_scheme
from annotator.resources_path import data_path

DEFAULT = "news"


def known() -> dict[str, Path]:
    """Scheme id -> its file, of the schemes that travel with the program."""
    return {path.stem: path for path in sorted(data_path("resources", "schemes").glob("*.toml"))}


def load(path: Path | None = None) -> Scheme:
    """The scheme of a TOML file, or the default one. Raises `AnnotatorError("bad-scheme-file")`."""
    path = path or known()[DEFAULT]
    try:
        with path.open("rb") as file:
            scheme = msgspec.convert(tomllib.load(file), Scheme)
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise AnnotatorError("bad-scheme-file", path=str(path), reason=str(error)) from error
    check_scheme(scheme)
    return scheme
