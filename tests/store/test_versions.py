"""A project that an older program made: it opens, its log is clean, and it goes on as if made today."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator.commands import spans
from annotator.core import events
from annotator.core.audit import Policy
from annotator.core.model import Range, Record, Span
from annotator.formats import scheme_toml
from annotator.store import Project, accounts, queries
from annotator.store.stats import stats
from annotator.store.tables import TABLES, Table
from annotator.store.verify import rebuild, verify
from annotator.store.version import VERSION
from tests.command_line import Cli, cli
from tests.store.conftest import make_document
from tests.store.older import as_of

__all__ = ["cli"]

ME = "سلمى"


class FirstSpan(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A span as the first version had it."""

    document_id: str
    label: str
    ranges: tuple[Range, ...]
    quote: str
    author: str
    attributes: dict[str, Any] = msgspec.field(default_factory=dict)
    note: str = ""
    origin: str = "hand"
    confidence: float | None = None


@contextmanager
def first_version() -> Iterator[None]:
    """The program as it was: one step of migration, and spans without a name."""
    with as_of(1) as patch:
        patch.setitem(events.ENTITIES, "span", FirstSpan)
        patch.setitem(events.ENTITY_OF, FirstSpan, "span")
        patch.setitem(events._decoders, "span", msgspec.json.Decoder(FirstSpan))
        patch.setitem(TABLES, "span", Table("span"))
        yield


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A project of the first version with two spans, one of them changed since."""
    path = tmp_path / "old.db"
    with first_version(), Project.create(path, scheme_toml.load(), actor=ME) as project:
        document = make_document(project)
        rows = [
            FirstSpan(
                id=f"s{at}",
                document_id=document.id,
                label=label,
                ranges=((at, at + 4),),
                quote=quote,
                author=ME,
            )
            for at, label, quote in ((4, "actor", "مصدر"), (9, "place", "عسكر"))
        ]
        for row in rows:
            with project.event("span.add", ME) as event:
                event.add(row)
        with project.event("span.note", ME) as event:
            event.replace(rows[0], msgspec.structs.replace(rows[0], note="ملاحظة"))
        assert project.one("PRAGMA user_version") == (1,)
        columns = [row[1] for row in project.rows("PRAGMA table_info(spans)")]
        assert "name" not in columns
    return path


def test_it_opens_clean_and_keeps_its_head(old: Path) -> None:
    with Project.open(old) as project:
        head = project.head()
        assert project.one("PRAGMA user_version") == (VERSION,)
        assert verify(project, head=head) == []
        (document,) = queries.document_ids(project)
        assert [(row.quote, row.name) for row in queries.layer(project, document, ME).spans] == [
            ("مصدر", ""),
            ("عسكر", ""),
        ]
        assert [row[0] for row in project.rows("SELECT name_id FROM training_spans")] == [None, None]


def test_rows_of_then_are_changed_and_undone_now(old: Path) -> None:
    with Project.open(old) as project:
        (document,) = queries.document_ids(project)
        first, second = queries.layer(project, document, ME).spans
        spans.set_span_note(project, first, "أخرى", author=ME)
        assert verify(project) == []
        while project.undo(ME):
            assert verify(project) == []
        while project.redo(ME):
            assert verify(project) == []
        assert queries.layer(project, document, ME).spans[1] == second
        before = sorted(project.rows(TABLES["span"].select))
        rebuild(project)
        assert sorted(project.rows(TABLES["span"].select)) == before


def test_reading_leaves_the_file_as_it_is(old: Path) -> None:
    before = old.read_bytes()
    with Project.open(old, read_only=True) as project:
        assert verify(project) == []
        assert stats(project).spans == 2
    assert old.read_bytes() == before
    assert not list(old.parent.glob("*.before-*"))


def test_the_file_of_before_is_kept(old: Path) -> None:
    with Project.open(old) as project:
        head = project.head()
    saved = old.with_name(f"old.db.before-{VERSION}")
    with first_version(), Project.open(saved) as project:
        assert project.head() == head
        assert project.one("PRAGMA user_version") == (1,)


def test_a_payload_is_what_the_older_program_wrote() -> None:
    span = Span(id="s", document_id="d", label="actor", ranges=((0, 1),), quote='",name":""}', author=ME)
    older = FirstSpan(**{field: getattr(span, field) for field in FirstSpan.__struct_fields__})
    assert events.encode_record(span) == events.encode_record(older)
    named = msgspec.structs.replace(span, name='x","name":""}')
    for row in (span, named):
        assert events.decode_record("span", events.encode_record(row)) == row


@pytest.fixture
def seventh(tmp_path: Path) -> Path:
    """A project from before accounts were noted, with one span that was added, undone and added again."""
    path = tmp_path / "seventh.db"
    with as_of(7), Project.create(path, scheme_toml.load(), actor=ME) as project:
        document = make_document(project)
        spans.add_span(project, author=ME, document_id=document.id, label="actor", ranges=[(4, 8)])
        assert project.one("PRAGMA user_version") == (7,)
        assert "account" not in [row[1] for row in project.rows("PRAGMA table_info(events)")]
    return path


def test_events_of_then_have_no_account_and_keep_their_hashes(seventh: Path) -> None:
    with sqlite3.connect(seventh) as before:
        hashes = before.execute("SELECT hash FROM events ORDER BY seq").fetchall()
    before.close()
    with Project.open(seventh) as project:
        assert list(project.rows("SELECT hash FROM events ORDER BY seq")) == hashes
        assert list(project.rows("SELECT DISTINCT account FROM events")) == [(None,)]
        assert verify(project, head=hashes[-1][0]) == []
        assert project.policy == Policy(id=project.project_id, accounts=True)
        assert project.undo(ME) is not None
        assert project.one("SELECT account FROM events ORDER BY seq DESC") == (accounts.account(),)
        assert verify(project) == []


def test_the_log_of_then_is_carried_over_from_a_file_that_is_refused(cli: Cli, seventh: Path) -> None:
    with sqlite3.connect(seventh) as connection:
        connection.execute("DROP TRIGGER events_update")
    connection.close()
    clean = seventh.with_name("clean.db")
    ran = cli("recover", seventh, clean, "--json")
    assert (ran.status, ran.json()["findings"], ran.json()["lost"]) == (0, [], 0)
    with Project.open(clean) as project:
        assert list(project.rows("SELECT DISTINCT account FROM events")) == [(None,)]
        assert stats(project).spans == 1
