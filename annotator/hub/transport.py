"""What a member does with a hub: pull, and publish."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import astuple

from annotator.core.errors import AnnotatorError
from annotator.core.team import Header, HubSays, Member, Outgoing, Published, Sent
from annotator.hub.driver import world_errors
from annotator.hub.line import Line, connected

if TYPE_CHECKING:
    import psycopg

_EVENT: Final = ("id", "at", "actor", "replica", "kind", "reverts", "previous", "hash", "account")
_EVENTS: Final = f"COPY hub.incoming_events (batch, ord, {', '.join(_EVENT)}, aside) FROM STDIN"
_CHANGES: Final = f"COPY hub.incoming_changes (batch, ord, {', '.join(Sent.__struct_fields__)}) FROM STDIN"
_TEXTS: Final = "COPY hub.incoming_texts (batch, hash, text) FROM STDIN"
_TOGETHER: Final = 200
"""Hashes of texts that are asked for at once."""
_FETCHED: Final = 1_000
"""Changes that come over the line at once."""


class Hub:
    """A connection to a hub. Every call raises `AnnotatorError` for what the world or the hub refuses."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._is_held = False

    @classmethod
    @contextmanager
    def opened(cls, address: str, password: str | None = None, line: Line | None = None) -> Iterator[Hub]:
        with connected(address, password, line) as connection:
            yield cls(connection)

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Nobody else publishes while the block lasts; what it publishes counts when it ends."""
        with world_errors(), self._connection.transaction():
            self._connection.execute("SELECT hub.hold()")
            self._is_held = True
            try:
                yield
            finally:
                self._is_held = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All that is pulled in the block is as the hub was at one moment."""
        if self._is_held:
            yield
            return
        with world_errors(), self._connection.transaction():
            self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield

    def state(self) -> HubSays:
        """Raises "hub-not-a-member" for whoever is none, or has left."""
        if (row := self._one("SELECT * FROM hub.state()")) is None:
            raise AnnotatorError("hub-not-a-member", reason=self.role)
        place, chain, project, records, names, lead, veil = row
        return HubSays(place, chain, project, records, tuple(names), lead, veil)

    @property
    def role(self) -> str:
        """Who is logged in."""
        return str(self._connection.info.user)

    def chain_at(self, place: int) -> str | None:
        """The chain as it was at a place; None where there is no such place."""
        row = self._one("SELECT hub.chain_at(%s)", [place])
        return row[0] if row else None

    def others(self) -> list[Member]:
        """The team."""
        rows = self._all("SELECT names, lead, gone, last FROM hub.others()")
        return [
            Member(tuple(names), lead, gone, last.isoformat(timespec="seconds") if last else None)
            for names, lead, gone, last in rows
        ]

    # Pulling: within `reading`

    def events(self, after: int, upto: int) -> list[Published]:
        """The events behind a place, up to another."""
        rows = self._all("SELECT * FROM hub.pull_events(%s, %s)", [after, upto])
        return [Published(*(*row[:7], _header(row[7:]))) for row in rows]

    def changes(self, after: int, upto: int) -> Iterator[tuple[int, Sent]]:
        """Their changes that may be seen, each with its place, as they come over the line."""
        return self._changes("SELECT * FROM hub.pull_changes(%s, %s)", [after, upto])

    def late_headers(self, places: Sequence[int]) -> dict[int, Header]:
        """What may be seen by now of events that were withheld, in whole or in part."""
        rows = self._all("SELECT * FROM hub.late_events(%s)", [list(places)])
        return {row[0]: Header(*row[1:]) for row in rows}

    def late_changes(self, places: Sequence[int]) -> Iterator[tuple[int, Sent]]:
        return self._changes("SELECT * FROM hub.late_changes(%s)", [list(places)])

    def texts(self, hashes: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The texts with these hashes, each with its own."""
        with world_errors(), self._connection.cursor() as cursor:
            query = "COPY (SELECT * FROM hub.pull_texts(%s)) TO STDOUT"
            with cursor.copy(query, [list(hashes)]) as copy:
                copy.set_types(["text", "text"])
                yield from copy.rows()

    # Publishing

    def publish(self, base: int, records: int, outgoing: Outgoing) -> int:
        """Put events behind the place `base`, whole or not at all; returns the place of the last of them.

        Raises "hub-behind" if others have published meanwhile, "hub-version", and the codes of the rules."""
        batch = uuid.uuid4()
        with world_errors(), self._connection.transaction(), self._connection.cursor() as cursor:
            with cursor.copy(_EVENTS) as copy:
                for number, (event, aside) in enumerate(outgoing.events, 1):
                    copy.write_row((batch, number, *(getattr(event, name) for name in _EVENT), aside))
            with cursor.copy(_CHANGES) as copy:
                for number, (event, _) in enumerate(outgoing.events, 1):
                    for sent in outgoing.changes(event):
                        copy.write_row((batch, number, *astuple(sent)))
            for wanted in _portions(outgoing.text_hashes()):
                rows = cursor.execute("SELECT hub.unknown_texts(%s)", [wanted]).fetchall()
                if rows:
                    with cursor.copy(_TEXTS) as copy:
                        for hashed, text in outgoing.texts([row[0] for row in rows]):
                            copy.write_row((batch, hashed, text))
            cursor.execute("SELECT hub.publish(%s, %s, %s)", [batch, base, records])
            row = cursor.fetchone()
        assert row is not None
        return int(row[0])

    def _changes(self, query: str, parameters: list[Any]) -> Iterator[tuple[int, Sent]]:
        with world_errors(), self._connection.cursor("changes", binary=True) as cursor:
            cursor.execute(query, parameters)
            while rows := cursor.fetchmany(_FETCHED):  # faster than row by row, as copying out has it
                for place, *sent in rows:
                    yield place, Sent(*sent)

    def _one(self, query: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        with world_errors():
            row: tuple[Any, ...] | None = self._connection.execute(query, parameters).fetchone()
            return row

    def _all(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with world_errors():
            return self._connection.execute(query, parameters).fetchall()


def _header(row: Sequence[Any]) -> Header | None:
    return None if row[0] is None else Header(*row)


def _portions(values: Iterable[str]) -> Iterator[list[str]]:
    """Values, each once, in lists of a bearable length."""
    held: dict[str, None] = {}
    for value in values:
        held[value] = None
        if len(held) == _TOGETHER:
            yield list(held)
            held.clear()
    if held:
        yield list(held)
