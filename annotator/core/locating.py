"""Which entries of a gazetteer the names of places may mean; of several none is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

import msgspec

from annotator.core.names import KnownName, can_be_name, keys_of, name_key
from annotator.core.scheme import Scheme

LATITUDE: Final = "latitude"
LONGITUDE: Final = "longitude"
ACCURACY: Final = "accuracy"
BASIS: Final = "accuracy_basis"

_SAME_PLACE: Final = 0.02
"""Degrees: two entries no further apart tell the same place, a little over two kilometres."""


class Entry(Protocol):
    """A place of a gazetteer."""

    @property
    def names(self) -> tuple[str, ...]: ...

    @property
    def latitude(self) -> float: ...

    @property
    def longitude(self) -> float: ...

    @property
    def accuracy(self) -> str: ...

    @property
    def identifier(self) -> str: ...


class Found(msgspec.Struct, frozen=True):
    """A name and the entries it may mean; more than one: places of the same name that lie apart."""

    known: KnownName
    entries: tuple[Entry, ...]

    @property
    def is_clear(self) -> bool:
        return len(self.entries) == 1


def located_labels(scheme: Scheme) -> frozenset[str]:
    """The labels in use whose names have coordinates."""
    return frozenset(
        label.id for label in scheme.active_labels() if {LATITUDE, LONGITUDE} <= set(label.name_attributes)
    )


def keys_wanted(known: Iterable[KnownName], labels: frozenset[str]) -> dict[str, list[KnownName]]:
    """The names with coordinates, by the keys of their spellings."""
    by_key: dict[str, list[KnownName]] = {}
    for row in known:
        if row.name.label in labels:
            for key in keys_of(row):
                by_key.setdefault(key, []).append(row)
    return by_key


def located(by_key: Mapping[str, Sequence[KnownName]], entries: Iterable[Entry]) -> list[Found]:
    """The names that entries have a spelling of, and which entries, in the order of the names.

    An entry that bears the identifier of the name is meant; else all whose spellings fit, those that lie in
    the same place once.
    """
    order = {row.name.id: row for rows in by_key.values() for row in rows}
    met: dict[str, list[Entry]] = {}
    for entry in entries:
        keys = dict.fromkeys(name_key(name) for name in entry.names if can_be_name(name))
        for name_id in dict.fromkeys(row.name.id for key in keys for row in by_key.get(key, ())):
            met.setdefault(name_id, []).append(entry)
    return [Found(row, _apart(row, met[name_id])) for name_id, row in order.items() if name_id in met]


def _apart(known: KnownName, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    meant = [row for row in entries if known.name.identifier and row.identifier == known.name.identifier]
    apart: list[Entry] = []
    for entry in meant or entries:
        if not any(_is_near(entry, other) for other in apart):
            apart.append(entry)
    return tuple(apart)


def _is_near(entry: Entry, other: Entry) -> bool:
    return (
        abs(entry.latitude - other.latitude) <= _SAME_PLACE
        and abs(entry.longitude - other.longitude) <= _SAME_PLACE
    )
