"""Takes what another copy of a project has into this one, whole or not at all: both go on from there.

`core/joining.py` says what stands. Here one transaction brings over the events that are missing, word for
word, says which changes are aside, and carries what is other than before over to the tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Final

import msgspec
from msgspec.structs import astuple

from annotator.core.errors import AnnotatorError
from annotator.core.events import GENESIS
from annotator.core.joining import Blind, Known, row_key, settle, void_keys
from annotator.core.model import Assignment
from annotator.store.carrying import Row, carry
from annotator.store.connection import damaged
from annotator.store.copies import Copy, Logged, Marks
from annotator.store.keepers import Held, Which, keeper_of, remember
from annotator.store.log import INSERT_CHANGE, INSERT_EVENT
from annotator.store.project import Project
from annotator.store.proving import CONTINUITY
from annotator.store.standing import standing

Step = Callable[[int, int], None]
_STEPS: Final = 5


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """What came of taking in another copy.

    `taken`: events that came. `to_give`: events of this copy that the other lacks. `aside`: how many events
    that were here do not stand since; `their_aside`: how many of those that came. What both have added alike
    counts as standing.
    """

    keeper: Which
    keeper_name: str
    taken: int
    to_give: int
    aside: int
    their_aside: int
    head: str


def join(
    project: Project, theirs: Project, *, keeper: Which | None = None, step: Step = lambda done, steps: None
) -> Joined:
    """Take in what the other file has. Only `project` is written, and stays as it was if anything is wrong.

    Raises `AnnotatorError`: "merge-same-file", "merge-other-project", "merge-not-the-keeper",
    "merge-has-hub", "merge-damaged", "merge-unreadable", "merge-gap", and what writing raises.
    """
    if project.read_only:
        raise AnnotatorError("project-read-only", path=str(project.path))
    if project.path.resolve() == theirs.path.resolve():
        raise AnnotatorError("merge-same-file", path=str(project.path))
    if project.project_id != theirs.project_id:
        raise AnnotatorError("merge-other-project", path=str(theirs.path))
    keeper_of(project, theirs, keeper)
    project.keeper(project)
    with project.whole(), theirs.snapshot():
        try:
            with project.exclusive() as conn:
                conn.execute("PRAGMA defer_foreign_keys = ON")
                which, told = keeper_of(project, theirs, keeper)
                joined = _Joining(project, theirs, which, told).run(step)
        except sqlite3.IntegrityError as error:
            raise AnnotatorError("merge-damaged", path=str(theirs.path), seq=0) from error
        except msgspec.MsgspecError as error:  # theirs was proved before
            raise damaged(project.path) from error
        except AnnotatorError as error:
            if error.code == "project-damaged" and not _is_sound(theirs.conn):
                raise damaged(theirs.path) from error
            raise
    project.read_anew()
    return msgspec.structs.replace(joined, head=project.head())


def _is_sound(conn: sqlite3.Connection) -> bool:
    try:
        return bool(conn.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


class _Joining:
    """One joining, within the transaction of the file that is written."""

    def __init__(self, project: Project, theirs: Project, which: Which, told: Held) -> None:
        self._project, self._conn, self._told = project, project.conn, told
        self._path = str(theirs.path)
        self._here, self._there = Copy(project), Copy(theirs)
        self._is_keeper = which == "mine"
        self._first, self._second = (
            (self._here, self._there) if self._is_keeper else (self._there, self._here)
        )
        self._fresh = [row for row in self._there.events if row not in self._here.events]
        self._own = [event_id for event_id in self._here.events if not self._there.has(event_id)]
        self._touched: set[Row] = set()

    def run(self, step: Step) -> Joined:
        step(1, _STEPS)
        self._prove()
        step(2, _STEPS)
        beyond, yielding = (self._own, self._fresh) if self._is_keeper else (self._fresh, self._own)
        blind = self._blind()
        settled = settle(
            [*self._lifted(), *map(self._first.event, beyond)],
            [self._second.event(event_id) for event_id in yielding],
            blind,
            self._known(blind),
        )
        marks = self._marks(frozenset(yielding), settled)
        step(3, _STEPS)
        places = self._places()
        first_new = self._insert()
        newly = self._mark(marks)
        self._place(places)
        step(4, _STEPS)
        self._check_continuity(first_new)
        carry(self._conn, self._touched)
        remember(self._project, self._told)
        step(5, _STEPS)
        return Joined(
            keeper="mine" if self._is_keeper else "theirs",
            keeper_name=self._told.name,
            taken=len(self._fresh),
            to_give=len(self._own),
            aside=len(newly - set(self._fresh)),
            their_aside=len(newly & set(self._fresh)),
            head="",
        )

    def _prove(self) -> None:
        """Each event that comes is what its hash says, and follows one that is here or came before it."""
        known: set[tuple[str, str]] = set(self._conn.execute("SELECT replica, hash FROM main.events"))
        for event_id in self._fresh:
            event, _ = self._there.whole(event_id)
            if event.previous != GENESIS and (event.replica, event.previous) not in known:
                raise AnnotatorError("merge-gap", path=self._path)
            known.add((event.replica, event.hash))
        if not self._there.stubs.keys() <= self._here.events.keys():
            raise AnnotatorError("merge-gap", path=self._path)

    def _blind(self) -> Blind:
        """What either copy gives somebody for blind annotation, or has given among what comes."""
        given = self._here.blind() | self._there.blind()
        for event_id in self._fresh:
            for _, change in self._there.event(event_id, aside=()).changes:
                for row in (change.before, change.after):
                    if isinstance(row, Assignment) and row.task == "annotate-blind":
                        given.add((row.document_id, row.assignee))
        return lambda document, author: (document, author) in given

    def _lifted(self) -> Iterator[Logged]:
        """Of what both have, that which stands in the keeper alone."""
        for event_id, marks in self._second.marks.items():
            only = marks.keys() - self._first.marks.get(event_id, {}).keys()
            if only and self._first.has(event_id) and event_id in self._here.events:
                yield self._here.event(event_id, aside=self._here.numbers(event_id) - only)

    def _known(self, blind: Blind) -> Known:
        """Of what both have, that which the keeper has set aside: what the other built on it falls too."""
        void: set[str] = set()
        absorbed: dict[str, frozenset[str]] = {}
        for event_id, marks in self._first.marks.items():
            if not (self._second.has(event_id) and event_id in self._here.events):
                continue
            event = self._here.event(event_id, aside=self._here.numbers(event_id) - marks.keys())
            changes = dict(event.changes)
            absorbed[event_id] = frozenset(map(row_key, changes.values()))
            known = self._second.marks.get(event_id, {})
            lost = [n for n, why in marks.items() if n not in known and not why.startswith("absorbed")]
            void |= void_keys((changes[n] for n in lost), blind)
        return Known(frozenset(void), absorbed)

    def _marks(self, yielding: Container[str], settled: Mapping[str, Mapping[int, str]]) -> dict[str, Marks]:
        """What is to be aside, of all events of which anything is or was."""
        found: dict[str, Marks] = {}
        for event_id in {*self._first.marks, *self._second.marks, *self._here.marks, *settled}:
            if event_id in yielding:
                found[event_id] = {**self._second.marks.get(event_id, {}), **settled.get(event_id, {})}
            else:
                found[event_id] = self._first.marks.get(event_id, {})
        return found

    def _places(self) -> dict[str, int]:
        """The places that the keeper gives: to its own events first, then to those that come."""
        if not self._is_keeper:
            return self._there.places()
        places = self._here.places()
        last = max(places.values(), default=0)
        return places | {event_id: last + n for n, event_id in enumerate(self._fresh, 1)}

    def _insert(self) -> int:
        """Bring in the events; the number of the first of them."""
        (last,) = self._conn.execute("SELECT coalesce(max(seq), 0) FROM main.events").fetchone()
        here = {row[0] for row in self._conn.execute("SELECT hash FROM main.texts")}
        texts = self._there.conn.execute("SELECT hash, text FROM main.texts")
        new = (row for row in texts if row[0] not in here)
        self._conn.executemany("INSERT INTO main.texts VALUES (?, ?)", new)
        for seq, event_id in enumerate(self._fresh, last + 1):
            event, rows = self._there.whole(event_id)
            self._conn.execute(INSERT_EVENT, astuple(msgspec.structs.replace(event, seq=seq)))
            self._conn.executemany(INSERT_CHANGE, ((seq, *row) for row in rows))
            self._touched.update((entity, row) for _, entity, row, *_ in rows)
            self._here.events[event.id] = seq
        return int(last) + 1

    def _mark(self, marks: dict[str, Marks]) -> set[str]:
        """Set aside what is to be; the events of which more than before is, but for what both have added."""
        newly: set[str] = set()
        for event_id, new in marks.items():
            old = self._here.marks.get(event_id, {})
            seq = self._here.events[event_id]
            lifted, added = old.keys() - new.keys(), new.keys() - old.keys()
            self._conn.executemany(
                "DELETE FROM main.aside WHERE event = ? AND n = ?", [(seq, n) for n in lifted]
            )
            self._conn.executemany(
                "INSERT INTO main.aside VALUES (?, ?, ?)", [(seq, n, new[n]) for n in added]
            )
            if any(new[n] != "absorbed" for n in added):
                newly.add(event_id)
            for n in lifted | added:
                self._touched.update(self._conn.execute(_ROW, [seq, n]))
        return newly

    def _place(self, places: dict[str, int]) -> None:
        had = dict(self._conn.execute("SELECT event, place FROM main.published"))
        now = {seq: places[event_id] for event_id, seq in self._here.events.items() if event_id in places}
        if any(now.get(seq) != place for seq, place in had.items()):  # the keeper is another than before
            self._conn.execute("DELETE FROM main.published")
            had = {}
        new = [(seq, place) for seq, place in now.items() if seq not in had]
        self._conn.executemany("INSERT INTO main.published VALUES (?, ?)", new)

    def _check_continuity(self, first_new: int) -> None:
        """What came goes on from what stands here: else the other file is not what it says."""
        wrong = standing(self._conn)(CONTINUITY, where="c.event >= ? AND")
        if found := self._conn.execute(wrong, [first_new]).fetchone():
            raise AnnotatorError("merge-damaged", path=self._path, seq=found[0])


_ROW: Final = "SELECT entity, entity_key FROM main.log WHERE event = ? AND n = ?"
