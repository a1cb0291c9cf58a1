"""Finding words in whatever spelling, as whole characters of the text itself."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.arabic import fold, fold_key
from annotator.core.finding import find_all, find_in, needle
from annotator.suggest.clitics import clitics
from tests.bench.searching import HARD
from tests.core.graphemes import grapheme_edges
from tests.core.steps import steps

CLITICS = clitics()


def quotes(text: str, query: str, *, words: bool = False) -> list[str]:
    return [text[start:end] for start, end in find_all(text, query, words=words, clitics=CLITICS)]


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("محمد", "قال مُحَمَّدٌ، ومحـــمد", ["مُحَمَّدٌ", "محـــمد"]),
        ("احمد", "أحمد وإحمد وآحمد", ["أحمد", "إحمد", "آحمد"]),
        ("مدينه", "مدينة مدينه", ["مدينة", "مدينه"]),
        ("مصطفي", "مصطفى ومصطفی", ["مصطفى", "مصطفی"]),
        ("350", "٣٥٠ و350 و۳۵۰", ["٣٥٠", "350", "۳۵۰"]),
        ('"قسد"', "لــ«قسد» و“قسد”", ["«قسد»", "“قسد”"]),
        ("دير الزور", "ديرالزور ودير\u00a0 الزور", ["ديرالزور", "دير\u00a0 الزور"]),
        ("ديرالزور", "دير الزور والديرالزور", ["دير الزور", "ديرالزور"]),
        ("روسيا", "وروسيا لروسيا روسيًّا", ["روسيا", "روسيا", "روسيًّا"]),
        ("الجيش", "للجيش وللجيش والجيش", ["لجيش", "لجيش", "الجيش"]),
        ("الله", "ﷲ", ["ﷲ"]),
        ("nato", "NATO Nato", ["NATO", "Nato"]),
        ("عنان", "أعلن عن أن", []),
        ("ديرالزور", "دير\nالزور", []),
        ("دير الزور", "دير\nالزور", ["دير\nالزور"]),
        ("ا", "ﻻ", ["ﻻ"]),
        (" قال ", "قال", ["قال"]),
        ("ـ\u064b", "قال", []),
        ("", "قال", []),
        ("قال", "", []),
    ],
)
def test_spellings_of_one_word_find_each_other(query: str, text: str, found: list[str]) -> None:
    assert quotes(text, query) == found


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("روسيا", "وروسيا، لروسيا وبروسيا روسياالاتحادية بيلوروسيا", ["روسيا"] * 3),
        ("زير", "وزير وزيرها زير", ["زير"]),
        ("وكالة", "لوكالة ووكالة", ["وكالة", "وكالة"]),
        ("كالة", "وكالة لوكالة", []),
        ("بغداد", "وبغداد ولبغداد", ["بغداد", "بغداد"]),
        ("غزة", "وَبِغَزَّةَ", ["غَزَّةَ"]),
        ("الجيش", "للجيش كالجيش مللجيش", ["لجيش", "الجيش"]),
        ("دير الزور", "بدير الزور لديرالزور دير الزورية", ["دير الزور", "ديرالزور"]),
        ("بن", "لبن بن", ["بن"]),
        ("الهدنة", "#الهدنة_الان", ["الهدنة"]),
        ("(مصدر)", "أ(مصدر)ب", ["(مصدر)"]),
    ],
)
def test_whole_words_leave_what_is_written_onto_them_outside(query: str, text: str, found: list[str]) -> None:
    assert quotes(text, query, words=True) == found


def test_without_a_list_of_clitics_a_word_begins_at_its_first_letter() -> None:
    assert find_all("وروسيا روسيا", "روسيا", words=True) == [(7, 12)]


MARKS = st.text("\u064b\u064e\u0651ـ\u200f", max_size=2)
LETTERS = "ابتثجحرسعفقمن"
VARIANTS = {"ا": "اأإآٱ", "ه": "هة", "ي": "يى", "1": "1١۱"}
WORDS = st.text(LETTERS, min_size=3, max_size=7)
PLAIN = st.text("ابت \n،", max_size=40)
ANYTHING = st.text(
    st.sampled_from(
        "ابتهة وبللا ىيﻻﷲ\n ،«»()٣3_aA🔴👩\u200d\U0001f3fd\u064e\u0651\u0654ـ\u200f\u202e\u0301é"
    ),
    max_size=40,
)


@st.composite
def spelled(draw: st.DrawFn, word: str) -> str:
    return "".join(draw(st.sampled_from(VARIANTS.get(char, char))) + draw(MARKS) for char in word)


@given(st.data(), st.text(LETTERS + "هي1", min_size=1, max_size=8))
def test_a_word_is_found_however_it_is_spelled(data: st.DataObject, word: str) -> None:
    text = data.draw(PLAIN.map(lambda before: before.replace("ا", "")))
    start = len(text) + 1
    written = data.draw(spelled(word))
    (first, *_) = [piece for piece in find_all(f"{text} {written} .", word) if piece[0] >= start] or [None]
    assert first is not None
    assert fold_key(f"{text} {written} ."[first[0] : first[1]]) == fold_key(word)


@given(ANYTHING, ANYTHING, st.booleans())
def test_hits_are_ordered_whole_characters_that_hold_the_query(text: str, query: str, words: bool) -> None:
    found = find_all(text, query, words=words, clitics=CLITICS)
    edges = set(grapheme_edges(text))
    for start, end in found:
        assert start < end and {start, end} <= edges
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert not found or needle(query) in fold_key(text, join=True)


@given(st.text("ابت ،", max_size=60), st.text("ابت", min_size=1, max_size=5))
def test_where_nothing_is_folded_it_is_the_plain_search(text: str, query: str) -> None:
    assert len(find_all(text, query)) == text.count(query)


@given(st.lists(WORDS, min_size=1, max_size=8), st.data())
def test_every_whole_word_is_found_with_and_without_its_conjunction(
    words: list[str], data: st.DataObject
) -> None:
    word = data.draw(st.sampled_from(words))
    text = " ".join(data.draw(st.sampled_from(["", "و"])) + other for other in words)
    found = find_all(text, word, words=True, clitics=CLITICS)
    spots = [place for place in text.split() if place == word]
    if not CLITICS.is_whole("و" + word):
        spots += [place for place in text.split() if place == "و" + word]
    assert len(found) >= len(spots)


def test_a_folded_text_is_searched_again_and_again() -> None:
    text = fold("قال ثم قال")
    assert find_in(text, "قال") == [(0, 3), (7, 10)] and find_in(text, "ثم") == [(4, 6)]


@pytest.mark.parametrize(("piece", "query"), HARD.values(), ids=HARD)
def test_no_text_makes_it_slow(piece: str, query: str) -> None:
    """Twice the text takes no more than twice the steps; `python -m tests.bench --rows search` times it."""

    def search(count: int) -> int:
        text = fold(piece * count)
        return steps(lambda: [find_in(text, query, words=words, clitics=CLITICS) for words in (True, False)])

    search(1)  # makes the pattern
    once, twice = search(3_000), search(6_000)
    assert 0 < once <= twice <= 2 * once
