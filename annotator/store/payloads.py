"""How the log keeps what a row was: the values of its fields alone, which a view of the file names again.

Of all that is in a file the log is largest, so nothing stands in it twice. The id and the document of a row
lie in columns of their own, as 16 bytes where they are hex; its other fields are a JSON array in the order of
their definition, and what is empty at its end is left out. Hashes are taken over the whole payload, as
`encode_record` makes it, which `whole` makes again to the byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from annotator.core.events import ENTITIES, LATER, Change, decode_record, encode_record, payload_hash
from annotator.core.model import Record
from annotator.store.tables import UNREADABLE

Key = str | bytes
"""An id as the log keeps it."""

PROOF: Final = 8
"""So many bytes of a payload's hash are kept beside it: they tell which payload was changed.

The chain is made of whole hashes, so that of payloads that are taken out is kept whole in their place.
"""

_DOCUMENT: Final = "document_id"
_BYTES: Final = 16
_WHOLE: Final = 32
_encode = msgspec.json.Encoder(order="deterministic").encode
_parts = msgspec.json.Decoder(list[msgspec.Raw]).decode


class Layout:
    """The fields of an entity in the order of their values, and what stands for one that is left out."""

    def __init__(self, entity: str) -> None:
        type_ = ENTITIES[entity]
        fields = msgspec.structs.fields(type_)
        self.of_document = _DOCUMENT in type_.__struct_fields__
        self.first = 2 if self.of_document else 1
        assert not self.of_document or fields[1].name == _DOCUMENT
        self.names = type_.__struct_fields__[self.first :]
        self.empty: list[Any] = []
        self.missing: list[bytes | None] = []
        """The JSON of an empty field; b"" where the payload does not name it then."""
        for field in fields[self.first :]:
            empty = field.default_factory() if callable(field.default_factory) else field.default
            required = field.required
            self.empty.append(msgspec.UNSET if required else empty)
            named = b'"%b":%b' % (field.name.encode(), b"" if required else _encode(empty))
            later = b",%b" % named in LATER.get(type_, ())
            self.missing.append(None if required else b"" if later else _encode(empty))
        # Most rows have nothing in the last of their fields: one glance at them all.
        self._end = self.first + max(
            (place + 1 for place, value in enumerate(self.missing) if value is None), default=0
        )
        self._all_empty = tuple(self.empty[self._end - self.first :])
        self._openings = [f',"{name}":'.encode() for name in self.names]
        self._endings: list[bytes | None] = [b"}"]
        """What comes after so many values: None where one is missing that is always there."""
        for opening, value in zip(reversed(self._openings), reversed(self.missing), strict=True):
            after = self._endings[0]
            ends = None if after is None or value is None else (opening + value if value else b"") + after
            self._endings.insert(0, ends)

    def pack(self, values: tuple[Any, ...]) -> str:
        """The payload of a record with these values, its id and its document among them."""
        end = self._end
        if values[end:] != self._all_empty:
            end = len(values)
            while values[end - 1] == self.empty[end - 1 - self.first]:
                end -= 1
        return _encode(values[self.first : end]).decode()

    def whole(self, row_id: str, document_id: str | None, packed: str) -> bytes:
        """The inverse of `pack`: as `encode_record` would have it. Raises what `UNREADABLE` names."""
        pieces: list[bytes | msgspec.Raw] = [b'{"id":', _encode(row_id)]
        if self.of_document:
            pieces += (b',"document_id":', _encode(document_id))
        values = _parts(packed)
        for named_value in zip(self._openings, values, strict=False):
            pieces += named_value
        ending = self._endings[len(values)]
        if ending is None:
            raise ValueError(f"no more than {len(values)} values")
        pieces.append(ending)
        return b"".join(pieces)


CHANGE: Final = "entity, entity_key, document_key, before, after"
"""The columns of the log that make a change; `change_of` takes their values in this order."""

LAYOUTS: Final = {entity: Layout(entity) for entity in ENTITIES}


def key(row_id: str) -> Key:
    """An id as the log keeps it: 32 hex digits as the 16 bytes they stand for."""
    try:
        found = bytes.fromhex(row_id)
    except ValueError:
        return row_id
    return found if len(found) == _BYTES and found.hex() == row_id else row_id


def named(found: Key) -> str:
    """The inverse of `key`."""
    return found if isinstance(found, str) else found.hex()


def keys_beginning_with(beginning: str) -> list[tuple[Key, Key]]:
    """Between which keys, both included, lie those of the ids that begin so."""
    texts: list[tuple[Key, Key]] = [(beginning, f"{beginning}\U0010ffff")]
    first, last = (key(beginning.ljust(2 * _BYTES, digit)) for digit in "0f")
    return [*texts, (first, last)] if isinstance(first, bytes) else texts


def whole(entity: str, row: Key, document: Key | None, stored: str) -> bytes:
    """A payload as the hash was taken over it, from how the log keeps it."""
    if not stored.startswith("["):
        return stored.encode()
    document_id = None if document is None else named(document)
    return LAYOUTS[entity].whole(named(row), document_id, stored)


def record_of(entity: str, row: Key, document: Key | None, stored: str) -> Record:
    """The record of a payload as the log keeps it. Raises what `UNREADABLE` names."""
    return decode_record(entity, whole(entity, row, document, stored))


def change_of(row: Sequence[Any]) -> Change:
    """The change of a row selected with `CHANGE`. Raises what `UNREADABLE` names."""
    entity, row_key, document, *sides = row
    before, after = (
        None if stored is None else record_of(entity, row_key, document, stored) for stored in sides
    )
    return Change(entity, named(row_key), before, after)


def packed(entity: str, row: Key, payload: str) -> tuple[Key | None, str]:
    """The document and the values of a whole payload; itself where it is not as the program writes one."""
    try:
        record = decode_record(entity, payload)
        if encode_record(record) == payload.encode() and key(record.id) == row:
            document = getattr(record, _DOCUMENT, None)
            packs = LAYOUTS[entity].pack(msgspec.structs.astuple(record))
            return None if document is None else key(document), packs
    except UNREADABLE:
        pass
    try:
        return key(msgspec.json.decode(payload)[_DOCUMENT]), payload
    except UNREADABLE:
        return None, payload


def carried(change: Sequence[Any]) -> tuple[Any, ...]:
    """A row of the log as it is kept now, from one of the table `changes` of older files."""
    event, n, entity, row_id, *payloads, hashed = change
    row = key(row_id)
    sides = [packed(entity, row, payload) if payload is not None else None for payload in payloads]
    documents = {side[0]: None for side in sides if side is not None}
    document = next(iter(documents), None)
    if len(documents) > 1:  # nothing the program wrote
        return (event, n, entity, row, document, *payloads, hashed)
    return (event, n, entity, row, document, *(side and side[1] for side in sides), hashed[:PROOF])


def extracted(side: str, path: str, *, entity: str = "c.entity") -> str:
    """SQL for a field of a payload, whole or packed; NULL where there is none, or it is left out."""
    name, dot, rest = path.partition(".")
    places = " ".join(
        f"WHEN '{of}' THEN '$[{layout.names.index(name)}]{dot}{rest}'"
        for of, layout in LAYOUTS.items()
        if name in layout.names
    )
    return (
        f"CASE WHEN json_valid({side}) THEN json_extract({side}, "
        f"iif(substr({side}, 1, 1) = '[', CASE {entity} {places} END, '$.{path}')) END"
    )


def wholes(entity: str, row: Key, document: Key | None, *sides: str | None) -> tuple[bytes | None, ...]:
    """Both payloads of a change. Raises what `UNREADABLE` names, also if they lie under others' keys."""
    found = tuple(None if side is None else whole(entity, row, document, side) for side in sides)
    for side in sides:
        if side is not None and _document_of(entity, row, document, side) != document:
            raise ValueError(side)
    if key(named(row)) != row:
        raise ValueError(row)
    return found


def payloads_hash(entity: str, row: Key, document: Key | None, *sides: str | None) -> bytes:
    """The hash of both payloads of a change; none where they are none, or the keys are not theirs."""
    try:
        before, after = wholes(entity, row, document, *sides)
    except UNREADABLE:
        return b""
    return payload_hash(before, after)


def _document_of(entity: str, row: Key, document: Key | None, stored: str) -> Key | None:
    """The key of the document that a payload must lie under."""
    if not stored.startswith("["):
        return packed(entity, row, stored)[0]
    return key(named(document)) if document is not None and LAYOUTS[entity].of_document else None


def is_proved(found: bytes, kept: bytes) -> bool:
    """Whether the hash of a change's payloads is the one of which the log keeps at least the beginning."""
    return len(kept) >= PROOF and found.startswith(kept)


def chained(found: bytes, kept: bytes) -> bytes:
    """The hash that the chain is made of: where payloads were taken out, theirs is kept whole."""
    return kept if len(kept) == _WHOLE else found
