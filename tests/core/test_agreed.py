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


def missed(
    rows: Any, decisions: list[Decision], *authors: str, adjudicators: Any = ()
) -> dict[tuple[str, str], tuple[str, ...]]:
    """What could not stand: the row and why, with the rows it conflicts with or misses."""
    found = agreed(
        [row for row in rows if isinstance(row, Span)],
        [row for row in rows if isinstance(row, Attribution)],
        [submitted(author) for author in authors or (A,)],
        decisions,
        adjudicators=adjudicators,
    )
    return {(row.row, row.why): row.others for row in found.shortfalls}


def rejected(row: Any, reason: Any = "boundary", by: str = R) -> Decision:
    return decided(row, by, "reject", reason=reason)


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


def test_what_an_attribution_lost_is_told() -> None:
    assert missed(ALL, accepted(*ALL)) == {}
    assert missed(ALL, accepted(CLAIM, CUE, TIED)) == {("t", "no-source"): ("s",)}
    assert missed(ALL, accepted(SOURCE, CUE, TIED)) == {("t", "no-claim"): ("c",)}
    assert missed(ALL, accepted(CLAIM, SOURCE, TIED)) == {("t", "no-cue"): ("q",)}
    second = span("c2", A, "claim", (35, 39))
    both = tied("t", A, "c c2", "s")
    assert missed([*ALL[:3], second, both], accepted(CLAIM, SOURCE, both)) == {("t", "fewer-claims"): ("c2",)}
    inner = tied("i", A, "c", "s", parent="t")
    assert missed([*ALL, inner], accepted(*ALL[:3], inner)) == {("i", "no-outer"): ("t",)}


class TestEqualRowsAreOne:
    TWIN = span("c2", B, "claim", (15, 30))
    OTHERS = tied("t2", B, "c2", "s2")

    def test_an_attribution_stands_over_the_like_of_its_spans(self) -> None:
        source = span("s2", B, "source", (4, 14))
        rows = [*ALL, self.TWIN, source, self.OTHERS]
        spans, ties = layer(rows, accepted(CLAIM, SOURCE, self.OTHERS), A, B)
        assert spans == ["s", "c"]
        assert [(row.id, row.claims, row.sources) for row in ties] == [("t2", ("c",), ("s",))]

    def test_a_verdict_on_one_is_a_verdict_on_all(self) -> None:
        rows = [*ALL, self.TWIN]
        assert layer(rows, [*accepted(CLAIM), rejected(self.TWIN)], A, B) == ([], [])
        assert missed(rows, [*accepted(CLAIM), rejected(self.TWIN)], A, B) == {("c", "disputed"): ("c2",)}
        overruled = [*accepted(CLAIM, by=Q), rejected(self.TWIN)]
        assert layer(rows, overruled, A, B, adjudicators=[Q]) == (["c"], [])
        assert layer(rows, overruled, A, B, adjudicators=[R]) == ([], [])

    def test_a_duplicate_is_rejected_for_the_sake_of_its_twin(self) -> None:
        again = span("b", A, "claim", (15, 30))
        over = tied("t", A, "b", "s")
        spans, ties = layer(
            [*ALL[:3], again, over], [*accepted(CLAIM, SOURCE, over), rejected(again, "duplicate")]
        )
        assert spans == ["s", "c"] and [row.claims for row in ties] == [("c",)]

    def test_who_replaces_one_by_another_judges_the_other(self) -> None:
        better, like = made("n", R, "claim", (15, 25)), span("l", B, "claim", (15, 25))
        replaced = decided(CLAIM, R, "replace", better)
        assert layer([*ALL, better, like], [replaced], A, B)[0] == ["n"]
        assert layer([*ALL, better, like], [replaced, *accepted(like)], A, B)[0] == ["l"]
        assert layer([*ALL, better, like], [replaced, rejected(like, by=Q)], A, B)[0] == []
        assert missed([*ALL, better, like], [replaced, rejected(like, by=Q)], A, B) == {
            ("c", "disputed"): ("l",)
        }

    def test_two_who_leave_the_same_do_not_differ(self) -> None:
        one, other = made("n", R, "claim", (15, 25)), made("m", Q, "claim", (15, 25))
        verdicts = [decided(CLAIM, R, "replace", one), decided(CLAIM, Q, "replace", other)]
        assert layer([*ALL, one, other], verdicts)[0] == ["m"]

    def test_what_a_reviewer_ties_stands_unless_its_like_is_judged(self) -> None:
        copy = made("c9", R, "claim", (15, 30))
        better = tied("t9", R, "c9", origin=REVIEW)
        verdicts = [decided(TIED, R, "replace", better)]
        assert layer([*ALL, copy, better], verdicts)[0] == ["c9"]
        assert layer([*ALL, copy, better], [*verdicts, rejected(CLAIM)])[0] == []
        narrower = made("n", R, "claim", (15, 25))
        spans, ties = layer(
            [*ALL, copy, better, narrower], [*verdicts, decided(CLAIM, R, "replace", narrower)]
        )
        assert spans == ["n"] and [row.claims for row in ties] == [("n",)]


