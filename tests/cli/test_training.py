"""Training and models on the command line: what is said, in both languages, and what is refused."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from annotator.core.habits import LEAST
from annotator.store import Project
from tests import habits
from tests.command_line import Cli, cli
from tests.outside import region, serving
from tests.store.conftest import make_document
from tests.trained import ME, UNSEEN, annotate

__all__ = ["cli"]

ARABIC, ENGLISH = ("--language", "ar"), ("--language", "en")


@pytest.fixture
def trained(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A project with a layer that can be learned from, and the settings of nobody."""
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "settings"))
    assert cli("new", "p.db").status == 0
    with Project.open(tmp_path / "p.db") as project:
        for number in range(12):
            annotate(project, number)
        make_document(project, UNSEEN)
    return cli


def test_a_model_is_trained_listed_used_and_suggests(trained: Cli) -> None:
    ran = trained(*ENGLISH, "train", "p.db", "--author", ME)
    assert ran.status == 0 and "Version 1 of the model was trained on 72 spans" in ran.out
    assert "F1 1.00" in ran.out and "It is not in use." in ran.out
    told = trained("models", "p.db", "--json").json()["models"]
    assert [(row["version"], row["used"], row["layer"]) for row in told] == [(1, False, ME)]
    assert told[0]["f1"][""] == 1

    ran = trained(*ENGLISH, "models", "p.db", "--use", "1")
    assert ran.status == 0 and "in use" in ran.out
    found = trained("suggest", "p.db", "--suggester", "trained", "--author", ME, "--json").json()
    assert found["by_suggester"]["trained"] >= 2

    ran = trained(*ARABIC, "train", "p.db", "--author", ME)
    assert "وكانت 1.00 في الإصدار 1" in ran.out
    ran = trained("train", "p.db", "--author", ME, "--json", "--labels", "place").json()
    assert ran["labels"] == ["place"] and ran["before"]["version"] == 1


def test_a_file_goes_out_and_comes_in(trained: Cli, tmp_path: Path) -> None:
    trained("train", "p.db", "--author", ME, "--use")
    assert trained("models", "p.db", "--export", "1", "out.model").status == 0
    assert trained("models", "p.db", "--remove", "1").status == 0
    assert trained("models", "p.db", "--json").json()["models"] == []
    assert trained("models", "p.db", "--import", "out.model").status == 0
    ran = trained(*ENGLISH, "models", "p.db", "--import", "p.db")
    assert ran.status == 3 and "is not a model of this program" in ran.err
    ran = trained(*ENGLISH, "models", "p.db", "--export", "1", "p.db")
    assert ran.status == 3
    ran = trained(*ENGLISH, "models", "p.db", "--use", "7")
    assert ran.status == 3 and "no version 7" in ran.err


def test_too_little_is_said_so(trained: Cli) -> None:
    ran = trained(*ENGLISH, "train", "p.db", "--layer", "agreed", "--author", ME)
    assert ran.status == 3 and "too little to learn from" in ran.err and "At least 20" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "p.db", "--layer", "all"),
        ("models", "p.db", "--use", "x"),
        ("models", "p.db", "--use", "1", "--remove", "1"),
        ("models", "p.db", "word"),
        ("models", "p.db", "--seconds", "9"),
        ("models", "p.db", "--ask", "m", "--seconds", "9"),
        ("models", "p.db", "--use", "none", "--consent"),
        ("models", "p.db", "--document", "d"),
        ("models", "p.db", "--add-external", "m"),
        ("models", "p.db", "--add-external", "m", "--address", "http://localhost:9"),
        ("models", "p.db", "--add-external", "m", "--kind", "chat", "--", "python"),
    ],
)
def test_what_means_nothing(trained: Cli, arguments: tuple[str, ...]) -> None:
    assert trained(*arguments).status == 2


def test_an_outside_model_is_asked_once_it_is_consented_to(trained: Cli) -> None:
    def answer(path: str, body: object) -> object:
        assert isinstance(body, dict)
        text = body["tasks"][0]["data"]["text"]
        return {"results": [{"result": [region(text, "دخل", "place"), region(text, "دخل", "odd")]}]}

    with serving(answer) as (address, asked):
        ran = trained(
            *ENGLISH,
            "models",
            "p.db",
            "--add-external",
            "far",
            "--kind",
            "label-studio",
            "--address",
            address,
        )
        assert ran.status == 0 and "on this computer" in ran.out and "--consent" in ran.out
        ran = trained(*ENGLISH, "models", "p.db", "--ask", "far")
        assert ran.status == 3 and "You have not agreed" in ran.err and not asked
        ran = trained(*ENGLISH, "models", "p.db", "--ask", "far", "--consent")
        assert ran.status == 0 and "13 documents" in ran.out and "odd" in ran.err
        assert trained("models", "p.db", "--ask", "far").status == 0
    told = trained("models", "p.db", "--json").json()["external"]
    assert [(row["name"], row["consent"], row["on_this_computer"]) for row in told] == [("far", True, True)]
    assert trained("models", "p.db", "--remove-external", "far").status == 0
    assert trained("models", "p.db", "--ask", "far").status == 3


def test_habits_are_learned_told_and_left(cli: Cli, tmp_path: Path) -> None:
    assert cli("new", "p.db").status == 0
    with Project.open(tmp_path / "p.db") as project:
        page = make_document(project, habits.UNSEEN)
        texts = habits.pages(LEAST)
        habits.decide(project, texts[:-1], habits.without_that)
    asked = ("models", "p.db", "--author", habits.ME)
    assert "once there are 30; so far there are 29" in cli(*ENGLISH, *asked).out
    with Project.open(tmp_path / "p.db") as project:
        habits.decide(project, texts[-1:], habits.without_that)
    suggests = ("suggest", "p.db", page.id, "--author", habits.ME)
    ran = cli(*ENGLISH, *suggests)
    assert "Claim: الحديقة ستفتح" in ran.out and "From now on suggested sources and claims" in ran.out
    assert "From now on" not in cli(*ENGLISH, *suggests).out
    told = cli(*asked, "--json").json()["edges"]
    assert told["used"] and told["right"] > told["before"] and told["attributions"] == LEAST
    assert "تتبع قراراتك" in cli(*ARABIC, *asked).out
    assert "as you chose" in cli(*ENGLISH, *asked, "--edges", "off").out
    assert "Claim: أن الحديقة ستفتح" in cli(*ENGLISH, *suggests).out


def test_an_address_elsewhere_is_said_to_be_elsewhere(trained: Cli) -> None:
    ran = trained(
        *ENGLISH,
        "models",
        "p.db",
        "--add-external",
        "far",
        "--kind",
        "chat",
        "--address",
        "https://models.test/v1",
    )
    assert "leave this computer" in ran.out
    ran = trained(*ARABIC, "models", "p.db", "--add-external", "near", "--", sys.executable, "-c", "pass")
    assert "برنامج على هذا الحاسوب" in ran.out
