"""How the log keeps payloads: packed, with all that the hash was taken over, and readable by any client."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator.commands import spans
from annotator.core.audit import Export, Policy, Reading
from annotator.core.drawing import Draw
from annotator.core.events import ENTITIES, ENTITY_OF, encode_record, payload_hash
from annotator.core.model import (
    Assignment,
    Attribution,
    Comment,
    Decision,
    Document,
    Filing,
    Note,
    OwnLexicon,
    Record,
    Segment,
    Span,
    Submission,
    Toll,
)
from annotator.core.names import Name
from annotator.core.suggestions import Rejection
from annotator.formats import scheme_toml
from annotator.store import Project, payloads
from annotator.store.tables import UNREADABLE
from annotator.store.verify import verify
from tests.store.conftest import document, project
from tests.store.old import VERSIONS, stored

__all__ = ["document", "project"]

ME = "سلمى"
ID, DOC, OTHER = (digit * 32 for digit in "1a9")
HARD = 'قال "\\/\n\t\x01\x7f🔴\u202b'
ON: dict[str, Any] = {"id": ID, "document_id": DOC}
JUDGED: dict[str, Any] = {"target_kind": "span", "target": OTHER, "judged": {"a": [1.5, None]}}
TOLL = Toll("killed", "unknown", 10, None, False, 2, 5, HARD)

RECORDS: tuple[Record, ...] = (
    scheme_toml.load(),
    Document(id=DOC, kind="post", text_hash="f" * 64),
    Document(id=DOC, kind="post", title=HARD, text_hash="f", segments=(Segment("item", 0, 3, {"b": 1e-7}),)),
    Document(id=DOC, kind="post", text_hash="f" * 64, meta={"published_found": HARD, "a": True}),
    Span(**ON, label="actor", ranges=((0, 3), (5, 9)), quote=HARD, author=ME),
    Span(**ON, label="actor", ranges=((0, 3),), quote="", author="", confidence=0.1234567890123456789),
    Span(**ON, label="actor", ranges=((0, 3),), quote="x", author=ME, attributes={"k": [False, 1e300]}),
    Span(**ON, label="", ranges=((0, 3),), quote="x", author=ME, name=OTHER),
    Attribution(**ON, claims=(OTHER,), author=ME),
    Attribution(**ON, claims=(OTHER, ID), sources=(ID,), cue=ID, parent=ID, author=ME, confidence=1.0),
    Submission(**ON, author=ME, state="submitted"),
    Submission(**ON, author=ME, state="withdrawn", note=HARD),
    Decision(**ON, **JUDGED, reviewer=ME, verdict="accept"),
    Decision(**ON, **JUDGED, reviewer=ME, verdict="replace", replacement=ID, reason="label", comment=HARD),
    Comment(**ON, target_kind="document", target=DOC, author=ME, text=HARD),
    Comment(**ON, target_kind="document", target=DOC, author=ME, text="", reply_to=OTHER),
    Assignment(**ON, assignee="", task="review", by=ME),
    Assignment(**ON, assignee=ME, task="annotate", by=ME, due="2031", priority=-3),
    Name(id=ID, label="actor", name=HARD),
    Name(id=ID, label="actor", name="x", variants=("a", HARD), blocked=True, listed=False, merged_into=OTHER),
    Rejection(**ON, author=ME, suggestion={"spans": [{"label": "x", "ranges": [[0, 1]]}]}),
    OwnLexicon(id=ID, text=HARD),
    Draw(id=ID, by=ME, seed=7, share=0.30000000000000004, per_document=2, authors=(ME,), total=2,
         pool=(DOC,), documents=(), given=((DOC, ME),)),
    Policy(id=ID),
    Policy(id=ID, accounts=False),
    Policy(id=ID, inbox=True),
    Export(id=ID, format="x", layer="all", documents=1, file=HARD, sha256="", head=""),
    Export(id=ID, format="x", layer="all", documents=1, file="", sha256="", head="", restricted=True),
    Reading(**ON, person=ME),
    Span(**ON, label="claim", ranges=((0, 9),), quote=HARD, author=ME, tolls=(TOLL,)),
    Span(**ON, label="claim", ranges=((0, 9),), quote=HARD, author=ME, name=OTHER, tolls=(TOLL,)),
    Note(**ON, author=ME, text=HARD),
    Filing(**ON),
    Filing(**ON, state="irrelevant", reason=HARD, graphic=True),
    Comment(id='odd "id', document_id="ع", target_kind="document", target="ع", author=ME, text="x"),
)  # fmt: skip


def test_every_kind_of_record_is_here() -> None:
    assert {type(record) for record in RECORDS} == set(ENTITIES.values())


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_is_the_same_packed_and_in_the_view(project: Project, record: Record) -> None:
    entity, whole = ENTITY_OF[type(record)], encode_record(record)
    row, found = payloads.key(record.id), getattr(record, "document_id", None)
    under = None if found is None else payloads.key(found)
    packed = payloads.LAYOUTS[entity].pack(msgspec.structs.astuple(record))
    assert payloads.whole(entity, row, under, packed) == whole
    assert payloads.record_of(entity, row, under, packed) == record
    assert payloads.packed(entity, row, whole.decode()) == (under, packed)
    assert len(packed) < len(whole)

    project.conn.execute(
        "INSERT INTO log VALUES (1, 99, ?, ?, ?, ?, ?, x'')", [entity, row, under, packed, packed]
    )
    with closing(sqlite3.connect(project.path)) as anybody:
        columns = "entity_id, document_id, before, after"
        (seen,) = anybody.execute(f"SELECT {columns} FROM changes WHERE n = 99")
        told = anybody.execute('SELECT "from", "to" FROM audit_trail WHERE entity_id = ?', [record.id])
        assert (whole.decode(), whole.decode()) in told.fetchall()
    assert seen == (record.id, found, whole.decode(), whole.decode())


def test_the_file_names_the_fields_as_the_program_has_them(project: Project) -> None:
    named = [
        (entity, n, name, None if missing is None else missing.decode())
        for entity, layout in payloads.LAYOUTS.items()
        for n, (name, missing) in enumerate(zip(layout.names, layout.missing, strict=True))
    ]
    assert sorted(project.rows("SELECT * FROM payload_fields")) == sorted(named)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_query_finds_the_fields_of_what_is_packed(project: Project, record: Record) -> None:
    entity, whole = ENTITY_OF[type(record)], encode_record(record).decode()
    layout = payloads.LAYOUTS[entity]
    packed = layout.pack(msgspec.structs.astuple(record))
    for name, empty in zip(layout.names, layout.empty, strict=True):
        select = f"SELECT {payloads.extracted('c.p', name)} FROM (SELECT ? AS entity, ? AS p) c"
        from_whole, from_packed = (project.one(select, [entity, payload]) for payload in (whole, packed))
        assert from_packed == from_whole or (from_packed == (None,) and getattr(record, name) == empty)


@pytest.mark.parametrize("version", [version for version in VERSIONS if version < 10])
def test_an_older_log_reads_as_it_did(tmp_path: Path, version: int) -> None:
    path = stored(version, tmp_path)
    columns = "event, n, entity, entity_id, before, after"
    with closing(sqlite3.connect(path)) as before:
        expected = before.execute(f"SELECT {columns} FROM changes ORDER BY event, n").fetchall()
    with Project.open(path) as project:
        assert list(project.rows(f"SELECT {columns} FROM changes ORDER BY event, n")) == expected
        assert project.one("SELECT 1 FROM log WHERE before LIKE '{%' OR after LIKE '{%'") is None


def test_a_payload_that_this_program_did_not_write_stays_as_it_was() -> None:
    row = payloads.key(ID)
    for payload in ("{}", f'{{"document_id": "{DOC}", "more": 1}}', "word", "", '{"id": 3}'):
        document, kept = payloads.packed("span", row, payload)
        assert kept == payload
        assert document == (payloads.key(DOC) if DOC in payload else None)
        assert payloads.whole("span", row, document, kept) == payload.encode()


@pytest.mark.parametrize("packed", ["[", "[]", "[{}]", '["a",[[0,1]],"q"]', "[1,2,3,4,5,6,7,8,9,10]"])
def test_what_is_no_packed_payload_is_no_record(packed: str) -> None:
    row, document = payloads.key(ID), payloads.key(DOC)
    with pytest.raises(UNREADABLE):
        payloads.record_of("span", row, document, packed)


def test_a_payload_that_was_taken_out_leaves_a_gap_and_no_broken_chain(
    project: Project, document: Document
) -> None:
    span = spans.add_span(project, author=ME, document_id=document.id, label="actor", ranges=[(4, 8)])
    head, whole = project.head(), payload_hash(None, encode_record(span))
    project.conn.execute("DROP TRIGGER log_update")
    project.conn.execute(
        "UPDATE log SET after = '{}', payload_hash = ? WHERE entity_key = key(?)", [whole, span.id]
    )
    codes = {row.code for row in verify(project, head=head)}
    assert {"payload-changed", "payload-unreadable"} <= codes
    assert not codes & {"event-changed", "chain-broken", "head-missing"}
