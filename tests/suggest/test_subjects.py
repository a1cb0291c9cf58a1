"""Who speaks where a cue has words before and behind it that could be who speaks or who is spoken to."""

from __future__ import annotations

import pytest

from tests.suggest.proposing import Told, proposed, sentence, told


def rows(text: str) -> list[Told]:
    return told(proposed(sentence(text), text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("لكن الوزير أبلغ المجلس بأن السد آمن.", Told("بأن السد آمن", "الوزير", "أبلغ")),
        ("وأعلم وزير المياه، ظهر اليوم، مدير السد بتأجيل الزيارة.",
         Told("بتأجيل الزيارة", "وزير المياه", "أعلم")),
        ("ويدعي محامو نور أن الوثائق ناقصة.", Told("أن الوثائق ناقصة", "محامو نور", "يدعي")),
        ("وطالبت جميع الأطراف بوقف الحفر.", Told("بوقف الحفر", "", "طالبت")),
    ],
)  # fmt: skip
def test_one_speaks_and_another_is_spoken_to(text: str, expected: Told) -> None:
    assert rows(text) == [expected]


@pytest.mark.parametrize(
    "text", ["وكان رجل يدعى سامر نور هناك.", "والله أعلم بما حدث.", "وفاز طالب المدرسة بالجائزة."]
)
def test_words_of_the_same_letters_say_nothing(text: str) -> None:
    assert rows(text) == []


def test_a_participle_of_saying_is_nobody() -> None:
    text = "واستطردت قائلة «انهار السد في ليلة واحدة ولم ينج أحد»."
    assert {row.source for row in rows(text)} == {""}
