"""Name lists: rows of label, name, variants, identifier and whatever else is known of names."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.core.offsets import canonical
from annotator.disk import data_path
from annotator.formats.base import Problem
from annotator.formats.csv_table import unescaped
from annotator.formats.encoding import check_encoding, decoded, refuse_binary
from annotator.formats.source import Source, displayed, read_document

_HEAD_BYTES: Final = 4096
_SEPARATORS: Final = ("\t", ";", ",")
_BETWEEN_VARIANTS: Final = "|"
_ALEF, _LAM = "ا", "ل"


class NameRow(msgspec.Struct, frozen=True):
    """A row of a list, as written; `line` counts from 1."""

    line: int
    label: str
    name: str
    variants: tuple[str, ...] = ()
    identifier: str = ""
    others: dict[str, str] = {}
    """What stands in further columns, by their headings: values of attributes."""


def read_names(path: Path, encoding: str | None = None) -> Iterator[NameRow | Problem]:
    """The rows of a list; a broken one is a `Problem`, and the rest goes on.

    `encoding` is for files without a byte order mark that are not UTF-8. Raises "unknown-encoding"; a file
    that cannot be read at all is a `Problem` of its own.
    """
    check_encoding(encoding)
    shown = displayed(path)
    try:
        with Source(path).open() as stream:
            refuse_binary(stream.peek(_HEAD_BYTES)[:_HEAD_BYTES], encoding)
            text = decoded(read_document(stream), encoding)
    except AnnotatorError as error:
        yield Problem(shown, None, error.code, error.details)
        return
    # Line by line: a quotation mark that is never closed spoils its own row only.
    filled = [
        (number, line)
        for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1)
        if line.strip()
    ]
    if not filled:
        yield Problem(shown, None, "empty-file")
        return
    separator = _separator(filled[0][1])
    fields = _fields(filled[0][1], separator) or []
    columns = _columns(fields)
    further = _further(fields, columns) if columns is not None else {}
    for number, line in filled if columns is None else filled[1:]:
        yield _row(shown, number, line, separator, columns or _in_order(), further)


def _separator(line: str) -> str:
    return max(_SEPARATORS, key=line.count)


@cache
def _headings() -> dict[str, list[str]]:
    """For each column the words that may head it, folded."""
    with data_path("resources", "lexicon", "name_lists.toml").open("rb") as file:
        return {name: list(map(fold_key, words)) for name, words in tomllib.load(file).items()}


@cache
def _in_order() -> dict[str, int]:
    return {name: place for place, name in enumerate(_headings())}


def _columns(fields: Sequence[str]) -> dict[str, int] | None:
    """Which field holds what, if these are the words of a head; None for a row of names."""
    words = [fold_key(field).strip().removeprefix(_ALEF + _LAM) for field in fields]
    found = {
        name: words.index(word) for name, known in _headings().items() for word in known if word in words
    }
    return found if {"label", "name"} <= found.keys() else None


def _further(fields: Sequence[str], columns: dict[str, int]) -> dict[str, int]:
    """Where the columns are that have headings of their own."""
    taken = set(columns.values())
    return {
        field.strip(): place for place, field in enumerate(fields) if field.strip() and place not in taken
    }


def _fields(line: str, separator: str) -> list[str] | None:
    """The fields of a line; None if its quotation marks do not hold."""
    if '"' not in line:
        return line.split(separator)
    try:
        return next(csv.reader([line], delimiter=separator, strict=True))
    except csv.Error:
        return None


def _row(
    path: str, number: int, line: str, separator: str, columns: dict[str, int], further: dict[str, int]
) -> NameRow | Problem:
    fields = _fields(line, separator)
    if fields is None:
        return Problem(path, number, "name-row-quotes")
    try:
        values = [canonical(unescaped(field.strip())) for field in fields]
    except AnnotatorError as error:
        return Problem(path, number, error.code, {**error.details, "line": number})
    found = {name: values[place] for name, place in columns.items() if place < len(values)}
    if not found.get("label") or not found.get("name"):
        return Problem(path, number, "name-row-short")
    variants = (variant.strip() for variant in found.get("variants", "").split(_BETWEEN_VARIANTS))
    others = {head: values[place] for head, place in further.items() if place < len(values) and values[place]}
    return NameRow(
        number,
        found["label"],
        found["name"],
        tuple(filter(None, variants)),
        found.get("identifier", ""),
        others,
    )
