"""Reads the lists of words that tell where a name of several words begins and ends."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.core.naming import Naming
from annotator.disk import data_path
from annotator.suggest.clitics import read_table, word_list

_TA, _ALEF, _WAW = "ت", "ا", "و"
_PERSONS = ("", _TA, _ALEF, _WAW + _ALEF)
"""What a verb in the past may end in."""


@cache
def naming() -> Naming:
    """The lists as the program ships them."""
    folder = data_path("resources", "lexicon")
    return read_naming(folder / "naming.toml", folder / "cues.toml")


def read_naming(path: Path, cues: Path) -> Naming:
    """The lists in `path`, folded, with the verbs in `cues` that mean nothing else.

    Raises `AnnotatorError("bad-lexicon", path, row)` at the first bad row, and where a list is missing.
    """
    table = read_table(path)
    names = Naming.__struct_fields__
    if strange := sorted(table.keys() ^ set(names)):
        raise AnnotatorError("bad-lexicon", path=str(path), row=strange[0])
    lists = {name: word_list(path, name, table[name]) for name in names}
    said = [row for row in read_table(cues).get("verbs", ()) if not row.get("homograph")]
    past = [*lists["verbs"], *_forms(said, "past"), *_forms(said, "forms")]
    # The present of a sound verb keeps its letters: «اعتقل», «تعتقل». «ي» is told by its look.
    present = [*_forms(said, "present"), *(stem.removeprefix(_ALEF) for stem in past)]
    participles = _forms(said, "participle")
    lists["verbs"] = (
        *(stem + person for stem in past for person in _PERSONS),
        *(_TA + stem for stem in present),
        *(stem + _ALEF for stem in participles),
    )
    return Naming(**{name: frozenset(words) for name, words in lists.items()})


def _forms(rows: list[dict[str, Any]], key: str) -> list[str]:
    """The folded words under a key of the rows of cues."""
    return [fold_key(word) for row in rows for word in row.get(key, ())]
