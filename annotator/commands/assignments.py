"""Who is to do what: work on documents given to people, and double annotation drawn at random."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import msgspec

from annotator.core.dates import check_date
from annotator.core.errors import AnnotatorError
from annotator.core.model import Assignment, Task, new_id
from annotator.store import Project, queries, review


def assign(
    project: Project,
    document_ids: Sequence[str],
    *,
    assignees: Sequence[str],
    task: Task,
    by: str,
    due: str = "",
    priority: int = 0,
) -> list[Assignment]:
    """Give work on documents to everybody in `assignees` ("" is anybody); returns what was given or changed.

    What was given before gets the new date and priority. Raises "unknown-document", "bad-date", and for
    blind annotation "blind-for-nobody", as it is for people with names, and "blind-too-late" for what one
    of them has submitted.
    """
    _check(due=due, task=task, assignees=assignees)
    for document_id in document_ids:
        queries.document(project, document_id)
    if task == "annotate-blind":
        given = {(row.document_id, row.assignee) for row in review.assignments(project) if row.task == task}
        for document_id, author in review.submitted_by(project, assignees):
            if document_id in document_ids and (document_id, author) not in given:
                raise AnnotatorError("blind-too-late", document=document_id, author=author)
    return _give(
        project,
        "assignment.add",
        [(document_id, assignee) for document_id in document_ids for assignee in assignees],
        task=task,
        by=by,
        due=due,
        priority=priority,
    )


def unassign(
    project: Project,
    document_ids: Sequence[str],
    *,
    assignees: Sequence[str],
    task: Task,
    by: str,
) -> list[Assignment]:
    """Take work back. Nobody takes themselves out of blind annotation: raises "blind-own"."""
    with project.event("assignment.remove", by) as event:
        gone = [
            row
            for row in review.assignments(project, ids=document_ids)
            if row.task == task and row.assignee in assignees
        ]
        for row in gone:
            event.remove(row)
    return gone


def draw_double(
    project: Project,
    *,
    share: float,
    seed: int,
    authors: Sequence[str],
    by: str,
    per_document: int = 2,
    due: str = "",
    priority: int = 0,
) -> list[Assignment]:
    """Give a random share of the documents to `per_document` of the authors each, to annotate blind.

    Drawn from are all documents but those one of the authors has submitted otherwise. The same seed draws the
    same documents and authors from the same project, on every machine: what is drawn are the documents whose
    hash with the seed is smallest. Raises "bad-share", "too-few-authors".
    """
    if not 0 < share <= 1:
        raise AnnotatorError("bad-share", share=share)
    names = sorted(set(authors))
    if not 2 <= per_document <= len(names):
        raise AnnotatorError("too-few-authors", n=len(names), needed=max(2, per_document))
    _check(due=due, task="annotate-blind", assignees=names)
    blind = {row.document_id for row in review.assignments(project) if row.task == "annotate-blind"}
    late = {document_id for document_id, _ in review.submitted_by(project, names)} - blind
    ids = _shuffled((row for row in queries.document_ids(project) if row not in late), str(seed))
    drawn = ids[: max(1, round(share * len(ids)))] if ids else []
    return _give(
        project,
        "assignment.draw",
        [
            (document_id, name)
            for document_id in drawn
            for name in _shuffled(names, f"{seed}\x00{document_id}")[:per_document]
        ],
        task="annotate-blind",
        by=by,
        due=due,
        priority=priority,
    )


def _give(
    project: Project,
    kind: str,
    pairs: Sequence[tuple[str, str]],
    *,
    task: Task,
    by: str,
    due: str,
    priority: int,
) -> list[Assignment]:
    given = []
    with project.event(kind, by) as event:
        known = {
            (row.document_id, row.assignee): row
            for row in review.assignments(project, ids={document_id for document_id, _ in pairs})
            if row.task == task
        }
        for document_id, assignee in dict.fromkeys(pairs):
            before = known.get((document_id, assignee))
            if before is None:
                row = Assignment(
                    id=new_id(),
                    document_id=document_id,
                    assignee=assignee,
                    task=task,
                    by=by,
                    due=due,
                    priority=priority,
                )
                event.add_in_bulk([row])
                given.append(row)
            elif (before.due, before.priority) != (due, priority):
                row = msgspec.structs.replace(before, due=due, priority=priority)
                event.replace(before, row)
                given.append(row)
    return given


def _check(*, due: str, task: Task, assignees: Sequence[str]) -> None:
    if due:
        check_date(due)
    if task == "annotate-blind" and "" in assignees:
        raise AnnotatorError("blind-for-nobody")


def _shuffled(values: Iterable[str], seed: str) -> list[str]:
    """Values in an order that depends on nothing but them and the seed."""
    return sorted(values, key=lambda value: hashlib.sha256(f"{seed}\x00{value}".encode()).digest())
