"""What a changed program would send: one event made by hand, on a member's own connection."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import psycopg

from annotator.core.events import GENESIS, Event, EventHash, encode_record, payload_hash
from annotator.core.model import Record, new_id
from annotator.core.team import Sent
from annotator.hub import Hub
from annotator.store import Project
from annotator.store.version import VERSION

Change = tuple[str, str, str | None, str | None]
"""Entity, id, payload before and after."""


def payload(record: Record) -> str:
    return encode_record(record).decode()


def adds(entity: str, record: Record) -> Change:
    return entity, record.id, None, payload(record)


def removes(entity: str, record: Record) -> Change:
    return entity, record.id, payload(record), None


def replaces(entity: str, before: Record, after: Record) -> Change:
    return entity, before.id, payload(before), payload(after)


class Forged:
    """An event that says it is what it is, unless it is told otherwise."""

    def __init__(
        self,
        project: Project,
        kind: str,
        actor: str,
        changes: Sequence[Change],
        *,
        whys: Mapping[int, str] = {},
        tweak: Callable[[list[Sent]], list[Sent]] = lambda rows: rows,
        texts: Sequence[tuple[str, str]] = (),
        hash: str = "",
        proof: bytes | None = None,
        aside: str | None = None,
        **fields: Any,
    ) -> None:
        last = project.one(
            "SELECT hash FROM main.events WHERE replica = ? ORDER BY seq DESC LIMIT 1", [project.replica]
        )
        previous = last[0] if last else GENESIS
        values = {"replica": project.replica, "previous": previous, "reverts": None, **fields}
        values = {"id": new_id(), "at": "2026-01-01T00:00:00.000Z", **values}
        event = Event(seq=0, actor=actor, kind=kind, hash="", **values)
        hashed, rows = EventHash(event), []
        for n, (entity, row, before, after) in enumerate(changes):
            sides = (None if side is None else side.encode() for side in (before, after))
            made = payload_hash(*sides) if proof is None else proof
            hashed.add(entity, row, made)
            rows.append(Sent(n, entity, row, before, after, made, whys.get(n)))
        self.event = msgspec.structs.replace(event, hash=hash or hashed.hexdigest())
        self._rows = tweak(rows)
        self._texts = list(texts)
        self._aside = ",".join(map(str, sorted(whys))) if aside is None else aside

    @property
    def events(self) -> list[tuple[Event, str]]:
        return [(self.event, self._aside)]

    def changes(self, event: Event) -> list[Sent]:
        return self._rows

    def text_hashes(self) -> list[str]:
        return [hashed for hashed, _ in self._texts]

    def texts(self, hashes: Sequence[str]) -> list[tuple[str, str]]:
        return self._texts


def publish(connection: psycopg.Connection[Any], forged: Forged, base: int | None = None) -> int:
    """Send it. Raises as `Hub.publish`."""
    hub = Hub(connection)
    return hub.publish(hub.state().place if base is None else base, VERSION, forged)


def staged(connection: psycopg.Connection[Any], rows: Mapping[str, Sequence[Any]]) -> uuid.UUID:
    """Put bare rows into the tables that are copied into; their batch."""
    batch = uuid.uuid4()
    for table, values in rows.items():
        marks = ", ".join(["%s"] * (len(values) + 1))
        connection.execute(f"INSERT INTO hub.{table} VALUES ({marks})", [batch, *values])
    return batch
