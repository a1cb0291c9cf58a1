"""Accepting and rejecting what is proposed: one act each, undone as one, never mixed into a layer before."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from annotator.commands import accepting, attributions
from annotator.commands.scheme import change_scheme
from annotator.commands.spans import add_span
from annotator.core.model import Document, Range, Span, quote
from annotator.core.suggestions import (
    Answers,
    ProposedAttribution,
    ProposedSpan,
    Rejection,
    Suggestion,
    Why,
    rejection_id,
    still_open,
    suggestion_id,
)
from annotator.store import Project, queries
from annotator.store.stats import stats
from annotator.store.suggestions import Proposed, keep, proposed, rejected
from annotator.store.teaching import lessons_of
from annotator.store.verify import rebuild, verify
from tests.reviewed import refused
from tests.store.conftest import document, make_document, project

__all__ = ["document", "project"]

ME, OTHER = "سلمى", "يزن"
TEXT = "أعلنت رويترز أن مصدرا قال إن الجسر أغلق. وصل الوفد إلى السنديان."
OUTER_CLAIM, INNER_CLAIM = (16, 39), (29, 39)
OUTER_SOURCE, INNER_SOURCE, OUTER_CUE, INNER_CUE = (6, 12), (16, 21), (0, 5), (22, 25)


def proposed_span(label: str, *ranges: Range, text: str = TEXT) -> ProposedSpan:
    return ProposedSpan(label, ranges, quote(text, ranges))


def suggestion(
    document: Document, *spans: ProposedSpan, tie: ProposedAttribution | None = None, **values: Any
) -> Suggestion:
    suggester = "cues" if tie else "names"
    fields = {"why": Why("test"), "confidence": 0.75, **values}
    return Suggestion(
        id=suggestion_id(document.id, suggester, spans, tie),
        document_id=document.id,
        suggester=suggester,
        spans=spans,
        attribution=tie,
        **fields,
    )


def tied(
    document: Document, claim: Range, source: Range, cue: Range, parent: str | None = None, **values: Any
) -> Suggestion:
    """An attribution of one claim to one source by one cue."""
    return suggestion(
        document,
        proposed_span("claim", claim),
        proposed_span("source", source),
        proposed_span("cue", cue),
        tie=ProposedAttribution(claims=(0,), sources=(1,), cue=2, parent=parent, **values),
    )


def layer(project: Project, document: Document, author: str = ME) -> queries.Layer:
    return queries.layer(project, document.id, author)


@pytest.fixture
def page(project: Project) -> Document:
    return make_document(project, TEXT)


@pytest.fixture
def outer(page: Document) -> Suggestion:
    return tied(page, OUTER_CLAIM, OUTER_SOURCE, OUTER_CUE, category="agency", attributes={"naming": "named"})


@pytest.fixture
def inner(page: Document, outer: Suggestion) -> Suggestion:
    return tied(page, INNER_CLAIM, INNER_SOURCE, INNER_CUE, parent=outer.id)


def kept(project: Project, page: Document, *rows: Suggestion) -> None:
    keep(project, [Proposed(page.id, ME, "basis", rows)])


def open_now(project: Project, page: Document, author: str = ME) -> list[Suggestion]:
    """What of the kept suggestions is still open."""
    found = proposed(project, page.id, author)
    now = layer(project, page, author)
    gone = rejected(project, page.id, author)
    return still_open(
        found.found if found else (),
        Answers(now.spans, now.attributions),
        lambda row: rejection_id(author, row.id) in gone,
    )


class TestAccepting:
    def test_a_name(self, project: Project, page: Document) -> None:
        row = suggestion(page, proposed_span("place", (55, 63)))
        made = accepting.accept_suggestion(project, row, author=ME)
        (span,) = layer(project, page).spans
        assert made == accepting.Accepted((span,), ())
        assert (span.quote, span.label, span.origin, span.confidence) == (
            "السنديان", "place", "suggestion:names", 0.75,
        )  # fmt: skip
        assert project.undo(ME) is not None
        assert layer(project, page) == queries.Layer()

    def test_an_attribution_with_its_spans_is_one_act(
        self, project: Project, page: Document, outer: Suggestion
    ) -> None:
        accepting.accept_suggestion(project, outer, author=ME)
        now = layer(project, page)
        (row,) = now.attributions
        quotes = {span.id: span.quote for span in now.spans}
        assert [quotes[span] for span in (*row.claims, *row.sources, row.cue or "")] == [
            "مصدرا قال إن الجسر أغلق", "رويترز", "أعلنت",
        ]  # fmt: skip
        assert (row.category, row.attributes, row.origin, row.confidence) == (
            "agency", {"naming": "named"}, "suggestion:cues", 0.75,
        )  # fmt: skip
        assert queries.last_event(project)[1] == "suggestion.accept"
        project.undo(ME)
        assert layer(project, page) == queries.Layer()
        project.redo(ME)
        assert layer(project, page) == now
        assert verify(project) == []

    def test_spans_of_the_layer_are_used_again(
        self, project: Project, page: Document, outer: Suggestion
    ) -> None:
        mine = add_span(project, author=ME, document_id=page.id, label="source", ranges=[OUTER_SOURCE])
        made = accepting.accept_suggestion(project, outer, author=ME)
        assert mine not in made.spans
        assert made.attributions[0].sources == (mine.id,)
        head = project.head()
        assert accepting.accept_suggestion(project, outer, author=ME) == accepting.Accepted()
        assert project.head() == head

    def test_all_of_a_kind_in_many_documents_are_one_act(self, project: Project, page: Document) -> None:
        other = make_document(project, "بلغ السنديان.")
        rows = [
            suggestion(page, proposed_span("place", (55, 63))),
            suggestion(page, proposed_span("actor", (45, 50))),
            suggestion(other, proposed_span("place", (4, 12), text="بلغ السنديان.")),
        ]
        assert len(accepting.accept_suggestions(project, rows, author=ME).spans) == 3
        project.undo(ME)
        assert layer(project, page).spans == layer(project, other).spans == ()

    def test_nothing_of_what_is_proposed_is_in_a_layer(
        self, project: Project, page: Document, outer: Suggestion
    ) -> None:
        head = project.head()
        kept(project, page, outer)
        assert (project.head(), layer(project, page), verify(project)) == (head, queries.Layer(), [])
        assert stats(project).spans == 0
        rebuild(project)
        assert verify(project) == []


class TestInnerAndOuter:
    def test_accepted_together_in_any_order(
        self, project: Project, page: Document, outer: Suggestion, inner: Suggestion
    ) -> None:
        kept(project, page, outer, inner)
        made = accepting.accept_suggestions(project, [inner, outer], author=ME)
        by_cue = {row.origin + str(row.parent is None): row for row in made.attributions}
        assert by_cue["suggestion:cuesFalse"].parent == by_cue["suggestion:cuesTrue"].id

    def test_the_outer_one_first(
        self, project: Project, page: Document, outer: Suggestion, inner: Suggestion
    ) -> None:
        kept(project, page, outer, inner)
        (first,) = accepting.accept_suggestion(project, outer, author=ME).attributions
        assert open_now(project, page) == [inner]
        (second,) = accepting.accept_suggestion(project, inner, author=ME).attributions
        assert second.parent == first.id
        assert open_now(project, page) == []

    def test_the_inner_one_first_is_tied_when_the_outer_one_comes(
        self, project: Project, page: Document, outer: Suggestion, inner: Suggestion
    ) -> None:
        kept(project, page, outer, inner)
        (first,) = accepting.accept_suggestion(project, inner, author=ME).attributions
        assert (first.parent, open_now(project, page)) == (None, [outer])
        (second,) = accepting.accept_suggestion(project, outer, author=ME).attributions
        parents = {row.id: row.parent for row in layer(project, page).attributions}
        assert parents == {first.id: second.id, second.id: None}
        project.undo(ME)
        assert layer(project, page).attributions == (first,)
        assert verify(project) == []

    def test_an_outer_one_made_by_hand_counts(
        self, project: Project, page: Document, outer: Suggestion, inner: Suggestion
    ) -> None:
        kept(project, page, outer, inner)
        claim, source = (
            add_span(project, author=ME, document_id=page.id, label=label, ranges=[piece])
            for label, piece in (("claim", (13, 39)), ("source", OUTER_SOURCE))
        )
        mine = attributions.attribute(project, author=ME, claims=[claim.id], sources=[source.id])
        assert open_now(project, page) == [inner]
        (made,) = accepting.accept_suggestion(project, inner, author=ME).attributions
        assert made.parent == mine.id

    def test_no_circle_is_made(
        self, project: Project, page: Document, outer: Suggestion, inner: Suggestion
    ) -> None:
        outer = msgspec.structs.replace(
            outer,
            attribution=msgspec.structs.replace(outer.attribution, parent=inner.id),  # type: ignore[type-var]
        )
        kept(project, page, outer, inner)
        accepting.accept_suggestion(project, outer, author=ME)
        accepting.accept_suggestion(project, inner, author=ME)
        parents = {row.id: row.parent for row in layer(project, page).attributions}
        assert sorted(parent is None for parent in parents.values()) == [False, True]


class TestWhatIsOpen:
    def test_another_span_of_the_label_over_it_decides(self, project: Project, page: Document) -> None:
        row = suggestion(page, proposed_span("place", (55, 63)))
        kept(project, page, row)
        add_span(project, author=ME, document_id=page.id, label="actor", ranges=[(55, 63)])
        add_span(project, author=OTHER, document_id=page.id, label="place", ranges=[(55, 63)])
        assert open_now(project, page) == [row]
        add_span(project, author=ME, document_id=page.id, label="place", ranges=[(51, 60)])
        assert open_now(project, page) == []

    def test_an_attribution_is_decided_by_one_of_the_same_voice(
        self, project: Project, page: Document, outer: Suggestion
    ) -> None:
        kept(project, page, outer)

        def add(label: str, piece: Range) -> Span:
            return add_span(project, author=ME, document_id=page.id, label=label, ranges=[piece])

        claim = add("claim", OUTER_CLAIM)
        attributions.attribute(
            project, author=ME, claims=[claim.id], sources=[add("source", INNER_SOURCE).id]
        )
        assert open_now(project, page) == [outer]
        attributions.attribute(project, author=ME, claims=[claim.id], cue=add("cue", OUTER_CUE).id)
        assert open_now(project, page) == []

    def test_claims_of_nobody(self, page: Document) -> None:
        spoken = suggestion(page, proposed_span("claim", (29, 39)), tie=ProposedAttribution(claims=(0,)))
        assert Answers((), ()).is_open(spoken)

    @pytest.mark.parametrize("shape", ["'[{\"id\": 1}]'", "CAST(x'ff5b5d' AS TEXT)"], ids=["old", "no UTF-8"])
    def test_another_shape_in_the_file_is_computed_anew(
        self, project: Project, page: Document, shape: str
    ) -> None:
        kept(project, page)
        project.db.conn.execute(f"UPDATE suggestions SET found = {shape}")
        assert proposed(project, page.id, ME) is None
        assert lessons_of(project, ME, [page.id]) == {}

    def test_what_is_kept_is_of_one_author(self, project: Project, page: Document, outer: Suggestion) -> None:
        kept(project, page, outer)
        assert proposed(project, page.id, OTHER) is None

    def test_taking_the_document_back_takes_what_is_kept(
        self, project: Project, page: Document, outer: Suggestion
    ) -> None:
        kept(project, page, outer)
        project.undo(ME)
        assert proposed(project, page.id, ME) is None
        kept(project, page, outer)
        assert proposed(project, page.id, ME) is None


class TestChanged:
    def test_other_edges(self, project: Project, page: Document, outer: Suggestion) -> None:
        kept(project, page, outer)
        moved = proposed_span("claim", (13, 39))
        edited = msgspec.structs.replace(outer, spans=(moved, *outer.spans[1:]))
        made = accepting.accept_suggestion(project, edited, author=ME)
        assert made.spans[0].quote == "أن مصدرا قال إن الجسر أغلق"
        assert open_now(project, page) == []

    def test_what_was_corrected_is_not_proposed_again(self, project: Project, page: Document) -> None:
        row = suggestion(page, proposed_span("place", (45, 50)))
        kept(project, page, row)
        edited = msgspec.structs.replace(row, spans=(proposed_span("actor", (45, 50)),))
        accepting.accept_suggestion(project, edited, author=ME)
        assert open_now(project, page) == []
        (rejection,) = queries.existing(project, "rejection", [rejection_id(ME, row.id)]).values()
        assert isinstance(rejection, Rejection)
        assert msgspec.convert(rejection.suggestion, Suggestion) == row
        project.undo(ME)
        assert open_now(project, page) == [row]
        assert verify(project) == []


class TestRejecting:
    def test_it_is_remembered_for_its_author_alone(
        self, project: Project, page: Document, outer: Suggestion
    ) -> None:
        kept(project, page, outer)
        keep(project, [Proposed(page.id, OTHER, "basis", (outer,))])
        accepting.reject_suggestion(project, outer, author=ME)
        assert (open_now(project, page), open_now(project, page, OTHER)) == ([], [outer])
        head = project.head()
        accepting.reject_suggestion(project, outer, author=ME)
        assert project.head() == head

    def test_several_are_one_act(self, project: Project, page: Document, outer: Suggestion) -> None:
        other = suggestion(page, proposed_span("place", (55, 63)))
        kept(project, page, outer, other)
        accepting.reject_suggestion(project, other, author=ME)
        accepting.reject_suggestions(project, [outer, other], author=ME)
        assert open_now(project, page) == []
        project.undo(ME)
        assert open_now(project, page) == [outer]

    def test_undone_it_is_proposed_again(self, project: Project, page: Document, outer: Suggestion) -> None:
        kept(project, page, outer)
        accepting.reject_suggestion(project, outer, author=ME)
        project.undo(ME)
        assert open_now(project, page) == [outer]
        project.redo(ME)
        assert open_now(project, page) == []
        rebuild(project)
        assert (open_now(project, page), verify(project)) == ([], [])


class TestRefused:
    def test_text_that_is_not_so(self, project: Project, page: Document, outer: Suggestion) -> None:
        wrong = msgspec.structs.replace(outer.spans[0], quote="غير هذا")
        stale = msgspec.structs.replace(outer, spans=(wrong, *outer.spans[1:]))
        good = suggestion(page, proposed_span("place", (55, 63)))
        error = refused("suggestion-stale", accepting.accept_suggestions, project, [good, stale], author=ME)
        assert error.details["quote"] == "غير هذا"
        assert layer(project, page) == queries.Layer()

    def test_labels_that_are_none_or_retired(self, project: Project, page: Document) -> None:
        unknown = suggestion(page, proposed_span("none", (45, 50)))
        refused("unknown-label", accepting.accept_suggestion, project, unknown, author=ME)
        scheme = project.scheme
        labels = tuple(msgspec.structs.replace(label, retired=label.id == "place") for label in scheme.labels)
        change_scheme(project, scheme, msgspec.structs.replace(scheme, labels=labels), author=ME)
        retired = suggestion(page, proposed_span("place", (45, 50)))
        refused("label-retired", accepting.accept_suggestion, project, retired, author=ME)

    def test_a_document_that_is_gone(self, project: Project, page: Document, outer: Suggestion) -> None:
        project.undo(ME)
        refused("unknown-document", accepting.accept_suggestion, project, outer, author=ME)
        refused("unknown-document", accepting.reject_suggestion, project, outer, author=ME)

    def test_edges_outside_the_text(self, project: Project, page: Document) -> None:
        outside = suggestion(page, ProposedSpan("place", ((60, 99),), "x"))
        refused("bad-ranges", accepting.accept_suggestion, project, outside, author=ME)
