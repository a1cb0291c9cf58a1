"""The rules pass over most words at a glance: no word that anything can begin with is among these."""

from __future__ import annotations

import itertools

from annotator.suggest.lexicon import lexicon, read_lexicon
from annotator.suggest.lexicon_rows import CONJUNCTIONS

OWN = '[[verbs]]\nlemma = "زقزق"\npast = ["زقزق"]\nopens = ["أن"]\n'


def test_all_that_begins_something_is_an_opener() -> None:
    known = lexicon()
    firsts = (known.forms, known.prepositions, known.impersonal, known.chains, known.echo_begins)
    for word in itertools.chain(
        *firsts, known.phrases["breaks"], known.phrases["turns"], known.words["that"]
    ):
        assert {word, *(letter + word for letter in CONJUNCTIONS)} <= known.openers


def test_a_verb_with_the_pronoun_of_who_is_described_is_one() -> None:
    assert {"وصفه", "وصفها", "ووصفته"} <= lexicon().openers
    assert "المدينه" not in lexicon().openers


def test_a_project_adds_openers_of_its_own() -> None:
    own, problems = read_lexicon(OWN)
    assert problems == []
    assert "وزقزقت" in own.openers - lexicon().openers
