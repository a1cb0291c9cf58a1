"""The shipped list of proclitics and false friends, and what is refused in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.selecting import without_clitics
from annotator.suggest.lexicon import clitics, read_clitics
from annotator.words.i18n import LANGUAGES, error_sentence


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("وروسيا", "روسيا"), ("بروسيا", "روسيا"), ("لوكالة", "وكالة"), ("ولوكالة", "وكالة"),
        ("للأمم", "لأمم"), ("وبيروت", "بيروت"), ("ببيروت", "بيروت"), ("لواشنطن", "واشنطن"),
        ("ووزير", "وزير"), ("والوزير", "الوزير"), ("بوزارة", "وزارة"), ("وفلسطين", "فلسطين"),
        ("كالجيش", "الجيش"), ("ولقاء", "لقاء"), ("ببلدة", "بلدة"), ("وبحسب", "بحسب"), ("وإلى", "إلى"),
        ("بقاعة", "قاعة"), ("وداعيا", "داعيا"), ("لبيان", "بيان"), ("وعودة", "عودة"),
    ],
)  # fmt: skip
def test_proclitics_are_cut(word: str, bare: str) -> None:
    start, end = without_clitics(word, (0, len(word)), clitics())
    assert word[start:end] == bare


@pytest.mark.parametrize(
    "word",
    [
        "وفق", "وفقا", "وصف", "وعد", "وكالة", "واصل", "فصيل", "فرانس", "بحسب", "وزير", "وزارة", "وزاراتها",
        "وفد", "وسط", "وطن", "وطنية", "وقت", "واشنطن", "ولاية", "ولايات", "وحدة", "وحدات", "وثيقة", "وضع",
        "فريق", "فرنسا", "فرنسية", "فلسطين", "فلسطينيين", "فيروس", "فيديو", "فرع", "بلد", "بلدة", "بلدية",
        "بيان", "بيروت", "برلمان", "بغداد", "بريطانيا", "لبنان", "لبنانيين", "ليبيا", "لجنة", "لجان", "لقاء",
        "لندن", "كورونا", "كوباني", "كتيبة", "كتائب", "كلية", "كُرْدِيّة",
    ],
)  # fmt: skip
def test_words_that_only_look_so_stay_whole(word: str) -> None:
    assert without_clitics(word, (0, len(word)), clitics()) == (0, len(word))


def test_the_shipped_list_is_read_once_and_is_long() -> None:
    assert clitics() is clitics()
    assert clitics().proclitics == ("وف", "بلك")
    assert len(clitics().whole) > 800


GOOD = 'proclitics = ["وف"]\nendings = []\n[whole]\n"و" = ["وزير"]\n'


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (GOOD.replace("وزير", "تقرير"), "whole.و: تقرير"),
        (GOOD.replace('"وزير"', "7"), "whole.و: 7"),
        (GOOD.replace("وزير", "وزير ما"), "whole.و: وزير ما"),
        (GOOD.replace('"و" = ["وزير"]', '"س" = ["سلام"]'), "whole.س: سلام"),
        (GOOD.replace('["وزير"]', '"وزير"'), "whole.و"),
        (GOOD.replace("endings = []", ""), "endings"),
        (GOOD.replace("[whole]", "[hole]"), "hole"),
        (GOOD.split("[", maxsplit=1)[0], "Invalid value"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, text: str, row: str) -> None:
    path = tmp_path / "clitics.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AnnotatorError) as caught:
        read_clitics(path)
    assert caught.value.code == "bad-lexicon"
    assert caught.value.details["path"] == str(path)
    assert row in str(caught.value.details["row"])
    assert all("clitics.toml" in error_sentence(language, caught.value) for language in LANGUAGES)


def test_a_good_list_is_folded(tmp_path: Path) -> None:
    path = tmp_path / "clitics.toml"
    path.write_text(GOOD.replace("وزير", "وَزارة"), encoding="utf-8")
    assert read_clitics(path).whole == {"وزاره"}


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match="bad-lexicon"):
        read_clitics(tmp_path / "absent.toml")
