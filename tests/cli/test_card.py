"""`annotator card`: what it says is so, in both languages; what it does not know is left to be filled in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from annotator.commands import keeping
from annotator.commands.card import FEW
from annotator.core.agreed import AGREED
from annotator.store import Project, queries
from tests.command_line import Cli, cli, news

__all__ = ["cli", "news"]


def table(card: str, first: str) -> dict[str, list[str]]:
    """The rows of the table whose first column is called so, by their first cell."""
    lines = card.split(f"| {first} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
    return {row[0]: row[1:] for row in rows}


def test_it_counts_what_an_export_would_hold(cli: Cli, news: Path) -> None:
    card = cli("card", news, "--layer", "all").out
    with Project.open(news, read_only=True) as project:
        bundles = list(queries.bundles(project))
        head, scheme = project.head(), project.scheme
    spans = [span for bundle in bundles for span in bundle.spans]
    assert f"Documents: {len(bundles)}\n" in card and f"Spans: {len(spans):,}\n" in card
    outlets = table(card, "Publisher")
    for name, (count,) in outlets.items():
        assert int(count) == sum(bundle.document.source == name for bundle in bundles)
    for author, cells in table(card, "Annotator").items():
        assert int(cells[1]) == sum(span.author == author for span in spans)
    labels = table(card, "Label")
    for label in scheme.labels:
        count = sum(span.label == label.id for span in spans)
        assert labels[label.name["en"]][:2] == [label.id, f"{count:,}"]
    dates = sorted(bundle.document.published[:10] for bundle in bundles if bundle.document.published)
    assert re.search(f"Published from \\W*{dates[0]}\\W+to \\W*{dates[-1]}", card)
    assert head in card and "#### " not in card and "### ادعاء · Claim" in card
    assert re.search(r"0\.\d\d \(0\.\d\d–\d\.\d\d\)", card)
    for name in ("Licence", "Contact", "Citation"):
        assert f"## {name}\n\n> **To fill in:**" in card


def test_the_same_in_arabic_from_right_to_left(cli: Cli, news: Path, tmp_path: Path) -> None:
    ran = cli("card", news, "--layer", "all", "--out", tmp_path / "بطاقة.md", language="ar")
    assert ran.status == 0 and "بطاقة.md" in ran.out
    card = (tmp_path / "بطاقة.md").read_text("utf-8")
    assert '<div dir="rtl">' in card and card.startswith("---\nlanguage: [ar]")
    english = cli("card", news, "--layer", "all").out
    shapes = [re.sub(r"[^#|*>\-\n]", "", re.sub("`[^`]*`", "", text)) for text in (card, english)]
    assert shapes[0].count("\n## ") == shapes[1].count("\n## ")
    headings = re.findall("^## .*$", card, re.MULTILINE)
    assert len(headings) == len(re.findall("^## .*$", english, re.MULTILINE)) >= 12
    assert not any(re.search("[A-Za-z]", heading) for heading in headings)


def test_gaps_are_told(cli: Cli, news: Path) -> None:
    with Project.open(news) as project:
        (first, *_) = queries.document_ids(project)
        keeping.flag_document(project, first, {"restricted": True}, author="salma")
        total = queries.document_count(project)
    card = cli("card", news, "--layer", "all").out
    gaps = re.sub("[\u2066-\u2069]", "", card.split("## Known gaps", 1)[1].split("##", 1)[0])
    assert f"Left out, as they are restricted: 1 of {total} documents" in gaps
    assert f"Review not complete: {total} of the {total}" in gaps and "One publisher dominates" in gaps
    with_it = cli("card", news, "--layer", "all", "--include-restricted").out
    assert "restricted" not in with_it.split("## Known gaps", 1)[1]


def test_the_agreed_layer_is_what_is_told_of_if_nothing_else_is_said(cli: Cli, news: Path) -> None:
    bare = cli("card", news).out
    assert "Documents: 0\n" in bare and "No document has a date" in bare
    agreed = cli("card", news, "--include-unreviewed").out
    assert "Documents: 15\n" in agreed and "agreed layer" in agreed
    gaps = re.sub("[\u2066-\u2069]", "", agreed.split("## Known gaps", 1)[1])
    assert gaps.count("is rare: 0 spans") == 5 and FEW > 0
    assert AGREED not in table(agreed, "Annotator")


def test_what_was_split_and_which_files_there_are_is_told(cli: Cli, news: Path, tmp_path: Path) -> None:
    assert cli("export", news, "set.jsonl", "--split", "60/20/20").status == 0
    assert cli("export", news, "all.jsonl").status == 0
    manifest = json.loads((tmp_path / "all.jsonl.manifest.json").read_text("utf-8"))
    card = cli(
        "card", news, "--layer", "all", "--split", "set.jsonl.split.json",
        "--manifest", "all.jsonl.manifest.json",
    ).out  # fmt: skip
    parts = table(card, "Part")
    assert list(parts) == ["train", "dev", "test"] and sum(int(row[0]) for row in parts.values()) == 15
    assert table(card, "File") == {"all.jsonl": [manifest["files"][0]["sha256"]]}
    assert manifest["head"] in card


@pytest.mark.parametrize("option", ["--split", "--manifest"])
@pytest.mark.parametrize("content", [None, b"{", b"[]", b'{"balance": 3}', "é".encode("latin-1")])
def test_what_is_no_report_is_refused(
    cli: Cli, news: Path, tmp_path: Path, option: str, content: bytes | None
) -> None:
    path = tmp_path / "report.json"
    if content is not None:
        path.write_bytes(content)
    ran = cli("card", news, option, path)
    assert ran.status == 3 and ran.out == "" and len(ran.err.splitlines()) == 1


def test_a_project_is_not_written_over(cli: Cli, news: Path) -> None:
    before = news.read_bytes()
    assert cli("card", news, "--out", news).status == 3 and news.read_bytes() == before


def test_names_cannot_break_a_table(cli: Cli, news: Path) -> None:
    with Project.open(news, read_only=True) as project:
        (first, *_) = queries.document_ids(project)
    evil = "a|b <script>*x*</script> [y](z)"
    assert cli("document", news, first, "--source", evil).status == 0
    card = cli("card", news, "--layer", "all").out
    assert r"a\|b \<script\>\*x\*\</script\> \[y\](z)" in card and evil not in card


@pytest.mark.parametrize("format_id", ["read-html", "read-docx", "read-pdf"])
def test_documents_to_read_are_exported(cli: Cli, news: Path, tmp_path: Path, format_id: str) -> None:
    beginnings = {"html": b"<!DOCTYPE html>", "docx": b"PK", "pdf": b"%PDF"}
    kind = format_id.removeprefix("read-")
    ran = cli("export", news, f"out.{kind}", "--format", format_id, "--json")
    assert ran.status == 0 and ran.json()["documents"] == 15
    assert (tmp_path / f"out.{kind}").read_bytes().startswith(beginnings[kind])
