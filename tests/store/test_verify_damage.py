"""Whatever stands where a record should stand is a finding with its place, never the end of the check."""

from __future__ import annotations

import pytest

from annotator.commands import assignments, verdicts
from annotator.core.model import Comment, Document, OwnLexicon, new_id
from annotator.store import Project
from annotator.store.findings import Finding
from annotator.store.tables import TABLES
from annotator.store.verify import verify
from tests.command_line import Cli, cli
from tests.reviewed import A, Q, R, handed_in, refused
from tests.store.conftest import document, project

__all__ = ["cli", "document", "project"]


@pytest.fixture
def full(project: Project, document: Document) -> Project:
    """A project with a row in most tables."""
    handed_in(project, document, A)
    verdicts.accept_remaining(project, document.id, of=A, author=R)
    assignments.assign(project, [document.id], assignees=[R], task="review", author=Q)
    with project.event("comment.add", R) as event:
        event.add(
            Comment(
                id=new_id(), document_id=document.id, target_kind="document", target=document.id, author=R,
                text="حسن",
            )
        )  # fmt: skip
        event.add(OwnLexicon(id="lexicon", text=""))
    assert verify(project) == []
    return project


def codes(found: list[Finding]) -> set[str]:
    return {row.code for row in found}


def overwrite(project: Project, sql: str, *values: object) -> None:
    """Write past everything that guards the log."""
    for table in ("events", "log", "texts"):
        project.conn.execute(f"DROP TRIGGER IF EXISTS {table}_update")
    project.conn.execute(sql, values)


PAYLOADS = ("{}", "word", '"word"', "[{}]", "null", "7", '{"id": 7}', "", b"\xff\xfe")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_that_is_no_record(full: Project, payload: str | bytes) -> None:
    rows = list(full.rows("SELECT event, n, entity_id FROM changes"))
    overwrite(full, "UPDATE log SET after = CAST(? AS TEXT) WHERE after IS NOT NULL", payload)
    found = verify(full)
    for code in ("payload-unreadable", "payload-changed"):
        places = {
            (row.details["seq"], row.details["n"], row.details["id"]) for row in found if row.code == code
        }
        assert places == set(rows), code
    assert "row-differs" not in codes(found)


@pytest.mark.parametrize("value", ["{}", "word", "null", "7", '[["a", 1]]', "", b"\xff"])
@pytest.mark.parametrize("entity", ["scheme", "document", "span", "attribution", "decision"])
def test_a_row_that_is_no_record(full: Project, entity: str, value: str | bytes) -> None:
    table = TABLES[entity]
    before = next(full.rows(table.select))
    for column, stored in zip(table.columns, before, strict=True):
        # What is computed from ranges keeps SQLite itself from storing what is no JSON there.
        if str(stored)[:1] in "[{" and (column != "ranges" or value in ("{}", "null", "7", '[["a", 1]]')):
            overwrite(full, f'UPDATE {table.name} SET "{column}" = CAST(? AS TEXT)', value)
    named = {
        row.details["id"]
        for row in verify(full)
        if row.code in ("row-unreadable", "row-differs") and row.details["entity"] == entity
    }
    assert named == {row[0] for row in full.rows(f"SELECT id FROM {table.name}")} != set()


def test_a_text_that_is_not_utf8(full: Project) -> None:
    overwrite(full, "UPDATE texts SET text = CAST(? AS TEXT)", b"\xff\xfe\x80")
    assert {"text-changed"} < codes(verify(full))


def test_an_event_that_is_not_utf8(full: Project) -> None:
    overwrite(full, "UPDATE events SET kind = CAST(? AS TEXT) WHERE seq = 2", b"\xff")
    assert "event-changed" in codes(verify(full))


def test_the_command_tells_it_as_it_tells_others(cli: Cli, full: Project) -> None:
    overwrite(full, "UPDATE log SET after = '{}' WHERE event = 2")
    for language in ("en", "ar"):
        ran = cli("verify", full.path, language=language)
        assert ran.status == 1 and "Traceback" not in ran.err
    assert "cannot be read" in cli("verify", full.path).err
    assert cli("verify", full.path, "--json").json()["clean"] is False


class TestHead:
    def test_its_beginning_is_enough(self, cli: Cli, full: Project) -> None:
        noted = full.head()
        assignments.assign(full, [row[0] for row in full.rows("SELECT id FROM documents")], assignees=[A],
                           task="review", author=Q)  # fmt: skip
        for head in (noted, noted[:10], noted[:8], noted[:9].upper(), f" {noted} "):
            assert verify(full, head=head) == []
        assert cli("verify", full.path, "--head", noted[:10]).status == 0
        other = ("0" if noted[0] != "0" else "1") + noted[1:10]
        assert codes(verify(full, head=other)) == {"head-missing"}
        assert codes(verify(full, head=noted[:10] + other[:10])) == {"head-missing"}

    @pytest.mark.parametrize("head", ["", "1234567", "not a hash", "0" * 65])
    def test_what_is_no_beginning_is_refused(self, cli: Cli, full: Project, head: str) -> None:
        refused("bad-head", verify, full, head=head)
        assert cli("verify", full.path, "--head", head).status == 3

    def test_two_that_begin_so_are_told(self, full: Project) -> None:
        noted = full.head()
        overwrite(full, "UPDATE events SET hash = ? || substr(hash, 11) WHERE seq = 1", noted[:10])
        (found,) = [row for row in verify(full, head=noted[:10]) if row.code.startswith("head")]
        assert (found.code, found.details["n"]) == ("head-ambiguous", 2)
        assert not [row for row in verify(full, head=noted) if row.code.startswith("head")]


class TestSignatures:
    def test_a_verdict_in_the_name_of_another(self, full: Project, document: Document) -> None:
        (decision,) = [
            TABLES["decision"].record(row)
            for row in full.rows(f"{TABLES['decision'].select} LIMIT 1")
        ]  # fmt: skip
        with full.event("review.reject", A) as event:
            event.remove(decision)
        (found,) = verify(full)
        assert found.code == "signed-by-other"
        assert (found.details["author"], found.details["actor"]) == (R, A)

    def test_undoing_ones_own_is_ones_own(self, full: Project) -> None:
        for actor in (R, A):
            full.undo(actor)
            full.redo(actor)
            full.undo(actor)
        assert verify(full) == []

    def test_an_assignment_is_changed_by_whoever_leads(self, full: Project, document: Document) -> None:
        assignments.assign(full, [document.id], assignees=[R], task="review", author=A, priority=3)
        assignments.unassign(full, [document.id], assignees=[R], task="review", author=A)
        assert verify(full) == []
