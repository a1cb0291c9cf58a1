"""An act with many changes is turned round as one with few is: whole, and only if nothing rests on it."""

from __future__ import annotations

import msgspec
import pytest

from annotator.commands import documents
from annotator.commands.spans import set_span_note
from annotator.core.errors import AnnotatorError, StaleChange
from annotator.core.events import Change
from annotator.core.model import Assignment, Span, Submission, new_id
from annotator.disk import data_path
from annotator.store import Project, queries
from annotator.store.tables import TABLES
from annotator.store.verify import rebuild, verify
from tests.store.conftest import project

__all__ = ["project"]

ME, OTHER = "سلمى", "يزن"
CORPUS = data_path("sample_corpus", "corpus.jsonl")


@pytest.fixture
def full(project: Project) -> Project:
    documents.import_paths(project, [CORPUS], author=ME)
    return project


def tables(project: Project) -> list[list[tuple[object, ...]]]:
    return [sorted(project.rows(table.select), key=repr) for table in TABLES.values()]


def all_spans(project: Project) -> list[Span]:
    return [span for bundle in queries.bundles(project) for span in bundle.spans]


def test_an_import_goes_and_comes_again(full: Project) -> None:
    there = tables(full)
    assert full.undo(ME) is not None
    assert queries.document_count(full) == 0 and all_spans(full) == []
    assert verify(full) == []
    assert full.redo(ME) is not None
    assert tables(full) == there
    assert verify(full) == []
    rebuild(full)
    assert tables(full) == there


def test_what_somebody_has_changed_since_keeps_it_all(full: Project) -> None:
    span = next(span for span in all_spans(full) if span.author == OTHER)
    set_span_note(full, span, "غيره", author=OTHER)
    there = tables(full)
    with pytest.raises(AnnotatorError) as caught:
        full.undo(ME)
    assert caught.value.code == "stale-change" and caught.value.details["id"] == span.id
    assert tables(full) == there and verify(full) == []


def test_what_was_submitted_blind_stays_as_it_is(full: Project) -> None:
    document = all_spans(full)[0].document_id
    given = Assignment(id=new_id(), document_id=document, assignee=OTHER, task="annotate-blind", by=ME)
    layer = Span(
        id=new_id(), document_id=document, label="actor", ranges=((0, 1),), quote=_first(full, document),
        author=OTHER,
    )  # fmt: skip
    with full.event("span.add_all", OTHER) as event:
        event.add(layer)
    with full.event("assignment.add", ME) as event:
        event.add(given)
    with full.event("submission.submit", OTHER) as event:
        event.add(Submission(id=new_id(), document_id=document, author=OTHER, state="submitted"))
    with pytest.raises(AnnotatorError, match="blind-closed"), full.event("span.delete", OTHER) as event:
        event.change_all([Change("span", layer.id, layer, None)])
    assert layer in all_spans(full)


def test_a_row_that_is_there_or_gone_is_told(full: Project) -> None:
    first, second, *_ = all_spans(full)
    other = msgspec.structs.replace(first, id=new_id())
    for changes, told in (
        ([Change("span", second.id, second, None), Change("span", first.id, None, first)], first),
        ([Change("span", other.id, None, other), Change("span", first.id, None, first)], first),
        ([Change("span", first.id, first, None), Change("span", other.id, other, None)], other),
        ([Change("span", first.id, first, None), Change("span", first.id, first, None)], first),
    ):
        with pytest.raises(StaleChange) as caught, full.event("span.delete_all", ME) as event:
            event.change_all(changes)
        assert caught.value.details["id"] == told.id
    assert verify(full) == []


def _first(project: Project, document: str) -> str:
    return queries.text_of(project, queries.document(project, document))[:1]
