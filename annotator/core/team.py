"""The values that a copy of a project and its hub hand to each other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

import msgspec

from annotator.core.events import Event

LEAD_ONLY: Final = frozenset({"scheme", "assignment", "draw", "policy"})
"""Entities whose rows only whoever leads changes: the hub takes them from nobody else."""

RAISED_CODES = (
    "hub-behind",
    "hub-chain-broken",
    "hub-forged",
    "hub-lead-only",
    "hub-no-record",
    "hub-not-a-member",
    "hub-not-your-name",
    "hub-not-your-replica",
    "hub-not-your-row",
    "hub-version",
)
"""Codes of errors that the functions of a hub raise, besides those of the rules of a project."""

REFUSED: Final = frozenset(
    {"row-in-use", "blind-closed", "blind-final", "blind-own", "own-work", "stale-change", "hub-lead-only"}
)
"""Codes with which a hub refuses an act because of what a copy could not know; the act is set aside then."""


class HubSays(msgspec.Struct, frozen=True):
    """Where a hub stands, and who it takes us for.

    `place` and `chain`: of its newest event. `records`: the version of the records that it takes. `veil`:
    another one than before means that something withheld may be seen now.
    """

    place: int
    chain: str
    project: str
    records: int
    names: tuple[str, ...]
    lead: bool
    veil: str


class Header(msgspec.Struct, frozen=True):
    """What is told of an event to whoever may see a part of it."""

    at: str
    actor: str
    kind: str
    reverts: str | None
    account: str | None


class Published(msgspec.Struct, frozen=True):
    """An event at its place in the hub's order; no header: all of it is withheld.

    `aside`: the numbers of its changes that do not stand, with commas between them.
    """

    place: int
    id: str
    replica: str
    previous: str
    hash: str
    aside: str
    chain: str
    header: Header | None


class Sent(msgspec.Struct, frozen=True):
    """One change as it travels: payloads whole. `why`: the reason for which it does not stand."""

    n: int
    entity: str
    entity_id: str
    before: str | None
    after: str | None
    payload_hash: bytes
    why: str | None


class Outgoing(Protocol):
    """What a copy publishes: read while it is sent, so that much needs no memory."""

    @property
    def events(self) -> Sequence[tuple[Event, str]]:
        """Each with the numbers of its changes that do not stand, with commas between them."""

    def changes(self, event: Event) -> Iterable[Sent]:
        """The changes of one of them, in their order."""

    def text_hashes(self) -> Iterable[str]:
        """The texts that they name; to be asked after the changes of all of them."""

    def texts(self, hashes: Sequence[str]) -> Iterable[tuple[str, str]]:
        """These of the texts, each with its hash."""


class Member(msgspec.Struct, frozen=True):
    """Somebody of the team: the names they sign with, and when something last came from them."""

    names: tuple[str, ...]
    lead: bool
    gone: bool
    last: str | None


def chained(chain: str, event_hash: str, aside: str) -> str:
    """The hub's chain after one more event: equal ones are of the same events, in one order."""
    return hashlib.sha256(f"{chain}{event_hash}{aside}".encode()).hexdigest()
