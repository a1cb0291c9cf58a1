"""From a line of the project's own JSON lines to core records; what does not hold is reported."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.model import (
    Attribution,
    Bundle,
    Comment,
    Decision,
    Document,
    Filing,
    Note,
    Range,
    Segment,
    Span,
    Submission,
    Toll,
    document_id,
    filing_of,
    hash_text,
    quote,
)
from annotator.core.offsets import check_ranges, check_span
from annotator.formats.annotation.annotator_offsets import OFFSET_UNITS, RecordOffsets, check_in_bulk
from annotator.formats.annotation.annotator_record import (
    AttributionRow,
    CommentRow,
    DecisionRow,
    DocumentRow,
    Row,
    SpanRow,
)
from annotator.formats.base import Problem
from annotator.formats.texts import paragraphs

AnyRow = TypeVar("AnyRow", bound=Row)


class Report:
    """Takes down the problems of one line of a file."""

    def __init__(self, path: str, line: int | None) -> None:
        self.path = path
        self.line = line
        self.problems: list[Problem] = []

    def __call__(self, code: str, **details: object) -> None:
        self.problems.append(Problem(self.path, self.line, code, details))


def checked(record: DocumentRow, report: Report) -> Bundle | None:
    """The bundle of a line, without the rows that do not hold; None if its text cannot be trusted.

    Every loss is reported: "text-hash-mismatch", "unknown-offset-unit", "record-without-text",
    "bad-segments", "bad-ranges", "quote-mismatch", "duplicate-id", "no-claims", "span-not-in-file",
    "span-of-other", "unknown-parent", "target-dropped".
    """
    if record.offset_unit not in OFFSET_UNITS:
        report("unknown-offset-unit", unit=record.offset_unit)
        return None
    offsets = RecordOffsets(record.text, record.offset_unit)
    if not offsets.text.strip():
        report("record-without-text")
        return None
    text_hash = hash_text(offsets.text)
    if record.text_sha256 not in ("", text_hash) and record.text_sha256 != hash_text(record.text):
        report("text-hash-mismatch", document=record.id)
        return None
    document = Document(
        id=record.id or document_id(record.kind, text_hash, record.url, record.published),
        kind=record.kind,
        title=record.title,
        byline=record.byline,
        published=record.published,
        source=record.source,
        url=record.url,
        language=record.language,
        direction=record.direction,
        text_hash=text_hash,
        segments=_segments(record.segments, offsets, report),
        meta=record.meta,
    )
    spans = _spans(record.spans, offsets, document.id, report)
    attributions = _attributions(record.attributions, spans, document.id, report)
    lost = _ids(record.spans) - spans.keys() | _ids(record.attributions) - attributions.keys()
    decisions = _decisions(record.decisions, lost, offsets, document.id, report)
    lost |= _ids(record.decisions) - {row.id for row in decisions}
    return Bundle(
        document=document,
        text=offsets.text,
        spans=tuple(spans.values()),
        attributions=tuple(attributions.values()),
        submissions=tuple(
            Submission(document_id=document.id, **msgspec.structs.asdict(row))
            for row in _unrepeated(record.submissions, report)
        ),
        decisions=decisions,
        comments=_comments(record.comments, lost, document.id, report),
        notes=tuple(
            Note(document_id=document.id, **msgspec.structs.asdict(row))
            for row in _unrepeated(record.notes or (), report)
        ),
        filings=_filings(record, document.id),
        review=record.review or None,
    )


def _segments(segments: tuple[Segment, ...], offsets: RecordOffsets, report: Report) -> tuple[Segment, ...]:
    """Segments that cross or lie outside are of no use: the text's lines take their place."""
    ranges = offsets.in_text(tuple((row.start, row.end) for row in segments))
    try:
        if ranges:
            check_ranges(ranges, len(offsets.text))
    except AnnotatorError:
        report("bad-segments", n=len(segments))
        return paragraphs(offsets.text)
    if offsets.unchanged:
        return segments
    return tuple(Segment(row.kind, *place, row.meta) for row, place in zip(segments, ranges, strict=True))


def _spans(
    rows: tuple[SpanRow, ...], offsets: RecordOffsets, document: str, report: Report
) -> dict[str, Span]:
    spans: dict[str, Span] = {}
    for row in _unrepeated(rows, report):
        span = Span(
            id=row.id,
            document_id=document,
            label=row.label,
            ranges=row.ranges,
            quote=row.quote,
            author=row.author,
            attributes=row.attributes,
            note=row.note,
            origin=row.origin,
            confidence=row.confidence,
            name=row.name or "",
            tolls=row.tolls or (),
        )
        try:
            _check_edges(row)
            if not offsets.unchanged:
                span = _moved(span, offsets)
            check_in_bulk(span, offsets.text)
        except AnnotatorError as error:
            report(error.code, **{**error.details, "span": row.id, "quote": row.quote})
        else:
            spans[span.id] = span
    return spans


def _check_edges(row: SpanRow) -> None:
    """`start` and `end`, where given, must repeat the outer edges of `ranges`."""
    edges = (row.ranges[0][0], row.ranges[-1][1]) if row.ranges else (0, 0)
    if row.start not in (None, edges[0]) or row.end not in (None, edges[1]):
        raise AnnotatorError("bad-ranges", ranges=[*row.ranges, (row.start, row.end)], length=edges[1])


