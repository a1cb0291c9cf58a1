"""What a file holds of a project's log, as joining reads it: a copy of the project, or a bundle of one."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Iterator
from typing import Any, Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.events import Change, Event, EventHash
from annotator.store.log import EVENT, event_of
from annotator.store.payloads import CHANGE, chained, change_of, is_proved, key, named, payloads_hash
from annotator.store.project import Project
from annotator.store.tables import UNREADABLE, json_list

Marks = dict[int, str]
"""Which changes of an event are aside, by number, and why."""

Whole = tuple[Event, list[tuple[Any, ...]]]
"""An event and the rows of its changes."""

_BLIND: Final = "SELECT document_id, assignee FROM main.assignments WHERE task = 'annotate-blind'"
_PLACES: Final = "SELECT id, place FROM main.published JOIN main.events ON seq = event"
_EVENT: Final = f"SELECT {', '.join(EVENT)} FROM main.events WHERE seq = ?"
_CHANGES: Final = f"SELECT n, {CHANGE}, payload_hash FROM main.log WHERE event = ? ORDER BY n"


class Logged:
    """An event of a copy, as `core.joining` takes it: its changes but those with the numbers in `aside`."""

    def __init__(self, conn: sqlite3.Connection, seq: int, aside: Container[int] = ()) -> None:
        self.seq, self.aside = seq, aside
        self.id, self.kind, self.reverts = conn.execute(
            "SELECT id, kind, reverts FROM main.events WHERE seq = ?", [seq]
        ).fetchone()
        self._conn = conn

    @property
    def changes(self) -> Iterator[tuple[int, Change]]:
        for n, *change, _ in self._conn.execute(_CHANGES, [self.seq]):
            if n not in self.aside:
                yield n, change_of(change)


class Copy:
    """One file: its events by id, each with its number, and what of them is aside."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.conn = project.conn
        self.events: dict[str, int] = dict(self.conn.execute("SELECT id, seq FROM main.events ORDER BY seq"))
        self.stubs: dict[str, int] = {}
        """Events that a bundle leaves out, as whoever takes it has them; and their places."""
        self.marks: dict[str, Marks] = {}
        for event_id, n, why in self.conn.execute(
            "SELECT id, n, why FROM main.aside JOIN main.events ON seq = event ORDER BY event, n"
        ):
            self.marks.setdefault(event_id, {})[n] = why
        for event_id, place, aside in self.conn.execute("SELECT id, place, aside FROM main.stubs"):
            self.stubs[event_id] = place
            if marks := msgspec.json.decode(aside, type=Marks):
                self.marks[event_id] = marks

    def has(self, event_id: str) -> bool:
        return event_id in self.events or event_id in self.stubs

    def event(self, event_id: str, aside: Container[int] | None = None) -> Logged:
        """An event of the file, without what is aside here, or what else is to be left out."""
        left_out = self.marks.get(event_id, {}) if aside is None else aside
        return Logged(self.conn, self.events[event_id], left_out)

    def numbers(self, event_id: str) -> frozenset[int]:
        """The numbers of all changes of an event."""
        rows = self.conn.execute("SELECT n FROM main.log WHERE event = ?", [self.events[event_id]])
        return frozenset(row[0] for row in rows)

    def places(self) -> dict[str, int]:
        """The order in which this copy has its events: those that have no place yet come last."""
        given = dict(self.conn.execute(_PLACES)) | self.stubs
        last = max(given.values(), default=0)
        new = (event_id for event_id in self.events if event_id not in given)
        return given | {event_id: last + n for n, event_id in enumerate(new, 1)}

    def blind(self) -> set[tuple[str, str]]:
        """What is given to somebody for blind annotation: document and assignee."""
        return set(self.conn.execute(_BLIND))

    def whole(self, event_id: str) -> Whole:
        """An event and its rows of the log, proved by their hashes.

        Raises "merge-damaged" where they are not what they were, "merge-unreadable" where they are nothing
        that this program writes.
        """
        seq = self.events[event_id]
        place = {"path": str(self.project.path), "seq": seq}
        rows = self.conn.execute(_CHANGES, [seq]).fetchall()
        try:
            event = event_of(self.conn.execute(_EVENT, [seq]).fetchone())
            if not _is_proved(event, rows):
                raise AnnotatorError("merge-damaged", **place)
            for _, *change, _ in rows:
                change_of(change)
        except (AttributeError, *UNREADABLE) as error:
            if isinstance(error, AnnotatorError) and error.code == "merge-damaged":
                raise
            raise AnnotatorError("merge-unreadable", **place, reason=str(error)) from error
        return event, rows


def is_made_here(project: Project, row_id: str, imports: Iterable[str]) -> bool:
    """Whether a row was made in this project, rather than brought in from a file."""
    found = project.one(
        """SELECT 1 FROM main.log c JOIN main.events e ON e.seq = c.event
           WHERE c.entity_key = ? AND c.before IS NULL
             AND e.kind NOT IN ('undo', 'redo') AND e.kind NOT IN (SELECT value FROM json_each(?)) LIMIT 1""",
        [key(row_id), json_list(imports)],
    )
    return found is not None


def _is_proved(event: Event, rows: list[tuple[Any, ...]]) -> bool:
    hashed = EventHash(event)
    for at, (n, entity, row, document, *sides, kept) in enumerate(rows):
        found = payloads_hash(entity, row, document, *sides)
        if n != at or not is_proved(found, kept):
            return False
        hashed.add(entity, named(row), chained(found, kept))
    return hashed.hexdigest() == event.hash