class TestWhatWasTakenInThePlaceOfAnother:
    SHORT = span("s2", B, "source", (4, 10))
    THEIRS = span("c2", B, "claim", (15, 30))
    OVER = tied("t2", B, "c2", "s2")
    ROWS = (*ALL, SHORT, THEIRS, OVER)

    def test_the_attribution_of_one_over_the_source_of_the_other(self) -> None:
        verdicts = [
            *accepted(CLAIM, self.THEIRS, SOURCE, CUE, self.OVER),
            rejected(self.SHORT),
            rejected(TIED),
        ]
        spans, ties = layer(self.ROWS, verdicts, A, B)
        assert spans == ["q", "s", "c"]
        assert [(row.id, row.claims, row.sources) for row in ties] == [("t2", ("c",), ("s",))]
        assert missed(self.ROWS, verdicts, A, B) == {}

    def test_what_the_attribution_came_to_say_must_not_be_rejected(self) -> None:
        same = tied("t", A, "c", "s")
        rows = [CLAIM, SOURCE, self.SHORT, self.THEIRS, same, self.OVER]
        verdicts = [*accepted(CLAIM, self.THEIRS, SOURCE, self.OVER), rejected(self.SHORT), rejected(same)]
        assert layer(rows, verdicts, A, B)[1] == []
        assert missed(rows, verdicts, A, B) == {("t2", "disputed"): ("t",)}

    def test_nothing_stands_in_the_place_of_what_is_no_claim(self) -> None:
        wider = span("w", B, "claim", (15, 40))
        over = tied("t2", B, "w")
        taken = [*accepted(CLAIM, over)]
        assert layer([CLAIM, wider, over], [*taken, rejected(wider)], A, B)[1][0].claims == ("c",)
        verdicts = [*taken, rejected(wider, "not-a-claim")]
        assert missed([CLAIM, wider, over], verdicts, A, B) == {("t2", "no-claim"): ("w",)}

    def test_nor_what_belongs_to_another_span_of_the_same_layer(self) -> None:
        inner = span("i", A, "claim", (16, 20))
        assert missed([*ALL, inner], [*accepted(inner, SOURCE, CUE, TIED), rejected(CLAIM)]) == {
            ("t", "no-claim"): ("c",)
        }

    def test_in_doubt_it_is_not_mapped(self) -> None:
        verdicts = accepted(CLAIM, SOURCE, self.THEIRS, self.OVER)
        assert missed(self.ROWS, verdicts, A, B) == {("t2", "no-source"): ("s2",)}, "unjudged"
        label = span("s2", B, "actor", (4, 14))
        assert missed([*ALL, label, self.THEIRS, self.OVER], [*verdicts, rejected(label)], A, B) == {
            ("t2", "no-source"): ("s2",)
        }, "another label"


class TestConflicts:
    NAMED = span("s1", A, "source", (4, 14), attributes={"naming": "named"})
    UNNAMED = span("s2", B, "source", (4, 14), attributes={"naming": "unnamed"})

    def test_two_that_say_different_things_of_one_text_both_stay_out(self) -> None:
        rows = [self.NAMED, self.UNNAMED]
        assert layer(rows, accepted(*rows), A, B) == ([], [])
        assert missed(rows, accepted(*rows), A, B) == {
            ("s1", "conflict"): ("s2",),
            ("s2", "conflict"): ("s1",),
        }
        assert layer(rows, [*accepted(self.NAMED), rejected(self.UNNAMED)], A, B) == (["s1"], [])

    def test_two_categories_of_the_same_claim_and_source(self) -> None:
        claim, source = span("c2", B, "claim", (15, 30)), span("s2", B, "source", (4, 14))
        one, other = (
            tied("t1", A, "c", "s", category="military"),
            tied("t2", B, "c2", "s2", category="security"),
        )
        rows = [CLAIM, SOURCE, claim, source, one, other]
        assert layer(rows, accepted(*rows), A, B) == (["s", "c"], [])
        assert missed(rows, accepted(*rows), A, B) == {
            ("t1", "conflict"): ("t2",),
            ("t2", "conflict"): ("t1",),
        }

    def test_labels_of_two_authors_conflict_and_two_labels_of_one_do_not(self) -> None:
        actor, source = span("b", B, "actor", (4, 14)), span("x", A, "actor", (4, 14))
        assert layer([SOURCE, actor], accepted(SOURCE, actor), A, B) == ([], [])
        assert layer([SOURCE, actor, source], accepted(SOURCE, actor, source), A, B) == (["b", "s"], [])
        missing = made("n", R, "actor", (4, 14))
        added = decided(submitted(A), R, "replace", missing, reason="missing")
        assert layer([SOURCE, missing], [*accepted(SOURCE), added])[0] == ["n", "s"]

    def test_who_takes_both_of_two_labels_means_both(self) -> None:
        actor = span("b", B, "actor", (4, 14))
        both = [decided(row, R, "accept", reason="label") for row in (SOURCE, actor)]
        assert layer([SOURCE, actor], both, A, B)[0] == ["b", "s"]
        assert layer([SOURCE, actor], [both[0], *accepted(actor)], A, B)[0] == []

    def test_twins_within_different_outer_attributions_are_within_none(self) -> None:
        claim, source = span("c2", B, "claim", (15, 30)), span("s2", B, "source", (4, 14))
        outer = tied("o", A, "c", category="relay")
        inner, other = tied("t1", A, "c", "s", parent="o"), tied("t2", B, "c2", "s2")
        rows = [CLAIM, SOURCE, claim, source, outer, inner, other]
        ties = layer(rows, accepted(*rows), A, B)[1]
        assert {row.id: row.parent for row in ties} == {"o": None, "t1": None}
        assert missed(rows, accepted(*rows), A, B) == {("t1", "no-outer"): ("o",)}


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
