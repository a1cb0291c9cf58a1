"""The words by which tolls are read, from `resources/lexicon/tolls.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterator
from functools import cache
from typing import Any, Final

from annotator.core.quantities import PLURAL, key_of
from annotator.core.toll_words import Act, Noun, TollWords
from annotator.disk import data_path

_PAST: Final = ("", "ت", "وا", "تا", "ن")
_PRESENT: Final = (("ي", ""), ("ت", ""), ("ي", "ون"), ("ي", "ان"), ("ت", "ان"))
_SOUND: Final = "ون"
_UNKNOWN: Final = "unknown"


@cache
def toll_words() -> TollWords:
    """The words as the program ships them."""
    table = read_table()
    lists = dict(table["lists"])
    telling = {key_of(word): who for who, words in lists.pop("telling").items() for word in words}
    return TollWords(
        acts=dict(_acts(table)),
        nouns=dict(reversed(list(_nouns(table)))),
        telling=telling,
        **{name: frozenset(map(key_of, words)) for name, words in lists.items()},
    )


def read_table() -> dict[str, Any]:
    """The file as it stands."""
    path = data_path("resources", "lexicon", "tolls.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _acts(table: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Act]]:
    for row in table["acts"]:
        needs = tuple(map(key_of, row.get("with", ())))
        past = [f"{stem}{ending}" for stem in row.get("past", ()) for ending in _PAST]
        present = [f"{a}{stem}{z}" for stem in row.get("present", ()) for a, z in _PRESENT]
        for verb, words in (
            (False, row.get("nouns", ())),
            (True, [*past, *present, *row.get("phrases", ())]),
        ):
            for word in words:
                yield tuple(map(key_of, word.split())), Act(row["what"], verb, needs)


def _nouns(table: dict[str, Any]) -> Iterator[tuple[str, Noun]]:
    for row in table["people"]:
        noun = Noun(row["what"], _UNKNOWN, 1, state=row.get("state", False))
        yield from _forms(row.get("one", ""), row["many"], noun)
    for section in ("things_by_who", "people_by_who"):
        for who, rows in table[section].items():
            for row in rows:
                one, *many = (word.replace("_", " ") for word in row.split())
                yield from _forms(one, many, Noun("", who, 1, thing=section == "things_by_who"))
    for who, rows in table["people_by_who"].items():  # «معلمة»، «معلمات»
        for one in (row.split()[0] for row in rows):
            if not one.endswith("ة"):
                yield from _forms(f"{one}ة", [f"{one}ات"], Noun("", who, 1))


def _forms(one: str, many: list[str], noun: Noun) -> Iterator[tuple[str, Noun]]:
    """The forms of a noun with how many each says by itself; a dual that may be a plural says "at least"."""
    plurals = dict.fromkeys(key_of(form) for word in many for form in _plural(word))
    if one:
        yield from _singular(one, plurals, noun)
    for key in plurals:
        yield key, noun.of(PLURAL)


def _singular(one: str, plurals: Container[str], noun: Noun) -> Iterator[tuple[str, Noun]]:
    """The singular and the dual, as subject and as object, and with what is attached behind."""
    stem = f"{one[:-1]}ت" if one.endswith("ة") else one
    for ending in ("ان", "ين", "ي"):
        key = key_of(stem + ending)
        yield key, noun.of(2, open=key in plurals)
    yield key_of(one), noun
    yield key_of(f"{stem}ا"), noun.of(2, construct=True) if stem != one else noun.of(1, accusative=True)
    if stem != one:
        yield key_of(stem), noun.of(1, attached=True)


def _plural(word: str) -> list[str]:
    if not word.endswith(_SOUND):
        return [word]
    stem = word.removesuffix(_SOUND)
    return [word, f"{stem}ين", f"{stem}و", f"{stem}ي"]
