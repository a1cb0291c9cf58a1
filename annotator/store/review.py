"""Reads the review of a document, what is agreed, what is blind. Every function only reads."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
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
    in_reading_order,
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


class Review(msgspec.Struct, frozen=True, dict=True):
    """A document's text, and all that was said about it by everybody the project shows.

    Every tuple is in the order of ids. What is put together from them is kept, and `after` carries it over by
    what has changed: a reading made so is equal to a fresh one, and costs what the changes cost.
    """

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
        fields: dict[str, list[Any]] = {}
        here = [row for row in changes if _FIELDS.get(row.entity) and _is_about(row, self.document.id)]
        for change in here:
            name = _FIELDS[change.entity]
            rows = fields.setdefault(name, list(getattr(self, name)))
            _exchange(rows, change.entity_id, change.after, key=_by_id)
        after = msgspec.structs.replace(self, **{name: tuple(rows) for name, rows in fields.items()})
        self._carry_over(after, here)
        return after

    def _carry_over(self, after: Review, changes: Sequence[Change]) -> None:
        """Give the next reading what was put together of this one, changed as it was."""
        if "rows" not in self.__dict__:
            return
        rows = dict(self.rows)
        parts = {key: (list(part.spans), list(part.attributions)) for key, part in self.layers.items()}
        for change in changes:
            if change.entity not in ("span", "attribution"):
                continue
            before, now = rows.pop(change.entity_id, None), cast(Span | Attribution | None, change.after)
            if now is not None:
                rows[now.id] = now
            for key, (spans, ties) in parts.items():
                for row, put in ((before, None), (now, now)):
                    if row is None or not _is_in(row, *key):
                        continue
                    if isinstance(row, Span):
                        _exchange(spans, in_reading_order(row), put, key=in_reading_order)
                    else:
                        _exchange(ties, row.id, put, key=_by_id)
        after.__dict__["rows"] = rows
        for key, (spans, ties) in parts.items():
            same = after.spans is self.spans and after.attributions is self.attributions
            after.layers[key] = self.layers[key] if same else queries.Layer(tuple(spans), tuple(ties))

    @property
    def filing(self) -> Filing:
        """How the document is kept."""
        return next(iter(self.filings), filing_of(self.document.id))

    @cached_property
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
        own = layer_of(self, author, in_layer=True)
        return CompareLayer(author, own.spans, own.attributions)

    @cached_property
    def layers(self) -> dict[tuple[str, bool], queries.Layer]:
        """Those that `layer_of` was asked for."""
        return {}

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


def review_of(project: Project, document_id: str, known: Review | None = None) -> Review:
    """All that was said about a document, read at one moment. Raises `AnnotatorError("unknown-document")`.

    Spans and attributions that are as they are `known` are the same objects: who shows them passes them over.
    """
    found = rows_of(project.rows, (Document, *_SAID.values()), document_id)
    for document in found.of(Document):
        if found.text is None:
            raise damaged(project.path)
        for span in found.of(Span):
            check_span(span, found.text)
        said: dict[str, tuple[Any, ...]] = {name: found.of(type_) for name, type_ in _SAID.items()}
        for name in ("spans", "attributions") if known is not None else ():
            same = {row.id: row for row in getattr(known, name)}
            said[name] = tuple(same[row.id] if same.get(row.id) == row else row for row in said[name])
        return Review(document, found.text, **said)
    raise AnnotatorError("unknown-document", document=document_id)


def layer_of(review: Review, author: str, *, in_layer: bool = False) -> queries.Layer:
    """One author's layer, with what they made as a reviewer unless `in_layer`; spans in reading order."""
    key = author, in_layer
    if key not in review.layers:
        if in_layer:
            whole = layer_of(review, author)
            spans = [row for row in whole.spans if row.in_layer]
            ties = [row for row in whole.attributions if row.in_layer]
        else:
            spans = sorted((row for row in review.spans if row.author == author), key=in_reading_order)
            ties = [row for row in review.attributions if row.author == author]
        review.layers[key] = queries.Layer(tuple(spans), tuple(ties))
    return review.layers[key]


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


def _is_about(change: Change, document_id: str) -> bool:
    return getattr(change.after or change.before, "document_id", "") == document_id


def _is_in(row: Span | Attribution, author: str, in_layer: bool) -> bool:
    return row.author == author and (row.in_layer or not in_layer)


def _by_id(row: Record) -> str:
    return row.id


def _exchange(rows: list[Any], place: Any, put: Record | None, *, key: Callable[[Any], Any]) -> None:
    """Of rows in the order of their keys, take out the one with the key `place`, if there; put one in."""
    at = bisect_left(rows, place, key=key)
    if at < len(rows) and key(rows[at]) == place:
        del rows[at]
    if put is not None:
        insort(rows, put, key=key)


def _me(author: str, document_id: str) -> dict[str, Any]:
    return {"me": author, "document": document_id}
