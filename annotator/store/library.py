"""Loads the library that makes tables, without the far larger ones that it loads where they are installed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

_NOT_NEEDED: Final = ("pandas", "numpy")
"""It would only take their numbers as values, which no project is given."""


def _load() -> None:
    if "sqlite_utils" in sys.modules:
        return
    hidden = [name for name in _NOT_NEEDED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        import sqlite_utils  # noqa: F401
    finally:
        for name in hidden:
            del sys.modules[name]


if not TYPE_CHECKING:
    _load()
    from sqlite_utils import Database, Migrations

__all__ = ["Database", "Migrations"]
