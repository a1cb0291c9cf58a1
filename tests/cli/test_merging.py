"""Copies are merged, bundles sent and what does not stand settled on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from annotator.commands import spans
from annotator.store import Project, queries
from annotator.store.accounts import remember_author
from tests.command_line import Cli, cli

__all__ = ["cli"]

ME = "سلمى"


@pytest.fixture
def apart(cli: Cli, tmp_path: Path) -> tuple[Path, Path]:
    """Two copies in which one span was labelled otherwise; the second had more work."""
    cli("new", "a.db", "--author", ME)
    text = tmp_path / "خبر.txt"
    text.write_text("الجسر أُغلق صباح اليوم.", encoding="utf-8")
    cli("import", "a.db", text)
    first, second = tmp_path / "a.db", tmp_path / "b.db"
    with Project.open(first) as project:
        remember_author(project, ME)
        (document,) = queries.document_ids(project)
        span = spans.add_span(project, author=ME, document_id=document, label="actor", ranges=[(0, 5)])
    shutil.copy(first, second)
    for path, label in ((first, "place"), (second, "source")):
        with Project.open(path) as project:
            spans.relabel_span(project, span, label, author=ME)
    with Project.open(second) as project:
        spans.add_span(project, author=ME, document_id=document, label="cue", ranges=[(6, 10)])
    return first, second


def test_merged_listed_and_done_again(cli: Cli, apart: tuple[Path, Path]) -> None:
    merged = cli("merge", "a.db", "b.db")
    assert merged.status == 1
    assert merged.out.splitlines()[:3] == [
        "2 changes were taken over.",
        "This file has 1 change that the other lacks.",
        "1 change of the other file was not taken over; its author sees it when they merge their copy.",
    ]
    back = cli("merge", "b.db", "a.db", "--json").json()
    assert (back["keeper"], back["taken"], back["aside"]) == ("theirs", 1, 1)
    assert cli("merge", "b.db", "a.db").err == ""  # neither lacks anything
    listed = cli("conflicts", "b.db")
    assert listed.status == 1 and "1 change was not taken over." in listed.out
    side = next(line for line in listed.out.splitlines() if "before" in line)
    assert [word for word in ("Actor", "Source", "Place") if word in side] == ["Actor", "Source", "Place"]
    conflict = json.loads(cli("conflicts", "b.db", "--json").out.splitlines()[0])
    assert conflict["told"]["rows"][0]["sides"][0]["now"] == "Place"
    again = cli("conflicts", "b.db", "--again", conflict["event"]["id"][:20])
    assert (again.status, again.out.splitlines()[0]) == (0, "There is nothing to settle.")
    assert cli("merge", "a.db", "b.db").status == 0
    assert cli("conflicts", "a.db", "--of", "يزن").status == 0
    assert cli("conflicts", "a.db", "--leave", conflict["event"]["id"]).status == 0
    for path in apart:
        assert cli("verify", path, "--json").json()["clean"]
        with Project.open(path, read_only=True) as project:
            assert sorted(row for (row,) in project.rows("SELECT label FROM spans")) == ["cue", "source"]


def test_in_arabic(cli: Cli, apart: tuple[Path, Path]) -> None:
    assert "ورد تغييران." in cli("merge", "a.db", "b.db", language="ar").out
    cli("merge", "b.db", "a.db")
    assert "تغيير واحد لم يؤخذ به." in cli("conflicts", "b.db", language="ar").out


def test_a_bundle(cli: Cli, apart: tuple[Path, Path]) -> None:
    cli("merge", "a.db", "b.db")
    head = cli("merge", "b.db", "a.db", "--json").json()["head"]
    with Project.open(apart[1]) as project:
        (document,) = queries.document_ids(project)
        spans.add_span(project, author=ME, document_id=document, label="claim", ranges=[(11, 15)])
    made = cli("bundle", "b.db", "stick.bundle", "--since", head)
    assert made.status == 0 and made.out.splitlines()[:2] == [
        "1 change.",
        "The bundle was written to \u2068stick.bundle\u2069.".replace("\u2068", "").replace("\u2069", ""),
    ]
    assert cli("bundle", "b.db", "stick.bundle", "--since", head).status == 3  # it is there already
    assert "is a bundle" in cli("stats", "stick.bundle").err
    assert cli("merge", "a.db", "stick.bundle").out.startswith("1 change was taken over.")
    assert cli("merge", "a.db", "stick.bundle").out.startswith("The other file had nothing new.")


def test_what_is_typed_wrongly(cli: Cli, apart: tuple[Path, Path]) -> None:
    assert cli("conflicts", "a.db", "--again", "1", "--leave", "2").status == 2
    assert cli("conflicts", "a.db", "--again", "zz").status == 3
    assert cli("merge", "a.db", "a.db").status == 3
    assert cli("merge", "a.db").status == 2
    assert cli("bundle", "a.db", "out.bundle").status == 2
