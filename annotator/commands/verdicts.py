"""Decides on others' spans and attributions, whose rows are never touched. Rules: `docs/review.md`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from annotator.commands.checks import with_its_tolls
from annotator.commands.review_rows import drop, new_attribution, new_span
from annotator.core.differences import Compared, Kind, compare
from annotator.core.errors import AnnotatorError, StaleChange
from annotator.core.model import (
    Attribution,
    Decision,
    Range,
    Reason,
    Span,
    Submission,
    Verdict,
    new_id,
)
from annotator.core.review import Target, snapshot, target_kind
from annotator.store import Project, Recorder, review

_REASONS: Final[Mapping[Kind, Reason]] = {
    "boundary": "boundary",
    "label": "label",
    "attribution": "wrong-source",
    "only": "other",
    "same": "other",
}
"""Why a side that is not taken is rejected, if no other reason is given."""


# One layer


def accept(project: Project, targets: Iterable[Target], *, author: str, comment: str = "") -> list[Decision]:
    """Let targets stand, as one act. Here and below a target is the row as the reviewer saw it.

    Raises `StaleChange` if one has changed since, "own-work", "not-submitted", "blind-document".
    """
    with project.event("review.accept", author) as event:
        return [
            _judge(project, event, target, author=author, verdict="accept", comment=comment)
            for target in targets
        ]


def reject(
    project: Project, targets: Iterable[Target], *, author: str, reason: Reason, comment: str = ""
) -> list[Decision]:
    """Say that targets should not be there, and why. Raises as `accept` does."""
    with project.event("review.reject", author) as event:
        return [
            _judge(project, event, target, author=author, verdict="reject", reason=reason, comment=comment)
            for target in targets
        ]


def accept_remaining(project: Project, document_id: str, *, of: str, author: str) -> list[Decision]:
    """Let all of a layer stand that the reviewer has not judged as it is now; an empty one as a whole."""
    with project.event("review.accept_all", author) as event:
        submitted_layer(project, document_id, of=of, author=author)
        return [
            _decide(project, event, row.target, author=author, verdict="accept")
            for row in review.review_of(project, document_id).standings(of)
            if not row.judged_by(author)
        ]


def replace_span(
    project: Project,
    targets: Sequence[Span],
    *,
    author: str,
    label: str | None = None,
    ranges: Sequence[Range] | None = None,
    attributes: Mapping[str, Any] | None = None,
    reason: Reason | None = None,
    comment: str = "",
) -> Span:
    """Put one span of the reviewer's in the place of others'; what is not given is as in the first of them.

    Raises as `accept` does, "nothing-corrected", and what labelling raises.
    """
    first = targets[0]
    with project.event("review.replace", author) as event:
        made = new_span(
            project,
            first.document_id,
            author=author,
            label=label or first.label,
            ranges=first.ranges if ranges is None else ranges,
            attributes=first.attributes if attributes is None else attributes,
            known_labels=[row.label for row in targets],
        )
        made = with_its_tolls(project, msgspec.structs.replace(made, tolls=first.tolls))
        said = (made.label, made.ranges, made.attributes)
        if all(said == (row.label, row.ranges, row.attributes) for row in targets):
            raise AnnotatorError("nothing-corrected", id=first.id)
        event.add(made)
        for row in targets:
            why = reason or ("boundary" if made.ranges != row.ranges else "label")
            put = {"replacement": made, "reason": why, "comment": comment}
            _judge(project, event, row, author=author, verdict="replace", **put)
    return made


def replace_attribution(
    project: Project,
    targets: Sequence[Attribution],
    *,
    author: str,
    reason: Reason = "wrong-source",
    comment: str = "",
    **values: Any,
) -> Attribution:
    """Put one attribution of the reviewer's in the place of others'.

    `values` are the fields in which it differs from the first of them: claims, sources, cue (spans of
    anybody's), category, affiliation, attributes. It stays within the outer attribution of each. Raises as
    `replace_span` does.
    """
    first = targets[0]
    with project.event("review.replace", author) as event:
        wanted = msgspec.structs.replace(first, **values)
        if wanted == first and len(targets) == 1:
            raise AnnotatorError("nothing-corrected", id=first.id)
        made = new_attribution(project, event, wanted, author=author)
        event.add(made)
        put = {"replacement": made, "reason": reason, "comment": comment}
        for row in targets:
            _judge(project, event, row, author=author, verdict="replace", **put)
    return made


def add_missed_span(
    project: Project,
    document_id: str,
    *,
    authors: Sequence[str],
    author: str,
    label: str,
    ranges: Sequence[Range],
    attributes: Mapping[str, Any] | None = None,
    comment: str = "",
) -> Span:
    """Add what the `authors` missed: a span of the reviewer's, and the word to each that it was missing."""
    with project.event("review.add", author) as event:
        made = new_span(
            project,
            document_id,
            author=author,
            label=label,
            ranges=ranges,
            attributes=attributes or {},
        )
        _add_missed(project, event, made, authors=authors, comment=comment)
    return made


def add_missed_attribution(
    project: Project,
    document_id: str,
    *,
    authors: Sequence[str],
    author: str,
    claims: Sequence[str],
    comment: str = "",
    **values: Any,
) -> Attribution:
    """Add an attribution that the `authors` missed; the spans may be anybody's. `values`: other fields."""
    with project.event("review.add", author) as event:
        wanted = Attribution(id="", document_id=document_id, claims=tuple(claims), author=author, **values)
        made = new_attribution(project, event, wanted, author=author)
        _add_missed(project, event, made, authors=authors, comment=comment)
    return made


def _add_missed(
    project: Project, event: Recorder, made: Span | Attribution, *, authors: Sequence[str], comment: str
) -> None:
    event.add(made)
    for author in authors:
        submission = submitted_layer(project, made.document_id, of=author, author=made.author)
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


# Layers side by side


def comparison(project: Project, document_id: str, authors: Sequence[str] = ()) -> list[Compared]:
    """The submitted layers of a document side by side, or those of some authors. Raises "not-submitted"."""
    found = review.review_of(project, document_id)
    for author in authors:
        if author not in found.submitted():
            raise AnnotatorError("not-submitted", document=document_id, author=author)
    return compare([found.layer(author) for author in authors or found.submitted()])


def settle(
    project: Project,
    items: Iterable[Compared],
    *,
    author: str,
    take: Collection[str],
    reason: Reason | None = None,
    comment: str = "",
) -> list[Decision]:
    """Of each item accept the rows of the authors in `take`, and rows equal to them; reject the others':
    any of the sides, all or none.

    Raises as `accept` does, "unknown-side" for an author who has no row in it, and "sides-conflict" if
    what is taken cannot stand together.
    """
    with project.event("review.settle", author) as event:
        return [
            decision
            for item in items
            for decision in _settle(
                project, event, item, author=author, take=take, reason=reason, comment=comment
            )
        ]


def _settle(
    project: Project,
    event: Recorder,
    item: Compared,
    *,
    author: str,
    take: Collection[str],
    reason: Reason | None,
    comment: str,
) -> list[Decision]:
    for name in take:
        if name not in item.rows:
            raise AnnotatorError("unknown-side", author=name, known=", ".join(item.rows))
    sides = [side for side in item.sides if not set(side).isdisjoint(take)]
    kept = {name for side in sides for name in side}
    # Two labels of one text stand if somebody says that they mean both.
    beside: Reason | None = "label" if len(sides) > 1 and "label" in item.fields else None
    decisions = [
        _judge(
            project,
            event,
            row,
            author=author,
            verdict="accept" if name in kept else "reject",
            reason=beside if name in kept else reason or _REASONS[item.kind],
            comment=comment,
        )
        for name, row in item.rows.items()
    ]
    if len(sides) > 1:
        _check_together(project, [item.rows[name] for name in kept])
    return decisions


def _check_together(project: Project, taken: Sequence[Span | Attribution]) -> None:
    """Raises "sides-conflict" if some of the rows cannot stand beside each other."""
    ids = {row.id for row in taken}
    found = review.review_of(project, taken[0].document_id)
    for row in found.agreed().shortfalls:
        if row.why == "conflict" and row.row in ids and (against := ids & set(row.others)):
            rows = found.rows
            sides = sorted({rows[row_id].author for row_id in (row.row, *against)})
            raise AnnotatorError("sides-conflict", authors=", ".join(sides))


def accept_same(
    project: Project, document_id: str, *, author: str, authors: Sequence[str] = ()
) -> list[Decision]:
    """Accept everything that all sides have alike and the reviewer has not judged, as one act."""
    with project.event("review.accept_all", author) as event:
        found = review.review_of(project, document_id)
        sides = authors or found.submitted()
        for name in sides:
            submitted_layer(project, document_id, of=name, author=author)
        judged = {row.target.id for side in sides for row in found.standings(side) if row.judged_by(author)}
        return [
            _decide(project, event, row, author=author, verdict="accept")
            for item in comparison(project, document_id, sides)
            if item.kind == "same" and len(item.rows) > 1
            for row in item.rows.values()
            if row.id not in judged
        ]


# What all verdicts share


def submitted_layer(project: Project, document_id: str, *, of: str, author: str) -> Submission:
    """The submission of the layer that is to be judged.

    Raises "own-work", "blind-document" if the reviewer still annotates the document blind, "not-submitted".
    """
    if of == author:
        raise AnnotatorError("own-work", author=author)
    review.refuse_blind(project, document_id, author)
    submission = review.submission_of(project, document_id, of)
    if submission is None or submission.state != "submitted":
        raise AnnotatorError("not-submitted", document=document_id, author=of)
    return submission


def _judge(project: Project, event: Recorder, target: Target, *, author: str, **values: Any) -> Decision:
    """A verdict on a target that is in a submitted layer of another's, and still as it was seen."""
    submitted_layer(project, target.document_id, of=target.author, author=author)
    kind = target_kind(target)
    if project.row_record(kind, target.id) != target:
        raise StaleChange(kind, target.id)
    return _decide(project, event, target, author=author, **values)


def _decide(
    project: Project,
    event: Recorder,
    target: Target,
    *,
    author: str,
    verdict: Verdict,
    replacement: Span | Attribution | None = None,
    reason: Reason | None = None,
    comment: str = "",
) -> Decision:
    """Write a verdict in the place of the reviewer's earlier one; what that one put in its place goes."""
    earlier = review.decision_by(project, target.id, author)
    after = Decision(
        id=earlier.id if earlier else new_id(),
        document_id=target.document_id,
        target_kind=target_kind(target),
        target=target.id,
        judged=snapshot(target),
        reviewer=author,
        verdict=verdict,
        replacement=replacement.id if replacement else None,
        reason=reason,
        comment=comment,
    )
    if earlier is None:
        event.add(after)
    else:
        event.replace(earlier, after)
        if earlier.replacement and earlier.replacement != after.replacement:
            drop(project, event, earlier.replacement, author=author)
    return after
