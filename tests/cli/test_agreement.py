"""`annotator agreement` and what `annotator stats` tells the lead."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest

from annotator.cli import record
from annotator.commands import assignments, submissions
from annotator.core.model import Document
from annotator.store import Project, accounts, queries
from tests.command_line import Cli, cli, news
from tests.reviewed import A, B, Q, handed_in, layer
from tests.store.conftest import document, project

__all__ = ["cli", "document", "news", "project"]

QUICK = ("--bootstrap", "20")
SIGNATURES = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}


class TestTables:
    def test_in_english(self, cli: Cli, news: Path) -> None:
        ran = cli("agreement", news, *QUICK)
        assert (ran.status, ran.err) == (0, "")
        lines = ran.out.splitlines()
        assert lines[0] == f"Spans and words between {A}, {B}; documents in common: 10"
        assert lines[1].split("\t")[:3] == ["Label", "Exact F1", "F1 ignoring edges"]
        assert [line.split("\t")[0] for line in lines[2:8]] == [
            "Actor", "Place", "Claim", "Source", "Cue", "All labels",
        ]  # fmt: skip
        assert f"Attributions between {A}, {B}" in lines
        assert "Documents compared: 10 of the 14 that anyone worked on." in lines
        assert lines[-1].startswith("In brackets: 95% confidence intervals from 20 bootstrap samples")

    def test_in_arabic(self, cli: Cli, news: Path) -> None:
        ran = cli("agreement", news, *QUICK, language="ar")
        assert ran.status == 0
        lines = ran.out.splitlines()
        assert lines[0] == f"المديات والكلمات بين {A}، {B}، وعدد المستندات المشتركة 10"
        assert lines[2].split("\t")[0] == "فاعل"
        assert "كل الأوسمة" in ran.out
        assert "المستندات التي قورنت: 10، والمستندات التي شارك فيها أحد: 14." in lines

    @pytest.mark.parametrize(("language", "why"), [("ar", "لا مديات"), ("en", "no spans")])
    def test_what_is_undefined_says_why(
        self, cli: Cli, project: Project, document: Document, language: str, why: str
    ) -> None:
        for author in (A, B):
            submissions.submit(project, document.id, author=author)
        ran = cli("agreement", project.path, "--bootstrap", "0", language=language)
        assert ran.status == 0
        assert why in ran.out
        assert "nan" not in ran.out.lower()
        assert "0.00" not in ran.out

    def test_what_was_skipped_is_named(self, cli: Cli, news: Path) -> None:
        ran = cli("agreement", news, *QUICK)
        assert f"contains no word; word measures ignore it\t{A}\tCue\t8" in ran.out.splitlines()

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_nothing_to_compare_is_a_problem(self, cli: Cli, tmp_path: Path, language: str) -> None:
        cli("new", "a.db")
        ran = cli("agreement", "a.db", language=language)
        assert ran.status == 1
        assert "--unsubmitted" in ran.out


class TestChoosing:
    def test_each_filter_narrows(self, cli: Cli, news: Path) -> None:
        def compared(*options: str) -> int:
            return int(cli("agreement", news, "--bootstrap", "0", "--json", *options).json()["compared"])

        assert compared() == 10
        assert compared("--unsubmitted") == 14
        assert compared("--kind", "article") < 10
        assert compared("--when", "published", "--until", "1990-01-01") == 0
        assert compared("--since", "2020-01-01") == 10
        assert compared("--since", "2999-01-01") == 0
        assert compared("--source", "لا وكالة بهذا الاسم") == 0
        assert compared("--title", "الأخبار العاجلة") == 2

    def test_days_are_those_the_dates_tell_however_they_are_written(self, cli: Cli, tmp_path: Path) -> None:
        dates = [
            "15 كانون الثاني 2019",
            "١٥/٠١/٢٠١٩",
            "15 يناير 2019 10:35 م",
            "2019-01-15T22:35:00+02:00",
            "Tue, 15 Jan 2019 20:35:00 GMT",
            "9 جمادى الأولى 1440هـ",
            "كانون الثاني 2019",
            "15 غشت 2020 - 20:30",
            "قبل 3 ساعات",
            "1 شباط 2019",
            "",
        ]
        rows = [{"title": "خبر", "date": day, "text": f"فتح الجسر {n}."} for n, day in enumerate(dates)]
        (tmp_path / "dates.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
        cli("new", "a.db")
        cli("import", "a.db", tmp_path / "dates.jsonl")
        with Project.open(Path("a.db")) as project:
            for found in queries.document_ids(project):
                for author in (A, B):
                    submissions.submit(project, found, author=author)

        def compared(*options: str) -> int:
            ran = cli("agreement", "a.db", "--when", "published", "--bootstrap", "0", "--json", *options)
            return int(ran.json()["compared"])

        assert compared("--since", "2019-01-01", "--until", "2019-02-01") == 7
        assert compared("--since", "2019-01-15", "--until", "2019-01-16") == 6
        assert compared("--since", "2020-01-01") == 1

    def test_documents_by_the_beginning_of_their_ids(self, cli: Cli, news: Path) -> None:
        found = cli(
            "agreement", news, "--documents", "3126fad07701", "--unsubmitted", "--json", *QUICK
        ).json()
        assert (found["documents"], found["compared"]) == (1, 1)

    def test_labels(self, cli: Cli, news: Path) -> None:
        found = cli("agreement", news, "--label", "place", "--label", "actor", "--json", *QUICK).json()
        assert found["labels"] == ["place", "actor"]

    @pytest.mark.parametrize(
        ("options", "status", "said"),
        [
            (("--label", "nobody"), 3, "no label"),
            (("--authors", "nobody"), 3, "has worked in this project"),
            (("--since", "yesterday"), 3, "is not a date"),
            (("--kind", "poem"), 2, "--kind"),
            (("--bootstrap", "-1"), 2, "--bootstrap"),
            (("--documents", "zzz"), 3, "zzz"),
        ],
    )
    def test_what_is_not_there(
        self, cli: Cli, news: Path, options: tuple[str, ...], status: int, said: str
    ) -> None:
        ran = cli("agreement", news, *options)
        assert (ran.status, ran.out) == (status, "")
        assert said in ran.err


class TestFiles:
    def test_csv_and_json_tell_the_same(self, cli: Cli, news: Path, tmp_path: Path) -> None:
        found = cli("agreement", news, *QUICK, "--seed", "3", "--csv", "f.csv", "--json").json()
        with (tmp_path / "f.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [float(row["value"]) if row["value"] else None for row in rows] == [
            figure["value"] for figure in found["figures"]
        ]
        assert found["sampling"]["seed"] == 3
        assert len(found["head"]) == 64

    def test_never_over_a_project(self, cli: Cli, news: Path) -> None:
        before = news.read_bytes()
        ran = cli("agreement", news, "--csv", news)
        assert ran.status == 3
        assert news.read_bytes() == before


class TestStats:
    def test_progress_and_verdicts(self, cli: Cli, news: Path) -> None:
        lines = cli("stats", news).out.splitlines()
        at = lines.index("Progress by annotator")
        assert lines[at + 1].split("\t")[:3] == ["Annotator", "Documents", "not started"]
        assert lines[at + 2].split("\t") == [A, "15", "0", "2", "13", "0", "0", "0"]
        assert "rejected: boundary\t1" in lines
        assert "التقدم لكل موسِّم" in cli("stats", news, language="ar").out

    def test_as_json(self, cli: Cli, news: Path) -> None:
        found = cli("stats", news, "--json").json()["overview"]
        assert [row["author"] for row in found["progress"]] == [A, B]
        assert found["pause_minutes"] == 10

    @pytest.mark.parametrize("kind", SIGNATURES)
    def test_drawn(self, cli: Cli, news: Path, tmp_path: Path, kind: str) -> None:
        ran = cli("stats", news, "--plot", f"stands.{kind.upper()}")
        assert (ran.status, ran.err) == (0, "")
        assert ran.out.splitlines()[-1] == f"The state of the project was drawn to stands.{kind.upper()}."
        assert (tmp_path / f"stands.{kind.upper()}").read_bytes().startswith(SIGNATURES[kind])

    @pytest.mark.parametrize("name", ["stands.gif", "stands", "png"])
    def test_other_kinds_are_refused_by_name(self, cli: Cli, news: Path, tmp_path: Path, name: str) -> None:
        ran = cli("stats", news, "--plot", name)
        assert (ran.status, ran.out) == (2, "")
        assert name in ran.err
        assert ".png, .svg, .pdf" in ran.err
        assert not (tmp_path / name).exists()

    def test_without_the_library_the_extra_is_named(
        self, cli: Cli, news: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "matplotlib", None)
        assert cli("stats", news).status == 0
        ran = cli("stats", news, "--plot", "a.png")
        assert ran.status == 3
        assert "pip install 'arabic-annotator[plots]'" in ran.err

    def test_a_picture_shows_nothing_of_what_is_blind(
        self, cli: Cli, project: Project, document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(accounts, "proposed_name", lambda: A)
        # The head is everybody's, blind or not: it names the file's state, and nothing of what is in it.
        monkeypatch.setattr(record, "project_state", lambda *_: "")
        assignments.assign(project, [document.id], assignees=[A, B], task="annotate-blind", author=Q)
        layer(project, document, A)
        cli("stats", project.path, "--plot", "before.svg")
        handed_in(project, document, B)
        cli("stats", project.path, "--plot", "after.svg")
        assert (tmp_path / "after.svg").read_bytes() == (tmp_path / "before.svg").read_bytes()
        submissions.submit(project, document.id, author=A)
        cli("stats", project.path, "--plot", "shown.svg")
        assert (tmp_path / "shown.svg").read_bytes() != (tmp_path / "before.svg").read_bytes()


class TestReliability:
    @pytest.mark.parametrize(
        ("language", "title"),
        [("en", "Reliability for labels; places: "), ("ar", "الموثوقية في الأوسمة، وعدد المواضع ")],
    )
    def test_tables(self, cli: Cli, news: Path, language: str, title: str) -> None:
        ran = cli("agreement", news, "--reliability", language=language)
        assert (ran.status, ran.err) == (0, "")
        assert ran.out.startswith(title)
        assert {line.split("\t")[0] for line in ran.out.splitlines()[2:4]} == {A, B}

    def test_weights_go_out(self, cli: Cli, news: Path, tmp_path: Path) -> None:
        ran = cli("agreement", news, "--reliability", "--json", "--csv", tmp_path / "weights.csv")
        told = ran.json()
        assert ran.status == 0 and told["head"]
        for asked in ("label", "category"):
            assert {row["author"] for row in told[asked]["raters"]} == {A, B}
            assert all(0 < row["reliability"] <= 1 for row in told[asked]["raters"])
            assert told[asked]["differ"] == sum(row["count"] for row in told[asked]["crossed"]) > 0
        with (tmp_path / "weights.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["asked"] for row in rows] == ["label", "label", "category", "category"]
        assert float(rows[0]["weight"]) == told["label"]["raters"][0]["weight"]

    def test_nothing_to_learn_from(self, cli: Cli, tmp_path: Path) -> None:
        cli("new", "a.db")
        ran = cli("agreement", "a.db", "--reliability", language="en")
        assert ran.status == 1 and "no place has answers from two annotators" in ran.out
