"""Passwords that the system keeps for the account, where the library `keyring` is installed.

Elsewhere one that was right is held until the program ends, so that a window need not ask each minute.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any, Final

_SERVICE: Final = "annotator hub"
_HELD: Final[dict[str, str]] = {}


def kept(where: str) -> str | None:
    """The password for a role at a server, if the system keeps one, or this program holds one."""
    if (keyring := _keyring()) is None:
        return _HELD.get(where)
    try:
        found: Any = keyring.get_password(_SERVICE, where)
    except keyring.errors.KeyringError:
        found = None
    return found if isinstance(found, str) else _HELD.get(where)


def keep(where: str, password: str) -> bool:
    """Let the system keep a password; False where it has no place for it, and it is only held."""
    _HELD[where] = password
    if (keyring := _keyring()) is None:
        return False
    try:
        keyring.set_password(_SERVICE, where, password)
    except keyring.errors.KeyringError:
        return False
    return True


def _keyring() -> ModuleType | None:
    try:
        return import_module("keyring")
    except ImportError:
        return None
