"""Proof that the record is whole: the chain, the log against the tables, the quotes against the texts."""

from __future__ import annotations

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.events import GENESIS, EventHash, decode_record, payload_hash
from annotator.core.model import Span, hash_text
from annotator.core.offsets import check_span
from annotator.store.project import SELECT_EVENT, Project, event_of
from annotator.store.review_queue import refresh_all, stale_documents
from annotator.store.tables import TABLES

_CHANGES = "SELECT n, entity, entity_id, before, after, payload_hash FROM changes WHERE event = ? ORDER BY n"


class Finding(msgspec.Struct, frozen=True):
    """Something that is not as the log says: `code` has its sentence among the errors."""

    code: str
    details: dict[str, object]


def verify(project: Project, *, head: str | None = None) -> list[Finding]:
    """Everything that is wrong with the project; an empty list is a clean record.

    With `head`, a hash noted earlier, also whether the log still contains it. It is about the whole file,
    whoever asks.
    """
    with project.whole(), project.snapshot():
        return [
            *_file(project),
            *_chain(project, head),
            *_continuity(project),
            *_tables(project),
            *_texts(project),
            *_quotes(project),
            *_attributions(project),
            *(Finding("queue-differs", {"document": row}) for row in stale_documents(project.conn)),
        ]


def _file(project: Project) -> list[Finding]:
    """What SQLite itself finds wrong with the file."""
    rows = [str(row[0]) for row in project.rows("PRAGMA quick_check")]
    return [Finding("file-malformed", {"reason": reason}) for reason in rows if reason != "ok"]


def _chain(project: Project, head: str | None) -> list[Finding]:
    findings = []
    previous: dict[str, str] = {}
    known = False
    for row in project.rows(f"{SELECT_EVENT} ORDER BY seq"):
        event = event_of(row)
        if event.previous != previous.get(event.replica, GENESIS):
            findings.append(Finding("chain-broken", {"event": event.id, "seq": event.seq}))
        hashed = EventHash(event)
        for n, entity, entity_id, before, after, stored in project.rows(_CHANGES, [event.seq]):
            if payload_hash(_bytes(before), _bytes(after)) != stored:
                findings.append(Finding("payload-changed", {"seq": event.seq, "n": n, "id": entity_id}))
            hashed.add(entity, entity_id, stored)
        if hashed.hexdigest() != event.hash:
            findings.append(Finding("event-changed", {"event": event.id, "seq": event.seq}))
        previous[event.replica] = event.hash
        known = known or event.hash == head
    if head is not None and not known:
        findings.append(Finding("head-missing", {"head": head}))
    stray = project.one("SELECT count(*) FROM changes WHERE event NOT IN (SELECT seq FROM events)")
    if stray and stray[0]:
        findings.append(Finding("stray-changes", {"n": stray[0]}))
    return findings


def _continuity(project: Project) -> list[Finding]:
    """Each change must begin where the last change of the same row ended."""
    sql = """
        SELECT c.event, c.entity, c.entity_id FROM changes c
        WHERE c.before IS NOT (
            SELECT last.after FROM changes last
            WHERE last.entity_id = c.entity_id AND last.entity = c.entity
              AND (last.event, last.n) < (c.event, c.n)
            ORDER BY last.event DESC, last.n DESC LIMIT 1)"""
    return [
        Finding("change-out-of-order", {"seq": event, "entity": entity, "id": entity_id})
        for event, entity, entity_id in project.rows(sql)
    ]


