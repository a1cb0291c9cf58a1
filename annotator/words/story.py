"""Tells what became of a span and its attributions: who did what, when, and which value became which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from annotator.core.events import Change
from annotator.core.model import Attribution, Record, Span
from annotator.store import Project, queries
from annotator.words.i18n import Language, isolated, tr
from annotator.words.reports import event_sentence
from annotator.words.rows import Row, Voice, facts

_LONGEST_VALUE = 90


class Entry(msgspec.Struct, frozen=True):
    """An event of a history. `at` is UTC as the log has it; `changes` are sentences, one a changed field."""

    seq: int
    at: str
    actor: str
    act: str
    changes: tuple[str, ...]


class Became(NamedTuple):
    """A field of a row by its name, and its value before and after, in words; "" where it was not set."""

    name: str
    before: str
    after: str


def story(project: Project, language: Language, entity_ids: Sequence[str]) -> list[Entry]:
    """Tell what touched these spans and attributions, newest first, in the words of `language`."""
    teller = Teller(project, language)
    found: dict[int, Entry] = {}
    for entity_id in entity_ids:
        for event, change in queries.entity_history(project, entity_id):
            # A row that goes is told by what was done alone.
            told = teller.changes(change) if change.after is not None else ()
            lines = tuple(_sentence(language, became) for became in told)
            if known := found.get(event.seq):
                lines = (*known.changes, *lines)
            act = event_sentence(language, event.kind)
            found[event.seq] = Entry(event.seq, event.at, event.actor, act, lines)
    return [found[seq] for seq in sorted(found, reverse=True)]


class Teller:
    """Puts the changes of a project's spans and attributions into words."""

    def __init__(self, project: Project, language: Language) -> None:
        self._project = project
        self._voice = Voice(language, project.scheme)
        self._found: dict[str, Row | None] = {}

    def changes(self, change: Change) -> Iterator[Became]:
        """The fields that people know, as far as the change touched them; none of other records."""
        old, new = self._values(change.before), self._values(change.after)
        for name in {**old, **new}:
            before, after = old.get(name, ""), new.get(name, "")
            if before != after:
                yield Became(name, before, after)

    def _values(self, record: Record | None) -> dict[str, str]:
        if not isinstance(record, Span | Attribution):
            return {}
        told = facts(self._voice, self._find, record, longest=_LONGEST_VALUE)
        # That there is no source is said where a row is shown; in its history, nothing stands for nothing.
        return {fact.name: fact.value for fact in told if getattr(record, fact.field, True)}

    def _find(self, row_id: str) -> Row | None:
        """A span or an attribution, as it was last where it is gone by now."""
        if row_id not in self._found:
            record = self._project.row_record("span", row_id) or self._project.row_record(
                "attribution", row_id
            )
            if record is None and (history := queries.entity_history(self._project, row_id)):
                record = history[-1][1].before
            self._found[row_id] = record if isinstance(record, Span | Attribution) else None
        return self._found[row_id]


def _sentence(language: Language, became: Became) -> str:
    name, before, after = became
    if before and after:
        return tr(language, "story.from-to", field=name, before=before, after=after)
    if after:
        return f"{isolated(name)}: {isolated(after)}"
    return tr(language, "story.taken-away", field=name, before=before)
