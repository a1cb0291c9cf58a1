"""Conversations to tune a language model on: a text, then who claimed what in it, as JSON. Written only."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any, BinaryIO

import msgspec

from annotator.core.carrying import EVERYTHING, OURS_ALONE
from annotator.core.model import Attribution, Bundle, Span
from annotator.disk import data_path
from annotator.formats.base import Format, WriteOptions


@cache
def _task(language: str) -> str:
    """What the model is told to do."""
    path = data_path("resources", "training", "instructions.toml")
    return str(tomllib.loads(path.read_text(encoding="utf-8"))[language])


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    for bundle in bundles:
        spans = {span.id: span for span in bundle.spans}
        tied = {span for row in bundle.attributions for span in row.spans}
        answer = {
            "attributions": [_said(row, spans) for row in bundle.attributions],
            "spans": [
                {"label": span.label, "text": span.quote} for span in bundle.spans if span.id not in tied
            ],
        }
        turns = (
            ("system", _task(options.language)),
            ("user", bundle.text),
            ("assistant", msgspec.json.encode(answer).decode()),
        )
        row = {"messages": [{"role": role, "content": content} for role, content in turns]}
        out.write(msgspec.json.encode(row) + b"\n")


def _said(row: Attribution, spans: dict[str, Span]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "claims": [spans[claim].quote for claim in row.claims],
        "sources": [spans[source].quote for source in row.sources],
        "cue": spans[row.cue].quote if row.cue else None,
        "category": row.category or None,
    }
    return said | ({"affiliation": row.affiliation} if row.affiliation else {})


INSTRUCTIONS = Format(
    id="instructions",
    suffixes=(".jsonl",),
    carries=EVERYTHING
    - OURS_ALONE
    - {"authors", "remarks", "attributes", "relayed", "metadata", "segments", "ids"},
    read=None,
    write=_write,
)
