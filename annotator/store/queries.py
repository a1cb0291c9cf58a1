"""Questions to a project. Every function only reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, cast

import msgspec

from annotator.core.document_filter import EVERY_DOCUMENT, DocumentFilter
from annotator.core.errors import AnnotatorError
from annotator.core.events import Change, Event
from annotator.core.model import (
    REVIEW,
    Attribution,
    Bundle,
    Comment,
    Decision,
    Document,
    Filing,
    Note,
    Record,
    Span,
    Submission,
    filing_of,
    in_reading_order,
)
from annotator.core.offsets import check_span
from annotator.store.connection import damaged
from annotator.store.finding import condition
from annotator.store.log import EVENT, event_of
from annotator.store.payloads import CHANGE, change_of, key
from annotator.store.project import Project
from annotator.store.standing import standing
from annotator.store.tables import TABLES, json_list

_BATCH = 100
_EVENT: Final = ", ".join(f"e.{column}" for column in EVENT)


class DocumentRow(msgspec.Struct, frozen=True):
    """A document as a list shows it; the counts are of one author's layer. `alike`: to an earlier one."""

    id: str
    kind: str
    title: str
    byline: str
    dated: str
    unclear: str
    direction: str
    spans: int
    claims: int
    unattributed: int
    alike: float | None
    has_later: int
    filing: Filing


class Layer(msgspec.Struct, frozen=True):
    """All spans and attributions of one author in a document."""

    spans: tuple[Span, ...] = ()
    attributions: tuple[Attribution, ...] = ()


def document_count(project: Project, *, wanted: DocumentFilter = EVERY_DOCUMENT, author: str = "") -> int:
    """How many documents there are; of those `wanted`, by states of `author`'s work."""
    where, values = _where(project, wanted, author)
    (row,) = project.rows(f"SELECT count(*) FROM documents d {where}", values)
    return int(row[0])


def had_documents(project: Project) -> bool:
    """Whether a document was ever brought in."""
    return project.one("SELECT 1 FROM main.changes WHERE entity = 'document' LIMIT 1") is not None


def document_rows(
    project: Project,
    *,
    author: str,
    offset: int = 0,
    limit: int = -1,
    wanted: DocumentFilter = EVERY_DOCUMENT,
    ids: Sequence[str] | None = None,
) -> list[DocumentRow]:
    """Documents in the order they came, from `offset` on, with counts of `author`'s layer.

    With `ids`, only those documents.
    """
    where, values = _where(project, wanted, author, ids)
    values |= {"limit": limit, "offset": offset, "author": author}
    table = TABLES["filing"]
    filed = ", ".join(f"f.{column}" for column in table.columns)
    rows = project.rows(
        f"""WITH page AS (SELECT rowid AS n, id, kind, byline, dated, unclear, direction
                FROM documents d {where} ORDER BY rowid LIMIT :limit OFFSET :offset),
            tied AS MATERIALIZED (SELECT DISTINCT c.value AS claim FROM page
                JOIN attributions a ON a.document_id = page.id, json_each(a.claims) c),
            claims AS (SELECT s.document_id, s.id NOT IN (SELECT claim FROM tied) AS unattributed
                FROM spans s JOIN page ON page.id = s.document_id
                WHERE s.author = :author AND s.origin <> '{REVIEW}'
                    AND s.label IN (SELECT value FROM json_each(:claim_labels)))
            SELECT page.id, kind, (SELECT title FROM document_titles WHERE document_id = page.id),
                byline, dated, unclear, direction,
                (SELECT count(*) FROM spans s WHERE s.document_id = page.id AND s.author = :author),
                (SELECT count(*) FROM claims WHERE document_id = page.id),
                (SELECT coalesce(sum(unattributed), 0) FROM claims WHERE document_id = page.id),
                (SELECT max(share) FROM likenesses l WHERE l.document_id = page.id),
                EXISTS (SELECT 1 FROM likenesses l WHERE l.other = page.id),
                {filed}
            FROM page LEFT JOIN filings f ON f.document_id = page.id ORDER BY n""",
        values | {"claim_labels": json_list(project.scheme.labels_as("claim"))},
    )
    width = len(table.columns)
    return [DocumentRow(*(*row[:-width], _filing(row[0], row[-width:]))) for row in rows]


