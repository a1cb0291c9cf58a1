"""All differences between the submitted layers of a project, for whoever walks them. Only reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from annotator.core.differences import Compared, Kind, compare
from annotator.core.errors import AnnotatorError
from annotator.core.model import Decision, Span
from annotator.core.review import Standing, deciding, standings
from annotator.store.project import Project
from annotator.store.review import BLIND, Review, review_of

KINDS: Final[tuple[Kind, ...]] = ("only", "boundary", "label", "attribution")
"""How layers can differ."""

_DIFFERING = f"""
    SELECT w.document_id, (SELECT title FROM document_titles t WHERE t.document_id = w.document_id)
    FROM awaiting w WHERE w.differences > 0 AND w.document_id NOT IN ({BLIND})
    GROUP BY w.document_id ORDER BY max(w."open") = 0, w.document_id"""


class Differing(msgspec.Struct, frozen=True):
    """A difference, its number in the document as `compare` counts, and where each of its rows stands."""

    title: str
    number: int
    item: Compared
    standings: Mapping[str, Standing]
    review: Review

    @property
    def verdicts(self) -> dict[str, Decision]:
        """The verdict that counts on each row, by author; none on what is open or disputed."""
        found = {author: deciding(row, self.review.adjudicators) for author, row in self.standings.items()}
        return {author: verdict for author, verdict in found.items() if verdict is not None}

    @property
    def is_settled(self) -> bool:
        return self.verdicts.keys() == self.item.rows.keys()


def differences(
    project: Project,
    reader: str,
    *,
    kind: Kind | None = None,
    label: str = "",
    authors: Sequence[str] = (),
    besides: str = "",
) -> Iterator[Differing]:
    """The differences of all documents the reader may compare, those that are open first.

    Narrowed to a kind, to spans of a label, or to what some authors differ in. `besides` leaves a layer out.
    """
    settled: list[Differing] = []
    for document_id, title in list(project.rows(_DIFFERING, {"me": reader})):
        review = review_of(project, document_id)
        names = [name for name in authors or review.submitted() if name != besides]
        if not set(names) <= set(review.submitted()):
            continue
        for one in _differing(review, names, title or ""):
            if kind in (None, one.item.kind) and (not label or _bears(one.item, label)):
                if one.is_settled:
                    settled.append(one)
                else:
                    yield one
    yield from settled


def in_document(project: Project, document_id: str, *, authors: Sequence[str] = ()) -> Iterator[Differing]:
    """The differences of one document, in reading order. Raises "not-submitted"."""
    review = review_of(project, document_id)
    for author in authors:
        if author not in review.submitted():
            raise AnnotatorError("not-submitted", document=document_id, author=author)
    yield from _differing(review, authors or review.submitted(), "")


def _differing(review: Review, authors: Sequence[str], title: str) -> Iterator[Differing]:
    items = compare([review.layer(author) for author in authors])
    rows = [row for item in items if item.kind != "same" for row in item.rows.values()]
    found = standings(rows, review.decisions, review.rows, adjudicators=review.adjudicators)
    standing = {row.target.id: row for row in found}
    for number, item in enumerate((item for item in items if item.kind != "same"), start=1):
        told = {author: standing[row.id] for author, row in item.rows.items()}
        yield Differing(title, number, item, told, review)


def _bears(item: Compared, label: str) -> bool:
    return any(isinstance(row, Span) and row.label == label for row in item.rows.values())
