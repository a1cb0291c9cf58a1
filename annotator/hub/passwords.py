"""Passwords that the system keeps for the account, where the library `keyring` is installed."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any, Final

_SERVICE: Final = "annotator hub"


def kept(where: str) -> str | None:
    """The password for a role at a server, if the system keeps one."""
    if (keyring := _keyring()) is None:
        return None
    try:
        found: Any = keyring.get_password(_SERVICE, where)
    except keyring.errors.KeyringError:
        return None
    return found if isinstance(found, str) else None


def keep(where: str, password: str) -> bool:
    """Let the system keep a password; False where it has no place for it."""
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
