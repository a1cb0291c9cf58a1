"""The lists of places and of words that tell an actor: complete, readable, refused where damaged."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from babel import Locale

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.disk import data_path
from annotator.suggest.gazetteer.suggester import suggest_first
from annotator.suggest.gazetteer.words import gazetteer, read_gazetteer
from tests.suggest.proposing import known, sentence

FOLDER = data_path("resources", "lexicon")
STATES = re.findall(
    "[A-Z]{2}",
    """
    AE AF AL AM AO AR AT AU AZ BA BD BE BF BG BH BI BJ BN BO BR BT BW BY BZ CA CF CH CI CL CM CN CO CR CU CY
    CZ DE DJ DK DO DZ EC EE EG ER ES ET FI FJ FR GA GB GE GH GM GN GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ
    IR IS IT JM JO JP KE KG KH KM KP KR KW KZ LA LB LK LR LS LT LU LV LY MA MC MD ME MG MK ML MR MT MU MV MW
    MX MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG PH PK PL PT PY QA RO RS RU RW SA SD SE SG SI SK SL SN SO SR
    SS SV SY SZ TD TG TH TJ TM TN TR TW TZ UA UG US UY UZ VE VN XK YE ZA ZM ZW
    """,
)


@pytest.mark.parametrize("state", STATES)
def test_each_country_is_found_by_the_name_that_the_common_locale_data_gives(state: str) -> None:
    name = Locale("ar").territories[state]
    text = f"سافر الوفد إلى مدينة في {name}."
    rows = suggest_first(sentence(text), text, known())
    assert [(row.spans[0].label, row.spans[0].quote) for row in rows][-1:] == [("place", name)]


def test_the_adjectives_of_countries_follow_from_their_names() -> None:
    nations = gazetteer().words["nations"]
    told = ("باكستانية", "كينية", "تركية", "سورية", "برازيلية", "كورية", "فيتنامية", "نيجيرية")
    assert {fold_key(word) for word in told} <= nations


def test_no_word_stands_twice_in_a_list() -> None:
    for name in ("places.toml", "actors.toml", "people.toml"):
        for table, rows in tomllib.loads((FOLDER / name).read_text(encoding="utf-8")).items():
            lists = rows if isinstance(rows, dict) else {table: rows}
            for key, words in lists.items():
                assert sorted(set(words)) == sorted(words), f"{name}: {key}"


@pytest.mark.parametrize(
    ("damaged", "by"),
    [
        ("places.toml", 'countries = "x"'),
        ("places.toml", "countries = [1]"),
        ("places.toml", 'countries = [""]'),
        ("places.toml", "[words]\nkinds = []"),
        ("actors.toml", "[words"),
        ("actors.toml", ""),
        ("people.toml", "[people]\nofficial = [3]"),
    ],
)
def test_a_damaged_list_is_told(tmp_path: Path, damaged: str, by: str) -> None:
    paths = {}
    for name in ("places.toml", "actors.toml", "people.toml"):
        text = (FOLDER / name).read_text(encoding="utf-8") if name != damaged else by
        paths[name] = tmp_path / name
        paths[name].write_text(text, encoding="utf-8")
    with pytest.raises(AnnotatorError, match="bad-lexicon") as error:
        read_gazetteer(*paths.values())
    assert error.value.details["path"] == str(paths[damaged])
