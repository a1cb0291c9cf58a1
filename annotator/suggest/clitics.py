"""Reads the list of proclitics, and of the words that only look as if they had one."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.core.selecting import Clitics
from annotator.disk import data_path


@cache
def clitics() -> Clitics:
    """The proclitics of Arabic and the words that only look as if they had one, as the program ships them."""
    return read_clitics(data_path("resources", "lexicon", "clitics.toml"))


def read_clitics(path: Path) -> Clitics:
    """The lists in `path`, folded. Raises `AnnotatorError("bad-lexicon", path, row)` at the first bad row."""
    table = read_table(path)
    if strange := sorted(table.keys() - {"proclitics", "endings", "whole"}):
        raise AnnotatorError("bad-lexicon", path=str(path), row=strange[0])
    proclitics = word_list(path, "proclitics", table.get("proclitics"))
    endings = word_list(path, "endings", table.get("endings"))
    by_letter = table.get("whole")
    if not isinstance(by_letter, dict):
        raise AnnotatorError("bad-lexicon", path=str(path), row="whole")
    whole: set[str] = set()
    for letter, rows in by_letter.items():
        words = word_list(path, f"whole.{letter}", rows)
        for word in words:
            # A word under another letter than its own, or under no proclitic, would never be looked up.
            if word[0] != letter or letter not in "".join(proclitics):
                raise AnnotatorError("bad-lexicon", path=str(path), row=f"whole.{letter}: {word}")
        whole.update(words)
    return Clitics(proclitics, frozenset(whole), endings)


def read_table(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises `AnnotatorError("bad-lexicon", path, row)` if it is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AnnotatorError("bad-lexicon", path=str(path), row=str(error)) from error


def word_list(path: Path, row: str, values: object) -> tuple[str, ...]:
    """The folded words of a list; `row` names it."""
    if not isinstance(values, list):
        raise AnnotatorError("bad-lexicon", path=str(path), row=row)
    words: list[str] = []
    for value in values:
        key = fold_key(value) if isinstance(value, str) else ""
        if not key or " " in key:
            raise AnnotatorError("bad-lexicon", path=str(path), row=f"{row}: {value}")
        words.append(key)
    return tuple(words)
