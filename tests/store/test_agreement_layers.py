"""Who took part in which document, and which of it is compared."""

from __future__ import annotations

import pytest

from annotator.commands import submissions, verdicts
from annotator.commands.spans import add_span
from annotator.core.model import Document
from annotator.store import Project, queries
from annotator.store.agreement_layers import Scope, annotated, parts
from tests.clock import at
from tests.reviewed import CUE, A, B, R, handed_in, layer
from tests.store.conftest import make_document


def who(project: Project, **scope: object) -> dict[str, list[str]]:
    found = parts(project, Scope(**scope))  # type: ignore[arg-type]
    return {document: [part.author for part in listed] for document, listed in found.items()}


def test_only_submitted_layers_take_part(project: Project, document: Document) -> None:
    handed_in(project, document, A)
    layer(project, document, B)
    assert who(project) == {document.id: [A]}
    assert who(project, unsubmitted=True) == {document.id: [A, B]}
    submissions.withdraw(project, document.id, author=A)
    assert who(project) == {}
    assert parts(project, Scope(unsubmitted=True))[document.id][0].submitted == ""


def test_an_empty_layer_that_is_submitted_takes_part(project: Project, document: Document) -> None:
    handed_in(project, document, A)
    submissions.submit(project, document.id, author=B)
    (found,) = annotated(project, parts(project, Scope()))
    assert [len(spans) for spans, _ in found.layers.values()] == [3, 0]
    assert found.text == queries.text_of(project, document)


def test_what_a_reviewer_made_is_no_layer(project: Project, document: Document) -> None:
    claim, *_ = handed_in(project, document, A)
    verdicts.replace_span(project, [claim], author=R, ranges=[(17, 25)])
    assert who(project, unsubmitted=True) == {document.id: [A]}
    handed_in(project, document, R)
    (found,) = annotated(project, parts(project, Scope()))
    assert {span.ranges for span in found.layers[R][0]} == {span.ranges for span in found.layers[A][0]}


def test_documents_are_chosen_by_what_is_known_of_them(project: Project, document: Document) -> None:
    other = make_document(project, "خبر آخر")
    for row in (document, other):
        submissions.submit(project, row.id, author=A)
    assert list(who(project)) == [document.id, other.id]
    assert list(who(project, ids=(other.id,))) == [other.id]
    assert list(who(project, ids=())) == []
    assert list(who(project, kind=other.kind)) == [document.id, other.id]
    assert list(who(project, kind="ticker")) == []
    assert list(who(project, source="وكالة")) == []


def test_titles_and_sources_in_any_spelling(corpus: Project) -> None:
    everything = who(corpus)
    rows = [queries.document(corpus, name) for name in everything]
    row = next(row for row in rows if row.source and "ا" in row.title)
    assert row.id in who(corpus, source=row.source)
    assert row.id in who(corpus, title=row.title.replace("ا", "أ"))
    assert set(who(corpus, title=row.title)) < everything.keys()


class TestDates:
    def test_of_submission(
        self, project: Project, document: Document, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at(monkeypatch, "2026-03-10T23:30:00")
        handed_in(project, document, A)
        at(monkeypatch, "2026-04-02T08:00:00")
        handed_in(project, document, B)
        assert who(project, since="2026-04-01") == {document.id: [B]}
        assert who(project, until="2026-03-11") == {document.id: [A]}
        assert who(project, until="2026-03-10") == {}, "the last day is not in it"
        assert who(project, since="2026-03-10", until="2026-04-03") == {document.id: [A, B]}
        at(monkeypatch, "2026-05-01T08:00:00")
        submissions.withdraw(project, document.id, author=A)
        submissions.submit(project, document.id, author=A)
        assert parts(project, Scope())[document.id][0].submitted == "2026-05-01T08:00:00.000Z"

    def test_of_publication(self, corpus: Project) -> None:
        found = {name: queries.document(corpus, name).published for name in who(corpus)}
        days = sorted({published[:10] for published in found.values() if published})
        assert len(days) > 1
        chosen = who(corpus, when="published", until=days[1])
        assert set(chosen) == {name for name, published in found.items() if published[:10] == days[0]}


def test_layers_hold_what_the_project_holds(corpus: Project) -> None:
    for row in annotated(corpus, parts(corpus, Scope())):
        for author, (spans, tied) in row.layers.items():
            kept = queries.layer(corpus, row.document_id, author)
            assert {span.id for span in spans} == {span.id for span in kept.spans}
            assert {one.id for one in tied} == {one.id for one in kept.attributions}


def test_a_span_of_its_own_is_enough_to_take_part(project: Project, document: Document) -> None:
    add_span(project, author=B, document_id=document.id, label="cue", ranges=[CUE])
    assert who(project, unsubmitted=True) == {document.id: [B]}
