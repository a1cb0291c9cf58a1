"""The program as it was when an older version of the project file was the newest."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from sqlite_utils import Database, Migrations

from annotator.core.audit import Policy
from annotator.core.events import GENESIS
from annotator.core.model import Record
from annotator.store import migrations as steps
from annotator.store import opening, payloads, review_queue, tables
from annotator.store.log import End, Log
from annotator.store.recorder import Recorder
from annotator.store.signer import Signer
from annotator.store.standing import WHOLE_LOG
from annotator.store.tables import TABLES, Table

STEPS: Final[tuple[Callable[[Database], None], ...]] = (
    steps.first,
    steps.second,
    steps.third,
    steps.fourth,
    steps.fifth,
    steps.sixth,
    steps.seventh,
    steps.eighth,
    steps.ninth,
)
_SINCE: Final = {
    "name": 2,
    "rejection": 2,
    "lexicon": 2,
    "draw": 6,
    "policy": 8,
    "export": 8,
    "reading": 8,
    "note": 9,
    "filing": 9,
}
"""The version from which on a project keeps records of a kind."""
_INSERT_CHANGE: Final = """
    INSERT INTO main.changes SELECT ?1, ?2, ?3, named(?4), whole(?3, ?4, ?5, ?6), whole(?3, ?4, ?5, ?7),
        payloads_hash(?3, ?4, ?5, ?6, ?7) WHERE ?8 IS NOT NULL"""
"""The log as it was before it was packed."""


def _teach(connection: sqlite3.Connection) -> None:
    opening.teach(connection)
    connection.create_function("whole", 4, lambda *change: change[3] and payloads.whole(*change).decode())
    connection.create_function("payloads_hash", 5, payloads.payloads_hash)


def _read_end(log: Log) -> End:
    """All of the log stood, and all events of a file bore the id of one copy."""
    row = log._project.one("SELECT seq, hash FROM main.events ORDER BY seq DESC LIMIT 1")
    return End(row[0], row[1], row[1]) if row else End(0, GENESIS, GENESIS)


class _WithoutTolls(Table):
    """The table of spans as it was before they bore tolls."""

    def __init__(self) -> None:
        super().__init__("span")
        self.columns = self.columns[:-1]
        self.listed = self.written = ", ".join(f'"{column}"' for column in self.columns)
        self.select = f'SELECT {self.listed} FROM "{self.name}"'
        self.select_stored = f"SELECT {self.listed} FROM {self.stored}"
        self.insert = (
            f"INSERT INTO {self.stored} ({self.listed}) VALUES ({', '.join('?' for _ in self.columns)})"
        )
        assigned = ", ".join(f'"{column}" = ?' for column in self.columns[1:])
        self.update = f"UPDATE {self.stored} SET {assigned} WHERE id = ?"
        self._json = [index for index in self._json if index < len(self.columns)]

    def row(self, record: Record) -> list[Any]:
        return super().row(record)[: len(self.columns)]


@contextmanager
def as_of(version: int) -> Iterator[pytest.MonkeyPatch]:
    """The steps of migration, the tables and the events of a version before accounts were noted."""
    known = Migrations("annotator")
    for step in STEPS[:version]:
        known(name=step.__name__)(step)
    add = Recorder.add
    columns = ", ".join(f"?{n}" for n in range(1, 10))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("annotator.store.migrations.migrations", known)
        patch.setattr("annotator.store.opening.VERSION", version)
        for entity, since in _SINCE.items():
            if since > version:
                patch.delitem(TABLES, entity)
        insert = f"INSERT INTO main.events SELECT {columns} WHERE ?10 IS NULL"
        patch.setattr("annotator.store.recorder.INSERT_EVENT", insert)
        patch.setattr(Log, "_account", lambda _: None)
        patch.setattr(Log, "policy", Policy(id=""))
        patch.setattr(Log, "_read_end", _read_end)
        patch.setattr(Signer, "_known", lambda self: self._project.value("replica"))
        patch.setattr(Signer, "claim", lambda _: None)
        patch.setattr("annotator.store.log.standing", lambda _: WHOLE_LOG)
        patch.setattr("annotator.store.log.team", lambda _: None)
        patch.setattr(Recorder, "add", lambda self, row: isinstance(row, Policy) or add(self, row))
        patch.delitem(tables._DERIVED, "document")
        patch.setitem(TABLES, "document", Table("document"))
        patch.setitem(TABLES, "span", _WithoutTolls())
        patch.setattr("annotator.store.recorder.take_in", lambda *_: [])
        patch.setattr("annotator.store.opening.take_in_all", lambda *_: None)
        patch.setattr("annotator.store.opening.make_anew", lambda *_: None)
        patch.setattr("annotator.store.recorder.INSERT_CHANGE", _INSERT_CHANGE)
        patch.setattr("annotator.store.project.teach", _teach)
        # No account was kept of the lists that documents stand in, and before that, of what waits for whom.
        patch.setattr("annotator.store.listing.refresh", lambda *_: False)
        patch.setattr("annotator.store.listing.numbers_of", lambda *_: [])
        patch.setattr("annotator.store.opening.refresh_all", review_queue.refresh_all)
        if version < 3:
            patch.setattr("annotator.store.review_queue.refresh", lambda *_: False)
            patch.setattr("annotator.store.opening.refresh_all", lambda *_: None)
        yield patch
