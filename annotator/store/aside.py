"""Whether each change that is aside has its reason in the log: nobody hides one by saying that it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from annotator.core.events import Change
from annotator.core.joining import Keys, keys_of, row_key
from annotator.store.copies import Copy, Marks
from annotator.store.keepers import HUB_PLACE
from annotator.store.payloads import CHANGE, change_of, key
from annotator.store.project import Project
from annotator.store.tables import json_list

_NEAR: Final = f"""
    SELECT event, n, {CHANGE} FROM main.log WHERE event <> ?1 AND (
        entity_key IN (SELECT key(value) FROM json_each(?2))
        OR document_key IN (SELECT key(value) FROM json_each(?3)))"""
_OTHERS: Final = f"SELECT event, n, {CHANGE} FROM main.log WHERE event <> ?"
_LINKS: Final = "SELECT seq, replica, previous, hash FROM main.events ORDER BY seq"
_AGAIN: Final = """
    SELECT 1 FROM main.log WHERE entity_key = ? AND entity = ? AND event <> ? AND before IS NULL LIMIT 1"""


def unexplained(project: Project) -> Iterator[int]:
    """The numbers of events of which something is aside for no reason that the log knows.

    Something else must have met it that was done without knowing of it, or what it was built on is aside.
    What a hub refused it alone can tell.
    """
    if project.one("SELECT 1 FROM main.aside LIMIT 1") is None:
        return
    if project.one("SELECT 1 FROM main.hub WHERE key = ?", [HUB_PLACE]) is not None:
        return
    known = _Known(project)
    for event_id, marks in known.copy.marks.items():
        if not known.explains(event_id, marks):
            yield known.copy.events[event_id]


class _Known:
    """What the log says of what was done beside an event."""

    def __init__(self, project: Project) -> None:
        self.copy = Copy(project)
        self._conn = project.conn
        self._ids = {seq: event_id for event_id, seq in self.copy.events.items()}
        self._links = {seq: (replica, previous) for seq, replica, previous, _ in self._conn.execute(_LINKS)}
        self._places = {(replica, made): seq for seq, replica, _, made in self._conn.execute(_LINKS)}
        self._scheme = [row for (row,) in self._conn.execute("SELECT id FROM main.schemes")]

    def explains(self, event_id: str, marks: Marks) -> bool:
        event = self.copy.event(event_id, aside=())
        changes = dict(event.changes)
        undone = self._aside_of(event.reverts or "")
        left = [
            n
            for n, why in marks.items()
            if not (why.startswith("absorbed") and self._is_there(changes[n], event.seq, undone))
        ]
        if not left:
            return True
        mine = [self._keys(change) for change in changes.values()]
        writes = set[str]().union(*(keys.writes for keys in mine))
        leans = set[str]().union(*(keys.leans for keys in mine))
        # What leans on a row of another document lies anywhere; that is seldom the reason.
        return any(
            self._meets(event.seq, writes, leans, *other)
            for some in (self._near(event.seq, changes, mine), self._all(event.seq))
            for other in some
        )

    def _is_there(self, change: Change, seq: int, undone: set[str]) -> bool:
        """Whether the row was added elsewhere too, or what is undone here is aside itself."""
        found = self._conn.execute(_AGAIN, [key(change.entity_id), change.entity, seq]).fetchone()
        return found is not None or row_key(change) in undone

    def _aside_of(self, event_id: str) -> set[str]:
        marks = self.copy.marks.get(event_id, {})
        if not marks or event_id not in self.copy.events:
            return set()
        return {row_key(change) for n, change in self.copy.event(event_id, aside=()).changes if n in marks}

    def _near(
        self, seq: int, changes: dict[int, Change], mine: list[Keys]
    ) -> Iterator[tuple[int, int, Change]]:
        """The changes of other events that may touch the same."""
        ids = {key_.rpartition(":")[2] for keys in mine for key_ in (*keys.writes, *keys.leans)}
        ids |= {change.entity_id for change in changes.values()} | set(self._scheme)
        documents = {
            getattr(side, "document_id", None) or (change.entity_id if change.entity == "document" else None)
            for change in changes.values()
            for side in (change.before, change.after)
            if side is not None
        }
        asked: list[Any] = [seq, json_list(ids), json_list(filter(None, documents))]
        for event, n, *row in self._conn.execute(_NEAR, asked):
            yield event, n, change_of(row)

    def _all(self, seq: int) -> Iterator[tuple[int, int, Change]]:
        for event, n, *row in self._conn.execute(_OTHERS, [seq]):
            yield event, n, change_of(row)

    def _meets(self, seq: int, writes: set[str], leans: set[str], other: int, n: int, change: Change) -> bool:
        keys = self._keys(change)
        theirs = keys.writes | ({f"gone:{row_key(change)}"} if change.before is None else set())
        if n in self.copy.marks.get(self._ids[other], {}) and not theirs.isdisjoint(writes | leans):
            return True
        meets = (
            not keys.writes.isdisjoint(writes)
            or not keys.leans.isdisjoint(writes)
            or not keys.writes.isdisjoint(leans)
        )
        return meets and not self._follows(*sorted((seq, other)))

    def _follows(self, earlier: int, later: int) -> bool:
        """Whether one event was made where the other was there already, as far as their chain tells."""
        at: int | None = later
        while at is not None and at > earlier:
            at = self._places.get(self._links[at])
        return at == earlier

    def _keys(self, change: Change) -> Keys:
        return keys_of(change, lambda *_: True)  # what was given blind may be given so no more
