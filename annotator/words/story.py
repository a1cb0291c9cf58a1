"""Tells what became of a span and its attributions: who did what, when, and which value became which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import msgspec

from annotator.core.candidates import CATEGORY
from annotator.core.events import Change
from annotator.core.model import Attribution, Record, Span
from annotator.core.scheme import Scheme
from annotator.store import Project, queries
from annotator.words.i18n import Language, isolated, table, tr

_LONGEST_VALUE = 90
_SPAN_FIELDS = ("label", "text", "note")
_ATTRIBUTION_FIELDS = ("claims", "sources", "cue", "parent", "category", "affiliation", "note")


class Entry(msgspec.Struct, frozen=True):
    """One act. `at` is UTC as the log has it; `changes` are sentences, one a changed field."""

    seq: int
    at: str
    actor: str
    act: str
    changes: tuple[str, ...]


def story(project: Project, language: Language, entity_ids: Sequence[str]) -> list[Entry]:
    """The acts that touched these spans and attributions, newest first, in the words of `language`."""
    teller = _Teller(project, language)
    found: dict[int, Entry] = {}
    for entity_id in entity_ids:
        for event, change in queries.entity_history(project, entity_id):
            lines = tuple(teller.changes(change))
            if known := found.get(event.seq):
                lines = (*known.changes, *lines)
            key = f"events.{event.kind}"
            # A log written by a newer program may hold kinds of events that have no name here.
            act = tr(language, key) if key in table() else event.kind
            found[event.seq] = Entry(event.seq, event.at, event.actor, act, lines)
    return [found[seq] for seq in sorted(found, reverse=True)]


class _Teller:
    """Puts the fields of records into words."""

    def __init__(self, project: Project, language: Language) -> None:
        self._project = project
        self._language = language
        self._scheme: Scheme = project.scheme
        self._quotes: dict[str, str] = {}

    def changes(self, change: Change) -> Iterator[str]:
        """What a change made of a row, a sentence a field. A row that goes is told by its act alone."""
        if change.after is None:
            return
        old, new = self._values(change.before), self._values(change.after)
        for name in {**old, **new}:
            before, after = old.get(name, ""), new.get(name, "")
            if before == after:
                continue
            if before and after:
                yield self._say("story.from-to", field=name, before=before, after=after)
            elif after:
                yield f"{isolated(name)}: {isolated(after)}"
            else:
                yield self._say("story.taken-away", field=name, before=before)

    def _say(self, key: str, **values: str) -> str:
        return tr(self._language, key, **values)

    def _values(self, record: Record | None) -> dict[str, str]:
        """The fields of a row that people know, by name, each value in words."""
        if isinstance(record, Span):
            label = self._scheme.shown_label(record.label)
            places = "، ".join(f"{start}-{end}" for start, end in record.ranges)
            told = {
                "label": label.name.get(self._language, label.id),
                "text": f"{_short(record.quote)} ({places})",
                "note": record.note,
            }
            return self._named(_SPAN_FIELDS, told, record.attributes)
        if isinstance(record, Attribution):
            told = {
                "claims": self._quoted(record.claims),
                "sources": self._quoted(record.sources),
                "cue": self._quoted([record.cue] if record.cue else []),
                "parent": self._parent(record.parent),
                "category": self._term(CATEGORY, record.category),
                "affiliation": record.affiliation,
                "note": record.note,
            }
            return self._named(_ATTRIBUTION_FIELDS, told, record.attributes)
        return {}

    def _named(
        self, fields: Sequence[str], told: Mapping[str, str], attributes: Mapping[str, Any]
    ) -> dict[str, str]:
        values = {tr(self._language, f"story.field-{field}"): told[field] for field in fields}
        for attribute_id, value in attributes.items():
            attribute = self._scheme.attribute(attribute_id)
            name = attribute.name.get(self._language, attribute_id) if attribute else attribute_id
            vocabulary = attribute.vocabulary if attribute else ""
            if attribute is not None and attribute.type == "flag":
                values[name] = tr(self._language, "window.yes")
            else:
                values[name] = self._term(vocabulary, str(value))
        return values

    def _term(self, vocabulary_id: str, value: str) -> str:
        vocabulary = next((row for row in self._scheme.vocabularies if row.id == vocabulary_id), None)
        return vocabulary.shown(value, self._language) if vocabulary else value

    def _quoted(self, span_ids: Sequence[str]) -> str:
        return " + ".join(self._quote(span_id) for span_id in span_ids)

    def _quote(self, span_id: str) -> str:
        """The words of a span, also of one that is gone by now."""
        if span_id not in self._quotes:
            record = self._project.row_record("span", span_id) or self._last_known(span_id)
            self._quotes[span_id] = _short(cast(Span, record).quote) if record else span_id
        return self._quotes[span_id]

    def _last_known(self, entity_id: str) -> Record | None:
        history = queries.entity_history(self._project, entity_id)
        return history[-1][1].before if history else None

    def _parent(self, parent: str | None) -> str:
        if not parent:
            return ""
        record = self._project.row_record("attribution", parent) or self._last_known(parent)
        return self._quoted(cast(Attribution, record).claims) if record else parent


def _short(quote: str) -> str:
    flat = " ".join(quote.split())
    return flat if len(flat) <= _LONGEST_VALUE else f"{flat[:_LONGEST_VALUE].rstrip()}…"
