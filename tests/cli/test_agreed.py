"""The agreed layer by command line: what is left out of an export, what could not stand, and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.commands import spans, submissions, verdicts
from annotator.core.model import Document
from annotator.store import Project
from tests.command_line import Cli, cli
from tests.reviewed import CLAIM, SOURCE, A, B, Q, R, handed_in, span
from tests.store.conftest import document, make_document, project

__all__ = ["cli", "document", "project"]


def exported(cli: Cli, project: Project, *more: str) -> dict[str, dict[str, object]]:
    """The documents of the agreed layer as it is exported, by their ids."""
    out = cli("export", project.path, "-", "--layer", "agreed", *more).out
    return {row["id"]: row for row in map(json.loads, out.splitlines())}


@pytest.fixture
def one_of_three(project: Project, document: Document) -> list[str]:
    """Three documents: reviewed, handed in, not handed in."""
    others = [make_document(project, text) for text in ("مصدر آخر قال", "لا شيء هنا")]
    handed_in(project, document, A)
    verdicts.accept_remaining(project, document.id, of=A, author=R)
    spans.add_span(project, author=A, document_id=others[0].id, label="source", ranges=[(0, 4)])
    submissions.submit(project, others[0].id, author=A)
    return [document.id, *(row.id for row in others)]


def test_only_documents_whose_review_is_complete_are_exported(
    cli: Cli, project: Project, one_of_three: list[str]
) -> None:
    reviewed, waiting, untouched = one_of_three
    found = exported(cli, project)
    assert list(found) == [reviewed]
    assert found[reviewed]["review"] == {"state": "complete", "reviewers": [R], "open": 0}
    told = cli("export", project.path, "agreed.jsonl", "--layer", "agreed")
    assert "2 documents were left out because their review is not complete" in told.err
    everything = exported(cli, project, "--include-unreviewed")
    assert list(everything) == one_of_three
    assert everything[waiting]["review"] == {"state": "open", "reviewers": [], "open": 1}
    assert everything[untouched]["review"] == {"state": "unsubmitted", "reviewers": [], "open": 0}
    assert cli("export", project.path, "-", "--include-unreviewed").status == 2


def test_what_is_exported_can_be_read_again(
    cli: Cli, project: Project, one_of_three: list[str], tmp_path: Path
) -> None:
    for more in ((), ("--include-unreviewed",)):
        out = tmp_path / f"out{len(more)}.jsonl"
        cli("export", project.path, out, "--layer", "agreed", *more)
        again = tmp_path / f"again{len(more)}.db"
        cli("new", again)
        assert cli("import", again, out).status == 0


def test_what_could_not_stand_is_listed_and_told_before_an_export(
    cli: Cli, project: Project, document: Document
) -> None:
    _, source, _, tied = handed_in(project, document, A)
    assert "Everything accepted is in the agreed layer" in cli("agreed", project.path).out
    verdicts.reject(project, [source], author=R, reason="boundary")
    verdicts.accept_remaining(project, document.id, of=A, author=R)
    listed = cli("agreed", project.path)
    assert "its source does not stand\tمصدر عسكري" in listed.out
    assert "1 accepted row is not in the agreed layer" in listed.out
    row = cli("agreed", project.path, document.id[:12], "--json").json()
    assert row == {
        "document": document.id, "id": tied.id, "kind": "attribution", "why": "no-source",
        "others": [source.id], "stands": False,
    }  # fmt: skip
    told = cli("export", project.path, "agreed.jsonl", "--layer", "agreed")
    assert "1 accepted row is not in the agreed layer" in told.err and "annotator agreed" in told.err
    assert cli("export", project.path, "agreed.jsonl", "--layer", "agreed", "--json").json()[
        "could_not_stand"
    ] == [row]
    assert "لم يُعتمد مصدره" in cli("agreed", project.path, language="ar").out


def test_several_sides_are_taken_by_repeating_the_option(
    cli: Cli, project: Project, document: Document
) -> None:
    for author, ranges in ((A, CLAIM), (B, (17, 25)), (Q, CLAIM)):
        span(project, document, author, "claim", ranges)
        submissions.submit(project, document.id, author=author, note="كذا")
    (listed,) = map(json.loads, cli("compare", project.path, document.id, "--json").out.splitlines())
    assert sorted(map(sorted, listed["sides"])) == sorted([[B], sorted([A, Q])])
    assert f"{' = '.join(sorted([A, Q]))}\t" in cli("compare", project.path, document.id).out
    taken = cli(
        "adjudicate",
        project.path,
        document.id,
        "--take",
        "1",
        A,
        "--take",
        "1",
        B,
        "--author",
        R,
        "--new-author",
    )
    assert taken.out == "3 verdicts recorded.\n"
    record = exported(cli, project)[document.id]
    assert len(record["spans"]) == 2  # type: ignore[arg-type]


def test_sides_that_cannot_stand_together_are_refused(cli: Cli, project: Project, document: Document) -> None:
    for author, naming in ((A, "named"), (B, "unnamed")):
        row = span(project, document, author, "source", SOURCE)
        spans.set_span_attribute(project, row, "naming", naming, author=author)
        submissions.submit(project, document.id, author=author)
    refused = cli(
        "adjudicate", project.path, document.id, "--take", "1", "both", "--author", R, "--new-author"
    )
    assert refused.status == 3 and "cannot stand together" in refused.err
    assert cli("review", project.path, document.id).out.count("no verdict") == 2
