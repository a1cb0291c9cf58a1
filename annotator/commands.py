"""What a person can do to a project: one function, one event, one undo step."""

from __future__ import annotations

import contextlib
import gzip
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

import msgspec

from annotator import formats
from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.core.events import ENTITY_OF, Event
from annotator.core.model import Attribution, Bundle, Document, Range, Record, Span, new_id, quote
from annotator.core.offsets import check_ranges, normal_ranges, overlaps
from annotator.core.scheme import Scheme, check_scheme, merged
from annotator.formats import Problem, ReadOptions
from annotator.store import Project, Recorder, queries
from annotator.store.connection import check_target

Progress = Callable[[int, int], None]
"""Told how much is done and how much there is: bytes read, or documents written."""

Cancelled = Callable[[], bool]
"""Asked now and then whether the person wants to stop."""

Row = TypeVar("Row", Span, Attribution)

_BATCH = 100


class ImportReport(msgspec.Struct):
    """What an import did."""

    documents: int = 0
    known: int = 0
    spans: int = 0
    attributions: int = 0
    problems: list[Problem] = []
    labels: set[str] = set()
    event: Event | None = None
    first_document: str | None = None


def import_paths(
    project: Project,
    paths: Sequence[Path],
    *,
    author: str,
    format_id: str | None = None,
    options: ReadOptions | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    """Take in files and folders. Bad files and lines are reported, the rest is taken in, as one event.

    What is already there is left as it is. Raises `AnnotatorError("cancelled")`: then nothing was written.
    """
    total = formats.total_bytes(paths) if progress else 0
    read = formats.read_paths(
        paths,
        format_id=format_id,
        options=options or ReadOptions(),
        progress=(lambda done: progress(done, total)) if progress else None,
    )
    return _take_in(project, read, author=author, kind="documents.import", cancelled=cancelled)


def add_text(project: Project, text: str, *, author: str, name: str = "") -> ImportReport:
    """Make documents of a text, e.g. what lies on the clipboard: a scraped page may give several."""
    if not fold_key(text).strip():
        raise AnnotatorError("empty-text")
    bundles = formats.documents_from_text(text, name)
    return _take_in(project, iter(bundles), author=author, kind="document.add")


def export(
    project: Project,
    out: Path,
    *,
    format_id: str = "annotator",
    author: str | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> int:
    """Write all documents, with everybody's or one author's layer, and return how many.

    The file appears when it is complete; an older one of the same name stays until then. A name that ends
    in `.gz` is compressed.
    """
    chosen = formats.by_id(format_id)
    total = queries.document_count(project) if progress else 0
    written = 0

    def counted() -> Iterator[Bundle]:
        nonlocal written
        for bundle in queries.bundles(project, author=author):
            yield bundle
            written += 1
            if written % _BATCH == 0:
                _stop_if(cancelled)
                if progress:
                    progress(written, total)

    check_target(out)
    # A link stays one: what it leads to is what is written.
    out = out.resolve()
    partial = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    try:
        with _opened(partial, compress=out.suffix == ".gz") as file, project.snapshot():
            formats.write(chosen, counted(), file)
        partial.replace(out)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError("file-not-written", path=str(out), reason=reason) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    if progress:
        progress(written, written)
    return written


def change_scheme(project: Project, seen: Scheme, after: Scheme, *, author: str) -> Scheme:
    """Put another scheme in the place of `seen`, the one the person had before them; returns it as it is now.

    What `after` lacks is kept, retired. Its version counts on by itself. Raises `StaleChange` if the
    scheme has changed since, and the first fault of the scheme.
    """
    after = merged(seen, after)
    if after == seen:
        return seen
    after = msgspec.structs.replace(after, version=seen.version + 1)
    check_scheme(after)
    with project.event("scheme.change", author) as event:
        event.replace(seen, after)
    return after


def add_span(
    project: Project,
    *,
    author: str,
    document_id: str,
    label: str,
    ranges: Sequence[Range],
    origin: str = "hand",
    confidence: float | None = None,
) -> Span:
    """Label a stretch of text: `ranges` in code points.

    Raises "bad-ranges", "unknown-label", "label-retired", "span-exists", "span-on-furniture".
    """
    if project.scheme.label(label).retired:
        raise AnnotatorError("label-retired", label=label)
    with project.event("span.add", author) as event:
        checked = _checked_ranges(project, document_id, ranges)
        span = Span(
            id=new_id(),
            document_id=document_id,
            label=label,
            ranges=checked.ranges,
            quote=checked.quote,
            author=author,
            origin=origin,
            confidence=confidence,
        )
        _refuse_twin(project, span)
        event.add(span)
    return span


def add_spans(
    project: Project,
    pieces: Sequence[tuple[str, Sequence[Range]]],
    *,
    label: str,
    author: str,
    origin: str = "propagate",
) -> list[Span]:
    """Label many stretches of text as one act: pairs of a document's id and ranges in its text.

    What bears the label already is passed over, and so is the furniture of pages: the spans that were made
    are returned. Raises "bad-ranges", "unknown-label", "label-retired", "unknown-document".
    """
    if project.scheme.label(label).retired:
        raise AnnotatorError("label-retired", label=label)
    by_document: dict[str, list[Sequence[Range]]] = {}
    for document_id, ranges in pieces:
        by_document.setdefault(document_id, []).append(ranges)
    made: list[Span] = []
    with project.event("span.add_all", author) as event:
        for document_id, wanted in by_document.items():
            document = queries.document(project, document_id)
            text = queries.text_of(project, document)
            layer = queries.layer(project, document_id, author)
            known = {span.ranges for span in layer.spans if span.label == label}
            fresh: list[Span] = []
            for ranges in wanted:
                try:
                    checked = _checked_in(document, text, ranges)
                except AnnotatorError as error:
                    if error.code != "span-on-furniture":
                        raise
                    continue
                if checked.ranges in known:
                    continue
                known.add(checked.ranges)
                fresh.append(
                    Span(
                        id=new_id(),
                        document_id=document_id,
                        label=label,
                        ranges=checked.ranges,
                        quote=checked.quote,
                        author=author,
                        origin=origin,
                    )
                )
            event.add_in_bulk(fresh)
            made += fresh
    return made


def relabel_span(project: Project, span: Span, label: str, *, author: str) -> Span:
    """Give a span another label. Here and below `span` is the row as the person saw it.

    Raises `StaleChange` if it has changed since, and "not-yours" unless it is the author's own.
    """
    if project.scheme.label(label).retired:
        raise AnnotatorError("label-retired", label=label)
    return _edit_span(project, "span.relabel", span, author=author, label=label)


def set_span_ranges(project: Project, span: Span, ranges: Sequence[Range], *, author: str) -> Span:
    """Move a span's edges, or make it discontinuous with a further range."""
    checked = _checked_ranges(project, span.document_id, ranges)
    return _edit_span(project, "span.ranges", span, author=author, ranges=checked.ranges, quote=checked.quote)


def set_span_note(project: Project, span: Span, note: str, *, author: str) -> Span:
    """Write a note on a span; an empty one takes it away."""
    return _edit_span(project, "span.note", span, author=author, note=note)


def set_span_attribute(project: Project, span: Span, name: str, value: str, *, author: str) -> Span:
    """Set one attribute of a span; an empty value takes it away."""
    attributes = _with(span.attributes, name, value)
    return _edit_span(project, "span.attribute", span, author=author, attributes=attributes)


def delete_span(project: Project, span: Span, *, author: str) -> None:
    """Take a span away, and out of the attributions it plays a part in."""
    _check_owner(span, author)
    with project.event("span.delete", author) as event:
        rows = queries.attributions(project, span.document_id, author)
        left = {row.id: _without(row, span.id) for row in rows}
        gone = {row_id for row_id, row in left.items() if not row.claims}
        for row in rows:
            after = left[row.id]
            if row.id in gone:
                event.remove(row)
            elif after.parent in gone:
                event.replace(row, msgspec.structs.replace(after, parent=None))
            else:
                event.replace(row, after)
        event.remove(span)


def attribute(
    project: Project,
    *,
    author: str,
    claims: Sequence[str],
    sources: Sequence[str] = (),
    cue: str | None = None,
    parent: str | None = None,
    category: str = "",
    affiliation: str = "",
    attributes: Mapping[str, str] | None = None,
    origin: str = "hand",
) -> Attribution:
    """Tie claims to the sources that voiced them. All spans must be of the author's own layer."""
    with project.event("attribution.add", author) as event:
        if not claims:
            raise AnnotatorError("attribution-without-claim")
        first = _own(project, Span, claims[0], author)
        row = Attribution(
            id=new_id(),
            document_id=first.document_id,
            claims=tuple(claims),
            sources=tuple(sources),
            cue=cue,
            parent=parent,
            category=category,
            affiliation=affiliation,
            attributes=dict(attributes or {}),
            author=author,
            origin=origin,
        )
        _check_attribution(project, row)
        event.add(row)
    return row


def edit_attribution(project: Project, row: Attribution, *, author: str, **values: object) -> Attribution:
    """Change fields of an attribution: claims, sources, cue, parent, category, affiliation, note.

    `row` is the attribution as the person saw it. `attributes` is a mapping of just the attributes to
    change; an empty value takes one away. Raises `StaleChange` if the row has changed since.
    """
    _check_owner(row, author)
    attributes: dict[str, object] = row.attributes
    for name, value in cast(Mapping[str, str], values.pop("attributes", {})).items():
        attributes = _with(attributes, name, value)
    after = msgspec.structs.replace(row, attributes=attributes, **values)
    with project.event("attribution.edit", author) as event:
        _check_attribution(project, after)
        event.replace(row, after)
    return after


def delete_attribution(project: Project, row: Attribution, *, author: str) -> None:
    """Take an attribution away; its spans stay."""
    _check_owner(row, author)
    with project.event("attribution.delete", author) as event:
        for child in queries.attributions(project, row.document_id, author):
            if child.parent == row.id:
                event.replace(child, msgspec.structs.replace(child, parent=None))
        event.remove(row)


def _edit_span(project: Project, kind: str, span: Span, *, author: str, **values: object) -> Span:
    _check_owner(span, author)
    after = msgspec.structs.replace(span, **values)
    with project.event(kind, author) as event:
        if (after.label, after.ranges) != (span.label, span.ranges):
            _refuse_twin(project, after)
        event.replace(span, after)
    return after


def _check_owner(row: Span | Attribution, author: str) -> None:
    """Only its author changes a row."""
    if row.author != author:
        raise AnnotatorError("not-yours", author=row.author, you=author)


def _own(project: Project, type_: type[Row], row_id: str, author: str) -> Row:
    entity = ENTITY_OF[type_]
    record = project.row_record(entity, row_id)
    if record is None:
        raise AnnotatorError(f"unknown-{entity}", id=row_id)
    row = cast(Row, record)
    _check_owner(row, author)
    return row


class _Checked(msgspec.Struct, frozen=True):
    ranges: tuple[Range, ...]
    quote: str


def _checked_ranges(project: Project, document_id: str, ranges: Sequence[Range]) -> _Checked:
    document = queries.document(project, document_id)
    return _checked_in(document, queries.text_of(project, document), ranges)


def _checked_in(document: Document, text: str, ranges: Sequence[Range]) -> _Checked:
    joined = normal_ranges(ranges)
    check_ranges(joined, len(text))
    furniture = [(row.start, row.end) for row in document.segments if row.kind == "furniture"]
    quoted = quote(text, joined)
    if overlaps(joined, furniture):
        raise AnnotatorError("span-on-furniture", quote=quoted)
    return _Checked(joined, quoted)


def _refuse_twin(project: Project, span: Span) -> None:
    if queries.twin(project, span) is not None:
        raise AnnotatorError("span-exists", label=span.label, quote=span.quote)


def _check_attribution(project: Project, row: Attribution) -> None:
    if not row.claims:
        raise AnnotatorError("attribution-without-claim")
    for span_id in (*row.claims, *row.sources, *([row.cue] if row.cue else [])):
        if _own(project, Span, span_id, row.author).document_id != row.document_id:
            raise AnnotatorError("attribution-across-documents", span=span_id)
    parent = row.parent
    while parent is not None:
        if parent == row.id:
            raise AnnotatorError("attribution-circle")
        parent = _own(project, Attribution, parent, row.author).parent


def _without(row: Attribution, span_id: str) -> Attribution:
    return msgspec.structs.replace(
        row,
        claims=tuple(claim for claim in row.claims if claim != span_id),
        sources=tuple(source for source in row.sources if source != span_id),
        cue=None if row.cue == span_id else row.cue,
    )


def _with(attributes: Mapping[str, object], name: str, value: str) -> dict[str, object]:
    rest = {key: kept for key, kept in attributes.items() if key != name}
    return {**rest, name: value} if value else rest


def _opened(path: Path, *, compress: bool) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "wb")) if compress else path.open("wb")


