"""One byte flipped, or one row changed with the triggers put back: found, or no part of the record."""

from __future__ import annotations

import shutil
import sqlite3
import traceback
from pathlib import Path
from random import Random

from annotator.commands import exporting
from annotator.core.errors import AnnotatorError
from annotator.store import Project, queries
from annotator.store.proof import verify_file
from annotator.store.review import review_of
from annotator.store.tables import TABLES
from tests.soak.outcome import Outcome, dice
from tests.store.old import VERSIONS, stored

OUTSIDE = ("preferences", "suggestions", "_sqlite_migrations")
"""Tables that are no part of the record; nor are free bytes of a page."""
_NEW = (
    "'x'",
    "7",
    "''",
    "'[[0, 99999999999999999999]]'",
    "'[]'",
    "CAST(x'ff' AS TEXT)",
    "'{}'",
    "'[[5, 2]]'",
)


def found(path: Path) -> bool:
    """Whether something is said to be wrong: a finding, or a refusal that names what it is."""
    try:
        findings = verify_file(path).findings
    except AnnotatorError:
        return True
    return bool(findings)


def record(path: Path) -> list[str]:
    """All that the file says as a record, and its schema."""
    connection = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)
    connection.text_factory = bytes
    try:
        tables = [
            name.decode()
            for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if name.decode().lower() not in OUTSIDE
        ]
        asked = [f'SELECT * FROM "{name}"' for name in sorted(tables)]
        schema = f"FROM sqlite_schema WHERE tbl_name NOT IN {OUTSIDE} ORDER BY 1, 2"
        asked.append(f"SELECT type, name, tbl_name, sql {schema}")
        return [repr(row) for query in asked for row in connection.execute(query)]
    finally:
        connection.close()


def flip(data: bytes, random: Random) -> tuple[int, bytes]:
    """One bit of the file turned round, and where."""
    place = random.randrange(len(data))
    flipped = bytearray(data)
    flipped[place] ^= 1 << random.randrange(8)
    return place, bytes(flipped)


def change(path: Path, random: Random) -> str | None:
    """Change one thing of the record, as somebody who owns the file can; None if the tables refuse it."""
    connection = sqlite3.connect(path, isolation_level=None)
    triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    try:
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        told = _change(connection, random)
        for _, sql in triggers:
            connection.execute(sql)
    except sqlite3.Error:
        return None
    finally:
        connection.close()
    return told


def _change(connection: sqlite3.Connection, random: Random) -> str:
    tables = ["project", "texts", "events", "log", *(table.name for table in TABLES.values())]
    filled = [
        name
        for name in tables
        if connection.execute(f"SELECT 1 FROM {name}").fetchone() and name != "schemes"
    ]
    table = random.choice(filled)
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    keys = ["event", "n"] if table == "log" else columns[:1]
    order = ", ".join(keys)
    rows = connection.execute(f"SELECT {order} FROM {table} ORDER BY {order}").fetchall()
    where = " AND ".join(f"{key} = ?" for key in keys)
    row = random.choice(rows)
    if random.random() < 0.3:
        sql = f"DELETE FROM {table} WHERE {where}"
    else:
        column = random.choice(columns)
        sql = f'UPDATE {table} SET "{column}" = {random.choice(_NEW)} WHERE {where}'
    connection.execute(sql, row)
    return f"{sql} {row}"


def read_all(path: Path) -> None:
    """What a window and an export read. Raises `AnnotatorError` where something cannot be read."""
    with Project.open(path, read_only=True) as project:
        assert project.scheme.labels is not None
        for document in queries.document_ids(project):
            review_of(project, document)
        exporting.export(project, path.with_suffix(".jsonl"))


def prepared(folder: Path) -> Path:
    """The newest project that is kept, of this version, closed: the same in every folder."""
    path = stored(VERSIONS[-1], folder)
    with Project.open(path) as project:
        project.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def flips(seed: int, folder: Path) -> Outcome:
    whole = _whole(folder)
    place, flipped = flip(whole.read_bytes(), dice("flips", seed))
    path = folder / "flipped.db"
    path.write_bytes(flipped)
    return _judge(path, whole, f"byte {place}")


def changes(seed: int, folder: Path) -> Outcome:
    """The first change of this seed that changes something."""
    whole, random = _whole(folder), dice("changes", seed)
    path = folder / "changed.db"
    told = None
    while told is None or record(path) == _right(whole):
        shutil.copy(whole, path)
        told = change(path, random)
    return _judge(path, whole, told)


def _judge(path: Path, whole: Path, told: str) -> Outcome:
    outcome = Outcome()
    outcome.figures["damaged"] = 1
    try:
        if found(path):
            outcome.figures["found"] = 1
        elif record(path) != _right(whole):
            outcome.wrong.append(f"missed: {told}")
        else:
            outcome.figures["no part of the record"] = 1
        try:
            read_all(path)
            outcome.figures["still read"] = 1
        except AnnotatorError:
            outcome.figures["reading refused"] = 1
    except Exception:
        outcome.wrong.append(f"{told}: {traceback.format_exc(limit=-6)}")
    for beside in path.parent.glob(f"{path.stem}.*"):
        beside.unlink()
    return outcome


_kept: dict[Path, list[str]] = {}


def _whole(folder: Path) -> Path:
    path = folder / f"version-{VERSIONS[-1]}.db"
    return path if path.exists() else prepared(folder)


def _right(whole: Path) -> list[str]:
    if whole not in _kept:
        _kept[whole] = record(whole)
    return _kept[whole]