def _filing(document_id: str, row: tuple[Any, ...]) -> Filing:
    """How a document is kept, by the columns of its row, which are empty where there is none."""
    return filing_of(document_id) if row[0] is None else cast(Filing, TABLES["filing"].record(row))


def title(project: Project, document_id: str) -> str:
    """A document's title as lists show it: where it has none, the beginning of its text."""
    row = project.one("SELECT title FROM document_titles WHERE document_id = ?", [document_id])
    return str(row[0]) if row else ""


def document_ids(project: Project, *, wanted: DocumentFilter = EVERY_DOCUMENT, author: str = "") -> list[str]:
    """The ids of all documents in the order they came; of those `wanted`, by states of `author`'s work."""
    where, values = _where(project, wanted, author)
    return [row[0] for row in project.rows(f"SELECT id FROM documents d {where} ORDER BY rowid", values)]


def document(project: Project, document_id: str) -> Document:
    """Raises `AnnotatorError("unknown-document")`."""
    record = project.row_record("document", document_id)
    if record is None:
        raise AnnotatorError("unknown-document", document=document_id)
    return cast(Document, record)


def documents_beginning(project: Project, prefix: str) -> list[str]:
    """Ids that begin with `prefix`: what a person types of an id is seldom all of it."""
    return [
        row[0]
        for row in project.rows(
            "SELECT id FROM documents WHERE substr(id, 1, length(?)) = ? LIMIT 20", [prefix, prefix]
        )
    ]


def document_with_text(project: Project, document_id: str) -> tuple[Document, str]:
    """Both at one moment. Raises `AnnotatorError("unknown-document")`.

    Of the document that was asked for last only the row is read: a text never changes under its hash.
    """
    table, known = TABLES["document"], project.last_document
    row = project.one(
        f"""SELECT {table.listed}, CASE WHEN text_hash = ? THEN NULL
            ELSE (SELECT text FROM texts WHERE hash = text_hash) END FROM documents WHERE id = ?""",
        [known[1].text_hash if known is not None else "", document_id],
    )
    if row is None:
        raise AnnotatorError("unknown-document", document=document_id)
    *columns, text = row
    document = known[1] if known and known[0] == columns else cast(Document, table.record(columns))
    if text is None and known is not None and document.text_hash == known[1].text_hash:
        text = known[2]
    if text is None:
        raise damaged(project.path)
    project.last_document = columns, document, text
    return document, text


def text_of(project: Project, document: Document) -> str:
    """The document's text."""
    row = project.one("SELECT text FROM texts WHERE hash = ?", [document.text_hash])
    if row is None:
        raise damaged(project.path)
    return str(row[0])


def layer(project: Project, document_id: str, author: str) -> Layer:
    """One author's layer, spans in reading order."""
    spans = _records(project, "span", "document_id = ? AND author = ?", [document_id, author])
    return Layer(
        tuple(sorted(cast(Iterable[Span], spans), key=in_reading_order)),
        tuple(attributions(project, document_id, author)),
    )


def attributions(project: Project, document_id: str, author: str) -> list[Attribution]:
    """The attributions of one author's layer, oldest first."""
    rows = _records(project, "attribution", "document_id = ? AND author = ?", [document_id, author])
    return list(cast(Iterable[Attribution], rows))


def twin(project: Project, span: Span) -> Span | None:
    """Another span of the same author with the same label over exactly the same text.

    What they made as a reviewer is no twin of what they mark themselves.
    """
    where = "document_id = ? AND author = ? AND label = ? AND ranges = ? AND id <> ? AND (origin = ?) = ?"
    ranges = msgspec.json.encode(span.ranges).decode()
    reviewing = [REVIEW, not span.in_layer]
    wanted = [span.document_id, span.author, span.label, ranges, span.id, *reviewing]
    found = _records(project, "span", where, wanted)
    return cast(Span | None, next(found, None))


