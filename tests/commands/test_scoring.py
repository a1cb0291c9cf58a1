"""Predictions of a model, in any format, held against a layer: counts, and where they went wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.commands import documents
from annotator.disk import data_path
from annotator.formats import by_id, scheme_toml
from annotator.store import Project, queries
from tests.command_line import Cli, cli

__all__ = ["cli"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    with Project.create(tmp_path / "news.db", scheme_toml.load(), actor="سلمى") as made:
        documents.import_paths(made, [data_path("sample_corpus", "corpus.jsonl")], author="سلمى")
        return made.path


def author(project: Path) -> str:
    with Project.open(project, read_only=True) as opened:
        return max(queries.authors(opened), key=lambda name: sum(
            len(row.spans) for row in queries.bundles(opened, author=name)))  # fmt: skip


@pytest.mark.parametrize("format_id", ["annotator", "doccano", "conll", "hf-parquet", "uima-xmi", "brat"])
def test_a_layer_against_itself_is_all_right(cli: Cli, project: Path, format_id: str) -> None:
    who = author(project)
    layer = f"author:{who}"
    tokens = ["--tokens", "trimmed"] if by_id(format_id).tokens else []
    cli("export", project, "out.any", "--format", format_id, "--layer", layer, "--label", "place", *tokens)
    told = cli(
        "evaluate", project, "--predictions", "out.any", "--format", format_id, "--layer", layer, "--json"
    ).json()
    place = told["exact"]["place"]
    assert place["proposed"] == place["matched"] > 20 and told["unknown"] == 0
    assert told["exact"]["claim"]["matched"] == 0 and told["worst"][0]["missed"] > 0


def test_what_is_missed_and_what_is_wrong_is_told_of_each_document(
    cli: Cli, project: Path, tmp_path: Path
) -> None:
    layer = f"author:{author(project)}"
    cli("export", project, "out.jsonl", "--layer", layer)
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    first = next(row for row in rows if len(row["spans"]) > 3)
    gone = first["spans"].pop()
    first["attributions"] = []
    first["decisions"] = []
    (tmp_path / "out.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    told = cli("evaluate", project, "--predictions", "out.jsonl", "--layer", layer, "--json").json()
    (worst,) = told["worst"]
    assert (worst["document_id"], worst["missed"], worst["wrong"]) == (first["id"], 1, 0)
    counts = told["exact"][gone["label"]]
    assert counts["reference"] == counts["matched"] + 1
    printed = cli("evaluate", project, "--predictions", "out.jsonl", "--layer", layer, "--language", "en")
    assert first["id"][:12] in printed.out


def test_texts_that_are_not_there_and_wrong_use(cli: Cli, project: Path, tmp_path: Path) -> None:
    (tmp_path / "other.jsonl").write_text('{"text": "خبر آخر", "spans": []}', "utf-8")
    told = cli(
        "evaluate", project, "--predictions", "other.jsonl", "--format", "spacy-jsonl", "--json"
    ).json()
    assert (told["documents"], told["unknown"]) == (0, 1)
    assert cli("evaluate", project, "--predictions", "x", "--suggester", "cues").status == 2
    assert cli("evaluate", project, "--predictions", "x", "--layer", "all").status == 2


def test_where_nothing_was_reviewed_the_way_on_is_said(cli: Cli, project: Path) -> None:
    cli("export", project, "out.jsonl")
    told = cli("evaluate", project, "--predictions", "out.jsonl")
    assert "--layer author:" in told.err
    named = cli("evaluate", project, "--predictions", "out.jsonl", "--layer", f"author:{author(project)}")
    assert "--layer" not in named.err
