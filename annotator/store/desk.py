"""Reads for the lead who was given what, and how each document stands. Every function only reads."""

from __future__ import annotations

import msgspec

from annotator.core.dates import is_overdue
from annotator.core.model import Assignment, ReviewState
from annotator.core.overview import Stage, by_document, review_state, stages
from annotator.store.progress import standings, unfinished
from annotator.store.project import Project
from annotator.store.review import assignments, review_states


class Given(msgspec.Struct, frozen=True):
    """An assignment, and whether it is done or overdue."""

    assignment: Assignment
    title: str
    done: bool
    overdue: bool
    state: ReviewState


class DocumentState(msgspec.Struct, frozen=True):
    """A document, where its review stands, and at which stage is whose layer."""

    document_id: str
    title: str
    state: ReviewState
    layers: tuple[tuple[str, Stage], ...]
    open: int
    disputed: int


def given(project: Project, *, today: str) -> list[Given]:
    """All assignments: what is overdue first, then what is to be done, then what is done; by date."""
    titles, left = _titles(project), unfinished(project)
    states = review_states(project)
    found = [
        Given(
            row,
            titles.get(row.document_id, ""),
            row.id not in left,
            row.id in left and is_overdue(row.due, today),
            states[row.document_id],
        )
        for row in assignments(project)
        if row.document_id in states
    ]
    return sorted(found, key=lambda row: (not row.overdue, row.done, row.assignment.due or "9999"))


def document_states(project: Project) -> list[DocumentState]:
    """All documents that somebody marked, submitted or was given: what is furthest from done first."""
    titles = _titles(project)
    found = []
    for rows in by_document(standings(project)):
        found.append(
            DocumentState(
                rows[0].document_id,
                titles.get(rows[0].document_id, ""),
                review_state(rows),
                tuple((row.author, reached) for row, reached in stages(rows)),
                sum(row.open for row in rows),
                sum(row.disputed for row in rows),
            )
        )
    order: tuple[ReviewState, ...] = ("disputed", "open", "unsubmitted", "complete")
    return sorted(found, key=lambda row: order.index(row.state))


def _titles(project: Project) -> dict[str, str]:
    return dict(project.rows("SELECT document_id, title FROM document_titles"))
