"""An export in parts: files of their own, of which none knows what another is tested by."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from annotator.commands import documents
from annotator.core.carrying import Loss
from annotator.core.pieces import pieces
from annotator.disk import data_path
from annotator.formats import read_paths
from annotator.store import Project, queries
from tests.command_line import Cli, cli
from tests.formats.annotation.test_round_trips import corpus, invented
from tests.store.conftest import make_document, project

__all__ = ["cli", "project"]
WORDS = [f"كلمة{number}" for number in range(300)]


@pytest.fixture
def told_again(project: Project) -> dict[str, str]:
    """Forty documents, every fifth of them twice with a word changed: the ids of the pairs."""
    chance, pairs = random.Random(1), {}
    for number in range(40):
        words = chance.choices(WORDS, k=60)
        first = make_document(project, " ".join(words))
        if number % 5 == 0:
            words[30] = "جديد"
            pairs[first.id] = make_document(project, " ".join(words)).id
    return pairs


def ids(path: Path) -> set[str]:
    return {json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()}


def test_parts_are_files_that_share_nothing(
    cli: Cli, project: Project, told_again: dict[str, str], tmp_path: Path
) -> None:
    told = cli("export", project.path, "set.jsonl", "--split", "60/20/20", "--seed", "4", "--json").json()
    parts = {name: ids(tmp_path / f"set.{name}.jsonl") for name in ("train", "dev", "test")}
    assert sum(map(len, parts.values())) == 48 and len(set().union(*parts.values())) == 48
    assert told["parts"] == {f"set.{name}.jsonl": len(found) for name, found in parts.items()}
    for one, other in told_again.items():
        assert any({one, other} <= found for found in parts.values())
    report = json.loads((tmp_path / "set.jsonl.split.json").read_text("utf-8"))
    assert report["asked"]["seed"] == 4 and len(report["clusters"]) == told["clusters"] == len(told_again)
    before = (tmp_path / "set.dev.jsonl").read_bytes()
    cli("export", project.path, "set.jsonl", "--split", "60/20/20", "--seed", "4")
    assert (tmp_path / "set.dev.jsonl").read_bytes() == before
    assert cli("verify", project.path, "--manifest", "set.test.jsonl.manifest.json").status == 0


def test_what_all_parts_lose_is_told_together(cli: Cli, project: Project) -> None:
    documents.import_paths(project, [data_path("sample_corpus", "corpus.jsonl")], author="سلمى")
    kept = queries.document_ids(project)[0]
    cli("document", project.path, kept, "--restricted", "on")
    asked = ("export", project.path, "set.jsonl", "--format", "hf-jsonl")
    whole = cli(*asked, "--dry-run", "--json").json()
    told = cli(*asked, "--split", "60/20/20", "--json").json()
    assert whole["lost"] and told["lost"] == whole["lost"]
    assert told["left_out"] == whole["left_out"] == 1


@pytest.mark.parametrize("arguments", [["--split", "80"], ["--split", "a/b/c"]])
def test_a_split_that_is_none(cli: Cli, project: Project, arguments: list[str]) -> None:
    assert cli("export", project.path, "set.jsonl", *arguments).status == 3
    assert cli("export", project.path, "-", "--split", "80/20").status == 2


def test_units_keep_what_lies_in_them(cli: Cli, project: Project, tmp_path: Path) -> None:
    make_document(project, "قال مصدر إن الجسر أغلق. وسقطت طائرة!\nثم 3.5 كم")
    cli("export", project.path, "set.jsonl", "--unit", "sentence")
    found = [row.text for row in read_paths([tmp_path / "set.jsonl"])]  # type: ignore[union-attr]
    assert found == ["قال مصدر إن الجسر أغلق.", "وسقطت طائرة!", "ثم 3.5 كم"]


@pytest.mark.parametrize("unit", ["segment", "sentence"])
def test_spans_and_attributions_of_units_stand_where_they_did(unit: str) -> None:
    for bundle in [*corpus(), *map(invented, range(20))]:
        loss = Loss()
        units = list(pieces(bundle, unit, loss))  # type: ignore[arg-type]
        kept = {span.id: (piece, span) for piece in units for span in piece.spans}
        assert len(kept) + loss.counts.get("units", 0) == len(bundle.spans)
        for span in bundle.spans:
            if span.id in kept:
                piece, moved = kept[span.id]
                start = piece.document.meta["piece"][1]
                assert tuple((a + start, b + start) for a, b in moved.ranges) == span.ranges
                assert piece.text[moved.start : moved.end] == bundle.text[span.start : span.end]
        for piece in units:
            there = {span.id for span in piece.spans}
            assert all(row.claims and set(row.spans) <= there for row in piece.attributions)
