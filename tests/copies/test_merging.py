"""Merging by file and settling: what comes, what is refused, what is done again, what a kill leaves."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from annotator.commands import (
    attributions,
    documents,
    exporting,
    keeping,
    merging,
    names,
    searching,
    spans,
    submissions,
)
from annotator.commands.scheme import change_scheme
from annotator.core.errors import AnnotatorError
from annotator.core.model import Span
from annotator.core.scheme import Label
from annotator.store import Project, accounts, past, queries
from annotator.store.heads import signed_head
from annotator.store.making import end_of
from annotator.store.standing import WHOLE_LOG, standing, standing_for_all
from annotator.store.verify import rebuild, verify
from tests.copies.histories import LEAD, TEXTS, Killed, opened
from tests.soak.disk import Fault, failing, reachable

A = "سلمى"
WORDS = [(0, 3), (4, 8), (9, 14)]


class Two:
    """The keeper and another copy, each open, with a span of A in both."""

    def __init__(self, base: Path, folder: Path) -> None:
        self.paths = [Path(shutil.copy(base, folder / name)) for name in ("keeper.db", "other.db")]
        with opened(self.paths[0]) as project:
            (self.document,) = (row for (row,) in project.rows("SELECT id FROM documents"))
            self.span = spans.add_span(
                project, author=A, document_id=self.document, label="actor", ranges=WORDS[:1]
            )
        shutil.copy(self.paths[0], self.paths[1])
        self.keeper, self.other = map(opened, self.paths)

    def merge(self) -> tuple[merging.Joined, merging.Joined]:
        """First into the keeper, then into the other."""
        return merging.merge(self.keeper, self.paths[1]), merging.merge(self.other, self.paths[0])

    def close(self) -> None:
        self.keeper.close()
        self.other.close()


@pytest.fixture
def two(base: Path, tmp_path: Path) -> Iterator[Two]:
    made = Two(base, tmp_path)
    yield made
    made.close()


def live(project: Project, span: Span) -> Span | None:
    row = project.row_record("span", span.id)
    return row if isinstance(row, Span) else None


def clean(*projects: Project) -> bool:
    return [finding for project in projects for finding in verify(project)] == []


def test_what_both_did_stands(two: Two) -> None:
    heads = [project.head() for project in (two.keeper, two.other)]
    spans.relabel_span(two.keeper, two.span, "place", author=A)
    spans.add_span(two.other, author=A, document_id=two.document, label="source", ranges=WORDS[1:2])
    into_keeper, into_other = two.merge()
    assert (into_keeper.keeper, into_keeper.taken, into_keeper.to_give) == ("mine", 1, 1)
    assert (into_other.keeper, into_other.taken, into_other.to_give) == ("theirs", 1, 0)
    for project in (two.keeper, two.other):
        layer = queries.layer(project, two.document, A)
        assert sorted(row.label for row in layer.spans) == ["place", "source"]
        assert clean(project)
        assert all(verify(project, head=head) == [] for head in heads)
        assert merging.conflicts(project) == []
        rebuild(project)
        assert queries.layer(project, two.document, A) == layer


def test_what_meets_is_set_aside_and_done_again_field_by_field(two: Two) -> None:
    spans.relabel_span(two.keeper, two.span, "place", author=A)
    spans.set_span_note(two.other, two.span, "ملاحظة", author=A)
    _, into_other = two.merge()
    assert into_other.aside == 1
    (conflict,) = merging.conflicts(two.other, A)
    (row,) = conflict.rows
    assert (row.why, row.before, row.present) == ("changed-elsewhere", two.span, live(two.keeper, two.span))
    assert isinstance(row.mine, Span) and row.mine.note == "ملاحظة"
    with pytest.raises(AnnotatorError, match="conflict-of-other"):
        merging.again(two.other, conflict, author=LEAD)
    merging.again(two.other, conflict, author=A)
    made = live(two.other, two.span)
    assert made is not None and (made.label, made.note) == ("place", "ملاحظة")
    assert merging.conflicts(two.other) == []
    two.merge()
    assert live(two.keeper, two.span) == made and clean(two.keeper, two.other)


def test_what_is_left_is_listed_no_more_and_stays_in_the_log(two: Two) -> None:
    spans.relabel_span(two.keeper, two.span, "place", author=A)
    spans.relabel_span(two.other, two.span, "claim", author=A)
    head = two.other.head()
    two.merge()
    conflict = merging.conflict_named(two.other, merging.conflicts(two.other)[0].event.id[:12])
    merging.leave(two.other, [conflict.event.id])
    assert merging.conflicts(two.other) == [] and verify(two.other, head=head) == []
    told = list(two.other.rows("SELECT aside FROM audit_trail WHERE event_id = ?", [conflict.event.id]))
    assert told == [("changed-elsewhere",)]
    with pytest.raises(AnnotatorError, match="conflict-unknown"):
        merging.conflict_named(two.other, conflict.event.id)


def test_what_is_aside_is_not_undone(two: Two) -> None:
    spans.relabel_span(two.keeper, two.span, "place", author=A)
    spans.relabel_span(two.other, two.span, "claim", author=A)
    two.other.history(A)  # known before the other copy comes
    two.merge()
    two.other.undo(A)
    assert live(two.other, two.span) == two.span  # the last that stands: both files sign alike


def test_again_brings_back_what_it_rests_on(two: Two) -> None:
    keeper, other = two.keeper, two.other
    keeping.remove_document(keeper, queries.document(keeper, two.document), author=LEAD, even_others=True)
    claim = spans.add_span(other, author=A, document_id=two.document, label="claim", ranges=WORDS[1:2])
    attributions.attribute(other, author=A, claims=[claim.id], sources=[two.span.id])
    two.merge()
    assert not list(other.rows("SELECT 1 FROM documents"))
    added, tied = merging.conflicts(other, A)
    merging.again(other, tied, author=A)
    merging.again(other, added, author=A)
    layer = queries.layer(other, two.document, A)
    assert {row.id for row in layer.spans} == {claim.id, two.span.id} and len(layer.attributions) == 1
    two.merge()
    assert clean(keeper, other) and queries.layer(keeper, two.document, A) == layer


def test_a_place_that_is_taken_is_changed_again(two: Two) -> None:
    """There is but one submission of a layer: mine is done again to the one that is there."""
    submissions.submit(two.keeper, two.document, author=A, note="أول")
    submissions.submit(two.other, two.document, author=A, note="ثان")
    two.merge()
    (conflict,) = merging.conflicts(two.other, A)
    merging.again(two.other, conflict, author=A)
    ((note,),) = two.other.rows("SELECT note FROM submissions")
    assert note == "ثان" and clean(two.other)


def test_schemes_are_joined_row_by_row(two: Two) -> None:
    for project, name in ((two.keeper, "first"), (two.other, "second")):
        scheme = project.scheme
        row = Label(id=name, name={"ar": "جديد", "en": name})
        after = msgspec.structs.replace(scheme, labels=(*scheme.labels, row))
        change_scheme(project, scheme, after, author=LEAD)
    two.merge()
    (conflict,) = merging.conflicts(two.other, LEAD)
    merging.again(two.other, conflict, author=LEAD)
    assert {"first", "second"} <= {row.id for row in two.other.scheme.labels}
    assert two.other.scheme.version == two.keeper.scheme.version + 1


def test_names_that_both_list_are_there_once(two: Two) -> None:
    for project, variant in ((two.keeper, "أم سالم"), (two.other, "سلمى بنت سالم")):
        name = names.add_name(project, author=LEAD, label="actor", name="سلمى سالم", variants=[variant])
    spans_of = names.link_name(two.other, two.span, name, author=A)
    two.merge()
    assert clean(two.keeper, two.other) and live(two.keeper, two.span) == spans_of
    (conflict,) = merging.conflicts(two.other)
    merging.again(two.other, conflict, author=LEAD)
    (variants,) = two.other.one("SELECT variants FROM names") or ("",)
    assert "أم سالم" in variants and "سلمى بنت سالم" in variants


def test_a_copy_from_a_backup_comes_back_to_what_it_gave(two: Two) -> None:
    with opened(Path(shutil.copy(two.paths[1], two.paths[1].with_name("backup.db")))) as backup:
        spans.relabel_span(two.other, two.span, "place", author=A)
        two.merge()
        spans.add_span(backup, author=A, document_id=two.document, label="cue", ranges=WORDS[2:])
        assert merging.merge(backup, two.paths[0]).taken == 1
        assert merging.merge(two.keeper, backup.path).taken == 1
        assert clean(backup, two.keeper)


def test_files_that_do_not_go_together_are_refused(two: Two, empty_project: Path, tmp_path: Path) -> None:
    spans.relabel_span(two.other, two.span, "place", author=A)
    stranger = tmp_path / "stranger.db"
    Project.create(stranger, two.keeper.scheme, actor=LEAD).close()
    newer = Path(shutil.copy(two.paths[1], tmp_path / "newer.db"))
    with sqlite3.connect(newer) as conn:
        conn.execute("PRAGMA user_version = 999")
    conn.close()
    before = end_of(two.keeper.conn)
    for other, code in (
        (two.paths[0], "merge-same-file"),
        (stranger, "merge-other-project"),
        (newer, "newer-project"),
        (tmp_path / "none.db", "project-missing"),
        (_text(tmp_path), "not-a-project"),
    ):
        with pytest.raises(AnnotatorError, match=code):
            merging.merge(two.keeper, other)
    assert end_of(two.keeper.conn) == before


def _text(folder: Path) -> Path:
    path = folder / "text.txt"
    path.write_text("ليس مشروعا", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE events SET actor = 'رامي' WHERE seq = (SELECT max(seq) FROM events)", "merge-damaged"),
        ("UPDATE log SET after = '[]' WHERE event = (SELECT max(seq) FROM events)", "merge-damaged"),
        ("DELETE FROM log WHERE event = (SELECT max(seq) FROM events)", "merge-damaged"),
        ("UPDATE log SET entity = 'nothing' WHERE event = (SELECT max(seq) FROM events)", "merge-"),
    ],
)
def test_a_damaged_file_leaves_this_one_as_it_was(two: Two, tmp_path: Path, sql: str, code: str) -> None:
    spans.relabel_span(two.other, two.span, "place", author=A)
    two.other.close()
    with sqlite3.connect(two.paths[1]) as conn:
        for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            triggers = conn.execute("SELECT sql FROM sqlite_schema WHERE name = ?", [name]).fetchone()
            conn.execute(f"DROP TRIGGER {name}")
            conn.execute("CREATE TEMP TABLE IF NOT EXISTS kept (sql TEXT)")
            conn.execute("INSERT INTO kept VALUES (?)", triggers)
        conn.execute(sql)
        for (trigger,) in conn.execute("SELECT sql FROM kept").fetchall():
            conn.execute(trigger)
    conn.close()
    before = end_of(two.keeper.conn)
    with pytest.raises(AnnotatorError, match=code):
        merging.merge(two.keeper, two.paths[1])
    assert end_of(two.keeper.conn) == before and clean(two.keeper)
    assert two.keeper.one("SELECT 1 FROM hub WHERE key = 'keeper'") is None


@pytest.mark.parametrize("place", [0, 1])
def test_of_two_files_the_damaged_one_is_named(two: Two, place: int) -> None:
    spans.relabel_span(two.other, two.span, "place", author=A)
    spans.relabel_span(two.keeper, two.span, "claim", author=A)
    two.close()
    path = two.paths[place]
    with sqlite3.connect(path) as conn:
        (root,) = conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'log'").fetchone()
    conn.close()
    data = bytearray(path.read_bytes())
    data[(root - 1) * 4096 : root * 4096] = bytes(4096)
    path.write_bytes(data)
    with Project.open(two.paths[0]) as project:
        with pytest.raises(AnnotatorError, match="project-damaged") as refused:
            merging.merge(project, two.paths[1])
        assert refused.value.details["path"] == str(path)


@pytest.mark.parametrize("at", range(1, 6))
def test_a_kill_at_any_step_leaves_the_file_as_it_was(two: Two, at: int) -> None:
    spans.relabel_span(two.keeper, two.span, "place", author=A)
    spans.relabel_span(two.other, two.span, "claim", author=A)
    before = list(two.keeper.conn.iterdump())

    def step(done: int, steps: int) -> None:
        if done == at:
            raise Killed

    with pytest.raises(Killed):
        merging.merge(two.keeper, two.paths[1], step=step)
    assert list(two.keeper.conn.iterdump()) == before
    two.merge()
    assert clean(two.keeper, two.other)


def test_a_bundle_brings_what_the_other_lacks(two: Two, tmp_path: Path) -> None:
    two.merge()
    head = two.keeper.head()
    documents.add_text(two.keeper, TEXTS[1], author=LEAD)
    spans.relabel_span(two.keeper, two.span, "place", author=A)
    spans.relabel_span(two.other, two.span, "claim", author=A)
    out = tmp_path / "stick.bundle"
    assert merging.bundle(two.keeper, out, since=head[:10]) == 2
    with pytest.raises(AnnotatorError, match="is-a-bundle"):
        Project.open(out)
    joined = merging.merge(two.other, out)
    assert (joined.keeper, joined.taken, joined.aside) == ("theirs", 2, 1)
    assert out.stat().st_size < two.paths[0].stat().st_size / 2
    merging.merge(two.keeper, two.paths[1])
    assert clean(two.keeper, two.other) and live(two.keeper, two.span) == live(two.other, two.span)


def test_a_bundle_of_a_copy_yields_like_the_copy(two: Two, tmp_path: Path) -> None:
    two.merge()
    head = two.other.head()
    spans.relabel_span(two.keeper, two.span, "place", author=A)
    spans.relabel_span(two.other, two.span, "claim", author=A)
    out = tmp_path / "stick.bundle"
    merging.bundle(two.other, out, since=head)
    joined = merging.merge(two.keeper, out)
    assert (joined.keeper, joined.taken, joined.their_aside) == ("mine", 1, 1)
    assert merging.merge(two.other, two.paths[0]).aside == 1
    assert clean(two.keeper, two.other)


def test_a_bundle_that_begins_too_late_is_refused(two: Two, tmp_path: Path) -> None:
    spans.relabel_span(two.keeper, two.span, "place", author=A)
    head = two.keeper.head()
    documents.add_text(two.keeper, TEXTS[1], author=LEAD)
    out = tmp_path / "stick.bundle"
    merging.bundle(two.keeper, out, since=head)
    with pytest.raises(AnnotatorError, match="merge-gap"):
        merging.merge(two.other, out)
    for since, code in (("", "bundle-unknown-head"), ("ff" * 32, "bundle-unknown-head"),
                        (two.keeper.head(), "bundle-empty")):  # fmt: skip
        with pytest.raises(AnnotatorError, match=code):
            merging.bundle(two.keeper, tmp_path / "more.bundle", since=since)
    assert not (tmp_path / "more.bundle").exists()


def test_nobody_hides_a_change_by_saying_that_it_is_aside(two: Two) -> None:
    spans.set_span_note(two.other, two.span, "ملاحظة", author=A)
    spans.relabel_span(two.keeper, two.span, "place", author=A)
    two.merge()
    assert clean(two.other)
    spans.add_span(two.other, author=A, document_id=two.document, label="source", ranges=WORDS[1:2])
    seq, _ = queries.last_event(two.other)
    two.other.conn.execute("INSERT INTO aside VALUES (?, 0, 'changed-elsewhere')", [seq])
    rebuild(two.other)
    assert [(row.code, row.details) for row in verify(two.other)] == [("aside-unexplained", {"seq": seq})]


def test_the_whole_log_is_read_as_it_lies_only_where_it_lies_in_the_order_that_counts(two: Two) -> None:
    conn = two.keeper.conn
    seqs = [seq for (seq,) in conn.execute("SELECT seq FROM events ORDER BY seq")]
    assert len(seqs) > 2
    for published, lies_so in ((seqs, True), (seqs[:-1], True), (seqs[1:], False), (seqs[::-1], False)):
        conn.execute("DELETE FROM published")
        conn.executemany("INSERT INTO published VALUES (?, ?)", [(seq, n) for n, seq in enumerate(published)])
        assert (standing_for_all(conn) is WHOLE_LOG) == lies_so
        assert standing(conn) is not WHOLE_LOG


class TestTheKeeper:
    def test_two_copies_that_are_not_the_keeper_do_not_merge(self, two: Two, tmp_path: Path) -> None:
        third = Path(shutil.copy(two.paths[1], tmp_path / "third.db"))
        spans.relabel_span(two.keeper, two.span, "place", author=A)
        two.merge()
        with Project.open(third) as project:
            with pytest.raises(AnnotatorError, match="merge-not-the-keeper") as refused:
                merging.merge(project, two.paths[1])
            assert refused.value.details["keeper"] == "keeper.db"
            assert merging.merge(project, two.paths[0]).keeper == "theirs"

    def test_one_that_was_copied_from_the_keeper_yields(self, two: Two, tmp_path: Path) -> None:
        two.merge()
        twin = Path(shutil.copy(two.paths[0], tmp_path / "twin.db"))
        with opened(twin) as project:
            spans.relabel_span(two.keeper, two.span, "place", author=A)
            spans.relabel_span(project, two.span, "claim", author=A)
            assert merging.merge(two.keeper, twin).keeper == "mine"
            assert merging.merge(project, two.paths[0]).keeper == "theirs"
            assert merging.merge(two.other, two.paths[0]).keeper == "theirs"
            assert clean(two.keeper, project, two.other)
            assert live(project, two.span) == live(two.other, two.span)

    def test_another_can_be_made_it(self, two: Two) -> None:
        """Also where both have settled something, each its own way."""
        two.merge()
        spans.relabel_span(two.keeper, two.span, "place", author=A)
        spans.relabel_span(two.other, two.span, "claim", author=A)
        assert merging.merge(two.other, two.paths[0], keeper="mine").keeper == "mine"
        assert merging.merge(two.keeper, two.paths[1]).keeper == "theirs"
        assert clean(two.keeper, two.other)
        made = live(two.keeper, two.span)
        assert made is not None and made.label == "claim" and made == live(two.other, two.span)
        merging.merge(two.keeper, two.paths[1], keeper="mine")
        assert merging.merge(two.other, two.paths[0]).keeper == "theirs"

    def test_on_another_account_it_is_a_copy(
        self, two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        two.merge()
        sent = Path(shutil.copy(two.paths[0], tmp_path / "sent.db"))
        with monkeypatch.context() as patch:
            patch.setattr(accounts, "account", lambda: "salma@laptop")
            with opened(sent) as project:
                replica, head = project.replica, project.head()
                assert replica != two.keeper.replica and head == two.keeper.head()
                assert signed_head(project).replica == two.keeper.replica
                spans.relabel_span(project, two.span, "claim", author=A)
                assert project.replica == replica and clean(project)
                assert merging.merge(project, two.paths[0]).keeper == "theirs"
            with opened(sent) as project:
                assert project.replica == replica
        assert merging.merge(two.keeper, sent).keeper == "mine"
        made = live(two.keeper, two.span)
        assert made is not None and made.label == "claim" and clean(two.keeper)


def test_a_project_with_a_hub_is_not_merged_by_file(two: Two) -> None:
    two.other.conn.execute("INSERT INTO hub VALUES ('place', '7')")
    with pytest.raises(AnnotatorError, match="merge-has-hub"):
        merging.merge(two.keeper, two.paths[1])


def test_an_older_moment_is_the_same_in_both_copies(two: Two) -> None:
    submissions.submit(two.other, two.document, author=A)
    spans.add_span(two.keeper, author=A, document_id=two.document, label="source", ranges=WORDS[1:2])
    two.merge()
    stood = []
    for project in (two.keeper, two.other):
        (seq,) = project.one("SELECT seq FROM events WHERE kind = 'submission.submit'") or (0,)
        bundle = past.as_it_stood(project, two.document, seq)
        assert bundle is not None
        stood.append(sorted(row.id for row in bundle.spans))
    assert stood[0] == stood[1] and len(stood[0]) == 2


def test_importing_what_a_copy_exported_says_merge_instead(two: Two, tmp_path: Path) -> None:
    spans.relabel_span(two.other, two.span, "place", author=A)
    spans.add_span(two.other, author=A, document_id=two.document, label="source", ranges=WORDS[1:2])
    out = tmp_path / "out.jsonl"
    exporting.export(two.other, out)
    spans.add_span(two.keeper, author=A, document_id=two.document, label="cue", ranges=WORDS[2:])
    report = documents.import_paths(two.keeper, [out], author=LEAD)
    (told,) = [row for row in report.problems if row.code == "merge-instead"]
    assert told.details == {"new": 1, "changed": 1, "gone": 1} and told.is_notice
    stranger = tmp_path / "stranger.db"
    with Project.create(stranger, two.keeper.scheme, actor=LEAD) as project:
        for _ in range(2):  # what came in by import comes again
            report = documents.import_paths(project, [out], author=LEAD)
        assert not any(row.code == "merge-instead" for row in report.problems)


@pytest.mark.skipif(not reachable(), reason="SQLite is built into Python: its files cannot fail")
@pytest.mark.parametrize("fault", ["full", "error"])
def test_a_disk_that_fails_leaves_all_of_it_or_nothing(two: Two, fault: Fault) -> None:
    """At whichever write: what is said is an error a person can act on, and the next try goes through."""
    documents.import_paths(two.other, _texts(two.paths[1].parent), author=LEAD)
    spans.relabel_span(two.keeper, two.span, "place", author=A)
    spans.relabel_span(two.other, two.span, "claim", author=A)
    two.close()
    refused = 0
    with failing() as disk:
        for write in range(1, 400, 4):
            path = Path(shutil.copy(two.paths[0], two.paths[0].with_name(f"{write}.db")))
            with Project.open(path) as project:
                count = disk.count
                disk.at, disk.fault = disk.count + write, fault
                try:
                    merging.merge(project, two.paths[1])
                except AnnotatorError:
                    refused += 1
                if disk.count < count + write:
                    break  # it wrote no more than that
                disk.at = 0
                assert clean(project)
                merging.merge(project, two.paths[1])
                assert clean(project)
    assert refused > 3


def _texts(folder: Path) -> list[Path]:
    paths = [folder / f"{n}.txt" for n in range(1, len(TEXTS))]
    for path, text in zip(paths, TEXTS[1:], strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_what_came_is_found_by_its_words_and_what_went_no_more(two: Two) -> None:
    report = documents.add_text(two.other, "هيئة الغسق أعلنت فتح جسر الرمان", author=A)
    keeping.remove_document(two.keeper, queries.document(two.keeper, two.document), author=A)
    two.merge()
    for project in (two.keeper, two.other):
        hits = searching.search(project, "الرمان", reader=A).hits
        assert [hit.document_id for hit in hits] == [report.first_document]
        assert searching.is_indexed(project)
    assert clean(two.keeper, two.other)
