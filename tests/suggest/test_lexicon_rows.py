"""The lexicon: what the program ships, a project's own entries, and rows that are not as they should be."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from annotator.core.suggestions import IMPORTED, Why
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.suggest.gazetteer.named import PATTERNS as NAMED
from annotator.suggest.grammar.found import PATTERNS
from annotator.suggest.knowledge import knowledge
from annotator.suggest.lexicon import FILES, lexicon, read_lexicon
from annotator.suggest.trained import SUGGESTER
from annotator.words.i18n import LANGUAGES, error_sentence, table
from annotator.words.reports import why_sentence
from tests.suggest.proposing import Told, proposed, sentence, ticker, told


def rows(text: str, own: str) -> list[Told]:
    found, problems = read_lexicon(own)
    assert problems == []
    return told(proposed(sentence(text), text, knowledge(scheme_toml.load(), found)))


def test_the_shipped_files_have_no_problems() -> None:
    assert read_lexicon()[1] == []
    assert lexicon() is lexicon()
    assert len(lexicon().forms) > 1000


def test_every_category_of_the_scheme_has_words_but_those_that_words_do_not_tell() -> None:
    scheme = scheme_toml.load()
    categories = {term.id for term in scheme.vocabulary("category").terms}
    with data_path("resources", "lexicon", "sources.toml").open("rb") as file:
        listed = {row["id"] for row in tomllib.load(file)["categories"]}
    assert listed <= categories
    assert categories - listed == {"author"}


def test_cues_bring_only_attributes_and_values_that_the_scheme_has() -> None:
    scheme = scheme_toml.load()
    for form in lexicon().forms.values():
        for name, value in form.cue.attributes.items():
            attribute = scheme.attribute(name)
            assert attribute is not None and name in scheme.attribution
            assert scheme.vocabulary(attribute.vocabulary).term(value), (form.cue.lemma, name, value)


def test_a_project_adds_a_verb() -> None:
    text = "وزمجر الوزير أن المعبر مغلق."
    own = '[[verbs]]\nlemma = "زمجر"\npast = ["زَمْجَر"]\nopens = ["that"]\n'
    assert rows(text, "") == []
    assert rows(text, own) == [Told("أن المعبر مغلق", "الوزير", "زمجر")]


def test_a_projects_row_takes_the_place_of_the_programs() -> None:
    text = "وزعم الوزير أن المعبر مغلق."
    own = '[[verbs]]\nlemma = "زعم"\npast = ["زعم"]\nopens = ["quote"]\n'
    assert len(rows(text, "")) == 1
    assert rows(text, own) == []


def test_a_project_takes_a_form_away() -> None:
    assert rows("وقال الوزير إن المعبر مغلق.", '[words]\nignored = ["قال"]\n') == []


def test_a_project_adds_a_category_word_and_a_preposition() -> None:
    own = '[[categories]]\nid = "local"\nwords = ["بحارة"]\n[[prepositions]]\nwords = "على ذمة"\n'
    text = "وصلت السفينة أمس، على ذمة بحارة."
    assert rows(text, own) == [Told("وصلت السفينة أمس", "بحارة", "على ذمة")]
    found, _ = read_lexicon(own)
    item = "وصول سفينة إلى المرفأ (بحارة) - 10:20"
    (row,) = proposed(ticker(item), item, knowledge(scheme_toml.load(), found))
    assert row.attribution is not None
    assert row.attribution.category == "local"


@pytest.mark.parametrize(
    ("own", "place", "word"),
    [
        ('[[verbs]]\nlemma = "زمجر"\nopens = ["that"]\n', "verbs 1", "زمجر"),
        ('[[verbs]]\nlemma = "زمجر"\npast = ["زمجر"]\n', "verbs 1", "opens"),
        ('[[verbs]]\nlemma = "ز"\npast = ["قال له"]\nopens = ["that"]\n', "verbs 1", "قال له"),
        ('[[verbs]]\nlemma = "ز"\npast = ["ق.*"]\nopens = ["that"]\n', "verbs 1", "ق.*"),
        ('[[verbs]]\nlemma = "ز"\npast = [")("]\nopens = ["that"]\n', "verbs 1", ")("),
        ('[[verbs]]\nlemma = "ز"\npast = ["زمجر"]\nopens = ["that"]\nkolor = 1\n', "verbs 1", "kolor"),
        ('[[prepositions]]\nwords = "(?:"\n', "prepositions 1", "(?:"),
        ('[[categories]]\nid = "local"\nwords = ["", "أهل"]\n', "categories 1", '""'),
        ('[[impersonal]]\nlemma = "x"\nforms = ["*"]\ncategory = "hearsay"\n', "impersonal 1", "*"),
        ('[[echoes]]\nwords = ["+"]\nnouns = []\npronouns = []\n', "echoes 1", "+"),
        ("[words]\nthat = [3]\n", "words.that", "3"),
        ('[words]\nthat = "أن"\n', "words.that", "أن"),
        ("[cats]\nx = 1\n", "cats", "dict"),
        ("verbs = 3\n", "verbs", "int"),
    ],
)
def test_a_broken_row_is_named_and_the_rest_is_used(own: str, place: str, word: str) -> None:
    good = '\n[[verbs]]\nlemma = "زمجر"\npast = ["زمجر"]\nopens = ["that"]\n'
    found, problems = read_lexicon(own + good if "verbs = " not in own else own)
    (problem,) = problems
    assert problem.code == "bad-own-lexicon-row"
    assert problem.details["row"] == place
    assert word in str(problem.details["value"])
    assert ("زمجر" in found.forms) == ("verbs = " not in own)
    assert "قال" in found.forms
    assert all(place in error_sentence(language, problem) for language in LANGUAGES)


def test_what_is_no_toml_is_named_and_the_program_goes_on() -> None:
    found, problems = read_lexicon("[[verbs]\nlemma")
    assert [problem.code for problem in problems] == ["bad-own-lexicon"]
    assert "line 1" in str(problems[0].details["reason"])
    assert "قال" in found.forms


def test_a_broken_file_is_named_with_its_path_and_the_others_are_used(tmp_path: Path) -> None:
    broken, absent, odd = tmp_path / "broken.toml", tmp_path / "absent.toml", tmp_path / "odd.toml"
    broken.write_bytes(b"\xff\xfe\x00")
    odd.write_text('\ufeff[[verbs]]\nlemma = "x"\nopens = []\n', encoding="utf-8")
    shipped = [data_path("resources", "lexicon", name) for name in FILES]
    found, problems = read_lexicon(paths=[*shipped, broken, absent, odd])
    assert [problem.code for problem in problems] == [
        "bad-lexicon-file",
        "bad-lexicon-file",
        "bad-lexicon-row",
    ]
    assert [problem.details["path"] for problem in problems] == [str(broken), str(absent), str(odd)]
    assert "قال" in found.forms


def test_a_shape_is_letters_and_dots_only() -> None:
    """No list can bring a pattern of another kind, which might take for ever."""
    found, problems = read_lexicon('[words]\nshapes = ["(.*)*س", "[", "ق+"]\n')
    assert problems == []
    assert found.shapes.fullmatch("تسجيل")
    assert not found.shapes.fullmatch("ققق")


def test_every_pattern_has_its_sentence() -> None:
    assert {key for key in table() if key.startswith("suggest.pattern-")} == {
        f"suggest.pattern-{pattern}" for pattern in (*PATTERNS, *NAMED, IMPORTED, SUGGESTER)
    }
    for language in LANGUAGES:
        assert "قال" in why_sentence(language, Why("cue-source-claim", "قال"))
        assert why_sentence(language, Why("body"))
