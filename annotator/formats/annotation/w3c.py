"""W3C Web Annotation (JSON-LD): each span and each attribution an annotation of a text named by its hash.

The standard counts code points; tools that write UTF-16 units are known, so the quoted words decide. A line
is a collection of all annotations of one document, with the text in it: without it nothing could be checked.
Relations have no words of their own in the standard; an attribution links the annotations of its spans.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

import msgspec

from annotator.core.carrying import EVERYTHING, OURS_ALONE
from annotator.core.model import Bundle, Span
from annotator.formats.annotation.facts import KEY, facts_of, sheet_fields
from annotator.formats.annotation.json_sheets import Unreadable, json_bundles, number, objects, text_of
from annotator.formats.annotation.links import Link, links_of
from annotator.formats.annotation.marks import Mark, Sheet
from annotator.formats.base import Format, Problem, ReadOptions, Sample, WriteOptions
from annotator.formats.source import Source

_CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
_AROUND: Final = 32
"""Code points before and after the words, by which they are found again."""


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    return json_bundles(source, options, W3C.id, _sheets)


def _sheets(record: dict[str, Any]) -> Iterable[Sheet]:
    if "items" not in record:
        raise Unreadable("items", "expected a collection with its text")
    text = text_of(record, "text")
    marks: list[Mark] = []
    links: list[Link] = []
    for row in objects(record, "items"):
        author = _author(row)
        bodies = _list(row.get("body"))
        if row.get("motivation") == "linking":
            links += _links(row, bodies, author)
            continue
        label = next((body.get("value") for body in bodies if body.get("purpose") == "tagging"), None)
        note = next((body.get("value") for body in bodies if body.get("purpose") == "commenting"), "")
        if not isinstance(label, str) or not isinstance(note, str):
            raise Unreadable("body", "expected a tag")
        marks.append(_mark(row, label, note, author))
    yield Sheet(
        text=text, marks=marks, links=links, unit="codepoint", **sheet_fields(record.get(KEY), len(text))
    )


def _mark(row: dict[str, Any], label: str, note: str, author: str) -> Mark:
    ranges, words = [], []
    for target in _list(row.get("target")):
        selectors = _list(target.get("selector"))
        place = next((one for one in selectors if one.get("type") == "TextPositionSelector"), {})
        said = next((one for one in selectors if one.get("type") == "TextQuoteSelector"), {})
        ranges.append(
            (number(place.get("start"), "selector.start"), number(place.get("end"), "selector.end"))
        )
        if isinstance(exact := said.get("exact"), str):
            words.append(exact)
    quote = " ".join(words) if len(words) == len(ranges) else None
    key = str(row.get("id", ""))
    return Mark(key=key, label=label, ranges=tuple(ranges), quote=quote, author=author, note=note)


def _links(row: dict[str, Any], bodies: list[dict[str, Any]], author: str) -> list[Link]:
    targets = [str(target.get("id", "")) for target in _list(row.get("target"))]
    facts = row.get(KEY) if isinstance(row.get(KEY), dict) else {}
    return [
        Link(
            kind=str(body.get("purpose", "")),
            head=targets[0] if targets else "",
            tail=str(body.get("id", "")),
            author=author,
            group=str(row.get("id", "")),
            facts=facts or {},
        )
        for body in bodies
    ]


def _list(value: Any) -> list[dict[str, Any]]:
    """One object or a list of them, as JSON-LD has it; an address stands for an object of that id."""
    rows = value if isinstance(value, list) else [value]
    return [row if isinstance(row, dict) else {"id": row} for row in rows if row is not None]


def _author(row: dict[str, Any]) -> str:
    creators = _list(row.get("creator"))
    creator = creators[0] if creators else {}
    return str(creator.get("nickname") or creator.get("name") or creator.get("id") or "")


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    for bundle in bundles:
        items = [_tag(span, bundle) for span in bundle.spans]
        groups: dict[str, list[Link]] = {}
        for link in links_of(bundle):
            groups.setdefault(link.group, []).append(link)
        items += [_tie(group, links) for group, links in groups.items()]
        row = {
            "@context": _CONTEXT,
            "id": f"urn:uuid:{bundle.document.id}",
            "type": "AnnotationPage",
            "text": bundle.text,
            KEY: facts_of(bundle.document),
            "items": items,
        }
        out.write(msgspec.json.encode(row) + b"\n")


def _tag(span: Span, bundle: Bundle) -> dict[str, Any]:
    body = [{"type": "TextualBody", "purpose": "tagging", "value": span.label}]
    if span.note:
        body.append({"type": "TextualBody", "purpose": "commenting", "value": span.note})
    return {
        "id": f"urn:uuid:{span.id}",
        "type": "Annotation",
        "motivation": "tagging",
        "creator": {"type": "Person", "nickname": span.author},
        "body": body,
        "target": [_target(start, end, bundle) for start, end in span.ranges],
    }


def _target(start: int, end: int, bundle: Bundle) -> dict[str, Any]:
    text = bundle.text
    return {
        "source": f"urn:sha256:{bundle.document.text_hash}",
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - _AROUND) : start],
                "suffix": text[end : end + _AROUND],
            },
            {"type": "TextPositionSelector", "start": start, "end": end},
        ],
    }


def _tie(group: str, links: list[Link]) -> dict[str, Any]:
    """An attribution: the first claim as target, all else as bodies whose purpose is their part in it."""
    return {
        "id": f"urn:uuid:{group}",
        "type": "Annotation",
        "motivation": "linking",
        "creator": {"type": "Person", "nickname": links[0].author},
        "target": [f"urn:uuid:{links[0].head}"],
        "body": [
            {"type": "SpecificResource", "id": f"urn:uuid:{link.tail}", "purpose": link.kind}
            for link in links
        ],
        **({KEY: links[0].facts} if links[0].facts else {}),
    }


def _recognises(sample: Sample) -> bool:
    record = sample.record or {}
    return _CONTEXT in (record.get("@context") or ()) and "items" in record


W3C = Format(
    id="w3c",
    suffixes=(".jsonld", ".jsonl"),
    carries=EVERYTHING - OURS_ALONE - {"attributes", "bare", "ids"},
    read=_read,
    write=_write,
    recognises=_recognises,
)
