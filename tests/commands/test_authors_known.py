"""A name that nobody knows is asked about before anything is written under it; and names can be changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.commands import authors, submissions
from annotator.commands.assignments import assign
from annotator.core.model import Document
from annotator.core.people import Likeness
from annotator.disk import data_path
from annotator.store import Project, accounts, queries, review
from annotator.store.signatures import signatures
from annotator.store.verify import verify
from tests.command_line import Cli, cli
from tests.reviewed import A, B, Q, R, handed_in, kinds, layer, refused, span
from tests.store.conftest import document, make_document, project

__all__ = ["cli", "document", "project"]

SCHEME = str(data_path("resources", "schemes", "news.toml"))
TYPO = "سلمي"
"""`A`, mistyped."""


@pytest.fixture
def path(project: Project, document: Document) -> Path:
    layer(project, document, A)
    return project.path


WRITING = [
    ("import", "{p}", "{f}", "--author", "{n}"),
    ("submit", "{p}", "{d}", "--author", "{n}"),
    ("review", "{p}", "{d}", "--accept-all", "--author", "{n}"),
    ("adjudicate", "{p}", "{d}", "--same", "--author", "{n}"),
    ("assign", "{p}", "{d}", "--task", "review", "--to", A, "--author", "{n}"),
    ("assign", "{p}", "{d}", "--task", "review", "--to", "{n}"),
    ("assign", "{p}", "--draw", "1", "--seed", "1", "--to", A, "--to", "{n}"),
    ("authors", "{p}", "--merge", A, "{n}"),
    ("suggest", "{p}", "--accept-above", "0", "--author", "{n}"),
    ("names", "{p}", "--block", "لواء", "--author", "{n}"),
    ("lexicon", "{p}", "--import", "{f}", "--author", "{n}"),
    ("scheme", "{p}", "--import", SCHEME, "--author", "{n}"),
]


@pytest.mark.parametrize("command", WRITING, ids=lambda row: " ".join(row))
def test_every_command_that_writes_refuses_it(
    cli: Cli, path: Path, document: Document, tmp_path: Path, command: tuple[str, ...]
) -> None:
    file = tmp_path / "more.txt"
    file.write_text("خبر آخر", encoding="utf-8")
    before = cli("verify", path, "--json").json()["head"]
    for name, said in (("نجوى", "knows nobody named"), (TYPO, f"looks like {A}")):
        filled = [part.format(p=path, d=document.id, n=name, f=file) for part in command]
        ran = cli(*filled)
        plain = ran.err.replace("\u2068", "").replace("\u2069", "")
        assert (ran.status, ran.out) == (3, "") and said in plain and "--new-author" in plain
        meant = cli(*filled, "--new-author")
        assert "--new-author" not in meant.err, "then whatever else is wrong is said"
        assert cli("verify", path, "--json").json()["clean"]
        if cli("verify", path, "--json").json()["head"] != before:
            break


def test_whoever_sits_here_needs_no_permission(cli: Cli, path: Path, document: Document) -> None:
    assert cli("submit", path, document.id, "--note", "لا شيء فيه").status == 0


def test_known_is_who_worked_was_given_work_or_chose_a_name(project: Project, document: Document) -> None:
    assign(project, [document.id], assignees=[R], task="review", author=Q)
    project.set_preference("hala@laptop", "author", B)
    for name in (A, Q, R, B):
        assert authors.how_known(project, name) == Likeness("known")
    assert authors.how_known(project, TYPO) == Likeness("alike", (A,))
    assert authors.how_known(project, "نجوى") == Likeness("new")
    authors.check_known(project, ["", A, R])


def test_names_hidden_by_blindness_are_known_but_not_told(project: Project, document: Document) -> None:
    assign(project, [document.id], assignees=[A], task="annotate-blind", author=Q)
    span(project, document, "جمانة", "place", (40, 54))
    project.seen_by(A)
    assert authors.how_known(project, "جمانة") == Likeness("known")
    assert authors.how_known(project, "جمانه") == Likeness("new")
    error = refused("author-new", authors.check_known, project, ["جمانه"])
    assert "جمانة" not in str(error.details["known"])


def test_look_alikes_are_pointed_out(cli: Cli, path: Path, project: Project, document: Document) -> None:
    span(project, document, TYPO, "place", (40, 54))
    span(project, document, f"{A}\u200f", "cue", (0, 3))
    listed = cli("authors", path).out
    assert "These names look alike" in listed and f"{A}⟨RLM⟩" in listed
    assert cli("authors", path, "--json").json()["alike"] == [sorted([A, TYPO, f"{A}\u200f"])]


class TestRenaming:
    def test_all_that_bears_the_name_bears_the_new_one(
        self, cli: Cli, project: Project, document: Document
    ) -> None:
        handed_in(project, document, B)
        second = make_document(project, "خبر آخر")
        assign(project, [second.id], assignees=[B], task="annotate", author=Q)
        assert cli("authors", project.path, "--rename", B, "يزن الحلو", "--author", Q).status == 0
        assert kinds(project)[-1] == "author.rename"
        assert queries.layer_authors(project, document.id) == ["يزن الحلو"]
        assert [row.assignee for row in review.assignments(project)] == ["يزن الحلو"]
        assert verify(project) == []
        assert [(row.reason, row.actor) for row in signatures(project)[1]] == [("names", Q)]
        project.undo(Q)
        assert queries.layer_authors(project, document.id) == [B]
        assert verify(project) == []

    def test_what_was_submitted_blind_can_be_renamed(self, project: Project, document: Document) -> None:
        assign(project, [document.id], assignees=[B], task="annotate-blind", author=Q)
        layer(project, document, B)
        submissions.submit(project, document.id, author=B)
        authors.rename_author(project, B, "يزن الحلو", author=Q)
        assert verify(project) == []

    def test_whoever_had_the_name_goes_on_under_the_new(self, project: Project, document: Document) -> None:
        accounts.remember_author(project, B)
        span(project, document, B, "place", (40, 54))
        authors.rename_author(project, B, "يزن الحلو", author=B)
        assert accounts.known_author(project) == "يزن الحلو"

    def test_a_name_that_is_taken_or_looks_so(self, cli: Cli, path: Path, project: Project) -> None:
        span_of = [row[0] for row in project.rows("SELECT id FROM documents")]
        assign(project, span_of, assignees=[B], task="annotate", author=Q)
        refused("author-exists", authors.rename_author, project, B, A, author=Q)
        refused("same-author", authors.rename_author, project, A, A, author=Q)
        assert cli("authors", path, "--rename", B, TYPO).status == 3
        assert cli("authors", path, "--rename", A, TYPO).status == 0, "one's own name, spelled better"
        assert cli("authors", path, "--rename", B, A, "--merge", B, A).status == 2
