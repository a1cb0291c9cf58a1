"""The step of migration that packs the log: values of rows without names, and a view that names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from annotator.store.library import Database
from annotator.store.payloads import carried

_FIELDS: Final = {
    "scheme": "name version=1 labels attributes=[] attribution=[] vocabularies=[] guidelines=''",
    "document": (
        "kind title='' byline='' published='' source='' url='' language='ar' direction='rtl' text_hash "
        "segments=[] meta={}"
    ),
    "span": "label ranges quote author attributes={} note='' origin='hand' confidence=null name?",
    "attribution": (
        "claims sources=[] cue=null parent=null category='' affiliation='' attributes={} author note='' "
        "origin='hand' confidence=null"
    ),
    "submission": "author state note=''",
    "decision": "target_kind target judged reviewer verdict replacement=null reason=null comment=''",
    "comment": "target_kind target author text reply_to=null",
    "assignment": "assignee task by due='' priority=0",
    "name": "label name variants=[] identifier='' listed=true blocked=false merged_into=null",
    "rejection": "author suggestion",
    "lexicon": "text",
    "draw": "by seed share per_document authors total pool documents given",
    "policy": "accounts=true inbox?",
    "export": "format layer unreviewed=false documents file sha256 head restricted?",
    "reading": "person",
    "note": "author text",
    "filing": "state='taken' reason='' graphic=false restricted=false",
}
"""The values of a packed payload by entity, in their order, and what one is that is left out at the end.

`?`: the payload does not name it then.
"""


def _fields(*later: Mapping[str, str]) -> Iterator[str]:
    for entity, first in _FIELDS.items():
        fields = (first, *(step[entity] for step in later if entity in step))
        for n, field in enumerate(" ".join(fields).split()):
            name, given, missing = field.partition("=")
            json = missing.replace("'", '"')
            told = f"'{json}'" if given else "''" if name.endswith("?") else "NULL"
            yield f"('{entity}', {n}, '{name.rstrip('?')}', {told})"


def fields_view(*later: Mapping[str, str]) -> str:
    """The view that names packed values; `later`: the fields that each later step added, as above."""
    return f"CREATE VIEW payload_fields (entity, n, name, missing) AS VALUES {', '.join(_fields(*later))}"


def _id(column: str) -> str:
    return f"CASE typeof({column}) WHEN 'blob' THEN lower(hex({column})) ELSE {column} END"


def _payload(column: str) -> str:
    """The whole payload. A value is cut out of a list that holds it twice: SQLite lets values in lists be."""
    path = "'$[' || f.n || ']'"
    twice = f"json_extract({column}, {path}, {path})"
    return f"""CASE WHEN substr({column}, 1, 1) = '[' AND json_valid({column}) THEN
        '{{"id":' || json_quote({_id("l.entity_key")})
        || iif(l.document_key IS NULL, '', ',"document_id":' || json_quote({_id("l.document_key")}))
        || (SELECT group_concat(CASE
                WHEN f.n < json_array_length({column})
                    THEN ',"' || f.name || '":' || substr({twice}, 2, (length({twice}) - 3) / 2)
                WHEN f.missing <> '' THEN ',"' || f.name || '":' || f.missing END, '')
            FROM payload_fields f WHERE f.entity = l.entity) || '}}'
        ELSE {column} END"""


_LOG: Final = """CREATE TABLE log (
    event INTEGER NOT NULL REFERENCES events (seq) DEFERRABLE INITIALLY DEFERRED,
    n INTEGER NOT NULL, entity TEXT NOT NULL, entity_key ANY NOT NULL, document_key ANY,
    before TEXT, after TEXT, payload_hash BLOB NOT NULL,
    PRIMARY KEY (event, n)
) STRICT, WITHOUT ROWID"""

_REST: Final = (
    "DROP VIEW audit_trail",
    "DROP TABLE changes",
    "CREATE INDEX log_of_entity ON log (entity_key)",
    "CREATE INDEX log_of_document ON log (document_key) WHERE document_key IS NOT NULL",
    "CREATE INDEX log_of_names ON log (event) WHERE entity = 'name'",
    *(
        f"""CREATE TRIGGER log_{act.lower()} BEFORE {act} ON log
        BEGIN SELECT RAISE(ABORT, 'the log and the texts are never changed'); END"""
        for act in ("UPDATE", "DELETE")
    ),
    fields_view(),
    f"""CREATE VIEW changes AS
    SELECT l.event, l.n, l.entity, {_id("l.entity_key")} AS entity_id, {_id("l.document_key")} AS document_id,
        {_payload("l.before")} AS before,
        {_payload("l.after")} AS after,
        l.payload_hash, l.entity_key, l.document_key
    FROM log l""",
    """CREATE VIEW audit_trail AS
        SELECT e.seq, e.at AS "when", e.actor AS who, e.kind AS what, c.entity, c.entity_id,
               coalesce(c.document_id, iif(c.entity = 'document', c.entity_id, NULL)) AS document_id,
               c.before AS "from", c.after AS "to", e.id AS event_id, e.reverts, e.replica, e.hash, e.account
        FROM changes c JOIN events e ON e.seq = c.event""",
)


def carry_over(db: Database) -> None:
    """Pack the log there is, and put in its place what reads as it did."""
    db.execute(_LOG)
    found = db.conn.execute(
        "SELECT event, n, entity, entity_id, before, after, payload_hash FROM changes ORDER BY event, n"
    )
    db.conn.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(carried, found))
    for statement in _REST:
        db.execute(statement)
