"""When a verdict holds, and what of a layer is judged."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from annotator.core.review import State, acceptable, holds, standings, statements, targets_of
from tests.core.layers import decided, made, span, submitted, tied

A, R, Q = "سلمى", "يزن", "ليلى"
CLAIM = span("s1", A, "claim", (15, 30))
TIED = tied("t1", A, "s1", "s2", category="military")


@pytest.mark.parametrize(
    "change",
    [{"label": "place"}, {"ranges": ((15, 31),)}, {"ranges": ((15, 20), (22, 30))},
     {"attributes": {"x": "y"}}],
)  # fmt: skip
def test_a_verdict_lapses_when_the_span_changes(change: dict[str, Any]) -> None:
    verdict = decided(CLAIM, R, "accept")
    assert holds(verdict, CLAIM)
    assert not holds(verdict, msgspec.structs.replace(CLAIM, **change))


@pytest.mark.parametrize(
    "change",
    [{"claims": ("s9",)}, {"sources": ()}, {"cue": "s3"}, {"parent": "t2"}, {"category": "local"},
     {"affiliation": "x"}, {"attributes": {"stance": "for"}}],
)  # fmt: skip
def test_a_verdict_lapses_when_the_attribution_changes(change: dict[str, Any]) -> None:
    verdict = decided(TIED, R, "accept")
    assert holds(verdict, TIED)
    assert not holds(verdict, msgspec.structs.replace(TIED, **change))


@pytest.mark.parametrize("change", [{"note": "ملاحظة"}, {"author": "سلمي"}, {"confidence": 0.5}])
def test_a_verdict_holds_when_what_was_judged_is_the_same(change: dict[str, Any]) -> None:
    assert holds(decided(CLAIM, R, "accept"), msgspec.structs.replace(CLAIM, **change))


def test_a_verdict_on_what_is_gone_or_on_another_row_does_not_hold() -> None:
    verdict = decided(CLAIM, R, "accept")
    assert not holds(verdict, None)
    assert not holds(verdict, span("s2", A, "claim", (15, 30)))
    assert not holds(verdict, tied("s1", A, "s1"))


ACCEPT, REJECT = decided(CLAIM, R, "accept"), decided(CLAIM, R, "reject", reason="boundary")
OTHERS_REJECT = decided(CLAIM, Q, "reject", reason="label")
FIX, SAME_FIX, OTHER_FIX = (
    made("f1", R, "claim", (15, 25)), made("f2", Q, "claim", (15, 25)), made("f3", Q, "claim", (15, 24)),
)  # fmt: skip
OLD = decided(msgspec.structs.replace(CLAIM, label="place"), R, "accept")


@pytest.mark.parametrize(
    ("decisions", "adjudicators", "state"),
    [
        ([], [], "unjudged"),
        ([ACCEPT], [], "accept"),
        ([REJECT], [], "reject"),
        ([decided(CLAIM, R, "replace", FIX)], [], "replace"),
        ([OLD], [], "changed"),
        ([OLD, OTHERS_REJECT], [], "reject"),
        ([ACCEPT, OTHERS_REJECT], [], "disputed"),
        ([ACCEPT, OTHERS_REJECT], [Q], "reject"),
        ([ACCEPT, OTHERS_REJECT], [R, Q], "disputed"),
        ([REJECT, OTHERS_REJECT], [], "reject"),
        ([decided(CLAIM, R, "replace", FIX), decided(CLAIM, Q, "replace", SAME_FIX)], [], "replace"),
        ([decided(CLAIM, R, "replace", FIX), decided(CLAIM, Q, "replace", OTHER_FIX)], [], "disputed"),
        ([decided(CLAIM, R, "replace", made("gone", R, "claim", (1, 2)))], [], "changed"),
        ([decided(CLAIM, A, "accept")], [], "unjudged"),
    ],
)
def test_where_a_target_stands(decisions: Any, adjudicators: Any, state: State) -> None:
    rows = {row.id: row for row in (CLAIM, FIX, SAME_FIX, OTHER_FIX)}
    (found,) = standings([CLAIM], decisions, rows, adjudicators=adjudicators)
    assert found.state == state


def test_who_has_judged_it_and_who_has_to_again() -> None:
    (found,) = standings([CLAIM], [OLD, OTHERS_REJECT], {CLAIM.id: CLAIM})
    assert found.judged_by(Q) and found.judged_by("") and not found.judged_by(R)
    assert found.changed_since(R) and not found.changed_since(Q) and not found.changed_since("")


def test_what_there_is_to_judge_of_a_layer() -> None:
    rows = [CLAIM, TIED, span("x", R, "actor", (0, 3)), made("y", A, "actor", (0, 3))]
    assert targets_of(submitted(A), rows) == [CLAIM, TIED]
    empty = submitted(Q)
    assert targets_of(empty, rows) == [empty]
    verdict = decided(empty, R, "accept")
    assert [row.state for row in standings([empty], [verdict], {})] == ["accept"]


class TestStatement:
    """Two claims of one source, each with an attribution of its own."""

    ROWS = (
        span("c1", A, "claim", (15, 30)), span("c2", A, "claim", (40, 50)), span("so", A, "source", (4, 9)),
        span("cue", A, "cue", (0, 3)), span("p", A, "place", (60, 62)),
        tied("t1", A, "c1", "so", cue="cue"), tied("t2", A, "c2", "so"),
    )  # fmt: skip

    def told(self, *decisions: Any, claim: str = "c1", reviewer: str = R) -> list[str]:
        """What one key on the claim accepts."""
        found = statements(standings(self.ROWS, decisions, {row.id: row for row in self.ROWS}))
        return [row.id for row in acceptable(found[claim], reviewer)]

    def verdict(self, row_id: str, who: str, verdict: Any) -> Any:
        return decided(next(row for row in self.ROWS if row.id == row_id), who, verdict)

    def test_is_a_claim_with_all_that_says_who_said_it(self) -> None:
        assert self.told() == ["c1", "so", "cue", "t1"]
        assert self.told(claim="c2") == ["c2", "so", "t2"]
        found = statements(standings(self.ROWS, (), {row.id: row for row in self.ROWS}))
        assert found.keys() == {"c1", "c2"}

    def test_what_is_accepted_already_stays_as_it_is(self) -> None:
        assert self.told(self.verdict("so", R, "accept")) == ["c1", "cue", "t1"]
        assert self.told(self.verdict("so", Q, "accept")) == ["c1", "so", "cue", "t1"]

    @pytest.mark.parametrize("who", [R, Q])
    def test_is_not_accepted_with_what_somebody_rejected(self, who: str) -> None:
        assert self.told(self.verdict("cue", who, "reject")) == []
        assert self.told(self.verdict("cue", who, "reject"), claim="c2") == ["c2", "so", "t2"]

    def test_is_not_accepted_with_what_changed_since(self) -> None:
        before = msgspec.structs.replace(self.ROWS[2], ranges=((4, 8),))
        assert self.told(decided(before, R, "accept")) == []
