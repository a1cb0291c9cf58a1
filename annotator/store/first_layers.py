"""Layers as they were when they were first submitted: what their authors did before any review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from annotator.core.agreement.layers import Annotated
from annotator.core.events import decode_record
from annotator.core.model import REVIEW, Attribution, Span
from annotator.store import queries
from annotator.store.project import Project
from annotator.store.tables import json_list

_FIRST = """
    SELECT s.document_id, s.author, min(c.event), json_extract(c.after, '$.author')
    FROM submissions s JOIN changes c ON c.entity_id = s.id AND c.entity = 'submission'
    WHERE s.document_id IN (SELECT value FROM json_each(?)) AND json_extract(c.after, '$.state') = 'submitted'
    GROUP BY s.id"""
"""When a layer was first submitted, and under what name: names can be changed later."""

_CHANGES = """
    SELECT event, n, entity, entity_id, json_extract(coalesce(after, before), '$.document_id'),
           json_extract(before, '$.author'), json_extract(after, '$.author')
    FROM changes WHERE entity IN ('span', 'attribution') ORDER BY event, n"""

_Place = tuple[int, int, str]
"""Where the log holds a row: event, number of the change, entity."""


def first_layers(project: Project, who: Mapping[str, Sequence[str]]) -> Iterator[Annotated]:
    """The layers of these authors of these documents; who has never submitted is left out.

    The log is read once; of each row only its place is kept until its document's turn comes.
    """
    firsts: dict[tuple[str, str], tuple[int, str]] = {}
    for document_id, author, event, name in project.rows(_FIRST, [json_list(who)]):
        if author in who[document_id]:
            firsts[document_id, name] = (event, author)
    held: dict[tuple[str, str], dict[str, _Place]] = {key: {} for key in firsts}
    for event, n, entity, row, document_id, before, after in project.rows(_CHANGES):
        for name in {before, after} - {None}:
            key = (document_id, name)
            if key not in firsts or event > firsts[key][0]:
                continue
            if name == after:
                held[key][row] = (event, n, entity)
            else:
                held[key].pop(row, None)
    by_document: dict[str, dict[str, dict[str, _Place]]] = {}
    for (document_id, name), (_, author) in firsts.items():
        by_document.setdefault(document_id, {})[author] = held[document_id, name]
    for document_id in filter(by_document.__contains__, who):
        document = queries.document(project, document_id)
        layers = {author: _layer(project, rows) for author, rows in by_document[document_id].items()}
        yield Annotated(document_id, queries.text_of(project, document), layers)


def _layer(project: Project, rows: Mapping[str, _Place]) -> tuple[Sequence[Span], Sequence[Attribution]]:
    spans: list[Span] = []
    tied: list[Attribution] = []
    for event, n, entity in rows.values():
        found = project.one("SELECT after FROM changes WHERE event = ? AND n = ?", [event, n])
        record = decode_record(entity, found[0]) if found else None
        if isinstance(record, Span) and record.origin != REVIEW:
            spans.append(record)
        elif isinstance(record, Attribution) and record.origin != REVIEW:
            tied.append(record)
    return spans, tied
