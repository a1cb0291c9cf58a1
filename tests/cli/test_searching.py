"""`search`: hits in their context, as JSON, saved searches, and what is wrong with a query."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.store import Project
from tests.command_line import Cli, cli, news

__all__ = ["cli", "news"]


@pytest.fixture
def some_words(news: Path) -> str:
    with Project.open(news, read_only=True) as project:
        (quote,) = project.one("SELECT quote FROM spans WHERE label = 'place' ORDER BY quote LIMIT 1") or (
            "",
        )
    return str(quote)


def test_hits_are_shown_in_their_context(news: Path, cli: Cli, some_words: str) -> None:
    ran = cli("search", news, f'"{some_words}"')
    assert ran.status == 0
    assert f"⟦{some_words}⟧" in ran.out
    assert "hit" in ran.out and "Log head" in ran.out


def test_json_is_a_list_of_hits_with_their_quotes(news: Path, cli: Cli, some_words: str) -> None:
    hits = cli("search", news, f'"{some_words}"', "--json", "--order", "place", "--limit", "1000").json()
    assert hits
    with Project.open(news, read_only=True) as project:
        texts = dict(project.rows("SELECT id, text FROM documents JOIN texts ON hash = text_hash"))
    for hit in hits:
        assert texts[hit["document_id"]][hit["start"] : hit["end"]] == hit["quote"]
        assert hit["quote"] in hit["context"] and hit["title"] and "span" not in hit
    (first,) = cli("search", news, f'"{some_words}"', "--json", "--order", "place", "--limit", "1").json()
    assert first == hits[0]


def test_spans_are_named(news: Path, cli: Cli) -> None:
    hits = cli("search", news, "label:claim category:military", "--json", "--limit", "1000").json()
    with Project.open(news, read_only=True) as project:
        claims = {row[0] for row in project.rows(
            """SELECT c.value FROM attributions a, json_each(a.claims) c WHERE a.category = 'military'"""
        )}  # fmt: skip
    assert {hit["span"] for hit in hits} == claims != set()
    assert {hit["label"] for hit in hits} == {"claim"}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('"نهر', "at character 1"),
        ("جسر labl:claim", "at character 5); did you mean label"),
        ("date:2017..x", "is not a date (at character 6)"),
        ('"" AND', "at character 4"),
        ("ج" * 10_000, "longer than 1000"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(news: Path, cli: Cli, query: str, said: str) -> None:
    ran = cli("search", news, query)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_a_search_is_kept_for_the_account(news: Path, cli: Cli) -> None:
    assert cli("search", news).status == 2
    assert cli("search", news, "قال", "--save", "أقوال").status == 0
    assert cli("search", news, "--saved").out.split() == ["أقوال", "قال"]
    assert (
        cli("search", news, "--use", "أقوال", "--json").json() == cli("search", news, "قال", "--json").json()
    )
    assert cli("search", news, "--use", "غيره").status == 3
    assert cli("search", news, "(", "--save", "خطأ").status != 0
    assert cli("search", news, "--forget", "أقوال").status == 0
    assert "No saved searches" in cli("search", news, "--saved").out


def test_a_missing_index_is_made_anew_and_that_is_said(news: Path, cli: Cli) -> None:
    whole = cli("search", news, "قال", "--json").json()
    with Project.open(news) as project:
        project.conn.execute("DROP TABLE search")
    ran = cli("search", news, "قال", "--json")
    assert ran.json() == whole and "made anew" in ran.err
    assert cli("search", news, "قال", "--json").err == ""
    assert cli("verify", news).status == 0
    with Project.open(news) as project:
        project.conn.execute("DELETE FROM search_data")
    assert cli("verify", news).status == 1
    assert "made anew" in cli("search", news, "--rebuild").out
    assert cli("verify", news).status == 0
