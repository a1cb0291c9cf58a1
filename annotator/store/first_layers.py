"""Layers as they were when they were first submitted: what their authors did before any review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from annotator.core.agreement.layers import Annotated
from annotator.core.model import REVIEW, Attribution, Span
from annotator.store import queries
from annotator.store.payloads import CHANGE, Key, change_of, extracted, key, named
from annotator.store.project import Project
from annotator.store.standing import standing
from annotator.store.tables import json_list

_FIRST = f"""
    SELECT s.document_id, s.author, min(c.{{ord}}), {extracted("c.after", "author")}
    FROM submissions s JOIN {{log}} c ON c.entity_key = key(s.id) AND c.entity = 'submission'
    WHERE s.document_id IN (SELECT value FROM json_each(?))
      AND {extracted("c.after", "state")} = 'submitted'
    GROUP BY s.id"""
"""When a layer was first submitted, and under what name: names can be changed later."""

_CHANGES = f"""
    SELECT c.{{ord}}, c.event, c.n, c.entity_key, c.document_key,
           {extracted("c.before", "author")}, {extracted("c.after", "author")}
    FROM {{log}} c WHERE c.entity IN ('span', 'attribution') ORDER BY c.{{ord}}, c.n"""

_Place = tuple[int, int]
"""Where the log holds a row: event, number of the change."""


def first_layers(project: Project, who: Mapping[str, Sequence[str]]) -> Iterator[Annotated]:
    """The layers of these authors of these documents; who has never submitted is left out.

    The log is read once; of each row only its place is kept until its document's turn comes.
    """
    firsts: dict[tuple[Key, str], tuple[int, str]] = {}
    read = standing(project.conn)
    for document_id, author, place, name in project.rows(read(_FIRST), [json_list(who)]):
        if author in who[document_id]:
            firsts[key(document_id), name] = (place, author)
    held: dict[tuple[Key, str], dict[Key, _Place]] = {layer: {} for layer in firsts}
    for place, event, n, row, document, before, after in project.rows(read(_CHANGES)):
        for name in {before, after} - {None}:
            layer = (document, name)
            if layer not in firsts or place > firsts[layer][0]:
                continue
            if name == after:
                held[layer][row] = (event, n)
            else:
                held[layer].pop(row, None)
    by_document: dict[str, dict[str, dict[Key, _Place]]] = {}
    for layer, (_, author) in firsts.items():
        by_document.setdefault(named(layer[0]), {})[author] = held[layer]
    for document_id in filter(by_document.__contains__, who):
        document = queries.document(project, document_id)
        layers = {author: _layer(project, rows) for author, rows in by_document[document_id].items()}
        yield Annotated(document_id, queries.text_of(project, document), layers)


def _layer(project: Project, rows: Mapping[Key, _Place]) -> tuple[Sequence[Span], Sequence[Attribution]]:
    spans: list[Span] = []
    tied: list[Attribution] = []
    for event, n in rows.values():
        found = project.one(f"SELECT {CHANGE} FROM log WHERE event = ? AND n = ?", [event, n])
        record = change_of(found).after if found else None
        if isinstance(record, Span) and record.origin != REVIEW:
            spans.append(record)
        elif isinstance(record, Attribution) and record.origin != REVIEW:
            tied.append(record)
    return spans, tied
