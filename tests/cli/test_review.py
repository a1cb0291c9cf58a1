"""Review by command line: from the submission to the agreed layer, and what is refused on the way."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from annotator.cli import people
from annotator.commands import spans, submissions
from annotator.core.model import Document
from annotator.store import Project, queries
from annotator.store.review import review_of
from tests.command_line import Cli, cli, news
from tests.reviewed import CLAIM, PLACE, A, B, Q, R, layer, span
from tests.store.conftest import document, make_document, project

__all__ = ["cli", "document", "news", "project"]


@pytest.fixture
def path(project: Project, document: Document) -> Path:
    """A project with a layer of `A`, not submitted."""
    layer(project, document, A)
    return project.path


def plain(text: str) -> str:
    return re.sub("[\u2068\u2069]", "", text)


def targets(cli: Cli, path: Path, document: Document) -> dict[str, dict[str, str]]:
    """What `review` lists, by the label of a span or the kind of the target."""
    rows = [json.loads(line) for line in cli("review", path, document.id, "--json").out.splitlines()]
    return {row["target"].get("label", row["kind"]): {"state": row["state"], **row["target"]} for row in rows}


def test_submit_reject_correct_accept_export(
    cli: Cli, path: Path, project: Project, document: Document
) -> None:
    short = document.id[:12]
    submitted = cli("submit", path, short, "--author", A)
    assert plain(submitted.out) == f"Document {document.id} was submitted for review.\n"
    queue = cli("queue", path, "--author", R)
    assert document.id in queue.out and "1 document is waiting for you." in queue.out
    assert cli("queue", path, "--author", A).out == "Nothing is waiting for your review.\n"
    assert cli("queue", path, "--author", R, "--json").json()["open"] == 4
    claim = targets(cli, path, document)["claim"]
    rejected = cli("review", path, short, "--reject", claim["id"], "--reason", "boundary",
                   "--comment", "أطول مما قيل", "--author", R, "--new-author")  # fmt: skip
    assert (rejected.status, rejected.out) == (0, "1 verdict recorded.\n")
    assert cli("review", path, short, "--accept-all", "--author", R).out == "3 verdicts recorded.\n"
    listed = plain(cli("review", path, short).out)
    assert "Layer of سلمى: submitted" in listed
    assert "rejected\tspan\tClaim: " in listed and f"Rejected by {R} · boundary · «أطول مما قيل»" in listed
    assert document.id in cli("queue", path, "--returned", "--author", A).out
    span = project.row_record("span", claim["id"])
    spans.set_span_ranges(project, span, [(17, 27)], author=A)  # type: ignore[arg-type]
    assert cli("queue", path, "--returned", "--author", A).out == "Nothing has come back to you.\n"
    assert cli("queue", path, "--author", R, "--json").json()["changed"] == 1
    again = cli("review", path, short, "--accept", claim["id"], "--author", R, "--json")
    assert again.json()["verdicts"] == 1
    out = cli("export", path, "-", "--layer", "agreed")
    record = out.json()
    assert [row["label"] for row in record["spans"]] == ["cue", "source", "claim"]
    assert {row["author"] for row in record["spans"]} == {"agreed"}
    assert len(record["attributions"]) == 1
    assert "rejected in review" in cli("history", path).out
    assert cli("verify", path).status == 0


def test_what_is_left_to_do_is_listed_before_it_is_submitted(
    cli: Cli, path: Path, project: Project, document: Document
) -> None:
    span(project, document, A, "claim", PLACE)
    refused = cli("submit", path, document.id, "--author", A)
    assert refused.status == 3
    first, second = plain(refused.err).splitlines()
    assert first.startswith("Unattributed claim: “") and "has 1 thing to check" in second
    assert cli("submit", path, document.id, "--author", A, "--note", "مصدره العنوان").status == 0
    back = cli("submit", path, document.id, "--author", A, "--withdraw", language="ar")
    assert plain(back.out) == f"سُحب تسليم المستند {document.id}.\n"
    assert cli("submit", path, document.id, "--author", A, "--withdraw").status == 3


def test_compare_and_adjudicate(cli: Cli, path: Path, project: Project, document: Document) -> None:
    submissions.submit(project, document.id, author=A)
    span(project, document, B, "claim", (17, 27))
    span(project, document, B, "source", (4, 14))
    submissions.submit(project, document.id, author=B, note="بلا إسناد")
    listed = cli("compare", path, document.id, "--authors", A, B)
    numbered = [line.split("\t")[:2] for line in listed.out.splitlines() if line[0].isdigit()]
    assert numbered == [
        ["1", f"Only some have it ({A})"],
        ["2", "Boundary"],
        ["3", f"Only some have it ({A})"],
    ]
    rows = [json.loads(line) for line in cli("compare", path, document.id, "--json").out.splitlines()]
    assert [row["kind"] for row in rows] == ["only", "boundary", "only"]
    done = cli("adjudicate", path, document.id, "--same", "--take", 1, A, "--take", 2, B, "--take", 3, "both",
               "--author", R, "--new-author")  # fmt: skip
    assert done.out == "6 verdicts recorded.\n"
    record = cli("export", path, "-", "--layer", "agreed").json()
    assert [(row["label"], row["end"]) for row in record["spans"]] == [
        ("cue", 3), ("source", 14), ("claim", 27),
    ]  # fmt: skip
    for arguments, status, said in (
        (("--take", 9, A), 3, "There is no difference number 9; the total is 3."),
        (("--take", 1, Q), 3, "has nothing in this difference"),
        ((), 2, "Use --take with a number and a side, --as with"),
    ):
        ran = cli("adjudicate", path, document.id, *arguments, "--author", R)
        assert ran.status == status and said in plain(ran.err)
    assert cli("adjudicate", path, document.id, "--same", "--author", A).status == 3
    assert (
        "Several people have submitted" in cli("review", path, document.id, "--accept-all", "--author", R).err
    )
    cli("adjudicate", path, document.id, "--take", 2, "neither", "--author", R)
    assert len(cli("export", path, "-", "--layer", "agreed").json()["spans"]) == 2
    told = plain(cli("compare", path, document.id).out)
    assert f"Boundary\tNone taken\n\t{A}\tClaim:" in told and f"Rejected by {R}" in told


def test_a_third_version_by_command_line(cli: Cli, path: Path, project: Project, document: Document) -> None:
    submissions.submit(project, document.id, author=A)
    span(project, document, B, "claim", (17, 27))
    submissions.submit(project, document.id, author=B, note="بلا إسناد")
    done = cli("adjudicate", path, document.id, "--as", 3, "claim", 17, 25, "--comment", "كذا قيل",
               "--author", R, "--new-author")  # fmt: skip
    assert done.out == "2 verdicts recorded.\n"
    rows = [json.loads(line) for line in cli("compare", path, document.id, "--json").out.splitlines()]
    assert [row["settled"] for row in rows] == [False, False, True, False]
    assert {verdict["comment"] for verdict in rows[2]["verdicts"].values()} == {"كذا قيل"}
    assert "Replaced by another version" in cli("compare", path, document.id).out
    refused = cli("adjudicate", path, document.id, "--as", 4, "claim", 17, 25, "--author", R)
    assert refused.status == 3 and "is not a span" in refused.err


def test_a_reviewer_replaces_and_adds_by_command_line(
    cli: Cli, path: Path, project: Project, document: Document
) -> None:
    submissions.submit(project, document.id, author=A)
    cue = review_of(project, document.id).layer(A).spans[0]
    done = cli("review", path, document.id, "--replace", cue.id, "cue", 0, 2, "--add", "place", *PLACE,
               "--comment", "الفعل وحده", "--author", R, "--new-author", "--json")  # fmt: skip
    assert done.json()["verdicts"] == 2
    made = [row for row in review_of(project, document.id).spans if row.author == R]
    assert {(row.label, row.start, row.end) for row in made} == {("cue", 0, 2), ("place", *PLACE)}
    decisions = review_of(project, document.id).decisions
    assert {(row.verdict, row.reason, row.comment) for row in decisions} == {
        ("replace", "boundary", "الفعل وحده"), ("replace", "missing", "الفعل وحده"),
    }  # fmt: skip
    for arguments in (("--replace", "none", "cue", 0, 2), ("--replace", cue.id, "cue", 0, 999)):
        assert cli("review", path, document.id, *arguments, "--author", R).status == 3


def test_all_differences_of_a_project(cli: Cli, path: Path, project: Project, document: Document) -> None:
    assert cli("differences", path).out == "There are no differences between the layers.\n"
    other = make_document(project, "مصدر آخر يقول إن الطريق مفتوح")
    for author, label in ((A, "claim"), (B, "actor")):
        span(project, other, author, label, (0, 4))
        submissions.submit(project, other.id, author=author, note="بلا إسناد")
    submissions.submit(project, document.id, author=A)
    submissions.submit(project, document.id, author=B)
    cli("adjudicate", path, other.id, "--take", 1, A, "--author", R, "--new-author")

    def listed(*how: object) -> list[tuple[str, int, str, bool]]:
        lines = cli("differences", path, *how, "--json", "--author", R).out.splitlines()
        rows = [json.loads(line) for line in lines]
        return [(row["document_id"], row["number"], row["kind"], row["settled"]) for row in rows]

    assert listed() == [
        *((document.id, n, "only", False) for n in (1, 2, 3, 4)),
        (other.id, 1, "label", True),
    ]
    assert listed("--kind", "label") == [(other.id, 1, "label", True)]
    assert listed("--label", "cue") == [(document.id, 1, "only", False)]
    assert listed("--authors", A, Q) == []
    told = plain(cli("differences", path, "--kind", "label").out)
    assert f"{other.id}\t1\tLabel or attribute\tTaken: {A}" in told
    assert f"اعتُمد ما عند {A}" in plain(cli("differences", path, "--kind", "label", language="ar").out)
    assert cli("differences", path, "--label", "none").status == 3


def test_assign_draw_list_and_remove(
    cli: Cli, path: Path, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "today", lambda: "2026-03-31")
    assert cli("assign", path).out == "There are no assignments.\n"
    made = cli("assign", path, document.id, "--to", R, "--to", Q, "--task", "review", "--due", "2026-03-31",
               "--priority", 2, "--author", B, "--new-author")  # fmt: skip
    assert made.out == "2 assignments added or changed.\n"
    first = cli("assign", path).out.splitlines()[0].split("\t")[1:]
    assert first == [R, "review", "2026-03-31", "2", B, "not done"]
    assert cli("assign", path, document.id, "--to", Q, "--task", "review", "--remove").out == (
        "1 assignment removed.\n"
    )
    drawn = cli("assign", path, "--draw", 1, "--seed", 7, "--to", A, "--to", B)
    assert plain(drawn.out).splitlines() == [
        "2 assignments added or changed.", "Drawn with the seed 7; the same seed gives the same draw."
    ]  # fmt: skip
    cli("assign", path, document.id, "--to", "-", "--task", "review", language="ar")
    assert len(cli("assign", path, "--json").out.splitlines()) == 4
    assert "anybody" in cli("assign", path).out


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("assign", "{p}", "{d}", "--to", A), 2, "Name the task: --task"),
        (("assign", "{p}", "--to", A, "--task", "review"), 2, "Name at least one document."),
        (("assign", "{p}", "--draw", "0.5", "--to", A), 2, "A draw needs a seed"),
        (("assign", "{p}", "--draw", "0.5", "--seed", "1", "--to", A), 3, "needed for each document: 2"),
        (("assign", "{p}", "{d}", "--to", "-", "--task", "annotate-blind"), 3, "assigned to named people"),
        (("assign", "{p}", "{d}", "--to", A, "--task", "review", "--due", "x"), 3, "is not a date"),
        (("review", "{p}", "{d}", "--reject", "x"), 2, "A rejection needs a reason"),
        (("review", "{p}", "{d}", "--accept", "x"), 3, "has the id x"),
        (("review", "{p}", "{d}", "--of", Q), 3, "has not submitted"),
        (("review", "{p}", "{d}", "--accept-all"), 3, "Nothing in document"),
        (("review", "{p}", "none"), 3, "There is no document none"),
        (("compare", "{p}", "{d}", "--authors", A, Q), 3, "سلمى has not submitted"),
        (("submit", "{p}", "none"), 3, "There is no document none"),
        (("queue", "{p}", "--order", "x"), 2, "priority"),
        (("authors", "{p}", "--merge", "x", A), 3, "Nobody named x"),
        (("authors", "{p}", "--merge", A, A), 3, "one name, not two"),
        (("export", "{p}", "-", "--layer", "best"), 2, "use all, agreed or author:NAME"),
    ],
)  # fmt: skip
def test_what_cannot_be_done(
    cli: Cli, path: Path, document: Document, arguments: tuple[str, ...], status: int, said: str
) -> None:
    head = cli("verify", path, "--json").json()["head"]
    ran = cli(*(part.format(p=path, d=document.id) for part in arguments))
    assert (ran.status, ran.out) == (status, "")
    assert said in plain(ran.err)
    assert cli("verify", path, "--json").json()["head"] == head


def test_which_layer_is_meant(cli: Cli, path: Path, project: Project, document: Document) -> None:
    submissions.submit(project, document.id, author=A)
    submissions.submit(project, document.id, author=B)
    asked = cli("review", path, document.id, "--accept-all", "--author", R, "--new-author")
    assert asked.status == 3 and f"{A}, {B}" in asked.err
    named = cli("review", path, document.id, "--accept-all", "--of", B, "--author", R, "--new-author")
    assert named.out == "1 verdict recorded.\n"
    assert "empty layer" in cli("review", path, document.id, "--of", B).out


def test_nothing_submitted(cli: Cli, path: Path, document: Document) -> None:
    assert cli("review", path, document.id).out == "Nothing in this document has been submitted.\n"
    assert cli("compare", path, document.id).out == cli("review", path, document.id).out
    assert cli("review", path, document.id, "--json").out == ""


def test_authors_and_merging(cli: Cli, path: Path, project: Project, document: Document) -> None:
    span(project, document, B, "claim", CLAIM)
    assert cli("authors", path).out.splitlines() == [A, B]
    assert cli("authors", path, "--json").json() == {"authors": [A, B], "alike": []}
    merged = cli("authors", path, "--merge", B, A, "--author", Q, "--new-author", "--json").json()
    assert (merged["renamed"], merged["dropped"]) == (1, 0)
    assert queries.layer_authors(project, document.id) == [A]
    back = plain(cli("authors", path, "--merge", A, R, "--author", Q, "--new-author").out)
    assert back == f"The work of {A} is now under {R}. Rows renamed: 5; rows removed: 0.\n"


def test_the_sample_corpus_has_layers_to_compare(cli: Cli, news: Path) -> None:
    rows = [json.loads(line) for line in cli("queue", news, "--author", R, "--json").out.splitlines()]
    assert len(rows) > 10
    assert {name for row in rows for name in row["authors"]} == {"سلمى", "يزن"}
    most = cli("queue", news, "--author", R, "--order", "differences", "--limit", 1, "--json").json()
    kinds = {
        json.loads(line)["kind"]
        for line in cli("compare", news, most["document_id"], "--json").out.splitlines()
    }
    assert kinds >= {"only", "boundary"}
    assert cli("queue", news, "--author", R, language="ar").status == 0
    assert cli("verify", news).status == 0
