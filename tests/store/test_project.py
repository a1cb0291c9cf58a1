"""The log is the only way to write, undo is a fold over it, and what the world refuses has a name."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import msgspec
import pytest

from annotator.commands import attributions
from annotator.commands.spans import add_span, delete_span, relabel_span, set_span_note
from annotator.core.errors import AnnotatorError, StaleChange
from annotator.core.events import GENESIS, History
from annotator.core.model import Document, Span
from annotator.formats import scheme_toml
from annotator.store import Project, queries
from annotator.store.stats import stats
from annotator.store.tables import TABLES
from annotator.store.verify import rebuild, verify
from annotator.store.version import APPLICATION_ID, VERSION
from annotator.words.i18n import tr
from tests.store.conftest import make_document


def spans(project: Project, document: Document, author: str = "سلمى") -> list[Span]:
    return list(queries.layer(project, document.id, author).spans)


def add(project: Project, document: Document, label: str = "actor", at: tuple[int, int] = (4, 14)) -> Span:
    return add_span(project, author="سلمى", document_id=document.id, label=label, ranges=[at])


class TestLog:
    def test_every_act_is_one_event_whose_hash_names_the_one_before(
        self, project: Project, document: Document
    ) -> None:
        before = project.head()
        add(project, document)
        row = project.one("SELECT previous, hash, kind, actor FROM events ORDER BY seq DESC LIMIT 1")
        assert row == (before, project.head(), "span.add", "سلمى")
        first = project.one("SELECT previous FROM events ORDER BY seq LIMIT 1")
        assert first == (GENESIS,)
        assert verify(project) == []

    @pytest.mark.parametrize("table", ["events", "log", "texts"])
    @pytest.mark.parametrize("sql", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
    def test_nothing_updates_or_deletes_the_log(
        self, project: Project, document: Document, table: str, sql: str
    ) -> None:
        column = {"events": "actor", "log": "after", "texts": "text"}[table]
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            project.db.conn.execute(sql.format(table, column, column))

    def test_one_act_on_several_spans_is_told_and_undone(self, project: Project, document: Document) -> None:
        span = add(project, document)
        with project.event("span.relabel_all", "سلمى") as event:
            event.replace(span, msgspec.structs.replace(span, label="place"))
        *_, (last, _) = queries.event_list(project)
        assert tr("en", f"events.{last.kind}") == "label of several spans changed"
        project.undo("سلمى")
        assert spans(project, document) == [span]
        assert verify(project) == []

    def test_an_event_that_changes_nothing_is_not_written(self, project: Project, document: Document) -> None:
        span = add(project, document)
        head = project.head()
        assert relabel_span(project, span, "actor", author="سلمى") == span
        assert project.head() == head

    def test_an_act_that_fails_half_way_leaves_nothing(self, project: Project, document: Document) -> None:
        span = add(project, document)
        head = project.head()
        with pytest.raises(ZeroDivisionError), project.event("span.delete", "سلمى") as event:
            event.remove(span)
            raise ZeroDivisionError
        assert project.head() == head
        assert spans(project, document) == [span]

    def test_a_change_of_a_row_that_is_no_longer_so_is_refused(
        self, project: Project, document: Document
    ) -> None:
        seen = add(project, document)
        set_span_note(project, seen, "أول", author="سلمى")
        with pytest.raises(StaleChange):
            set_span_note(project, seen, "ثان", author="سلمى")
        assert spans(project, document)[0].note == "أول"

    def test_tables_and_records_have_the_same_columns(self, project: Project) -> None:
        for table in TABLES.values():
            columns = [column.name for column in project.db[table.name].columns]  # type: ignore[union-attr]
            assert tuple(columns) == (*table.columns, *table.derived)


class TestUndo:
    def test_undo_and_redo_go_through_the_log(self, project: Project, document: Document) -> None:
        span = add(project, document)
        relabelled = relabel_span(project, span, "place", author="سلمى")
        project.undo("سلمى")
        assert spans(project, document) == [span]
        project.undo("سلمى")
        assert spans(project, document) == []
        project.redo("سلمى")
        project.redo("سلمى")
        assert spans(project, document) == [relabelled]
        assert project.redo("سلمى") is None
        assert verify(project) == []

    def test_undo_survives_reopening(self, tmp_path: Path) -> None:
        path = tmp_path / "a.db"
        with Project.create(path, scheme_toml.load(), actor="سلمى") as project:
            document = make_document(project)
            add(project, document)
            add(project, document, "place", (39, 44))
            project.undo("سلمى")
        with Project.open(path) as project:
            project.undo("سلمى")
            assert spans(project, document) == []
            project.redo("سلمى")
            project.redo("سلمى")
            assert [span.label for span in spans(project, document)] == ["actor", "place"]

    def test_a_new_act_ends_redo(self, project: Project, document: Document) -> None:
        add(project, document)
        project.undo("سلمى")
        add(project, document, "place")
        assert project.redo("سلمى") is None

    def test_only_ones_own_acts_are_undone(self, project: Project, document: Document) -> None:
        add(project, document)
        assert project.undo("يزن") is None
        assert len(spans(project, document)) == 1

    def test_undo_of_what_others_build_on_is_refused(self, project: Project, document: Document) -> None:
        add_span(project, author="يزن", document_id=document.id, label="actor", ranges=[(0, 3)])
        with pytest.raises(AnnotatorError) as caught:
            project.undo("سلمى")
        assert caught.value.code == "row-in-use"
        assert queries.document_count(project) == 1

    def test_what_others_build_on_is_passed_over_by_the_next_undo(
        self, project: Project, document: Document
    ) -> None:
        early = add(project, document)
        later = make_document(project, "نص آخر من بعد")
        add_span(project, author="يزن", document_id=later.id, label="actor", ranges=[(0, 2)])
        with pytest.raises(AnnotatorError, match="row-in-use"):
            project.undo("سلمى")
        assert project.undo("سلمى") is not None
        assert spans(project, document) == [] and queries.document_count(project) == 2
        assert project.redo("سلمى") is not None
        assert spans(project, document) == [early]
        assert verify(project) == []

    def test_what_was_passed_over_can_be_undone_when_nothing_rests_on_it_any_more(
        self, project: Project, document: Document
    ) -> None:
        other = add_span(project, author="يزن", document_id=document.id, label="actor", ranges=[(0, 3)])
        with pytest.raises(AnnotatorError):
            project.undo("سلمى")
        assert project.undo("سلمى") is None
        delete_span(project, other, author="يزن")
        assert project.undo("سلمى") is not None
        assert queries.document_count(project) == 0

    def test_history_is_a_fold_that_knows_undo_out_of_order(self) -> None:
        history = History()
        history.extend([("a", "span.add", None), ("b", "documents.import", None), ("u", "undo", "a")])
        assert (history.undoable(), history.redoable) == ("b", "u")
        history.append("r", "redo", "u")
        assert (history.undoable(), history.undoable({"r"}), history.redoable) == ("r", "b", None)
        history.append("x", "undo", "unknown")
        assert history.undoable() == "r"

    def test_the_making_of_the_project_is_not_undone(self, project: Project) -> None:
        assert project.undo("سلمى") is None

    def test_a_deleted_span_comes_back_with_its_attributions(
        self, project: Project, document: Document
    ) -> None:
        claim, source = add(project, document, "claim", (18, 55)), add(project, document, "source")
        row = attributions.attribute(project, author="سلمى", claims=[claim.id], sources=[source.id])
        inner = attributions.attribute(
            project, author="سلمى", claims=[add(project, document, "claim", (20, 33)).id], parent=row.id
        )
        before = queries.layer(project, document.id, "سلمى")
        delete_span(project, claim, author="سلمى")
        left = queries.layer(project, document.id, "سلمى").attributions
        assert [(kept.id, kept.parent) for kept in left] == [(inner.id, None)]
        project.undo("سلمى")
        assert queries.layer(project, document.id, "سلمى") == before


class TestVerify:
    @pytest.fixture
    def tampered(self, project: Project, document: Document) -> sqlite3.Connection:
        """A connection past the triggers, as somebody who owns the file has."""
        self.span = add(project, document)
        conn = project.db.conn
        triggers = list(conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))
        self.put_back = "; ".join(sql for _, sql in triggers)
        for name, _ in triggers:
            conn.execute(f"DROP TRIGGER {name}")
        conn.execute("PRAGMA foreign_keys = OFF")
        return conn

    @pytest.mark.parametrize(
        ("sql", "code"),
        [
            ("UPDATE events SET actor = 'غيره' WHERE kind = 'span.add'", "event-changed"),
            ("UPDATE events SET previous = hash WHERE kind = 'span.add'", "chain-broken"),
            ("UPDATE log SET after = replace(after, 'actor', 'place')", "payload-changed"),
            ("DELETE FROM events WHERE kind = 'document.add'", "chain-broken"),
            ("DELETE FROM events WHERE kind = 'span.add'", "stray-changes"),
            ("UPDATE spans SET label = 'place'", "row-differs"),
            ("UPDATE spans SET quote = 'غيره'", "quote-mismatch"),
            ("DELETE FROM spans", "row-missing"),
            ("INSERT INTO comments VALUES ('x', 'd', 'span', 'y', 'z', 'w', NULL)", "row-unlogged"),
            ("UPDATE texts SET text = text || '!'", "text-changed"),
        ],
    )
    def test_tampering_is_found(
        self, project: Project, tampered: sqlite3.Connection, sql: str, code: str
    ) -> None:
        tampered.execute(sql)
        assert code in {finding.code for finding in verify(project)}

    def test_a_log_cut_off_at_its_end_lacks_the_noted_head(
        self, project: Project, tampered: sqlite3.Connection
    ) -> None:
        head = project.head()
        tampered.execute("DELETE FROM spans")
        tampered.execute("DELETE FROM log WHERE entity = 'span'")
        tampered.execute("DELETE FROM events WHERE kind = 'span.add'")
        tampered.executescript(self.put_back)
        rebuild(project)
        assert verify(project) == []
        assert [finding.code for finding in verify(project, head=head)] == ["head-missing"]

    def test_rebuild_makes_the_tables_anew(self, project: Project, tampered: sqlite3.Connection) -> None:
        tampered.execute("DELETE FROM spans")
        tampered.execute("UPDATE documents SET title = 'غيره'")
        tampered.executescript(self.put_back)
        project.seen_by("سلمى")  # who is shown views, not the tables
        rebuild(project)
        assert verify(project) == []


class TestFile:
    def test_tables_are_marked_as_ours(self, project: Project) -> None:
        assert project.one("PRAGMA application_id") == (APPLICATION_ID,)
        assert project.one("PRAGMA user_version") == (VERSION,)
        assert project.one("PRAGMA journal_mode") == ("wal",)
        assert project.one("PRAGMA synchronous") == (2,)

    def code(self, path: Path) -> str:
        with pytest.raises(AnnotatorError) as caught:
            Project.open(path)
        return caught.value.code

    def test_what_is_not_a_project_is_refused_and_left_as_it_is(self, tmp_path: Path) -> None:
        text, foreign, empty = tmp_path / "a.txt", tmp_path / "b.db", tmp_path / "c.db"
        text.write_text("ليس مشروعا" * 200, encoding="utf-8")
        sqlite3.connect(foreign).execute("CREATE TABLE t (x)").connection.close()
        empty.touch()
        before = {path: path.read_bytes() for path in (text, foreign, empty)}
        assert {self.code(path) for path in before} == {"not-a-project"}
        assert {path: path.read_bytes() for path in before} == before
        assert self.code(tmp_path / "none.db") == "project-missing"
        assert self.code(tmp_path) == "project-missing"

    def test_a_newer_project_is_refused(self, project: Project) -> None:
        project.db.conn.execute(f"PRAGMA user_version = {VERSION + 1}")
        assert self.code(project.path) == "newer-project"

    def test_an_existing_file_is_never_overwritten(self, project: Project, tmp_path: Path) -> None:
        for make in (
            lambda: Project.create(project.path, scheme_toml.load(), actor="x"),
            lambda: project.backup(project.path),
        ):
            with pytest.raises(AnnotatorError) as caught:
                make()
            assert caught.value.code == "project-exists"

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(AnnotatorError) as caught:
            Project.create(tmp_path / "none" / "a.db", scheme_toml.load(), actor="x")
        assert caught.value.code == "project-not-created"

    def test_a_file_for_reading_only_is_read_and_not_written(
        self, project: Project, document: Document
    ) -> None:
        with Project.open(project.path, read_only=True) as reader:
            assert queries.document_count(reader) == 1
            with pytest.raises(AnnotatorError) as caught:
                add(reader, document)
            assert caught.value.code == "project-read-only"

    @pytest.mark.skipif(os.name == "nt", reason="folder permissions differ there")
    def test_a_project_on_a_read_only_medium_opens(self, project: Project, tmp_path: Path) -> None:
        folder = tmp_path / "medium"
        folder.mkdir()
        project.backup(folder / "a.db")
        (folder / "a.db").chmod(0o444)
        folder.chmod(0o555)
        try:
            with Project.open(folder / "a.db", read_only=True) as reader:
                assert verify(reader) == []
        finally:
            folder.chmod(0o755)

    def test_a_locked_file_is_said_to_be_locked(
        self, project: Project, document: Document, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        project.db.conn.execute("PRAGMA busy_timeout = 20")
        other = sqlite3.connect(project.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(AnnotatorError) as caught:
            add(project, document)
        other.close()
        assert caught.value.code == "project-locked"
        add(project, document)
        assert verify(project) == []

    def test_a_full_disk_is_said_to_be_full(self, project: Project, document: Document) -> None:
        (pages,) = project.one("PRAGMA page_count") or (0,)
        project.db.conn.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(AnnotatorError) as caught:
            make_document(project, "نص " * 50_000)
        assert caught.value.code == "disk-full"
        project.db.conn.execute("PRAGMA max_page_count = 1000000")
        assert verify(project) == []
        assert queries.document_count(project) == 1

    def test_a_migration_is_preceded_by_a_backup(
        self, project: Project, document: Document, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("annotator.store.opening.VERSION", VERSION + 1)
        with Project.open(project.path) as migrated:
            assert migrated.one("PRAGMA user_version") == (VERSION + 1,)
        saved = project.path.with_name(f"news.db.before-{VERSION + 1}")
        monkeypatch.undo()
        with Project.open(saved) as old:
            assert queries.document_count(old) == 1

    def test_only_what_is_logged_counts_as_changed_elsewhere(
        self, project: Project, document: Document
    ) -> None:
        with Project.open(project.path) as other:
            other.set_preference("x@here", "author", "يزن")
            add(project, document)
            assert not project.changed_elsewhere()
            add(other, document, "place")
            add(project, document, "source")
            other.set_preference("x@here", "author", "سلمى")
            assert project.changed_elsewhere()
            assert not project.changed_elsewhere()

    def test_two_writers_wait_for_each_other(self, project: Project, document: Document) -> None:
        """Two connections label at once: every act of both is there, in one unbroken chain."""

        def work(author: str) -> None:
            with Project.open(project.path) as mine:
                for at in range(20):
                    add_span(
                        mine, author=author, document_id=document.id, label="actor", ranges=[(at, at + 2)]
                    )

        threads = [threading.Thread(target=work, args=[name]) for name in ("سلمى", "يزن")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert verify(project) == []
        assert stats(project).by_author == {"سلمى": 20, "يزن": 20}
        assert project.changed_elsewhere()
        assert not project.changed_elsewhere()
