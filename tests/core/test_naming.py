"""The name of several words around a word: where it begins and ends, and what never happens to it."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Range
from annotator.core.naming import NAME_REACH, Naming, names_at
from annotator.core.selecting import Clitics, without_clitics, word_at
from tests.core.graphemes import grapheme_edges
from tests.core.steps import Watched, steps

CLITICS = Clitics(
    ("وف", "بلك"), frozenset({"بيت", "بن", "بلديه", "لواء", "وادي", "بلال", "وليد", "وزاره"}), ("ها", "ات")
)
NAMING = Naming(
    stops=frozenset({"في", "من", "الي", "ل", "و"}),
    verbs=frozenset({"زار", "تزور", "قالت"}),
    verb_beginnings=frozenset({"ي", "تت"}),
    nouns_like_verbs=frozenset({"يوسف", "يافا"}),
    directions=frozenset({"شمال", "جنوب"}),
    places=frozenset({"قريه", "محافظه", "مدينه"}),
    nations=frozenset({"جزائريه"}),
    offices=frozenset({"رئيس", "مدير", "وزير"}),
    bodies=frozenset({"معهد", "هيئه"}),
    heads=frozenset({"عبد", "ابو", "الملك", "بيت", "بن"}),
    links=frozenset({"بن"}),
    numbered=frozenset({"حرب", "ماده", "رقم"}),
    counters=frozenset({"رقم"}),
    times=frozenset({"عام", "يوم", "نيسان", "شباط", "كانون", "الجمعه"}),
    time_openers=frozenset({"بتاريخ"}),
    time_ends=frozenset({"الثاني", "هجري"}),
    rare_proclitics=frozenset({"ف", "ك"}),
)


def names(marked: str, known: tuple[str, ...] = ()) -> list[str]:
    """The names where the bar stands; `known` are sought as they are spelt."""
    offset, text = marked.index("|"), marked.replace("|", "", 1)

    def places(piece: str) -> list[Range]:
        return [found.span() for name in known for found in regex.finditer(regex.escape(name), piece)]

    found = names_at(text, offset, (0, len(text)), CLITICS, NAMING, places if known else None)
    return [text[slice(*name)] for name in found]


RULES = {
    "it goes on from the word, and then back to its head": [
        ("زار رئيس بلدية النخ|يل، أمس", ["رئيس بلدية النخيل"]),
        ("زار رئ|يس بلدية النخيل، أمس", ["رئيس بلدية النخيل"]),
        ("زار رئيس بل|دية النخيل، أمس", ["بلدية النخيل", "رئيس بلدية النخيل"]),
    ],
    "a text has two edges": [
        ("|نهر الزيتون", ["نهر الزيتون"]),
        ("نهر الزيتون|", ["نهر الزيتون"]),
        ("الزيت|ون", []),
        ("|", []),
        ("  |  ", []),
    ],
    "punctuation ends it, and so does a line": [
        ("نه|ر الزيتون، الساحل", ["نهر الزيتون"]),
        ("نه|ر الزيتون (الساحل)", ["نهر الزيتون"]),
        ("«نه|ر الزيتون»", ["نهر الزيتون"]),
        ("نه|ر\nالزيتون", []),
        ("نه|ر الزيتون - الساحل", ["نهر الزيتون"]),
    ],
    "function words and verbs end it, and are no names": [
        ("مدرسة الن|ور في الساحل", ["مدرسة النور"]),
        ("مدرسة الن|ور تزور الساحل", ["مدرسة النور"]),
        ("مدرسة الن|ور يحتضنها الساحل", ["مدرسة النور"]),
        ("مدرسة نخ|لة تتوسط الساحل", ["مدرسة نخلة"]),
        ("مدرسة نخ|لة رسمياً الساحل", ["مدرسة نخلة"]),
        ("زا|ر الساحل", []),
        ("ف|ي الساحل", []),
        ("وفي| الساحل", []),
        ("مدرسة الن|ور وفي الساحل", ["مدرسة النور"]),
        ("حي| يوسف الكبير", ["حي يوسف الكبير"]),
    ],
    "a proclitic on the next word ends it, its own stays outside": [
        ("نه|ر الزيتون والساحل", ["نهر الزيتون"]),
        ("لن|هر الزيتون", ["نهر الزيتون"]),
        ("وبن|هر الزيتون", ["نهر الزيتون"]),
        ("سا|مي فحام", ["سامي فحام"]),
        ("نور| كامل", ["نور كامل"]),
        ("نه|ر الزيتون فالساحل", ["نهر الزيتون"]),
        ("نه|ر الزيتون ل الساحل", ["نهر الزيتون"]),
    ],
    "after an article there is no word without one": [
        ("مدرسة الن|ور سامي", ["مدرسة النور"]),
        ("سامي ال|زيات طبيب", ["سامي الزيات"]),
        ("المدرسة ال|كبرى سامي", ["المدرسة الكبرى"]),
    ],
    "some heads go on with whatever follows": [
        ("الم|لك سامي الأول", ["الملك سامي الأول"]),
        ("ع|بد النور", ["عبد النور"]),
        ("عبد الن|ور بن عبد الستار", ["عبد النور بن عبد الستار"]),
        ("بي|ت وليد", ["بيت وليد"]),
        ("بلدية بيت ول|يد", ["بيت وليد", "بلدية بيت وليد"]),
        ("مدرسة أ|بو بلال", ["أبو بلال", "مدرسة أبو بلال"]),
    ],
    "another place, a direction, an office begin another name": [
        ("قر|ية النخيل محافظة الساحل", ["قرية النخيل"]),
        ("قر|ية نخلة محافظة الساحل", ["قرية نخلة"]),
        ("نه|ر نخلة شمال الساحل", ["نهر نخلة"]),
        ("شم|ال نخلة", ["شمال نخلة"]),
        ("سا|مي زيات مدير المدرسة", ["سامي زيات"]),
        ("نا|ئب رئيس الهيئة", ["نائب رئيس الهيئة"]),
        ("مدرسة| سامي الملك سامي", ["مدرسة سامي"]),
        ("مدر|سة الملك سامي", ["مدرسة الملك سامي"]),
        ("مد|ينة نخلة الجزائرية", ["مدينة نخلة"]),
        ("مد|ينة نخلة الجزائري", ["مدينة نخلة"]),
        ("وز|ارة الزراعة الجزائرية", ["وزارة الزراعة الجزائرية"]),
    ],
    "a body's name goes on over «ل»": [
        ("المع|هد الكبير للزراعة", ["المعهد الكبير للزراعة"]),
        ("الط|ريق الكبير للزراعة", ["الطريق الكبير"]),
    ],
    "some names have numbers": [
        ("الما|دة (46) من", ["المادة (46)"]),
        ("الما|دة (46 من", []),
        ("حر|ب 1948", ["حرب 1948"]),
        ("حر|ب نخلة 1936 - 1939", ["حرب نخلة 1936 - 1939"]),
        ("المر|سوم رقم ١٢ في", ["المرسوم رقم ١٢"]),
        ("نه|ر نخلة 12", ["نهر نخلة"]),
        ("1|2 نهر", []),
    ],
    "a date is of words of time and numbers": [
        ("قالت يوم| 30 نيسان 2019 في", ["يوم 30 نيسان 2019"]),
        ("قالت يوم 30 نيسان 20|19 في", ["يوم 30 نيسان 2019"]),
        ("ع|ام ( 1948 ) في", ["عام ( 1948 )"]),
        ("(ع|ام 1948)", ["عام 1948"]),
        ("بتا|ريخ (15/1/1959).", ["بتاريخ (15/1/1959)"]),
        ("رقم 34 بتاريخ 1|5 / 1 / 1959", ["بتاريخ 15 / 1 / 1959"]),
        ("شبا|ط / كانون الثاني", ["شباط / كانون الثاني"]),
        ("عا|م (1330) هجري عام 1912", ["عام (1330) هجري"]),
        ("3|0 40", []),
        ("عا|م 1948. 30 نيسان", ["عام 1948"]),
        ("المجلس ال|ثاني", ["المجلس الثاني"]),
        ("يو|م النخيل", ["يوم النخيل"]),
    ],
    "a hashtag ends it, its signs do not": [
        ("#نه|ر_الزيتون الكبير", ["نهر_الزيتون"]),
        ("#مدرسة_نهر_ال|زيتون #الساحل", ["مدرسة_نهر_الزيتون"]),
        ("مد|ينة #النخيل #الساحل", ["مدينة #النخيل"]),
        ("نه|ر الزيتون #الساحل", ["نهر الزيتون"]),
        ("مد|ينة #سيول_الساحل", []),
    ],
    "so does a picture, and another script": [
        ("نه|ر 🔴 الزيتون", []),
        ("نهر| الزيتون 👩‍👧", ["نهر الزيتون"]),
        ("نه|ر الزيتون https://example.org", ["نهر الزيتون"]),
        ("Al|pha Beta نهر", ["Alpha Beta"]),
        ("نه|ر Alpha", []),
    ],
    "harakat, tatweel, «لا» and what does not show are no border": [
        ("مَدْ|رَسَةُ ٱلنُّورِ", ["مَدْرَسَةُ ٱلنُّورِ"]),
        ("مـدر|ســة النـــور", ["مـدرســة النـــور"]),
        ("مدرسة ال|ﻻجئين", ["مدرسة الﻻجئين"]),
        ("مدرسة\u200f الن|ور", ["مدرسة\u200f النور"]),
        ("مدرسة\u00a0الن|ور", ["مدرسة\u00a0النور"]),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("marked", "found"),
    [pytest.param(*row, id=f"{rule}: {row[0]}") for rule, rows in RULES.items() for row in rows],
)
def test_where_a_name_ends(marked: str, found: list[str]) -> None:
    assert names(marked) == found


@pytest.mark.parametrize(
    ("marked", "known", "found"),
    [
        # What is known comes first, whatever stands in it; what begins here before what only holds the word.
        ("زار جسور| و سلام أمس", ("جسور و سلام",), ["جسور و سلام"]),
        ("مجلس جس|ور و سلام", ("جسور و سلام", "مجلس جسور و سلام"),
         ["جسور و سلام", "مجلس جسور و سلام", "مجلس جسور"]),
        ("نه|ر الزيتون الكبير", ("نهر الزيتون",), ["نهر الزيتون", "نهر الزيتون الكبير"]),
        # A known name that is no more than the word is no stop of its own.
        ("نه|ر الزيتون", ("نهر",), ["نهر الزيتون"]),
        # None that lies elsewhere, or holds only a part of the word.
        ("نه|ر الزيتون", ("الزيتون",), ["نهر الزيتون"]),
        ("مدرسة نه|رين", ("مدرسة نهر",), ["مدرسة نهرين"]),
        # The word may have a proclitic that the name has not.
        ("ولج|سور و سلام", ("جسور و سلام",), ["جسور و سلام"]),
    ],
)  # fmt: skip
def test_known_names_come_first(marked: str, known: tuple[str, ...], found: list[str]) -> None:
    assert names(marked, known)[: len(found)] == found


def test_a_name_never_leaves_what_it_is_sought_in() -> None:
    text = "مدرسة نهر الزيتون الكبير"
    within = text.index("نهر"), text.index(" الكبير")
    assert names_at(text, within[0], within, CLITICS, NAMING) == [within]


def test_a_bracket_beyond_what_it_is_sought_in_closes_nothing() -> None:
    text = "المادة (46)"
    assert names_at(text, 0, (0, len(text) - 1), CLITICS, NAMING) == []


SIGNS = [*"وفبلكاي .،()#_-/\n\u064e\u0640\u200d\u200f\u0301\u0600🔴👩🇱🇧ﻻ", " ", " "]
WORDS = ["ال", "عبد ", "بيت ", "حرب ", "نهر", "عام", "12", "رقم", "قرية", "في", "A"]
TEXTS = st.lists(st.sampled_from(SIGNS + WORDS), max_size=30).map("".join)


@given(TEXTS, st.data())
def test_every_name_holds_the_word_on_grapheme_borders(text: str, data: st.DataObject) -> None:
    edges = grapheme_edges(text)
    within = data.draw(st.sampled_from(edges)), len(text)
    offset = data.draw(st.integers(*within))
    starts = data.draw(st.lists(st.integers(0, len(text)), max_size=4))

    def known(piece: str) -> list[Range]:
        return [(start, len(piece)) for start in starts if start < len(piece)]

    word = word_at(text, offset, within)
    found = names_at(text, offset, within, CLITICS, NAMING, known)
    told = names_at(text, offset, within, CLITICS, NAMING)
    assert len(set(found)) == len(found)
    assert set(told) <= set(found)
    for start, end in found:
        assert word is not None
        bare, _ = without_clitics(text, word, CLITICS)
        assert within[0] <= start <= bare < word[1] <= end <= within[1]
        assert {start, end} <= set(edges)
        assert (start, end) not in (word, (bare, word[1]))
    for start, end in told:
        assert "\n" not in text[start:end]
        assert regex.match(r"\p{GCB=Prepend}*[\p{L}\p{N}]", text[start:end])
        assert regex.search(r"[\p{L}\p{N}\p{M}\p{Cf})]$", text[start:end])


def work_at(text: str, offset: int) -> tuple[int, int]:
    watched = Watched(text)
    done = steps(lambda: names_at(watched, offset, (0, len(text)), CLITICS, NAMING, lambda piece: []))
    return done, watched.read


def test_five_megabytes_on_one_line_cost_no_more_than_a_page() -> None:
    line = "وقالت مدرسة النُّور لنهر «الزيتون» في #بيت_نخلة يوم 12 نيسان "
    page, book = line * 250, line * 90_000
    at = 100 * len(line) + line.index("النُّور")
    few, many = work_at(page, at), work_at(book, at + 40_000 * len(line))
    assert few == many
    assert 0 < few[1] < 50 * NAME_REACH
