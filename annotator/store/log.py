"""How the log of a project ends, and what of it can be undone: read once, and kept until it grows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from annotator.core.audit import Policy
from annotator.core.events import GENESIS, Event, History
from annotator.core.model import follow, new_id
from annotator.store import accounts
from annotator.store.signer import Signer
from annotator.store.tables import TABLES
from annotator.store.team import Team, team

if TYPE_CHECKING:
    from annotator.store.project import Project

MUCH: Final = 50
"""Changes of one event, or suggestions taken at once, before which a project is worth a backup."""
_KEPT: Final = 1000
"""Events of one's own in memory: the next to be undone are among them, older ones are read again."""

EVENT: Final = Event.__struct_fields__
"""The columns of an event; `event_of` takes their values in this order."""
_EVENT = f"SELECT {', '.join(EVENT)} FROM"
SELECT_EVENT: Final = f"{_EVENT} events"
INSERT_EVENT: Final = f"INSERT INTO main.events ({', '.join(EVENT)}) VALUES ({', '.join('?' * len(EVENT))})"
INSERT_CHANGE: Final = "INSERT INTO main.log VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


_STANDS = """AND EXISTS (SELECT 1 FROM main.log c WHERE c.event = e.seq AND NOT EXISTS (
    SELECT 1 FROM main.aside a WHERE a.event = c.event AND a.n = c.n))"""


class End(NamedTuple):
    """How the log ends: the number of the newest event, the hash of this replica's newest or, while it has
    none, of the newest of all, and what of the log is aside."""

    seq: int
    head: str
    previous: str
    aside: int = 0


class Log:
    """The log of an open project, as far as writing to it and undoing need it."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._version = self._data_version()
        self._end: End | None = None
        self._histories: dict[str, tuple[int, History]] = {}
        self._current: set[str] = set()
        self._passed_over: dict[str, int] = {}
        self._own: dict[str, Event] = {}
        self._policy: Policy | None = None
        self._team: tuple[Team | None] | None = None
        self._signer = Signer(project)

    @property
    def replica(self) -> str:
        """The id under which this copy of the project signs its events."""
        return self._signer.replica

    def begin(self) -> None:
        """Know how the log ends, so that what comes later is noticed."""
        self._version, self._end = self._data_version(), self._read_end()

    def forget(self) -> None:
        """Read all anew when it is next asked for."""
        self._version, self._end, self._policy = self._data_version(), None, None
        self._team = None
        self._histories.clear()
        self._current.clear()
        self._passed_over.clear()

    @property
    def end(self) -> End:
        if self._end is None:
            self._end = self._read_end()
        return self._end

    @property
    def policy(self) -> Policy:
        """What is noted of those who work here; the same as in a new project where nobody has said."""
        if self._policy is None:
            table = TABLES["policy"]
            row = self._project.one(table.select_stored)
            found = table.record(row) if row is not None else Policy(id=self._project.project_id)
            assert isinstance(found, Policy)
            self._policy = found
        return self._policy

    def next_event(self, kind: str, actor: str, reverts: str | None) -> Event:
        """The event that comes next, but for its hash; to be asked where it is written.

        Raises `AnnotatorError("hub-names")` for a name whose work this copy could never send.
        """
        if self.team is not None:
            self.team.check_actor(actor)
        self._signer.claim()
        return Event(
            seq=self.end.seq + 1,
            id=new_id(),
            at=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            actor=actor,
            replica=self.replica,
            kind=kind,
            reverts=reverts,
            previous=self.end.previous,
            hash="",
            account=self._account(),
        )

    @property
    def team(self) -> Team | None:
        """Whose work this copy sends to a hub; None where it follows none."""
        if self._team is None:
            self._team = (team(self._project.conn),)
        return self._team[0]

    def _account(self) -> str | None:
        return accounts.account() if self.policy.accounts else None

    def take(self, event: Event) -> None:
        """Take in an event that this connection has written."""
        self._signer.has_signed = True
        self._end = End(event.seq, event.hash, event.hash, self.end.aside)
        if len(self._own) >= _KEPT:
            self._own.clear()
        self._own[event.id] = event
        if event.kind == "policy.change":
            self._policy = None
        if event.actor in self._current:
            _, history = self._histories[event.actor]
            history.append(event.id, event.kind, event.reverts)
            self._histories[event.actor] = event.seq, history

    def own(self, event_id: str) -> Event:
        """An event of this replica, whoever may look at it."""
        if event_id not in self._own:
            row = self._project.one(f"{_EVENT} main.events WHERE id = ?", [event_id])
            assert row is not None, "histories name events of the log"
            self._own[event_id] = event_of(row)
        return self._own[event_id]

    def notice(self) -> bool:
        """Whether other connections have added to the log since this was last asked; read anew then."""
        version = self._data_version()
        if version == self._version:
            return False
        self._team = None
        # What is no part of the record, e.g. suggestions, may have been written too.
        before, self._end, self._version = self._end, self._read_end(), version
        if self._end == before:
            return False
        if before is None or self._end.aside != before.aside:
            self._histories.clear()
        self._policy = None
        self._current.clear()
        return True

    def history(self, actor: str) -> History:
        """The actor's undo and redo stacks."""
        seq, history = self._histories.get(actor, (0, History()))
        if actor not in self._current:
            for row in self._project.rows(
                f"""SELECT seq, id, kind, reverts FROM main.events e
                    WHERE seq > ? AND actor = ? AND replica = ? {_STANDS if self.end.aside else ""}
                    ORDER BY seq""",
                [seq, actor, self.replica],
            ):
                history.append(row[1], row[2], row[3])
                seq = row[0]
            self._histories[actor] = seq, history
            self._current.add(actor)
        return history

    def undoable(self, actor: str) -> str | None:
        """The id of the event that undo would turn round."""
        others = "SELECT 1 FROM main.events WHERE seq > ? AND actor <> ? LIMIT 1"
        passing = [
            event_id
            for event_id, seq in self._passed_over.items()
            if self._project.one(others, [seq, actor]) is None
        ]
        return self.history(actor).undoable(passing)

    def pass_over(self, event_id: str) -> None:
        """Let undo pass over an event until somebody else has done something more."""
        self._passed_over[event_id] = self.end.seq

    def _read_end(self) -> End:
        row = self._project.one(
            """SELECT seq, hash, id,
                      (SELECT hash FROM main.events WHERE replica = ? ORDER BY seq DESC LIMIT 1),
                      (SELECT count(*) FROM main.aside)
               FROM main.events ORDER BY seq DESC LIMIT 1""",
            [self.replica],
        )
        if row is None:
            return End(0, GENESIS, GENESIS)
        seq, newest, event_id, own, aside = row
        follow(str(event_id))
        return End(int(seq), own or newest, own or GENESIS, aside)

    def _data_version(self) -> int:
        row = self._project.one("PRAGMA data_version")
        return int(row[0]) if row else 0


def event_of(row: Sequence[Any]) -> Event:
    """The event of a row selected with `SELECT_EVENT`."""
    return Event(**dict(zip(Event.__struct_fields__, row, strict=True)))
