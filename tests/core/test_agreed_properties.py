"""What holds of the agreed layer whatever was marked and decided."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.agreed import Agreed, agreed
from annotator.core.model import REVIEW, Attribution, Decision, Span
from annotator.core.pairing import overlap
from annotator.core.review import content, deciding, put, standings
from tests.core.reviewed_at_random import Reviewed, reviewed

EXAMPLES = int(os.environ.get("ANNOTATOR_EXAMPLES", "2000"))

Rows = Mapping[str, Span | Attribution]
histories = st.builds(reviewed, seed=st.integers(0, 2**63), size=st.integers(0, 9))
many = settings(max_examples=EXAMPLES, deadline=None)
fewer = settings(max_examples=max(1, EXAMPLES // 8), deadline=None)


def agreed_of(history: Reviewed) -> Agreed:
    return agreed(
        history.spans, history.attributions, history.submissions, history.decisions,
        adjudicators=history.adjudicators,
    )  # fmt: skip


def rows_of(history: Reviewed) -> Rows:
    both: list[Span | Attribution] = [*history.spans, *history.attributions]
    return {row.id: row for row in both}


class Judged(NamedTuple):
    """A row of a submitted layer with the verdicts that hold on it, and what is accepted for it."""

    row: Span | Attribution
    verdicts: tuple[Decision, ...]
    accepted: Span | Attribution | None


def judged(history: Reviewed) -> Iterator[Judged]:
    rows = rows_of(history)
    authors = {row.author for row in history.submissions if row.state == "submitted"}
    targets = [row for row in rows.values() if row.author in authors and row.origin != REVIEW]
    for standing in standings(targets, history.decisions, rows, adjudicators=history.adjudicators):
        verdict = deciding(standing, history.adjudicators)
        row = rows[standing.target.id]
        stands = {"accept": row.id, "replace": verdict.replacement}.get(verdict.verdict) if verdict else None
        yield Judged(row, standing.decisions, rows[stands] if stands else None)


def added(history: Reviewed) -> list[Span | Attribution]:
    rows = rows_of(history)
    handed_in = {row.id: row.author for row in history.submissions if row.state == "submitted"}
    return [
        rows[row.replacement]
        for row in history.decisions
        if row.replacement and row.reviewer != handed_in.get(row.target, row.reviewer)
    ]


def likes(history: Reviewed) -> dict[str, set[str]]:
    """By the id of a span, what may stand for it: its like, and what anything like it was replaced by."""
    rows = rows_of(history)
    said = {row.id: content(row, rows) for row in rows.values()}
    found = {one: {other for other in rows if said[other] == said[one]} for one in rows}
    for _ in rows:
        for row in history.decisions:
            if row.verdict == "replace" and row.replacement and row.target in found:
                for one in found.values():
                    if row.target in one:
                        one |= found[row.replacement]
    return found


class TestEveryAcceptedRow:
    """Every accepted row is in the agreed layer as accepted, or in the list of what could not stand."""

    @many
    @given(histories)
    def test_is_there_or_listed(self, history: Reviewed) -> None:
        layer, rows, alike = agreed_of(history), rows_of(history), likes(history)
        listed = {row.row for row in layer.shortfalls}
        standing = {row.id: row for row in layer.spans}
        said = {content(row, rows) for row in layer.spans}

        def stands(span_id: str) -> set[str]:
            """The spans of the layer that may stand for one of an author's."""
            own = rows[span_id]
            assert isinstance(own, Span)
            over = {
                row.id for row in layer.spans if row.label == own.label and overlap(row.ranges, own.ranges)
            }
            return over | (alike[span_id] & standing.keys())

        def is_there(wanted: Attribution, row: Attribution) -> bool:
            return (
                (row.category, row.affiliation, row.attributes)
                == (wanted.category, wanted.affiliation, wanted.attributes)
                and all(stands(span) & set(row.claims) for span in wanted.claims)
                and all(stands(span) & set(row.sources) for span in wanted.sources)
                and len(row.sources) <= len(wanted.sources)
                and len(row.claims) <= len(wanted.claims)
                and (wanted.cue is None or row.cue in stands(wanted.cue))
            )

        accepted = [(row.row, row.accepted) for row in judged(history) if row.accepted]
        for row, wanted in [*accepted, *((row, row) for row in added(history))]:
            if row.id in listed:
                continue
            if isinstance(wanted, Span):
                assert content(wanted, rows) in said
            else:
                assert isinstance(row, Attribution)
                assert any(
                    is_there(wanted, other) and bool(other.parent) == bool(row.parent)
                    for other in layer.attributions
                )


