"""Says what came of joining two copies, and what of it is to be settled: before, mine, and as it is now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from annotator.core.events import Change
from annotator.store import Project
from annotator.store.conflicts import Conflict, Unsettled
from annotator.words.i18n import Language, tr
from annotator.words.story import Teller, local_time

if TYPE_CHECKING:
    from annotator.store.joining import Joined


class Side(msgspec.Struct, frozen=True):
    """A field that I changed: as it was, as I have it, as it is at present; "" where it was not set."""

    field: str
    before: str
    mine: str
    now: str


class ToldRow(msgspec.Struct, frozen=True):
    """A row that I changed: what I did to it, why that does not stand, and its fields."""

    n: int
    said: str
    why: str
    sides: tuple[Side, ...]


class ToldConflict(msgspec.Struct, frozen=True):
    """An act that is to be settled, in words. `at` is by the clock of this computer."""

    id: str
    seq: int
    at: str
    actor: str
    act: str
    rows: tuple[ToldRow, ...]


def told_conflict(project: Project, language: Language, conflict: Conflict) -> ToldConflict:
    teller, event = Teller(project, language), conflict.event
    return ToldConflict(
        event.id,
        event.seq,
        local_time(event.at),
        event.actor,
        teller.did(event),
        tuple(_row(teller, language, row, event.actor) for row in conflict.rows),
    )


def joined_sentences(language: Language, joined: Joined) -> Iterator[str]:
    """What came, what is to be given, what was set aside, and which file is the keeper."""
    if joined.taken:
        yield tr(language, "joining.taken", n=joined.taken)
    else:
        yield tr(language, "joining.nothing-taken")
    if joined.to_give:
        yield tr(language, "joining.to-give", n=joined.to_give)
    if joined.aside:
        yield tr(language, "joining.aside", n=joined.aside)
    if joined.their_aside:
        yield tr(language, "joining.their-aside", n=joined.their_aside)
    yield tr(language, f"joining.keeper-{joined.keeper}", name=joined.keeper_name)


def _row(teller: Teller, language: Language, row: Unsettled, actor: str) -> ToldRow:
    mine = Change(row.entity, row.entity_id, row.before, row.mine)
    sides = tuple(_sides(teller, language, row, mine))
    return ToldRow(row.n, teller.sentence(mine, actor=actor), tr(language, f"joining.why-{row.why}"), sides)


def _sides(teller: Teller, language: Language, row: Unsettled, mine: Change) -> Iterator[Side]:
    gone = tr(language, "joining.gone")
    now: dict[str, str] = {}
    if row.present is not None and row.before is not None:
        others = Change(row.entity, row.entity_id, row.before, row.present)
        now = {became.name: became.after for became in teller.changes(others)}
    elif row.present is not None:
        there = Change(row.entity, row.entity_id, None, row.present)
        now = {became.name: became.after for became in teller.changes(there)}
    for name, before, after in teller.changes(mine):
        present = gone if row.present is None else now.get(name, before)
        yield Side(name, before, after, present)
