"""The tolls of claims: kept, changed, taken away; and a list of what is kept and what is suggested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from annotator.commands.checks import check_owner
from annotator.core.agreed import AGREED
from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle, Span, Toll
from annotator.core.offsets import check_toll
from annotator.store import Project, queries, review
from annotator.suggest.tolls import proposed_tolls


def set_tolls(project: Project, span: Span, tolls: Sequence[Toll], *, author: str) -> Span:
    """Have a claim bear these tolls and no others, in the order of the text.

    `span` is the row as the person saw it. Raises "not-yours", "toll-not-claim", "toll-astray" and
    "toll-bounds".
    """
    check_owner(span, author)
    with project.event("span.tolls", author) as event:
        if span.label not in project.scheme.labels_as("claim"):
            raise AnnotatorError("toll-not-claim", label=span.label)
        _, text = queries.document_with_text(project, span.document_id)
        for toll in tolls:
            check_toll(toll, span, text)
        ordered = tuple(sorted(tolls, key=lambda toll: (toll.start, toll.end)))
        after = msgspec.structs.replace(span, tolls=ordered)
        event.replace(span, after)
    return after


def add_tolls(project: Project, span: Span, tolls: Sequence[Toll], *, author: str) -> Span:
    """Have a claim bear these tolls too. Raises as `set_tolls`."""
    return set_tolls(project, span, (*span.tolls, *tolls), author=author)


class ClaimToll(msgspec.Struct, frozen=True):
    """A toll of a claim: kept in the record, or only suggested."""

    document_id: str
    title: str
    span: str
    author: str
    state: Literal["kept", "suggested"]
    toll: Toll


def list_tolls(
    project: Project, *, layer: str = "all", author: str | None = None, documents: Sequence[str] | None = None
) -> Iterator[ClaimToll]:
    """The tolls of all claims of a layer, document by document; nothing is summed.

    `layer`: "all" or "agreed", `author`: one author's; `documents`: of these alone.
    """
    claims = project.scheme.labels_as("claim")
    for bundle in _bundles(project, layer, author, documents):
        title = queries.title(project, bundle.document.id)
        for span in bundle.spans:
            if span.label in claims:
                suggested = proposed_tolls(bundle.text, span.ranges, span.tolls)
                of = (bundle.document.id, title, span.id, span.author)
                yield from (ClaimToll(*of, "kept", toll) for toll in span.tolls)
                yield from (ClaimToll(*of, "suggested", toll) for toll in suggested)


def _bundles(
    project: Project, layer: str, author: str | None, documents: Sequence[str] | None
) -> Iterable[Bundle]:
    if layer == AGREED:
        return review.agreed_bundles(project, documents, unreviewed=True)
    return queries.bundles(project, ids=documents, author=author)
