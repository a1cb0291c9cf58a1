"""Where a name stands, what its bearer said and published, what was said of it. Only reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from annotator.core.model import REVIEW, Range, derived_id
from annotator.core.names import LONGEST_NAME, KnownName, keys_of, name_key, named_labels
from annotator.store.project import Project
from annotator.store.tables import json_list

_AROUND: Final = 80
"""Code points of context on either side."""
_SHOWN: Final = 200
"""Code points of a claim that are read for a list."""


class Place(msgspec.Struct, frozen=True):
    """A span: enough to go there, and to read on demand what it is."""

    document_id: str
    span_id: str
    authors: tuple[str, ...]


class ShownPlace(msgspec.Struct, frozen=True):
    """A place as a list shows it; `hit` is where its words stand in `context`."""

    place: Place
    title: str
    dated: str
    label: str
    quote: str
    context: str
    hit: Range


class ShownDocument(msgspec.Struct, frozen=True):
    id: str
    title: str
    dated: str


class NamePage(msgspec.Struct, frozen=True):
    """All that a project has of a name, as far as the person who looks may see it.

    `mentions`: spans of its label that are linked to it, or are linked to none and spelt like it. `said`:
    claims attributed to it, `said_of`: claims within whose words it is named, whatever label names it.
    `documents`: what it published. Places that several authors marked alike stand there once.
    """

    known: KnownName
    mentions: tuple[Place, ...]
    said: tuple[Place, ...]
    said_of: tuple[Place, ...]
    documents: tuple[str, ...]


def page_of(project: Project, known: KnownName) -> NamePage:
    """The page of a name."""
    with project.snapshot():
        keys = keys_of(known)
        labels = [label.id for label in named_labels(project.scheme)]
        of_any_label = [derived_id("name", label, key) for label in labels for key in keys]
        own = [known.name.id, *(row.id for row in known.merged)]
        spelt = _spelt(project, labels, frozenset(keys))
        found = _spans(project, [*own, *of_any_label], spelt)
        mentions = [row for row in found if row[2] == known.name.label or row[3] in own]
        ids = json_list(row[0] for row in found)
        return NamePage(
            known,
            _places((row[1], row[0], row[4], row[5]) for row in mentions),
            _places(project.rows(_SAID, {"ids": ids})),
            _places(
                project.rows(_SAID_OF, {"ids": ids, "claims": json_list(project.scheme.labels_as("claim"))})
            ),
            _published(project, known, keys),
        )


def place_lines(project: Project, places: Sequence[Place]) -> list[ShownPlace]:
    """What a list shows of some places, in their order; those that are gone by now are left out."""
    found: dict[str, tuple[Any, ...]] = {
        row[0]: row for row in project.rows(_SHOW, {"ids": json_list(place.span_id for place in places)})
    }
    shown = []
    for place in places:
        if (row := found.get(place.span_id)) is None:
            continue
        _, label, quote, start, title, dated, before, after, is_hidden = row
        quote = " ".join(quote[:_SHOWN].split())
        if is_hidden:
            before = after = ""
        before, after = _from_a_word(before, start), _to_a_word(after)
        context = f"{before}{quote}{after}"
        hit = (len(before), len(before) + len(quote))
        shown.append(ShownPlace(place, title, dated, label, quote, context, hit))
    return shown


def document_lines(project: Project, ids: Sequence[str]) -> list[ShownDocument]:
    """What a list shows of some documents, in their order."""
    rows = {row[0]: ShownDocument(*row) for row in project.rows(_DOCUMENTS, [json_list(ids)])}
    return [rows[document_id] for document_id in ids if document_id in rows]


_NAMED: Final = f"name = '' AND origin <> '{REVIEW}' AND length(quote) <= {LONGEST_NAME}"
_QUOTES: Final = f"""SELECT DISTINCT quote FROM spans
    WHERE {_NAMED} AND label IN (SELECT value FROM json_each(?))"""
_SPANS: Final = f"""SELECT s.id, s.document_id, s.label, s.name, s.ranges, s.author
    FROM (SELECT id FROM spans WHERE name <> '' AND name IN (SELECT value FROM json_each(:ids))
          UNION SELECT id FROM spans
          WHERE {_NAMED} AND label IN (SELECT value FROM json_each(:labels))
              AND quote IN (SELECT value FROM json_each(:quotes))) found
    JOIN spans s ON s.id = found.id JOIN documents d ON d.id = s.document_id
    WHERE s.origin <> '{REVIEW}' ORDER BY d.rowid, s.start, s.author"""
_SAID: Final = f"""SELECT c.document_id, c.id, c.ranges, c.author
    FROM spans m JOIN attributions a ON a.document_id = m.document_id, json_each(a.sources) source,
        json_each(a.claims) claimed
    JOIN spans c ON c.id = claimed.value JOIN documents d ON d.id = c.document_id
    WHERE m.id IN (SELECT value FROM json_each(:ids)) AND source.value = m.id AND a.origin <> '{REVIEW}'
    ORDER BY d.rowid, c.start, c.author"""
_SAID_OF: Final = f"""SELECT c.document_id, c.id, c.ranges, c.author
    FROM spans m JOIN spans c ON c.document_id = m.document_id AND c.author = m.author
    JOIN documents d ON d.id = c.document_id
    WHERE m.id IN (SELECT value FROM json_each(:ids)) AND c.label IN (SELECT value FROM json_each(:claims))
        AND c.id <> m.id AND c.start <= m.start AND m."end" <= c."end" AND c.origin <> '{REVIEW}'
    ORDER BY d.rowid, c.start, c.author"""
_SHOW: Final = f"""SELECT s.id, s.label, s.quote, s.start,
        (SELECT title FROM document_titles WHERE document_id = s.document_id),
        coalesce(nullif(d.dated, ''), d.published),
        substr(t.text, max(1, s.start + 1 - {_AROUND}), min(s.start, {_AROUND})),
        substr(t.text, s."end" + 1, {_AROUND}),
        EXISTS (SELECT 1 FROM filings f WHERE f.document_id = d.id AND (f.graphic OR f.restricted))
    FROM spans s JOIN documents d ON d.id = s.document_id JOIN texts t ON t.hash = d.text_hash
    WHERE s.id IN (SELECT value FROM json_each(:ids))"""
_PUBLISHED: Final = """SELECT id FROM documents
    WHERE outlet <> '' AND outlet IN (SELECT value FROM json_each(?)) ORDER BY rowid"""
_DOCUMENTS: Final = """SELECT d.id, (SELECT title FROM document_titles WHERE document_id = d.id),
        coalesce(nullif(d.dated, ''), d.published)
    FROM documents d WHERE d.id IN (SELECT value FROM json_each(?))"""


def _spelt(project: Project, labels: Sequence[str], keys: frozenset[str]) -> dict[str, Any]:
    """The exact words under these labels that are spellings of a name, as parameters of a query."""
    quotes = [quote for (quote,) in project.rows(_QUOTES, [json_list(labels)]) if name_key(quote) in keys]
    return {"labels": json_list(labels), "quotes": json_list(quotes)}


def _spans(project: Project, ids: Iterable[str], spelt: dict[str, Any]) -> list[tuple[Any, ...]]:
    return list(project.rows(_SPANS, {"ids": json_list(dict.fromkeys(ids)), **spelt}))


def _places(rows: Iterable[tuple[Any, ...]]) -> tuple[Place, ...]:
    """Spans over the same text are one place."""
    found: dict[tuple[str, str], tuple[str, dict[str, None]]] = {}
    for document_id, span_id, ranges, author in rows:
        found.setdefault((document_id, ranges), (span_id, {}))[1][author] = None
    return tuple(
        Place(document_id, span_id, tuple(authors)) for (document_id, _), (span_id, authors) in found.items()
    )


def _published(project: Project, known: KnownName, keys: Sequence[str]) -> tuple[str, ...]:
    if known.name.label != project.scheme.label_as("source"):
        return ()
    return tuple(row[0] for row in project.rows(_PUBLISHED, [json_list(keys)]))


def _from_a_word(before: str, start: int) -> str:
    """The words before a place, on one line; what was cut in two is left out."""
    if len(before) < start and len(before) == _AROUND:
        before = before[before.find(" ") + 1 :] if " " in before else ""
    flat = " ".join(before.split())
    return f"{flat} " if flat and before[-1:].isspace() else flat


def _to_a_word(after: str) -> str:
    if len(after) == _AROUND:
        after = after[: after.rfind(" ")] if " " in after else ""
    flat = " ".join(after.split())
    return f" {flat}" if flat and after[:1].isspace() else flat
