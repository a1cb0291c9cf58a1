"""The page of a name: its places, what it said, what was said of it, what it published; for whoever looks."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from annotator.commands import assignments, attributions, keeping
from annotator.commands.names import add_name, link_name, merge_names
from annotator.commands.spans import add_span
from annotator.core.model import Document, Span
from annotator.core.names import KnownName, name_meant
from annotator.store import Project
from annotator.store.name_page import NamePage, document_lines, page_of, place_lines
from annotator.store.names import all_names_of
from tests.store.conftest import make_document, project

__all__ = ["project"]

ME, OTHER = "سلمى", "يزن"
TEXT = "قالت وكالة الصنوبر إن لواء الدفلى دخل بيت اليراع، ونفى لواء الدفلى ذلك.\nوأضافت «الصنوبر» أنه خرج."


class Marked(NamedTuple):
    document: Document
    source: Span
    claim: Span
    group: Span


def span(project: Project, document: Document, label: str, words: str, author: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    ranges = [(start, start + len(words))]
    return add_span(project, author=author, document_id=document.id, label=label, ranges=ranges)


def mark(project: Project, document: Document, author: str) -> Marked:
    source = span(project, document, "source", "وكالة الصنوبر", author)
    claim = span(project, document, "claim", "إن لواء الدفلى دخل بيت اليراع", author)
    group = span(project, document, "actor", "لواء الدفلى", author)
    span(project, document, "actor", "لواء الدفلى", author, nth=1)
    attributions.attribute(project, author=author, claims=[claim.id], sources=[source.id])
    return Marked(document, source, claim, group)


@pytest.fixture
def marked(project: Project) -> Marked:
    return mark(project, make_document(project, TEXT), ME)


def known(project: Project, label: str, words: str, author: str = ME) -> KnownName:
    return name_meant(all_names_of(project, author), project.scheme, "", label, words)


def page(project: Project, label: str, words: str, author: str = ME) -> NamePage:
    return page_of(project, known(project, label, words, author))


def quotes(project: Project, page: NamePage, name: str) -> list[str]:
    return [row.quote for row in place_lines(project, getattr(page, name))]


def test_where_it_stands_what_it_said_and_what_was_said_of_it(project: Project, marked: Marked) -> None:
    agency = page(project, "source", "وكالةُ الصّنوبر")
    assert [row.span_id for row in agency.mentions] == [marked.source.id]
    assert [row.span_id for row in agency.said] == [marked.claim.id] and agency.said_of == ()
    group = page(project, "actor", "لواء الدفلى")
    assert len(group.mentions) == 2 and group.said == ()
    assert [row.span_id for row in group.said_of] == [marked.claim.id]
    assert page(project, "place", "لا مكان كهذا") == NamePage(
        known(project, "place", "لا مكان كهذا"), (), (), (), ()
    )


def test_a_source_that_is_named_as_an_actor_is_spoken_of(project: Project, marked: Marked) -> None:
    span(project, marked.document, "source", "لواء الدفلى", ME, nth=1)
    as_source = page(project, "source", "لواء الدفلى")
    assert len(as_source.mentions) == 1
    assert [row.span_id for row in as_source.said_of] == [marked.claim.id]


def test_what_several_marked_alike_is_one_place(project: Project, marked: Marked) -> None:
    mark(project, marked.document, OTHER)
    agency = page(project, "source", "وكالة الصنوبر")
    assert [row.authors for row in agency.mentions] == [(ME, OTHER)]
    assert [row.authors for row in agency.said] == [(ME, OTHER)]


def test_links_variants_and_merged_names_count(project: Project, marked: Marked) -> None:
    short = span(project, marked.document, "source", "الصنوبر", ME, nth=1)
    agency = add_name(project, author=ME, label="source", name="وكالة الصنوبر", variants=["الصنوبر"])
    assert len(page_of(project, known(project, "source", "وكالة الصنوبر")).mentions) == 2
    link_name(project, short, agency, author=ME)
    assert len(page(project, "source", "وكالة الصنوبر").mentions) == 2
    other = add_name(project, author=ME, label="source", name="شبكة الريحان")
    merge_names(project, other, [agency], author=ME)
    merged = page(project, "source", "شبكة الريحان")
    assert len(merged.mentions) == 2 and [row.span_id for row in merged.said] == [marked.claim.id]
    assert page(project, "source", "وكالة الصنوبر") == merged, "it stands for the other"
    found = name_meant(all_names_of(project, ME), project.scheme, agency.id, "", "")
    assert found.name.id == other.id


def test_a_span_that_is_linked_elsewhere_is_not_its_own(project: Project, marked: Marked) -> None:
    other = add_name(project, author=ME, label="actor", name="كتيبة العرعر")
    link_name(project, marked.group, other, author=ME)
    assert marked.group.id not in [row.span_id for row in page(project, "actor", "لواء الدفلى").mentions]
    assert [row.span_id for row in page(project, "actor", "كتيبة العرعر").mentions] == [marked.group.id]


def test_what_an_outlet_published(project: Project, marked: Marked) -> None:
    second = make_document(project, "خبر آخر.")
    for document in (marked.document, second):
        keeping.edit_document(project, document, author=ME, source="وكالةُ الصّنوبر")
    agency = page(project, "source", "وكالة الصنوبر", OTHER)
    assert agency.documents == (marked.document.id, second.id) and agency.known.documents == 2
    assert [row.title for row in document_lines(project, agency.documents)][1] == "خبر آخر."
    assert page(project, "actor", "وكالة الصنوبر", OTHER).documents == ()


def test_a_line_is_cut_at_words_and_marks_its_own(project: Project, marked: Marked) -> None:
    (row,) = place_lines(project, page(project, "source", "وكالة الصنوبر").mentions)
    start, end = row.hit
    assert row.context[start:end] == row.quote == "وكالة الصنوبر"
    assert row.context.startswith("قالت ") and "\n" not in row.context
    assert set(row.context.split()) <= set(TEXT.split())


def test_what_is_hard_to_look_at_shows_its_words_alone(project: Project, marked: Marked) -> None:
    keeping.flag_document(project, marked.document.id, {"graphic": True}, author=ME)
    (row,) = place_lines(project, page(project, "source", "وكالة الصنوبر").mentions)
    assert row.context == row.quote


def test_nobody_is_shown_what_is_blind_to_them(project: Project) -> None:
    document = make_document(project, TEXT)
    assignments.assign(project, [document.id], assignees=[ME, OTHER], task="annotate-blind", author="ليلى")
    mark(project, document, OTHER)
    project.seen_by(ME)
    found = page(project, "source", "وكالة الصنوبر")
    assert (found.mentions, found.said, found.known.spans) == ((), (), 0)
    project.seen_by(OTHER)
    assert len(page(project, "source", "وكالة الصنوبر", OTHER).mentions) == 1


def test_what_is_gone_by_now_is_left_out(project: Project, marked: Marked) -> None:
    places = page(project, "source", "وكالة الصنوبر").mentions
    while project.undo(ME):
        pass
    assert place_lines(project, places) == []
    assert document_lines(project, [marked.document.id, "nothing"]) == document_lines(
        project, [marked.document.id]
    )
