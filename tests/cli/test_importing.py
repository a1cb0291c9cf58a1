"""What an import says of many files, before and after: `--map`, `--dry-run`, `--strict`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import Cli, cli
from tests.formats.made import file_of

__all__ = ["cli"]


@pytest.fixture
def project(cli: Cli) -> Cli:
    assert cli("new", "p.db").status == 0
    return cli


def test_what_is_wrong_alike_is_said_once(project: Cli, tmp_path: Path) -> None:
    file_of(tmp_path, [{"x": 1}] * 3000, "a.jsonl")
    ran = project("--language", "en", "import", "p.db", "a.jsonl")
    assert ran.status == 1
    assert ran.err.count("hold the text") == 1
    assert "1, 2, 3" in ran.err and "3,000 times" in ran.err and "--map text=" in ran.err


def test_a_field_is_told(project: Cli, tmp_path: Path) -> None:
    file_of(tmp_path, [{"claim_words": "قصف على البلدة"}], "a.jsonl")
    assert project("import", "p.db", "a.jsonl", "--map", "text=claim_words").status == 0
    assert "قصف على البلدة" in project("show", "p.db").out


@pytest.mark.parametrize("given", ["text", "colour=x", "text="])
def test_a_field_there_is_none_of(project: Cli, given: str) -> None:
    assert project("import", "p.db", "a.jsonl", "--map", given).status == 2


def test_a_dry_run_writes_nothing(project: Cli, tmp_path: Path) -> None:
    file_of(
        tmp_path, [{"title": "عنوان", "text": "قصف"}, {"x": 1}, {"title": "عنوان", "text": "قصف"}], "a.jsonl"
    )
    before = project("history", "p.db").out
    ran = project("--language", "en", "import", "p.db", "a.jsonl", "--dry-run")
    assert ran.status == 1
    assert "+  article" in ran.out and "=  article" in ran.out and "imported: 1" in ran.out
    assert project("history", "p.db").out == before and project("show", "p.db").out == ""
    told = project("import", "p.db", "a.jsonl", "--dry-run", "--json").out.splitlines()
    assert [json.loads(row)["known"] for row in told] == [False, True]


def test_a_strict_import_takes_all_or_nothing(project: Cli, tmp_path: Path) -> None:
    file_of(tmp_path, [{"text": "قصف"}, {"x": 1}], "a.jsonl")
    ran = project("--language", "en", "import", "p.db", "a.jsonl", "--strict")
    assert ran.status == 3
    assert "line 2" in ran.err and "Nothing was imported" in ran.err
    assert project("show", "p.db").out == ""
    file_of(tmp_path, [{"text": "قصف"}], "a.jsonl")
    assert project("import", "p.db", "a.jsonl", "--strict").status == 0


def test_what_is_only_told_is_no_problem(project: Cli, tmp_path: Path) -> None:
    chat = {
        "name": "شبكة",
        "messages": [
            {"type": "service", "date": "2019-01-15T08:00:00", "text": ""},
            {"type": "message", "date": "2019-01-15T08:00:01", "text": "قصف"},
        ],
    }
    file_of(tmp_path, json.dumps(chat), "result.json")
    ran = project("--language", "en", "import", "p.db", "result.json", "--strict")
    assert ran.status == 0
    assert "1 by the service itself" in ran.err and "problem" not in ran.out


def test_a_text_that_runs_backwards_is_turned_on_demand(project: Cli, tmp_path: Path) -> None:
    text = "قال مصدر عسكري إن المدرسة في القنطرة أغلقت بأمر الوزارة 12 يوما."
    file_of(tmp_path, text[::-1].replace("21", "12"), "a.txt")
    ran = project("--language", "en", "import", "p.db", "a.txt", "--dry-run")
    assert ran.status == 1 and "--turn" in ran.err
    assert project("import", "p.db", "a.txt", "--turn").status == 0
    assert text[:20] in project("show", "p.db").out


def table_of(folder: Path, name: str, *rows: str) -> None:
    file_of(folder, "\n".join(["a,words,seen_on", *rows]) + "\n", name)


def test_a_mapping_holds_for_the_next_table_with_these_columns(project: Cli, tmp_path: Path) -> None:
    table_of(tmp_path, "a.csv", "x,قصف على البلدة,15/01/2019")
    said = "--map", "text=words", "--map", "published=seen_on"
    dry = project("--language", "en", "import", "p.db", "a.csv", *said, "--dry-run")
    assert "Published from seen_on" in dry.err.replace("\u2068", "").replace("\u2069", "")
    assert project("import", "p.db", "a.csv", "--dry-run").status == 1
    ran = project("--language", "en", "import", "p.db", "a.csv", *said)
    assert ran.status == 0 and "kept for the next import" in ran.err
    table_of(tmp_path, "b.csv", "x,هدوء في القنطرة,16/01/2019")
    again = project("--language", "en", "import", "p.db", "b.csv")
    assert again.status == 0 and "as specified" in again.err and "kept for" not in again.err
    assert "2019-01-16" in project("show", "p.db").out
    file_of(tmp_path, "words,b\nسكون,2\n", "c.csv")
    assert "as specified" not in project("--language", "en", "import", "p.db", "c.csv").err


def test_a_mapping_of_json_holds_for_records_with_these_keys(project: Cli, tmp_path: Path) -> None:
    file_of(tmp_path, [{"id": 1, "claim": {"words": "قصف"}, "body": "لا"}], "a.jsonl")
    assert project("import", "p.db", "a.jsonl", "--map", "text=claim.words").status == 0
    file_of(tmp_path, [{"id": 2, "claim": {"words": "هدوء"}, "body": "لا"}], "b.jsonl")
    assert project("import", "p.db", "b.jsonl").status == 0
    shown = project("show", "p.db").out
    assert "قصف" in shown and "هدوء" in shown and "لا" not in shown.split()


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_what_is_uncertain_is_told_once_for_each_kind(
    project: Cli, tmp_path: Path, options: list[str]
) -> None:
    rows = [{"title": f"خبر {n}", "text": "قصف", "date": "03/04/2019"} for n in range(5)]
    file_of(tmp_path, [*rows, {"title": "أخير", "text": "هدوء", "date": "قريبا"}], "a.jsonl")
    file_of(tmp_path, "عنوان قصير\n\nثم نص الخبر هنا.", "b.txt")
    ran = project("--language", "en", "import", "p.db", "a.jsonl", "b.txt", *options)
    assert ran.status == 0
    told = ran.err.replace("\u2068", "").replace("\u2069", "")
    assert "taken for the day (5): خبر 0 in a.jsonl, خبر 1 in a.jsonl, خبر 2 in a.jsonl and others." in told
    assert "kept as found (1): أخير in a.jsonl." in told
    assert "taken as the headline" in told and "(1): عنوان قصير in b.txt." in told
    assert told.count("by hand") == 1


def test_what_was_garbled_is_told_once_for_each_file(project: Cli, tmp_path: Path) -> None:
    wrong = "قال مصدر عسكري".encode().decode("cp1256", "replace")
    for name in ("a.jsonl", "b.jsonl"):
        file_of(tmp_path, [{"text": wrong}, {"text": f"{wrong} ????"}], name)
    ran = project("--language", "en", "import", "p.db", "a.jsonl", "b.jsonl", "--dry-run")
    assert ran.status == 1
    assert ran.err.count("wrong encoding") == 2 and ran.err.count("letters are lost") == 2
    assert project("import", "p.db", "a.jsonl", "--strict").status == 3
