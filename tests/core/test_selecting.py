"""The gestures of selecting: word, word without proclitics, phrase, trimming, moving edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Range
from annotator.core.selecting import (
    Clitics,
    Unit,
    move_edge,
    next_word,
    phrase_at,
    snapped,
    trimmed,
    without_clitics,
    word_at,
)
from tests.core.graphemes import grapheme_edges
from tests.core.steps import Watched, steps

KNOWN = Clitics(
    ("وف", "بلك"),
    frozenset({"وفق", "وفقا", "وصف", "وكاله", "وزاره", "فصيل", "فرانس", "بحسب", "بيروت", "لبنان"}),
    ("ها", "ات", "ي", "يه", "ت"),
)

TEXTS = st.text(
    st.sampled_from(
        list(
            "وفبلكامحرسيةدز  \n.،:«»\"()-_#@/'123١ـﻻ🔴👩🇱🇧"
            "\u064e\u0651\u200c\u200d\u200f\u00a0\u0301\U0001f3fd\ufe0f\u0600"
        )
    ),
    max_size=40,
)


def whole(text: str) -> Range:
    return 0, len(text)


def cut(text: str, piece: Range | None) -> str | None:
    return None if piece is None else text[slice(*piece)]


# The caret is where the bar stands.
@pytest.mark.parametrize(
    ("marked", "word"),
    [
        ("قال مُحَ|مَّد أمس", "مُحَمَّد"),
        ("قال| محمد", "قال"),
        ("قال |محمد", "محمد"),
        ("قال  |  محمد", None),
        ("في #انفجار_بي|روت الآن", "بيروت"),
        ("عبر @قنا|ة", "قناة"),
        ("ديــ|ـر الزور", "ديـــر"),
        ("می\u200cخ|واهم", "می\u200cخواهم"),
        ("رو|\u200fسيا", "رو\u200fسيا"),
        ("روسيا|\u200f", "روسيا"),
        ("إصابة بكوفي|د-19.", "بكوفيد-19"),
        ("L'Orient|-Le Jour", "L'Orient-Le"),
        ("الساعة 10:|30، أمس", "10:30"),
        ("بنسبة ٣٫|٥٪", "٣٫٥"),
        ("عام 2010|-2015", "2010"),
        ("«روسيا|»", "روسيا"),
        ("مقتل ٣ 🔴|", None),
        ("❤️محم|د", "محمد"),
        ("|", None),
    ],
)
def test_the_word_at_the_caret(marked: str, word: str | None) -> None:
    offset, text = marked.index("|"), marked.replace("|", "", 1)
    assert cut(text, word_at(text, offset, whole(text))) == word


def test_a_word_never_leaves_what_it_is_sought_in() -> None:
    assert word_at("قال محمد", 5, (4, 6)) == (4, 6)


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("وروسيا", "روسيا"),
        ("بروسيا", "روسيا"),
        ("لوكالة", "وكالة"),
        ("ولوكالة", "وكالة"),
        ("وَلِوكالة", "وكالة"),
        ("لـروسيا", "روسيا"),
        ("للأمم", "لأمم"),
        ("بالقاهرة", "القاهرة"),
        ("وفق", "وفق"),
        ("وكالة", "وكالة"),
        ("وكالات", "وكالات"),
        ("ووزارتها", "وزارتها"),
        ("فصيل", "فصيل"),
        ("وبحسب", "بحسب"),
        ("ولبنان", "لبنان"),
        ("اللبنانية", "اللبنانية"),
        ("وعد", "وعد"),
        ("بهم", "بهم"),
        ("بقسد", "قسد"),
        ("و2023", "و2023"),
        ("ﻻجئون", "ﻻجئون"),
        ("لوكالة الأنباء", "وكالة الأنباء"),
        ("«", "«"),
        ("", ""),
    ],
)
def test_a_word_without_its_proclitics(word: str, bare: str) -> None:
    assert cut(word, without_clitics(word, whole(word), KNOWN)) == bare


def test_without_a_word_list_nothing_is_cut() -> None:
    assert without_clitics("وروسيا", (0, 6), Clitics()) == (0, 6)


@pytest.mark.parametrize(
    ("marked", "phrase"),
    [
        ("قال الجيش، في 12/10/20|23 الساعة 10:30، إن", "في 12/10/2023 الساعة 10:30"),
        ("قال| الجيش، أمس", "قال الجيش"),
        ("أعلنت «وكالة الأن|باء» ذلك", "وكالة الأنباء"),
        ("تقدم الجيش - وفق مص|در. ثم", "وفق مصدر"),
        ("بعدد 3.5 ملي|ون؛ ثم", "بعدد 3.5 مليون"),
        ("سقوط صاروخ (مصدر عس|كري ) - 10:30", "مصدر عسكري"),
        ("عاجل 🔴👩🏽 انف|جار قوي 🇱🇧", "انفجار قوي"),
        ("سطر أول\nسطر |ثان", "سطر ثان"),
        ("انفجار #مرفأ_بير|وت أمس", "مرفأ_بيروت"),
        ("بلا \u0600🇱🇧 عل|م، أمس", "بلا \u0600🇱🇧 علم"),  # the sign holds the flag
        ("نص \u0600👩\u200d👧 صو|رة. ثم", "نص \u0600👩\u200d👧 صورة"),
        ("قال ،\u0301 مص|در", "مصدر"),
        ("،|،", None),
        ("|", None),
    ],
)
def test_the_phrase_at_the_caret(marked: str, phrase: str | None) -> None:
    offset, text = marked.index("|"), marked.replace("|", "", 1)
    assert cut(text, phrase_at(text, offset, whole(text))) == phrase


def test_a_phrase_beyond_the_reach_ends_at_spaces() -> None:
    text = "كلمة " * 2000
    found = phrase_at(text, 5001, whole(text))
    assert found is not None
    assert text[slice(*found)].split() == ["كلمة"] * ((found[1] - found[0] + 1) // 5)
    assert found[1] - found[0] > 3900


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (" \u00a0\nروسيا\u200f ", "روسيا"),
        ('ـ"قسد "', "قسد"),
        ("«روسيا»،", "روسيا"),
        ("(مصدر طبي )", "مصدر طبي"),
        ("مصدر طبي)", "مصدر طبي"),
        ("(«(روسيا)».)", "روسيا"),
        ("الجيش (الحر).", "الجيش (الحر)"),
        ("(أ) و(ب)", "(أ) و(ب)"),
        ('"قسد" و"داعش"', '"قسد" و"داعش"'),
        ('"قسد" الحر"', '"قسد" الحر'),
        ("„ألف“", "ألف"),
        ("“ألف”", "ألف"),
        ("محمدٌ.", "محمدٌ"),
        ("هل؟", "هل؟"),
        ("U.S…", "U.S"),
        (" \u064eا", " \u064eا"),
        ("«»", None),
        ("،؛ ", None),
        ("", None),
    ],
)
def test_what_is_no_part_of_a_name_is_trimmed(text: str, rest: str | None) -> None:
    assert cut(text, trimmed(text, whole(text))) == rest


def test_a_claim_keeps_its_quotation_marks() -> None:
    text = ' "لن ننسحب"، '
    assert cut(text, trimmed(text, whole(text), keep_quotes=True)) == '"لن ننسحب"'
    assert cut("(«نعم»)", trimmed("(«نعم»)", (0, 7), keep_quotes=True)) == "«نعم»"


def test_edges_snap_outward() -> None:
    assert snapped("مُحَمَّد", (1, 3)) == (0, 4)
    assert snapped("روسيا", (1, 3)) == (1, 3)
    assert snapped("👩‍👧", (1, 2)) == (0, 3)


SENTENCE = "قال: مُحَمَّد ولوكالة، 🔴 نعم"


@pytest.mark.parametrize(
    ("offset", "unit", "step", "stop"),
    [
        (5, "grapheme", 1, 7),
        (7, "grapheme", -1, 5),
        (5, "grapheme", 2, 9),
        (0, "grapheme", -1, 0),
        (0, "word", 1, 5),  # an edge that begins a word stays a beginning
        (3, "word", 1, 13),  # and one that ends a word an end
        (21, "word", -1, 13),
        (14, "word", -1, 5),
        (8, "word", 1, 13),
        (14, "clitic", 1, 15),
        (15, "clitic", 1, 16),
        (16, "clitic", -2, 14),
        (14, "word", 2, 28),
        (25, "word", -9, 0),
    ],
)
def test_an_edge_moves_by_unit(offset: int, unit: Unit, step: int, stop: int) -> None:
    assert move_edge(SENTENCE, offset, unit, step, whole(SENTENCE), KNOWN) == stop


def test_the_caret_goes_from_word_to_word() -> None:
    stops = [0]
    for _ in range(4):
        stops.append(next_word(SENTENCE, stops[-1], 1, whole(SENTENCE)))
    assert stops == [0, 5, 14, 25, 28]
    assert next_word(SENTENCE, 28, -2, whole(SENTENCE)) == 14
    assert next_word(SENTENCE, 8, -1, whole(SENTENCE)) == 5
    assert next_word(SENTENCE, 5, -1, (4, 20)) == 4


@given(TEXTS, st.data())
def test_a_word_touches_its_offset_and_has_no_outer_space(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    word = word_at(text, offset, whole(text))
    if word:
        start, end = word
        assert start <= offset <= end
        assert text[start:end] == text[start:end].strip() != ""
        assert {start, end} <= set(grapheme_edges(text))
        bare, bare_end = without_clitics(text, word, KNOWN)
        assert start <= bare < end == bare_end
        assert bare in grapheme_edges(text)


@given(TEXTS, st.data(), st.booleans())
def test_trimming_twice_is_trimming_once(text: str, data: st.DataObject, keep_quotes: bool) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    rest = trimmed(text, (start, end), keep_quotes=keep_quotes)
    if rest:
        assert start <= rest[0] < rest[1] <= end
        assert trimmed(text, rest, keep_quotes=keep_quotes) == rest


@given(TEXTS, st.data())
def test_a_phrase_has_nothing_left_to_trim(text: str, data: st.DataObject) -> None:
    phrase = phrase_at(text, data.draw(st.integers(0, len(text))), whole(text))
    if phrase:
        assert trimmed(text, phrase) == phrase
        assert {*phrase} <= set(grapheme_edges(text))


SIGNS = st.text(
    st.sampled_from(
        "مل1 .،:-«)\n"
        "\u0600\u06dd\U000110bd"  # prepended to what follows
        "\U0001f1e7\U0001f1f8👩👧🔴\U0001f3fd\ufe0f\u200d"  # halves of flags, pictures and what joins them
        "\u064e\u0301\u0903\u0915\u094d\u1100\u1161"  # marks, a conjunct, a syllable in parts
    ),
    max_size=30,
)


@given(SIGNS, st.data())
def test_a_phrase_ends_at_grapheme_borders(text: str, data: st.DataObject) -> None:
    edges = grapheme_edges(text)
    within = data.draw(st.sampled_from(edges)), len(text)
    phrase = phrase_at(text, data.draw(st.integers(*within)), within)
    if phrase:
        assert within[0] <= phrase[0] < phrase[1]
        assert {*phrase} <= set(edges)


CLUSTERS = ["مُّ", "\u0600ب", "\u0915\u094d\u0915", "\u0600👩\u200d👧", "\u0600 \u0301م"]


@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("shift", range(4))
def test_a_phrase_beyond_the_reach_ends_at_a_grapheme_border(cluster: str, shift: int) -> None:
    text = cluster * 3000
    found = phrase_at(text, len(text) // 2 + shift, whole(text))
    assert found is not None
    assert {*found} <= set(grapheme_edges(text))


@given(TEXTS, st.data())
def test_moved_edges_stay_within_and_on_grapheme_borders(text: str, data: st.DataObject) -> None:
    edges = grapheme_edges(text)
    within = data.draw(st.sampled_from(edges)), len(text)
    offset = data.draw(st.sampled_from([edge for edge in edges if edge >= within[0]]))
    step = data.draw(st.sampled_from([-2, -1, 1, 2]))
    units: tuple[Unit, ...] = ("grapheme", "word", "clitic")
    stops = [move_edge(text, offset, unit, step, within, KNOWN) for unit in units]
    stops.append(next_word(text, offset, step, within))
    for stop in stops:
        assert within[0] <= stop <= within[1]
        assert stop in edges
        assert (stop - offset) * step >= 0


def work_at(text: str, offset: int) -> tuple[int, int]:
    """The steps of every gesture at `offset`, and how many characters of the text they read."""
    watched, within = Watched(text), whole(text)

    def gestures() -> None:
        word = word_at(watched, offset, within)
        assert word is not None
        without_clitics(watched, word, KNOWN)
        phrase_at(watched, offset, within)
        snapped(watched, word)
        move_edge(watched, offset, "clitic", 1, within, KNOWN)
        next_word(watched, offset, -1, within)

    return steps(gestures), watched.read


def test_five_megabytes_on_one_line_cost_no_more_than_a_page() -> None:
    line = "وقال مُحَمَّد لوكالة «الأنباء» في بيروت "
    page, book = line * 250, line * 130_000
    (few, read), (many, most) = work_at(page, 5_004), work_at(book, 2_600_004)
    assert (few, read) == (many, most)
    assert 0 < read < 50_000
