"""Verdicts on somebody else's spans and attributions. Their rows are never touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from annotator.commands.judging import check_judgeable, decide, new_attribution, new_span, submitted_layer
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Comment, Decision, Range, Reason, Span, new_id
from annotator.core.review import Target, snapshot
from annotator.store import Project, Recorder, review


def accept_target(project: Project, target: Target, *, author: str, comment: str = "") -> Decision:
    """Let a target stand. Here and below `target` is the row as the reviewer saw it.

    Raises `StaleChange` if it has changed since, "own-work", "not-submitted", "blind-document".
    """
    with project.event("review.accept", author) as event:
        check_judgeable(project, target, author)
        return decide(project, event, target, author=author, verdict="accept", comment=comment)


def reject_target(
    project: Project, target: Target, *, author: str, reason: Reason, comment: str = ""
) -> Decision:
    """Say that a target should not be there, and why. Raises as `accept_target` does."""
    with project.event("review.reject", author) as event:
        check_judgeable(project, target, author)
        return decide(project, event, target, author=author, verdict="reject", reason=reason, comment=comment)


def accept_remaining(project: Project, document_id: str, *, of: str, author: str) -> list[Decision]:
    """Let all of a layer stand that the reviewer has not judged as it is now; an empty one as a whole."""
    with project.event("review.accept_all", author) as event:
        submitted_layer(project, document_id, of=of, author=author)
        return [
            decide(project, event, row.target, author=author, verdict="accept")
            for row in review.review_of(project, document_id).standings(of)
            if not row.judged_by(author)
        ]


def replace_span(
    project: Project,
    span: Span,
    *,
    author: str,
    label: str | None = None,
    ranges: Sequence[Range] | None = None,
    attributes: Mapping[str, Any] | None = None,
    reason: Reason | None = None,
    comment: str = "",
) -> Span:
    """Put a span of the reviewer's in the place of another's: what is not given is as in the original.

    Raises as `accept_target` does, "nothing-corrected", and what labelling raises.
    """
    with project.event("review.replace", author) as event:
        check_judgeable(project, span, author)
        made = new_span(
            project,
            span.document_id,
            author=author,
            label=label or span.label,
            ranges=span.ranges if ranges is None else ranges,
            attributes=span.attributes if attributes is None else attributes,
            known_label=span.label,
        )
        if (made.label, made.ranges, made.attributes) == (span.label, span.ranges, span.attributes):
            raise AnnotatorError("nothing-corrected", id=span.id)
        event.add(made)
        told: Reason = reason or ("boundary" if made.ranges != span.ranges else "label")
        decide(
            project,
            event,
            span,
            author=author,
            verdict="replace",
            replacement=made,
            reason=told,
            comment=comment,
        )
    return made


def replace_attribution(
    project: Project,
    row: Attribution,
    *,
    author: str,
    reason: Reason = "wrong-source",
    comment: str = "",
    **values: Any,
) -> Attribution:
    """Put an attribution of the reviewer's in the place of another's; `values` are the fields that differ:
    claims, sources, cue, category, affiliation, attributes. Spans of anybody's may be named.

    It stays within the outer attribution of the original. Raises as `replace_span` does.
    """
    with project.event("review.replace", author) as event:
        check_judgeable(project, row, author)
        wanted = msgspec.structs.replace(row, **values)
        if wanted == row:
            raise AnnotatorError("nothing-corrected", id=row.id)
        made = new_attribution(project, event, wanted, author=author)
        event.add(made)
        decide(
            project,
            event,
            row,
            author=author,
            verdict="replace",
            replacement=made,
            reason=reason,
            comment=comment,
        )
    return made


def add_missed_span(
    project: Project,
    document_id: str,
    *,
    of: str,
    author: str,
    label: str,
    ranges: Sequence[Range],
    attributes: Mapping[str, Any] | None = None,
    comment: str = "",
) -> Span:
    """Add what `of` missed: a span of the reviewer's, and the word to the author that it was missing."""
    with project.event("review.add", author) as event:
        made = new_span(
            project,
            document_id,
            author=author,
            label=label,
            ranges=ranges,
            attributes=attributes or {},
        )
        _add_missed(project, event, made, of=of, comment=comment)
    return made


def add_missed_attribution(
    project: Project,
    document_id: str,
    *,
    of: str,
    author: str,
    claims: Sequence[str],
    comment: str = "",
    **values: Any,
) -> Attribution:
    """Add an attribution that `of` missed; the spans may be anybody's. `values` are its other fields."""
    with project.event("review.add", author) as event:
        wanted = Attribution(
            id="",
            document_id=document_id,
            claims=tuple(claims),
            author=author,
            **values,
        )
        made = new_attribution(project, event, wanted, author=author)
        _add_missed(project, event, made, of=of, comment=comment)
    return made


def add_comment(
    project: Project, target: Target | Decision, text: str, *, author: str, reply_to: str | None = None
) -> Comment:
    """Say something about a row; `reply_to` is the comment it answers, which must be about the same row.

    On a submission it is about the document. Raises "empty-comment", "unknown-comment", "blind-document".
    """
    if not text.strip():
        raise AnnotatorError("empty-comment")
    with project.event("comment.add", author) as event:
        if author != (target.reviewer if isinstance(target, Decision) else target.author):
            review.refuse_blind(project, target.document_id, author)
        kinds = {Span: "span", Attribution: "attribution", Decision: "decision"}
        kind: Any = kinds.get(type(target), "document")
        row = Comment(
            id=new_id(),
            document_id=target.document_id,
            target_kind=kind,
            target=target.document_id if kind == "document" else target.id,
            author=author,
            text=text.strip(),
            reply_to=reply_to,
        )
        answered = project.row_record("comment", reply_to) if reply_to else row
        if not isinstance(answered, Comment) or answered.target != row.target:
            raise AnnotatorError("unknown-comment", id=reply_to)
        event.add(row)
    return row


def _add_missed(
    project: Project, event: Recorder, made: Span | Attribution, *, of: str, comment: str
) -> None:
    submission = submitted_layer(project, made.document_id, of=of, author=made.author)
    event.add(made)
    event.add(
        Decision(
            id=new_id(),
            document_id=made.document_id,
            target_kind="submission",
            target=submission.id,
            judged=snapshot(submission),
            reviewer=made.author,
            verdict="replace",
            replacement=made.id,
            reason="missing",
            comment=comment,
        )
    )
