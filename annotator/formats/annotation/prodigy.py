"""Prodigy's tasks as JSON lines, with tokens, spans, and relations between the last tokens of spans.

Prodigy counts code points; `token_end` is the last token of a span and not the one after it. Its hashes are
left for it to compute. Tasks that were not accepted hold nobody's labels and are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from annotator.core.carrying import EVERYTHING, OURS_ALONE
from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle
from annotator.core.tokens import tokens_of
from annotator.formats.annotation.facts import KEY, facts_of, sheet_fields
from annotator.formats.annotation.json_sheets import Unreadable, json_bundles, number, objects, text_of
from annotator.formats.annotation.links import Link, links_of
from annotator.formats.annotation.marks import Mark, Sheet
from annotator.formats.base import Format, Problem, ReadOptions, Sample, WriteOptions
from annotator.formats.source import Source

_THEIRS = ("_input_hash", "_task_hash", "_view_id", "_session_id", "_annotator_id", "_timestamp", "answer")


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    return json_bundles(source, options, PRODIGY.id, _sheets)


def _sheets(record: dict[str, Any]) -> Iterable[Sheet]:
    text = text_of(record, "text")
    answer = record.get("answer", "accept")
    author = record.get("_annotator_id") or record.get("_session_id") or ""
    if not isinstance(author, str):
        raise Unreadable("_annotator_id", "expected a text")
    rows = objects(record, "spans")
    marks = [_mark(row, author) for row in rows] if answer == "accept" else []
    links = _links(record, author) if answer == "accept" else []
    told = sheet_fields(record.get(KEY), len(text))
    meta = record.get("meta") if isinstance(record.get("meta"), dict) else {}
    facts = told.pop("facts", {"meta": meta} if meta else {})
    notices = [AnnotatorError("task-not-accepted", answer=str(answer))] if answer != "accept" else []
    yield Sheet(text=text, marks=marks, links=links, unit="codepoint", facts=facts, told=notices, **told)


def _mark(row: dict[str, Any], author: str) -> Mark:
    start, end = number(row.get("start"), "spans.start"), number(row.get("end"), "spans.end")
    label, quote = row.get("label"), row.get("text")
    if not isinstance(label, str):
        raise Unreadable("spans.label", "expected a text")
    return Mark(
        key=_key(start, end, label),
        label=label,
        ranges=((start, end),),
        quote=quote if isinstance(quote, str) else None,
        author=author,
    )


def _links(record: dict[str, Any], author: str) -> list[Link]:
    """Relations between spans; one between bare tokens has no span to go to."""
    links = []
    for row in objects(record, "relations"):
        head, tail = _key_of(row.get("head_span")), _key_of(row.get("child_span"))
        links.append(Link(kind=str(row.get("label", "")), head=head, tail=tail, author=author))
    return links


def _key_of(span: Any) -> str:
    return _key(span.get("start"), span.get("end"), span.get("label")) if isinstance(span, dict) else ""


def _key(start: Any, end: Any, label: Any) -> str:
    return f"{start}-{end}-{label}"


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    for bundle in bundles:
        edges = [edge for span in bundle.spans for edge in (span.start, span.end)]
        found = tokens_of(bundle, edges)
        begins = {start: place for place, (start, _) in enumerate(found)}
        ends = {end: place for place, (_, end) in enumerate(found)}
        spans = {
            span.id: {
                "start": span.start,
                "end": span.end,
                "token_start": begins[span.start],
                "token_end": ends[span.end],
                "label": span.label,
                "text": span.quote,
            }
            for span in bundle.spans
        }
        row = {
            "text": bundle.text,
            "tokens": [
                {
                    "text": bundle.text[start:end],
                    "start": start,
                    "end": end,
                    "id": place,
                    "ws": bundle.text[end : end + 1].isspace(),
                }
                for place, (start, end) in enumerate(found)
            ],
            "spans": list(spans.values()),
            "relations": [
                {
                    "head": spans[link.head]["token_end"],
                    "child": spans[link.tail]["token_end"],
                    "label": link.kind,
                    "head_span": spans[link.head],
                    "child_span": spans[link.tail],
                }
                for link in links_of(bundle)
            ],
            "meta": {"source": bundle.document.source} if bundle.document.source else {},
            "answer": "accept",
            KEY: facts_of(bundle.document),
        }
        out.write(msgspec.json.encode(row) + b"\n")


def _recognises(sample: Sample) -> bool:
    record = sample.record or {}
    if not isinstance(record.get("text"), str):
        return False
    if any(name in record for name in _THEIRS if name != "answer"):
        return True
    rows = record.get("spans")
    return isinstance(rows, list) and any(
        isinstance(row, dict) and {"start", "end", "label"} <= row.keys() for row in rows
    )


PRODIGY = Format(
    id="prodigy",
    suffixes=(".jsonl",),
    carries=EVERYTHING
    - OURS_ALONE
    - {"discontinuous", "sub-token", "authors", "attributes", "remarks", "bare", "shared", "facts", "ids"},
    read=_read,
    write=_write,
    recognises=_recognises,
    tokens=True,
)
