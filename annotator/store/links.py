"""How the events of a log hang together: each names the one before it of the same copy of the project."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from annotator.core.events import GENESIS, Event
from annotator.store.standing import UNPUBLISHED

if TYPE_CHECKING:
    from annotator.store.project import Project


class Links:
    """Follows the events of a log, oldest first.

    Two files that were copied from each other sign alike and go on apart: once they are joined, an event need
    not follow the last one of its copy, but one that came before it.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._last: dict[str, str] = {}

    def follows(self, event: Event) -> bool:
        """Take in the next event; whether the one that it names came before it."""
        last = self._last.get(event.replica, GENESIS)
        self._last[event.replica] = event.hash
        return event.previous == last or self._comes_before(event)

    def _comes_before(self, event: Event) -> bool:
        """Whether the event that this one names stands before it; before the first of a copy, none does."""
        place = self._places[event.replica, event.hash]
        if event.previous == GENESIS:
            return place == self._first[event.replica]
        return self._places.get((event.replica, event.previous), place) < place

    def is_partial(self, event: Event) -> bool:
        """Whether changes of the event are withheld from this copy, so that nobody here can prove it."""
        return bool(self._withheld) and event.id in self._withheld

    @cached_property
    def _places(self) -> dict[tuple[str, str], int]:
        """Where each event stands, by its copy and hash: what was withheld arrives after what follows it."""
        rows = f"""
            SELECT replica, hash, coalesce(place, {UNPUBLISHED} + seq)
            FROM main.events LEFT JOIN main.published ON event = seq
            UNION ALL SELECT replica, hash, place FROM main.stubs"""
        return {(replica, made): place for replica, made, place in self._project.rows(rows)}

    @cached_property
    def _first(self) -> dict[str, int]:
        """Where the first event of each copy stands."""
        return {replica: place for (replica, _), place in sorted(self._places.items(), key=_last_first)}

    @cached_property
    def _withheld(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._project.rows("SELECT id FROM main.stubs"))


def _last_first(item: tuple[tuple[str, str], int]) -> int:
    return -item[1]
