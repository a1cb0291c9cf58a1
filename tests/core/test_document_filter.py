"""The line that narrows a list: what it understands, in which words, and what it says of a wrong one."""

from __future__ import annotations

from itertools import product

import pytest

from annotator.core.document_filter import (
    EVERY_DOCUMENT,
    FIELD_WORDS,
    VALUE_WORDS,
    Dates,
    DocumentFilter,
    clause,
    parse,
    with_clause,
)
from annotator.core.errors import AnnotatorError


def test_words_and_fields_are_understood_in_both_languages() -> None:
    asked = "صوامع نوع:مقال outlet:السنونو تاريخ:2017..2018 author:سلمى حال:لم-يبدأ"
    assert parse(asked) == DocumentFilter(
        words=("صوامع",),
        kinds=("article",),
        outlets=("السنونو",),
        dates=(Dates("2017", "2018"),),
        authors=("سلمي",),
        states=("not-begun",),
    )
    assert parse("") == parse("  ") == EVERY_DOCUMENT


@pytest.mark.parametrize(
    "line", ["state:not-started", 'state:"Not started"', "الحالة:«لم يبدأ»", "حال:لم_يبدأ"]
)
def test_a_value_is_known_however_its_words_are_joined(line: str) -> None:
    assert parse(line).states == ("not-begun",)


@pytest.mark.parametrize(
    ("line", "dates"),
    [
        ("date:2017", Dates("2017", "2017")),
        ("date:2017-03-01", Dates("2017-03-01", "2017-03-01")),
        ("date:2017/03..", Dates("2017-03", "")),
        ("date:..٢٠١٨", Dates("", "2018")),
    ],
)
def test_a_date_is_a_year_a_month_a_day_or_a_stretch(line: str, dates: Dates) -> None:
    assert parse(line).dates == (dates,)


def test_a_date_of_another_form_is_looked_for_as_it_is_written() -> None:
    assert parse('date:"15 آذار"').written == ("15 اذار",)


@pytest.mark.parametrize("line", ["12:30", "عاجل:", "«قال: لا»", '"kind:x"'])
def test_what_only_looks_like_a_field_is_a_word(line: str) -> None:
    assert parse(line).words


@pytest.mark.parametrize(
    ("line", "code", "word"),
    [
        ("خبر colour:red", "filter-field", "colour"),
        ("خبر kind:artcle", "filter-value", "artcle"),
        ("state:article", "filter-value", "article"),
        ("خبر ناشر:", "filter-empty", "ناشر:"),
        ("date:2017..soon", "filter-date", "2017..soon"),
    ],
)
def test_a_wrong_word_is_named_with_its_place(line: str, code: str, word: str) -> None:
    with pytest.raises(AnnotatorError) as caught:
        parse(line)
    assert (caught.value.code, caught.value.details["word"]) == (code, word)
    start = caught.value.details["start"]
    assert isinstance(start, int) and line[start:].startswith(word)


@pytest.mark.parametrize("arabic", [True, False])
def test_every_choice_is_written_as_it_is_understood(arabic: bool) -> None:
    for kind in ("article", "ticker", "post", "text"):
        assert parse(clause("kind", kind, arabic=arabic)).kinds == (kind,)
    for state in ("not-begun", "in-work", "unattributed", "returned", "done"):
        assert parse(clause("state", state, arabic=arabic)).states == (state,)
    assert parse(clause("outlet", "وكالة السنونو", arabic=arabic)).outlets == ("وكاله السنونو",)


def test_a_choice_takes_the_place_of_the_one_before() -> None:
    line = with_clause('صوامع outlet:"وكالة السنونو" kind:post', "outlet", "يراع", arabic=False)
    assert line == "صوامع kind:post outlet:يراع"


def test_no_word_means_two_things() -> None:
    for words in (FIELD_WORDS, VALUE_WORDS):
        for one, other in product(words.values(), repeat=2):
            assert one is other or not set(one) & set(other)
