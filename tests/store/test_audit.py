"""What an event says of the account it came from, and what binds a file to its project."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from annotator.commands import spans
from annotator.core.audit import Policy
from annotator.core.events import EventHash
from annotator.core.model import Document
from annotator.store import Project, accounts, queries
from annotator.store.verify import rebuild, verify
from tests.store.conftest import document, project

__all__ = ["document", "project"]

ME = "سلمى"


@pytest.fixture(autouse=True)
def sitting(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Says which account sits at the computer."""

    def sit(account: str) -> None:
        monkeypatch.setattr(accounts, "account", lambda: account)

    sit("salma@newsroom-3")
    return sit


def tampered(project: Project, sql: str) -> list[str]:
    """The codes of what `verify` finds after a statement behind the program's back."""
    with closing(sqlite3.connect(project.path, isolation_level=None)) as connection:
        for table in ("events", "log"):
            connection.execute(f"DROP TRIGGER {table}_update")
        connection.execute(sql)
    return sorted({row.code for row in verify(project)} - {"schema-differs"})


def test_each_event_says_whose_account_acted(
    project: Project, document: Document, sitting: Callable[[str], None]
) -> None:
    spans.add_span(project, author=ME, document_id=document.id, label="actor", ranges=[(4, 8)])
    sitting("yazan@laptop")
    spans.add_span(project, author=ME, document_id=document.id, label="place", ranges=[(9, 14)])
    told = [(event.kind, event.account) for event, _ in queries.event_list(project)][-2:]
    assert told == [("span.add", "salma@newsroom-3"), ("span.add", "yazan@laptop")]
    seen = project.rows("SELECT account FROM audit_trail WHERE document_id = ? ORDER BY seq", [document.id])
    assert list(seen)[-2:] == [("salma@newsroom-3",), ("yazan@laptop",)]
    assert verify(project) == []


@pytest.mark.parametrize("account", ["NULL", "'yazan@laptop'", "''"])
def test_an_account_that_is_changed_is_found(project: Project, document: Document, account: str) -> None:
    assert tampered(project, f"UPDATE events SET account = {account} WHERE seq = 2") == ["event-changed"]


def test_an_event_without_an_account_has_the_hash_it_always_had(project: Project) -> None:
    (event, _), *_ = queries.event_list(project)
    plain = {name: getattr(event, name) for name in event.__struct_fields__ if name != "account"}
    older = type(event)(**plain)
    names = f'"{event.previous}","{event.id}","{event.at}","{event.actor}","{event.replica}"'
    header = f'[{names},"project.new",null]'
    assert EventHash(older).hexdigest() == hashlib.sha256(header.encode()).hexdigest()
    assert EventHash(older).hexdigest() != EventHash(type(event)(**plain, account="a@b")).hexdigest()


def test_a_new_project_is_bound_to_its_id(project: Project) -> None:
    assert project.policy == Policy(id=project.project_id)
    assert list(project.rows("SELECT id, accounts FROM policies")) == [(project.project_id, 1)]
    assert tampered(project, f"UPDATE project SET value = '{'0' * 32}' WHERE key = 'id'") == [
        "identity-differs"
    ]


def test_the_policy_is_made_anew_from_the_log(project: Project) -> None:
    rebuild(project)
    assert project.policy == Policy(id=project.project_id)
    assert verify(project) == []


@pytest.mark.parametrize("payload", ["{}", "word", "[1", '{"document_id": {"a": 1}}', ""])
def test_a_payload_that_is_no_record_is_no_hindrance(
    project: Project, document: Document, payload: str
) -> None:
    found = tampered(project, f"UPDATE log SET after = '{payload}' WHERE entity = 'document'")
    assert "payload-changed" in found and "file-malformed" not in found


def test_the_changes_of_a_document_are_found_without_reading_all(
    project: Project, document: Document
) -> None:
    made = spans.add_span(project, author=ME, document_id=document.id, label="actor", ranges=[(4, 8)])
    sql = """SELECT c.entity_id FROM changes c JOIN events e ON e.seq = c.event
             WHERE c.document_key = key(?)"""
    assert list(project.rows(sql, [document.id])) == [(made.id,)]
    (plan, *_) = [row[3] for row in project.rows(f"EXPLAIN QUERY PLAN {sql}", [document.id])]
    assert "log_of_document" in plan
    project.seen_by("يزن")
    assert any(
        "log_of_document" in row[3] for row in project.rows(f"EXPLAIN QUERY PLAN {sql}", [document.id])
    )
