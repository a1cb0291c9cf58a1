"""The project's own JSON lines: everything a project holds, one document per line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, TypeVar

import msgspec

from annotator.core.carrying import EVERYTHING
from annotator.core.model import Bundle, Record, Span
from annotator.formats.annotation.annotator_check import Report, checked
from annotator.formats.annotation.annotator_offsets import check_in_bulk
from annotator.formats.annotation.annotator_record import (
    FORMAT_PREFIX,
    VERSION,
    AttributionRow,
    CommentRow,
    DecisionRow,
    DocumentRow,
    Header,
    NoteRow,
    SpanRow,
    SubmissionRow,
    version_of,
)
from annotator.formats.base import JSON_SUFFIXES, Format, Problem, ReadOptions, Sample, WriteOptions
from annotator.formats.records import decoded_record, records
from annotator.formats.source import Source, displayed

T = TypeVar("T")

_DECODER = msgspec.json.Decoder(DocumentRow)
_HEADER = msgspec.json.Decoder(Header)

# A first line that is broken must not make a plain reader take the rest, and lose its annotations.
_BROKEN_RECORD = re.compile(r"\s*[\[{]\s*[{]?\s*\"format\"\s*:\s*\"" + re.escape(FORMAT_PREFIX))

_CHUNK_BYTES = 1 << 20


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    path = displayed(source.path)
    for found in records(source, options):
        if isinstance(found, Problem):
            yield found
            continue
        line, raw = found
        record = decoded_record(_DECODER, source, line, raw)
        if isinstance(record, Problem):
            yield _newer(source, line, raw) or record
        elif version_of(record.format) != VERSION:
            unknown = {"field": "format", "message": record.format}
            yield _newer(source, line, raw) or Problem(path, line, "bad-record", unknown)
        else:
            report = Report(path, line)
            if bundle := checked(record, report):
                yield bundle
            yield from report.problems


def _newer(source: Source, line: int, raw: bytes) -> Problem | None:
    """A later version may name fields this one does not know: that is the thing to say, not which field."""
    header = decoded_record(_HEADER, source, line, raw)
    if isinstance(header, Problem) or (version_of(header.format) or 0) <= VERSION:
        return None
    details = {"format": header.format, "known": f"{FORMAT_PREFIX}{VERSION}"}
    return Problem(displayed(source.path), line, "newer-format", details)


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    """Raises `AnnotatorError("bad-ranges" | "quote-mismatch")` for a span that does not hold."""
    encoder = msgspec.json.Encoder()
    lines = bytearray()
    for bundle in bundles:
        encoder.encode_into(document_row(bundle), lines, -1)
        lines += b"\n"
        if len(lines) > _CHUNK_BYTES:
            out.write(lines)
            lines.clear()
    out.write(lines)


def document_row(bundle: Bundle) -> DocumentRow:
    """The line of a document. Raises `AnnotatorError("bad-ranges" | "quote-mismatch")`."""
    document = bundle.document
    for span in bundle.spans:
        check_in_bulk(span, bundle.text)
    return DocumentRow(
        format=f"{FORMAT_PREFIX}{VERSION}",
        offset_unit="codepoint",
        id=document.id,
        kind=document.kind,
        title=document.title,
        byline=document.byline,
        published=document.published,
        source=document.source,
        url=document.url,
        language=document.language,
        direction=document.direction,
        text=bundle.text,
        text_sha256=document.text_hash,
        meta=document.meta,
        segments=document.segments,
        spans=tuple(map(_span_row, bundle.spans)),
        attributions=_same_fields(bundle.attributions, AttributionRow),
        submissions=_same_fields(bundle.submissions, SubmissionRow),
        decisions=_same_fields(bundle.decisions, DecisionRow),
        comments=_same_fields(bundle.comments, CommentRow),
        notes=_same_fields(bundle.notes, NoteRow) or msgspec.UNSET,
        flags=tuple(flag for row in bundle.filings for flag in row.flags) or msgspec.UNSET,
        review=bundle.review or msgspec.UNSET,
    )


def _same_fields(records: tuple[Record, ...], row: type[T]) -> tuple[T, ...]:
    """Rows of the file from the core records that have the same fields and more."""
    return tuple([msgspec.convert(record, row, from_attributes=True) for record in records])


def _span_row(span: Span) -> SpanRow:
    """As `_same_fields` would make it, seven times as fast; spans are most of a file."""
    ranges = span.ranges
    return SpanRow(
        id=span.id,
        label=span.label,
        ranges=ranges,
        start=ranges[0][0],
        end=ranges[-1][1],
        quote=span.quote,
        author=span.author,
        attributes=span.attributes,
        note=span.note,
        origin=span.origin,
        confidence=span.confidence,
        name=span.name or msgspec.UNSET,
        tolls=span.tolls or msgspec.UNSET,
    )


def _recognises(sample: Sample) -> bool:
    if sample.record is None:
        return bool(_BROKEN_RECORD.match(sample.text))
    named = sample.record.get("format")
    return isinstance(named, str) and named.startswith(FORMAT_PREFIX)


ANNOTATOR = Format(
    id="annotator",
    suffixes=JSON_SUFFIXES,
    carries=EVERYTHING,
    read=_read,
    write=_write,
    recognises=_recognises,
)
