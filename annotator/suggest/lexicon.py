"""Knowledge of Arabic news: the word lists of `resources/lexicon/`, and a project's own."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from annotator.core.errors import AnnotatorError
from annotator.disk import data_path
from annotator.suggest.clitics import clitics, read_clitics
from annotator.suggest.lexicon_rows import BY_KEY, TABLES, Lexicon, Tables, built, row_problem

__all__ = ["FILES", "Lexicon", "clitics", "lexicon", "read_clitics", "read_lexicon"]

FILES: Final = ("cues.toml", "sources.toml", "words.toml", "people.toml")
"""The files of `resources/lexicon/` that a project's own entries are added to, in this order."""


def read_lexicon(own: str = "", *, paths: Sequence[Path] = ()) -> tuple[Lexicon, list[AnnotatorError]]:
    """The lexicon of `paths` (the program's own files unless given) with a project's entries, a TOML text.

    A row that is not as it should be is left out and named among the problems, the rest is used; so is a
    file or a text that cannot be read at all.
    """
    tables: Tables = {name: [] for name in TABLES}
    problems: list[AnnotatorError] = []
    for path in paths or [data_path("resources", "lexicon", name) for name in FILES]:
        try:
            table = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            problems.append(AnnotatorError("bad-lexicon-file", path=str(path), reason=str(error)))
        else:
            _gather(tables, table, str(path), problems)
    try:
        table = tomllib.loads(own.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        problems.append(AnnotatorError("bad-own-lexicon", reason=str(error)))
    else:
        _gather(tables, table, "", problems)
    return built(tables, clitics(), problems), problems


@cache
def lexicon() -> Lexicon:
    """The lexicon as the program ships it. Raises `AnnotatorError` if it is damaged."""
    found, problems = read_lexicon()
    if problems:
        raise problems[0]
    return found


def _gather(tables: Tables, table: dict[str, Any], path: str, problems: list[AnnotatorError]) -> None:
    """Sort the rows of one file or text into `tables`, each with the place it came from."""
    for name, rows in table.items():
        if name in BY_KEY and isinstance(rows, dict):
            tables[name] += [(path, key, words) for key, words in rows.items()]
        elif name in TABLES and name not in BY_KEY and isinstance(rows, list):
            tables[name] += [(path, str(number), row) for number, row in enumerate(rows, start=1)]
        else:
            problems.append(row_problem(path, name, type(rows).__name__))
