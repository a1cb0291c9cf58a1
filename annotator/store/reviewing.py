"""What can be asked about review: what waits, what came back, what stands. Every function only reads."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, Literal, NamedTuple, cast

import msgspec

from annotator.core.agreed import Agreed, agreed, published
from annotator.core.comparing import CompareLayer
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
from annotator.core.review import REVIEW, Standing, standings, targets_of
from annotator.store import queries
from annotator.store.awaiting import Awaiting
from annotator.store.project import Project
from annotator.store.tables import TABLES, json_list

Order = Literal["priority", "age", "differences", "confidence"]


class _Order(NamedTuple):
    """An order of the queue, as SQL sorts by it and as rows compare."""

    sql: str
    key: Callable[[Awaiting], tuple[object, ...]]


_ORDERS: Final[Mapping[Order, _Order]] = {
    "priority": _Order(
        "priority DESC, due, submission", lambda row: (-row.priority, row.due, row.submission)
    ),
    "age": _Order("submission", lambda row: (row.submission,)),
    "differences": _Order("differences DESC, submission", lambda row: (-row.differences, row.submission)),
    "confidence": _Order("confidence, submission", lambda row: (row.confidence, row.submission)),
}
"""Most urgent, waiting longest, most at odds with other layers, least certain suggestions first."""

_BLIND = """
    SELECT a.document_id FROM assignments a WHERE a.assignee = :me AND a.task = 'annotate-blind'
      AND NOT EXISTS (SELECT 1 FROM submissions s WHERE s.document_id = a.document_id
                      AND s.author = :me AND s.state = 'submitted')"""

_TITLE = """
    coalesce(nullif(d.title, ''), (SELECT trim(substr(text, 1, 120)) FROM texts WHERE hash = d.text_hash))"""


class QueueRow(msgspec.Struct, frozen=True):
    """A layer that awaits the reviewer, with its document as a list shows it."""

    awaiting: Awaiting
    kind: str
    title: str
    direction: str


class ReviewProgress(msgspec.Struct, frozen=True):
    """How far a reviewer is with the layers that are hers or anybody's: layers, and targets in them."""

    layers: int
    layers_open: int
    targets: int
    targets_open: int


class ReturnedRow(msgspec.Struct, frozen=True):
    """A document with verdicts its author has neither answered nor followed."""

    document_id: str
    title: str
    direction: str
    verdicts: int


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
        own = [row for row in self.spans if row.author == author and row.origin != REVIEW]
        ties = [row for row in self.attributions if row.author == author and row.origin != REVIEW]
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


def queue(
    project: Project,
    reviewer: str,
    *,
    order: Order = "priority",
    author: str = "",
    kind: str = "",
    title: str = "",
    offset: int = 0,
    limit: int = -1,
) -> list[QueueRow]:
    """Layers for the reviewer to judge: submitted by somebody else, assigned to them or to nobody, open.

    Never a document they annotate blind. Narrowed to one author's layers, a kind of document, or documents
    whose folded title or byline contains `title` (folded).
    """
    columns = ", ".join(f'w."{name}"' for name in Awaiting.__struct_fields__)
    narrowed, parameters = _narrowed(reviewer, kind=kind, title=title)
    sql = f"""SELECT {columns}, d.kind, {_TITLE}, d.direction FROM awaiting w
              CROSS JOIN documents d ON d.id = w.document_id
              WHERE w.reviewer = :whose AND w.author = :author AND w."open" > 0 {narrowed}
              ORDER BY {_ORDERS[order].sql}, w.document_id LIMIT :most"""
    most = offset + limit if limit >= 0 else -1
    # Author by author: however much of one's own waits for others, nothing has to be led past it.
    lists = [
        map(_queue_row, project.rows(sql, {**parameters, "whose": whose, "author": name, "most": most}))
        for whose, name in _waiting_authors(project, reviewer)
        if name != reviewer and author in ("", name)
    ]
    key = _ORDERS[order].key
    merged = heapq.merge(*lists, key=lambda row: (*key(row.awaiting), row.awaiting.document_id))
    return list(islice(merged, offset, most if limit >= 0 else None))


