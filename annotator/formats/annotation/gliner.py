"""Tokens and spans over them, as models of the GLiNER kind are trained on. Written only.

The end of a span is its last token, not the one after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import msgspec

from annotator.core.model import Bundle
from annotator.core.tokens import tokens_of
from annotator.formats.base import Format, WriteOptions


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    for bundle in bundles:
        edges = [edge for span in bundle.spans for edge in (span.start, span.end)]
        found = tokens_of(bundle, edges)
        begins = {start: place for place, (start, _) in enumerate(found)}
        ends = {end: place for place, (_, end) in enumerate(found)}
        row = {
            "tokenized_text": [bundle.text[start:end] for start, end in found],
            "ner": [[begins[span.start], ends[span.end], span.label] for span in bundle.spans],
        }
        out.write(msgspec.json.encode(row) + b"\n")


GLINER = Format(
    id="gliner",
    suffixes=(".jsonl", ".json"),
    carries=frozenset({"spans", "nested", "within", "overlap"}),
    read=None,
    write=_write,
    tokens=True,
)
