"""Files of JSON records with labels: each record of a file becomes a sheet, or says why it is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from annotator.core.model import Bundle
from annotator.formats.annotation.marks import Mark, Sheet, bundle_of
from annotator.formats.base import Problem, ReadOptions
from annotator.formats.records import decoded_record, records
from annotator.formats.source import Source, displayed

_OBJECT = msgspec.json.Decoder(dict[str, Any])


def json_bundles(
    source: Source,
    options: ReadOptions,
    format_id: str,
    sheets_of: Callable[[dict[str, Any]], Iterable[Sheet]],
) -> Iterator[Bundle | Problem]:
    """What the records of a file hold. `sheets_of` may raise `Unreadable` for one that does not hold."""
    path = displayed(source.path)
    for found in records(source, options):
        if isinstance(found, Problem):
            yield found
            continue
        line, raw = found
        record = decoded_record(_OBJECT, source, line, raw)
        if isinstance(record, Problem):
            yield record
            continue
        try:
            for sheet in sheets_of(record):
                yield from bundle_of(msgspec.structs.replace(sheet, place=line), path, options, format_id)
        except Unreadable as error:
            yield Problem(path, line, "bad-record", {"field": error.field, "message": error.message})


class Unreadable(Exception):
    """A record whose `field` is not what the format says."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field, message)
        self.field = field
        self.message = message


def objects(record: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The list of objects under a name; empty where there is none. Raises `Unreadable`."""
    rows = record.get(name) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(name, "expected a list of objects")
    return rows


def text_of(record: dict[str, Any], *names: str) -> str:
    """The text under the first of `names` that is there. Raises `Unreadable`."""
    for name in names:
        if isinstance(value := record.get(name), str):
            return value
    raise Unreadable(names[0], "expected a text")


def marks_of(record: dict[str, Any], name: str = "spans") -> list[Mark]:
    """The marks under a name: `start`, `end`, `label`, perhaps their words. Raises `Unreadable`."""
    marks = []
    for place, row in enumerate(objects(record, name)):
        label, quote = row.get("label"), row.get("text")
        if not isinstance(label, str):
            raise Unreadable(f"{name}.label", "expected a text")
        ends = number(row.get("start"), f"{name}.start"), number(row.get("end"), f"{name}.end")
        words = quote if isinstance(quote, str) else None
        marks.append(Mark(key=f"{place}", label=label, ranges=(ends,), quote=words))
    return marks


def number(value: Any, field: str) -> int:
    """A whole number. Raises `Unreadable`."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unreadable(field, "expected a whole number")
    return value