def _stop_if(cancelled: Cancelled | None) -> None:
    if cancelled and cancelled():
        raise AnnotatorError("cancelled")


def _take_in(
    project: Project,
    read: Iterator[Bundle | Problem],
    *,
    author: str,
    kind: str,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    report = ImportReport()
    with project.event(kind, author) as event:
        while batch := list(islice(read, _BATCH)):
            _stop_if(cancelled)
            report.problems += [row for row in batch if isinstance(row, Problem)]
            _take_in_batch(project, event, [row for row in batch if isinstance(row, Bundle)], report)
    report.event = event.event
    known = {label.id for label in project.scheme.labels}
    for label in sorted(report.labels - known):
        report.problems.append(
            Problem(path="", line=None, code="label-not-in-scheme", details={"label": label})
        )
    return report


_NESTED = ("spans", "attributions", "submissions", "decisions", "comments")


def _take_in_batch(project: Project, event: Recorder, bundles: list[Bundle], report: ImportReport) -> None:
    """Add what is not there yet. What is there and says something else is reported, never overwritten."""
    event.flush()
    known: dict[str, Record] = queries.existing(project, "document", (row.document.id for row in bundles))
    for entity, field in zip(
        ("span", "attribution", "submission", "decision", "comment"), _NESTED, strict=True
    ):
        ids = [record.id for row in bundles for record in getattr(row, field)]
        if ids:
            known |= queries.existing(project, entity, ids)
    for bundle in bundles:
        fresh: list[Record] = []
        if bundle.document.id in known:
            report.known += 1
        else:
            report.documents += 1
            fresh.append(bundle.document)
            known[bundle.document.id] = bundle.document
        report.first_document = report.first_document or bundle.document.id
        for field in _NESTED:
            for record in cast(Iterable[Record], getattr(bundle, field)):
                found = known.get(record.id)
                if found is None:
                    fresh.append(record)
                    known[record.id] = record
                elif found != record:
                    details = {"id": record.id, "document": bundle.document.id}
                    report.problems.append(
                        Problem(path="", line=None, code="row-known-otherwise", details=details)
                    )
        if fresh:
            labels = [record.label for record in fresh if isinstance(record, Span)]
            report.spans += len(labels)
            report.labels.update(labels)
            report.attributions += sum(isinstance(record, Attribution) for record in fresh)
            event.add_in_bulk(fresh, [(bundle.document.text_hash, bundle.text)])
