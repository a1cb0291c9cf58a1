"""Precision, recall and F1 on cases worked by hand."""

from __future__ import annotations

import pytest

from annotator.core.evaluation import (
    PARTS,
    Comparable,
    Counts,
    Evaluation,
    Marked,
    Score,
    Tied,
    evaluate,
    of_layer,
    of_suggestions,
    score,
)
from annotator.core.model import Attribution, Span
from annotator.core.pairing import Ranges
from annotator.core.suggestions import ProposedAttribution, ProposedSpan, Suggestion, Why


def one(start: int, end: int) -> Ranges:
    return ((start, end),)


def marks(*spans: tuple[str, int, int]) -> Comparable:
    return Comparable(tuple(Marked(label, one(start, end)) for label, start, end in spans))


def tied(
    claim: Ranges, source: Ranges = (), cue: Ranges = (), category: str = "", affiliation: str = ""
) -> Tied:
    return Tied(
        claims=(claim,),
        sources=(source,) if source else (),
        cue=cue,
        category=category,
        affiliation=affiliation,
    )


def parts(proposed: list[Tied], reference: list[Tied]) -> dict[str, Counts]:
    return evaluate(Comparable(attributions=tuple(proposed)), Comparable(attributions=tuple(reference))).parts


# Two of three proposals are right, two of four reference spans found: P 2/3, R 1/2, F1 4/7.
def test_exact_and_overlapping_spans_per_label() -> None:
    proposed = marks(("actor", 0, 4), ("actor", 10, 15), ("actor", 30, 33), ("place", 0, 4))
    reference = marks(("actor", 0, 4), ("actor", 10, 14), ("actor", 20, 24), ("actor", 40, 44))
    found = evaluate(proposed, reference)
    assert found.exact["actor"] == Counts(1, 3, 4)
    assert found.overlap["actor"] == Counts(2, 3, 4)
    assert found.exact["place"] == found.overlap["place"] == Counts(0, 1, 0)
    result = score(found.overlap["actor"])
    assert (result.precision, result.recall, result.f1) == (2 / 3, 1 / 2, 4 / 7)
    assert result.reason == ""


def test_spans_are_paired_one_to_one_the_larger_overlap_first() -> None:
    # One long proposal over two short spans matches one of them; two proposals on one span match it once.
    assert evaluate(marks(("claim", 0, 20)), marks(("claim", 0, 8), ("claim", 9, 20))).overlap[
        "claim"
    ] == Counts(1, 1, 2)
    assert evaluate(marks(("claim", 0, 8), ("claim", 6, 20)), marks(("claim", 0, 20))).overlap[
        "claim"
    ] == Counts(1, 2, 1)
    # Taking the first pair at hand, 0-12 with 10-30, would leave 0-11 alone.
    crossing = evaluate(
        marks(("claim", 0, 12), ("claim", 11, 30)), marks(("claim", 0, 11), ("claim", 10, 30))
    )
    assert crossing.overlap["claim"] == Counts(2, 2, 2)


def test_spans_that_only_touch_do_not_overlap() -> None:
    assert evaluate(marks(("cue", 0, 4)), marks(("cue", 4, 8))).overlap["cue"] == Counts(0, 1, 1)


def test_discontinuous_spans_overlap_by_their_pieces() -> None:
    pieces = Comparable((Marked("claim", ((0, 5), (20, 25))),))
    assert evaluate(pieces, marks(("claim", 8, 15))).overlap["claim"] == Counts(0, 1, 1)
    assert evaluate(pieces, marks(("claim", 24, 30))).overlap["claim"] == Counts(1, 1, 1)


def test_the_parts_of_an_attribution() -> None:
    reference = tied(one(20, 50), one(5, 12), one(0, 4), "military", "قسد")
    counts = parts([tied(one(20, 40), one(5, 12), one(0, 4), "military")], [reference])
    right = {
        "whole",
        "source-exact",
        "source-overlap",
        "cue-exact",
        "cue-overlap",
        "claim-overlap",
        "category",
    }
    assert {part for part in PARTS if counts[part] == Counts(1, 1, 1)} == right
    assert counts["claim-exact"] == counts["whole-exact"] == Counts(0, 1, 1)
    assert counts["affiliation"] == Counts(0, 0, 1)


