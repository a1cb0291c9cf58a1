"""A copy of a project that follows a hub: takes in its pages, and knows what of its own the hub has."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from annotator.core.errors import AnnotatorError
from annotator.core.joining import Known, settle, void_keys
from annotator.core.team import HubSays, chained
from annotator.store import team
from annotator.store.carrying import Row, carry
from annotator.store.conflicts import count_conflicts
from annotator.store.connection import world_errors
from annotator.store.copies import Logged
from annotator.store.outgoing import PROVISIONAL, Unsent
from annotator.store.project import Project
from annotator.store.pulling import Page, Taking, rows_of, taken_whole, unsent_acts
from annotator.store.tables import json_list
from annotator.store.team import Cursor, Team

_REFUSED: Final = "refused-"


class Taken(NamedTuple):
    """Events of others that came, and acts of one's own that do not stand beside them."""

    received: int
    set_aside: int


def begin(project: Project, state: HubSays) -> None:
    """Follow a hub from its beginning. What the copy has of it already is found there by its id."""
    with project.exclusive() as conn:
        # Events that copies gave each other an order for keep it until the hub gives them one.
        ordered = conn.execute("SELECT event FROM main.published ORDER BY place").fetchall()
        conn.execute("DELETE FROM main.published")
        conn.executemany(
            "INSERT INTO main.published VALUES (?, ?)",
            ((event, PROVISIONAL + n) for n, (event,) in enumerate(ordered)),
        )
        conn.execute("DELETE FROM main.stubs")
        team.begin(conn, state)
    project.read_anew()


def know(project: Project, state: HubSays) -> None:
    """Keep who the hub takes us for, if that has changed."""
    known = team.team(project.conn)
    if known is None or (known.names, known.lead) != (state.names, state.lead):
        with project.exclusive() as conn:
            team.know(conn, state)
        project.read_anew()


def know_members(project: Project, names: Iterable[str]) -> None:
    """Keep who belongs to the team, if that has changed."""
    wanted = sorted(names)
    row = project.one("SELECT value FROM main.hub WHERE key = ?", [team.MEMBERS])
    if row is None or json.loads(row[0]) != wanted:
        with project.exclusive() as conn:
            team.know_members(conn, wanted)


def cursor(project: Project) -> Cursor:
    """How far the copy has come. Raises `AnnotatorError("hub-none")` for one that follows no hub."""
    if (found := team.cursor(project.conn)) is None:
        raise AnnotatorError("hub-none", path=str(project.path))
    return found


def follows(project: Project, chain_at: Callable[[int], str | None]) -> bool:
    """Whether the copy follows this hub already; `chain_at` tells its chain at a place."""
    found = team.cursor(project.conn)
    return found is not None and found.place > 0 and chain_at(found.place) == found.chain


def member(project: Project) -> Team:
    """Who signs in this copy. Raises as `cursor`."""
    if (found := team.team(project.conn)) is None:
        raise AnnotatorError("hub-none", path=str(project.path))
    return found


def lacking(project: Project, state: HubSays) -> list[int]:
    """Places of what was withheld, if something of it may be seen now."""
    if team.veil(project.conn) == state.veil:
        return []
    return [row[0] for row in project.rows("SELECT place FROM main.stubs ORDER BY place")]


def unknown_texts(project: Project, hashes: Iterable[str]) -> list[str]:
    """Those of the texts that are not here."""
    wanted = json_list(hashes)
    return [
        row[0]
        for row in project.rows(
            "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT hash FROM main.texts)", [wanted]
        )
    ]


def others_work(project: Project, names: Sequence[str]) -> list[str]:
    """Whose acts, of those that no hub has, are in other names than these."""
    return [
        row[0]
        for row in project.rows(
            """SELECT DISTINCT actor FROM main.events e WHERE actor NOT IN (SELECT value FROM json_each(?))
               AND NOT EXISTS (SELECT 1 FROM main.published p WHERE p.event = e.seq AND p.place < ?)
               ORDER BY 1""",
            [json.dumps(list(names)), PROVISIONAL],
        )
    ]


