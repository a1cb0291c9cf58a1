"""Attributes that only a scheme file declares: told by the command line, compared, exported, imported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.commands import attributions, documents, spans, submissions, verdicts
from annotator.core.model import Attribution, Document, Span
from annotator.store import Project, queries
from tests import further
from tests.command_line import Cli, cli
from tests.further import NAMES, OF_SPAN, OF_TIE
from tests.reviewed import A, B, R, layer

__all__ = ["cli"]

TEXT = "قال مصدر عسكري إن الطائرة سقطت قرب المدينة الشرقية فجرا."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two submitted layers that differ in the two attributes alone."""
    with Project.create(tmp_path / "a.db", further.scheme(tmp_path), actor=A) as project:
        documents.add_text(project, TEXT, author=A)
        for author, topic, setting in ((A, "trade", "hall"), (B, "water", "road")):
            annotate(project, author, topic, setting)
            submissions.submit(project, the_document(project).id, author=author)
    return tmp_path / "a.db"


def annotate(project: Project, author: str, topic: str, setting: str) -> tuple[Span, Attribution]:
    claim, _, _, tied = layer(project, the_document(project), author)
    tied = attributions.edit_attribution(project, tied, author=author, attributes={OF_TIE: setting})
    return spans.set_span_attribute(project, claim, OF_SPAN, topic, author=author), tied


def the_document(project: Project) -> Document:
    (bundle,) = queries.bundles(project)
    return bundle.document


def rows(path: Path, author: str) -> tuple[Span, Attribution]:
    with Project.open(path, read_only=True) as project:
        found = queries.layer(project, the_document(project).id, author)
    return next(row for row in found.spans if row.label == "claim"), found.attributions[0]


def lines(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def plain(text: str) -> str:
    return "".join(char for char in text if char not in "\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_command_line_tells_names_to_people(cli: Cli, path: Path, language: str) -> None:
    claim, tied = rows(path, A)
    names = NAMES[language]
    topic, setting = f"{names[OF_SPAN]}: {names['trade']}", f"{names[OF_TIE]}: {names['hall']}"
    for command, expected in (
        (("show", path, claim.document_id), (topic, setting)),
        (("review", path, claim.document_id, "--of", A), (topic, setting)),
        (("history", path, "--span", claim.id), (f"\t{names[OF_SPAN]}\t-\t→\t{names['trade']}\n",)),
        (("history", path, "--span", tied.id), (f"\t{names[OF_TIE]}\t-\t→\t{names['hall']}\n",)),
        (("compare", path, claim.document_id), (topic, setting)),
        (("compare", path, claim.document_id), (f"({names[OF_SPAN]})", f"({names[OF_TIE]})")),
    ):
        told = plain(cli(*command, language=language).out)
        assert [words for words in expected if words not in told] == [], command


def test_the_command_line_tells_ids_to_programs(cli: Cli, path: Path) -> None:
    claim, _ = rows(path, A)
    (shown,) = lines(cli("show", path, claim.document_id, "--json").out)
    assert given(shown) == {("trade", "hall"), ("water", "road")}
    newest = lines(cli("history", path, "--span", claim.id, "--json").out)[-1]
    assert newest["after"]["attributes"] == {OF_SPAN: "trade"}  # type: ignore[index]
    differing = lines(cli("compare", path, claim.document_id, "--json").out)
    assert [row["fields"] for row in differing] == [[f"attributes.{OF_SPAN}"], [f"attributes.{OF_TIE}"]]


def test_a_reviewers_correction_of_it_is_told(cli: Cli, path: Path) -> None:
    claim, tied = rows(path, A)
    with Project.open(path) as project:
        verdicts.replace_span(project, [claim], author=R, attributes={OF_SPAN: "water"}, reason="guideline")
        verdicts.replace_attribution(
            project, [tied], author=R, attributes={OF_TIE: "road"}, reason="guideline"
        )
    told = plain(cli("review", path, claim.document_id, "--of", A).out)
    assert "Topic: Water" in told and "Setting: Road" in told


def test_it_is_exported_and_imported(cli: Cli, path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert cli("export", path, out).status == 0
    (record,) = lines(out.read_text(encoding="utf-8"))
    assert given(record) == {("trade", "hall"), ("water", "road")}
    with Project.create(tmp_path / "b.db", further.scheme(tmp_path), actor=R) as project:
        documents.import_paths(project, [out], author=R)
    for author in (A, B):
        assert rows(tmp_path / "b.db", author) == rows(path, author)
    assert cli("verify", tmp_path / "b.db").status == 0


def given(record: dict[str, object]) -> set[tuple[object, object]]:
    """The values of the two attributes, author by author."""
    found: dict[str, dict[str, object]] = {}
    for row in (*record["spans"], *record["attributions"]):  # type: ignore[misc]
        found.setdefault(row["author"], {}).update(row["attributes"])
    return {(values[OF_SPAN], values[OF_TIE]) for values in found.values()}
