"""Keeps what awaits review, layer by layer: a table that follows from others.

Whether a verdict still holds is told by comparing records; doing that for every document each time somebody
asks for the next one would be slow. So the answer is kept per layer and reviewer, indexed in each order the
queue can have, outside the log: `rebuild` makes it anew and `verify` compares it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import msgspec

from annotator.core import overview
from annotator.core.differences import CompareLayer, differences
from annotator.core.events import ENTITY_OF
from annotator.core.model import REVIEW, Assignment, Attribution, Comment, Decision, Span, Submission, Task
from annotator.core.review import Standing, holds, objections, standings, targets_of
from annotator.store.reading import rows_of, rows_of_each
from annotator.store.tables import UNREADABLE, json_list

_SAID_OF_LAYERS: Final = (Submission, Decision, Comment, Assignment)
_SAID: Final = (Span, Attribution, *_SAID_OF_LAYERS)

AWAITING_FROM: Final = frozenset(ENTITY_OF[type_] for type_ in _SAID)
"""The entities that the table follows from; each has a `document_id`."""

NO_DUE: Final = "9999"
"""Stands for no date, behind all dates."""

_TO_MARK: Final = ("annotate", "annotate-blind")
_SUBMITTED = "SELECT DISTINCT document_id FROM main.submissions"
_IN = " WHERE document_id IN (SELECT value FROM json_each(:ids))"
_LAYERS = " UNION ALL ".join(
    f"SELECT document_id, author, origin, confidence FROM main.{table}{_IN}"
    for table in ("spans", "attributions")
)
_COUNTED = f"""
    SELECT document_id, author, count(*), min(coalesce(confidence, 1.0)) FROM ({_LAYERS})
    WHERE origin <> '{REVIEW}' GROUP BY document_id, author"""
"""How many targets each layer has, and the least confidence of one."""
_AT_ONCE: Final = 100
"""Documents whose rows are in memory at one time."""
_AWAITED = f"{_SUBMITTED}{_IN} UNION SELECT document_id FROM main.awaiting{_IN}"


class Awaiting(msgspec.Struct, frozen=True):
    """A row of the table. `reviewer` "" is anybody.

    `open` targets have no verdict of that reviewer that holds, or one that the author has answered; of them,
    `changed` ones had one that holds no more, and `answered` are the answers to reply to.
    `returned`: verdicts the author has neither answered nor followed; `confidence`: the least of an open one.
    """

    document_id: str
    author: str
    reviewer: str
    submission: str
    task: Task
    priority: int
    due: str
    targets: int
    open: int
    changed: int
    disputed: int
    returned: int
    differences: int
    confidence: float
    answered: int = 0


_COLUMNS = ", ".join(f'"{name}"' for name in Awaiting.__struct_fields__)
_MARKS = f"({', '.join('?' * len(Awaiting.__struct_fields__))})"


def refresh(conn: sqlite3.Connection, document_ids: Iterable[str]) -> bool:
    """Bring the rows of these documents up to date. False: they have none, and had none before."""
    listed = {"ids": json_list(document_ids)}
    found = conn.execute(_AWAITED, listed).fetchall() if listed["ids"] != "[]" else []
    if not found:
        return False
    conn.execute(f"DELETE FROM main.awaiting{_IN}", listed)
    for (document_id,) in found:
        _insert(conn, awaiting_of(conn, document_id))
    return True


def refresh_all(conn: sqlite3.Connection) -> None:
    """Make the table anew."""
    conn.execute("DELETE FROM main.awaiting")
    for (document_id,) in conn.execute(_SUBMITTED).fetchall():
        _insert(conn, awaiting_of(conn, document_id))


def _insert(conn: sqlite3.Connection, rows: Sequence[Awaiting]) -> None:
    if rows:
        values = [value for row in rows for value in msgspec.structs.astuple(row)]
        marks = ", ".join([_MARKS] * len(rows))
        conn.execute(f"INSERT INTO main.awaiting ({_COLUMNS}) VALUES {marks}", values)


def stale_documents(conn: sqlite3.Connection) -> Iterator[str]:
    """Documents whose rows are not what they should be."""
    stored = f"SELECT {_COLUMNS} FROM main.awaiting WHERE document_id = ? ORDER BY author, reviewer"
    for (document_id,) in conn.execute(
        f"{_SUBMITTED} UNION SELECT document_id FROM main.awaiting"
    ).fetchall():
        try:
            expected = sorted(map(msgspec.structs.astuple, awaiting_of(conn, document_id)))
        except UNREADABLE:  # then nothing follows from its rows
            yield document_id
            continue
        if sorted(conn.execute(stored, [document_id])) != expected:
            yield document_id


def is_right(conn: sqlite3.Connection, document_ids: Iterable[str]) -> bool:
    """Whether the rows of these documents are what they should be.

    Some are read at a time; where nothing is said of a layer, its rows are only counted.
    """
    ids = iter(dict.fromkeys(document_ids))
    while some := list(islice(ids, _AT_ONCE)):
        listed = {"ids": json_list(some)}
        stored = sorted(conn.execute(f"SELECT {_COLUMNS} FROM main.awaiting{_IN}", listed))
        counted = {row[:2]: row[2:] for row in conn.execute(_COUNTED, listed)}
        said = rows_of_each(conn.execute, _SAID_OF_LAYERS, some, stored=True)
        expected: list[Awaiting] = []
        for document_id in some:
            if len(said[document_id]) == 1 and (alone := said[document_id].of(Submission)):
                layer = alone[0]
                expected.append(_unjudged(layer, *counted.get((document_id, layer.author), (0, 1.0))))
            else:
                expected += awaiting_of(conn, document_id)
        if stored != sorted(map(msgspec.structs.astuple, expected)):
            return False
    return True


def _unjudged(submission: Submission, targets: int, confidence: float) -> Awaiting:
    """The row of the only layer of a document of which nobody has said anything, given to nobody."""
    targets = targets or 1  # that it is empty is one
    is_submitted = submission.state == "submitted"
    return Awaiting(
        document_id=submission.document_id,
        author=submission.author,
        reviewer="",
        submission=submission.id,
        task="review",
        priority=0,
        due=NO_DUE,
        targets=targets,
        open=targets if is_submitted else 0,
        changed=0,
        disputed=0,
        returned=0,
        differences=0,
        confidence=confidence if is_submitted else 1.0,
    )


def awaiting_of(conn: sqlite3.Connection, document_id: str) -> list[Awaiting]:
    """The rows of a document as they should be."""
    said = rows_of(conn.execute, _SAID, document_id, stored=True)
    submissions = said.of(Submission)
    if not submissions:
        return []
    spans, ties = said.of(Span), said.of(Attribution)
    both: list[Span | Attribution] = [*spans, *ties]
    rows = {row.id: row for row in both}
    decisions, assignments = said.of(Decision), said.of(Assignment)
    comments = [row for row in said.of(Comment) if row.target_kind == "decision"]
    answered = {(row.target, row.author) for row in comments}
    adjudicators = {row.assignee for row in assignments if row.task == "adjudicate"}
    submitted = {row.author for row in submissions if row.state == "submitted"}
    blind = {row.assignee for row in assignments if row.task == "annotate-blind"}
    complete = len(submitted) > 1 and blind <= submitted
    differing = _count_differences(submitted, spans, ties)
    made = []
    for submission in submissions:
        targets = targets_of(submission, rows.values())
        found = standings(targets, decisions, rows, adjudicators=adjudicators, comments=comments)
        returned = _returned(submission, found, decisions, rows, answered)
        is_submitted = submission.state == "submitted"
        added = _added(submission, decisions, rows)
        objected = objections(added, submission.author, comments)
        answers = [*objected, *(row for standing in found for row in standing.objections)]
        answering = {row.reviewer for row in answers} if is_submitted else set()
        for assignment in _reviewers(submission, assignments, answering):
            who = assignment.assignee
            ready = is_submitted and (complete or assignment.task != "adjudicate")
            left = [row for row in found if _waits(row, assignment)] if ready else []
            replies = sum(row.reviewer == who for row in objected) if ready else 0
            made.append(
                Awaiting(
                    document_id=document_id,
                    author=submission.author,
                    reviewer=who,
                    submission=submission.id,
                    task=assignment.task,
                    priority=assignment.priority,
                    due=assignment.due or NO_DUE,
                    targets=len(targets),
                    open=len(left) + replies,
                    changed=sum(row.changed_since(who) for row in left),
                    disputed=sum(row.state == "disputed" for row in found) if is_submitted else 0,
                    returned=returned,
                    differences=differing,
                    confidence=min(map(_confidence, left), default=1.0),
                    answered=replies + sum(row.reviewer == who for it in left for row in it.objections),
                )
            )
    queued = list({(row.author, row.reviewer): row for row in made}.values())
    unfinished = {row.assignee for row in assignments if row.task in _TO_MARK} - submitted - {""}
    return _settled(queued, submitted, unfinished) if complete else queued


def _settled(rows: list[Awaiting], submitted: set[str], unfinished: set[str]) -> list[Awaiting]:
    """What several layers differed in waits for nobody once it is settled.

    If it was given to somebody to adjudicate, by them.
    """
    judging = [row for row in rows if row.task == "adjudicate"] or rows
    layers = [
        overview.Standing(
            row.document_id, row.author, True, True, row.open - row.answered, row.returned, row.disputed
        )
        for row in judging
        if row.author in submitted
    ]
    awaited = [overview.Standing(rows[0].document_id, author, False, False, 0, 0, 0) for author in unfinished]
    if overview.review_state([*layers, *awaited]) != "complete":
        return rows
    return [
        msgspec.structs.replace(row, open=row.answered, changed=0, returned=0, confidence=1.0)
        if row.author in submitted
        else row
        for row in rows
    ]


_REPLY: Final = "reply"
"""Stands for the id of an assignment that nobody gave: to reply to what the author answered."""


def _waits(row: Standing, assignment: Assignment) -> bool:
    """Whether a target waits for whom the layer was given to."""
    if assignment.id != _REPLY:
        return row.waits_for(assignment.assignee)
    return any(verdict.reviewer == assignment.assignee for verdict in row.objections) or (
        not assignment.by and not row.judged_by("")
    )


def _reviewers(
    submission: Submission, assignments: Iterable[Assignment], answering: Iterable[str]
) -> list[Assignment]:
    """Who is to review a layer: those the document was given to, but its author; else anybody.

    Those `answering` have to reply, whomever it was given to; what waits for anybody waits for them too.
    """
    given = _given(submission, assignments)
    is_given = any(row.assignee for row in given)
    names = {row.assignee for row in given}
    return given + [
        Assignment(
            id=_REPLY,
            document_id=submission.document_id,
            assignee=name,
            task="review",
            by=submission.author if is_given else "",
            priority=given[0].priority,
            due=given[0].due,
        )
        for name in sorted(set(answering) - names)
    ]


def _given(submission: Submission, assignments: Iterable[Assignment]) -> list[Assignment]:
    """Whom a layer was given to review.

    Of several assignments to one person the most urgent counts; adjudicating comes before reviewing.
    """
    given = [row for row in assignments if row.task in ("review", "adjudicate")]
    given.sort(key=lambda row: (row.task == "adjudicate", row.priority))
    named = {row.assignee: row for row in given if row.assignee != submission.author}
    if "" in named:
        return [named[""]]
    anybody = Assignment(id="", document_id=submission.document_id, assignee="", task="review", by="")
    return list(named.values()) or [anybody]


def _returned(
    submission: Submission,
    found: Sequence[Standing],
    decisions: Iterable[Decision],
    rows: dict[str, Span | Attribution],
    answered: set[tuple[str, str]],
) -> int:
    """How many verdicts the author has neither answered, nor followed by a change or an addition."""
    told = [row for standing in found for row in standing.decisions if row.verdict != "accept"]
    told += _added(submission, decisions, rows)
    return len({row.id for row in told if (row.id, submission.author) not in answered})


def _added(
    submission: Submission, decisions: Iterable[Decision], rows: dict[str, Span | Attribution]
) -> list[Decision]:
    """The spans reviewers found missing in a layer, and its author has not marked since."""
    author, found = submission.author, []
    own = {(row.label, row.ranges) for row in rows.values() if isinstance(row, Span) and row.author == author}
    for row in decisions:
        if row.replacement in rows and row.reviewer != author and holds(row, submission):
            missing = rows[row.replacement]
            if not (isinstance(missing, Span) and (missing.label, missing.ranges) in own):
                found.append(row)
    return found


def _count_differences(authors: set[str], spans: Sequence[Span], ties: Sequence[Attribution]) -> int:
    if len(authors) < 2:
        return 0
    return len(
        differences(
            [
                CompareLayer(
                    author,
                    tuple(row for row in spans if row.author == author and row.in_layer),
                    tuple(row for row in ties if row.author == author and row.in_layer),
                )
                for author in sorted(authors)
            ]
        )
    )


def _confidence(standing: Standing) -> float:
    """How sure the proposer of a target was; what a person made by hand counts as sure."""
    sure: Any = getattr(standing.target, "confidence", None)
    return 1.0 if sure is None else float(sure)