def unsent(project: Project) -> int:
    """How many events no hub has."""
    row = project.one(
        "SELECT (SELECT count(*) FROM main.events) - (SELECT count(*) FROM main.published WHERE place < ?)",
        [PROVISIONAL],
    )
    return int(row[0]) if row else 0


def withheld(project: Project) -> int:
    """How many events the hub has that are not here, or not whole."""
    row = project.one("SELECT count(*) FROM main.stubs")
    return int(row[0]) if row else 0


def take(project: Project, page: Page) -> Taken:
    """Take in a page: what of one's own does not stand beside it is set aside, and the tables follow.

    Raises `AnnotatorError("hub-moved")` if the copy has moved on since the page was read, and as `Taking`.
    """
    if not page.events and not page.late_headers and team.veil(project.conn) == page.state.veil:
        return Taken(0, 0)
    with project.whole(), taken_whole(), project.exclusive() as conn:
        conn.execute("PRAGMA defer_foreign_keys = ON")
        if team.cursor(conn) != page.after:
            raise AnnotatorError("hub-moved")
        taking = Taking(conn)
        to = taking.take(page)
        mine = unsent_acts(conn) if taking.has_news else []
        aside = settle(taking.acts(), mine, taking.blind(), taking.known(mine)) if mine else {}
        taking.touched |= _set_aside(conn, mine, aside)
        carry(conn, taking.touched)
        team.move(conn, to)
        team.unveiled(conn, page.state)
    project.read_anew()
    return Taken(taking.received, _told(aside))


def set_first_aside(project: Project, code: str) -> int:
    """Set aside the first act that no hub has, as the hub refuses it, and what was built on it; how many."""
    with project.whole(), world_errors(project.path), project.exclusive() as conn:
        conn.execute("PRAGMA defer_foreign_keys = ON")
        first, *rest = unsent_acts(conn, with_void=True)
        changes = dict(first.changes)
        if not changes:
            raise AnnotatorError("hub-refused", reason=code)
        blind = Taking(conn).blind()
        fallen = settle([], rest, blind, Known(frozenset(void_keys(changes.values(), blind))))
        aside: dict[str, Mapping[int, str]] = {
            **fallen,
            first.id: dict.fromkeys(changes, f"{_REFUSED}{code}"),
        }
        carry(conn, _set_aside(conn, [first, *rest], aside))
    project.read_anew()
    return _told(aside)


def _set_aside(
    conn: sqlite3.Connection, acts: Iterable[Logged], aside: Mapping[str, Mapping[int, str]]
) -> set[Row]:
    """Mark what does not stand; the rows that may be other than before."""
    touched: set[Row] = set()
    for act in acts:
        for n, why in aside.get(act.id, {}).items():
            conn.execute("INSERT INTO main.aside VALUES (?, ?, ?)", [act.seq, n, why])
            touched |= rows_of(conn, act.seq, n)
    return touched


def _told(aside: Mapping[str, Mapping[int, str]]) -> int:
    """How many acts it is worth telling of: what others have added just so is there all the same."""
    return sum(any(why != "absorbed" for why in marks.values()) for marks in aside.values())


def waiting(project: Project) -> int:
    """How many acts of the member's are aside, and neither done again nor left."""
    return sum(count_conflicts(project, name) for name in member(project).names)


def mark_sent(project: Project, outgoing: Unsent, base: Cursor) -> None:
    """Keep that the hub has these events behind `base`; not if another process has moved on meanwhile."""
    with project.exclusive() as conn:
        if team.cursor(conn) != base:
            return  # it finds them there by their ids
        place, chain = base
        for event, aside in outgoing.events:
            place, chain = place + 1, chained(chain, event.hash, aside)
            conn.execute("INSERT OR REPLACE INTO main.published VALUES (?, ?)", [event.seq, place])
        team.move(conn, Cursor(place, chain))
    project.read_anew()
