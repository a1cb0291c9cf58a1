"""Keeping house from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from annotator.commands import keeping
from annotator.store import Project, queries
from tests.command_line import Cli, cli
from tests.reviewed import A, B, layer
from tests.store.conftest import document, make_document, project

__all__ = ["cli", "document", "project"]


def test_details_are_told_and_edited(cli: Cli, project: Project) -> None:
    found = make_document(project)
    arguments = ("document", str(project.path), found.id[:12])
    status, out, _ = cli(
        *arguments, "--title", "سقوط طائرة", "--source", "وكالة الأفق", "--text-language", "ar"
    )
    assert status == 0 and "سقوط طائرة" in out and "وكالة الأفق" in out
    status, out, _ = cli(*arguments, "--note", "راجع المصدر", "--graphic", "on", "--json")
    told = json.loads(out)
    assert status == 0 and told["flags"] == ["graphic"] and told["notes"][0]["text"] == "راجع المصدر"
    assert told["title"] == "سقوط طائرة" and told["id"] == found.id
    assert cli(*arguments, "--text-language", "؟")[0] == 3
    assert cli(*arguments, "--remove", "--title", "x")[0] == 2


def test_what_others_made_is_named_before_it_goes(cli: Cli, project: Project) -> None:
    found = make_document(project)
    layer(project, found, A)
    arguments = ("document", str(project.path), found.id, "--remove", "--author", B, "--new-author")
    status, _, err = cli(*arguments)
    assert status == 3 and A in err and "4" in err and "--even-others" in err
    assert queries.document_count(project) == 1
    assert cli(*arguments, "--even-others")[0] == 0 and queries.document_count(project) == 0
    project.undo(B)
    assert queries.document_count(project) == 1


def test_the_inbox_is_listed_and_sorted(cli: Cli, project: Project) -> None:
    assert cli("policy", str(project.path), "--inbox", "on")[0] == 0
    assert json.loads(cli("policy", str(project.path), "--json")[1])["inbox"] is True
    first, second = make_document(project), make_document(project, "خبر ثان")
    status, out, _ = cli("inbox", str(project.path))
    assert status == 0 and first.id in out and second.id in out
    assert cli("inbox", str(project.path), first.id)[0] == 2
    assert cli("inbox", str(project.path), first.id, "--irrelevant", "")[0] == 3
    assert cli("inbox", str(project.path), first.id, "--irrelevant", "خارج الموضوع")[0] == 0
    assert cli("inbox", str(project.path), second.id, "--take")[0] == 0
    (row,) = map(json.loads, cli("inbox", str(project.path), "--json")[1].splitlines())
    assert (row["document_id"], row["state"], row["reason"]) == (first.id, "irrelevant", "خارج الموضوع")


def test_restricted_documents_are_left_out_and_counted(cli: Cli, project: Project, tmp_path: Path) -> None:
    found = make_document(project)
    keeping.flag_document(project, found.id, {"restricted": True}, author=A)
    out = str(tmp_path / "out.jsonl")
    status, told, _ = cli("export", str(project.path), out, "--json")
    assert status == 0 and (json.loads(told)["documents"], json.loads(told)["left_out"]) == (0, 1)
    assert "1" in cli("export", str(project.path), out)[2]
    status, told, _ = cli("export", str(project.path), out, "--include-restricted", "--json")
    assert json.loads(told)["documents"] == 1
