"""Comments on documents, rows and verdicts: threads, and what somebody has not read yet."""

from __future__ import annotations

import json

import pytest

from annotator.__main__ import main
from annotator.commands import assignments, verdicts
from annotator.commands.comments import comment_on
from annotator.core.model import Comment, Document
from annotator.store import Project, talk
from annotator.store.verify import verify
from tests.reviewed import A, B, R, handed_in, refused
from tests.store.conftest import document, project

__all__ = ["document", "project"]


def said(project: Project, reader: str, document_id: str = "") -> list[tuple[str, int, bool]]:
    return [
        (row.comment.text, row.depth, row.unread) for row in talk.conversation(project, reader, document_id)
    ]


def test_of_everything_that_can_be_spoken_of(project: Project, document: Document) -> None:
    claim, _, _, tied = handed_in(project, document, A)
    (verdict,) = verdicts.reject(project, [claim], author=R, reason="boundary")
    for target, kind in (
        (document.id, "document"), (claim.id, "span"), (tied.id, "attribution"), (verdict.id, "decision")
    ):  # fmt: skip
        row = comment_on(project, target, " قول ", author=R)
        assert (row.target, row.target_kind, row.text, row.document_id) == (target, kind, "قول", document.id)
    assert verify(project) == []


def test_answers_stand_under_what_they_answer(project: Project, document: Document) -> None:
    first = comment_on(project, document.id, "أول", author=A)
    comment_on(project, document.id, "ثان", author=B)
    answer = comment_on(project, document.id, "جواب", author=R, reply_to=first.id)
    comment_on(project, document.id, "جواب الجواب", author=A, reply_to=answer.id)
    assert [row[:2] for row in said(project, R)] == [
        ("أول", 0), ("جواب", 1), ("جواب الجواب", 2), ("ثان", 0)
    ]  # fmt: skip


def test_what_is_new_to_whom(project: Project, document: Document) -> None:
    comment_on(project, document.id, "أول", author=A)
    head = project.head()
    assert len(talk.unread(project, R)) == len(talk.unread(project, B, document.id)) == 1
    assert talk.unread(project, A) == set(), "one has read what one wrote"
    talk.mark_read(project, R, [row.comment for row in talk.conversation(project, R)])
    assert talk.unread(project, R) == set() and len(talk.unread(project, B)) == 1
    comment_on(project, document.id, "ثان", author=A)
    assert said(project, R) == [("أول", 0, False), ("ثان", 0, True)]
    assert head != project.head()
    before = project.head()
    talk.mark_read(project, R, [row.comment for row in talk.conversation(project, R)])
    assert project.head() == before, "reading is not in the log"
    assert verify(project) == []


def test_refusals(project: Project, document: Document) -> None:
    first = comment_on(project, document.id, "أول", author=A)
    claim = handed_in(project, document, A)[0]
    refused("empty-comment", comment_on, project, document.id, " ", author=A)
    refused("unknown-subject", comment_on, project, "nothing", "قول", author=A)
    refused("unknown-comment", comment_on, project, claim.id, "قول", author=A, reply_to=first.id)
    assignments.assign(project, [document.id], assignees=[B], task="annotate-blind", author=R)
    refused("blind-document", comment_on, project, document.id, "قول", author=B)


def test_what_is_blind_is_neither_listed_nor_counted(project: Project, document: Document) -> None:
    comment_on(project, document.id, "أول", author=A)
    assignments.assign(project, [document.id], assignees=[B], task="annotate-blind", author=R)
    project.seen_by(B)
    assert talk.conversation(project, B) == [] and talk.unread(project, B) == set()


def test_by_command_line(project: Project, document: Document, capsys: pytest.CaptureFixture[str]) -> None:
    claim = handed_in(project, document, A)[0]
    path = str(project.path)
    assert main(["comment", path, claim.id, "لماذا؟", "--author", B, "--new-author", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert main(["comment", path, claim.id, "لأنه ادعاء", "--reply-to", first["id"], "--author", A]) == 0
    capsys.readouterr()
    assert main(["comments", path, document.id[:8], "--unread", "--author", A, "--json"]) == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert row["unread"] and row["text"] == "لماذا؟"
    assert main(["comments", path, "--mark-read", "--author", A]) == 0
    assert "لأنه ادعاء" in capsys.readouterr().out
    assert main(["comments", path, "--unread", "--author", A, "--language", "en"]) == 0
    assert capsys.readouterr().out.strip().endswith("0 comments.")
    found = list(project.rows("SELECT count(*) FROM comments"))
    assert found == [(2,)] and isinstance(project.row_record("comment", first["id"]), Comment)
