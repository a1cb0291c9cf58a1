"""The table of what awaits review: older files, many documents, two processes at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from annotator.commands import verdicts
from annotator.core.model import Document, Submission, hash_text
from annotator.formats import scheme_toml
from annotator.store import Project, review, work_lists
from annotator.store import project as project_module
from annotator.store.verify import verify
from annotator.store.version import VERSION
from tests.reviewed import A, B, Q, R, handed_in, queued
from tests.store.conftest import make_document
from tests.store.older import as_of


def make_older(path: Path) -> str:
    """A project as the version before review wrote it, with a submitted layer; the document's id."""
    with as_of(2), Project.create(path, scheme_toml.load(), actor=A) as project:
        document = make_document(project)
        handed_in(project, document, A)
    return document.id


@pytest.mark.parametrize("read_only", [False, True])
def test_an_older_file_gets_what_waits_in_it(tmp_path: Path, read_only: bool) -> None:
    document_id = make_older(tmp_path / "old.db")
    with Project.open(tmp_path / "old.db", read_only=read_only) as project:
        assert queued(project, R) == [(document_id, A, 4)]
        assert verify(project) == []
    assert (tmp_path / f"old.db.before-{VERSION}").exists() != read_only


def test_an_older_file_that_is_only_read_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_older(tmp_path / "old.db")
    before = (tmp_path / "old.db").read_bytes()
    monkeypatch.setattr(project_module, "may_write", lambda path: False)
    with Project.open(tmp_path / "old.db") as project:
        assert project.read_only and verify(project) == []
    assert (tmp_path / "old.db").read_bytes() == before
    assert not (tmp_path / f"old.db.before-{VERSION}").exists()


def test_four_thousand_documents(tmp_path: Path) -> None:
    text = "خبر"
    documents = [
        Document(id=f"{number:05}", kind="text", text_hash=hash_text(text)) for number in range(4_000)
    ]
    with Project.create(tmp_path / "a.db", scheme_toml.load(), actor=A) as project:
        project.db.conn.execute("PRAGMA synchronous = OFF")
        with project.event("documents.import", A) as event:
            event.add_in_bulk(documents, [(hash_text(text), text)])
            event.add_in_bulk(
                Submission(id=f"s{row.id}", document_id=row.id, author=(A, R)[number % 2], state="submitted")
                for number, row in enumerate(documents)
            )
        assert work_lists.queue_count(project, Q) == 4_000
        assert work_lists.queue_count(project, R) == 2_000
        seen = []
        for _ in range(5):
            (first,) = work_lists.queue(project, R, limit=1)
            seen.append(first.awaiting.document_id)
            verdicts.accept_remaining(project, seen[-1], of=A, author=R)
        assert seen == ["00000", "00002", "00004", "00006", "00008"]
        assert work_lists.queue_count(project, R) == 1_995
        assert [row[0] for row in queued(project, R, offset=1_994, limit=3)] == ["03998"]
        assert work_lists.counts(project, R).progress.documents_open == 1_995


JUDGE = """
import sys
from pathlib import Path
from annotator.commands import verdicts
from annotator.store import Project, review
path, document, reviewer, verdict = sys.argv[1:]
with Project.open(Path(path)) as project:
    targets = [row.target for row in review.review_of(project, document).standings("سلمى")]
    print("ready", flush=True)
    sys.stdin.readline()
    for target in targets * 10:
        if verdict == "accept":
            verdicts.accept(project, [target], author=reviewer)
        elif hasattr(target, "ranges"):
            verdicts.replace_span(project, [target], author=reviewer, ranges=[(5, 9)])
        else:
            verdicts.reject(project, [target], author=reviewer, reason="other")
"""


@pytest.mark.parametrize("second", [Q, R])
def test_two_judge_the_same_rows_in_two_processes_at_once(tmp_path: Path, second: str) -> None:
    """Two reviewers leave a verdict each, and one at two computers leaves one; nothing is lost or doubled."""
    path = tmp_path / "a.db"
    with Project.create(path, scheme_toml.load(), actor=A) as project:
        document = make_document(project)
        handed_in(project, document, A)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", JUDGE, str(path), document.id, reviewer, verdict],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for reviewer, verdict in ((R, "accept"), (second, "correct"))
    ]
    ready = [process.stdout.readline() for process in running if process.stdout is not None]
    for process in running:
        if process.poll() is None and process.stdin is not None:
            process.stdin.write("go\n")
            process.stdin.flush()
    ended = [(*process.communicate(timeout=60), process.returncode) for process in running]
    assert ended == [("", "", 0)] * 2
    assert ready == ["ready\n"] * 2
    with Project.open(path) as project:
        verdicts = review.review_of(project, document.id).decisions
        assert sorted((row.target, row.reviewer) for row in verdicts) == sorted(
            (row.target.id, reviewer)
            for row in review.review_of(project, document.id).standings(A)
            for reviewer in {R, second}
        )
        made = {row.id for row in review.review_of(project, document.id).spans if row.author != A}
        assert made == {row.replacement for row in verdicts if row.verdict == "replace"}
        states = {row.state for row in review.review_of(project, document.id).standings(A)}
        assert states == {"disputed"} or second == R
        assert queued(project, B) == []
        assert verify(project) == []
