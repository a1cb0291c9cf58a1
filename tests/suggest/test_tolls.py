"""Tolls read from words of news: phrases written before the rules, each row of the lexicon, bad input."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from annotator.core.model import Toll
from annotator.core.quantities import count_at, hedged, words_of
from annotator.core.toll_words import WHATS, WHOS
from annotator.suggest.toll_words import read_table
from annotator.suggest.tolls import proposed_tolls, read_tolls
from tests.gold.tolls import Expected, Phrase, phrases

LEAST_SHARE = {"open": 0.995, "apart": 0.95}
"""What docs/tolls.md says."""


def values(toll: Toll | Expected) -> tuple[object, ...]:
    return toll.what, toll.who, toll.least, toll.most, toll.exact


def is_read(phrase: Phrase) -> bool:
    """Whether just the tolls of a phrase are read, each with its words."""
    left = read_tolls(phrase.text)
    for wanted in phrase.tolls:
        found = [toll for toll in left if values(toll) == values(wanted) and wanted.words in toll.quote]
        if not found:
            return False
        left.remove(found[0])
    return not left


@pytest.mark.parametrize("half", LEAST_SHARE)
def test_tolls_are_read_as_often_as_the_page_says(half: str) -> None:
    given = phrases(half)
    share = sum(map(is_read, given)) / len(given)
    assert share >= LEAST_SHARE[half], f"{half}: {share:.3f}"


@pytest.mark.parametrize("half", LEAST_SHARE)
def test_a_toll_quotes_the_words_it_stands_in(half: str) -> None:
    for phrase in phrases(half):
        before = "قال مصدر 🔴: "
        text = before + phrase.text
        for toll in read_tolls(text, [(len(before), len(text))]):
            assert text[toll.start : toll.end] == toll.quote
            assert len(before) <= toll.start < toll.end <= len(text)
            assert toll.most is None or toll.least <= toll.most
            assert toll.what in WHATS and toll.who in WHOS


def rows() -> Iterator[tuple[str, str, str]]:
    table = read_table()
    for row in (*table["acts"], *table["people"]):
        yield (
            row["example"],
            row["what"],
            "unknown" if row["what"] not in ("destroyed", "damaged") else "houses",
        )
    for section, act, what in (
        ("people_by_who", "اعتقال", "detained"),
        ("things_by_who", "تدمير", "destroyed"),
    ):
        for who, words in table[section].items():
            for word in words:
                many = word.split()[-1].replace("_", " ")
                yield f"{act} خمسة {many}", what, who


@pytest.mark.parametrize(("sentence", "what", "who"), list(rows()))
def test_every_row_of_the_lexicon_is_read(sentence: str, what: str, who: str) -> None:
    (toll,) = read_tolls(sentence)
    assert (toll.what, toll.who) == (what, who)
    assert toll.exact and toll.least in (5, 7, 9)


@pytest.mark.parametrize(
    ("words", "least", "most", "exact"),
    [
        ("مئة وسبعة وعشرين", 127, 127, True),
        ("ثلاثة آلاف وخمسمئة وستون", 3560, 3560, True),
        ("ألفان", 2000, 2000, True),
        ("١٬٢٠٠", 1200, 1200, True),
        ("۲٫۵ مليون", 2_500_000, 2_500_000, True),
        ("3–5", 3, 5, False),
        ("أربعة أو خمسة", 4, 5, False),
        ("عشرات", 10, None, False),
        ("عشرات الآلاف", 10_000, None, False),
        ("بضع عشرات", 30, 90, False),
        ("نحو عشرين", 20, 20, False),
        ("أكثر من عشرين", 20, None, False),
        ("ما لا يقل عن عشرين", 20, None, False),
        ("لا يتجاوز عشرين", 0, 20, False),
        ("عشرين على الأكثر", 0, 20, False),
        ("سقط ما بين 20 و10 قتلى", 10, 20, False),
        ("مقتل 20-10 مدنيا", 10, 20, False),
        ("أصيب 15قتيلا", 15, 15, True),
        ("سقوط ١٥٠٠قتيل", 1500, 1500, True),
    ],
)
def test_a_count_is_understood(words: str, least: int, most: int | None, exact: bool) -> None:
    found = words_of(words, 0, len(words))
    counts = [hedged(found, count) for at in range(len(found)) if (count := count_at(found, at))]
    assert (counts[0].least, counts[0].most, counts[0].exact) == (least, most, exact)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "٣" * 400,
        "وصل في 12/10/2023 عند 5:30 على بعد 20 كم وعمره 40 عاما ومعه 300 دولار",
        "اللواء 62 والشارع 15 والقرار 2254 والدفعة الثالثة",
        "نسبة 15 في المئة و20% من السكان",
        "لم ترد أنباء عن قتلى ولم يعرف عدد الجرحى",
        # What has digits and is no number counts the noun behind it all the same.
        "٩" * 24 + " مدنيا قتلوا",
        "سقط 1e308 قتيلا و12,34,56 جريحا و٣٫٥ قتيل",
        "على بعد 15km قتيلان",
    ],
)
def test_what_is_no_toll_is_none(text: str) -> None:
    assert read_tolls(text) == []


def test_many_words_take_as_many_steps() -> None:
    """A sentence ten times as long takes ten times as many calls, whatever stands in it."""

    def calls(times: int) -> int:
        text = "مقتل ثلاثة وعشرين وإصابة لا بين من 5 إلى " * times
        count = 0

        def tell(*_: object) -> None:
            nonlocal count
            count += 1

        read_tolls(text)
        sys.setprofile(tell)
        try:
            read_tolls(text)
        finally:
            sys.setprofile(None)
        return count

    assert calls(400) < 12 * calls(40)


def test_what_a_claim_bears_already_is_not_proposed_again() -> None:
    text = "مقتل ثلاثة مدنيين بينهم طفل"
    first, second = proposed_tolls(text, [(0, len(text))])
    assert (first.least, second.who) == (3, "children")
    assert proposed_tolls(text, [(0, len(text))], [first]) == [second]
    assert proposed_tolls(text, [(0, 5)]) == []
