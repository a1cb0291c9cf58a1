"""A manifest tells whether files came from a project, and from what it held then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.core.model import Document
from annotator.formats import scheme_toml
from annotator.store import Project
from tests.command_line import Cli, cli
from tests.reviewed import A, layer
from tests.store.conftest import document, project

__all__ = ["cli", "document", "project"]


@pytest.fixture
def exported(cli: Cli, project: Project, document: Document, tmp_path: Path) -> Path:
    layer(project, document, A)
    cli("export", project.path, "set.jsonl", "--format", "doccano", "--author", A)
    return tmp_path / "set.jsonl.manifest.json"


def codes(cli: Cli, project: Project, manifest: Path) -> list[str]:
    return [
        row["code"]
        for row in cli("verify", project.path, "--manifest", manifest, "--json").json()["findings"]
    ]


def test_what_was_exported_is_known_for_it(cli: Cli, project: Project, exported: Path) -> None:
    told = json.loads(exported.read_text("utf-8"))
    assert [row["name"] for row in told["files"]] == [
        "set.jsonl",
        "set.jsonl.labels.json",
        "set.jsonl.loss.json",
    ]
    assert told["options"]["format_id"] == "doccano" and told["documents"] == 1
    assert codes(cli, project, exported) == []


def test_what_was_changed_since_is_found(cli: Cli, project: Project, exported: Path) -> None:
    data = exported.with_name("set.jsonl")
    data.write_bytes(data.read_bytes() + b"{}\n")
    exported.with_name("set.jsonl.labels.json").unlink()
    assert codes(cli, project, exported) == ["manifest-file-changed", "manifest-file-missing"]


def test_a_manifest_that_names_other_bytes_is_not_of_the_record(
    cli: Cli, project: Project, exported: Path
) -> None:
    told = json.loads(exported.read_text("utf-8"))
    told["files"][0]["sha256"] = "0" * 64
    told["head"] = "f" * 64
    exported.write_text(json.dumps(told), "utf-8")
    assert codes(cli, project, exported) == ["head-missing", "manifest-file-changed", "manifest-not-noted"]


def test_another_project_and_a_file_that_is_no_manifest(cli: Cli, exported: Path, tmp_path: Path) -> None:
    with Project.create(tmp_path / "other.db", scheme_toml.load(), actor=A) as other:
        assert codes(cli, other, exported)[:2] == ["head-missing", "manifest-of-other"]
        bad = tmp_path / "bad.json"
        bad.write_text("{}", "utf-8")
        assert cli("verify", other.path, "--manifest", bad).status == 3
        none = cli("verify", other.path, "--manifest", "none.json")
        assert none.status == 3 and "none.json" in none.err
        assert cli("verify", other.path, "--manifest", exported, "--head", "abcd").status == 2


def test_the_same_state_and_options_give_the_same_bytes(
    cli: Cli, project: Project, exported: Path, tmp_path: Path
) -> None:
    before = exported.with_name("set.jsonl").read_bytes()
    cli("export", project.path, "set.jsonl", "--format", "doccano", "--author", A)
    assert exported.with_name("set.jsonl").read_bytes() == before
