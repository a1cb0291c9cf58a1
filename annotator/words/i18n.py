"""Sentences in Arabic and English, from the tables in `resources/i18n/`.

A row is `key = { ar = "...", en = "..." }`; where a number decides the form, each language holds a table
of plural forms instead (CLDR categories), chosen by the value called `n`.
"""

from __future__ import annotations

import errno
import os
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal

from annotator.core.errors import AnnotatorError
from annotator.disk import data_path

Language = Literal["ar", "en"]
LANGUAGES: tuple[Language, ...] = ("ar", "en")

DIRECTION_MARKS: Final[Mapping[Language, str]] = {"ar": "\u200f", "en": "\u200e"}
"""Before a sentence, so that the letters it begins with do not decide its side."""

_DIRECTION_ISOLATES: Final[Mapping[Language, str]] = {"ar": "\u2067", "en": "\u2066"}
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
_ISOLATES: Final = "\u2066\u2067" + FIRST_STRONG_ISOLATE

# What the operating system says most often; all else it says is inserted as it comes, in its language.
_REASONS: Final = {
    os.strerror(getattr(errno, name)): name
    for name in (
        "ENOENT", "EACCES", "EPERM", "EEXIST", "EISDIR", "ENOTDIR", "ENOSPC", "EROFS", "ENAMETOOLONG",
        "ELOOP", "EIO", "EFBIG", "EDQUOT",
    )
    if hasattr(errno, name)
}  # fmt: skip
_ERRNO: Final = re.compile(r"\[Errno \d+\] ([^:]+)")


Row = Mapping[str, Any]


@cache
def table() -> Mapping[str, Row]:
    """Every row of every file, keyed `file.key`, e.g. `errors.not-utf8`."""
    stems = sorted(path.stem for path in data_path("resources", "i18n").glob("*.toml"))
    return {f"{stem}.{key}": row for stem in stems for key, row in _rows(stem).items()}


@cache
def _rows(stem: str) -> Mapping[str, Row]:
    """The rows of one file, read when one of them is first needed."""
    with data_path("resources", "i18n", f"{stem}.toml").open("rb") as file:
        return tomllib.load(file)


def has_row(key: str) -> bool:
    """Whether there is a row `file.key`; only that file is read."""
    stem, _, name = key.partition(".")
    return name in _rows(stem)


def tr(language: Language, key: str, **values: object) -> str:
    """The sentence `key` in `language`; inserted texts are isolated and cannot reorder it.

    `n` is a count and gets its thousands marked; other numbers (lines, columns) are inserted as they are.
    """
    stem, _, name = key.partition(".")
    entry = _rows(stem)[name][language]
    count = values.get("n")
    if isinstance(entry, Mapping):
        form = plural_form(language, int(str(count)))
        entry = entry.get(form, entry["other"])
    inserted = {name: _inserted(language, value) for name, value in values.items()}
    if isinstance(count, int):
        inserted["n"] = f"{count:,}"
    return str(entry).format_map(inserted)


def isolated(value: object) -> str:
    """`value` as one line of text; anything but a number is wrapped in U+2068/U+2069, and cannot end that."""
    if isinstance(value, int):
        return str(value)
    line = " ".join(str(value).splitlines())
    return f"{FIRST_STRONG_ISOLATE}{_closed(line)}{POP_ISOLATE}"


def _inserted(language: Language, value: object) -> str:
    """`value` isolated. What begins with an isolate was put together here: the language decides its side, not
    what is in it."""
    line = isolated(value)
    is_told = isinstance(value, str) and value.startswith(tuple(_ISOLATES))
    return f"{_DIRECTION_ISOLATES[language]}{line[1:]}" if is_told else line


def error_sentence(language: Language, error: AnnotatorError) -> str:
    """Say what happened and what to do, for an error's code and details."""
    details = dict(error.details)
    if "reason" in details:
        details["reason"] = reason_words(language, str(details["reason"]))
    return tr(language, f"errors.{error.code}", **details)


def reason_words(language: Language, reason: str) -> str:
    """The message of the operating system, in `language` where it is one of the usual ones."""
    numbered = _ERRNO.match(reason)
    name = _REASONS.get(numbered.group(1) if numbered else reason)
    return tr(language, f"errors.reason-{name}") if name else reason


def plural_form(language: Language, n: int) -> str:
    """The CLDR plural category of a whole number."""
    if language == "ar":
        if n in (0, 1, 2):
            return ("zero", "one", "two")[n]
        if 3 <= n % 100 <= 10:
            return "few"
        return "many" if 11 <= n % 100 <= 99 else "other"
    return "one" if n == 1 else "other"


def _closed(text: str) -> str:
    """`text` in which every isolate that begins also ends, and none ends that has not begun."""
    kept, open_isolates = [], 0
    for char in text:
        if char in _ISOLATES:
            open_isolates += 1
        elif char == POP_ISOLATE:
            if not open_isolates:
                continue
            open_isolates -= 1
        kept.append(char)
    return "".join(kept) + POP_ISOLATE * open_isolates