def test_a_wrong_source_or_cue_is_not_whole() -> None:
    reference = tied(one(20, 50), one(5, 12), one(0, 4), "military")
    for other in (
        tied(one(20, 50), one(5, 11), one(0, 4), "military"),
        tied(one(20, 50), (), one(0, 4), "author"),
        tied(one(20, 50), one(5, 12), one(1, 4), "military"),
    ):
        assert parts([other], [reference])["whole"] == Counts(0, 1, 1)
    cueless = parts([tied(one(0, 30), one(32, 40))], [tied(one(0, 30), one(32, 40))])
    assert cueless["whole-exact"] == Counts(1, 1, 1)
    assert cueless["cue-exact"] == Counts(0, 0, 0)


def test_attributions_that_share_nothing_are_not_paired() -> None:
    # The same source far away: neither cue nor claim overlaps.
    counts = parts([tied(one(20, 30), one(5, 12), one(0, 4))], [tied(one(60, 90), one(5, 12), one(50, 54))])
    assert counts["source-exact"] == counts["whole"] == Counts(0, 1, 1)


def test_nested_attributions_are_paired_by_what_they_have_most_in_common() -> None:
    outer, inner = tied(one(0, 60), one(70, 80)), tied(one(20, 60), one(0, 10), one(11, 19))
    assert parts([inner, outer], [outer, inner])["whole-exact"] == Counts(2, 2, 2)
    assert parts([inner], [outer, inner])["whole-exact"] == Counts(1, 1, 2)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(0, 0, 3), Score(None, 0.0, 0.0, "no-proposals")),
        (Counts(0, 3, 0), Score(0.0, None, 0.0, "no-reference")),
        (Counts(0, 0, 0), Score(None, None, None, "neither")),
        (Counts(0, 2, 2), Score(0.0, 0.0, 0.0, "")),
        (Counts(3, 3, 3), Score(1.0, 1.0, 1.0, "")),
    ],
)
def test_what_is_undefined_is_said_so(counts: Counts, expected: Score) -> None:
    assert score(counts) == expected


def test_counts_of_documents_add_up() -> None:
    first = evaluate(marks(("actor", 0, 4)), marks(("actor", 0, 4), ("place", 5, 8)))
    second = evaluate(marks(("actor", 0, 4)), marks(("actor", 1, 4)))
    both = Evaluation().plus(first).plus(second)
    assert both.documents == 2
    assert both.exact == {"actor": Counts(1, 2, 2), "place": Counts(0, 0, 1)}
    assert both.overlap["actor"] == Counts(2, 2, 2)


def test_a_layer_and_suggestions_are_compared_alike() -> None:
    suggestion = Suggestion(
        id="1",
        document_id="d",
        suggester="cues",
        spans=(
            ProposedSpan("claim", ((10, 20),), "x"),
            ProposedSpan("source", ((5, 9),), "y"),
            ProposedSpan("cue", ((0, 4),), "z"),
        ),
        attribution=ProposedAttribution(claims=(0,), sources=(1,), cue=2, category="local"),
        why=Why("cue-source-claim"),
        confidence=0.9,
    )

    def span(number: int, label: str, start: int, end: int) -> Span:
        return Span(
            id=f"{number}", document_id="d", label=label, ranges=((start, end),), quote="", author="س"
        )

    layer = [span(0, "claim", 10, 20), span(1, "source", 5, 9), span(2, "cue", 0, 4)]
    row = Attribution(
        id="a", document_id="d", claims=("0",), sources=("1",), cue="2", category="local", author="س"
    )
    assert of_suggestions([suggestion, suggestion]) == of_layer(layer, [row])
    result = evaluate(of_suggestions([suggestion]), of_layer(layer, [row]))
    assert result.parts["whole-exact"] == Counts(1, 1, 1)
    # A span that two attributions use counts once.
    assert result.exact["source"] == Counts(1, 1, 1)
