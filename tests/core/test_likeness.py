"""How alike two texts are: the same however they are written, less so the more words differ."""

from __future__ import annotations

import random

import pytest

from annotator.core.likeness import ALIKE, KEYS, SAME, share, sketch

TEXT = (
    "أعلن المتحدث باسم مجلس القنطرة أن عدد المصابين ارتفع إلى 15 شخصا بعد القصف الذي استهدف السوق الشعبي، "
    "وقال مصدر طبي إن الحالات بين متوسطة وخطرة، وإن المشفى يحتاج إلى وحدات دم."
)


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace(" ", "\n"),
        TEXT.replace("أ", "ا").replace("ة", "ه"),
        TEXT.replace("ا", "اـ").replace("15", "١٥"),
        f"\u200f  {TEXT}  ",
    ],
)
def test_the_same_words_are_the_same_text(other: str) -> None:
    assert other != TEXT and share(sketch(TEXT), sketch(other)) == SAME


def test_a_new_version_is_alike_and_another_report_is_not() -> None:
    versions = [
        TEXT.replace("15", "17"),
        f"{TEXT} وأضاف أن الطريق إلى الصفا مغلق منذ الصباح.",
        TEXT.rpartition("، ")[0],
    ]
    assert all(ALIKE <= share(sketch(TEXT), sketch(version)) < SAME for version in versions)
    other = (
        "قال عامر الطيب، رئيس بلدية السنديان، إن موسم القمح هذا العام أقل من نصف ما كان عليه في العام الماضي."
    )
    assert share(sketch(TEXT), sketch(other)) == 0


def test_short_texts_are_alike_only_if_they_are_the_same() -> None:
    assert share(sketch("سقوط طائرة"), sketch("سُقوط  طائرة")) == SAME
    assert share(sketch("سقوط طائرة قرب الصفا"), sketch("سقوط طائرة قرب القنطرة")) == 0
    assert sketch("") == sketch(" \n\u200f") == () and share((), ()) == 0


@pytest.mark.parametrize(("words", "off"), [(60, 0.001), (3_000, 0.15)])
def test_a_long_text_is_told_about_as_well_as_a_short_one(words: int, off: float) -> None:
    """Beside the share that is counted over all runs of words."""
    draw = random.Random(5)
    one = [f"كلمة{draw.randrange(10**6)}" for _ in range(words)]
    other = one[: words * 4 // 5] + [f"غيرها{n}" for n in range(words // 5)]
    runs = [{tuple(text[n : n + 3]) for n in range(len(text) - 2)} for text in (one, other)]
    counted = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
    sketches = sketch(" ".join(one)), sketch(" ".join(other))
    assert share(*sketches) == pytest.approx(counted, abs=off)
    assert {*sketches[0][:KEYS]} & {*sketches[1][:KEYS]}
