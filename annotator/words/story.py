"""Tells what was done: who did what, when, to which record, and which value became which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import takewhile
from typing import NamedTuple

import msgspec

from annotator.core.events import Change, Event
from annotator.core.scheme import Scheme
from annotator.store import Project, queries
from annotator.store.conflicts import is_aside
from annotator.store.past import WEIGHTY, Act
from annotator.words.i18n import Language, isolated, tr
from annotator.words.records import IDENTITY, LONGEST, Records
from annotator.words.reports import event_sentence
from annotator.words.rows import shortened

_LEAD = 20


class Entry(msgspec.Struct, frozen=True):
    """An event of a history. `at` is UTC as the log has it; `changes` are sentences.

    `account` is that of the computer it was done at, "" where the log does not say; `further` counts the
    changes that are not told.
    """

    seq: int
    at: str
    actor: str
    act: str
    changes: tuple[str, ...]
    account: str = ""
    further: int = 0


class Became(NamedTuple):
    """A field of a record by its name, and its value before and after, in words; "" where it was not set."""

    name: str
    before: str
    after: str


def told(project: Project, language: Language, act: Act) -> Entry:
    """Tell one act, a sentence for each record it changed."""
    return Teller(project, language).told(act)


def story(project: Project, language: Language, entity_ids: Sequence[str]) -> list[Entry]:
    """Tell what touched these rows, newest first, a sentence for each field they lost or got."""
    teller = Teller(project, language)
    found: dict[int, Entry] = {}
    for entity_id in entity_ids:
        for event, change in queries.entity_history(project, entity_id):
            lines = teller.fields(change)
            if known := found.get(event.seq):
                lines = (*known.changes, *lines)
            act = event_sentence(language, event.kind)
            found[event.seq] = Entry(event.seq, event.at, event.actor, act, lines)
    return [found[seq] for seq in sorted(found, reverse=True)]


def local_time(at: str) -> str:
    """An event's UTC time as the clock of this computer shows it."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M:%S}"


class Teller:
    """Puts the acts of a project into words. Make a new one after a change."""

    def __init__(self, project: Project, language: Language) -> None:
        self._project = project
        self._language = language
        self._records = Records(project, language)

    def told(self, act: Act) -> Entry:
        """An act, a sentence for each record it changed, the weightiest first."""
        event = act.event
        return Entry(
            event.seq,
            event.at,
            event.actor,
            self.act(event),
            tuple(self.sentence(change, actor=event.actor) for change in sorted(act.changes, key=_weight)),
            event.account or "",
            act.matching - len(act.changes),
        )

    def act(self, event: Event) -> str:
        """What was done, and whether something of it does not stand beside another copy's."""
        done = self.did(event)
        return tr(self._language, "story.aside", act=done) if is_aside(self._project, event) else done

    def did(self, event: Event) -> str:
        """What was done; of an undo and a redo, which act was turned round."""
        done = event_sentence(self._language, event.kind)
        if not event.reverts or (turned := _turned(self._project, event.reverts)) is None:
            return done
        seq, kind = turned
        return tr(
            self._language, "story.turned", act=done, what=event_sentence(self._language, kind), seq=seq
        )

    def sentence(self, change: Change, *, actor: str = "") -> str:
        """One change: the record, and what became of it; whose it is where it is not the actor's."""
        record = change.after or change.before
        if record is None:
            return change.entity_id
        what = "added" if change.before is None else "changed" if change.after is not None else "removed"
        said = tr(self._language, f"story.{what}", row=self._records.about(record, actor=actor))
        if what == "changed":
            fields = [_sentence(self._language, became) for _, became in self._became(change)]
        elif isinstance(record, Scheme):
            fields = []
        else:
            fields = [
                _holding(became)
                for field, became in self._became(change)
                if field not in IDENTITY and self._records.no not in (became.before, became.after)
            ]
        return " · ".join((said, *fields))

    def fields(self, change: Change) -> tuple[str, ...]:
        """A sentence for each field that a change touched."""
        is_new = change.before is None or change.after is None
        return tuple(
            _sentence(self._language, became)
            for field, became in self._became(change)
            if not (is_new and field == "author")
        )

    def changes(self, change: Change) -> Iterator[Became]:
        """The fields that people know, as far as the change touched them."""
        return (became for _, became in self._became(change))

    def _became(self, change: Change) -> Iterator[tuple[str, Became]]:
        old, new = self._records.values(change.before), self._records.values(change.after)
        for field in {**old, **new}:
            before, after = old.get(field), new.get(field)
            was, is_now = (said.value if said else "" for said in (before, after))
            if was != is_now:
                name = (after or before or ("",))[0]
                yield field, Became(name, *_side_by_side(was, is_now))


def _weight(change: Change) -> int:
    return WEIGHTY.index(change.entity) if change.entity in WEIGHTY else len(WEIGHTY)


def _turned(project: Project, event_id: str) -> tuple[int, str] | None:
    """The number and the kind of the event that was undone or redone, as far as it may be seen.

    A redo turns round the undo of that event, or of a redo of it, and so on.
    """
    row = project.one(
        """WITH RECURSIVE turned (seq, kind, reverts) AS (
               SELECT seq, kind, reverts FROM events WHERE id = ?
               UNION SELECT e.seq, e.kind, e.reverts FROM turned JOIN events e ON e.id = turned.reverts)
           SELECT seq, kind FROM turned ORDER BY seq LIMIT 1""",
        [event_id],
    )
    return (int(row[0]), str(row[1])) if row else None


def _side_by_side(before: str, after: str) -> tuple[str, str]:
    """Both values shortened, from shortly before the place where they begin to differ."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    if max(len(before), len(after)) <= LONGEST or alike < LONGEST - _LEAD:
        return shortened(before, 2 * LONGEST), shortened(after, 2 * LONGEST)
    start = alike - _LEAD
    return f"…{shortened(before[start:], LONGEST)}", f"…{shortened(after[start:], LONGEST)}"


def _holding(became: Became) -> str:
    return f"{isolated(became.name)}: {isolated(became.after or became.before)}"


def _sentence(language: Language, became: Became) -> str:
    name, before, after = became
    if before and after:
        return tr(language, "story.from-to", field=name, before=before, after=after)
    if after:
        return f"{isolated(name)}: {isolated(after)}"
    return tr(language, "story.taken-away", field=name, before=before)