def _moved(span: Span, offsets: RecordOffsets) -> Span:
    """`span` on the canonical text, once its quote is known to stand in the raw one."""
    raw = tuple(_put(toll, *offsets.in_raw((toll.place,))) for toll in span.tolls)
    check_span(msgspec.structs.replace(span, ranges=offsets.in_raw(span.ranges), tolls=raw), offsets.raw)
    ranges = offsets.in_text(span.ranges)
    tolls = tuple(_put(toll, *offsets.in_text((toll.place,))) for toll in span.tolls)
    tolls = tuple(msgspec.structs.replace(toll, quote=quote(offsets.text, [toll.place])) for toll in tolls)
    return msgspec.structs.replace(span, ranges=ranges, quote=quote(offsets.text, ranges), tolls=tolls)


def _put(toll: Toll, place: Range) -> Toll:
    return msgspec.structs.replace(toll, start=place[0], end=place[1])


def _attributions(
    rows: tuple[AttributionRow, ...], spans: Mapping[str, Span], document: str, report: Report
) -> dict[str, Attribution]:
    """Attributions whose spans are all there and their author's, and whose parents are, to the outermost."""
    waiting: dict[str, AttributionRow] = {}
    for row in _unrepeated(rows, report):
        named = (*row.claims, *row.sources, *((row.cue,) if row.cue else ()))
        missing = next((span for span in named if span not in spans), None)
        if not row.claims:
            report("no-claims", attribution=row.id)
        elif missing is not None:
            report("span-not-in-file", attribution=row.id, span=missing)
        elif other := next((span for span in named if spans[span].author != row.author), None):
            author = spans[other].author
            report("span-of-other", attribution=row.id, author=row.author, span=other, other=author)
        else:
            waiting[row.id] = row
    order = list(waiting)
    kept: set[str] = set()
    # Parents may follow their children, so keep going while a round settles any; what is left over names
    # a parent that is not there, or one that is its own ancestor.
    while settled := {key for key, row in waiting.items() if row.parent is None or row.parent in kept}:
        kept |= settled
        waiting = {key: row for key, row in waiting.items() if key not in settled}
    for row in waiting.values():
        report("unknown-parent", attribution=row.id, parent=row.parent)
    by_id = {row.id: row for row in rows}
    return {
        key: Attribution(document_id=document, **msgspec.structs.asdict(by_id[key]))
        for key in order
        if key in kept
    }


def _decisions(
    rows: tuple[DecisionRow, ...],
    lost: Collection[str],
    offsets: RecordOffsets,
    document: str,
    report: Report,
) -> tuple[Decision, ...]:
    """Decisions on rows that are not in the file are kept: their target may have been taken back since."""
    decisions = []
    for row in _unrepeated(rows, report):
        if row.target in lost or row.replacement in lost:
            report("target-dropped", row=row.id, target=row.target)
            continue
        fields = msgspec.structs.asdict(row)
        if not offsets.unchanged:
            fields["judged"] = _judged(row.judged, offsets)
        decisions.append(Decision(document_id=document, **fields))
    return tuple(decisions)


def _judged(judged: dict[str, Any], offsets: RecordOffsets) -> dict[str, Any]:
    """The span as it was judged, moved as the span itself is; else the decision would no longer hold."""
    try:
        places = msgspec.convert(judged.get("ranges"), tuple[Range, ...])
    except msgspec.ValidationError:
        return judged
    ranges = offsets.in_text(places)
    judged = _judged_tolls(judged, offsets)
    return {**judged, "ranges": [list(place) for place in ranges], "quote": quote(offsets.text, ranges)}


def _judged_tolls(judged: dict[str, Any], offsets: RecordOffsets) -> dict[str, Any]:
    try:
        tolls = msgspec.convert(judged.get("tolls", ()), tuple[Toll, ...])
    except msgspec.ValidationError:
        return judged
    moved = [_put(toll, *offsets.in_text((toll.place,))) for toll in tolls]
    rows = [msgspec.structs.replace(toll, quote=quote(offsets.text, [toll.place])) for toll in moved]
    return {**judged, "tolls": msgspec.to_builtins(rows)} if rows else judged


def _comments(
    rows: tuple[CommentRow, ...], lost: Collection[str], document: str, report: Report
) -> tuple[Comment, ...]:
    there: dict[str, CommentRow] = {}
    for row in _unrepeated(rows, report):
        if row.target in lost:
            report("target-dropped", row=row.id, target=row.target)
        else:
            there[row.id] = row
    ending: set[str | None] = set()
    # As with attributions: what is left over replies to what replies to it.
    while settled := {key for key in there.keys() - ending if _answers(there[key], there, ending)}:
        ending |= settled
    for key in there.keys() - ending:
        report("target-dropped", row=key, target=there[key].reply_to)
    return tuple(
        Comment(document_id=document, **msgspec.structs.asdict(row))
        for key, row in there.items()
        if key in ending
    )


def _answers(row: CommentRow, there: Mapping[str, CommentRow], ending: Collection[str | None]) -> bool:
    """Whether what a comment replies to is known to end; that may be in the project, not in the file."""
    return row.reply_to is None or row.reply_to in ending or row.reply_to not in there


def _filings(record: DocumentRow, document: str) -> tuple[Filing, ...]:
    """The flags that a line names; that it is sorted or not concerns the project it comes from alone."""
    if not record.flags:
        return ()
    return (msgspec.structs.replace(filing_of(document), **dict.fromkeys(record.flags, True)),)


def _unrepeated(rows: tuple[AnyRow, ...], report: Report) -> Iterator[AnyRow]:
    """Of rows with the same id, the first."""
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            report("duplicate-id", id=row.id)
        else:
            seen.add(row.id)
            yield row


def _ids(rows: tuple[Row, ...]) -> set[str]:
    return {row.id for row in rows}
