"""What was done in one copy and does not stand beside what was done in another, until somebody settles it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from annotator.core.events import Change, Event
from annotator.core.joining import Why
from annotator.core.model import Record
from annotator.store.connection import world_errors
from annotator.store.log import EVENT, event_of
from annotator.store.payloads import CHANGE, change_of, key, record_of
from annotator.store.project import Project
from annotator.store.tables import TABLES

_ASIDE: Final = f"""
    SELECT {", ".join(f"e.{column}" for column in EVENT)}, a.n, a.why, {CHANGE}
    FROM main.aside a JOIN log c ON c.event = a.event AND c.n = a.n JOIN events e ON e.seq = a.event
    WHERE a.why <> 'absorbed' AND e.id NOT IN (SELECT event FROM main.settled)
      AND (:author IS NULL OR e.actor = :author) ORDER BY a.event, a.n"""

_TWINS: Final = {
    "submission": ("document_id", "author"),
    "note": ("document_id", "author"),
    "assignment": ("document_id", "assignee", "task"),
    "decision": ("target", "reviewer"),
}
"""What there may be but one of is another's row by now, though it bears another id."""


class Unsettled(msgspec.Struct, frozen=True):
    """One change that does not stand: its row before it, as it was to be, and as it is at present.

    `present` may be another row, in the place that is taken.
    """

    n: int
    why: Why
    entity: str
    entity_id: str
    before: Record | None
    mine: Record | None
    present: Record | None


class Conflict(msgspec.Struct, frozen=True):
    """An act of which something does not stand."""

    event: Event
    rows: tuple[Unsettled, ...]


def conflicts(project: Project, author: str | None = None) -> list[Conflict]:
    """What is to be settled, in the order it was done; of one person only.

    What was undone since is settled; what both copies have added alike was never in question.
    """
    found: dict[str, tuple[Event, list[Unsettled]]] = {}
    undone = _undone(project)
    for row in project.rows(_ASIDE, {"author": author}):
        event, (n, why, *change) = event_of(row[: len(EVENT)]), row[len(EVENT) :]
        if event.id not in undone:
            found.setdefault(event.id, (event, []))[1].append(_unsettled(project, n, why, change_of(change)))
    return [Conflict(event, tuple(rows)) for event, rows in found.values()]


def count_conflicts(project: Project, author: str) -> int:
    """How many acts of a person are to be settled; asked often, and quick where nothing is aside."""
    if project.one("SELECT 1 FROM main.aside LIMIT 1") is None:
        return 0
    undone = _undone(project)
    rows = project.rows(
        """SELECT DISTINCT e.id FROM main.aside a JOIN main.events e ON e.seq = a.event
           WHERE a.why <> 'absorbed' AND e.actor = ? AND e.id NOT IN (SELECT event FROM main.settled)""",
        [author],
    )
    return sum(row[0] not in undone for row in rows)


def is_aside(project: Project, event: Event) -> bool:
    """Whether something of an event does not stand, but for what both copies have added."""
    sql = "SELECT 1 FROM main.aside WHERE event = ? AND why <> 'absorbed' LIMIT 1"
    return project.one(sql, [event.seq]) is not None


def leave(project: Project, event_ids: Iterable[str]) -> None:
    """Let acts be as they are: aside. Kept in this file alone."""
    with world_errors(project.path):
        project.conn.executemany(
            "INSERT OR IGNORE INTO main.settled VALUES (?)", [(event_id,) for event_id in event_ids]
        )


def twin_of(project: Project, record: Record | None) -> Record | None:
    """The row that is in the place of this one, though it bears another id."""
    if record is None or (fields := _TWINS.get(entity := type(record).__name__.lower())) is None:
        return None
    if getattr(record, "target_kind", "") == "submission" and getattr(record, "replacement", None):
        return None  # of what was missing there may be several
    table = TABLES[entity]
    where = " AND ".join(f'"{field}" = ?' for field in fields)
    row = project.one(f"{table.select_stored} WHERE {where}", [getattr(record, field) for field in fields])
    return table.record(row) if row else None


def last_known(project: Project, entity: str, row_id: str) -> Record | None:
    """A row that is gone, as the log knew it last, whatever became of that."""
    row = project.one(
        """SELECT entity_key, document_key, coalesce(after, before) FROM main.log
           WHERE entity_key = ? AND entity = ? ORDER BY event DESC, n DESC LIMIT 1""",
        [key(row_id), entity],
    )
    return record_of(entity, *row) if row else None


def _unsettled(project: Project, n: int, why: Why, change: Change) -> Unsettled:
    present = live(project, change.entity, change.entity_id) or twin_of(project, change.after)
    return Unsettled(n, why, change.entity, change.entity_id, change.before, change.after, present)


def live(project: Project, entity: str, row_id: str) -> Record | None:
    """The row with this id as it is now, whoever may see it: what is there cannot be added again."""
    table = TABLES[entity]
    row: Any = project.one(f"{table.select_stored} WHERE id = ?", [row_id])
    return table.record(row) if row else None


def _undone(project: Project) -> set[str]:
    """The ids of events that were turned round, and not again since."""
    turned = dict(project.rows("SELECT reverts, id FROM main.events WHERE reverts IS NOT NULL ORDER BY seq"))
    found = set()
    for event_id in turned:
        times, last = 0, event_id
        while last in turned:
            times, last = times + 1, turned[last]
        if times % 2:
            found.add(event_id)
    return found
