"""A cue or a voice that somebody marked becomes a row of the project's lexicon, and is found from then on."""

from __future__ import annotations

import pytest

from annotator.core.errors import AnnotatorError
from annotator.formats import scheme_toml
from annotator.suggest.knowledge import knowledge
from annotator.suggest.lexicon import lexicon, read_lexicon
from annotator.suggest.offering import added, cue_row, voice_row
from annotator.suggest.suggesters import suggest
from tests.suggest.proposing import Told, sentence, told


def found_with(row: str, text: str) -> list[Told]:
    own, problems = read_lexicon(row)
    assert problems == []
    return told(suggest(sentence(text), text, knowledge(scheme_toml.load(), own)))


@pytest.mark.parametrize(
    ("cue", "claim", "text", "expected"),
    [
        (
            "زمجرت",
            "أن السد لن يفتح",
            "وزمجرت نقابة الصيادين أن المرفأ لها.",
            Told("أن المرفأ لها", "نقابة الصيادين", "زمجرت"),
        ),
        (
            "يزمجر",
            "أن السد لن يفتح",
            "ويزمجر وزير المياه أن السد آمن.",
            Told("أن السد آمن", "وزير المياه", "يزمجر"),
        ),
        (
            "ولول من",
            "الغلاء",
            "وولول وزير المياه من ارتفاع المنسوب.",
            Told("ارتفاع المنسوب", "وزير المياه", "ولول"),
        ),
        (
            "على ذمة ما قال",
            "المعبر مغلق",
            "المعبر مغلق، على ذمة ما قال وزير المياه.",
            Told("المعبر مغلق", "وزير المياه", "على ذمة ما قال"),
        ),
    ],
)
def test_a_cue_that_was_marked_is_found_afterwards(cue: str, claim: str, text: str, expected: Told) -> None:
    assert expected not in found_with("", text)
    assert expected in found_with(cue_row(cue, lexicon(), claim=claim), text)


def test_a_cue_can_be_like_a_verb_that_is_known() -> None:
    row = cue_row("زمجر", lexicon(), like="أشار")
    assert '"الي"' in row
    with pytest.raises(AnnotatorError, match="no-such-lemma"):
        cue_row("زمجر", lexicon(), like="لالال")


@pytest.mark.parametrize("known", ["قال", "وأكدت", "وفق", "نفاه"])
def test_what_is_known_is_not_added(known: str) -> None:
    with pytest.raises(AnnotatorError, match="lexicon-knows"):
        cue_row(known, lexicon())


@pytest.mark.parametrize("empty", ["", "  ", "...", "12 !"])
def test_what_is_no_word_is_not_added(empty: str) -> None:
    with pytest.raises(AnnotatorError, match="bad-own-lexicon-row"):
        cue_row(empty, lexicon())


def test_a_voice_tells_its_category_afterwards() -> None:
    text = "وقال بحارة كفر نوار إن المرفأ مغلق."
    own, _ = read_lexicon(voice_row("بحارة كفر نوار", "local", lexicon()))
    (row,) = suggest(sentence(text), text, knowledge(scheme_toml.load(), own))
    assert row.attribution is not None and row.attribution.category == "local"
    with pytest.raises(AnnotatorError, match="lexicon-knows"):
        voice_row("بحارة", "local", own)


def test_rows_are_added_to_what_is_there() -> None:
    first = cue_row("زمجر", lexicon())
    both = added(first, cue_row("ولول", lexicon()))
    own, problems = read_lexicon(both)
    assert problems == [] and {"زمجر", "ولول"} <= own.forms.keys()
    assert added("", first) == first
