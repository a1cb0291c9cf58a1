"""Stored projects, each made by the program of its time."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
VERSIONS = sorted(int(path.name.split(".")[0].split("-")[1]) for path in FOLDER.glob("*.db.gz"))


def stored(version: int, folder: Path) -> Path:
    """The project of a version, unpacked into a folder."""
    path = folder / f"version-{version}.db"
    path.write_bytes(gzip.decompress((FOLDER / f"{path.name}.gz").read_bytes()))
    return path


def told(version: int) -> dict[str, Any]:
    """What was in it when it was made: head, events, texts, and the rows of each table."""
    found: dict[str, Any] = json.loads(gzip.decompress((FOLDER / f"version-{version}.json.gz").read_bytes()))
    return found
