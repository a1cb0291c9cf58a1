"""Sentences in Arabic and English, from the tables in `resources/i18n/`.

A row is `key = { ar = "...", en = "..." }`; where a number decides the form, each language holds a table
of plural forms instead (CLDR categories), chosen by the value called `n`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from annotator.core.errors import AnnotatorError
from annotator.resources_path import data_path

Language = Literal["ar", "en"]
LANGUAGES: tuple[Language, ...] = ("ar", "en")

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


@cache
def table() -> Mapping[str, Mapping[str, Any]]:
    """Every row of every file, keyed `file.key`, e.g. `errors.not-utf8`."""
    rows: dict[str, Mapping[str, Any]] = {}
    for path in sorted(data_path("resources", "i18n").glob("*.toml")):
        with path.open("rb") as file:
            rows.update({f"{path.stem}.{key}": row for key, row in tomllib.load(file).items()})
    return rows


def tr(language: Language, key: str, **values: object) -> str:
    """The sentence `key` in `language`; inserted texts are isolated and cannot reorder it."""
    entry = table()[key][language]
    if isinstance(entry, Mapping):
        form = plural_form(language, int(str(values["n"])))
        entry = entry.get(form, entry["other"])
    return str(entry).format_map({name: isolated(value) for name, value in values.items()})


def isolated(value: object) -> str:
    """`value` as text; anything but a plain number is wrapped in U+2068/U+2069."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}"


def error_sentence(language: Language, error: AnnotatorError) -> str:
    """What happened and what to do, for an error's code and details."""
    return tr(language, f"errors.{error.code}", **error.details)


def plural_form(language: Language, n: int) -> str:
    """The CLDR plural category of a whole number."""
    if language == "ar":
        if n in (0, 1, 2):
            return ("zero", "one", "two")[n]
        if 3 <= n % 100 <= 10:
            return "few"
        return "many" if 11 <= n % 100 <= 99 else "other"
    return "one" if n == 1 else "other"
