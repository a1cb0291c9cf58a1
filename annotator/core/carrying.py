"""What an annotation format can hold, and a document reduced to that, with everything it loses counted.

Every format of exchange holds less than a project. Its writer is handed what `carried` leaves, so that one
place decides what is dropped, joined or widened, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final, TypeVar

import msgspec

from annotator.core.model import (
    Attribution,
    Bundle,
    Comment,
    Decision,
    Document,
    Note,
    Range,
    Record,
    Span,
    Submission,
    derived_id,
    quote,
)
from annotator.core.offsets import normal_ranges
from annotator.core.tokens import SPACED, is_spaced, to_tokens

CARRIES: Final[dict[str, str]] = {
    "text": "the text to the letter, white space included",
    "ids": "the ids of documents, spans and attributions",
    "spans": "labelled text",
    "nested": "spans of different labels that nest or cross",
    "within": "spans of one label, one within the other",
    "overlap": "spans that cross, or are twice there, of one label too",
    "discontinuous": "spans of more than one range",
    "sub-token": "span edges inside a word",
    "authors": "who wrote a row, and several layers of one document",
    "origin": "where a row came from, and the confidence of whoever proposed it",
    "attributes": "attributes of spans",
    "remarks": "notes of spans",
    "names": "which name a span is an occurrence of",
    "tolls": "the quantities that claims tell of",
    "attribution": "claims tied to their sources and cues",
    "bare": "attributions of one claim without a source or a cue",
    "shared": "several attributions of one claim",
    "facts": "category, affiliation, attributes and notes of attributions",
    "relayed": "which attribution relays which",
    "submissions": "the word of an author that a document is done",
    "decisions": "verdicts of reviewers",
    "comments": "remarks, and answers to them",
    "notes": "what an author keeps in mind about a document",
    "flags": "that a document is hard to look at or not to leave the project",
    "units": "spans that cross the border of a unit",
    "review": "how far the review of a document had come, with its agreed layer",
    "segments": "headline, byline, paragraphs, items",
    "metadata": "title, byline, date, source, address, and whatever else is known of a document",
}
"""Kinds of things a format can hold; a format names its own part of these in `Format.carries`."""

EVERYTHING: Final = frozenset(CARRIES)
OURS_ALONE: Final = frozenset(
    {"submissions", "decisions", "comments", "notes", "flags", "review", "origin", "names", "tolls"}
)
"""What hardly any other tool has a place for."""

FIELDS: Final[dict[type[msgspec.Struct], dict[str, str]]] = {
    Document: {
        "id": "ids",
        "text_hash": "text",
        "segments": "segments",
        **dict.fromkeys(
            ("kind", "title", "byline", "published", "source", "url", "language", "direction", "meta"),
            "metadata",
        ),
    },
    Span: {
        "id": "ids",
        **dict.fromkeys(("document_id", "label", "ranges", "quote"), "spans"),
        "author": "authors",
        "attributes": "attributes",
        "note": "remarks",
        **dict.fromkeys(("origin", "confidence"), "origin"),
        "name": "names",
        "tolls": "tolls",
    },
    Attribution: {
        "id": "ids",
        **dict.fromkeys(("document_id", "claims", "sources", "cue"), "attribution"),
        "parent": "relayed",
        **dict.fromkeys(("category", "affiliation", "attributes", "note"), "facts"),
        "author": "authors",
        **dict.fromkeys(("origin", "confidence"), "origin"),
    },
    Bundle: {
        **{name: name for name in ("submissions", "decisions", "comments", "notes", "review")},
        "document": "metadata",
        "text": "text",
        "spans": "spans",
        "attributions": "attribution",
        "filings": "flags",
    },
}
"""Which kind of `CARRIES` each field of a record belongs to; rows of review are carried whole or not."""

_WHOLE: Final[dict[str, type[Record]]] = {
    "submissions": Submission,
    "decisions": Decision,
    "comments": Comment,
    "notes": Note,
}
_MOST_EXAMPLES: Final = 100
_fields: Final = cache(msgspec.structs.fields)
"""Kept, as it reads the types anew each time."""
AnyRow = TypeVar("AnyRow", Span, Attribution)


class Example(msgspec.Struct, frozen=True):
    """One thing that was lost: its kind, the document, the id of the row, and its words or what was there."""

    kind: str
    document: str
    row: str
    what: str = ""


class Loss(msgspec.Struct):
    """How many rows lost something, by kind of `CARRIES`, and the first of them.

    Of spans that nest or cross those that are left out count; of discontinuous ones and those with edges
    inside a word, those that were joined or widened.
    """

    counts: dict[str, int] = {}
    examples: list[Example] = []

    def __call__(self, kind: str, document: str, row: str, what: str = "") -> None:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if len(self.examples) < _MOST_EXAMPLES:
            self.examples.append(Example(kind, document, row, what))


def carried(bundle: Bundle, carries: frozenset[str], loss: Loss, *, trimmed: bool = False) -> Bundle:
    """The document as a format holds it that carries only this; what is lost is told to `loss`.

    Discontinuous spans become one range from the first to the last. With `trimmed` a token ends where a span
    does, else spans are widened to whole tokens. Of spans that may not overlap the longest stay. Attributions
    go on without the spans that are gone, and go with their last claim; where a claim can have one only, they
    are joined. Without ids rows get such as follow from what they say; without authors rows that say the same
    become one.
    """
    if carries == EVERYTHING:
        return bundle
    document = bundle.document
    there: dict[str, str] = {}
    spans: Sequence[Span] = () if "spans" not in carries else bundle.spans
    if "spans" not in carries:
        for span in bundle.spans:
            loss("spans", document.id, span.id, span.quote)
    spans = [_placed(span, bundle, carries, trimmed, loss) for span in spans]
    spans = _unlike(spans, carries, there, loss)
    if "overlap" not in carries:
        spans = flat(spans, carries, loss)
    kept = {span.id for span in spans}
    there = {before: after for before, after in there.items() if after in kept}
    attributions = _attributions(bundle.attributions, there, carries, loss)
    spans = [_reduced(span, carries, loss) for span in spans]
    attributions = [_reduced(row, carries, loss) for row in attributions]
    if "ids" not in carries:
        spans, attributions = _renamed(document.id, spans, attributions)
    rows = {}
    for name in _WHOLE:
        rows[name] = getattr(bundle, name) if name in carries else ()
        if name not in carries:
            for row in getattr(bundle, name):
                loss(name, document.id, row.id)
    if "flags" not in carries:
        for filing in bundle.filings:
            for flag in filing.flags:
                loss("flags", document.id, filing.id, flag)
    if "review" not in carries and bundle.review:
        loss("review", document.id, document.id, bundle.review.state)
    return Bundle(
        document=_document(document, carries, loss),
        text=bundle.text,
        spans=tuple(spans),
        attributions=tuple(attributions),
        filings=bundle.filings if "flags" in carries else (),
        review=bundle.review if "review" in carries else None,
        **rows,
    )


def _placed(span: Span, bundle: Bundle, carries: frozenset[str], trimmed: bool, loss: Loss) -> Span:
    """The span where the format can put it: in one piece, on whole tokens."""
    ranges, text, spaced = span.ranges, bundle.text, is_spaced(bundle.document)
    if len(ranges) > 1 and "discontinuous" not in carries:
        loss("discontinuous", span.document_id, span.id, span.quote)
        ranges = ((span.start, span.end),)
    if "sub-token" not in carries and not trimmed:
        widened = normal_ranges([to_tokens(text, piece, spaced=spaced) for piece in ranges])
        if widened != normal_ranges(ranges):
            loss("sub-token", span.document_id, span.id, span.quote)
            ranges = widened
    if ranges == span.ranges:
        return span
    return msgspec.structs.replace(span, ranges=ranges, quote=quote(text, ranges))


def _unlike(spans: Iterable[Span], carries: frozenset[str], there: dict[str, str], loss: Loss) -> list[Span]:
    """Each of the spans that say the same once; `there` says which stands for which.

    Two of one author stay two in a format that tells them apart, as they do in the project.
    """
    first: dict[tuple[str, str, tuple[Range, ...], str], Span] = {}
    for span in spans:
        apart = span.id if {"ids", "overlap"} <= carries else ""
        key = (span.author if "authors" in carries else "", span.label, span.ranges, apart)
        stands = first.setdefault(key, span)
        there[span.id] = stands.id
        if stands is not span and stands.author == span.author:
            loss("overlap", span.document_id, span.id, span.quote)
    return list(first.values())


def flat(spans: Iterable[Span], carries: frozenset[str], loss: Loss) -> list[Span]:
    """The longest spans of which no two overlap; with "nested", no two of one label; with "within", of those
    none that cross.
    """
    nested = "nested" in carries
    taken: dict[str, list[Range]] = {}
    kept: list[Span] = []
    for span in sorted(spans, key=lambda row: (-sum(end - start for start, end in row.ranges), row.start)):
        others = taken.setdefault(span.label if nested else "", [])
        met = [(piece, other) for piece in span.ranges for other in others
               if piece[0] < other[1] and other[0] < piece[1]]  # fmt: skip
        crosses = any(piece[0] < other[0] or other[1] < piece[1] for piece, other in met)
        kind = "nested" if not nested else "overlap" if crosses else "within"
        if met and kind not in carries:
            loss(kind, span.document_id, span.id, span.quote)
        else:
            others.extend(span.ranges)
            kept.append(span)
    return sorted(kept, key=lambda row: (row.start, -row.end))


def _attributions(
    rows: Iterable[Attribution], there: dict[str, str], carries: frozenset[str], loss: Loss
) -> list[Attribution]:
    kept: dict[str, Attribution] = {}
    same: dict[Any, str] = {}
    stands: dict[str, str] = {}
    for row in rows:
        claims = _those(row.claims, there)
        if "attribution" not in carries or not claims:
            loss("attribution", row.document_id, row.id)
            continue
        sources = _those(row.sources, there)
        cue = there.get(row.cue) if row.cue else None
        if len(sources) < len(row.sources) or (row.cue and not cue):
            loss("attribution", row.document_id, row.id)
        left = msgspec.structs.replace(row, claims=claims, sources=sources, cue=cue)
        facts = (row.category, row.affiliation, row.note, msgspec.json.encode(row.attributes))
        key = row.id if {"authors", "ids"} & carries else (claims, sources, cue, facts, row.parent)
        stands[row.id] = same.setdefault(key, row.id)
        if "bare" not in carries and len(claims) == 1 and not sources and not cue:
            loss("bare", row.document_id, row.id)
            del stands[row.id]
        elif stands[row.id] not in kept:
            kept[row.id] = left
    if "shared" not in carries:
        kept = _joined(kept, stands, loss)
    for key, row in kept.items():
        if row.parent is not None:
            parent = stands.get(row.parent)
            if parent is None or parent == key:
                loss("relayed", row.document_id, row.id)
                parent = None
            kept[key] = msgspec.structs.replace(row, parent=parent)
    return list(kept.values())


def _joined(rows: dict[str, Attribution], stands: dict[str, str], loss: Loss) -> dict[str, Attribution]:
    """One attribution for each first claim, with the sources of all that had it."""
    kept: dict[str, Attribution] = {}
    by_claim: dict[str, str] = {}
    for key, row in rows.items():
        first = by_claim.setdefault(row.claims[0], key)
        if first == key:
            kept[key] = row
            continue
        loss("shared", row.document_id, row.id)
        other = kept[first]
        kept[first] = msgspec.structs.replace(
            other,
            claims=tuple(dict.fromkeys((*other.claims, *row.claims))),
            sources=tuple(dict.fromkeys((*other.sources, *row.sources))),
            cue=other.cue or row.cue,
        )
        for before, after in stands.items():
            if after == key:
                stands[before] = first
    return kept


def _those(ids: Iterable[str], there: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(there[row] for row in ids if row in there))


def _reduced(row: AnyRow, carries: frozenset[str], loss: Loss) -> AnyRow:
    """The row with the fields the format has no place for as if nothing had been said."""
    changes: dict[str, Any] = {}
    for field in _fields(type(row)):
        kind = FIELDS[type(row)][field.name]
        if kind in carries or kind in ("ids", "spans", "attribution"):
            continue
        blank = "" if field.name == "author" else _default(field)
        if getattr(row, field.name) != blank:
            changes[field.name] = blank
    for kind in dict.fromkeys(FIELDS[type(row)][name] for name in changes):
        loss(kind, row.document_id, row.id, row.author if kind == "authors" else "")
    return msgspec.structs.replace(row, **changes) if changes else row


def _default(field: Any) -> Any:
    return field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def _renamed(
    document: str, spans: Iterable[Span], attributions: Iterable[Attribution]
) -> tuple[list[Span], list[Attribution]]:
    """The rows under ids that follow from what they say."""
    named: dict[str, Span] = {}
    for span in spans:
        place = ",".join(f"{start}-{end}" for start, end in span.ranges)
        named[span.id] = msgspec.structs.replace(
            span, id=derived_id("span", document, span.author, span.label, place)
        )
    told: dict[str, str] = {}
    rows = list(attributions)
    for row in rows:
        parts = (*row.claims, "/", *row.sources, "/", row.cue or "")
        told[row.id] = derived_id(
            "attribution",
            document,
            row.author,
            *(named[part].id if part in named else part for part in parts),
        )

    def changed(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(named[id].id for id in ids)

    return list(named.values()), [
        msgspec.structs.replace(
            row,
            id=told[row.id],
            claims=changed(row.claims),
            sources=changed(row.sources),
            cue=named[row.cue].id if row.cue else None,
            parent=told[row.parent] if row.parent else None,
        )
        for row in rows
    ]


def _document(document: Document, carries: frozenset[str], loss: Loss) -> Document:
    changes: dict[str, Any] = {}
    if "segments" not in carries and document.segments:
        loss("segments", document.id, document.id)
        changes["segments"] = ()
    if "metadata" not in carries:
        told = ("title", "byline", "published", "source", "url")
        meta = SPACED if is_spaced(document) else {}
        if document.meta != meta or any(getattr(document, name) for name in told):
            loss("metadata", document.id, document.id, document.title)
        changes |= {"kind": "text", **dict.fromkeys(told, ""), "meta": dict(meta)}
    return msgspec.structs.replace(document, **changes) if changes else document
