"""What was decided about proposals of a kind, and when it is believed."""

from __future__ import annotations

from annotator.core.decided import LEAST, Decision, Such, decided, decisions_in, weighed
from annotator.core.model import Attribution, Span
from annotator.core.suggestions import ProposedAttribution, ProposedSpan, Suggestion, Why

KIND = ("cues", "participle")


def proposed(id: str, start: int, *, confidence: float = 0.8) -> Suggestion:
    spans = (
        ProposedSpan("claim", ((start, start + 4),), "قولا"),
        ProposedSpan("source", ((start + 5, start + 9),), "سامر"),
    )
    return Suggestion(
        id=id,
        document_id="d",
        suggester="cues",
        spans=spans,
        attribution=ProposedAttribution(claims=(0,), sources=(1,)),
        why=Why("participle"),
        confidence=confidence,
    )


def span(id: str, label: str, start: int, origin: str = "hand") -> Span:
    return Span(
        id=id,
        document_id="d",
        label=label,
        ranges=((start, start + 4),),
        quote="....",
        author="ا",
        origin=origin,
    )


def test_accepted_and_rejected_are_told_apart_and_what_is_open_does_not_count() -> None:
    rows = [proposed("1", 0), proposed("2", 20), proposed("3", 40), proposed("4", 60)]
    spans = [span(f"c{n}", "claim", n) for n in (0, 60)] + [span(f"s{n}", "source", n + 5) for n in (0, 60)]
    ties = [
        Attribution(
            id="a", document_id="d", claims=("c0",), sources=("s0",), author="ا", origin="suggestion:cues"
        ),
        Attribution(id="b", document_id="d", claims=("c60",), sources=("s60",), author="ا"),
    ]
    found = decisions_in(rows, spans, ties, {"2"})
    assert [row.right for row in found] == [True, False]


def test_decisions_and_the_shipped_model_are_weighed() -> None:
    assert weighed(0.5, Such(37, 40)) == round((37 + 10) / 60, 2)
    assert weighed(0.8, Such()) == 0.8


def test_few_decisions_are_shown_and_change_nothing() -> None:
    known = decided([Decision(KIND, 0.5, True)] * (LEAST - 1))
    assert known.such(proposed("1", 0)) == Such(LEAST - 1, LEAST - 1)
    assert known.sure(proposed("1", 0, confidence=0.5)).confidence == 0.5


def test_decisions_that_foretell_better_are_believed() -> None:
    known = decided([Decision(KIND, 0.5, True)] * LEAST)
    assert known.helps
    assert known.sure(proposed("1", 0, confidence=0.5)).confidence == 0.8


def test_decisions_that_foretell_no_better_are_not() -> None:
    rows = [Decision(KIND, 0.9 if n % 2 else 0.1, bool(n % 2)) for n in range(LEAST)]
    assert not decided(rows).helps
