"""Words and the labels that touch them."""

from __future__ import annotations

from annotator.core.agreement.tokens import values
from annotator.core.selecting import word_ranges
from tests.core.agreement.made import read

BITS = {"actor": 1, "claim": 2}


def valued(marked: str) -> tuple[list[int], list[str]]:
    text, spans = read(marked)
    by_label: dict[str, list[tuple[tuple[int, int], ...]]] = {}
    for span in spans:
        by_label.setdefault(span.label, []).append(span.ranges)
    found, wordless = values(word_ranges(text), by_label, BITS)
    return found, [label for label, _ in wordless]


def test_a_word_has_all_labels_that_touch_it() -> None:
    assert valued("قال إن [claim [actor روسيا] تنسحب] غدا") == ([0, 0, 3, 2, 0], [])


def test_a_part_of_a_word_is_the_word() -> None:
    assert valued("قالت و[actor روسيا] ذلك") == ([0, 1, 0], [])


def test_spaces_and_signs_around_a_word_are_no_part_of_it() -> None:
    assert valued("قال[actor  «روسيا»، ]أمس") == ([0, 1, 0], [])


def test_a_span_without_a_word_is_named() -> None:
    assert valued("نقل[actor : ]أمس [claim 🔴]") == ([0, 0], ["actor", "claim"])


def test_words_are_those_of_a_double_click() -> None:
    text = "في #انفجار_بيروت، قال مُحَمَّد 3.5٪ 🔴"
    assert [text[start:end] for start, end in word_ranges(text)] == [
        "في",
        "انفجار",
        "بيروت",
        "قال",
        "مُحَمَّد",
        "3.5",
    ]
