"""Settling what layers differ in: verdicts on the rows of both sides, from which the agreed layer follows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from annotator.commands.judging import check_judgeable, decide, new_attribution, new_span, submitted_layer
from annotator.core.differences import Compared, Kind, compare
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Decision, Range, Reason, Span
from annotator.store import Project
from annotator.store.review import review_of

_REASONS: Final[Mapping[Kind, Reason]] = {
    "boundary": "boundary",
    "label": "label",
    "attribution": "wrong-source",
    "only": "other",
    "same": "other",
}
"""Why a side that is not taken is rejected, if no other reason is given."""


def comparison(project: Project, document_id: str, authors: Sequence[str] = ()) -> list[Compared]:
    """The submitted layers of a document side by side, or those of some authors. Raises "not-submitted"."""
    review = review_of(project, document_id)
    for author in authors:
        if author not in review.submitted():
            raise AnnotatorError("not-submitted", document=document_id, author=author)
    return compare([review.layer(author) for author in authors or review.submitted()])


def settle(
    project: Project,
    item: Compared,
    *,
    author: str,
    take: Collection[str],
    reason: Reason | None = None,
    comment: str = "",
) -> list[Decision]:
    """Accept the rows of the authors in `take`, and rows equal to them; reject the others': any of the sides,
    all or none.

    Raises as `accept_target` does, "unknown-side" for an author who has no row in it, and "sides-conflict" if
    what is taken cannot stand together.
    """
    for name in take:
        if name not in item.rows:
            raise AnnotatorError("unknown-side", author=name, known=", ".join(item.rows))
    sides = [side for side in item.sides if not set(side).isdisjoint(take)]
    kept = {name for side in sides for name in side}
    # Two labels of one text stand if somebody says that they mean both.
    beside: Reason | None = "label" if len(sides) > 1 and "label" in item.fields else None
    with project.event("review.settle", author) as event:
        decisions = []
        for name, row in item.rows.items():
            check_judgeable(project, row, author)
            taken = name in kept
            decisions.append(
                decide(
                    project,
                    event,
                    row,
                    author=author,
                    verdict="accept" if taken else "reject",
                    reason=beside if taken else reason or _REASONS[item.kind],
                    comment=comment,
                )
            )
        if len(sides) > 1:
            _check_together(project, [item.rows[name] for name in kept])
    return decisions


def settle_with_span(
    project: Project,
    item: Compared,
    *,
    author: str,
    label: str,
    ranges: Sequence[Range],
    attributes: Mapping[str, Any] | None = None,
    comment: str = "",
) -> Span:
    """Put a third span, the reviewer's, in the place of every side's."""
    with project.event("review.settle", author) as event:
        rows = list(item.rows.values())
        made = new_span(
            project,
            rows[0].document_id,
            author=author,
            label=label,
            ranges=ranges,
            attributes=attributes or {},
        )
        event.add(made)
        for row in rows:
            check_judgeable(project, row, author)
            decide(
                project,
                event,
                row,
                author=author,
                verdict="replace",
                replacement=made,
                reason=_REASONS[item.kind],
                comment=comment,
            )
    return made


def settle_with_attribution(
    project: Project, item: Compared, wanted: Attribution, *, author: str, comment: str = ""
) -> Attribution:
    """Put a third attribution, the reviewer's, in the place of every side's.

    `wanted` says what it should be: claims, sources, cue (spans of anybody's), category and the rest.
    """
    with project.event("review.settle", author) as event:
        made = new_attribution(project, event, wanted, author=author)
        event.add(made)
        for row in item.rows.values():
            check_judgeable(project, row, author)
            decide(
                project,
                event,
                row,
                author=author,
                verdict="replace",
                replacement=made,
                reason=_REASONS[item.kind],
                comment=comment,
            )
    return made


def _check_together(project: Project, taken: Sequence[Span | Attribution]) -> None:
    """Raises "sides-conflict" if some of the rows cannot stand beside each other."""
    ids = {row.id for row in taken}
    review = review_of(project, taken[0].document_id)
    for row in review.agreed().shortfalls:
        if row.why == "conflict" and row.row in ids and (against := ids & set(row.others)):
            rows = review.rows
            sides = sorted({rows[row_id].author for row_id in (row.row, *against)})
            raise AnnotatorError("sides-conflict", authors=", ".join(sides))


def accept_same(
    project: Project, document_id: str, *, author: str, authors: Sequence[str] = ()
) -> list[Decision]:
    """Accept everything that all sides have alike and the reviewer has not judged, as one act."""
    with project.event("review.accept_all", author) as event:
        review = review_of(project, document_id)
        sides = authors or review.submitted()
        for name in sides:
            submitted_layer(project, document_id, of=name, author=author)
        judged = {row.target.id for side in sides for row in review.standings(side) if row.judged_by(author)}
        return [
            decide(project, event, row, author=author, verdict="accept")
            for item in comparison(project, document_id, sides)
            if item.kind == "same" and len(item.rows) > 1
            for row in item.rows.values()
            if row.id not in judged
        ]
