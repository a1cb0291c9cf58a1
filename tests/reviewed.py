"""Ways to fill a project with layers, for tests about review."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.commands import attributions, spans, submissions
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Document, Range, Span
from annotator.core.review import Standing
from annotator.store import Project, review, work_lists

A, B, R, Q = "سلمى", "يزن", "ليلى", "نور"
"""Two annotators and two reviewers."""

CLAIM, SOURCE, CUE, PLACE = (17, 30), (4, 14), (0, 3), (40, 54)
"""Places in the text of `tests.store.conftest`."""


def span(project: Project, document: Document, author: str, label: str, *ranges: Range) -> Span:
    return spans.add_span(project, author=author, document_id=document.id, label=label, ranges=ranges)


def layer(project: Project, document: Document, author: str) -> tuple[Span, Span, Span, Attribution]:
    """A claim, its source, its cue, and the attribution that ties them."""
    claim = span(project, document, author, "claim", CLAIM)
    source = span(project, document, author, "source", SOURCE)
    cue = span(project, document, author, "cue", CUE)
    tied = attributions.attribute(
        project, author=author, claims=[claim.id], sources=[source.id], cue=cue.id, category="military"
    )
    return claim, source, cue, tied


def handed_in(project: Project, document: Document, author: str) -> tuple[Span, Span, Span, Attribution]:
    """Such a layer, submitted."""
    rows = layer(project, document, author)
    submissions.submit(project, document.id, author=author)
    return rows


def refused(code: str, command: Any, *args: Any, **values: Any) -> AnnotatorError:
    with pytest.raises(AnnotatorError) as caught:
        command(*args, **values)
    assert caught.value.code == code
    return caught.value


def states(project: Project, document: Document, author: str) -> dict[str, str]:
    """Where each target of a layer stands, by its id."""
    found: list[Standing] = review.review_of(project, document.id).standings(author)
    return {row.target.id: row.state for row in found}


def agreed_ids(project: Project, document: Document) -> set[str]:
    """The ids of the spans and attributions of the agreed layer."""
    found = review.review_of(project, document.id).agreed()
    return {row.id for row in (*found.spans, *found.attributions)}


def queued(project: Project, reviewer: str, **how: Any) -> list[tuple[str, str, int]]:
    """The reviewer's queue: document, author, open targets."""
    rows = work_lists.queue(project, reviewer, **how)
    return [(layer.document_id, layer.author, layer.open) for row in rows for layer in row.layers]


def kinds(project: Project) -> list[str]:
    """The kinds of all events, in order."""
    return [row[0] for row in project.rows("SELECT kind FROM events ORDER BY seq")]
