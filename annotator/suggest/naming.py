"""Reads the lists of words that tell where a name of several words begins and ends."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.core.naming import Naming
from annotator.disk import data_path
from annotator.suggest.clitics import read_table, word_list

_PERSONS = ("", "ت", "وا", "ا")
"""What a verb in the past may end in."""
_PRESENT = ("ي", "ت")
_ACCUSATIVE = "ا"


@cache
def naming() -> Naming:
    """The lists as the program ships them."""
    folder = data_path("resources", "lexicon")
    return read_naming(folder / "naming.toml", folder / "cues.toml")


def read_naming(path: Path, cues: Path) -> Naming:
    """The lists in `path`, folded, with the verbs in `cues`, which name nobody either.

    Raises `AnnotatorError("bad-lexicon", path, row)` at the first bad row, and where a list is missing.
    """
    table = read_table(path)
    names = Naming.__struct_fields__
    if strange := sorted(table.keys() ^ set(names)):
        raise AnnotatorError("bad-lexicon", path=str(path), row=strange[0])
    lists = {name: word_list(path, name, table[name]) for name in names}
    said = read_table(cues).get("verbs", ())
    past = [*lists["verbs"], *_forms(said, "past"), *_forms(said, "forms")]
    present = _forms(said, "present")
    participles = _forms(said, "participle")
    lists["verbs"] = (
        *(stem + person for stem in past for person in _PERSONS),
        *(prefix + stem for stem in present for prefix in _PRESENT),
        *(stem + _ACCUSATIVE for stem in participles),
    )
    return Naming(**{name: frozenset(words) for name, words in lists.items()})


def _forms(rows: object, key: str) -> list[str]:
    """The folded words under a key of the rows of cues, which the lexicon checks."""
    if not isinstance(rows, list):
        return []
    return [fold_key(word) for row in rows for word in row.get(key, ())]