def bundles(
    project: Project, *, ids: Sequence[str] | None = None, author: str | None = None
) -> Iterator[Bundle]:
    """Documents with everything said about them, a hundred at a time so that memory stays flat.

    With `author`, only that author's layer, submissions and comments.
    """
    for documents in _all_documents(project) if ids is None else _listed_documents(project, ids):
        yield from _bundles_of(project, documents, author)


def existing(project: Project, entity: str, ids: Iterable[str]) -> dict[str, Record]:
    """The live records among `ids`."""
    table = TABLES[entity]
    rows = project.rows(f"{table.select} WHERE id IN (SELECT value FROM json_each(?))", [json_list(ids)])
    return {row[0]: table.record(row) for row in rows}


def entity_history(project: Project, entity_id: str) -> list[tuple[Event, Change]]:
    """Who did what to one row, oldest first; what was set aside did nothing to it."""
    read = standing(project.conn)
    rows = project.rows(
        f"""SELECT {_EVENT}, {CHANGE} FROM {read.log} c JOIN events e ON e.seq = c.event
           WHERE c.entity_key = ? ORDER BY c.{read.ord}, c.n""",
        [key(entity_id)],
    )
    return [(event_of(row[: len(EVENT)]), change_of(row[len(EVENT) :])) for row in rows]


def head_day(project: Project) -> str:
    """The day (UTC) of the change that made the project's head what it is."""
    row = project.one("SELECT at FROM main.events WHERE hash = ?", [project.head()])
    return str(row[0])[:10] if row else ""


def last_event(project: Project) -> tuple[int, str]:
    """The number and the kind of the newest event; (0, "") where there is none."""
    row = project.one("SELECT seq, kind FROM events ORDER BY seq DESC LIMIT 1")
    return (int(row[0]), str(row[1])) if row else (0, "")


def change_count(project: Project, event_id: str) -> int:
    """How many records an event changed."""
    row = project.one(
        "SELECT count(*) FROM log WHERE event = (SELECT seq FROM events WHERE id = ?)", [event_id]
    )
    return int(row[0]) if row else 0


def document_of(project: Project, document_id: str, text_hash: str) -> str | None:
    """The id of the document with this id, else of the first with this text."""
    row = project.one(
        "SELECT id FROM documents WHERE id = ? OR text_hash = ? ORDER BY id <> ?, id LIMIT 1",
        [document_id, text_hash, document_id],
    )
    return row[0] if row else None


def texts(project: Project) -> Iterator[tuple[str, str]]:
    """Every document's id and text."""
    return project.rows("SELECT id, text FROM documents JOIN texts ON hash = text_hash")


def labels_used(project: Project) -> list[str]:
    """The labels that spans bear, those too that the scheme does not know."""
    return [row[0] for row in project.rows("SELECT DISTINCT label FROM spans ORDER BY label")]


def authors(project: Project) -> list[str]:
    """Everybody who has acted in the project, whose rows it holds, or who was given work, busiest first."""
    return [
        row[0]
        for row in project.rows(
            """SELECT who FROM (SELECT author AS who, 1 AS n FROM spans
                   UNION ALL SELECT author, 1 FROM attributions UNION ALL SELECT actor, 1 FROM events
                   UNION ALL SELECT author, 0 FROM submissions UNION ALL SELECT reviewer, 0 FROM decisions
                   UNION ALL SELECT author, 0 FROM comments UNION ALL SELECT assignee, 0 FROM assignments)
               WHERE who <> '' GROUP BY who ORDER BY sum(n) DESC, who"""
        )
    ]


def layer_authors(project: Project, document_id: str) -> list[str]:
    """Whose layers a document has."""
    sql = """SELECT author FROM spans WHERE document_id = ?
             UNION SELECT author FROM attributions WHERE document_id = ? ORDER BY 1"""
    return [row[0] for row in project.rows(sql, [document_id, document_id])]


