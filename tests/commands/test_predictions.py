"""Annotations of files as suggestions: proposed, accepted, rejected, kept when others are found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.commands import accepting, suggestions
from annotator.core.suggestions import IMPORTED, Suggestion
from annotator.store import Project, queries
from tests.command_line import Cli, cli
from tests.formats.made import file_of

__all__ = ["cli"]

TEXT = "غادر سامر الحلبي القنطرة، وأكد مرصد الساحل توقف القصف"
SURE, UNSURE = 0.93, 0.4


def region(label: str, words: str, score: float | None = None) -> dict[str, Any]:
    start = TEXT.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
    row = {"id": words, "from_name": "label", "to_name": "text", "type": "labels", "value": value}
    return row if score is None else {**row, "score": score}


def task(version: str = "model-7") -> dict[str, Any]:
    proposed = [
        region("actor", "سامر الحلبي", SURE),
        region("source", "مرصد الساحل", UNSURE),
        region("claim", "توقف القصف", UNSURE),
        region("ODD", "القنطرة", SURE),
        {"type": "relation", "from_id": "توقف القصف", "to_id": "مرصد الساحل", "labels": ["source"]},
    ]
    mine = {"completed_by": 3, "result": [region("place", "القنطرة")]}
    predictions = [{"model_version": version, "score": 0.5, "result": proposed}]
    return {"id": 1, "data": {"text": TEXT}, "annotations": [mine], "predictions": predictions}


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Cli:
    assert cli("new", "p.db").status == 0
    file_of(tmp_path, json.dumps([task()]), "set.json")
    return cli


def imported(project: Project, author: str = "سلمى") -> list[Suggestion]:
    (document,) = queries.document_ids(project)
    found = suggestions.suggest_document(project, document, author=author)
    return [row for row in found if row.suggester == IMPORTED]


def test_a_models_predictions_are_nobodys_layer(project: Cli, tmp_path: Path) -> None:
    ran = project("--language", "en", "import", "p.db", "set.json", "--as", "suggestions")
    assert "2 suggestions came in" in ran.out and ran.err.count("ODD") == 1 and "left out" not in ran.out
    with Project.open(tmp_path / "p.db") as opened:
        (bundle,) = queries.bundles(opened)
        assert bundle.spans == () and bundle.attributions == ()
        single, tied = imported(opened)
        assert (single.spans[0].quote, single.confidence) == ("سامر الحلبي", SURE)
        assert single.why.words == "set.json: model-7"
        assert tied.attribution is not None and tied.confidence == UNSURE
        assert {span.label for span in tied.spans} == {"claim", "source"}
        # Everybody is proposed the same, and what is found anew takes nothing of it away.
        assert [row.id for row in imported(opened, "نادر")] == [single.id, tied.id]
        assert [row.id for row in suggestions.last_known(opened, single.document_id, author="ليلى")] != []
        accepting.accept_suggestions(opened, [tied], author="سلمى")
        accepting.reject_suggestion(opened, single, author="سلمى")
        assert imported(opened) == [] and len(imported(opened, "نادر")) == 2
        (bundle,) = queries.bundles(opened)
        assert {row.origin for row in bundle.attributions} == {"suggestion:import"}
        measured = suggestions.evaluate_suggester(opened, IMPORTED, layer="سلمى")
        assert measured.exact["claim"].matched == measured.exact["claim"].proposed == 1
        assert measured.exact["actor"].matched == 0


def test_they_are_shown_left_out_and_accepted_by_command_line(project: Cli, tmp_path: Path) -> None:
    project("import", "p.db", "set.json", "--as", "suggestions")
    with Project.open(tmp_path / "p.db", read_only=True) as opened:
        (document,) = queries.document_ids(opened)
    told = project("--language", "en", "suggest", "p.db", document, "--suggester", "import").out
    assert "0.93" in told and "From an imported file" in told and "model-7" in told
    ran = project("suggest", "p.db", "--suggester", "import", "--accept-above", "0.9", "--json").json()
    assert (ran["accepted"], ran["spans"]) == (1, 1)
    told = project("evaluate", "p.db", "--suggester", "import", "--layer", "author:salma", "--json")
    assert told.json()["exact"]["actor"]["matched"] == 1


def test_the_same_file_again_brings_nothing_new(project: Cli, tmp_path: Path) -> None:
    said = ["import", "p.db", "set.json", "--as", "suggestions", "--json"]
    assert project(*said).json()["suggestions"] == 2
    again = project(*said).json()
    assert (again["suggestions"], again["documents"], again["known"]) == (0, 0, 1)


def test_annotations_of_a_file_are_proposed_in_a_document_that_is_there(project: Cli, tmp_path: Path) -> None:
    file_of(tmp_path, TEXT, "a.txt")
    project("import", "p.db", "a.txt")
    start = TEXT.index("القنطرة")
    file_of(tmp_path, [{"text": TEXT, "label": [[start, start + 7, "LOC"]]}], "b.jsonl")
    said = ["--as", "suggestions", "--map", "label:LOC=place"]
    told = project("import", "p.db", "b.jsonl", *said, "--json").json()
    assert (told["suggestions"], told["documents"]) == (1, 0)
    with Project.open(tmp_path / "p.db") as opened:
        (row,) = imported(opened)
    assert (row.spans[0].label, row.confidence, row.why.words) == ("place", 0.5, "b.jsonl")


def test_labels_can_be_added_for_suggestions(project: Cli, tmp_path: Path) -> None:
    told = project("import", "p.db", "set.json", "--as", "suggestions", "--add-labels", "--json").json()
    assert (told["suggestions"], told["added_labels"]) == (3, ["odd"])


def test_predictions_are_left_out_of_work_and_told(project: Cli, tmp_path: Path) -> None:
    ran = project("--language", "en", "import", "p.db", "set.json")
    assert "imported as suggestions" in ran.err
    with Project.open(tmp_path / "p.db") as opened:
        assert imported(opened) == []
