"""Labelling stretches of text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import repeat

import msgspec

from annotator.commands.checks import (
    check_owner,
    checked_in,
    checked_ranges,
    refuse_retired,
    refuse_twin,
    refuse_unseen,
    with_attribute,
    with_its_tolls,
)
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Passage, Range, Span, new_id
from annotator.store import Project, Recorder, queries
from annotator.store.log import MUCH


def add_span(
    project: Project,
    *,
    author: str,
    document_id: str,
    label: str,
    ranges: Sequence[Range],
    seen: Passage | None = None,
    origin: str = "hand",
    confidence: float | None = None,
) -> Span:
    """Label a stretch of text: `ranges` in code points; `seen` is what was shown to whoever labels it.

    Raises "bad-ranges", "unknown-label", "label-retired", "span-exists", "span-on-furniture", "not-as-seen".
    """
    with project.event("span.add", author) as event:
        refuse_retired(project, label)
        checked = checked_ranges(project, document_id, ranges, seen=seen)
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
        refuse_twin(project, span)
        event.add(span)
    return span


def add_spans(
    project: Project,
    pieces: Sequence[tuple[str, Sequence[Range]]],
    *,
    label: str,
    author: str,
    quotes: Sequence[str] | None = None,
    origin: str = "propagate",
    like: Span | None = None,
) -> list[Span]:
    """Label many stretches of text as one act: pairs of a document's id and ranges in its text.

    With `like` they point to its name and get its attributes, as far as the label has them. What bears the
    label already is passed over, and so is the furniture of pages: the spans that were made are returned.
    `quotes`: the words that were shown for each piece. Raises "bad-ranges", "unknown-label", "label-retired",
    "unknown-document", "not-as-seen".
    """
    scheme_label = project.scheme.label(label)
    given = like.attributes if like else {}
    attributes = {key: value for key, value in given.items() if key in scheme_label.attributes}
    by_document: dict[str, list[tuple[Sequence[Range], str | None]]] = {}
    for (document_id, ranges), seen in zip(pieces, quotes or repeat(None), strict=quotes is not None):
        by_document.setdefault(document_id, []).append((ranges, seen))
    made: list[Span] = []
    with project.event("span.add_all", author) as event:
        refuse_retired(project, label)
        for document_id, wanted in by_document.items():
            document, text = queries.document_with_text(project, document_id)
            layer = queries.layer(project, document_id, author)
            known = {span.ranges for span in layer.spans if span.label == label}
            fresh: list[Span] = []
            for ranges, seen in wanted:
                try:
                    checked = checked_in(document, text, ranges)
                except AnnotatorError as error:
                    if error.code != "span-on-furniture":
                        raise
                    continue
                if seen is not None:
                    refuse_unseen(checked, seen)
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
                        attributes=attributes,
                        origin=origin,
                        name=like.name if like else "",
                    )
                )
            event.add_in_bulk(fresh)
            made += fresh
    return made


def relabel_span(project: Project, span: Span, label: str, *, author: str) -> Span:
    """Give a span another label. Here and below `span` is the row as the person saw it.

    Raises `StaleChange` if it has changed since, and "not-yours" unless it is the author's own.
    """
    return _edit_span(project, "span.relabel", span, author=author, label=label)


def set_span_ranges(
    project: Project, span: Span, ranges: Sequence[Range], *, author: str, seen: Passage | None = None
) -> Span:
    """Move a span's edges, or make it discontinuous with a further range. Raises "not-as-seen".

    Tolls whose words are no longer inside are left out.
    """
    check_owner(span, author)
    with project.event("span.ranges", author) as event:
        checked = checked_ranges(project, span.document_id, ranges, seen=seen)
        return _replace(project, event, span, ranges=checked.ranges, quote=checked.quote)


def set_span_note(project: Project, span: Span, note: str, *, author: str) -> Span:
    """Write a note on a span; an empty one takes it away."""
    return _edit_span(project, "span.note", span, author=author, note=note)


def set_span_attribute(project: Project, span: Span, name: str, value: str, *, author: str) -> Span:
    """Set one attribute of a span; an empty value takes it away."""
    attributes = with_attribute(project.scheme, span.attributes, name, value)
    return _edit_span(project, "span.attribute", span, author=author, attributes=attributes)


def delete_span(project: Project, span: Span, *, author: str) -> None:
    """Take a span away, and out of the attributions it plays a part in."""
    check_owner(span, author)
    with project.event("span.delete", author) as event:
        _delete(project, event, [span])


def delete_spans(project: Project, rows: Sequence[Span], *, author: str) -> int:
    """Take spans of any documents away as one act; how many. Raises as `delete_span`."""
    for span in rows:
        check_owner(span, author)
    by_document: dict[str, list[Span]] = {}
    for span in rows:
        by_document.setdefault(span.document_id, []).append(span)
    with project.event("span.delete_all", author, much=len(rows) >= MUCH) as event:
        for spans in by_document.values():
            _delete(project, event, spans)
    return len(rows)


def relabel_spans(project: Project, rows: Sequence[Span], label: str, *, author: str) -> int:
    """Give spans of any documents another label as one act; how many got it.

    Where the author has that label over the same text already, the span stays as it is. Raises as
    `relabel_span`.
    """
    for span in rows:
        check_owner(span, author)
    changed = 0
    with project.event("span.relabel_all", author, much=len(rows) >= MUCH) as event:
        refuse_retired(project, label)
        for span in rows:
            after = with_its_tolls(project, msgspec.structs.replace(span, label=label))
            if after != span and queries.twin(project, after) is None:
                event.replace(span, after)
                changed += 1
    return changed


def _delete(project: Project, event: Recorder, spans: Sequence[Span]) -> None:
    """Take spans of one layer away, and out of its attributions; what has no claim then goes too."""
    ids = {span.id for span in spans}
    rows = queries.attributions(project, spans[0].document_id, spans[0].author)
    left = {row.id: _without(row, ids) for row in rows}
    gone = {row_id for row_id, row in left.items() if not row.claims}
    for row in rows:
        after = left[row.id]
        if row.id in gone:
            event.remove(row)
        elif after.parent in gone:
            event.replace(row, msgspec.structs.replace(after, parent=None))
        else:
            event.replace(row, after)
    for span in spans:
        event.remove(span)


def _edit_span(project: Project, kind: str, span: Span, *, author: str, **values: object) -> Span:
    check_owner(span, author)
    with project.event(kind, author) as event:
        return _replace(project, event, span, **values)


def _replace(project: Project, event: Recorder, span: Span, **values: object) -> Span:
    after = with_its_tolls(project, msgspec.structs.replace(span, **values))
    if "label" in values:
        refuse_retired(project, after.label)
    if (after.label, after.ranges) != (span.label, span.ranges):
        refuse_twin(project, after)
    event.replace(span, after)
    return after


def _without(row: Attribution, ids: Collection[str]) -> Attribution:
    return msgspec.structs.replace(
        row,
        claims=tuple(claim for claim in row.claims if claim not in ids),
        sources=tuple(source for source in row.sources if source not in ids),
        cue=None if row.cue in ids else row.cue,
    )
