"""Label Studio's JSON: tasks with one annotation for each author, regions, and relations between them.

Label Studio counts UTF-16 units. Annotations that were cancelled are exported by it and not read here;
predictions are nobody's work: they are read where somebody asks for them, else told. Its labelling
configuration lies beside what is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import quoteattr

import msgspec

from annotator.core.carrying import EVERYTHING, OURS_ALONE
from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle, Span
from annotator.core.offsets import Utf16Map
from annotator.formats.annotation.facts import KEY, facts_of, sheet_fields
from annotator.formats.annotation.json_sheets import Unreadable, json_bundles, number, objects
from annotator.formats.annotation.links import RELATIONS, Link, links_of
from annotator.formats.annotation.marks import Mark, Sheet
from annotator.formats.base import Format, Problem, ReadOptions, Sample, WriteOptions
from annotator.formats.source import Source

_ADDRESS = re.compile(r"[!-~]*[/.][!-~]*")
"""Where a picture or a recording lies, in the place of a text."""
_FROM, _TO, _NOTE = "label", "text", "note"
_LABELS: Final = ("labels", "hypertextlabels", "paragraphlabels")


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    return json_bundles(source, options, LABEL_STUDIO.id, partial(_sheets, predictions=options.predictions))


def _sheets(record: dict[str, Any], *, predictions: bool) -> Iterable[Sheet]:
    data = record.get("data")
    if not isinstance(data, dict):
        raise Unreadable("data", "expected an object")
    works = [row for name in ("annotations", "completions") for row in objects(record, name)]
    proposed = objects(record, "predictions")
    if predictions and proposed:
        works = proposed
    named = {row.get("to_name") for work in works for row in objects(work, "result")}
    text = _text(data, named)
    notices: list[AnnotatorError] = []
    marks: list[Mark] = []
    links: list[Link] = []
    for place, work in enumerate(works):
        if work.get("was_cancelled"):
            notices.append(AnnotatorError("annotation-cancelled"))
            continue
        found = _work(work, f"{place}", notices)
        marks += found[0]
        links += found[1]
    if proposed and not predictions:
        notices.append(AnnotatorError("predictions-left-out", n=len(proposed)))
    told = sheet_fields(data.get(KEY), len(text))
    rest = {name: value for name, value in data.items() if value != text and name != KEY}
    facts = told.pop("facts", {"meta": rest} if rest else {})
    yield Sheet(text=text, marks=marks, links=links, unit="utf16", facts=facts, told=notices, **told)


def _text(data: dict[str, Any], named: set[Any]) -> str:
    """The text of a task: what the regions are of, by name, else the longest there is."""
    texts = {name: value for name, value in data.items() if isinstance(value, str)}
    texts = {name: value for name, value in texts.items() if not _ADDRESS.fullmatch(value)}
    for name in ("text", *(str(name) for name in named)):
        if name in texts:
            return texts[name]
    if not texts:
        raise Unreadable("data", "expected a text")
    return max(texts.values(), key=len)


def _work(work: dict[str, Any], place: str, notices: list[AnnotatorError]) -> tuple[list[Mark], list[Link]]:
    """The regions and relations of one annotation; what is none of these is told by its type."""
    author = _author(work)
    marks: dict[str, Mark] = {}
    notes: dict[str, str] = {}
    links: list[Link] = []
    for row in objects(work, "result"):
        kind, value = row.get("type"), row.get("value")
        key = f"{place}/{row.get('id')}"
        if kind == "relation":
            labels = row.get("labels") or [""]
            links.append(
                Link(
                    kind=str(labels[0]),
                    head=f"{place}/{row.get('from_id')}",
                    tail=f"{place}/{row.get('to_id')}",
                    author=author,
                    group=str(row.get("group") or ""),
                )
            )
        elif kind in _LABELS and isinstance(value, dict):
            for label in value.get(kind) or ():
                told = value.get("text")
                ranges = ((number(value.get("start"), "value.start"), number(value.get("end"), "value.end")),)
                quote = told if isinstance(told, str) else None
                name = key if key not in marks else f"{key}/{label}"
                marks[name] = Mark(
                    key=name,
                    label=str(label),
                    ranges=ranges,
                    quote=quote,
                    author=author,
                    confidence=_share(row.get("score", work.get("score"))),
                )
        elif kind == "textarea" and isinstance(value, dict) and row.get("from_name") == _NOTE:
            notes[key] = "\n".join(map(str, value.get("text") or ()))
        else:
            notices.append(AnnotatorError("region-left-out", kind=str(kind)))
    return [msgspec.structs.replace(mark, note=notes.get(key, "")) for key, mark in marks.items()], links


def _share(score: Any) -> float | None:
    """How sure a model is, where it says so by a share."""
    told = isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1
    return float(score) if told else None


def _author(work: dict[str, Any]) -> str:
    """Whose annotation it is: the name that we wrote, else the model, the person's address or number."""
    if isinstance(model := work.get("model_version"), str):
        return model
    ours = work.get(KEY)
    if isinstance(ours, dict) and isinstance(author := ours.get("author"), str):
        return author
    by = work.get("completed_by")
    if isinstance(by, dict):
        by = by.get("email") or by.get("id")
    return "" if by is None else str(by)


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    between = b"[\n"
    for count, bundle in enumerate(bundles, 1):
        task = {
            "id": count,
            "data": {"text": bundle.text, KEY: facts_of(bundle.document)},
            "annotations": [
                _annotation(bundle, author, place)
                for place, author in enumerate(dict.fromkeys(span.author for span in bundle.spans), 1)
            ],
        }
        out.write(between + msgspec.json.encode(task))
        between = b",\n"
    out.write((b"[" if between == b"[\n" else b"\n") + b"]\n")


