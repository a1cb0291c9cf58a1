"""Who is to do what: work on documents given to people, and double annotation drawn at random."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from annotator.core.dates import check_date
from annotator.core.drawing import Draw, annotators, drawn
from annotator.core.errors import AnnotatorError
from annotator.core.model import Assignment, Task, new_id
from annotator.store import Project, Recorder, queries, review


def assign(
    project: Project,
    document_ids: Sequence[str],
    *,
    assignees: Sequence[str],
    task: Task,
    author: str,
    due: str | None = None,
    priority: int | None = None,
) -> list[Assignment]:
    """Give work on documents to everybody in `assignees` ("" is anybody); returns what was given or changed.

    Of what was given before, only a date or a priority that is named here changes. Raises "unknown-document",
    "bad-date", and for blind annotation "blind-for-nobody", as it is for people with names, and
    "blind-too-late" for what one of them has submitted.
    """
    _check(due=due, task=task, assignees=assignees)
    for document_id in document_ids:
        queries.document(project, document_id)
    if task == "annotate-blind":
        given = {(row.document_id, row.assignee) for row in review.assignments(project) if row.task == task}
        for document_id, name in review.submitted_by(project, assignees):
            if document_id in document_ids and (document_id, name) not in given:
                raise AnnotatorError("blind-too-late", document=document_id, author=name)
    pairs = [(document_id, assignee) for document_id in document_ids for assignee in assignees]
    with project.event("assignment.add", author) as event:
        return _give(project, event, pairs, task=task, author=author, due=due, priority=priority)


def unassign(
    project: Project,
    document_ids: Sequence[str],
    *,
    assignees: Sequence[str],
    task: Task,
    author: str,
) -> list[Assignment]:
    """Take work back. Nobody takes themselves out of blind annotation: raises "blind-own"."""
    with project.event("assignment.remove", author) as event:
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
    author: str,
    per_document: int = 2,
    due: str | None = None,
    priority: int | None = None,
) -> list[Assignment]:
    """Give a random share of the documents to `per_document` of the authors each, to annotate blind.

    Drawn from are all documents but those one of the authors has submitted otherwise; `share` is of all
    documents. Whoever annotates a drawn document blind already is one of the `per_document`. The same seed
    draws the same documents and authors from the same project, on every machine. The event keeps the draw, so
    that it can be made again. Raises "bad-share", "too-few-authors", "draw-too-few".
    """
    _check(due=due, task="annotate-blind", assignees=authors)
    with project.event("assignment.draw", author) as event:
        draw = planned_draw(
            project, share=share, seed=seed, authors=authors, author=author, per_document=per_document
        )
        given = _give(
            project, event, draw.given, task="annotate-blind", author=author, due=due, priority=priority
        )
        if given:
            event.add(draw)
    return given


def planned_draw(
    project: Project, *, share: float, seed: int, authors: Sequence[str], author: str, per_document: int = 2
) -> Draw:
    """The draw that `draw_double` would make now; nothing is written. Raises as it does."""
    if not 0 < share <= 1:
        raise AnnotatorError("bad-share", share=share)
    names = sorted(set(authors))
    if not 2 <= per_document <= len(names):
        raise AnnotatorError("too-few-authors", n=len(names), needed=max(2, per_document))
    having: dict[str, set[str]] = {}
    for row in review.assignments(project):
        if row.task == "annotate-blind":
            having.setdefault(row.document_id, set()).add(row.assignee)
    late = {document_id for document_id, _ in review.submitted_by(project, names)} - having.keys()
    ids = queries.document_ids(project)
    pool = [row for row in ids if row not in late]
    documents = drawn(pool, total=len(ids), share=share, seed=seed)
    pairs = [
        (document_id, name)
        for document_id in documents
        for name in annotators(
            document_id, names, having.get(document_id, ()), seed=seed, per_document=per_document
        )
    ]
    return Draw(
        id=new_id(),
        by=author,
        seed=seed,
        share=share,
        per_document=per_document,
        authors=tuple(names),
        total=len(ids),
        pool=tuple(sorted(pool)),
        documents=tuple(documents),
        given=tuple(pairs),
    )


def _give(
    project: Project,
    event: Recorder,
    pairs: Sequence[tuple[str, str]],
    *,
    task: Task,
    author: str,
    due: str | None,
    priority: int | None,
) -> list[Assignment]:
    """The assignments that are given anew, and those that were given before and are changed."""
    named = {"due": due, "priority": priority}
    values = {name: value for name, value in named.items() if value is not None}
    known = {
        (row.document_id, row.assignee): row
        for row in review.assignments(project, ids={document_id for document_id, _ in pairs})
        if row.task == task
    }
    given = []
    for document_id, assignee in dict.fromkeys(pairs):
        before = known.get((document_id, assignee))
        if before is None:
            row = Assignment(id=new_id(), document_id=document_id, assignee=assignee, task=task, by=author)
            row = msgspec.structs.replace(row, **values)
            event.add_in_bulk([row])
            given.append(row)
        elif (row := msgspec.structs.replace(before, **values)) != before:
            event.replace(before, row)
            given.append(row)
    return given


def _check(*, due: str | None, task: Task, assignees: Sequence[str]) -> None:
    if due:
        check_date(due)
    if task == "annotate-blind" and "" in assignees:
        raise AnnotatorError("blind-for-nobody")
