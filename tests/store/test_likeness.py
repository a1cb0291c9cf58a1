"""What came again is found, and stays found, whatever is undone, redone, rebuilt or brought up to date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.commands import documents, keeping
from annotator.commands.coming import Coming, look_through
from annotator.core.document_filter import parse
from annotator.formats import scheme_toml
from annotator.store import Project, queries
from annotator.store.verify import rebuild, verify
from tests.store.conftest import project
from tests.store.older import as_of

__all__ = ["project"]

ME = "سلمى"
WORDS = (
    "أعلن المتحدث باسم مجلس {} أن عدد المصابين ارتفع إلى {} شخصا بعد القصف الذي استهدف السوق الشعبي، "
    "وقال مصدر طبي إن الحالات بين متوسطة وخطرة، وإن المشفى يحتاج إلى وحدات دم."
)
OTHER = "قال عامر الطيب إن موسم القمح هذا العام أقل من نصف ما كان عليه في العام الماضي بسبب تأخر المطر."


def written(folder: Path, *rows: tuple[str, str], name: str = "rows.jsonl") -> Path:
    """A file of texts with their addresses."""
    file = folder / name
    lines = [json.dumps({"text": text, "url": url}) for text, url in rows]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


FIRST = WORDS.format("القنطرة", 15)
ROWS = (
    (FIRST, "https://a.example/1"),
    (OTHER, "https://a.example/2"),
    (FIRST, "https://b.example/9"),
    (WORDS.format("القنطرة", 17), "https://a.example/1?new"),
)


def marks(project: Project) -> list[tuple[float | None, int]]:
    return [(row.alike, row.has_later) for row in queries.document_rows(project, author=ME)]


def test_an_import_tells_which_documents_came_again(project: Project, tmp_path: Path) -> None:
    report = documents.import_paths(project, [written(tmp_path, *ROWS)], author=ME)
    assert (report.documents, report.again.same, report.again.versions, report.again.left_out) == (4, 1, 1, 0)
    first, _, same, version = queries.document_ids(project)
    assert [(row.likeness.document_id, row.likeness.other) for row in report.again.first] == [
        (same, first),
        (version, first),
    ]
    (_, told) = report.again.first
    assert told.other_title == FIRST[:120] and 0.5 < told.likeness.share < 1
    assert marks(project) == [(None, 1), (None, 0), (1.0, 0), (told.likeness.share, 0)]
    for line, expected in (
        ("again:same-text", [first, same]),
        ("تكرار:نسخة", [first, version]),
        ("again:version again:same", [first, same, version]),
    ):
        assert queries.document_ids(project, wanted=parse(line)) == expected


def test_what_comes_in_another_import_is_found_too(project: Project, tmp_path: Path) -> None:
    for number, row in enumerate(ROWS):
        again = documents.import_paths(
            project, [written(tmp_path, row, name=f"{number}.jsonl")], author=ME
        ).again
        assert (again.same, again.versions) == ((0, 0), (0, 0), (1, 0), (0, 1))[number]
    assert documents.add_text(project, FIRST, author=ME).again.same == 1


@pytest.mark.parametrize(("skip", "taken"), [("same", 3), ("alike", 2)])
@pytest.mark.parametrize("together", [True, False])
def test_it_can_be_left_out(
    project: Project, tmp_path: Path, skip: documents.Leaving, taken: int, together: bool
) -> None:
    files = [written(tmp_path, row, name=f"{number}.jsonl") for number, row in enumerate(ROWS)]
    parts = [files] if together else [[file] for file in files]
    reports = [documents.import_paths(project, part, author=ME, skip=skip) for part in parts]
    assert sum(report.documents for report in reports) == taken == queries.document_count(project)
    assert sum(report.again.left_out for report in reports) == 4 - taken
    told = [row for report in reports for row in report.again.first if row.left_out]
    assert all(row.title and row.other_title for row in told)
    assert verify(project) == []


def test_what_holds_work_is_never_left_out(project: Project, tmp_path: Path) -> None:
    documents.add_text(project, FIRST, author=ME)
    span = {"id": "s", "label": "cue", "ranges": [[0, 4]], "quote": "أعلن", "author": "يزن"}
    row = {"format": "annotator/1", "offset_unit": "codepoint", "kind": "text", "text": FIRST}
    file = tmp_path / "work.jsonl"
    file.write_text(json.dumps({**row, "url": "https://b.example", "spans": [span]}), encoding="utf-8")
    report = documents.import_paths(project, [file], author=ME, skip="alike")
    assert (report.documents, report.spans, report.again.same, report.again.left_out) == (1, 1, 1, 0)


def test_a_look_before_an_import_tells_the_same(project: Project, tmp_path: Path) -> None:
    documents.import_paths(project, [written(tmp_path, ROWS[0], name="before.jsonl")], author=ME)
    file = written(tmp_path, *ROWS)
    coming = [row for row in look_through(project, [file]) if isinstance(row, Coming)]
    report = documents.import_paths(project, [file], author=ME)
    assert [row.known for row in coming] == [True, False, False, False]
    assert [row.like for row in coming if row.like] == [row.likeness for row in report.again.first]


def test_it_stays_found_through_undo_redo_removal_and_rebuilding(project: Project, tmp_path: Path) -> None:
    documents.import_paths(project, [written(tmp_path, *ROWS)], author=ME)
    before = marks(project)
    project.undo(ME)
    project.redo(ME)
    assert sorted(marks(project), key=str) == sorted(before, key=str)
    rebuild(project)
    assert sorted(marks(project), key=str) == sorted(before, key=str)
    first = queries.document_ids(project, wanted=parse("again:version"))[0]
    keeping.remove_document(project, queries.document(project, first), author=ME)
    assert verify(project) == [] and queries.document_count(project) == 3


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE likenesses SET share = 0.9 WHERE share < 1", "likeness-differs"),
        ("UPDATE sketches SET key = key + 1 WHERE key = (SELECT min(key) FROM sketches)", "sketch-differs"),
        ("DELETE FROM sketches WHERE key = (SELECT min(key) FROM sketches)", "sketch-differs"),
        ("INSERT INTO sketches VALUES (1, 2)", "sketch-differs"),
    ],
)
def test_what_was_changed_behind_the_texts_is_found(
    project: Project, tmp_path: Path, sql: str, code: str
) -> None:
    documents.import_paths(project, [written(tmp_path, *ROWS)], author=ME)
    project.conn.execute(sql)
    assert {finding.code for finding in verify(project)} == {code}
    rebuild(project)
    assert verify(project) == []


def test_an_older_project_learns_it_when_it_is_opened_for_work(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with as_of(7), Project.create(path, scheme_toml.load(), actor=ME) as project:
        documents.import_paths(project, [written(tmp_path, *ROWS)], author=ME)
    with Project.open(path, read_only=True) as project:
        assert marks(project) == [(None, 0)] * 4
    with Project.open(path) as project:
        assert [has for _, has in marks(project)] == [1, 0, 0, 0]
        assert verify(project) == []


def test_a_header_that_all_pages_share_costs_no_more_with_each(project: Project, tmp_path: Path) -> None:
    """Statements for a hundred pages, when few are there and when many are."""
    shared = "شبكة القنطرة الإخبارية تصدر كل يوم وتتابع أخبار المدينة والريف " * 3
    counts = []
    for number in range(4):
        rows = [
            (f"{shared}خبر رقم {number} {n} عن الطريق", f"https://a.example/{number}/{n}") for n in range(100)
        ]
        file = written(tmp_path, *rows, name=f"{number}.jsonl")
        statements: list[str] = []
        project.conn.set_trace_callback(statements.append)
        documents.import_paths(project, [file], author=ME)
        project.conn.set_trace_callback(None)
        counts.append(len(statements))
    assert counts[3] < 1.5 * counts[1]
