"""Labels of other tools: mapped, added to the scheme, kept in mind, and told once."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.store import Project, queries
from tests.command_line import Cli, cli
from tests.formats.made import file_of

__all__ = ["cli"]

TEXT = "قال سامر الحلبي في حلب إن القصف توقف"
ROWS = [
    {"text": f"{TEXT} {n}", "label": [[4, 15, "PER"], [19, 22, "موقع"], [26, 31, "claim"]]} for n in range(3)
]


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Cli:
    assert cli("new", "p.db").status == 0
    file_of(tmp_path, ROWS, "a.jsonl")
    return cli


def labels(tmp_path: Path) -> set[str]:
    with Project.open(tmp_path / "p.db", read_only=True) as opened:
        return {span.label for bundle in queries.bundles(opened) for span in bundle.spans}


def test_labels_that_the_scheme_lacks_are_told_in_one_sentence(project: Cli) -> None:
    ran = project("--language", "en", "import", "p.db", "a.jsonl")
    assert ran.err.count("the scheme lacks") == 1
    assert "PER (3)" in ran.err and "موقع (3)" in ran.err and "claim (" not in ran.err


def test_they_are_added_to_the_scheme_each_with_looks_of_its_own(project: Cli, tmp_path: Path) -> None:
    ran = project("--language", "en", "import", "p.db", "a.jsonl", "--add-labels")
    assert ran.status == 0 and "lacks" not in ran.err and "Added to the scheme" in ran.err
    with Project.open(tmp_path / "p.db", read_only=True) as opened:
        scheme = opened.scheme
    added = {row.name["ar"]: row for row in scheme.labels[5:]}
    assert set(added) == {"PER", "موقع"} and added["PER"].id == "per"
    assert len({row.light for row in scheme.labels}) == len({row.key for row in scheme.labels}) == 7
    assert labels(tmp_path) == {"per", added["موقع"].id, "claim"}
    assert "scheme.change" in project("history", "p.db", "--json").out


def test_what_was_said_of_labels_holds_for_the_next_import(project: Cli, tmp_path: Path) -> None:
    said = ["--map", "label:PER=actor", "--map", "label:موقع="]
    assert project("import", "p.db", "a.jsonl", *said).status == 0
    assert labels(tmp_path) == {"actor", "claim"}
    file_of(tmp_path, [{**ROWS[0], "text": f"{TEXT} غدا"}], "b.jsonl")
    ran = project("--language", "en", "import", "p.db", "b.jsonl")
    assert ran.status == 0 and "PER" in ran.err and "actor" in ran.err and "left out" in ran.err
    assert labels(tmp_path) == {"actor", "claim"}
    file_of(tmp_path, [{**ROWS[0], "text": f"{TEXT} أمس"}], "c.jsonl")
    project("import", "p.db", "c.jsonl", "--map", "label:PER=PER")
    assert labels(tmp_path) == {"actor", "claim", "PER"}


def test_added_labels_are_known_again(project: Cli, tmp_path: Path) -> None:
    project("import", "p.db", "a.jsonl", "--add-labels")
    before = labels(tmp_path)
    file_of(tmp_path, [{**ROWS[0], "text": f"{TEXT} غدا"}], "b.jsonl")
    assert project("import", "p.db", "b.jsonl").status == 0
    assert labels(tmp_path) == before
