"""Finds the rows of the log among the pages of a damaged file, and says what is missing of it."""

from __future__ import annotations

import hashlib
import re
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

from annotator.core.events import ENTITIES, EventHash
from annotator.store.log import event_of
from annotator.store.pages import Row, rows
from annotator.store.payloads import carried, chained, is_proved, key, named, payloads_hash
from annotator.store.tables import UNREADABLE

_ID: Final = re.compile("[0-9a-f]{32}")
_HASH: Final = re.compile("[0-9a-f]{64}")
_TOLD: Final = ("id", "replica")


class Log(NamedTuple):
    """What was read of a log: events by their number, changes by event and place, texts by hash, and what the
    file says of itself."""

    events: dict[int, tuple[Any, ...]]
    changes: dict[tuple[int, int], tuple[Any, ...]]
    texts: dict[str, str]
    told: dict[str, str]

    def is_whole(self) -> bool:
        """Whether events and changes are all there, as far as they themselves can tell."""
        return bool(self.events) and not self.missing() and not self.broken()

    def missing(self) -> int:
        """How many numbers have no event, up to the highest that an event or a change names."""
        highest = max([*self.events, *(event for event, _ in self.changes)], default=0)
        return highest - len(self.events)

    def broken(self) -> int:
        """How many events are not what their hash was made of."""
        by_event = {
            event: [self.changes[place] for place in places]
            for event, places in groupby(sorted(self.changes), key=lambda place: place[0])
        }
        return sum(not _fits(row, by_event.get(seq, [])) for seq, row in self.events.items())


def salvage(path: Path, event_columns: int) -> Log:
    """The rows of a log that stand whole on some page, known by their form and proved by their hashes."""
    log = Log({}, {}, {}, {})
    for row in rows(path):
        values = row.values
        if _is_event(row):
            filled = (row.key, *values[1:], *[None] * (event_columns - len(values)))
            log.events.setdefault(row.key, filled[:event_columns])
        elif _is_change(values):
            log.changes.setdefault(values[:2], values if len(values) == 8 else carried(values))
        elif is_text(values):
            log.texts[values[0]] = values[1]
        elif len(values) == 2 and values[0] in _TOLD and _is(_ID, values[1]):
            log.told.setdefault(*values)
    return log


def is_text(values: tuple[Any, ...]) -> bool:
    """Whether these are the hash of a text and that text."""
    return (
        len(values) == 2
        and _is(_HASH, values[0])
        and isinstance(values[1], str)
        and hashlib.sha256(values[1].encode()).hexdigest() == values[0]
    )


def _is_event(row: Row) -> bool:
    values = row.values
    return (
        len(values) >= 9
        and row.key > 0
        and values[0] is None
        and all(_is(_ID, values[place]) for place in (1, 4))
        and all(_is(_HASH, values[place]) for place in (7, 8))
    )


def _is_change(values: tuple[Any, ...]) -> bool:
    """Whether this is a row of the log, or one of the table `changes` of older files."""
    if len(values) not in (7, 8) or values[2] not in ENTITIES or not isinstance(values[-1], bytes):
        return False
    try:
        place = values[2:5] if len(values) == 8 else (values[2], key(values[3]), None)
        return is_proved(payloads_hash(*place, *values[-3:-1]), values[-1])
    except (AttributeError, TypeError):
        return False


def _is(form: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None


def _fits(event: tuple[Any, ...], changes: list[tuple[Any, ...]]) -> bool:
    try:
        found = event_of(event)
        hashed = EventHash(found)
        for _, _, entity, row, *sides, kept in changes:
            hashed.add(entity, named(row), chained(payloads_hash(entity, row, *sides), kept))
        return hashed.hexdigest() == found.hash
    except (ArithmeticError, AttributeError, *UNREADABLE):
        return False
