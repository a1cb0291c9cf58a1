"""What is noted of those who use a project: exports, who read others' work, which account acts."""

from __future__ import annotations

import gzip
import hashlib
import io
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from annotator.commands import assignments, exporting, submissions
from annotator.commands import noting as noting_module
from annotator.commands.exporting import Asked
from annotator.commands.noting import note_accounts, note_readings
from annotator.core.audit import Export, Policy, Reading, reading_of
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document
from annotator.formats import FORMATS, Format, scheme_toml
from annotator.store import Project, accounts, queries
from annotator.store import project as project_module
from annotator.store.tables import TABLES
from annotator.store.verify import rebuild, verify
from tests.command_line import Cli, cli
from tests.reviewed import A, B, R, handed_in, kinds, layer, span
from tests.store.conftest import document, make_document, project
from tests.store.older import as_of

__all__ = ["cli", "document", "project"]


def exports(project: Project) -> list[Export]:
    rows = project.rows(f"{TABLES['export'].select_stored} ORDER BY rowid")
    return [row for row in map(TABLES["export"].record, rows) if isinstance(row, Export)]


def readings(project: Project) -> list[Reading]:
    rows = project.rows(TABLES["reading"].select_stored)
    return [row for row in map(TABLES["reading"].record, rows) if isinstance(row, Reading)]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program is writing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


class TestAccounts:
    def test_switched_off_and_on_again(self, project: Project, document: Document) -> None:
        def last() -> tuple[str, str | None]:
            *_, (event, _) = queries.event_list(project)
            return event.kind, event.account

        assert note_accounts(project, False, author=A) is not None
        assert last() == ("policy.change", accounts.account())
        layer(project, document, A)
        assert last()[1] is None and not project.policy.accounts
        assert note_accounts(project, False, author=A) is None
        assert note_accounts(project, True, author=A) is not None
        span(project, document, A, "place", (40, 54))
        assert last() == ("span.add", accounts.account())
        assert verify(project) == []
        before = project.policy
        rebuild(project)
        with Project.open(project.path, read_only=True) as again:
            assert again.policy == before == Policy(id=project.project_id, accounts=True)

    def test_what_another_process_chose_holds_here_at_once(
        self, project: Project, document: Document
    ) -> None:
        layer(project, document, A)
        with Project.open(project.path) as other:
            note_accounts(other, False, author=B)
        span(project, document, A, "place", (40, 54))
        assert [event.account for event, _ in queries.event_list(project)][-1] is None

    def test_it_is_no_step_of_undo_and_keeps_what_can_be_redone(
        self, project: Project, document: Document
    ) -> None:
        span(project, document, A, "place", (40, 54))
        assert project.undo(A) is not None
        note_accounts(project, False, author=A)
        exporting.export(project, io.BytesIO(), by=A)
        assert project.history(A).redoable is not None
        assert project.redo(A) is not None
        undone = project.undo(A)
        assert undone is not None and not project.policy.accounts
        with Project.open(project.path) as again:
            assert again.history(A).redoable == undone.id

    def test_a_project_from_before_is_bound_by_a_change(self, tmp_path: Path) -> None:
        path = tmp_path / "old.db"
        with as_of(7), Project.create(path, scheme_toml.load(), actor=A):
            pass
        with Project.open(path) as project:
            project.conn.execute("UPDATE project SET value = ? WHERE key = 'id'", ["0" * 32])
            assert verify(project) == [], "nothing in the log says which project it is"
            assert note_accounts(project, True, author=A) is not None
            project.conn.execute("UPDATE project SET value = ? WHERE key = 'id'", ["1" * 32])
            assert [row.code for row in verify(project)] == ["identity-differs"]

    def test_on_the_command_line(self, cli: Cli, project: Project) -> None:
        assert cli("policy", project.path, "--json").json()["accounts"] is True
        assert "which account of which computer" in cli("policy", project.path).out
        assert cli("policy", project.path, "--accounts", "off", "--author", A).status == 0
        assert cli("policy", project.path, "--json").json()["accounts"] is False
        (told,) = cli("history", project.path, "--kind", "policy.change").out.splitlines()[:1]
        assert "salma@here" in told and A in told
        cli("policy", project.path, "--accounts", "on", "--author", A)
        assert "salma@here" not in cli("history", project.path).out.splitlines()[-1]
        assert "يُدوَّن" in cli("policy", project.path, language="ar").out
        assert verify(project) == []