class TestNoRow:
    """No row is in the layer that somebody's standing verdict rejects, unless an adjudicator overrules it."""

    @many
    @given(histories)
    def test_is_rejected(self, history: Reviewed) -> None:
        layer, rows = agreed_of(history), rows_of(history)
        in_layer: Rows = {row.id: row for row in (*layer.spans, *layer.attributions)}
        alike: defaultdict[Hashable, list[Judged]] = defaultdict(list)
        for one in judged(history):
            alike[content(one.row, rows)].append(one)
        for row in in_layer.values():
            said = content(row, in_layer)
            against = [
                one
                for one in alike[said]
                if any(told.verdict == "reject" for told in counted(one, history))
                # A duplicate is rejected for the sake of its twin.
                and (one.row.id == row.id or not all(map(is_duplicate, counted(one, history))))
            ]
            if not against:
                continue
            overruling = [
                (told, one.row)
                for one in alike[said]
                for told in one.verdicts
                if told.reviewer in history.adjudicators and not is_duplicate(told)
            ]
            assert overruling or carried(history, said), (row, against)
            for told, target in overruling:
                made = put(told, target, rows)
                assert made and content(made, rows) == said, (row, told)

    @fewer
    @given(histories)
    def test_is_there_that_nobody_accepted(self, history: Reviewed) -> None:
        layer, rows = agreed_of(history), rows_of(history)
        accepted = {row.id for row in added(history)}
        for one in judged(history):
            put_there = (put(told, one.row, rows) for told in counted(one, history))
            accepted |= {row.id for row in put_there if row}
        for row_id in [*accepted]:
            if isinstance(row := rows[row_id], Attribution) and row.origin == REVIEW:
                accepted |= {*row.claims, *row.sources, *([row.cue] if row.cue else [])}
        assert {row.id for row in (*layer.spans, *layer.attributions)} <= accepted


def is_duplicate(told: Decision) -> bool:
    return (told.verdict, told.reason) == ("reject", "duplicate")


def counted(one: Judged, history: Reviewed) -> list[Decision]:
    """The verdicts on a row that count: an adjudicator's before others."""
    return [row for row in one.verdicts if row.reviewer in history.adjudicators] or list(one.verdicts)


def carried(history: Reviewed, said: object) -> bool:
    """Whether an adjudicator put what says this in the place of another row."""
    rows = rows_of(history)
    return any(
        row.verdict == "replace" and row.reviewer in history.adjudicators and row.replacement
        and content(rows[row.replacement], rows) == said
        for row in history.decisions
    )  # fmt: skip


class TestTheLayer:
    @fewer
    @given(histories)
    def test_what_is_listed_was_accepted_and_the_list_says_on_what_ground(self, history: Reviewed) -> None:
        accepted = {one.row.id for one in judged(history) if one.accepted}
        accepted |= {row.id for row in added(history)}
        for row in agreed_of(history).shortfalls:
            assert row.row in accepted
            assert row.others or row.why == "conflict", row

    @fewer
    @given(histories)
    def test_holds_together_and_does_not_depend_on_order(self, history: Reviewed) -> None:
        layer = agreed_of(history)
        spans = {row.id for row in layer.spans}
        ties = {row.id: row for row in layer.attributions}
        assert len(spans) == len(layer.spans) and len(ties) == len(layer.attributions)
        for row in layer.attributions:
            assert {*row.claims, *row.sources, *([row.cue] if row.cue else [])} <= spans
            assert row.claims and (row.parent is None or row.parent in ties)
            above = row.parent
            for _ in ties:
                above = ties[above].parent if above else None
            assert above is None, "a circle"
        turned = history._replace(
            spans=history.spans[::-1], attributions=history.attributions[::-1],
            submissions=history.submissions[::-1], decisions=history.decisions[::-1],
        )  # fmt: skip
        assert agreed_of(turned) == layer

    @fewer
    @given(histories)
    def test_says_one_thing_of_one_text(self, history: Reviewed) -> None:
        layer = agreed_of(history)
        assert len({(row.label, row.ranges) for row in layer.spans}) == len(layer.spans)
        facts: dict[object, object] = {}
        for row in layer.attributions:
            told = row.category, row.affiliation
            assert facts.setdefault((frozenset(row.claims), frozenset(row.sources)), told) == told
