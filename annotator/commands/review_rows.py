"""The rows a reviewer writes: what stands in the place of another's, or was missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from annotator.commands.checks import checked_ranges
from annotator.core.errors import AnnotatorError
from annotator.core.model import REVIEW, Attribution, Range, Span, new_id
from annotator.store import Project, Recorder
from annotator.store.review import review_of


def drop(project: Project, event: Recorder, row_id: str, *, author: str) -> None:
    """Take a replacement away that no verdict names any more, and the spans made only for it."""
    row = project.row_record("attribution", row_id) or project.row_record("span", row_id)
    if not isinstance(row, Span | Attribution) or row.author != author or row.in_layer:
        return
    review = review_of(project, row.document_id)
    named = {verdict.replacement for verdict in review.decisions}
    ties = [tied for tied in review.attributions if tied.author == author]
    if row_id in named or any(row_id in tied.spans for tied in ties):
        return
    event.remove(row)
    if isinstance(row, Attribution):
        for span_id in row.spans:
            drop(project, event, span_id, author=author)


def new_span(
    project: Project,
    document_id: str,
    *,
    author: str,
    label: str,
    ranges: Sequence[Range],
    attributes: Mapping[str, Any],
    known_labels: Collection[str] = (),
) -> Span:
    """A span made within a review, not yet stored. A label may be retired only if an original bears it."""
    if label not in known_labels and project.scheme.label(label).retired:
        raise AnnotatorError("label-retired", label=label)
    checked = checked_ranges(project, document_id, ranges)
    return Span(
        id=new_id(),
        document_id=document_id,
        label=label,
        ranges=checked.ranges,
        quote=checked.quote,
        author=author,
        attributes=dict(attributes),
        origin=REVIEW,
    )


def new_attribution(project: Project, event: Recorder, wanted: Attribution, *, author: str) -> Attribution:
    """An attribution made within a review, not yet stored, over spans of the reviewer's that are."""
    if not wanted.claims:
        raise AnnotatorError("attribution-without-claim")

    def own(span_id: str) -> str:
        return _hers(project, event, span_id, document_id=wanted.document_id, author=author)

    return msgspec.structs.replace(
        wanted,
        id=new_id(),
        claims=tuple(map(own, wanted.claims)),
        sources=tuple(map(own, wanted.sources)),
        cue=own(wanted.cue) if wanted.cue else None,
        parent=None,
        author=author,
        note="",
        origin=REVIEW,
        confidence=None,
    )


def _hers(project: Project, event: Recorder, span_id: str, *, document_id: str, author: str) -> str:
    """The id of a span of the reviewer's, made within the review, that is like this one: an attribution ties
    spans of its own author's layer only. Raises "unknown-span", "attribution-across-documents"."""
    span = project.row_record("span", span_id)
    if not isinstance(span, Span):
        raise AnnotatorError("unknown-span", id=span_id)
    if span.document_id != document_id:
        raise AnnotatorError("attribution-across-documents", span=span_id)
    if span.author == author and not span.in_layer:
        return span.id
    made = msgspec.structs.replace(span, id=new_id(), author=author, origin=REVIEW, note="", confidence=None)
    for twin in review_of(project, document_id).spans:
        if msgspec.structs.replace(made, id=twin.id) == twin:
            return twin.id
    event.add(made)
    return made.id
