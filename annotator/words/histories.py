"""Tells what was asked of the record, and what was found, as rows of a table and as lines of JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from annotator.core.asking import Asked
from annotator.core.moments import document_of
from annotator.formats.csv_table import csv_lines
from annotator.store import Project, past, queries
from annotator.store.past import Act
from annotator.words.i18n import Language, isolated, table, tr
from annotator.words.reports import event_sentence
from annotator.words.rows import shortened
from annotator.words.story import Teller, local_time

_COLUMNS: Final = (
    "seq", "local", "utc", "actor", "account", "act", "entity", "document", "sentence", "id", "hash",
)  # fmt: skip
_LONGEST_TITLE = 60


def asked_words(project: Project, language: Language, asked: Asked) -> str:
    """What was asked for, on one line; that everything was, where it was."""
    kinds = ", ".join(_kind_words(language, kind) for kind in asked.kinds)
    document = asked.document and shortened(
        queries.title(project, asked.document) or asked.document, _LONGEST_TITLE
    )
    told = {
        "rows": asked.rows[0] if asked.rows else "",
        "document": document,
        "actor": asked.actor,
        "account": asked.account,
        "kinds": kinds,
        "since": local_time(asked.since) if asked.since else "",
        "until": local_time(asked.until) if asked.until else "",
        "words": asked.words,
    }
    said = [
        f"{tr(language, f'story.asked-{name}')}: {isolated(value)}" for name, value in told.items() if value
    ]
    return " · ".join(said) or tr(language, "story.asked-nothing")


def csv_of(
    project: Project,
    language: Language,
    asked: Asked,
    *,
    newest_first: bool = False,
    limit: int | None = None,
) -> Iterator[bytes]:
    """The acts as CSV, a row for each record that one changed."""
    return csv_lines(_rows(project, language, asked, newest_first, limit))


def jsonl_of(
    project: Project, asked: Asked, *, newest_first: bool = False, limit: int | None = None
) -> Iterator[bytes]:
    """The acts as JSON, one a line, with their changes before and after, and the hash of each."""
    for act in past.acts(project, asked, newest_first=newest_first, limit=limit, most=sys.maxsize):
        yield msgspec.json.encode(as_json(act)) + b"\n"


def as_json(act: Act) -> dict[str, Any]:
    """An act with all its values."""
    changes = [
        {"entity": change.entity, "id": change.entity_id, "before": change.before, "after": change.after}
        for change in act.changes
    ]
    return {**msgspec.structs.asdict(act.event), "changes": changes, "total": act.total}


def _rows(
    project: Project, language: Language, asked: Asked, newest_first: bool, limit: int | None
) -> Iterator[tuple[object, ...]]:
    yield tuple(tr(language, f"story.column-{name}") for name in _COLUMNS)
    teller = Teller(project, language)
    for act in past.acts(project, asked, newest_first=newest_first, limit=limit, most=sys.maxsize):
        event, done = act.event, teller.act(act.event)
        account = event.account or ""
        head = (event.seq, local_time(event.at), event.at, event.actor, account, done)
        for change in act.changes:
            yield (
                *head,
                tr(language, f"story.entity-{change.entity}"),
                document_of(change),
                teller.sentence(change, actor=event.actor),
                change.entity_id,
                event.hash,
            )


def _kind_words(language: Language, kind: str) -> str:
    """A kind of event by its name; of a group, the names of its kinds."""
    group = [key.removeprefix("events.") for key in table() if key.startswith(f"events.{kind}.")]
    return "، ".join(event_sentence(language, name) for name in group or [kind])