class TestExports:
    @pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
    def test_the_file_is_noted_as_it_lies_there(
        self, project: Project, document: Document, tmp_path: Path, name: str
    ) -> None:
        handed_in(project, document, A)
        head, out = project.head(), tmp_path / name
        done = exporting.export(project, out, Asked(author=A), by=B)
        assert done.unnoted is None and exports(project) == [done.record]
        record = done.record
        assert (record.file, record.layer, record.documents, record.head) == (name, f"author:{A}", 1, head)
        assert record.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
        *_, (event, _) = queries.event_list(project)
        assert (event.kind, event.actor, event.previous) == ("export.write", B, head)
        assert verify(project, head=head) == []

    @pytest.mark.parametrize("format", [row for row in FORMATS if row.write], ids=lambda row: row.id)
    def test_a_name_in_gz_is_compressed_once_or_refused(
        self, project: Project, document: Document, tmp_path: Path, format: Format
    ) -> None:
        handed_in(project, document, A)
        plain, packed = io.BytesIO(), tmp_path / "out.gz"
        if format.is_packed:
            with pytest.raises(AnnotatorError, match="packed-already"):
                exporting.export(project, packed, Asked(format_id=format.id))
            assert not list(tmp_path.glob("out*"))
        else:
            exporting.export(project, plain, Asked(format_id=format.id))
            exporting.export(project, packed, Asked(format_id=format.id))
            assert gzip.decompress(packed.read_bytes()) == plain.getvalue()

    def test_what_is_written_does_not_change(
        self, project: Project, document: Document, tmp_path: Path
    ) -> None:
        handed_in(project, document, A)
        for name in ("first", "second"):
            exporting.export(project, tmp_path / name)
        assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
        first, second = exports(project)
        assert first.sha256 == second.sha256 and first.id != second.id

    def test_a_cancelled_export_is_not_noted(
        self, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(exporting, "_BATCH", 1)
        make_document(project)
        before = project.head()
        with pytest.raises(Exception, match="cancelled"):
            exporting.export(project, tmp_path / "out", cancelled=lambda: True)
        assert project.head() == before and not (tmp_path / "out").exists()

    def test_each_way_on_the_command_line(self, cli: Cli, project: Project, document: Document) -> None:
        handed_in(project, document, A)
        cli("export", project.path, "all.jsonl", "--author", A)
        piped = cli("export", project.path, "-", "--layer", "agreed", "--include-unreviewed")
        cli("export", project.path, "hers.jsonl", "--layer", f"author:{A}", "--author", "سلمي")
        told = [(row.file, row.layer, row.unreviewed, row.documents) for row in exports(project)]
        assert told == [
            ("all.jsonl", "all", False, 1),
            ("", "agreed", True, 1),
            ("hers.jsonl", f"author:{A}", False, 1),
        ]
        assert exports(project)[1].sha256 == hashlib.sha256(piped.out.encode()).hexdigest()
        actors = [event.actor for event, _ in queries.event_list(project) if event.kind == "export.write"]
        assert actors == [A, "salma", "salma"], "a mistyped name is nobody's"
        assert verify(project) == []

    def test_a_project_nobody_may_write_to(
        self, cli: Cli, project: Project, document: Document, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(project_module, "may_write", lambda path: False)
        for out in ("out.jsonl", "-"):
            ran = cli("export", project.path, out)
            assert ran.status == 0 and "was not noted in the record" in ran.err
        assert "لم يُدوَّن" in cli("export", project.path, "out.jsonl", language="ar").err
        assert exports(project) == []

    def test_another_program_that_writes(
        self, cli: Cli, project: Project, document: Document, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(noting_module, "_PATIENCE", 0.0)
        with locked(project.path):
            ran = cli("export", project.path, "out.jsonl", "--json")
        assert ran.json()["documents"] == 1 and "was not noted" in ran.err
        assert exports(project) == []

    def test_an_older_file_is_not_brought_up_to_date_for_it(self, cli: Cli, tmp_path: Path) -> None:
        path = tmp_path / "old.db"
        with as_of(7), Project.create(path, scheme_toml.load(), actor=A) as project:
            make_document(project)
        before = path.read_bytes()
        ran = cli("export", path, "out.jsonl")
        assert ran.status == 0 and "older version" in ran.err and (tmp_path / "out.jsonl").exists()
        assert path.read_bytes() == before


class TestReadings:
    def test_what_is_to_be_reviewed_is_noted_once(self, project: Project, document: Document) -> None:
        layer(project, document, A)
        assert note_readings(project, [document.id], author=R) is None
        assert readings(project) == [], "nothing is handed in, and nothing was blind"
        submissions.submit(project, document.id, author=A)
        for _ in range(2):
            assert note_readings(project, [document.id], author=R) is None
        note_readings(project, [document.id], author=A)
        assert readings(project) == [reading_of(R, document.id)]
        *_, (event, changes) = queries.event_list(project)
        assert (event.kind, event.actor, changes) == ("layer.open", R, 1)
        assert verify(project) == []

    def test_what_was_blind_is_noted_even_if_it_is_no_more(
        self, project: Project, document: Document
    ) -> None:
        layer(project, document, A)
        assignments.assign(project, [document.id], assignees=[B], task="annotate-blind", author=R)
        project.seen_by(B)
        note_readings(project, [document.id], author=B)
        assert readings(project) == [], "nothing of it can be seen yet"
        assignments.unassign(project, [document.id], assignees=[B], task="annotate-blind", author=R)
        note_readings(project, [document.id], author=B)
        assert readings(project) == [reading_of(B, document.id)]

    def test_whoever_only_reads_waits_for_nobody(
        self, project: Project, document: Document, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        handed_in(project, document, A)
        with locked(project.path), Project.open(project.path, read_only=True) as reading:
            asked: list[str] = []
            project.conn.set_trace_callback(asked.append)
            for opened in (project, reading):
                unnoted = note_readings(opened, [document.id], author=R)
                assert unnoted is not None and unnoted.code == "project-locked"
            project.conn.set_trace_callback(None)
        assert asked[asked.index("BEGIN IMMEDIATE") - 1] == "PRAGMA busy_timeout = 0"
        monkeypatch.setattr(project_module, "may_write", lambda path: False)
        with Project.open(project.path) as reading:
            unnoted = note_readings(reading, [document.id], author=R)
            assert unnoted is not None and unnoted.code == "project-read-only"
        assert readings(project) == []

    def test_it_outlives_its_document(self, project: Project) -> None:
        row = make_document(project, author=A)
        with project.event("layer.open", R) as event:
            event.add(reading_of(R, row.id))
        assert project.undo(A) is not None
        assert queries.document_count(project) == 0 and readings(project) == [reading_of(R, row.id)]
        assert verify(project) == []
        rebuild(project)
        assert verify(project) == []

    @pytest.mark.parametrize(
        "command", ["show {d}", "show {d} --json", "review {d}", "compare {d}", "differences"]
    )
    def test_each_command_that_shows_others_work(
        self, cli: Cli, project: Project, document: Document, command: str
    ) -> None:
        handed_in(project, document, A)
        span(project, document, B, "place", (40, 54))
        submissions.submit(project, document.id, author=B)
        accounts.remember_author(project, R)
        name, *rest = command.format(d=document.id).split()
        for _ in range(2):
            assert cli(name, project.path, *rest).status == 0
        assert readings(project) == [reading_of(R, document.id)]
        assert kinds(project).count("layer.open") == 1

    @pytest.mark.parametrize("rest", [["{d}", "--author", A], []])
    def test_ones_own_layer_and_lists_are_no_reading(
        self, cli: Cli, project: Project, document: Document, rest: list[str]
    ) -> None:
        for author in (A, B):
            handed_in(project, document, author)
        accounts.remember_author(project, A)
        cli("show", project.path, *(part.format(d=document.id) for part in rest))
        assert readings(project) == []

    def test_of_others_readings_and_exports_a_blind_person_is_told_nothing(
        self, project: Project, document: Document
    ) -> None:
        other = make_document(project, "خبر آخر من مدينة السنديان")
        handed_in(project, document, A)
        assignments.assign(project, [document.id], assignees=[B], task="annotate-blind", author=R)
        with project.event("layer.open", R) as event:
            event.add(reading_of(R, document.id))
            event.add(reading_of(R, other.id))
            event.add(reading_of(B, document.id))
        exporting.export(project, io.BytesIO(), Asked(agreed=True), by=R)
        looks: list[Callable[[], object]] = [
            lambda: sorted(project.rows("SELECT document_id, person FROM readings")),
            lambda: list(project.rows("SELECT 1 FROM exports")),
            lambda: list(project.rows("SELECT 1 FROM changes WHERE entity = 'export'")),
        ]
        assert [len(list(look())) for look in looks] == [3, 1, 1]  # type: ignore[call-overload]
        project.seen_by(B)
        assert [look() for look in looks] == [sorted([(other.id, R), (document.id, B)]), [], []]
        assert "export.write" not in [event.kind for event, _ in queries.event_list(project)]
