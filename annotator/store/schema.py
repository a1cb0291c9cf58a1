"""Compares the tables, views and triggers of a file with those that the migrations make."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import Final, NamedTuple

from annotator.core.errors import AnnotatorError
from annotator.store.search_index import INDEX, SHADOWS
from annotator.store.version import VERSION


class Part(NamedTuple):
    """A table, index, view or trigger: its kind, its name, what it belongs to, and the SQL that makes it."""

    kind: str
    name: str
    owner: str
    sql: str


_DIGESTS: Final[dict[int, str]] = {
    1: "9bcfb291e9134c0c379a46261575cb10334bc9bc16fb577474d061ff0c889638",
    2: "83dc30b6eef14b2c55404ed7dc9a67fe7509a0f9d20fba76993efe64e6ea6e0f",
    3: "e3f3e86a6c679592e12fdc21b1ced06fe9155d850640e5e49cca76f76e050fd4",
    4: "b7bd5a01a98ea08204ab678445c5154ec28d0164638844f88220d4c1d713d893",
    5: "b7bd5a01a98ea08204ab678445c5154ec28d0164638844f88220d4c1d713d893",
    6: "a38f791ee78eda85db2eb371d908b3b8f465b1aab0ee2676842b937683dc4c4d",
    7: "e6b72e571d784ee819fe9bb7be0a59f0093321a2722263f6d34b9f7aea508050",
    8: "54c010e3dde9bf5a28cd3d7fc965c22516e030fd01f248ec3300bb73fea22c74",
    9: "be0f96d14090b39ce78cd6803407e4a01b3ea111fb3134206b6bcfd29dda53f7",
    10: "e22735749b8201880de179b2a60c71b72d2c1a39f86ae549353e340cea84270c",
    11: "1328d610097fa569280a949e527120714008615fe1ddafa33a61026e95b94e9c",
    12: "d37bccf70eca9f214fcf9386e6d012497bd9abd41b2a1a6800baedf7c7ad8559",
    13: "e559a39254dc75a50c2062112f77d09ac05cad07c13e3e6abbacebd3124abea5",
    14: "faa9f394afd1be676bc2f3b46b43309e3afc0edb23031f01e94864e5cfc8121a",
    15: "0c582a689aaf323ffc6f2d23cdcb08724a0a6922543349df228c8ce5147417ba",
    16: "7e456f74feeb1d7187078f82a2e8c6d79205dc0b1d1d831fa849def5676645e9",
    17: "1996afb3f4b671c8e99052b69da4c4d537a84600a153fc3f8ec1134a9cb3516e",
}
"""The schema of each version, as `_digest` tells it: to make one anew takes longer than to open a file."""

_NOT_OURS: Final = frozenset({"sqlite_sequence", "sqlite_stat1", "sqlite_stat4", "_sqlite_migrations"})
"""Tables of SQLite and of the library that migrates; their form is theirs to choose."""

_PARTS: Final = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema"


def check_schema(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `AnnotatorError("foreign-schema")` unless the file has what its version has, and nothing else."""
    if found := foreign(connection):
        names = ", ".join(f"{part.kind} {part.name}" for part in found)
        raise AnnotatorError("foreign-schema", path=str(path), names=names)


def foreign(connection: sqlite3.Connection) -> list[Part]:
    """What is not as the migrations make it: what was added or changed, then what is missing."""
    parts = _ours(connection)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    # A migration that was broken off has not yet said so.
    versions = range(max(version, 1), VERSION + 1)
    digest = _digest(parts)
    if any(_DIGESTS.get(known) == digest for known in versions):
        return []
    expected = [made(known) for known in versions]
    if any(parts == known for known in expected) or not expected:
        return []
    there, right = set(parts), set(expected[0])
    return sorted(there - right) + sorted(
        part for part in right - there if part.name not in {other.name for other in there}
    )


def made(version: int) -> list[Part]:
    """The schema of a version, made by its migrations."""
    from annotator.store.library import Database
    from annotator.store.migrations import migrations

    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        database = Database(connection)
        later = [step.name for step in migrations.pending(database)][version:]
        migrations.apply(database, stop_before=later)
        return _ours(connection)
    finally:
        connection.close()


def real_tables(connection: sqlite3.Connection) -> frozenset[str]:
    """What can be read and ends: no views, which may be endless, and nothing that a module makes up."""
    return frozenset(
        part.name
        for part in _parts(connection)
        if part.kind == "table" and part.sql.startswith("CREATE TABLE")
    )


def _ours(connection: sqlite3.Connection) -> list[Part]:
    parts = _parts(connection)
    return [
        part
        for part in parts
        if part.kind not in ("table", "index") or not (part.owner in _NOT_OURS or _is_of_index(part))
    ]


def _is_of_index(part: Part) -> bool:
    """Whether it is the search index, or a table that it is kept in: made anew where it is missing."""
    if part.name == "search":
        return part.sql == INDEX
    return part.owner in SHADOWS and not part.sql.startswith("CREATE VIRTUAL")


def _parts(connection: sqlite3.Connection) -> list[Part]:
    usual = connection.text_factory
    connection.text_factory = lambda stored: stored.decode("utf-8", "backslashreplace")
    try:
        parts = [Part(*row) for row in connection.execute(_PARTS)]
    finally:
        connection.text_factory = usual
    return sorted(parts)


def _digest(parts: list[Part]) -> str:
    return hashlib.sha256("\0".join("\0".join(part) for part in parts).encode()).hexdigest()
