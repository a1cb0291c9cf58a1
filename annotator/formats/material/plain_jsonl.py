"""JSON of any shape that holds texts, as collections of articles come. Read only.

A record may be a line, an element of an array, or lie within others (`{"articles": [...]}`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import msgspec

from annotator.core.model import Bundle
from annotator.formats.base import JSON_SUFFIXES, Format, Problem, ReadOptions, Sample
from annotator.formats.material.fields import columns_of, has_text, record_document, text_of
from annotator.formats.material.foreign import FORMAT_OF, tool_of
from annotator.formats.records import decoded_record, looked_ahead, records
from annotator.formats.source import Source, displayed

_OBJECT = msgspec.json.Decoder(dict[str, Any])
_DEEPEST: Final = 4
_TRIED: Final = 30
"""Records by which the fields are guessed."""


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    told = False
    path = displayed(source.path)
    ahead, rows = looked_ahead(_decoded(source, options), _TRIED)
    fields = _fields(path, [row[1] for row in ahead if isinstance(row, tuple)], options)
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        number, record = row
        if not told and (tool := tool_of(record)):
            told = True
            yield Problem(path, number, "labels-not-read", {"tool": tool, "format": FORMAT_OF[tool]})
        for inner in inner_records(record, fields):
            yield record_document(inner, path, number, fields)


def _decoded(source: Source, options: ReadOptions) -> Iterator[tuple[int, dict[str, Any]] | Problem]:
    for found in records(source, options):
        if isinstance(found, Problem):
            yield found
            continue
        record = decoded_record(_OBJECT, source, *found)
        yield record if isinstance(record, Problem) else (found[0], record)


def _fields(path: str, first: Sequence[dict[str, Any]], options: ReadOptions) -> Mapping[str, str]:
    """What was said of the fields of records with these keys, those of the first ones together."""
    found = list(islice((row for record in first for row in inner_records(record, options.fields)), _TRIED))
    names = list(dict.fromkeys(name for record in found for name in _names(record)))
    if not names:
        return options.fields
    told = options.fields_of(names)
    options.tell(
        columns_of(path, names, [_by_path(row, dict(zip(names, names, strict=True))) for row in found], told)
    )
    return told


def _names(record: Mapping[str, Any]) -> Iterator[str]:
    """The keys of what may fill a field, and those of objects within as paths."""
    for key, value in record.items():
        if isinstance(value, Mapping):
            yield from (f"{key}.{name}" for name, inner in value.items() if isinstance(inner, str))
        elif isinstance(value, str | int | float) or text_of(value) is not None:
            yield key


def inner_records(record: dict[str, Any], fields: Mapping[str, str]) -> list[dict[str, Any]]:
    """The record itself where it holds a text; else those that lie within it and do.

    One object within it is joined with what stands around it. A name that a text only sometimes has, such as
    `description`, counts where nothing within has a text.
    """
    if has_text(flat := _by_path(record, fields), fields, fallback=False):
        return [flat]
    return _within(record, fields, _DEEPEST) or [flat]


def _within(record: dict[str, Any], fields: Mapping[str, str], depth: int) -> list[dict[str, Any]]:
    if not depth:
        return []
    for value in record.values():
        if isinstance(value, list) and (rows := [row for row in value if isinstance(row, dict)]):
            found = [one for row in rows for one in inner_records(row, fields)]
            if any(has_text(one, fields) for one in found):
                return found
    objects = {key: value for key, value in record.items() if isinstance(value, dict)}
    holding = {key: value for key, value in objects.items() if has_text(value, fields)}
    if len(holding) == 1:
        ((key, inner),) = holding.items()
        around = {(f"{key}.{name}" if name in record else name): value for name, value in inner.items()}
        return [{**{name: value for name, value in record.items() if name != key}, **around}]
    if holding:
        return [_by_path(value, fields) for value in objects.values()]
    for value in objects.values():
        if found := _within(value, fields, depth - 1):
            return found
    return []


def _by_path(record: dict[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """The record with what `fields` names by a path (`article.body`) under that path."""
    reached = {}
    for path in fields.values():
        value: Any = record
        for name in path.split(".") if path not in record else ():
            value = value.get(name) if isinstance(value, dict) else None
        if value is not record and value is not None:
            reached[path] = value
    return {**record, **reached} if reached else record


def _recognises(sample: Sample) -> bool:
    if sample.record is None:
        return False
    return any(has_text(row, {}) for row in inner_records(sample.record, {}))


JSONL = Format(
    id="jsonl",
    suffixes=JSON_SUFFIXES,
    carries=frozenset({"metadata"}),
    read=_read,
    write=None,
    recognises=_recognises,
)
