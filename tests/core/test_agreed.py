"""The agreed layer, case by case as `docs/review.md` states the rule."""

from __future__ import annotations

from typing import Any

from annotator.core.agreed import AGREED, agreed, published
from annotator.core.model import REVIEW, Attribution, Decision, Span, derived_id
from tests.core.layers import decided, made, span, submitted, tied

A, B, R, Q = "سلمى", "يزن", "ليلى", "نور"
CLAIM, SOURCE, CUE = (
    span("c", A, "claim", (15, 30)), span("s", A, "source", (4, 14)), span("q", A, "cue", (0, 3)),
)  # fmt: skip
TIED = tied("t", A, "c", "s", cue="q")
ALL: list[Span | Attribution] = [CLAIM, SOURCE, CUE, TIED]


def accepted(*rows: Any, by: str = R) -> list[Decision]:
    return [decided(row, by, "accept") for row in rows]


def layer(
    rows: Any, decisions: list[Decision], *authors: str, adjudicators: Any = ()
) -> tuple[list[str], list[Attribution]]:
    """The ids of the spans of the agreed layer, and its attributions."""
    found = agreed(
        [row for row in rows if isinstance(row, Span)],
        [row for row in rows if isinstance(row, Attribution)],
        [submitted(author) for author in authors or (A,)],
        decisions,
        adjudicators=adjudicators,
    )
    return [row.id for row in found.spans], list(found.attributions)


def test_what_is_accepted_is_agreed_in_reading_order() -> None:
    assert layer(ALL, accepted(*ALL)) == (["q", "s", "c"], [TIED])


def test_what_nobody_judged_is_not_agreed_even_if_two_marked_it() -> None:
    twin = span("c2", B, "claim", (15, 30))
    assert layer([*ALL, twin], [], A, B) == ([], [])
    assert layer([*ALL, twin], accepted(CLAIM), A, B) == (["c"], [])


def test_a_layer_taken_back_is_not_agreed() -> None:
    spans = [CLAIM]
    assert agreed(spans, [], [submitted(A, "withdrawn")], accepted(CLAIM)).spans == ()
    assert agreed(spans, [], [], accepted(CLAIM)).spans == ()


def test_what_is_rejected_or_disputed_is_not_agreed() -> None:
    reject = decided(CLAIM, Q, "reject", reason="boundary")
    assert layer(ALL, [reject]) == ([], [])
    assert layer(ALL, [*accepted(CLAIM), reject]) == ([], [])
    assert layer(ALL, [*accepted(CLAIM), reject], adjudicators=[R]) == (["c"], [])


def test_a_verdict_that_lapsed_does_not_count() -> None:
    before = span("c", A, "claim", (15, 29))
    assert layer(ALL, accepted(before)) == ([], [])


def test_a_replacement_stands_for_what_it_replaces_in_attributions_too() -> None:
    better = made("n", R, "claim", (15, 25))
    rows = [*ALL, better]
    spans, ties = layer(rows, [decided(CLAIM, R, "replace", better), *accepted(SOURCE, CUE, TIED)])
    assert spans == ["q", "s", "n"]
    assert [(row.id, row.claims, row.sources, row.cue) for row in ties] == [("t", ("n",), ("s",), "q")]


def test_a_reviewers_rows_stand_only_through_her_verdicts() -> None:
    stray, hers = made("n", R, "actor", (15, 25)), span("h", R, "actor", (15, 25))
    assert layer([*ALL, stray, hers], accepted(CLAIM)) == (["c"], [])
    missing = decided(submitted(A), R, "replace", stray, reason="missing")
    assert layer([*ALL, stray, hers], [missing, *accepted(CLAIM)]) == (["c", "n"], [])


def test_an_attribution_that_replaces_brings_the_spans_it_ties() -> None:
    copy, other = made("c9", R, "claim", (15, 30)), made("s9", R, "source", (35, 39))
    better = tied("t9", R, "c9", "s9", origin=REVIEW)
    rows = [*ALL, copy, other, better]
    verdicts = [*accepted(CLAIM), decided(TIED, R, "replace", better, reason="wrong-source")]
    spans, ties = layer(rows, verdicts)
    assert spans == ["c", "s9"]
    assert [(row.id, row.claims, row.sources) for row in ties] == [("t9", ("c",), ("s9",))]


def test_the_same_span_accepted_in_two_layers_is_one() -> None:
    twin, twin_source = span("c2", B, "claim", (15, 30)), span("s2", B, "source", (4, 14))
    twin_tied = tied("t2", B, "c2", "s2")
    nested = span("c3", B, "claim", (15, 20))
    rows = [*ALL, twin, twin_source, twin_tied, nested]
    spans, ties = layer(rows, accepted(CLAIM, SOURCE, twin, twin_source, twin_tied, nested), A, B)
    assert spans == ["s", "c", "c3"]
    assert [(row.id, row.claims, row.sources) for row in ties] == [("t2", ("c",), ("s",))]


def test_an_attribution_stands_only_with_its_sources_and_a_claim() -> None:
    assert layer(ALL, accepted(CLAIM, CUE, TIED)) == (["q", "c"], [])
    assert layer(ALL, accepted(SOURCE, CUE, TIED)) == (["q", "s"], [])
    (without_cue,) = layer(ALL, accepted(CLAIM, SOURCE, TIED))[1]
    assert without_cue.cue is None
    second = span("c2", A, "claim", (35, 39))
    both = tied("t", A, "c c2", "s")
    (left,) = layer([*ALL[:3], second, both], accepted(CLAIM, SOURCE, both))[1]
    assert left.claims == ("c",)


def test_relayed_speech_keeps_its_outer_attribution_if_that_stands() -> None:
    outer = tied("o", A, "c")
    inner = tied("t", A, "c", "s", parent="o")
    rows = [CLAIM, SOURCE, outer, inner]
    ties = layer(rows, accepted(*rows))[1]
    assert {row.id: row.parent for row in ties} == {"o": None, "t": "o"}
    (alone,) = layer(rows, accepted(CLAIM, SOURCE, inner))[1]
    assert alone.parent is None


def test_ones_own_verdict_never_counts() -> None:
    assert layer(ALL, accepted(*ALL, by=A)) == ([], [])
    mine = made("n", A, "actor", (15, 25))
    assert layer([*ALL, mine], [decided(submitted(A), A, "replace", mine, reason="missing")]) == ([], [])


def test_what_leaves_the_project_is_by_one_author_and_can_be_traced() -> None:
    better = made("n", R, "claim", (15, 25))
    found = agreed([CLAIM, SOURCE, better], [TIED], [submitted(A)],
                   [decided(CLAIM, R, "replace", better), *accepted(SOURCE, TIED)])  # fmt: skip
    out = published(found)
    assert {row.author for row in (*out.spans, *out.attributions)} == {AGREED}
    assert [row.origin for row in out.spans] == ["agreed:s", "agreed:n"]
    assert out.attributions[0].claims == (derived_id(AGREED, "n"),) == (out.spans[1].id,)
    assert out.attributions[0].sources == (out.spans[0].id,)
