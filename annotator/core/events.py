"""The log: events and their changes, the hash chain over them, and undo as a fold.

An event is one act of one person. Its changes carry each row's value before and after, so undo is the
same log read backwards, and every table can be rebuilt from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable
from typing import Final

import msgspec

from annotator.core.audit import Export, Policy, Reading
from annotator.core.drawing import Draw
from annotator.core.model import (
    Assignment,
    Attribution,
    Comment,
    Decision,
    Document,
    Filing,
    Note,
    OwnLexicon,
    Record,
    Span,
    Submission,
)
from annotator.core.names import Name
from annotator.core.scheme import Scheme
from annotator.core.suggestions import Rejection

ENTITIES: Final[dict[str, type[Record]]] = {
    "scheme": Scheme,
    "document": Document,
    "span": Span,
    "attribution": Attribution,
    "submission": Submission,
    "decision": Decision,
    "comment": Comment,
    "assignment": Assignment,
    "name": Name,
    "rejection": Rejection,
    "lexicon": OwnLexicon,
    "draw": Draw,
    "policy": Policy,
    "export": Export,
    "reading": Reading,
    "note": Note,
    "filing": Filing,
}
"""Entity name -> record type; parents stand before the rows that refer to them."""

ENTITY_OF: Final[dict[type[Record], str]] = {type_: name for name, type_ in ENTITIES.items()}

KINDS: Final = (
    "project.new",
    "policy.change",
    "export.write",
    "layer.open",
    "scheme.change",
    "documents.import",
    "documents.import_trusted",
    "document.add",
    "document.edit",
    "document.segments",
    "document.remove",
    "document.flag",
    "document.sort",
    "note.write",
    "span.add",
    "span.add_all",
    "span.relabel",
    "span.ranges",
    "span.note",
    "span.attribute",
    "span.name",
    "span.tolls",
    "span.relabel_all",
    "span.delete",
    "span.delete_all",
    "attribution.add",
    "attribution.edit",
    "attribution.delete",
    "suggestion.accept",
    "suggestion.reject",
    "name.add",
    "names.import",
    "name.merge",
    "name.split",
    "name.block",
    "name.unblock",
    "name.attribute",
    "names.places",
    "lexicon.change",
    "submission.submit",
    "submission.withdraw",
    "review.accept",
    "review.accept_all",
    "review.replace",
    "review.reject",
    "review.add",
    "review.settle",
    "comment.add",
    "assignment.add",
    "assignment.draw",
    "assignment.remove",
    "author.merge",
    "author.rename",
    "undo",
    "redo",
)
"""Every kind of event; each has its name in `resources/i18n/events.toml`."""

PASSIVE: Final = frozenset({"project.new", "policy.change", "export.write", "layer.open"})
"""Kinds of events that undo and redo pass over: they change nothing that anybody works on."""

GENESIS: Final = "0" * 64
"""The previous hash that the first event of a replica names."""


class Change(msgspec.Struct, frozen=True):
    """A row's value before and after; `None` stands for no row."""

    entity: str
    entity_id: str
    before: Record | None
    after: Record | None

    def inverse(self) -> Change:
        return Change(self.entity, self.entity_id, self.after, self.before)


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One act of one person. `at` is UTC; `reverts` is the id of the event this one turns round.

    `account` is what the computer says of who sat at it (`user@computer`); None where it is not noted.
    """

    seq: int
    id: str
    at: str
    actor: str
    replica: str
    kind: str
    reverts: str | None
    previous: str
    hash: str
    account: str | None = None


_encoder = msgspec.json.Encoder(order="deterministic")
_decoders = {name: msgspec.json.Decoder(type_) for name, type_ in ENTITIES.items()}


LATER: Final[dict[type[Record], tuple[bytes, ...]]] = {
    Span: (b',"name":""', b',"tolls":[]'),
    Policy: (b',"inbox":false',),
    Export: (b',"restricted":false',),
    Name: (b',"attributes":{}',),
}
"""The fields that a record got after the first version, in order, as an empty one is written.

They are left out at the end then: a row that an older program logged must give the same payload ever after.
"""


def encode_record(record: Record) -> bytes:
    """A record as the log keeps it: UTF-8 JSON, fields in the order of their definition, keys sorted."""
    payload = _encoder.encode(record)
    for field in reversed(LATER.get(type(record), ())):
        if not payload.endswith(field + b"}"):
            break
        payload = payload[: -len(field) - 1] + b"}"
    return payload


def decode_record(entity: str, payload: bytes | str) -> Record:
    """The inverse of `encode_record`."""
    return _decoders[entity].decode(payload)


def payload_hash(before: bytes | None, after: bytes | None) -> bytes:
    """SHA-256 over both values of a change. NUL cannot occur in JSON, so it separates them."""
    return hashlib.sha256((before or b"") + b"\x00" + (after or b"")).digest()


def link(entity: str, entity_id: str, payload: bytes) -> bytes:
    """What a change adds to the hash of its event; `payload` is the hash of its values."""
    return f"\0{entity}\0{entity_id}\0".encode() + payload


class EventHash:
    """The hash of an event, built up change by change so that a large import needs no memory.

    It covers hashes of payloads, not payloads: a text that must go can be overwritten without
    breaking the chain.
    """

    def __init__(self, event: Event) -> None:
        """Start with the event's own fields, all but `seq`, which is local to a file, and `hash`.

        An account that is not noted is left out, so that events from before accounts keep their hashes.
        """
        header = [event.previous, event.id, event.at, event.actor, event.replica, event.kind, event.reverts]
        if event.account is not None:
            header.append(event.account)
        self._digest = hashlib.sha256(_encoder.encode(header))

    def add(self, entity: str, entity_id: str, payload: bytes) -> None:
        self.extend(link(entity, entity_id, payload))

    def extend(self, links: bytes) -> None:
        """Add the next changes as `link` has them, one after the other."""
        self._digest.update(links)

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


class History:
    """Which of one person's events can be undone and redone: a fold over their events in order.

    An undo takes out the act it reverts wherever that stands: acts above it that could not be undone stay.
    """

    def __init__(self) -> None:
        self._undo: dict[str, None] = {}  # in order, and found at once in a day's thousands
        self._redo: list[str] = []

    def append(self, event_id: str, kind: str, reverts: str | None) -> None:
        """Take in the next event of this person."""
        if reverts is None:
            if kind not in PASSIVE:
                self._undo[event_id] = None
                self._redo.clear()
        elif reverts in self._undo:
            del self._undo[reverts]
            self._redo.append(event_id)
        elif self._redo and self._redo[-1] == reverts:
            self._redo.pop()
            self._undo[event_id] = None

    def extend(self, events: Iterable[tuple[str, str, str | None]]) -> None:
        for event_id, kind, reverts in events:
            self.append(event_id, kind, reverts)

    def undoable(self, passing: Container[str] = ()) -> str | None:
        """The id of the event that undo would turn round: the newest that is not among `passing`."""
        return next((event_id for event_id in reversed(self._undo) if event_id not in passing), None)

    @property
    def redoable(self) -> str | None:
        """The id of the undo event that redo would turn round."""
        return self._redo[-1] if self._redo else None
