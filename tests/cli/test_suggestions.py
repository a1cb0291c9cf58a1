"""Suggestions, names and the lexicon from the command line."""

from __future__ import annotations

import json
import shutil
import signal
import sys
from pathlib import Path

import pytest

from annotator.commands import spans
from annotator.store import Project, queries
from tests.cli.test_processes import wait_for_writer
from tests.command_line import Cli, cli, is_whole, news, start

__all__ = ["cli", "news"]

TICKER = """الأخبار العاجلة
حريق في سوق مدينة السنديان (مصدر طبي) - 09:33 وصول قافلة إلى بلدة الرمان (مصدر محلي) - 10:44
"""
TEXT = "دخلت حنر بلدة الرمان. ثم خرجت حنر منها."


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Path:
    cli("new", "a.db", "--author", "سلمى")
    (tmp_path / "page.txt").write_text(TICKER, encoding="utf-8")
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    assert cli("import", "a.db", "page.txt", "text.txt").status == 0
    return tmp_path / "a.db"


def layer(path: Path, author: str = "سلمى") -> list[tuple[str, str]]:
    with Project.open(path, read_only=True) as opened:
        return [
            (span.label, span.quote)
            for document in queries.document_ids(opened)
            for span in queries.layer(opened, document, author).spans
        ]