def event_list(
    project: Project, *, entity_id: str | None = None, actor: str | None = None
) -> Iterator[tuple[Event, int]]:
    """Events with their number of changes, oldest first; only those on one row, or by one person."""
    rows = project.rows(
        f"""SELECT {_EVENT}, (SELECT count(*) FROM log c WHERE c.event = e.seq)
           FROM events e
           WHERE (:row IS NULL OR e.seq IN (SELECT event FROM log WHERE entity_key = key(:row)))
             AND (:actor IS NULL OR e.actor = :actor) ORDER BY e.seq""",
        {"row": entity_id, "actor": actor},
    )
    for *event, changes in rows:
        yield event_of(event), int(changes)


def _all_documents(project: Project) -> Iterator[list[Document]]:
    """All documents in the order they came, a batch at a time."""
    table = TABLES["document"]
    batch = f"SELECT rowid, {table.listed} FROM documents WHERE rowid > ? ORDER BY rowid LIMIT ?"
    last = 0
    while rows := list(project.rows(batch, [last, _BATCH])):
        last = rows[-1][0]
        yield [cast(Document, table.record(row[1:])) for row in rows]


def _listed_documents(project: Project, ids: Sequence[str]) -> Iterator[list[Document]]:
    for start in range(0, len(ids), _BATCH):
        yield [document(project, document_id) for document_id in ids[start : start + _BATCH]]


def _bundles_of(project: Project, documents: list[Document], author: str | None) -> Iterator[Bundle]:
    ids = json_list(document.id for document in documents)
    hashes = json_list(document.text_hash for document in documents)
    texts = dict(
        project.rows("SELECT hash, text FROM texts WHERE hash IN (SELECT value FROM json_each(?))", [hashes])
    )
    spans = cast(dict[str, list[Span]], _grouped(project, "span", ids, author))
    tied = cast(dict[str, list[Attribution]], _grouped(project, "attribution", ids, author))
    submissions = cast(dict[str, list[Submission]], _grouped(project, "submission", ids, author))
    decisions = cast(dict[str, list[Decision]], _grouped(project, "decision", ids, author))
    comments = cast(dict[str, list[Comment]], _grouped(project, "comment", ids, author))
    notes = cast(dict[str, list[Note]], _grouped(project, "note", ids, author))
    filings = cast(dict[str, list[Filing]], _grouped(project, "filing", ids, None))
    for document in documents:
        if (text := texts.get(document.text_hash)) is None:
            raise damaged(project.path)
        for span in spans.get(document.id, ()):
            check_span(span, text)
        yield Bundle(
            document=document,
            text=text,
            spans=tuple(spans.get(document.id, ())),
            attributions=tuple(tied.get(document.id, ())),
            submissions=tuple(submissions.get(document.id, ())),
            decisions=tuple(decisions.get(document.id, ())),
            comments=tuple(comments.get(document.id, ())),
            notes=tuple(notes.get(document.id, ())),
            filings=tuple(filings.get(document.id, ())),
        )


def _grouped(project: Project, entity: str, ids: str, author: str | None) -> dict[str, list[Record]]:
    """Rows of the listed documents by document, each document's in the order of their ids."""
    who = "reviewer" if entity == "decision" else "author"
    where = "document_id IN (SELECT value FROM json_each(?))" + (f" AND {who} = ?" if author else "")
    grouped: dict[str, list[Record]] = {}
    for record in _records(project, entity, where, [ids, author] if author else [ids]):
        grouped.setdefault(record.document_id, []).append(record)  # type: ignore[attr-defined]
    return grouped


def _records(project: Project, entity: str, where: str, parameters: Sequence[Any]) -> Iterator[Record]:
    table = TABLES[entity]
    return map(table.record, project.rows(f"{table.select} WHERE {where} ORDER BY id", parameters))


def _where(
    project: Project, wanted: DocumentFilter, author: str, ids: Sequence[str] | None = None
) -> tuple[str, dict[str, Any]]:
    asked, values = condition(project, wanted, author)
    conditions = [asked] if asked else []
    if ids is not None:
        conditions.append("d.id IN (SELECT value FROM json_each(:ids))")
        values["ids"] = json_list(ids)
    return (f"WHERE {' AND '.join(conditions)}" if conditions else ""), values