def _tables(project: Project) -> list[Finding]:
    """Every table must equal what the log rebuilds.

    Each row looks up its last change, which needs neither memory nor the sorting of all payloads.
    """
    findings = []
    for entity, table in TABLES.items():
        for *found, logged in project.rows(_LOGGED.format(columns=table.listed, table=table.name), [entity]):
            if logged is None:
                findings.append(Finding("row-unlogged", {"entity": entity, "id": found[0]}))
            elif found != table.row(decode_record(entity, logged)):
                findings.append(Finding("row-differs", {"entity": entity, "id": found[0]}))
    tabled = " ".join(
        f"WHEN '{entity}' THEN EXISTS (SELECT 1 FROM {table.name} WHERE id = c.entity_id)"
        for entity, table in TABLES.items()
    )
    findings += [
        Finding("row-missing", {"entity": entity, "id": entity_id})
        for entity, entity_id in project.rows(_MISSING.format(tabled=tabled))
    ]
    return findings


_LOGGED = """
    SELECT {columns}, (SELECT c.after FROM changes c WHERE c.entity_id = id AND c.entity = ?
                       ORDER BY c.event DESC, c.n DESC LIMIT 1)
    FROM {table}"""
"""The rows of a table, each with the payload of its last change."""

_MISSING = """
    SELECT c.entity, c.entity_id FROM changes c
    WHERE c.after IS NOT NULL AND NOT CASE c.entity {tabled} END
      AND NOT EXISTS (SELECT 1 FROM changes later
                      WHERE later.entity_id = c.entity_id AND later.entity = c.entity
                        AND (later.event, later.n) > (c.event, c.n))"""
"""What the log says is there and is in no table."""


def _texts(project: Project) -> list[Finding]:
    return [
        Finding("text-changed", {"id": stored})
        for stored, text in project.rows("SELECT hash, text FROM texts")
        if hash_text(text) != stored
    ]


def _quotes(project: Project) -> list[Finding]:
    findings = []
    table = TABLES["span"]
    columns = ", ".join(f's."{column}"' for column in table.columns)
    document, text = "", ""
    for row in project.rows(f"SELECT {columns} FROM spans s ORDER BY s.document_id"):
        span = table.record(row)
        assert isinstance(span, Span)
        if span.document_id != document:
            document = span.document_id
            found = project.one(
                "SELECT text FROM texts JOIN documents ON text_hash = hash WHERE id = ?", [document]
            )
            text = str(found[0]) if found else ""
        try:
            check_span(span, text)
        except AnnotatorError as error:
            findings.append(Finding(error.code, {**error.details, "span": span.id}))
    return findings


def _attributions(project: Project) -> list[Finding]:
    """An attribution names spans of its own author's layer, in its own document."""
    sql = """
        SELECT a.id, m.span FROM (
            SELECT a.id, c.value AS span FROM attributions a, json_each(a.claims) c
            UNION ALL SELECT a.id, c.value FROM attributions a, json_each(a.sources) c
            UNION ALL SELECT a.id, a.cue FROM attributions a WHERE a.cue IS NOT NULL) m
        JOIN attributions a ON a.id = m.id LEFT JOIN spans s ON s.id = m.span
        WHERE s.author IS NOT a.author OR s.document_id IS NOT a.document_id"""
    return [Finding("attribution-astray", {"id": row[0], "span": row[1]}) for row in project.rows(sql)]


LATEST = """
    SELECT entity_id, after FROM (
        SELECT event, n, entity_id, after,
               row_number() OVER (PARTITION BY entity_id ORDER BY event DESC, n DESC) AS newest
        FROM changes WHERE entity = ?)
    WHERE newest = 1 AND after IS NOT NULL {order}"""
"""For one entity: the id and the payload of every row the log says is there."""


def rebuild(project: Project) -> None:
    """Make every table anew from the log, in one transaction."""
    with project.whole(), project.exclusive() as conn:
        conn.execute("PRAGMA defer_foreign_keys = ON")
        for table in reversed(TABLES.values()):
            conn.execute(f"DELETE FROM {table.stored}")
        for entity, table in TABLES.items():
            rows = conn.execute(LATEST.format(order="ORDER BY event, n"), [entity])
            conn.executemany(table.insert, (table.row(decode_record(entity, after)) for _, after in rows))
        refresh_all(conn)


def _bytes(payload: str | None) -> bytes | None:
    return payload.encode() if payload is not None else None
