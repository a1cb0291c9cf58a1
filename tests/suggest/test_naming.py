"""The shipped lists of where a name ends: what each row of them does, and what is refused in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.core.naming import Naming, names_at
from annotator.disk import data_path
from annotator.suggest.clitics import clitics, read_table
from annotator.suggest.naming import naming, read_naming
from annotator.words.i18n import LANGUAGES, error_sentence

LEXICON = data_path("resources", "lexicon")
SHIPPED = read_table(LEXICON / "naming.toml")


def name(marked: str) -> str | None:
    """The likeliest name where the bar stands, by the shipped lists."""
    offset, text = marked.index("|"), marked.replace("|", "", 1)
    found = names_at(text, offset, (0, len(text)), clitics(), naming())
    return text[slice(*found[0])] if found else None


def rows(of: str, skip: tuple[str, ...] = ()) -> list[str]:
    words: list[str] = SHIPPED[of]
    return [word for word in words if word not in skip]


@pytest.mark.parametrize("word", [*rows("stops"), *rows("verbs"), "يحتضن", "وفي"])
def test_a_name_ends_before_it_and_none_begins_with_it(word: str) -> None:
    assert name(f"مدرسة النخ|يل {word} الزيتون") == "مدرسة النخيل"
    assert name(f"|{word} الزيتون") is None


@pytest.mark.parametrize("word", rows("nouns_like_verbs"))
def test_it_is_a_noun_though_it_looks_like_a_verb(word: str) -> None:
    assert name(f"مدر|سة {word} في") == f"مدرسة {word}"


@pytest.mark.parametrize("word", rows("directions"))
def test_a_direction_begins_a_name_and_ends_the_one_before(word: str) -> None:
    assert name(f"نه|ر نخلة {word} الزيتون") == "نهر نخلة"
    assert name(f"نهر نخلة |{word} الزيتون") == f"{word} الزيتون"


@pytest.mark.parametrize("word", rows("places", skip=("مدينة",)))
def test_another_kind_of_place_is_another_name(word: str) -> None:
    assert name(f"مدي|نة نخلة {word} الزيتون") == "مدينة نخلة"
    assert name(f"مدي|نة {word} الزيتون") == f"مدينة {word} الزيتون"


@pytest.mark.parametrize("word", rows("nations"))
def test_where_a_place_lies_is_no_part_of_its_name(word: str) -> None:
    assert name(f"مدي|نة نخلة ال{word}") == "مدينة نخلة"
    assert name(f"مدي|نة نخلة ال{word[:-1]}") == "مدينة نخلة"
    assert name(f"وزا|رة الزراعة ال{word}") == f"وزارة الزراعة ال{word}"


@pytest.mark.parametrize("word", rows("offices"))
def test_an_office_is_another_name_than_who_holds_it(word: str) -> None:
    assert name(f"سا|مي نخلة {word} الزيتون") == "سامي نخلة"
    assert name(f"|{word} الزيتون") == f"{word} الزيتون"


@pytest.mark.parametrize("word", rows("bodies"))
def test_the_name_of_a_body_goes_on_over_lam(word: str) -> None:
    assert name(f"ال|{word} الكبير للزراعة") == f"ال{word} الكبير للزراعة"
    assert name("الن|خيل الكبير للزراعة") == "النخيل الكبير"


@pytest.mark.parametrize("word", rows("heads"))
def test_a_head_goes_on_with_what_looks_like_a_proclitic(word: str) -> None:
    assert name(f"|{word} لبيد في") == f"{word} لبيد"


@pytest.mark.parametrize("word", rows("links"))
def test_a_link_goes_on_after_an_article(word: str) -> None:
    assert name(f"الن|خيل {word} سامي") == f"النخيل {word} سامي"


@pytest.mark.parametrize("word", rows("numbered"))
def test_it_may_have_a_number(word: str) -> None:
    assert name(f"|{word} 12 في") == f"{word} 12"
    assert name("النخ|يل 12 في") is None


@pytest.mark.parametrize("word", rows("counters"))
def test_a_number_is_counted(word: str) -> None:
    assert name(f"النخ|يل {word} 12 في") == f"النخيل {word} 12"


@pytest.mark.parametrize("word", rows("times"))
def test_with_a_number_it_is_a_date(word: str) -> None:
    assert name(f"النخيل |{word} 12 في") == f"{word} 12"
    assert name(f"مدرسة النخ|يل {word} 12") == "مدرسة النخيل"


@pytest.mark.parametrize("word", rows("time_openers"))
def test_a_date_begins_with_it(word: str) -> None:
    assert name(f"عام 1912 {word} 1|2 شباط") == f"{word} 12 شباط"


@pytest.mark.parametrize("word", rows("time_ends"))
def test_a_date_goes_on_with_it(word: str) -> None:
    assert name(f"شبا|ط {word} في") == f"شباط {word}"


@pytest.mark.parametrize("word", ["فريدة", "كاظم", "فاتن", "كريم"])
def test_letters_that_are_rarely_proclitics_are_the_words_own(word: str) -> None:
    assert name(f"سا|مي {word} في") == f"سامي {word}"


@pytest.mark.parametrize(
    "word", ["قالت", "أكدوا", "تشن", "تعتقل", "تستهدف", "يعلن", "تنفي", "زارت", "تطلق", "مؤكدا"]
)
def test_verbs_are_known_in_their_forms(word: str) -> None:
    assert naming().kind(fold_key(word)) == "stop"


@pytest.mark.parametrize(
    "word", ["تدمر", "تونس", "تل", "تركيا", "تحرير", "تنظيم", "فتح", "حماس", "طالب", "نجيب", "ولد", "عمل"]
)
def test_nouns_that_look_like_verbs_are_none(word: str) -> None:
    assert naming().kind(fold_key(word)) == "name"


def test_no_word_is_listed_twice_where_one_list_wins() -> None:
    kinds = ("stops", "verbs", "times", "time_openers", "time_ends")
    words = [fold_key(word) for kind in kinds for word in SHIPPED[kind]]
    assert len(set(words)) == len(words)
    for key, listed in SHIPPED.items():
        assert len(set(map(fold_key, listed))) == len(listed), key


def test_the_lists_are_read_once() -> None:
    assert naming() is naming()


def written(folder: Path, **lists: object) -> Path:
    """A file with every list, empty but for those given."""
    path = folder / "naming.toml"
    table = {**{field: [] for field in Naming.__struct_fields__}, **lists}
    path.write_text("\n".join(f"{key} = {value}" for key, value in table.items()), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("lists", "row"),
    [({"stops": ["من جهة"]}, "stops: من جهة"), ({"heads": [3]}, "heads: 3"), ({"links": 1}, "links"),
     ({"names": []}, "names")],
)  # fmt: skip
def test_a_bad_row_is_named(tmp_path: Path, lists: dict[str, object], row: str) -> None:
    with pytest.raises(AnnotatorError) as caught:
        read_naming(written(tmp_path, **lists), LEXICON / "cues.toml")
    assert (caught.value.code, caught.value.details["row"]) == ("bad-lexicon", row)
    assert all("naming.toml" in error_sentence(language, caught.value) for language in LANGUAGES)


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    path = tmp_path / "naming.toml"
    path.write_text("stops = []", encoding="utf-8")
    with pytest.raises(AnnotatorError, match="bad-lexicon"):
        read_naming(path, LEXICON / "cues.toml")
    with pytest.raises(AnnotatorError, match="bad-lexicon"):
        read_naming(tmp_path / "absent.toml", LEXICON / "cues.toml")


def test_rows_are_folded(tmp_path: Path) -> None:
    read = read_naming(written(tmp_path, places=["قَرْيَة"]), LEXICON / "cues.toml")
    assert read.places == {"قريه"}
