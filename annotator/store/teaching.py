"""The documents that nobody has begun for an author, those first that would teach most. It only reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from annotator.core.document_filter import EVERY_DOCUMENT, DocumentFilter
from annotator.core.suggestions import rejection_id, with_brought
from annotator.core.teaching import Lesson, lesson, teaching_order
from annotator.store import finding
from annotator.store.project import Project
from annotator.store.suggestions import KEPT, NOBODY, found_in
from annotator.store.tables import json_list
from annotator.store.work_lists import TITLE

_NUMBERS = "SELECT id, rowid FROM documents WHERE id IN (SELECT value FROM json_each(?))"
_REJECTED = """
    SELECT id FROM rejections WHERE document_id IN (SELECT value FROM json_each(?)) AND author = ?"""


class ToTeach(NamedTuple):
    """A document of the queue, what it asks, and what it would teach beyond those before it."""

    document_id: str
    title: str
    lesson: Lesson
    worth: float


class Teaching(NamedTuple):
    """The queue, and how many documents more there are that were not looked through for suggestions."""

    rows: list[ToTeach]
    unknown: int


def to_teach(
    project: Project, author: str, *, wanted: DocumentFilter = EVERY_DOCUMENT, limit: int = -1
) -> Teaching:
    """The author's documents to begin, in the order of what they would teach, told by the suggestions kept.

    What is kept may be older than what was learned since; it is not computed here.
    """
    with project.snapshot():
        ids = finding.found(project, author, "not-begun", wanted)
        lessons = dict(_lessons(project, author, ids))
        order = teaching_order(lessons)[: limit if limit >= 0 else None]
        shown = json_list(document_id for document_id, _ in order)
        titles = dict(
            project.rows(
                f"SELECT d.id, {TITLE} FROM documents d WHERE d.id IN (SELECT value FROM json_each(?))",
                [shown],
            )
        )
    rows = [ToTeach(id, titles.get(id) or "", lessons[id], worth) for id, worth in order]
    return Teaching(rows, len(ids) - len(lessons))


def numbers_to_teach(project: Project, author: str, *, wanted: DocumentFilter = EVERY_DOCUMENT) -> list[int]:
    """The numbers of these documents, in that order; those behind that were never looked through."""
    with project.snapshot():
        ids = finding.found(project, author, "not-begun", wanted)
        order = [document_id for document_id, _ in teaching_order(dict(_lessons(project, author, ids)))]
        first = set(order)
        order += [document_id for document_id in ids if document_id not in first]
        numbers = dict(
            project.rows(
                "SELECT id, rowid FROM documents WHERE id IN (SELECT value FROM json_each(?))",
                [json_list(ids)],
            )
        )
    return [numbers[document_id] for document_id in order]


def lessons_of(project: Project, author: str, ids: Collection[str]) -> dict[str, Lesson]:
    """What these documents ask, as far as they were looked through."""
    return dict(_lessons(project, author, ids))


def _lessons(project: Project, author: str, ids: Collection[str]) -> Iterator[tuple[str, Lesson]]:
    """What each document asks in which suggestions are kept; what the author rejected is no question."""
    asked = json_list(ids)
    rejected = {row[0] for row in project.rows(_REJECTED, [asked, author])}
    rows = project.rows(
        f"""SELECT o.document_id, {KEPT.format("o.found")}, {KEPT.format("b.found")} FROM suggestions o
            LEFT JOIN suggestions b ON b.document_id = o.document_id AND b.author = ?
            WHERE o.author = ? AND o.document_id IN (SELECT value FROM json_each(?))""",
        [NOBODY, author, asked],
    )
    for document_id, kept, brought in rows:
        found = found_in(kept)
        if found is not None:
            all_ = with_brought(found, (found_in(brought) if brought else None) or ())
            yield document_id, lesson([row for row in all_ if rejection_id(author, row.id) not in rejected])
