"""What is known of names, from the command line: set, shown, written, taken in, located."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.commands import attributions, spans
from annotator.commands.scheme import change_scheme
from annotator.core.model import Document
from annotator.store import Project, queries
from tests.command_line import Cli, cli

__all__ = ["cli"]

ME = "سلمى"
TEXT = "قالت وكالة الصنوبر إن قافلة دخلت بيت اليراع أمس."


def plain(text: str) -> str:
    return "".join(char for char in text if char not in "\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


@pytest.fixture
def path(cli: Cli, tmp_path: Path) -> Path:
    """A source that says of a place that something came there, in a document of that source."""
    path = tmp_path / "a.db"
    assert cli("new", path).status == 0
    (tmp_path / "t.txt").write_text(TEXT, encoding="utf-8")
    assert cli("import", path, tmp_path / "t.txt", "--author", ME, "--new-author").status == 0
    with Project.open(path) as project:
        (bundle,) = queries.bundles(project)
        document: Document = bundle.document
        made = {
            label: spans.add_span(
                project,
                author=ME,
                document_id=document.id,
                label=label,
                ranges=[(TEXT.index(words), TEXT.index(words) + len(words))],
            )
            for label, words in (
                ("source", "وكالة الصنوبر"),
                ("claim", "إن قافلة دخلت بيت اليراع أمس"),
                ("place", "بيت اليراع"),
            )
        }
        attributions.attribute(
            project, author=ME, claims=[made["claim"].id], sources=[made["source"].id], cue=None
        )
    assert cli("document", path, document.id, "--source", "وكالةُ الصّنوبر", "--author", ME).status == 0
    return path


def test_what_is_known_is_set_and_shown(cli: Cli, path: Path) -> None:
    set_ = ("names", path, "--author", ME, "--set")
    assert cli(*set_, "بيت اليراع", "latitude=35.5", "--set", "بيت اليراع", "accuracy=nearby").status == 3
    for name, setting in (
        ("بيت اليراع", "latitude=35.5"),
        ("بيت اليراع", "دقة الموضع=2"),
        ("place:بيت اليراع", "identifier=G7"),
        ("وكالة الصنوبر", "standing=b"),
        ("وكالة الصنوبر", "standing=C"),
        ("وكالة الصنوبر", "standing_since=2019-03"),
    ):
        ran = cli(*set_, name, setting)
        assert (ran.status, ran.err) == (0, ""), setting
    page = cli("names", path, "--author", ME, "--show", "وكالة الصنوبر", "--json").json()["pages"][0]
    assert page["attributes"] == {"standing": "C", "standing_since": "2019-03"}
    assert [row["quote"] for row in page["said"]] == ["إن قافلة دخلت بيت اليراع أمس"]
    assert [row["context"] for row in page["mentions"]] == [TEXT]
    assert (page["said_of"], len(page["published"]), page["documents"]) == ([], 1, 1)
    changes = [change for entry in page["history"] for change in entry["changes"]]
    assert any(
        "usually reliable (B)" in plain(line) and "fairly reliable (C)" in plain(line) for line in changes
    )
    page = cli("names", path, "--author", ME, "--show", "بيت اليراع", "--json").json()["pages"][0]
    assert [row["quote"] for row in page["said_of"]] == ["إن قافلة دخلت بيت اليراع أمس"]
    for language, words in (
        ("ar", ("خط العرض: 35.5", "الجوار القريب", "ادعاء واحد يذكره", "المعرّف الخارجي: G7")),
        ("en", ("Latitude: 35.5", "nearby", "1 claim mentions it", "G7")),
    ):
        told = plain(cli("names", path, "--author", ME, "--show", "بيت اليراع", language=language).out)
        assert [word for word in words if word not in told] == [], told
    assert cli("verify", path).status == 0


def test_what_cannot_be_set_is_said(cli: Cli, path: Path) -> None:
    for setting, status, words in (
        ("latitude=north", 3, "not a number"),
        ("latitude=91", 3, "from -90 to 90"),
        ("colour=blue", 3, "latitude, longitude"),
        ("latitude", 2, "FIELD=VALUE"),
    ):
        ran = cli("names", path, "--author", ME, "--set", "بيت اليراع", setting)
        assert (ran.status, words in ran.err) == (status, True), ran.err
    assert cli("names", path, "--author", ME, "--set", "لا أحد", "latitude=1").status == 3


def test_a_name_nobody_else_has_is_shown_to_nobody_else(cli: Cli, path: Path) -> None:
    cli("names", path, "--author", ME, "--set", "بيت اليراع", "latitude=35.5")
    other = ("names", path, "--author", "يزن", "--json")
    assert [row["name"] for row in cli(*other).json()["names"]] == ["وكالةُ الصّنوبر"], "of the document"


def test_what_the_scheme_declares_no_more_is_shown_as_such(cli: Cli, path: Path) -> None:
    import msgspec

    cli("names", path, "--author", ME, "--set", "بيت اليراع", "accuracy_basis=صورة جوية")
    with Project.open(path) as project:
        scheme = project.scheme
        labels = tuple(msgspec.structs.replace(row, name_attributes=()) for row in scheme.labels)
        change_scheme(project, scheme, msgspec.structs.replace(scheme, labels=labels), author=ME)
    show = ("names", path, "--author", ME, "--show", "بيت اليراع")
    assert "(not declared by the scheme): صورة جوية" in plain(cli(*show).out)
    assert "(لا يعرّفها المخطط): صورة جوية" in plain(cli(*show, language="ar").out)
    assert cli(*show, "--json").json()["pages"][0]["undeclared"] == ["accuracy_basis"]
    ran = cli("scheme", path, "--add-name-attributes", "--author", ME)
    assert (ran.status, "version 3" in ran.out) == (0, True)
    assert cli(*show, "--json").json()["pages"][0]["undeclared"] == []
    assert "already" in cli("scheme", path, "--add-name-attributes", "--author", ME).out
    assert cli("scheme", path, "--add-name-attributes", "--export", "x.toml").status == 2
    assert cli("verify", path).status == 0


def test_a_table_goes_out_is_edited_and_comes_back(cli: Cli, path: Path, tmp_path: Path) -> None:
    out = tmp_path / "names.csv"
    cli("names", path, "--author", ME, "--set", "بيت اليراع", "latitude=-35.5")
    assert cli("names", path, "--author", ME, "--export", out).status == 0
    text = out.read_text(encoding="utf-8-sig")
    assert "Latitude" in text and ",-35.5," in text
    printed = cli("names", path, "--author", ME, "--export", "-").out
    assert printed.lstrip("\ufeff").splitlines() == text.splitlines()
    out.write_text(text.replace("-35.5", "36.25"), encoding="utf-8")
    ran = cli("names", path, "--author", ME, "--import", out)
    assert (ran.status, "-35.5" in ran.err, "--replace" in ran.err) == (0, True, True)
    ran = cli("names", path, "--author", ME, "--import", out, "--replace")
    assert (ran.status, ran.err) == (0, "")
    page = cli("names", path, "--author", ME, "--show", "بيت اليراع", "--json").json()["pages"][0]
    assert page["attributes"]["latitude"] == 36.25
    assert cli("names", path, "--export", path).status in (2, 3)


def test_a_gazetteer_is_looked_at_before_it_is_taken(cli: Cli, path: Path, tmp_path: Path) -> None:
    places = tmp_path / "places.csv"
    places.write_text("اسم,خط العرض,خط الطول\nبَيت اليَراع,35.5,40.25\n", encoding="utf-8")
    names = ("names", path, "--author", ME)
    ran = cli(*names, "--gazetteer", places, "--dry-run")
    assert (ran.status, "35.5, 40.25" in plain(ran.out)) == (0, True)
    assert cli(*names, "--show", "بيت اليراع", "--json").json()["pages"][0]["attributes"] == {}
    assert "1 name got a position." in cli(*names, "--gazetteer", places).out
    places.write_text("name;lat;lon\nبيت اليراع;36;41\n", encoding="utf-8")
    ran = cli(*names, "--gazetteer", places)
    assert "0 names got a position." in ran.out and "another position" in ran.out
    found = cli(*names, "--gazetteer", places, "--replace", "--json").json()
    assert (found["taken"], found["proposed"][0]["changes"][0]) == (1, ["latitude", 35.5, 36.0])
    assert cli(*names, "--dry-run").status == 2
    assert cli("verify", path).status == 0
