"""The ledger by command line: claims listed, counted, drawn and written; what is wrong is said."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from annotator.commands import assignments, attributions, keeping, submissions, verdicts
from annotator.commands.name_attributes import set_attribute
from annotator.commands.names import add_name, link_name
from annotator.commands.tolls import set_tolls
from annotator.core.model import Document, Toll
from annotator.store import Project, queries
from tests.command_line import Cli, cli, is_whole
from tests.reviewed import A, B, R, handed_in, layer, span
from tests.store.conftest import document, make_document, project

__all__ = ["cli", "document", "project"]

TITLE = "=HYPERLINK(1)"


@pytest.fixture
def told(project: Project, document: Document) -> Project:
    """One agreed claim of March 2017 in a place, and in a document without a date one of nobody."""
    document = keeping.edit_document(project, document, author=A, title=TITLE, published="2017-03-05")
    claim, *_ = layer(project, document, A)
    span(project, document, A, "place", (20, 28))
    named = span(project, document, A, "source", (9, 14))
    attributions.attribute(
        project, author=A, claims=[claim.id], sources=[named.id], category="local",
        attributes={"certainty": "CT"},
    )  # fmt: skip
    submissions.submit(project, document.id, author=A)
    verdicts.accept_remaining(project, document.id, of=A, author=R)
    span(project, make_document(project, "قالت نوال إن الجسر في الريحان مغلق"), B, "claim", (10, 34))
    return project


def test_the_agreed_layer_is_told_if_nobody_says_which(cli: Cli, told: Project) -> None:
    found = cli("ledger", told.path, "--json").json()
    (row,) = found["rows"]
    assert (found["layer"], found["claims"], row["state"], row["author"]) == ("agreed", 1, "agreed", "")
    assert (row["date"], row["month"], row["start"], row["end"]) == ("2017-03-05", "2017-03", 17, 30)
    assert sorted(row["category"]) == ["local", "military"]
    assert row["certainty"] == ["CT"] and row["places"] and len(row["sources"]) == 2
    span_ids = {one.id for one in queries.layer(told, row["document_id"], A).spans}
    assert row["id"] in span_ids
    assert is_whole(cli, told.path, found["head"])


def test_what_claims_lack_is_counted_and_they_are_listed(cli: Cli, told: Project) -> None:
    found = cli("ledger", told.path, "--layer", "all", "--json").json()
    lacking = {key: found[f"without_{key}"] for key in ("source", "date", "place")}
    assert (len(found["rows"]), lacking) == (2, {"source": 1, "date": 1, "place": 1})
    printed = cli("ledger", told.path, "--layer", "all").out
    assert "no source" in printed and "no date" in printed and "no place" in printed
    assert "Claims: 2 · without a source: 1 · without a date: 1 · without a place: 1" in printed
    assert len(cli("ledger", told.path, "--layer", f"author:{B}", "--json").json()["rows"]) == 1


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (["category=military"], 1),
        (["category=محلي", "certainty=certain"], 1),
        (["category=local", "sources="], 0),
        (["sources="], 1),
        (["claim~الطَّائرة"], 1),
        (["date=2017"], 1),
        (["date=2018.."], 0),
        (["outlet='; DROP TABLE ledger"], 0),
    ],
)
def test_filters_are_all_to_hold(cli: Cli, told: Project, filters: list[str], count: int) -> None:
    options = [word for given in filters for word in ("--filter", given)]
    assert cli("ledger", told.path, "--layer", "all", *options, "--json").json()["claims"] == count


def test_groups_and_pivots_count_each_value_and_tell_the_claims(cli: Cli, told: Project) -> None:
    ran = cli("ledger", told.path, "--layer", "all", "--group", "category")
    lines = [line.split("\t") for line in ran.out.splitlines()]
    assert ["none", "1"] in lines and ["Military", "1"] in lines
    assert "Claims: 2" in ran.out and "counts under each" in ran.out
    pivot = cli(
        "ledger", told.path, "--layer", "all", "--pivot", "category", "place", "month", "--json"
    ).json()
    assert pivot["pivot"] == ["category", "places", "month"]
    assert {tuple(row.values()) for row in pivot["cells"]} == {
        ("", "", "", 1), ("military", pivot["cells"][-1]["places"], "2017-03", 1),
        ("local", pivot["cells"][-1]["places"], "2017-03", 1),
    }  # fmt: skip
    printed = cli("ledger", told.path, "--layer", "all", "--pivot", "category", "month").out
    assert printed.splitlines()[0].split("\t") == ["Source category", "2017-03", "no date", "Total"]


def test_tables_run_nothing_and_are_noted(cli: Cli, told: Project, tmp_path: Path) -> None:
    ran = cli(
        "ledger", told.path, "--layer", "all", "--csv", "c.csv", "--xlsx", "c.xlsx",
        "--columns", "title,claim,start", language="ar",
    )  # fmt: skip
    assert ran.status == 0
    rows = list(csv.reader(io.StringIO((tmp_path / "c.csv").read_text("utf-8-sig"), newline="")))
    assert rows[1][0] == f"'{TITLE}" and len(rows) == 3
    sheet: Any = openpyxl.load_workbook(tmp_path / "c.xlsx").active
    assert sheet.sheet_view.rightToLeft
    cells = [list(row) for row in sheet.iter_rows()]
    assert (cells[1][0].value, cells[1][0].data_type, cells[1][2].value) == (TITLE, "s", 17)
    noted = list(told.rows("SELECT format, layer, documents, file FROM exports ORDER BY id"))
    assert noted == [("ledger-csv", "all", 2, "c.csv"), ("ledger-xlsx", "all", 2, "c.xlsx")]


def test_restricted_documents_are_left_out_of_files(
    cli: Cli, told: Project, document: Document, tmp_path: Path
) -> None:
    keeping.flag_document(told, document.id, {"restricted": True}, author=A)
    for more, count in (((), 1), (("--include-restricted",), 2)):
        cli("ledger", told.path, "--layer", "all", "--csv", "c.csv", *more)
        assert (
            len(list(csv.reader(io.StringIO((tmp_path / "c.csv").read_text("utf-8-sig"), newline=""))))
            == 1 + count
        )
    assert cli("ledger", told.path, "--layer", "all", "--json").json()["claims"] == 2


@pytest.mark.parametrize(
    "counted", [["--group", "category"], ["--group", "month"], ["--pivot", "category", "places"], ["--map"]]
)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_is_counted_is_drawn(
    cli: Cli, told: Project, tmp_path: Path, counted: list[str], language: str
) -> None:
    ran = cli("ledger", told.path, "--layer", "all", *counted, "--picture", "p.png", language=language)
    assert ran.status == 0, ran.err
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        (["--layer", "x"], 2, "x"),
        (["--layer", "author:nobody"], 3, "nobody"),
        (["--group", "colour"], 3, "no field “colour”"),
        (["--sort", "claim DESC"], 3, "no field"),
        (["--filter", "military"], 3, "is no condition"),
        (["--filter", "=military"], 3, "is no condition"),
        (["--filter", "date=31-31-2017"], 3, "is not a date"),
        (["--pivot", "category", "category"], 3, "two or three different fields"),
        (["--pivot", "category", "places", "colour"], 3, "no field"),
        (["more"], 2, "more"),
        (["--picture", "p.png"], 2, "--group"),
        (["--group", "category", "--picture", "p.txt"], 2, "p.txt"),
        (["--include-unreviewed", "--layer", "all"], 2, ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_written(
    cli: Cli, told: Project, tmp_path: Path, wrong: list[str], status: int, said: str
) -> None:
    ran = cli("ledger", told.path, *wrong)
    assert (ran.status, said in ran.err) == (status, True), ran.err
    assert not list(tmp_path.glob("p.*"))


def test_tolls_are_told_one_by_one_and_places_by_what_is_known_of_them(
    cli: Cli, told: Project, document: Document, tmp_path: Path
) -> None:
    spans = {row.label: row for row in queries.layer(told, document.id, A).spans}
    submissions.withdraw(told, document.id, author=A)
    toll = Toll(
        what="killed", who="civilians", least=3, most=None, exact=False, start=20, end=23, quote="الط"
    )
    set_tolls(told, spans["claim"], [toll], author=A)
    name = add_name(told, author=A, label="place", name="السنديان")
    for field, typed in (("latitude", "35.1"), ("longitude", "40.4"), ("accuracy", "2")):
        name = set_attribute(told, name, field, typed, author=A)
    link_name(told, spans["place"], name, author=A)
    (row, other) = cli("ledger", told.path, "--layer", "all", "--json").json()["rows"]
    assert row["tolls"] == [{"what": "killed", "who": "civilians", "least": 3, "most": None, "exact": False}]
    assert (row["places"], other["tolls"]) == (["السنديان"], [])
    mapped = cli("ledger", told.path, "--layer", "all", "--map", "--json", "--picture", "map.png").json()
    place = {"name": "السنديان", "latitude": 35.1, "longitude": 40.4, "accuracy": 2, "claims": 1}
    assert (mapped["places"], mapped["unplaced"], mapped["without_place"]) == ([place], 0, 1)
    assert (tmp_path / "map.png").exists()
    printed = cli("ledger", told.path, "--layer", "all", "--columns", "tolls").out
    assert "Killed: at least 3 (Civilians)" in printed


def test_who_reads_what_is_to_be_reviewed_is_noted(cli: Cli, project: Project, document: Document) -> None:
    handed_in(project, document, A)
    assignments.assign(project, [document.id], assignees=["salma"], task="review", author=R)
    for options in (["--group", "category"], ["--layer", f"author:{B}"], ["--limit", "0"]):
        cli("ledger", project.path, "--layer", "all", *options)
        assert project.one("SELECT count(*) FROM readings") == (0,)
    cli("ledger", project.path, "--layer", "all")
    assert project.one("SELECT document_id, person FROM readings") == (document.id, "salma")


def test_an_empty_project_and_a_long_line_are_no_trouble(cli: Cli, project: Project) -> None:
    ran = cli("ledger", project.path, "--pivot", "category", "month", "--json")
    assert (ran.status, ran.json()["claims"], ran.json()["cells"]) == (0, 0, [])
    ran = cli("ledger", project.path, "--filter", "claim~" + '"' * 10_000, "--json")
    assert (ran.status, ran.json()["rows"]) == (0, [])
    assert "whatever was marked" in cli("ledger", project.path).out


def test_a_file_nobody_may_write_is_asked_all_the_same(cli: Cli, told: Project) -> None:
    told.close()
    told.path.chmod(0o444)
    assert cli("ledger", told.path, "--layer", "all", "--json").json()["claims"] == 2


def test_claims_of_somebody_handed_in_are_told_as_submitted(
    cli: Cli, project: Project, document: Document
) -> None:
    handed_in(project, document, A)
    (row,) = cli("ledger", project.path, "--layer", "all", "--json").json()["rows"]
    assert (row["state"], row["author"]) == ("submitted", A)
