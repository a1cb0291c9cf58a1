"""How the events of a log hang together: each names the one before it of the same copy of the project."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from annotator.core.events import GENESIS, Event

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
        return (
            event.previous == last or self._places.get((event.replica, event.previous), event.seq) < event.seq
        )

    def is_partial(self, event: Event) -> bool:
        """Whether changes of the event are withheld from this copy, so that nobody here can prove it."""
        return bool(self._withheld) and event.id in self._withheld

    @cached_property
    def _places(self) -> dict[tuple[str, str], int]:
        """The number of each event by its copy and its hash; 0 for those that were not delivered."""
        rows = "SELECT replica, hash, seq FROM main.events UNION ALL SELECT replica, hash, 0 FROM main.stubs"
        return {(replica, made): seq for replica, made, seq in self._project.rows(rows)}

    @cached_property
    def _withheld(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._project.rows("SELECT id FROM main.stubs"))
