"""JSON lines as spaCy's users convert them: a text and spans by code point, which any tokens may follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from annotator.core.carrying import EVERYTHING, OURS_ALONE
from annotator.core.model import Bundle
from annotator.formats.annotation.facts import KEY, facts_of, sheet_fields
from annotator.formats.annotation.json_sheets import json_bundles, marks_of, text_of
from annotator.formats.annotation.marks import Sheet
from annotator.formats.base import Format, Problem, ReadOptions, WriteOptions
from annotator.formats.source import Source


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    return json_bundles(source, options, SPACY_JSONL.id, _sheets)


def _sheets(record: dict[str, Any]) -> Iterable[Sheet]:
    text = text_of(record, "text")
    marks = marks_of(record)
    yield Sheet(text=text, marks=marks, unit="codepoint", **sheet_fields(record.get(KEY), len(text)))


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    for bundle in bundles:
        spans = [
            {"start": span.start, "end": span.end, "label": span.label, "text": span.quote}
            for span in bundle.spans
        ]
        row = {"text": bundle.text, "spans": spans, KEY: facts_of(bundle.document)}
        out.write(msgspec.json.encode(row) + b"\n")


SPACY_JSONL = Format(
    id="spacy-jsonl",
    suffixes=(".jsonl",),
    carries=EVERYTHING
    - OURS_ALONE
    - {"discontinuous", "authors", "attributes", "remarks", "attribution", "bare", "shared", "facts"}
    - {"relayed", "ids"},
    read=_read,
    write=_write,
)
