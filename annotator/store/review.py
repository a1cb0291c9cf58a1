"""Reads the review of a document, what is agreed, what is blind. Every function only reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, cast

import msgspec

from annotator.core.agreed import Agreed, agreed, published
from annotator.core.differences import CompareLayer
from annotator.core.errors import AnnotatorError
from annotator.core.events import ENTITY_OF, Change
from annotator.core.model import (
    Assignment,
    Attribution,
    Bundle,
    Comment,
    Decision,
    Document,
    Filing,
    Note,
    Record,
    ReviewMark,
    ReviewState,
    Span,
    Submission,
    filing_of,
)
from annotator.core.offsets import check_span
from annotator.core.overview import by_document, review_state
from annotator.core.review import Standing, standings, targets_of
from annotator.core.verdicts import Shortfall
from annotator.store import keeping, queries
from annotator.store.connection import damaged
from annotator.store.progress import standings as standings_of_all
from annotator.store.project import Project
from annotator.store.reading import rows_of
from annotator.store.tables import TABLES, json_list

BLIND = """
    SELECT a.document_id FROM assignments a WHERE a.assignee = :me AND a.task = 'annotate-blind'
      AND NOT EXISTS (SELECT 1 FROM submissions s WHERE s.document_id = a.document_id
                      AND s.author = :me AND s.state = 'submitted')"""
"""The documents that `:me` is still annotating blind."""


_SAID: Final[dict[str, type[Any]]] = {
    "spans": Span,
    "attributions": Attribution,
    "submissions": Submission,
    "decisions": Decision,
    "comments": Comment,
    "assignments": Assignment,
    "notes": Note,
    "filings": Filing,
}
_FIELDS: Final = {ENTITY_OF[type_]: name for name, type_ in _SAID.items()}


def verdicts_on(project: Project, ids: Iterable[str]) -> list[Decision]:
    """Every verdict on these rows, of whatever document, whether the rows are still there or not."""
    table = TABLES["decision"]
    if project.one(f"SELECT 1 FROM {table.stored} LIMIT 1") is None:
        return []
    rows = project.rows(
        f"{table.select_stored} WHERE target IN (SELECT value FROM json_each(?))", [json_list(ids)]
    )
    return [cast(Decision, table.record(row)) for row in rows]


class Review(msgspec.Struct, frozen=True):
    """A document's text, and all that was said about it by everybody the project shows."""

    document: Document
    text: str
    spans: tuple[Span, ...]
    attributions: tuple[Attribution, ...]
    submissions: tuple[Submission, ...]
    decisions: tuple[Decision, ...]
    comments: tuple[Comment, ...]
    assignments: tuple[Assignment, ...]
    notes: tuple[Note, ...] = ()
    filings: tuple[Filing, ...] = ()

    def after(self, changes: Iterable[Change]) -> Review:
        """The same once these changes are made; those of other documents are passed over."""
        fields: dict[str, dict[str, Record]] = {}
        for change in changes:
            row = change.after or change.before
            name = _FIELDS.get(change.entity)
            if name is None or getattr(row, "document_id", "") != self.document.id:
                continue
            rows = fields.setdefault(name, {row.id: row for row in getattr(self, name)})
            rows.pop(change.entity_id, None)
            if change.after is not None:
                rows[change.entity_id] = change.after
        return msgspec.structs.replace(
            self,
            **{name: tuple(sorted(rows.values(), key=lambda row: row.id)) for name, rows in fields.items()},
        )

    @property
    def filing(self) -> Filing:
        """How the document is kept."""
        return next(iter(self.filings), filing_of(self.document.id))

    @property
    def rows(self) -> dict[str, Span | Attribution]:
        """Every span and attribution by its id."""
        both: list[Span | Attribution] = [*self.spans, *self.attributions]
        return {row.id: row for row in both}

    @property
    def adjudicators(self) -> set[str]:
        return {row.assignee for row in self.assignments if row.task == "adjudicate"}

    def submission(self, author: str) -> Submission | None:
        """The author's submission, submitted or taken back."""
        return next((row for row in self.submissions if row.author == author), None)

    def submitted(self) -> list[str]:
        """Whose layers are submitted, by name."""
        return sorted({row.author for row in self.submissions if row.state == "submitted"})

    def layer(self, author: str) -> CompareLayer:
        """The author's own annotation, without what they made as a reviewer; spans in reading order."""
        own = [row for row in self.spans if row.author == author and row.in_layer]
        ties = [row for row in self.attributions if row.author == author and row.in_layer]
        return CompareLayer(
            author, tuple(sorted(own, key=lambda row: (row.start, -row.end, row.id))), tuple(ties)
        )

    def standings(self, author: str) -> list[Standing]:
        """Where each target of the author's layer stands; empty without a submission."""
        submission = self.submission(author)
        if submission is None:
            return []
        layer = self.layer(author)
        targets = targets_of(submission, (*layer.spans, *layer.attributions))
        return standings(
            targets, self.decisions, self.rows, adjudicators=self.adjudicators, comments=self.comments
        )

    def mark(self, state: ReviewState) -> ReviewMark:
        """The review as an exported document tells it."""
        found = [row for author in self.submitted() for row in self.standings(author)]
        reviewers = {verdict.reviewer for row in found for verdict in row.decisions}
        left = sum(row.state in ("unjudged", "changed", "disputed") or bool(row.objections) for row in found)
        return ReviewMark(state, tuple(sorted(reviewers)), left)

    def agreed(self) -> Agreed:
        return agreed(
            self.spans, self.attributions, self.submissions, self.decisions, adjudicators=self.adjudicators
        )


