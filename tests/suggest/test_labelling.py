"""What a sequence labeller is told of each word, beside the words around it."""

from __future__ import annotations

from annotator.suggest.clitics import clitics
from annotator.suggest.labelling import UNTOLD, Sentence, sequences
from annotator.suggest.names import NameMatcher
from tests.suggest.proposing import sentence

TEXT = "انسحب اللواء من محيط مدينة القرنفل وبيروت."


def features(**asked: int) -> list[set[str]]:
    """Those of each word of the one sentence."""
    found: list[Sentence] = list(sequences(sentence(TEXT), TEXT, NameMatcher((), clitics()), **asked))
    assert len(found) == 1
    return [set(row) for row in found[0].features]


def test_lists_and_rules_are_told_of_a_word_and_its_neighbours() -> None:
    _, title, _, _, kind, name, town, *_ = features()
    assert "g=titles" in title
    assert "g=kinds" in kind
    assert {"q=place B", "r=place B kind", "-1g=kinds"} <= name
    assert {"g=capitals", "q=place B", "-1q=place B"} <= town


def test_models_learned_without_them_are_asked_without_them() -> None:
    before = features(features=UNTOLD)
    assert all(not row & {"g=titles", "g=kinds", "q=place B"} for row in before)
    assert all(row < told for row, told in zip(before, features(), strict=True) if "g=kinds" in told)