class TestSuggest:
    def test_a_whole_project(self, cli: Cli, project: Path) -> None:
        head = cli("verify", project, "--json").json()["head"]
        ran = cli("suggest", project, "--without", "gazetteer")
        assert (ran.status, ran.err) == (0, "")
        assert ran.out.splitlines()[1].startswith("ticker\t2")
        assert ran.out.splitlines()[-1] == "2 suggestions are waiting."
        found = cli("suggest", project, "--without", "gazetteer", "--json").json()
        assert found == {
            "documents": 2, "suggestions": 2, "by_suggester": {"ticker": 2}, "accepted": 0, "spans": 0,
            "attributions": 0, "edges_learned": False, "head": head,
        }  # fmt: skip
        assert cli("suggest", project, "--json").json()["by_suggester"] == {"ticker": 2, "gazetteer": 3}
        assert layer(project) == []
        assert cli("verify", project, "--json").json()["clean"]

    def test_the_surest_are_accepted_as_one_act(self, cli: Cli, project: Path) -> None:
        assert cli("suggest", project, "--accept-above", "1.0", "--json").json()["accepted"] == 0
        ran = cli("suggest", project, "--accept-above", "0.5", "--without", "gazetteer")
        assert ran.out.splitlines()[-3:][::2] == ["2 suggestions accepted.", "0 suggestions are waiting."]
        assert ("source", "مصدر طبي") in layer(project)
        kinds = [json.loads(line)["kind"] for line in cli("history", project, "--json").out.splitlines()]
        assert kinds.count("suggestion.accept") == 1
        with Project.open(project) as opened:
            opened.undo("سلمى")
        assert layer(project) == []

    def test_documents_by_their_beginnings(self, cli: Cli, project: Path) -> None:
        with Project.open(project, read_only=True) as opened:
            ticker, text = queries.document_ids(opened)
        ran = cli("suggest", project, ticker[:12])
        assert "Source: مصدر طبي" in ran.out
        assert "Pattern: claim (source) at the end of an item" in ran.out
        lines = [
            json.loads(line)
            for line in cli("suggest", project, ticker, "--without", "gazetteer", "--json").out.splitlines()
        ]
        assert [row["suggester"] for row in lines[:-1]] == ["ticker", "ticker"]
        assert lines[-1]["documents"] == 1
        assert cli("suggest", project, text, "--suggester", "ticker", "--json").json()["suggestions"] == 0
        assert cli("suggest", project, "zzz").status == 3

    def test_another_author(self, cli: Cli, project: Path) -> None:
        cli("suggest", project, "--accept-above", "0", "--author", "يزن", "--new-author")
        assert layer(project) == []
        assert ("source", "مصدر طبي") in layer(project, "يزن")

    def test_wrong_use(self, cli: Cli, project: Path) -> None:
        for option in ("--suggester", "--without"):
            ran = cli("suggest", project, option, "none")
            assert (ran.status, "ticker, cues, names" in ran.err) == (2, True)
        for share in ("2", "-0.1", "nan", "x"):
            assert cli("suggest", project, "--accept-above", share).status == 2

    @pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
    def test_stopped_in_the_middle(self, cli: Cli, tmp_path: Path, number: signal.Signals) -> None:
        cli("new", "a.db", "--author", "سلمى")
        (tmp_path / "names.csv").write_text("actor,حنر\n", encoding="utf-8")
        cli("names", "a.db", "--import", "names.csv")
        with (tmp_path / "many.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(f'{{"text": "دخلت حنر البلدة {n}"}}\n' for n in range(6000))
        cli("import", "a.db", "many.jsonl")
        cli("suggest", "a.db")
        head = cli("verify", "a.db", "--json").json()["head"]
        for attempt in range(12):
            path = tmp_path / f"{attempt}.db"
            shutil.copy(tmp_path / "a.db", path)
            running = start("suggest", path, "--accept-above", "0", "--author", "سلمى", folder=tmp_path)
            wait_for_writer(path)
            running.send_signal(number)
            running.communicate(timeout=20)
            if running.returncode:  # else it was done before the signal came
                break
        assert running.returncode == (3 if number == signal.SIGINT else -number)
        assert is_whole(cli, path, head)
        assert layer(path) == []


class TestEvaluate:
    def test_figures_per_label_and_part(self, cli: Cli, project: Path) -> None:
        cli("suggest", project, "--suggester", "ticker", "--accept-above", "0")
        found = cli("evaluate", project, "--suggester", "ticker", "--layer", "author:سلمى", "--json").json()
        assert (found["documents"], found["suggester"], found["layer"]) == (1, "ticker", "سلمى")
        source = found["exact"]["source"]
        assert (source["matched"], source["f1"]) == (2, 1.0)
        assert found["attribution"]["whole"]["precision"] == 1.0
        ran = cli("evaluate", project, "--layer", "author:سلمى")
        assert "1 document compared." in ran.out
        assert "Source\t1.000\t1.000\t1.000\t2\t2\t2" in ran.out

    def test_undefined_is_said_to_be(self, cli: Cli, project: Path) -> None:
        cli("suggest", project, "--accept-above", "0")
        found = cli("evaluate", project, "--suggester", "names", "--layer", "author:سلمى", "--json").json()
        assert found["exact"]["source"]["precision"] is None
        assert found["exact"]["source"]["reason"] == "no-proposals"
        assert (
            "Source\t-\t0.000"
            in cli("evaluate", project, "--suggester", "names", "--layer", "author:سلمى").out
        )

    def test_whose_layer(self, cli: Cli, project: Path) -> None:
        for layer in ((), ("--layer", "all"), ("--layer", "author:"), ("--layer", "x")):
            assert cli("evaluate", project, *layer).status == 2
        assert cli("evaluate", project, "--layer", "author:nobody").status == 3


class TestNames:
    def test_load_list_merge_block(self, cli: Cli, project: Path, tmp_path: Path) -> None:
        (tmp_path / "names.tsv").write_text(
            "actor\tحنر\tقوات حنر\tQ1\nفاعل\tقوات السنديان\nplace\tالرمان\nactor\nnone\tس ص\n",
            encoding="utf-8",
        )
        ran = cli("names", project, "--import", "names.tsv", "--list")
        assert (ran.status, ran.out.splitlines()[0]) == (1, "3 names added.")
        assert [line.split(": ")[0] for line in ran.err.splitlines()] == [
            "names.tsv, line 4", "names.tsv, line 5",
        ]  # fmt: skip
        assert "actor\tحنر\tقوات حنر\tQ1\t0\t" in ran.out
        assert cli("names", project, "--merge", "قوات السنديان", "حَنَر").status == 0
        assert cli("names", project, "--block", "place:الرمان").status == 0
        rows = {row["name"]: row for row in cli("names", project, "--json").json()["names"]}
        assert rows["قوات السنديان"]["spellings"] == ["قوات السنديان", "حنر", "قوات حنر"]
        assert (rows["قوات السنديان"]["merged"], rows["الرمان"]["blocked"]) == (["حنر"], True)
        assert "blocked" in cli("names", project).out
        cli("names", project, "--unblock", "الرمان")
        assert "blocked" not in cli("names", project).out
        assert cli("suggest", project, "--suggester", "names", "--json").json()["suggestions"] == 4
        assert cli("verify", project).status == 0

    def test_what_was_labelled_is_a_name_of_its_author(self, cli: Cli, project: Path) -> None:
        with Project.open(project) as opened:
            document = queries.document_ids(opened)[1]
            spans.add_span(opened, author="سلمى", document_id=document, label="actor", ranges=[(5, 8)])
        assert "actor\tحنر\t\t\t1" in cli("names", project).out
        assert "حنر" not in cli("names", project, "--author", "يزن").out

    def test_refused(self, cli: Cli, project: Path, tmp_path: Path) -> None:
        (tmp_path / "names.csv").write_text("actor,حنر\nplace,الرمان\n", encoding="utf-8")
        cli("names", project, "--import", "names.csv")
        ran = cli("names", project, "--block", "لا أحد")
        assert (ran.status, "لا أحد" in ran.err) == (3, True)
        assert cli("names", project, "--merge", "حنر", "الرمان").status == 3
        assert cli("names", project, "--import", "none.csv").status == 1
        assert cli("names", project, "--merge", "حنر").status == 2
        again = cli("names", project, "--import", "names.csv", "--json").json()
        assert (again["added"], again["known"]) == (0, 2)


class TestLexicon:
    OWN = '[[verbs]]\nlemma = "تمتم"\npast = ["تمتم"]\nopens = ["that"]\n'

    def test_in_and_out(self, cli: Cli, project: Path, tmp_path: Path) -> None:
        (tmp_path / "own.toml").write_text("\ufeff" + self.OWN, encoding="utf-8")
        assert cli("lexicon", project, "--import", "own.toml").status == 0
        assert cli("lexicon", project, "--export", "-").out == self.OWN
        assert cli("lexicon", project, "--export", "out.toml").status == 0
        assert (tmp_path / "out.toml").read_text(encoding="utf-8") == self.OWN
        assert cli("lexicon", project, "--export", project).status == 3
        assert cli("lexicon", project).status == 2

    def test_a_cue_and_a_voice_are_added(self, cli: Cli, project: Path) -> None:
        assert cli("lexicon", project, "--add", "زمجر", "--like", "قال").status == 0
        assert cli("lexicon", project, "--add", "بحارة", "--category", "local").status == 0
        own = cli("lexicon", project, "--export", "-").out
        assert 'past = [\n    "زمجر",\n]' in own and '"بحاره"' in own
        again = cli("lexicon", project, "--add", "زمجر")
        assert (again.status, "زمجر" in again.err) == (3, True)
        assert cli("lexicon", project, "--add", "ولول", "--like", "لالال").status == 3
        assert cli("lexicon", project, "--add", "بحارة", "--category", "nobody").status == 3
        assert cli("lexicon", project, "--like", "قال").status == 2

    def test_what_would_match_everything_is_refused_with_the_count(
        self, cli: Cli, project: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "page.txt").write_text("كلمة أخرى هنا " * 60, encoding="utf-8")
        assert cli("import", project, "page.txt").status == 0
        (tmp_path / "all.toml").write_text('[words]\nshapes = [".*"]\n', encoding="utf-8")
        ran = cli("lexicon", project, "--import", "all.toml")
        assert (ran.status, "196 of 208 words" in ran.err) == (3, True)
        assert cli("lexicon", project, "--export", "-").out == ""

    def test_broken(self, cli: Cli, project: Path, tmp_path: Path) -> None:
        (tmp_path / "row.toml").write_text("[[verbs]]\nlemma = 5\n" + self.OWN, encoding="utf-8")
        ran = cli("lexicon", project, "--import", "row.toml")
        assert (ran.status, "verbs 1" in ran.err) == (1, True)
        found = cli("lexicon", project, "--import", "row.toml", "--json").json()
        assert [problem["code"] for problem in found["problems"]] == ["bad-own-lexicon-row"]
        (tmp_path / "bad.toml").write_text("[[verbs", encoding="utf-8")
        assert cli("lexicon", project, "--import", "bad.toml").status == 3
        assert cli("lexicon", project, "--import", "none.toml").status == 3


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("command", ["suggest", "evaluate", "names", "lexicon"])
def test_help(cli: Cli, command: str, language: str) -> None:
    ran = cli(command, "--help", language=language)
    assert (ran.status, ran.err) == (0, "")
    if command == "names":
        assert ("CSV" in ran.out) and ("المخطط" not in ran.out)


def test_the_queue_of_what_would_teach_most(cli: Cli, project: Path) -> None:
    before = cli("queue", project, "--order", "teach")
    assert before.status == 0 and "2 documents have not been looked through" in before.err
    cli("suggest", project)
    with Project.open(project, read_only=True) as opened:
        ids = queries.document_ids(opened)
    rows = [json.loads(line) for line in cli("queue", project, "--order", "teach", "--json").out.splitlines()]
    assert {row["document_id"] for row in rows} == {*ids}
    assert [row["worth"] for row in rows] == sorted((row["worth"] for row in rows), reverse=True)
    told = cli("queue", project, "--order", "teach", "--limit", "1", "--language", "ar")
    assert (told.status, told.err) == (0, "") and rows[0]["document_id"] in told.out
    assert cli("queue", project, "--order", "teach", "--returned").status == 2
