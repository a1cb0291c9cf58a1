"""Known names are found wherever they stand, whatever is written onto them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Document
from annotator.suggest.clitics import clitics
from annotator.suggest.names import NameEntry, NameMatcher, name_key
from tests.suggest.proposing import known, proposed, sentence, ticker

NAMES = (
    NameEntry("actor", "قحس", ("قوات حرس السهول",), "n1"),
    NameEntry("place", "تل الأقحوان"),
    NameEntry("place", "الأقحوان"),
    NameEntry("place", "السنديان"),
    NameEntry("actor", "السنديان"),
    NameEntry("actor", "الهيئة المشتركة"),
    NameEntry("actor", "وكالة الرافد"),
    NameEntry("place", "عين"),
    NameEntry("place", "بيت اليراع"),
    NameEntry("place", "كفرنوار"),
    NameEntry("source", "ا ف ب"),
)


def found(text: str, *names: NameEntry) -> list[tuple[str, str]]:
    matcher = NameMatcher(names or NAMES, clitics())
    return [
        (matcher.entries[name.entry].label, text[name.range[0] : name.range[1]])
        for name in matcher.find(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('وقحس تعلن، لــ"قحس" و"قحس "على', ["قحس", "قحس", "قحس"]),
        ("شرق بيتاليراع وفي بيت اليراع وبيت  اليراع", ["بيتاليراع", "بيت اليراع", "بيت  اليراع"]),
        ("شرق كفر نوار وفي كفرنوار وبكفر  نوار", ["كفر نوار", "كفرنوار", "كفر  نوار"]),
        ("شرق تلالأقحوان", []),
        ("وكالة ا.ف.ب ثم ا ف ب", ["ا.ف.ب", "ا ف ب"]),
        ("قُوَّات حَرس السهول", ["قُوَّات حَرس السهول"]),
        ("#تل_الأقحوان", ["تل_الأقحوان"]),
        ("للهيئة المشتركة والهيئة المشتركة", ["لهيئة المشتركة", "الهيئة المشتركة"]),
        ("وللهيئة المشتركة", ["لهيئة المشتركة"]),
        ("ولوكالة الرافد", ["وكالة الرافد"]),
        ("تل، الأقحوان", ["الأقحوان"]),
        ("تل\nالأقحوان", ["الأقحوان"]),
        ("قحسي وأقحس وقحسون", []),
        ("عينا وعين", ["عين"]),
        ("", []),
    ],
)  # fmt: skip
def test_a_name_in_its_spellings(text: str, expected: list[str]) -> None:
    assert [quote for _, quote in found(text)] == expected


def test_one_place_may_have_two_labels() -> None:
    assert found("في السنديان") == [("place", "السنديان"), ("actor", "السنديان")]


def test_a_space_is_not_missed_between_particles() -> None:
    """«عن أن» is not «عنان»."""
    assert found("تحدث عن ان الأمر", NameEntry("actor", "عنان")) == []


def test_names_of_one_letter_and_of_none_are_never_found() -> None:
    assert found("س في س و س", NameEntry("actor", "س"), NameEntry("actor", ""), NameEntry("actor", "ـ")) == []


def test_blocked_names_are_never_found() -> None:
    blocked = frozenset({("place", name_key("السِّنديان"))})
    matcher = NameMatcher(NAMES, clitics(), blocked=blocked)
    assert [matcher.entries[name.entry].label for name in matcher.find("السنديان")] == ["actor"]


def test_signs_in_names_are_no_patterns() -> None:
    assert found("أبجد (أب) أ", NameEntry("actor", "أب.*"), NameEntry("place", ".*")) == [("actor", "أب")]


def test_names_are_proposed_in_news_only_and_say_why() -> None:
    text = "قحس تتقدم نحو تل الأقحوان - 10:20"
    names = [row for row in proposed(ticker(text), text, known(*NAMES)) if row.suggester == "names"]
    assert [(row.spans[0].label, row.spans[0].quote, row.why.words) for row in names] == [
        ("actor", "قحس", "قحس"),
        ("place", "تل الأقحوان", "تل الأقحوان"),
    ]
    time_only = Document(id="d", kind="ticker", text_hash="", segments=ticker(text).segments[1:])
    assert proposed(time_only, text, known(*NAMES)) == []


def test_a_name_of_two_labels_is_less_sure() -> None:
    text = "في السنديان وقحس"
    sure = {
        row.spans[0].label + row.spans[0].quote: row.confidence
        for row in proposed(sentence(text), text, known(*NAMES))
    }
    assert sure["placeالسنديان"] == sure["actorالسنديان"] < sure["actorقحس"]


def test_a_span_that_an_attribution_brings_is_not_proposed_again() -> None:
    text = 'وقال "قحس" إن المعبر مغلق'
    rows = proposed(sentence(text), text, known(NameEntry("source", "قحس")))
    assert [row.suggester for row in rows] == ["cues"]


def test_the_name_of_a_source_is_an_actor_where_it_does_not_speak() -> None:
    text = "دخلت قحس المعبر"
    (row,) = proposed(sentence(text), text, known(NameEntry("source", "قحس", id="n")))
    assert (row.spans[0].label, row.spans[0].quote, row.spans[0].name) == ("actor", "قحس", "")
    assert row.why.pattern == "source-name"
    both = known(NameEntry("source", "قحس", id="n"), NameEntry("actor", "قحس", id="a"))
    assert [(row.spans[0].name, row.why.pattern) for row in proposed(sentence(text), text, both)] == [
        ("a", "source-name")
    ]


@pytest.mark.parametrize("kind", ["مصدر طبي", "مصادر محلية", "شهود عيان", "وسائل إعلام", "المصدر العسكري"])
def test_a_kind_of_source_is_no_name(kind: str) -> None:
    text = f"نقل {kind} إلى المشفى"
    assert proposed(sentence(text), text, known(NameEntry("source", kind))) == []


@pytest.mark.parametrize("name", ["هيئة الصحة في السنديان", "نديم الراوي", "وكالة الرافد"])
def test_a_body_and_a_person_are_names(name: str) -> None:
    text = f"زار الوفد {name} أمس"
    rows = proposed(sentence(text), text, known(NameEntry("source", name)))
    assert [row.spans[0].quote for row in rows] == [name]


def test_a_label_out_of_use_is_not_proposed() -> None:
    text = "وصل إلى تل الأقحوان"
    assert proposed(sentence(text), text, known(NameEntry("no-such-label", "تل الأقحوان"))) == []


ARABIC = st.text("ابتسعقفلمنهويةأإآىكد َّـ\"',.()،_-\u200f\n لل", max_size=40)


@given(ARABIC, st.lists(ARABIC, max_size=6, unique_by=name_key))
def test_what_is_found_is_a_name_at_word_borders(text: str, names: list[str]) -> None:
    matcher = NameMatcher([NameEntry("actor", name) for name in names], clitics())
    keys = {name_key(name) for name in names}
    last = 0
    for name in matcher.find(text):
        start, end = name.range
        assert last <= start < end <= len(text)
        last = end
        key = name_key(text[start:end])
        assert key in keys or f"ا{key}" in keys
        assert end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
        assert name_key(matcher.entries[name.entry].name) in (key, f"ا{key}")


@given(st.lists(st.text('ابتلوهأة َّـ\u200f_"ﷺﻻ٣3', max_size=9), max_size=8))
def test_a_name_finds_itself(names: list[str]) -> None:
    """Whichever names it is loaded with; they are folded many at once."""
    matcher = NameMatcher([NameEntry("actor", name) for name in names], clitics())
    for name in names:
        if len(name_key(name)) > 1:
            keys = {name_key(matcher.entries[place.entry].name) for place in matcher.find(name)}
            assert name_key(name) in keys
