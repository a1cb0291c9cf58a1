"""Folding with its map, grapheme borders, characters that do not show."""

from __future__ import annotations

import gzip
import json
from bisect import bisect_left
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.arabic import (
    base_direction,
    fold,
    fold_key,
    grapheme_end,
    grapheme_start,
    invisible_name,
    overrides,
)
from tests.core.graphemes import grapheme_edges
from tests.core.steps import steps

# Arabic, its marks and presentation forms, controls, pictures, and letters that compose or fold to several.
TRICKY = st.text(
    st.sampled_from(
        list(
            "ابتمحدوفبلكيىةهءئؤأإآٱٲٳٵکیہ ـ\n\t\u00a0\u2009،؛؟«»“”″…١۲٪٫٬ﻻﷲﷺ﷼ﷻﹷ"
            "\u064e\u064f\u0651\u0653\u0654\u0655\u0670\u0610\u06d6\u200c\u200d\u200e\u200f\u202e\u2066\ufeff\u00ad"
            "aAéßİǅﬃ\u0301\u0308\u0345¨🔴👩\U0001f3fd\ufe0f🇱🇧각\u1100\u1161\u11a8\u0600\u06dd"
        )
    )
    | st.characters(exclude_categories=["Cs"]),
    max_size=30,
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("مُحَمَّد", "محمد"),
        ("أحمد إلى آخر ٱلدار", "احمد الي اخر الدار"),
        ("ٲ ٳ ٵ", "ا ا ا"),
        ("وزارة الخارجية", "وزاره الخارجيه"),
        ("على", "علي"),
        ('لــ"قسد"', 'ل"قسد"'),
        ("ﻻ ﷲ ﷼", "لا الله ريال"),
        ("ﷺ", "صلي الله عليه وسلم"),
        ("کرکوک ایران", "كركوك ايران"),
        ("ھ ہ ە ۀ ۃ", "ه ه ه ه ه"),
        ("ې ے", "ي ي"),
        ("١٢٪ ۳٫٥ ١٬٠٠٠", "12% 3.5 1,000"),
        ("نعم، لا؛ هل؟", "نعم, لا; هل?"),
        ("«أ» “ب” „ج″", '"ا" "ب" "ج"'),
        ("دير\u00a0\u2009 الزور\n\nثم", "دير الزور ثم"),
        ("CENTCOM Straße", "centcom strasse"),
        ("رو\u200fسيا\u202e", "روسيا"),
        ("مسؤول شيئ", "مسؤول شيئ"),
        ("ي\u064e\u0654", "ئ"),
        ("", ""),
    ],
)
def test_one_key_for_the_spellings_of_one_word(text: str, key: str) -> None:
    assert fold_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [("مسؤول", "مسوول"), ("شيئ", "شيي"), ("ماء", "ما"), ("گوگل ڭ", "كوكل ك"), ("پاريس", "باريس"),
     ("چاد ژان ڤيينا ڨفصة", "جاد زان فيينا قفصه")],
)  # fmt: skip
def test_loose_keys_join_what_only_sounds_alike(text: str, key: str) -> None:
    assert fold_key(text, loose=True) == key
    assert fold_key(text) != key


def test_joined_keys_have_no_spaces() -> None:
    assert fold_key("دير الزور", join=True) == fold_key("ديرالزور")
    folded = fold("دير  الزور", join=True)
    assert folded.original_range(3, 8) == (5, 10)


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("قال مُحَمَّدٌ أمس", "محمد", "مُحَمَّدٌ"),
        ("🔴 عاجل: ديـــر الزور", "دير", "ديـــر"),
        ("عن ﷺ قال", "الله", "ﷺ"),
        ("جبل ﻻ", "لا", "ﻻ"),
        ("ي\u064e\u0654س", "ئ", "ي\u064e\u0654"),
        ("من «روسيا»\u200f.", "روسيا", "روسيا"),
        ("بين  \u00a0 هنا", "بين هنا", "بين  \u00a0 هنا"),
        ("شكرا👩‍👧", "👩", "👩‍👧"),
    ],
)
def test_a_hit_in_the_key_is_whole_characters_of_the_text(text: str, word: str, found: str) -> None:
    folded = fold(text)
    start = folded.key.index(word)
    begin, end = folded.original_range(start, start + len(word))
    assert text[begin:end] == found