def _annotation(bundle: Bundle, author: str, place: int) -> dict[str, Any]:
    units = Utf16Map(bundle.text)
    spans = [span for span in bundle.spans if span.author == author]
    result = [row for span in spans for row in _regions(span, units)]
    result += [
        {
            "from_id": link.head,
            "to_id": link.tail,
            "type": "relation",
            "direction": "right",
            "labels": [link.kind],
            "group": link.group,
        }
        for link in links_of(bundle)
        if link.author == author
    ]
    return {"completed_by": place, "was_cancelled": False, "result": result, KEY: {"author": author}}


def _regions(span: Span, units: Utf16Map) -> list[dict[str, Any]]:
    place = {"start": units.to_utf16(span.start), "end": units.to_utf16(span.end), "text": span.quote}
    rows = [("labels", _FROM, {**place, "labels": [span.label]})]
    if span.note:
        rows.append(("textarea", _NOTE, {**place, "text": [span.note]}))
    same = {"id": span.id, "to_name": _TO, "origin": "manual"}
    return [{**same, "from_name": name, "type": kind, "value": value} for kind, name, value in rows]


def _companions(options: WriteOptions) -> dict[str, bytes]:
    """The labelling configuration: without it Label Studio shows nothing of the labels."""
    labels = options.scheme.active_labels() if options.scheme else ()
    lines = ["<View>", "  <Relations>"]
    lines += [f"    <Relation value={quoteattr(kind)}/>" for kind in RELATIONS]
    lines += ["  </Relations>", f'  <Labels name="{_FROM}" toName="{_TO}">']
    lines += [f"    <Label value={quoteattr(row.id)} background={quoteattr(row.light)}/>" for row in labels]
    lines += [
        "  </Labels>",
        f'  <Text name="{_TO}" value="${_TO}" granularity="symbol"/>',
        f'  <TextArea name="{_NOTE}" toName="{_TO}" perRegion="true"/>',
        "</View>",
    ]
    return {".config.xml": ("\n".join(lines) + "\n").encode("utf-8")}


def _recognises(sample: Sample) -> bool:
    record = sample.record or {}
    return isinstance(record.get("data"), dict) and any(
        isinstance(record.get(name), list) for name in ("annotations", "completions", "predictions")
    )


LABEL_STUDIO = Format(
    id="label-studio",
    suffixes=(".json",),
    carries=EVERYTHING - OURS_ALONE - {"discontinuous", "attributes", "bare", "facts", "ids"},
    read=_read,
    write=_write,
    recognises=_recognises,
    companions=_companions,
)
