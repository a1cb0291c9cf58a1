"""The lists of review whole, each in its own order, and their rows by pages. Every function only reads."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.document_filter import EVERY_DOCUMENT, DocumentFilter
from annotator.store import places
from annotator.store.project import Project
from annotator.store.work_lists import (
    ADJUDICATE,
    DISPUTED,
    ORDERED,
    TITLE,
    Order,
    QueueRow,
    among,
    narrowed_to,
    queue,
    with_all_layers,
)


def queue_order(
    project: Project,
    reviewer: str,
    *,
    order: Order = "priority",
    wanted: DocumentFilter = EVERY_DOCUMENT,
    limit: int = -1,
) -> list[int]:
    """The numbers of the documents of the reviewer's queue, in its order; the first `limit`."""
    if limit >= 0:
        rows = queue(project, reviewer, order=order, wanted=wanted, limit=limit)
        found = [places.number_of(project, row.awaiting.document_id) for row in rows]
        return [n for n in found if n is not None]
    narrowed, values = narrowed_to(project, reviewer, wanted)
    sql = f"""SELECT d.rowid FROM awaiting w JOIN documents d ON d.id = w.document_id
        WHERE w.reviewer IN ('', :me) AND w."open" > 0 AND w.author <> :me {narrowed}
        ORDER BY {ORDERED[order].sql}, w.document_id"""
    return list(dict.fromkeys(row[0] for row in project.rows(sql, values)))


def queue_page(
    project: Project, reviewer: str, numbers: Sequence[int], *, order: Order = "priority"
) -> dict[int, QueueRow]:
    """The rows of the queue that are about these documents, as far as they still wait."""
    sql = f"""SELECT d.rowid, d.id, d.kind, {TITLE}, d.direction FROM documents d
        WHERE d.rowid IN (SELECT value FROM json_each(?))"""
    shown = {row[1]: row for row in project.rows(sql, [str(list(numbers))])}
    layers = with_all_layers(project, reviewer, shown, key=ORDERED[order].key)
    return {
        shown[document_id][0]: QueueRow(found, *shown[document_id][2:])
        for document_id, found in layers.items()
    }


def double_order(
    project: Project, reader: str, *, wanted: DocumentFilter = EVERY_DOCUMENT, limit: int = -1
) -> list[int]:
    """The numbers of the documents to adjudicate, most at odds first."""
    within, values = among(project, reader, wanted)
    sql = f"""SELECT (SELECT rowid FROM documents WHERE id = w.document_id) {ADJUDICATE} {within}
        GROUP BY w.document_id ORDER BY max(w.differences) DESC, w.document_id LIMIT :limit"""
    return [row[0] for row in project.rows(sql, {**values, "limit": limit})]


def disputed_order(
    project: Project, reader: str, *, wanted: DocumentFilter = EVERY_DOCUMENT, limit: int = -1
) -> list[tuple[int, str]]:
    """The layers that reviewers differ in: the numbers of their documents, and their authors."""
    within, values = among(project, reader, wanted)
    sql = f"""SELECT DISTINCT (SELECT rowid FROM documents WHERE id = w.document_id), w.author
        {DISPUTED} {within} ORDER BY w.document_id, w.author LIMIT :limit"""
    return [(row[0], row[1]) for row in project.rows(sql, {**values, "limit": limit})]