def queue_count(project: Project, reviewer: str, *, author: str = "", kind: str = "", title: str = "") -> int:
    """How many rows `queue` has without a limit."""
    narrowed, parameters = _narrowed(reviewer, kind=kind, title=title)
    (count,) = next(
        project.rows(
            f"""SELECT count(*) FROM awaiting w JOIN documents d ON d.id = w.document_id
                WHERE w.reviewer IN ('', :me) AND w."open" > 0 AND w.author <> :me
                  AND :author IN ('', w.author) {narrowed}""",
            {**parameters, "author": author},
        )
    )
    return int(count)


def progress(project: Project, reviewer: str) -> ReviewProgress:
    """What is done and what is left of the layers that are the reviewer's to judge, or anybody's."""
    row = next(
        project.rows(
            f"""SELECT count(*), coalesce(sum("open" > 0), 0), coalesce(sum(targets), 0),
                       coalesce(sum("open"), 0)
                FROM awaiting WHERE reviewer IN ('', :me) AND author <> :me
                  AND document_id NOT IN ({_BLIND})""",
            {"me": reviewer},
        )
    )
    return ReviewProgress(*row)


def returned(project: Project, author: str) -> list[ReturnedRow]:
    """Documents in which verdicts on the author's work wait for an answer or a correction."""
    rows = project.rows(
        f"""SELECT DISTINCT w.document_id, {_TITLE}, d.direction, w.returned FROM awaiting w
            CROSS JOIN documents d ON d.id = w.document_id WHERE w.author = ? AND w.returned > 0
            ORDER BY w.document_id""",
        [author],
    )
    return [ReturnedRow(*row) for row in rows]


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


def blind_documents(project: Project, author: str) -> list[str]:
    """The documents that the author is still annotating blind."""
    return [row[0] for row in project.rows(_BLIND, {"me": author})]


def is_blind(project: Project, document_id: str, author: str) -> bool:
    """Whether the author is still annotating the document blind."""
    return bool(list(project.rows(f"SELECT 1 WHERE :document IN ({_BLIND})", _me(author, document_id))))


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


def _waiting_authors(project: Project, reviewer: str) -> list[tuple[str, str]]:
    """Whose layers wait for anybody, and whose for the reviewer: pairs of `awaiting.reviewer` and author."""
    # Each step looks up the next name in an index, whatever the number of rows of each.
    sql = """
        WITH RECURSIVE names(author) AS (
            SELECT min(author) FROM awaiting WHERE reviewer = :whose AND "open" > 0
            UNION ALL
            SELECT (SELECT min(author) FROM awaiting
                    WHERE reviewer = :whose AND "open" > 0 AND author > names.author)
            FROM names WHERE names.author IS NOT NULL)
        SELECT author FROM names WHERE author IS NOT NULL"""
    return [(whose, row[0]) for whose in {"", reviewer} for row in project.rows(sql, {"whose": whose})]


def _queue_row(row: tuple[Any, ...]) -> QueueRow:
    return QueueRow(Awaiting(*row[:-3]), *row[-3:])


def _narrowed(reviewer: str, *, kind: str, title: str) -> tuple[str, dict[str, Any]]:
    narrowed = f"AND w.document_id NOT IN ({_BLIND})"
    parameters: dict[str, Any] = {"me": reviewer}
    for value, name, condition in (
        (kind, "kind", "d.kind = :kind"),
        (title, "title", "instr(fold(d.title || ' ' || d.byline), :title) > 0"),
    ):
        if value:
            narrowed += f" AND {condition}"
            parameters[name] = value
    return narrowed, parameters


def _me(author: str, document_id: str) -> dict[str, Any]:
    return {"me": author, "document": document_id}


def _of(project: Project, type_: type[Any], document_id: str) -> tuple[Any, ...]:
    table = TABLES[ENTITY_OF[type_]]
    rows: Iterator[Record] = map(
        table.record, project.rows(f"{table.select} WHERE document_id = ? ORDER BY id", [document_id])
    )
    return tuple(rows)
