"""`show --outline`: who says what in each layer, in one author's, and in the agreed one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.core.agreed import AGREED
from annotator.store import Project, queries
from tests.command_line import CORPUS, Cli, cli

__all__ = ["cli"]


@pytest.fixture
def ticker(tmp_path: Path, cli: Cli) -> tuple[Path, str]:
    path = tmp_path / "news.db"
    assert cli("new", path, "--author", "نور").status == 0
    assert cli("import", path, CORPUS, "--author", "نور").status == 0
    with Project.open(path, read_only=True) as project:
        rows = queries.document_rows(project, author="سلمى", limit=50)
        return path, next(row.id for row in rows if row.kind == "ticker")


def test_claims_stand_under_whoever_says_them(ticker: tuple[Path, str], cli: Cli) -> None:
    path, document = ticker
    out = cli("show", path, document, "--outline", "--author", "سلمى", "--language", "en").out
    lines = [line.strip().split("\t") for line in out.splitlines()]
    assert "سلمى" in lines[0][0] and "claims" in lines[1][0]
    with Project.open(path, read_only=True) as project:
        (bundle,) = queries.bundles(project, ids=[document], author="سلمى")
    tied = {claim for row in bundle.attributions for claim in row.claims}
    ids = {row.id for row in bundle.spans}
    shown = {cells[-1]: cells for cells in lines[2:] if cells[-1] in ids}
    assert tied <= shown.keys()
    span = next(row for row in bundle.spans if row.id in tied)
    time, place, quote, _ = shown[span.id]
    assert place == f"{span.start}-{span.end}" and quote == span.quote and ":" in time
    assert any("within what" in cell for cells in lines for cell in cells)


def test_as_json_a_line_for_each_layer(ticker: tuple[Path, str], cli: Cli) -> None:
    path, document = ticker
    lines = cli("show", path, document, "--outline", "--json").out.splitlines()
    rows = [json.loads(line) for line in lines]
    assert len(rows) > 1 and [row["layer"] for row in rows] == sorted(row["layer"] for row in rows)
    for row in rows:
        said = [said for group in row["groups"] for said in group["said"]]
        assert row["document"] == document
        assert row["count"]["claims"] == len({one["claim"]["id"] for one in said}) > 0
        assert {one["claim"]["author"] for one in said} == {row["layer"]}


def test_the_agreed_layer_holds_what_was_accepted(ticker: tuple[Path, str], cli: Cli) -> None:
    path, document = ticker
    empty = cli("show", path, document, "--outline", "--agreed", "--json").json()
    assert empty["layer"] == AGREED and empty["groups"] == []
    ran = cli("review", path, document, "--of", "سلمى", "--accept-all", "--author", "نور", "--new-author")
    assert ran.status == 0, ran.err
    full = cli("show", path, document, "--outline", "--agreed", "--json").json()
    hers = cli("show", path, document, "--outline", "--author", "سلمى", "--json").json()
    assert full["count"] == hers["count"]
    assert [group["voice"] for group in full["groups"]] == [group["voice"] for group in hers["groups"]]
    out = cli("show", path, document, "--outline", "--agreed", "--language", "en").out
    assert out.splitlines()[0] == "The agreed layer:"


@pytest.mark.parametrize(
    "options",
    [
        ["--outline"],
        ["DOC", "--agreed"],
        ["DOC", "--outline", "--at", "1"],
        ["DOC", "--outline", "--agreed", "--author", "سلمى"],
    ],
)
def test_options_that_do_not_go_together(ticker: tuple[Path, str], cli: Cli, options: list[str]) -> None:
    path, document = ticker
    ran = cli("show", path, *(document if word == "DOC" else word for word in options), "--language", "en")
    assert ran.status == 2 and "--outline" in ran.err
