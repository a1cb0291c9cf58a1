"""Spans and the attributions that tie them: one event each, refused with a reason where it makes no sense."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from annotator.commands import attributions, documents, spans
from annotator.core.model import Document, Span
from annotator.store import Project, queries
from tests.reviewed import refused
from tests.store.conftest import document, make_document, project

__all__ = ["document", "project"]

ME = "سلمى"


def label(
    project: Project, document: Document, label: str, *ranges: tuple[int, int], author: str = ME
) -> Span:
    return spans.add_span(project, author=author, document_id=document.id, label=label, ranges=ranges)


class TestSpans:
    def test_a_span_carries_its_quote(self, project: Project, document: Document) -> None:
        span = label(project, document, "source", (4, 14))
        assert (span.quote, span.author, span.origin) == ("مصدر عسكري", ME, "hand")

    def test_a_full_document_is_labelled_at_the_cost_of_an_empty_one(
        self, project: Project, document: Document
    ) -> None:
        """Counted in steps of SQLite's machine, not in time."""
        costs = []
        places = [(start, start + length) for length in range(1, 15) for start in range(40)]
        for place in places:
            steps = 0

            def step() -> int:
                nonlocal steps
                steps += 1
                return 0

            project.conn.set_progress_handler(step, 1)
            label(project, document, "claim", place)
            project.conn.set_progress_handler(None, 1)
            costs.append(steps)
        assert len(costs) == 560 and 0 < max(costs[-100:]) <= max(costs[:100])

    def test_ranges_are_joined_and_sorted(self, project: Project, document: Document) -> None:
        span = label(project, document, "claim", (20, 27), (4, 8), (8, 14))
        assert span.ranges == ((4, 14), (20, 27))
        assert span.quote == "مصدر عسكري الطائرة"

    @pytest.mark.parametrize("ranges", [[], [(5, 5)], [(0, 10_000)], [(-1, 3)]])
    def test_ranges_outside_the_text(self, project: Project, document: Document, ranges: Any) -> None:
        refused("bad-ranges", label, project, document, "claim", *ranges)

    def test_the_same_label_on_the_same_text_twice(self, project: Project, document: Document) -> None:
        span = label(project, document, "actor", (4, 14))
        refused("span-exists", label, project, document, "actor", (4, 14))
        other = label(project, document, "place", (4, 14))
        refused("span-exists", spans.relabel_span, project, other, "actor", author=ME)
        refused("span-exists", spans.set_span_ranges, project,
                label(project, document, "actor", (0, 3)), span.ranges, author=ME)  # fmt: skip
        label(project, document, "actor", (4, 14), author="يزن")

    def test_only_the_author_changes_a_row(self, project: Project, document: Document) -> None:
        claim = label(project, document, "claim", (4, 14))
        row = attributions.attribute(project, author=ME, claims=[claim.id])
        for command, args in (
            (spans.relabel_span, (claim, "place")),
            (spans.set_span_note, (claim, "x")),
            (spans.set_span_ranges, (claim, [(0, 3)])),
            (spans.set_span_attribute, (claim, "a", "b")),
            (spans.delete_span, (claim,)),
            (attributions.edit_attribution, (row,)),
            (attributions.delete_attribution, (row,)),
        ):
            refused("not-yours", command, project, *args, author="يزن")
        refused("not-yours", attributions.attribute, project, author="يزن", claims=[claim.id])

    def test_unknown_labels_documents_and_spans(self, project: Project, document: Document) -> None:
        refused("unknown-label", label, project, document, "none", (0, 3))
        gone = msgspec.structs.replace(document, id="none")
        refused("unknown-document", label, project, gone, "actor", (0, 3))
        refused("unknown-span", attributions.attribute, project, author=ME, claims=["none"])

    def test_furniture_takes_no_label(self, project: Project) -> None:
        page = "الأخبار العاجلة\nحادث في السنديان (مصدر طبي) - 09:33 حادث آخر (مصدر محلي) - 10:44"
        report = documents.add_text(project, page, author=ME)
        ticker = queries.document(project, report.first_document or "")
        assert ticker.kind == "ticker"
        refused("span-on-furniture", label, project, ticker, "actor", (3, 20))
        label(project, ticker, "place", (24, 32))


class TestAttributions:
    def test_parts_must_be_of_one_document(self, project: Project, document: Document) -> None:
        other = make_document(project, "مستند آخر قصير.")
        claim, far = label(project, document, "claim", (4, 14)), label(project, other, "source", (0, 5))
        refused("attribution-across-documents", attributions.attribute, project, author=ME,
                claims=[claim.id], sources=[far.id])  # fmt: skip

    def test_no_attribution_without_a_claim_or_within_itself(
        self, project: Project, document: Document
    ) -> None:
        refused("attribution-without-claim", attributions.attribute, project, author=ME, claims=[])
        outer = attributions.attribute(
            project, author=ME, claims=[label(project, document, "claim", (4, 14)).id]
        )
        inner = attributions.attribute(
            project, author=ME, claims=[label(project, document, "claim", (4, 8)).id], parent=outer.id
        )
        refused(
            "attribution-circle", attributions.edit_attribution, project, outer, author=ME, parent=inner.id
        )
        refused(
            "attribution-without-claim", attributions.edit_attribution, project, outer, author=ME, claims=()
        )

    def test_attributes_are_set_and_taken_away_one_by_one(self, project: Project, document: Document) -> None:
        claim = label(project, document, "claim", (4, 14))
        row = attributions.attribute(project, author=ME, claims=[claim.id], attributes={"naming": "role"})
        row = attributions.edit_attribution(project, row, author=ME, attributes={"certainty": "PR"})
        row = attributions.edit_attribution(
            project, row, author=ME, attributes={"naming": ""}, category="نص حر"
        )
        assert (row.attributes, row.category) == ({"certainty": "PR"}, "نص حر")
        assert queries.layer(project, document.id, ME).attributions == (row,)


class TestAttributingAClaim:
    def test_a_change_and_further_attributions_are_one_event(
        self, project: Project, document: Document
    ) -> None:
        claim = label(project, document, "claim", (15, 27))
        first, second = label(project, document, "source", (4, 14)), label(project, document, "cue", (0, 3))
        row = attributions.attribute(project, author=ME, claims=[claim.id], category="military")
        further = {"sources": (first.id,), "category": "official"}
        made = attributions.attribute_claim(
            project, author=ME, claim=claim, row=row, apart=[further],
            cue=second.id, attributes={"naming": "named"},
        )  # fmt: skip
        rows = queries.layer(project, document.id, ME).attributions
        assert (made.id, made.cue, made.category, made.attributes) == (
            row.id, second.id, "military", {"naming": "named"},
        )  # fmt: skip
        assert {(other.sources, other.category) for other in rows} == {
            ((), "military"), ((first.id,), "official"),
        }  # fmt: skip
        project.undo(ME)
        assert queries.layer(project, document.id, ME).attributions == (row,)

    def test_the_same_once_more_is_refused_whole(self, project: Project, document: Document) -> None:
        claim = label(project, document, "claim", (15, 27))
        source = label(project, document, "source", (4, 14))
        values: dict[str, Any] = {"claim": claim, "row": None, "sources": (source.id,)}
        attributions.attribute_claim(project, author=ME, **values)
        before = project.head()
        refused("attribution-twin", attributions.attribute_claim, project, author=ME, **values)
        assert project.head() == before