def review_of(project: Project, document_id: str) -> Review:
    """All that was said about a document, read at one moment. Raises `AnnotatorError("unknown-document")`."""
    found = rows_of(project.rows, (Document, *_SAID.values()), document_id)
    for document in found.of(Document):
        if found.text is None:
            raise damaged(project.path)
        for span in found.of(Span):
            check_span(span, found.text)
        return Review(document, found.text, **{name: found.of(type_) for name, type_ in _SAID.items()})
    raise AnnotatorError("unknown-document", document=document_id)


def layer_of(review: Review, author: str) -> queries.Layer:
    """One author's layer, with what they made as a reviewer; spans in reading order."""
    own = [row for row in review.spans if row.author == author]
    return queries.Layer(
        tuple(sorted(own, key=lambda span: (span.start, -span.end, span.id))),
        tuple(row for row in review.attributions if row.author == author),
    )


def submission_of(project: Project, document_id: str, author: str) -> Submission | None:
    """The author's submission of a document, submitted or taken back."""
    table = TABLES["submission"]
    row = project.one(
        f"{table.select} WHERE document_id = ? AND author = ? ORDER BY id", [document_id, author]
    )
    return cast(Submission, table.record(row)) if row else None


def decision_by(project: Project, target: str, reviewer: str) -> Decision | None:
    """The reviewer's verdict on a target; what they found missing in a layer is none on the layer itself."""
    table = TABLES["decision"]
    row = project.one(
        f"""{table.select} WHERE target = ? AND reviewer = ?
            AND NOT (target_kind = 'submission' AND replacement IS NOT NULL) ORDER BY id DESC""",
        [target, reviewer],
    )
    return cast(Decision, table.record(row)) if row else None


def agreed_bundles(
    project: Project, ids: Sequence[str] | None = None, *, unreviewed: bool = False
) -> Iterator[Bundle]:
    """Documents whose review is complete, each with its agreed layer alone, by the author `AGREED`.

    `unreviewed`: and all others, with what of them is agreed; each says where its review stands.
    """
    for review, state in _reviews(project, ids, unreviewed=unreviewed):
        layer = published(review.agreed())
        yield Bundle(
            document=review.document,
            text=review.text,
            spans=layer.spans,
            attributions=layer.attributions,
            filings=review.filings,
            review=review.mark(state),
        )


def shortfalls(
    project: Project, ids: Sequence[str] | None = None, *, unreviewed: bool = False
) -> Iterator[tuple[Review, tuple[Shortfall, ...]]]:
    """Of the same documents those of which something was accepted that could not stand, and that."""
    for review, _ in _reviews(project, ids, unreviewed=unreviewed):
        if found := review.agreed().shortfalls:
            yield review, found


def review_states(project: Project, ids: Sequence[str] | None = None) -> dict[str, ReviewState]:
    """Where the review of each document stands, in the order they came, or in that of `ids`."""
    listed = queries.document_ids(project) if ids is None else ids
    states: dict[str, ReviewState] = dict.fromkeys(listed, "unsubmitted")
    for rows in by_document(standings_of_all(project, ids)):
        states[rows[0].document_id] = review_state(rows)
    return states


def _reviews(
    project: Project, ids: Sequence[str] | None, *, unreviewed: bool
) -> Iterator[tuple[Review, ReviewState]]:
    unwanted = {row.document_id for _, row in keeping.sorted_as(project, ["irrelevant"])}
    for document_id, state in review_states(project, ids).items():
        if document_id not in unwanted and (unreviewed or state == "complete"):
            yield review_of(project, document_id), state


def submitted_by(project: Project, authors: Iterable[str]) -> list[tuple[str, str]]:
    """Which documents these authors have submitted: pairs of a document's id and an author."""
    rows = project.rows(
        """SELECT document_id, author FROM submissions WHERE state = 'submitted'
           AND author IN (SELECT value FROM json_each(?)) ORDER BY document_id, author""",
        [json_list(authors)],
    )
    return [(row[0], row[1]) for row in rows]


def blind_documents(project: Project, author: str) -> list[str]:
    """The documents that the author is still annotating blind."""
    return [row[0] for row in project.rows(BLIND, {"me": author})]


def is_blind(project: Project, document_id: str, author: str) -> bool:
    """Whether the author is still annotating the document blind."""
    return bool(list(project.rows(f"SELECT 1 WHERE :document IN ({BLIND})", _me(author, document_id))))


def refuse_blind(project: Project, document_id: str, author: str) -> None:
    """Raise `AnnotatorError("blind-document")` if the author is still annotating the document blind."""
    if is_blind(project, document_id, author):
        raise AnnotatorError("blind-document", document=document_id)


def assignments(
    project: Project, *, assignee: str | None = None, ids: Iterable[str] | None = None
) -> list[Assignment]:
    """Who was given what, oldest first; one person's, or those of some documents."""
    table = TABLES["assignment"]
    wanted: list[str] = []
    parameters: list[Any] = []
    if assignee is not None:
        wanted.append("assignee = ?")
        parameters.append(assignee)
    if ids is not None:
        wanted.append("document_id IN (SELECT value FROM json_each(?))")
        parameters.append(json_list(ids))
    where = f"WHERE {' AND '.join(wanted)}" if wanted else ""
    rows = project.rows(f"{table.select} {where} ORDER BY id", parameters)
    return [cast(Assignment, table.record(row)) for row in rows]


def _me(author: str, document_id: str) -> dict[str, Any]:
    return {"me": author, "document": document_id}
