"""doccano's JSON lines: sequence labelling with and without relations.

doccano counts UTF-16 units, or grapheme clusters where a project says so, and its files say neither; ours
carry each span's words, so that no unit is guessed. doccano knows one author a file and drops overlapping
spans unless a project allows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from annotator.core.carrying import EVERYTHING, OURS_ALONE
from annotator.core.model import Bundle
from annotator.core.offsets import Utf16Map
from annotator.formats.annotation.facts import KEY, facts_of, sheet_fields
from annotator.formats.annotation.json_sheets import Unreadable, json_bundles, number, objects, text_of
from annotator.formats.annotation.links import Link, links_of
from annotator.formats.annotation.marks import Mark, Sheet
from annotator.formats.base import Format, Problem, ReadOptions, Sample, WriteOptions
from annotator.formats.source import Source

_LISTS = ("entities", "label", "labels")
_OURS = {"id", "text", "data", "Comments", "relations", KEY, *_LISTS}


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    return json_bundles(source, options, DOCCANO.id, _sheets)


def _sheets(record: dict[str, Any]) -> Iterable[Sheet]:
    text = text_of(record, "text", "data")
    rows: list[Any] = next((record[name] for name in _LISTS if isinstance(record.get(name), list)), [])
    marks = [_mark(row, f"{place}") for place, row in enumerate(rows)]
    told = sheet_fields(record.get(KEY), len(text))
    rest = {name: value for name, value in record.items() if name not in _OURS and value is not None}
    if remarks := record.get("Comments"):
        rest["Comments"] = remarks
    facts = {"meta": rest, **told.pop("facts", {})} if rest else told.pop("facts", {})
    unit = "utf16" if any(mark.quote for mark in marks) else ""
    yield Sheet(text=text, marks=marks, links=_links(record), unit=unit, facts=facts, **told)


def _mark(row: Any, place: str) -> Mark:
    if isinstance(row, list) and len(row) == 3 and isinstance(row[2], str):
        start, end, label = row
        return Mark(key=place, label=label, ranges=((number(start, "label"), number(end, "label")),))
    if isinstance(row, dict) and isinstance(row.get("label"), str):
        ends = number(row.get("start_offset"), "start_offset"), number(row.get("end_offset"), "end_offset")
        quote = row.get("text")
        return Mark(
            key=str(row.get("id", place)),
            label=row["label"],
            ranges=(ends,),
            quote=quote if isinstance(quote, str) else None,
        )
    raise Unreadable("label", "expected [start, end, label] or an entity")


def _links(record: dict[str, Any]) -> list[Link]:
    return [
        Link(
            kind=str(row.get("type", "")),
            head=str(row.get("from_id")),
            tail=str(row.get("to_id")),
            group=str(row.get("group") or ""),
        )
        for row in objects(record, "relations")
    ]


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    for count, bundle in enumerate(bundles, 1):
        units = Utf16Map(bundle.text)
        places = {span.id: place for place, span in enumerate(bundle.spans, 1)}
        row = {
            "id": count,
            "text": bundle.text,
            "entities": [
                {
                    "id": places[span.id],
                    "label": span.label,
                    "start_offset": units.to_utf16(span.start),
                    "end_offset": units.to_utf16(span.end),
                    "text": span.quote,
                }
                for span in bundle.spans
            ],
            "relations": [
                {"id": place, "from_id": places[link.head], "to_id": places[link.tail], "type": link.kind}
                for place, link in enumerate(links_of(bundle), 1)
            ],
            "Comments": [],
            KEY: facts_of(bundle.document),
        }
        out.write(msgspec.json.encode(row) + b"\n")


def _companions(options: WriteOptions) -> dict[str, bytes]:
    """The labels, as doccano imports their definitions."""
    labels = options.scheme.active_labels() if options.scheme else ()
    rows = [
        {"text": label.id, "suffix_key": None, "background_color": label.light, "text_color": "#ffffff"}
        for label in labels
    ]
    return {".labels.json": msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n"}


def _recognises(sample: Sample) -> bool:
    record = sample.record or {}
    if not isinstance(record.get("text", record.get("data")), str):
        return False
    rows = next((record[name] for name in _LISTS if isinstance(record.get(name), list)), None)
    return bool(rows) and all(
        (isinstance(row, dict) and "start_offset" in row)
        or (isinstance(row, list) and [type(part) for part in row] == [int, int, str])
        for row in rows or ()
    )


DOCCANO = Format(
    id="doccano",
    suffixes=(".jsonl", ".json"),
    carries=EVERYTHING
    - OURS_ALONE
    - {"discontinuous", "authors", "attributes", "remarks", "bare", "shared", "facts", "ids"},
    read=_read,
    write=_write,
    recognises=_recognises,
    companions=_companions,
)
