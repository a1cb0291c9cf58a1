"""Cuts a document into the units a model is trained on: its segments, or its sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from annotator.core.carrying import Loss
from annotator.core.model import Attribution, Bundle, Range, Segment, Span, derived_id, hash_text

Unit = Literal["document", "segment", "sentence"]
UNITS: Final[tuple[Unit, ...]] = ("document", "segment", "sentence")

_APART: Final = ("furniture", "time")
_END = re.compile(r"[.!?؟…۔]+[»”\")\]]*(?=\s|$)")
"""Where a sentence ends: a stop, with what closes after it, before white space. Not within a number."""


def pieces(bundle: Bundle, unit: Unit, loss: Loss) -> Iterator[Bundle]:
    """The units of a document that hold words, annotated or not, each as a document of its own.

    Its id follows from the document's and its place, which `meta.piece` says: the document's id, start and
    end in code points. Spans that lie in no unit whole are told as "units"; attributions go on with what is
    left of them, as their last claim does. What is said of a document as a whole stays with none.
    """
    if unit == "document":
        yield bundle
        return
    ranges = list(_ranges(bundle, unit))
    starts = [start for start, _ in ranges]
    held: list[dict[str, Span]] = [{} for _ in ranges]
    for span in bundle.spans:
        at = bisect_right(starts, span.start) - 1
        if at >= 0 and span.end <= ranges[at][1]:
            held[at][span.id] = span
        else:
            loss("units", bundle.document.id, span.id, span.quote)
    for place, spans in zip(ranges, held, strict=True):
        yield _piece(bundle, place, spans)


def _ranges(bundle: Bundle, unit: Unit) -> Iterator[Range]:
    document, text = bundle.document, bundle.text
    segments = document.segments or (Segment("paragraph", 0, len(text)),)
    for segment in segments:
        if segment.kind in _APART or not text[segment.start : segment.end].strip():
            continue
        if unit == "segment":
            yield segment.start, segment.end
        else:
            yield from _sentences(text, segment.start, segment.end)


def _sentences(text: str, start: int, end: int) -> Iterator[Range]:
    """Sentences end with their stop, or with the line."""
    begin = start
    for match in re.finditer(rf"{_END.pattern}|\n", text[start:end]):
        stop = start + match.end()
        if piece := _filled(text, begin, stop):
            yield piece
        begin = stop
    if piece := _filled(text, begin, end):
        yield piece


def _filled(text: str, start: int, end: int) -> Range | None:
    said = text[start:end]
    if not said.strip():
        return None
    return start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())


def _piece(bundle: Bundle, place: Range, spans: dict[str, Span]) -> Bundle:
    start, end = place
    text = bundle.text[start:end]
    document = msgspec.structs.replace(
        bundle.document,
        id=derived_id("piece", bundle.document.id, str(start), str(end)),
        text_hash=hash_text(text),
        segments=(Segment("paragraph", 0, len(text)),),
        meta={**bundle.document.meta, "piece": [bundle.document.id, start, end]},
    )
    moved = tuple(
        msgspec.structs.replace(
            span,
            document_id=document.id,
            ranges=tuple((first - start, last - start) for first, last in span.ranges),
        )
        for span in spans.values()
    )
    voiced = [row for row in bundle.attributions if not spans.keys().isdisjoint(row.claims)]
    rows = [_left(row, spans, document.id) for row in voiced]
    there = {row.id for row in rows}
    rows = [row if row.parent in there else msgspec.structs.replace(row, parent=None) for row in rows]
    return Bundle(document=document, text=text, spans=moved, attributions=tuple(rows))


def _left(row: Attribution, spans: dict[str, Span], document: str) -> Attribution:
    return msgspec.structs.replace(
        row,
        document_id=document,
        claims=tuple(claim for claim in row.claims if claim in spans),
        sources=tuple(source for source in row.sources if source in spans),
        cue=row.cue if row.cue in spans else None,
    )
