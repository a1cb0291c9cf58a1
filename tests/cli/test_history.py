"""An auditor's questions at the command line."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from annotator.store import Project, accounts
from tests.command_line import Cli, cli
from tests.recorded import Recorded, record_everything
from tests.store.conftest import make_document

__all__ = ["cli"]


@pytest.fixture
def recorded(cli: Cli, tmp_path: Path, empty_project: Path) -> Recorded:
    with Project.open(shutil.copy(empty_project, tmp_path / "a.db")) as project:
        return record_everything(project)


def kinds(cli: Cli, *options: str) -> list[str]:
    ran = cli("history", "a.db", "--json", *options)
    assert (ran.status, ran.err) == (0, "")
    return [json.loads(line)["kind"] for line in ran.out.splitlines()]


def test_what_happened_is_narrowed_by_every_option(cli: Cli, recorded: Recorded) -> None:
    everything = kinds(cli)
    assert everything[0] == "project.new" and len(everything) > 25
    assert kinds(cli, "--newest", "--limit", "3") == everything[:-4:-1]
    assert kinds(cli, "--by", "ليلى") == ["review.reject", "review.replace", "comment.add", "layer.open"]
    assert kinds(cli, "--kind", "undo", "--kind", "redo") == ["undo", "redo"]
    assert kinds(cli, "--kind", "review") == ["review.reject", "review.replace"]
    assert kinds(cli, "--search", "الحُدود") == ["review.reject", "comment.add"]
    here = kinds(cli, "--account", "salma@here")
    assert here == kinds(cli, "--account", "here") == kinds(cli, "--account", "salma") != []
    assert kinds(cli, "--account", "elsewhere") == []
    assert kinds(cli, "--since", "27") == everything[26:]
    assert kinds(cli, "--until", "2000-01-01") == kinds(cli, "--since", "2100-01-01") == []
    of_document = kinds(cli, "--document", recorded.document.id[:12])
    assert {"document.add", "review.reject", "comment.add", "layer.open"} <= set(of_document)
    assert not {"scheme.change", "name.add", "assignment.draw"} & set(of_document)


def test_everything_about_a_span_from_what_to_what(cli: Cli, recorded: Recorded) -> None:
    claim = recorded.claim.id
    ran = cli("history", "a.db", "--span", claim)
    assert ran.status == 0
    for told in (
        "\tNote\t-\t→\tملاحظة سلمى\n",
        "verdict on Claim",
        "\tVerdict\t-\t→\trejected\n",
        "لأن الخبر يبدأ هنا",
    ):
        assert told in ran.out
    rows = [json.loads(line) for line in cli("history", "a.db", "--span", claim, "--json").out.splitlines()]
    assert {row["entity"] for row in rows} == {"span", "attribution", "decision", "comment"}
    assert all({"seq", "actor", "hash", "account", "before", "after", "told"} <= set(row) for row in rows)


def test_a_question_that_means_nothing_is_refused(cli: Cli, recorded: Recorded, tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_text("{}", encoding="utf-8")
    for options, status, told in (
        (("--kind", "reviews"), 3, "reviews"),
        (("--since", "yesterday"), 3, "yesterday"),
        (("--by", "سلمي"), 3, "سلمي"),
        (("--document", "zzz"), 3, "zzz"),
        (("--span", "18e"), 3, "More than one id"),
        (("--export", "train.jsonl"), 3, "train.jsonl"),
        (("--out", "a.txt"), 2, ".pdf"),
        (("--span", recorded.claim.id, "--export", "train.jsonl"), 2, "--export"),
        (("--limit", "0"), 2, "--limit"),
    ):
        ran = cli("history", "a.db", *options)
        assert (ran.status, ran.out) == (status, ""), options
        assert told in ran.err


def test_which_export_wrote_this_file(cli: Cli, recorded: Recorded, tmp_path: Path) -> None:
    for layer in ("all", "author:ليلى"):
        assert cli("export", "a.db", f"{layer.partition(':')[0]}.jsonl", "--layer", layer).status == 0
    shutil.move(tmp_path / "author.jsonl", tmp_path / "renamed.jsonl")
    ran = cli("history", "a.db", "--export", "renamed.jsonl")
    assert ran.status == 0 and "file author.jsonl" in ran.out and "layer of ليلى" in ran.out
    assert len([line for line in ran.out.splitlines() if not line.startswith("\t")]) == 1
    with (tmp_path / "renamed.jsonl").open("ab") as file:
        file.write(b"\n")
    assert cli("history", "a.db", "--export", "renamed.jsonl").status == 3


def test_to_ask_about_a_document_is_to_read_it(
    cli: Cli, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "proposed_name", lambda: "هناء")
    for question in (
        ("history", "a.db", "--span", recorded.claim.id),
        ("show", "a.db", recorded.document.id, "--at", "20"),
    ):
        assert cli(*question).status == 0
    assert cli("history", "a.db", "--by", "هناء", "--json").json()["kind"] == "layer.open"


class TestWrittenOut:
    def test_csv_runs_nothing_and_holds_every_change(
        self, cli: Cli, recorded: Recorded, tmp_path: Path
    ) -> None:
        assert cli("comment", "a.db", recorded.claim.id, "=1+1", "--author", "ليلى").status == 0
        assert cli("history", "a.db", "--out", "h.csv").status == 0
        with (tmp_path / "h.csv").open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        assert head[:4] == ["No.", "Local time", "UTC", "Person"]
        with Project.open(tmp_path / "a.db") as project:
            changes = project.one("SELECT count(*) FROM changes")
        assert changes == (len(rows),)
        assert all(len(row) == len(head) and not cell.startswith("=") for row in rows for cell in row)

    def test_json_lines_hold_every_value(self, cli: Cli, recorded: Recorded, tmp_path: Path) -> None:
        assert (
            cli("history", "a.db", "--by", "ليلى", "--out", "h.jsonl", "--json").json()["path"] == "h.jsonl"
        )
        rows = [json.loads(line) for line in (tmp_path / "h.jsonl").read_text(encoding="utf-8").splitlines()]
        verdict = rows[0]["changes"][0]
        assert (verdict["entity"], verdict["before"]) == ("decision", None)
        assert verdict["after"]["comment"] == "الحدود أضيق" and len(rows[0]["hash"]) == 64

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_a_report_to_print(
        self, cli: Cli, qapp: object, recorded: Recorded, tmp_path: Path, language: str
    ) -> None:
        assert cli("history", "a.db", "--out", "h.pdf", language=language).status == 0
        assert (tmp_path / "h.pdf").read_bytes().startswith(b"%PDF-")

    def test_never_over_a_project(self, cli: Cli, recorded: Recorded, tmp_path: Path) -> None:
        shutil.copy(tmp_path / "a.db", tmp_path / "b.csv")
        before = (tmp_path / "b.csv").read_bytes()
        assert cli("history", "a.db", "--out", "b.csv").status == 3
        assert (tmp_path / "b.csv").read_bytes() == before


class TestAsItStood:
    def test_a_document_before_its_review(self, cli: Cli, recorded: Recorded) -> None:
        ran = cli("show", "a.db", recorded.document.id[:12], "--at", "16")
        assert ran.status == 0
        assert ran.out.startswith("After event 16, ") and "document submitted" in ran.out.splitlines()[0]
        assert "ملاحظة سلمى" in ran.out and "submission of" in ran.out and "verdict on" not in ran.out
        assert "verdict on" in cli("show", "a.db", recorded.document.id, "--at", "2100-01-01").out
        alone = cli("show", "a.db", recorded.document.id, "--at", "20", "--author", "ليلى").out
        assert "ملاحظة سلمى" not in alone and "verdict on" in alone
        row = cli("show", "a.db", recorded.document.id, "--at", "4", "--json").json()
        assert (row["format"], len(row["spans"])) == ("annotator/1", 1)

    def test_what_differs_between_two_moments(self, cli: Cli, recorded: Recorded) -> None:
        document = recorded.document.id
        for moments in (("7", "9"), ("9", "7")):
            ran = cli("show", "a.db", document, "--at", moments[0], "--against", moments[1])
            first, second, *told = ran.out.splitlines()
            assert first.startswith("After event 7, ") and second.startswith("After event 9, ")
            assert len(told) == 2 and "from Military to Local" in told[1]
        rows = cli("show", "a.db", document, "--at", "7", "--against", "9", "--json").out.splitlines()
        assert [json.loads(row)["entity"] for row in rows] == ["span", "attribution"]
        same = cli("show", "a.db", document, "--at", "9", "--against", "9").out
        assert same.endswith("Nothing changed between the two.\n")

    def test_what_means_nothing_is_refused(self, cli: Cli, recorded: Recorded) -> None:
        document = recorded.document.id
        assert cli("show", "a.db", "--at", "3").status == 2
        assert cli("show", "a.db", document, "--against", "3").status == 2
        ran = cli("show", "a.db", document, "--at", "1")
        assert (ran.status, ran.out) == (3, "") and "was not in the project after event 1" in ran.err

    def test_a_document_that_is_gone(self, cli: Cli, tmp_path: Path, recorded: Recorded) -> None:
        with Project.open(tmp_path / "a.db") as project:
            gone = make_document(project, "خبر زائل", author="نور")
            seq = str(project._log.end.seq)
            project.undo("نور")
        assert cli("show", "a.db", gone.id).status == 3
        assert "خبر زائل" in cli("show", "a.db", gone.id, "--at", seq).out
        assert kinds(cli, "--document", gone.id) == ["document.add", "undo"]
