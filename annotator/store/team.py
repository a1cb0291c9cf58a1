"""What a copy of a project knows of its hub: how far it has come, who signs here, and whether they lead."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from annotator.core.errors import AnnotatorError
from annotator.core.events import ENTITY_OF, GENESIS
from annotator.core.signing import SIGNATURES
from annotator.core.team import LEAD_ONLY, HubSays

_PLACE, _CHAIN, _NAMES, _LEAD, _VEIL = "place", "chain", "names", "lead", "veil"
MEMBERS: Final = "members"
"""Names that the members of the team sign with: work is given to some who have done nothing yet."""
_KEYS: Final = (_PLACE, _CHAIN, _NAMES, _LEAD, _VEIL)


class Cursor(NamedTuple):
    """The newest event of the hub's order that the copy has, or has a stub of, and the chain there."""

    place: int
    chain: str


class Team(NamedTuple):
    """Whose work this copy sends: an act that could never be sent is never written."""

    names: tuple[str, ...]
    lead: bool

    def check_actor(self, actor: str) -> None:
        """Raises `AnnotatorError("hub-names")` for a name that is not the member's."""
        if actor not in self.names:
            raise AnnotatorError("hub-names", author=actor, names=", ".join(self.names))

    def check_rows(self, sides: Iterable[tuple[Any, Any]]) -> None:
        """Raises "hub-lead-only" and "hub-names" for rows that the hub takes from nobody but the lead."""
        if self.lead:
            return
        for row in (row for pair in sides for row in pair if row is not None):
            entity = ENTITY_OF[type(row)]
            if entity in LEAD_ONLY:
                raise AnnotatorError("hub-lead-only", entity=entity)
            signed = getattr(row, SIGNATURES[entity]) if entity in SIGNATURES else self.names[0]
            self.check_actor(signed)


def cursor(conn: sqlite3.Connection) -> Cursor | None:
    """How far the copy has come; None for one that belongs to no hub."""
    known = _known(conn)
    return Cursor(int(known[_PLACE]), known[_CHAIN]) if _PLACE in known else None


def team(conn: sqlite3.Connection) -> Team | None:
    """None for a copy that belongs to no hub."""
    known = _known(conn)
    return Team(tuple(json.loads(known[_NAMES])), bool(known[_LEAD])) if _NAMES in known else None


def veil(conn: sqlite3.Connection) -> str:
    """What the hub last said of what it withholds."""
    return _known(conn).get(_VEIL, "")


def begin(conn: sqlite3.Connection, state: HubSays) -> None:
    """Let the copy belong to a hub of which it has nothing yet."""
    move(conn, Cursor(0, GENESIS))
    know(conn, state)


def know(conn: sqlite3.Connection, state: HubSays) -> None:
    """Keep who the hub takes us for."""
    _put(conn, {_NAMES: json.dumps(state.names, ensure_ascii=False), _LEAD: "1" if state.lead else ""})


def know_members(conn: sqlite3.Connection, names: Iterable[str]) -> None:
    """Keep the names that belong to the team now."""
    _put(conn, {MEMBERS: json.dumps(list(names), ensure_ascii=False)})


def unveiled(conn: sqlite3.Connection, state: HubSays) -> None:
    """Keep that all is here that may be seen now."""
    _put(conn, {_VEIL: state.veil})


def move(conn: sqlite3.Connection, to: Cursor) -> None:
    _put(conn, {_PLACE: str(to.place), _CHAIN: to.chain})


def _known(conn: sqlite3.Connection) -> dict[str, str]:
    marks = ", ".join("?" * len(_KEYS))
    return dict(conn.execute(f"SELECT key, value FROM main.hub WHERE key IN ({marks})", _KEYS).fetchall())


def _put(conn: sqlite3.Connection, values: dict[str, str]) -> None:
    conn.executemany("INSERT OR REPLACE INTO main.hub VALUES (?, ?)", values.items())
