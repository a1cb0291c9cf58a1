"""Makes sure that a file is a project, and of this version, before it is worked in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Final

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.store.likeness import take_in_all
from annotator.store.listing import refresh_all
from annotator.store.making import end_of, end_of_whole
from annotator.store.payloads import Key, key, named
from annotator.store.schema import check_schema
from annotator.store.search_index import make_anew
from annotator.store.tables import derive_all
from annotator.store.version import APPLICATION_ID, BUNDLE_ID, VERSION

RESCUABLE: Final = frozenset({"project-damaged", "foreign-schema"})
"""Codes of errors that keep a file from being opened, and not from being recovered."""


def check_file(
    connection: sqlite3.Connection, path: Path, *, as_found: bool = False, bundle: bool = False
) -> None:
    """Raises "not-a-project", "newer-project", and, unless it is to be taken as found, "foreign-schema".

    With `bundle` it may be one of those too.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID and not (bundle and application == BUNDLE_ID):
        code = "is-a-bundle" if application == BUNDLE_ID else "not-a-project"
        raise AnnotatorError(code, path=str(path))
    version = _version(connection)
    if version > VERSION:
        raise AnnotatorError("newer-project", path=str(path), version=version, known=VERSION)
    if not as_found:
        check_schema(connection, path)


def teach(connection: sqlite3.Connection) -> None:
    """Let queries fold text, and find ids in the log as it keeps them."""
    connection.create_function("fold", 1, _fold, deterministic=True)
    connection.create_function("key", 1, _key, deterministic=True)
    connection.create_function("named", 1, named, deterministic=True)


def upgrade(connection: sqlite3.Connection, path: Path, backup: Callable[[Path], None]) -> None:
    """Bring the tables up to this version, whole or not at all.

    A file that holds something is backed up beside itself before.
    """
    version = _version(connection)
    if version == VERSION:
        return
    if version:
        _keep(connection, path, backup)
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _version(connection) != VERSION:  # another program may have done it meanwhile
            _migrate(connection)
            take_in_all(connection)
            make_anew(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _keep(connection: sqlite3.Connection, path: Path, backup: Callable[[Path], None]) -> None:
    """Save the file beside itself, unless a copy that is there holds just what it holds."""
    for n in count(1):
        saved = path.with_name(f"{path.name}.before-{VERSION}{f'-{n}' if n > 1 else ''}")
        if not saved.exists():
            backup(saved)
            return
        if end_of_whole(saved) == end_of(connection):
            return


def upgraded_copy(connection: sqlite3.Connection) -> sqlite3.Connection:
    """An older project in memory, as this version has it: reading it must not change the file.

    Which texts are alike, and an index of their words, take too long to make for one reading.
    """
    if _version(connection) == VERSION:
        return connection
    copy = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.backup(copy)
        teach(copy)
        _migrate(copy)
    except BaseException:
        copy.close()
        raise
    connection.close()
    return copy


def _migrate(connection: sqlite3.Connection) -> None:
    from annotator.store.library import Database
    from annotator.store.migrations import migrations

    migrations.apply(Database(connection))
    derive_all(connection)
    refresh_all(connection)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _key(row_id: str | None) -> Key | None:
    return None if row_id is None else key(row_id)


def _fold(text: str) -> str:
    return fold_key(text)
