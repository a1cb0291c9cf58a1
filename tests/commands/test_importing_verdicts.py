"""Nobody signs for somebody else: what an import brings in under other names, and what of it counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.commands import documents, exporting, submissions, verdicts
from annotator.commands.documents import ImportReport
from annotator.core.model import Comment, Document, new_id
from annotator.core.signing import TRUSTED_IMPORT
from annotator.formats import scheme_toml
from annotator.store import Project, review
from annotator.store.signatures import signatures
from annotator.store.verify import verify
from annotator.words.reports import import_summary
from tests.command_line import Cli, cli
from tests.reviewed import A, B, Q, R, agreed_ids, handed_in, kinds, span
from tests.store.conftest import TEXT, document, make_document, project

__all__ = ["cli", "document", "project"]


@pytest.fixture
def reviewed(project: Project, document: Document) -> Path:
    """An export in which R has judged the layer of A, accepting all but the claim, with an answer to that."""
    claim, *_ = handed_in(project, document, A)
    (rejected,) = verdicts.reject(project, [claim], author=R, reason="boundary", comment="أطول مما قيل")
    verdicts.accept_remaining(project, document.id, of=A, author=R)
    with project.event("comment.add", A) as event:
        event.add(
            Comment(
                id=new_id(), document_id=document.id, target_kind="decision", target=rejected.id, author=A,
                text="بل هو كما قيل",
            )
        )  # fmt: skip
    out = project.path.with_name("reviewed.jsonl")
    exporting.export(project, out)
    return out


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Project]:
    """A project of Q that holds a document already."""
    with Project.create(tmp_path / "other.db", scheme_toml.load(), actor=Q) as made:
        make_document(made, "خبر آخر", author=Q)
        yield made


def taken_in(project: Project, path: Path, author: str, **how: Any) -> ImportReport:
    report = documents.import_paths(project, [path], author=author, **how)
    assert report.problems == []
    return report


def test_verdicts_come_in_as_comments_unless_the_import_trusts_them(
    other: Project, reviewed: Path, document: Document
) -> None:
    report = taken_in(other, reviewed, Q)
    assert (report.reported_verdicts, report.reported_submissions) == (4, 1)
    found = review.review_of(other, document.id)
    assert (found.decisions, found.submissions) == ((), ())
    assert {row.author for row in (*found.spans, *found.attributions)} == {A}
    told = [row for row in found.comments if row.author == Q]
    assert len(told) == 5 and {row.target_kind for row in told} == {"span", "attribution", "document"}
    (rejected,) = [row for row in told if "boundary" in row.text]
    assert rejected.text == f"{R}: reject · boundary · أطول مما قيل"
    (answer,) = [row for row in found.comments if row.author == A]
    assert (answer.reply_to, answer.target) == (rejected.id, rejected.target)
    assert agreed_ids(other, document) == set()
    assert "4 verdicts by others" in import_summary("en", report)
    assert verify(other) == []
    unexplained, explained = signatures(other)
    assert (unexplained, [(row.reason, row.actor, row.rows) for row in explained]) == ([], [("import", Q, 5)])
    taken_in(other, reviewed, Q)
    assert len(review.review_of(other, document.id).comments) == 6, "brought in again, it is there once"


def test_an_import_that_trusts_says_so(other: Project, reviewed: Path, document: Document) -> None:
    report = taken_in(other, reviewed, Q, trust_verdicts=True)
    assert (report.reported_verdicts, report.reported_submissions) == (0, 0)
    assert kinds(other)[-1] == TRUSTED_IMPORT
    assert len(agreed_ids(other, document)) == 2
    assert verify(other) == []
    assert ("trusted", Q, 5) in [(row.reason, row.actor, row.rows) for row in signatures(other)[1]]
    other.undo(Q)
    other.redo(Q)
    assert verify(other) == []


def test_trusted_later_they_count_then(other: Project, reviewed: Path, document: Document) -> None:
    taken_in(other, reviewed, Q)
    taken_in(other, reviewed, Q, trust_verdicts=True)
    assert len(agreed_ids(other, document)) == 2
    assert verify(other) == []


@pytest.mark.parametrize("trust", [False, True])
def test_never_on_rows_of_ones_own(other: Project, reviewed: Path, document: Document, trust: bool) -> None:
    report = taken_in(other, reviewed, A, trust_verdicts=trust)
    assert report.reported_verdicts == 4
    found = review.review_of(other, document.id)
    assert found.decisions == () and agreed_ids(other, document) == set()
    assert [row.author for row in found.submissions] == [A], "her own word is hers to bring"
    assert verify(other) == []


def test_nor_where_the_rows_are_there_already(project: Project, document: Document, tmp_path: Path) -> None:
    """The file holds the verdicts alone; what they judge lies in the project."""
    claim = span(project, document, A, "claim", (17, 30))
    submissions.submit(project, document.id, author=A, note="كما هو")
    line = {
        "format": "annotator/1", "offset_unit": "codepoint", "id": document.id, "kind": document.kind,
        "text": TEXT, "decisions": [{
            "id": "d1", "target_kind": "span", "target": claim.id, "judged": {"id": claim.id}, "reviewer": R,
            "verdict": "accept",
        }],
    }  # fmt: skip
    import msgspec

    path = tmp_path / "verdicts.jsonl"
    path.write_bytes(msgspec.json.encode(line) + b"\n")
    report = documents.import_paths(project, [path], author=A, trust_verdicts=True)
    assert report.reported_verdicts == 1
    assert review.review_of(project, document.id).decisions == ()


def test_a_project_made_whole_from_an_export_says_so_itself(
    tmp_path: Path, reviewed: Path, document: Document, project: Project
) -> None:
    with Project.create(tmp_path / "whole.db", scheme_toml.load(), actor=Q) as whole:
        taken_in(whole, reviewed, Q)
        assert agreed_ids(whole, document) != set()
        assert (
            review.review_of(whole, document.id).comments == review.review_of(project, document.id).comments
        )
        assert verify(whole) == []
        assert ("trusted", Q, 5) in [(row.reason, row.actor, row.rows) for row in signatures(whole)[1]]


def test_verdicts_that_an_import_smuggled_in_are_named(
    other: Project, reviewed: Path, document: Document, project: Project
) -> None:
    """As a program would do it that does not ask."""
    taken_in(other, reviewed, B)
    verdicts = review.review_of(project, document.id).decisions
    with other.event("documents.import", B) as event:
        event.add_in_bulk(verdicts)
    found = verify(other)
    assert {(row.code, row.details["author"], row.details["actor"]) for row in found} == {
        ("signed-by-other", R, B)
    }
    assert {row.details["entity_id"] for row in found} == {row.id for row in verdicts}


def test_the_command_tells_how_many_and_what_to_do(cli: Cli, other: Project, reviewed: Path) -> None:
    ran = cli("import", other.path, reviewed, "--author", Q)
    assert ran.status == 0
    assert "4 verdicts by others came in as comments" in ran.out and "--trust-verdicts" in ran.err
    told = other.one("SELECT text FROM comments WHERE text LIKE '%boundary%'")
    assert told is not None and told[0].replace("\u2068", "").replace("\u2069", "") == (
        f"According to {R}: rejected (boundary). أطول مما قيل"
    )
    trusted = cli("import", other.path, reviewed, "--author", Q, "--trust-verdicts", "--json").json()
    assert (trusted["reported_verdicts"], trusted["reported_submissions"]) == (0, 0)
    assert cli("verify", other.path).status == 0
