"""What lies beside an export and says where it came from."""

from __future__ import annotations

from typing import Any

import msgspec


class File(msgspec.Struct, frozen=True):
    """A file of an export: its name without folder, the SHA-256 of its bytes in hex."""

    name: str
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Which state of which project an export shows, and which files it is; the first holds the documents.

    `head`: where the log ended when it was read. `options`: what was asked for. `lost`: how many rows lost
    something, by kind of `core.carrying.CARRIES`.
    """

    manifest: int = 1
    program: str
    project: str
    head: str
    scheme: dict[str, Any]
    options: dict[str, Any]
    documents: int
    lost: dict[str, int]
    files: tuple[File, ...]
