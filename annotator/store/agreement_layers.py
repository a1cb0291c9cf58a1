"""Whose layers of which documents are compared: who took part, and their layers document by document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Literal

import msgspec

from annotator.core.agreement.layers import Annotated
from annotator.core.arabic import fold_key
from annotator.core.model import REVIEW, Attribution, Range, Span
from annotator.core.offsets import check_span
from annotator.store.connection import damaged
from annotator.store.first_layers import first_layers
from annotator.store.payloads import extracted
from annotator.store.project import Project
from annotator.store.standing import standing
from annotator.store.tables import TABLES, json_list, unreadable

When = Literal["submitted", "published"]

_BATCH = 100
"""Documents whose layers are in memory at one time."""

_SUBMITTED_AT = """
    (SELECT max(e.at) FROM submissions s JOIN {log} c ON c.entity_key = key(s.id)
         JOIN events e ON e.seq = c.event
     WHERE s.document_id = p.document_id AND s.author = p.author AND s.state = 'submitted'
       AND {state} = 'submitted')"""
_STATE = extracted("c.after", "state")

_SUBMITTED = "SELECT document_id, author FROM submissions WHERE state = 'submitted'"
_TOOK_PART = f"""
    SELECT document_id, author FROM submissions
    UNION SELECT document_id, author FROM spans WHERE origin <> '{REVIEW}'
    UNION SELECT document_id, author FROM attributions WHERE origin <> '{REVIEW}'"""


_PUBLISHED = "(nullif(d.dated, '') || substr('0000-01-01', length(d.dated) + 1))"
"""The first day of a year or a month that is all that is known."""

_BLIND = """
    EXISTS (SELECT 1 FROM assignments a WHERE a.document_id = p.document_id AND a.assignee = p.author
            AND a.task = 'annotate-blind')"""


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """Which layers are compared. Empty: no restriction.

    `title`, `source`: text that the title or byline, or the source, contains, however it is spelled. `since`
    and `until`: dates (ISO 8601), from the first and before the second, of when the layer was last submitted
    (UTC, by the log) or the document published; what has no such date is left out. `unsubmitted`: also
    layers that are still in work. `blind`: only those whose authors were given the document to annotate
    blind. `as_submitted`: only submitted layers, as they were when they were first submitted.
    """

    ids: tuple[str, ...] | None = None
    kind: str = ""
    title: str = ""
    source: str = ""
    since: str = ""
    until: str = ""
    when: When = "submitted"
    unsubmitted: bool = False
    blind: bool = False
    as_submitted: bool = False


class Part(msgspec.Struct, frozen=True):
    """Somebody's part in a document: `submitted` is when they last submitted it, "" if it is in work."""

    author: str
    submitted: str


def parts(project: Project, scope: Scope) -> dict[str, tuple[Part, ...]]:
    """Who took part in which document, in the order the documents came; documents of nobody are not in it.

    Whoever submitted a document took part, with an empty layer too. What a reviewer made is no part.
    """
    where, parameters = _conditions(scope)
    submitted = standing(project.conn)(_SUBMITTED_AT, state=_STATE)
    rows = project.rows(
        f"""WITH took_part AS ({_TOOK_PART if scope.unsubmitted and not scope.as_submitted else _SUBMITTED}),
            dated AS (SELECT p.document_id, p.author, coalesce({submitted}, '') AS submitted
                      FROM took_part p)
            SELECT d.id, p.author, p.submitted FROM dated p JOIN documents d ON d.id = p.document_id
            {where} ORDER BY d.rowid, p.author""",
        parameters,
    )
    found: dict[str, list[Part]] = {}
    for document_id, author, submitted in rows:
        found.setdefault(document_id, []).append(Part(author, submitted))
    return {document_id: tuple(listed) for document_id, listed in found.items()}


def annotated(
    project: Project, who: Mapping[str, Sequence[Part]], *, as_submitted: bool = False
) -> Iterator[Annotated]:
    """The layers of those who took part, some documents at a time so that memory stays flat.

    As they are, or as they were when they were first submitted.
    """
    if as_submitted:
        yield from first_layers(project, {row: [part.author for part in who[row]] for row in who})
        return
    ids = iter(who)
    while some := list(islice(ids, _BATCH)):
        texts, spans, tied = _texts(project, some), _spans(project, some), _attributions(project, some)
        for document_id in some:
            if (text := texts.get(document_id)) is None:
                raise damaged(project.path)
            of_spans, of_tied = spans.get(document_id, ()), tied.get(document_id, ())
            for span in of_spans:
                check_span(span, text)
            yield Annotated(
                document_id,
                text,
                {
                    part.author: (
                        [row for row in of_spans if row.author == part.author and row.in_layer],
                        [row for row in of_tied if row.author == part.author and row.in_layer],
                    )
                    for part in who[document_id]
                },
            )


_IN = "document_id IN (SELECT value FROM json_each(?)) ORDER BY id"
_SPANS = f"SELECT id, document_id, label, ranges, quote, author, origin FROM spans WHERE {_IN}"
_TIED = f"{TABLES['attribution'].select} WHERE {_IN}"
_TEXTS = """
    SELECT id, text FROM documents JOIN texts ON hash = text_hash
    WHERE id IN (SELECT value FROM json_each(?))"""
_ranges = msgspec.json.Decoder(tuple[Range, ...]).decode


def _texts(project: Project, document_ids: Sequence[str]) -> dict[str, str]:
    return dict(project.rows(_TEXTS, [json_list(document_ids)]))


def _spans(project: Project, document_ids: Sequence[str]) -> dict[str, list[Span]]:
    """The spans of each document with what is compared of them: nothing else is read."""
    found: dict[str, list[Span]] = {}
    for row_id, document_id, label, ranges, quoted, author, origin in project.rows(
        _SPANS, [json_list(document_ids)]
    ):
        try:
            span = Span(
                id=row_id,
                document_id=document_id,
                label=label,
                ranges=_ranges(ranges),
                quote=quoted,
                author=author,
                origin=origin,
            )
        except msgspec.MsgspecError as error:
            raise unreadable("span", row_id, error) from error
        found.setdefault(document_id, []).append(span)
    return found


def _attributions(project: Project, document_ids: Sequence[str]) -> dict[str, list[Attribution]]:
    found: dict[str, list[Attribution]] = {}
    for row in map(TABLES["attribution"].record, project.rows(_TIED, [json_list(document_ids)])):
        assert isinstance(row, Attribution)
        found.setdefault(row.document_id, []).append(row)
    return found


def _conditions(scope: Scope) -> tuple[str, dict[str, Any]]:
    date = "p.submitted" if scope.when == "submitted" else _PUBLISHED
    ids = None if scope.ids is None else json_list(scope.ids)
    title, source = fold_key(scope.title.strip()), fold_key(scope.source.strip())
    table = (
        ("ids", ids, "d.id IN (SELECT value FROM json_each(:ids))"),
        ("kind", scope.kind or None, "d.kind = :kind"),
        ("title", title or None, "instr(fold(d.title || ' ' || d.byline), :title) > 0"),
        ("source", source or None, "instr(fold(d.source), :source) > 0"),
        ("since", scope.since or None, f"{date} >= :since"),
        ("blind", scope.blind or None, f":blind AND {_BLIND}"),
        ("until", scope.until or None, f"{date} <> '' AND {date} < :until"),
    )
    wanted = [condition for _, value, condition in table if value is not None]
    parameters = {name: value for name, value, _ in table if value is not None}
    return f"WHERE {' AND '.join(wanted)}" if wanted else "", parameters
