"""Persons of public life: by their name alone it is known whose word it is, and that they are actors."""

from __future__ import annotations

import tomllib

import pytest

from annotator.core.model import Document
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.suggest.gazetteer.suggester import suggest_first
from annotator.suggest.grammar.tokens import Line
from annotator.suggest.grammar.voices import voice
from annotator.suggest.knowledge import knowledge
from annotator.suggest.lexicon import lexicon, read_lexicon

OWN = '[people]\npolitical = ["سامر |المرمري"]\narmed_group = ["زيد |عبد النور"]\n'


def category(words: str, own: str) -> str:
    line = Line(words, 0, len(words))
    return voice(line, (0, len(line)), read_lexicon(own)[0]).category


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("المرمري", "political"),
        ("سامر المرمري", "political"),
        ("هادي المرمري", "individual"),
        ("عبدالنور", "armed_group"),
    ],
)
def test_a_name_in_full_or_as_called_alone_tells_whose_word_it_is(words: str, told: str) -> None:
    assert category(words, OWN) == told


def test_alone_it_tells_nothing_where_two_are_called_so() -> None:
    both = OWN + 'official = ["هادي |المرمري"]\n'
    assert category("المرمري", both) == "individual"
    assert category("هادي المرمري", both) == "official"


@pytest.mark.parametrize("row", ["political = [7]", 'political = ["سامر | 7"]', "political = 7"])
def test_a_row_that_is_no_name_is_told(row: str) -> None:
    found, problems = read_lexicon(f"[people]\n{row}\n")
    assert [problem.code for problem in problems] == ["bad-own-lexicon-row"]
    assert found.people == lexicon().people


def test_whoever_is_on_the_list_is_an_actor() -> None:
    rows = tomllib.loads(data_path("resources", "lexicon", "people.toml").read_text(encoding="utf-8"))
    known = knowledge(scheme_toml.load(), lexicon())
    for names in rows["people"].values():
        text = f"وصل أمس {names[0].replace('|', '')} إلى بيروت"
        document = Document(id="01", kind="text", text_hash="")
        actors = [row for row in suggest_first(document, text, known) if row.spans[0].label == "actor"]
        assert [row.spans[0].quote for row in actors] == [names[0].replace("|", "")], text