def test_an_empty_range_of_the_key_is_an_empty_range_of_the_text() -> None:
    assert fold("أب").original_range(1, 1) == (1, 1)
    assert fold("أب").original_range(2, 2) == (2, 2)


@given(TRICKY, st.booleans(), st.booleans())
def test_map_is_monotone_and_inside_the_text(text: str, loose: bool, join: bool) -> None:
    folded = fold(text, loose=loose, join=join)
    assert folded.key == fold_key(text, loose=loose, join=join)
    assert len(folded.origins) == len(folded.key) + 1
    assert folded.origins[-1] == len(text)
    assert list(folded.origins) == sorted(folded.origins)
    assert all(0 <= origin < len(text) for origin in folded.origins[:-1])


@given(TRICKY, st.booleans(), st.booleans())
def test_a_key_is_its_own_key(text: str, loose: bool, join: bool) -> None:
    key = fold_key(text, loose=loose, join=join)
    assert fold_key(key, loose=loose, join=join) == key


@given(TRICKY, st.data())
def test_original_ranges_lie_on_grapheme_borders(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.key)))
    end = data.draw(st.integers(start, len(folded.key)))
    begin, finish = folded.original_range(start, end)
    if start < end:
        assert {begin, finish} <= set(grapheme_edges(text))
        assert begin <= folded.origins[start] and folded.origins[end - 1] < finish


def test_twice_the_text_is_folded_in_twice_the_steps() -> None:
    line = "قال مُتحدث باسم «وزارة الخارجية» إنّ ١٢ شخصا 🔴 في دير\u00a0الزور، أمس.\n\n"
    fold(line)  # whatever is made on first use is made
    once, twice = (steps(lambda text=line * count: fold(text)) for count in (200, 400))  # type: ignore[misc]
    assert 0 < once <= twice <= 2 * once


def test_grapheme_borders_of_harakat_and_pictures() -> None:
    assert grapheme_edges("مُحَمَّد") == [0, 2, 4, 7, 8]
    assert grapheme_edges("👩‍👧🇱🇧x") == [0, 3, 5, 6]
    assert grapheme_edges("") == [0]
    text = "قال مُحَمَّد 🇱🇧🇸🇾"
    assert [grapheme_start(text, offset) for offset in (4, 5, 6, 9, 10, 14, 15)] == [4, 4, 6, 8, 8, 13, 15]
    assert [grapheme_end(text, offset) for offset in (4, 5, 6, 9, 10, 14, 15)] == [4, 6, 6, 11, 11, 15, 15]


@given(TRICKY, st.data())
def test_borders_sought_nearby_are_those_of_the_whole(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    edges = grapheme_edges(text)
    assert grapheme_start(text, offset) == max(edge for edge in edges if edge <= offset)
    assert grapheme_end(text, offset) == min(edge for edge in edges if edge >= offset)


def test_names_of_characters_that_do_not_show() -> None:
    assert invisible_name("\u00a0") == "NBSP"
    assert invisible_name("\u202e") == "RLO"
    assert invisible_name("\u2068") == "FSI"
    assert invisible_name(" ") is None
    assert invisible_name("ـ") is None


@pytest.mark.parametrize(
    ("text", "found"), [("نص\u202eسص", True), ("\u2066a\u2069", True), ("a\u200fb\u200e", False), ("", False)]
)
def test_overrides_are_found_but_not_plain_marks(text: str, found: bool) -> None:
    assert overrides(text) is found


@pytest.mark.parametrize(
    ("text", "direction"),
    [("12 قال CNN", "rtl"), ("CNN قال", "ltr"), ("", "rtl"), ("12/10 🔴", "rtl"), ("\u200eقال", "ltr")],
)
def test_direction_is_that_of_the_first_strong_character(text: str, direction: str) -> None:
    assert base_direction(text) == direction


@pytest.mark.real_data
def test_place_names_of_real_posts_are_found_by_their_keys(real_data: Path) -> None:
    with gzip.open(real_data / "idrisi" / "places.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        folded = fold(row["text"])
        assert folded.key == fold_key(row["text"])
        for place in row["location_mentions"]:
            start = bisect_left(folded.origins, place["startIdx"])
            end = bisect_left(folded.origins, place["endIdx"])
            assert folded.key[start:end] == fold_key(row["text"][place["startIdx"] : place["endIdx"]])
            assert folded.original_range(start, end) == (place["startIdx"], place["endIdx"])
