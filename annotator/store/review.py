"""What was said about a document in review, what is agreed, what is blind. Every function only reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

import msgspec

from annotator.core.agreed import Agreed, agreed, published
from annotator.core.differences import CompareLayer
from annotator.core.errors import AnnotatorError
from annotator.core.events import ENTITY_OF
from annotator.core.model import (
    Assignment,
    Attribution,
    Bundle,
    Comment,
    Decision,
    Document,
    Record,
    Span,
    Submission,
)
from annotator.core.review import Standing, standings, targets_of
from annotator.store import queries
from annotator.store.project import Project
from annotator.store.tables import TABLES, json_list

BLIND = """
    SELECT a.document_id FROM assignments a WHERE a.assignee = :me AND a.task = 'annotate-blind'
      AND NOT EXISTS (SELECT 1 FROM submissions s WHERE s.document_id = a.document_id
                      AND s.author = :me AND s.state = 'submitted')"""
"""The documents that `:me` is still annotating blind."""


class Review(msgspec.Struct, frozen=True):
    """All that was said about one document, by everybody the project shows."""

    document: Document
    spans: tuple[Span, ...]
    attributions: tuple[Attribution, ...]
    submissions: tuple[Submission, ...]
    decisions: tuple[Decision, ...]
    comments: tuple[Comment, ...]
    assignments: tuple[Assignment, ...]

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
        """What the author annotated, without what they made as a reviewer; spans in reading order."""
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
        return standings(targets, self.decisions, self.rows, adjudicators=self.adjudicators)

    def agreed(self) -> Agreed:
        return agreed(
            self.spans, self.attributions, self.submissions, self.decisions, adjudicators=self.adjudicators
        )


def review_of(project: Project, document_id: str) -> Review:
    """All that was said about a document. Raises `AnnotatorError("unknown-document")`."""
    document = queries.document(project, document_id)
    return Review(
        document,
        _of(project, Span, document_id),
        _of(project, Attribution, document_id),
        _of(project, Submission, document_id),
        _of(project, Decision, document_id),
        _of(project, Comment, document_id),
        _of(project, Assignment, document_id),
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


def agreed_bundles(project: Project, ids: Sequence[str] | None = None) -> Iterator[Bundle]:
    """Documents of which a layer is submitted, each with its agreed layer alone, by the author `AGREED`."""
    rows = project.rows("SELECT document_id FROM submissions WHERE state = 'submitted'")
    submitted = {row[0] for row in rows}
    for document_id in queries.document_ids(project) if ids is None else ids:
        if document_id in submitted:
            review = review_of(project, document_id)
            layer = published(review.agreed())
            text = queries.text_of(project, review.document)
            yield Bundle(
                document=review.document, text=text, spans=layer.spans, attributions=layer.attributions
            )


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


def _of(project: Project, type_: type[Any], document_id: str) -> tuple[Any, ...]:
    table = TABLES[ENTITY_OF[type_]]
    rows: Iterator[Record] = map(
        table.record, project.rows(f"{table.select} WHERE document_id = ? ORDER BY id", [document_id])
    )
    return tuple(rows)
