"""What is proposed, as it is drawn, walked, edited and found alike."""

from __future__ import annotations

import random

from annotator.core.model import Attribution, Span
from annotator.core.suggestions import Answers, ProposedAttribution, ProposedSpan, Suggestion, Why
from annotator.ui.suggest.shown import Proposals

TEXT = "سقوط طائرة (مصدر عسكري) - 12:00 وصول قافلة إلى قحس (مصدر طبي) - 12:10"


def proposed(label: str, words: str) -> ProposedSpan:
    start = TEXT.index(words)
    return ProposedSpan(label, ((start, start + len(words)),), words)


def claim_of(source: str, claim: str) -> Suggestion:
    return Suggestion(
        id=f"tie-{source}",
        document_id="d",
        suggester="ticker",
        spans=(proposed("source", source), proposed("claim", claim)),
        attribution=ProposedAttribution(claims=(1,), sources=(0,), category="military"),
        why=Why("bracket", source),
        confidence=0.9,
    )


MILITARY = claim_of("مصدر عسكري", "سقوط طائرة")
MEDICAL = claim_of("مصدر طبي", "وصول قافلة إلى قحس")
NAME = Suggestion(
    id="name",
    document_id="d",
    suggester="names",
    spans=(proposed("actor", "قحس"),),
    why=Why("name"),
    confidence=0.8,
)


def made() -> Proposals:
    return Proposals((NAME, MEDICAL, MILITARY))


def test_drawn_spans_lead_back_to_their_suggestion() -> None:
    proposals = made()
    drawn = proposals.drawn().spans
    assert [span.quote for span in drawn] == [
        "قحس",
        "مصدر طبي",
        "وصول قافلة إلى قحس",
        "مصدر عسكري",
        "سقوط طائرة",
    ]
    assert all(TEXT[span.start : span.end] == span.quote for span in drawn)
    assert proposals.of(drawn[3].id) == MILITARY
    assert proposals.of("0123abc") is None
    tie = proposals.drawn().attributions[1]
    by_id = {span.id: span.quote for span in drawn}
    assert [by_id[part] for part in (*tie.claims, *tie.sources)] == ["سقوط طائرة", "مصدر عسكري"]
    assert by_id[proposals.first_part(MEDICAL)] == "وصول قافلة إلى قحس"


def test_walking_goes_in_reading_order_and_round() -> None:
    proposals = made()
    assert proposals.after(0, "", 1) == MILITARY
    assert proposals.after(0, MILITARY.id, 1) == MEDICAL
    assert proposals.after(0, MEDICAL.id, 1) == NAME
    assert proposals.after(0, NAME.id, 1) == MILITARY
    assert proposals.after(0, MILITARY.id, -1) == NAME
    assert proposals.after(TEXT.index("وصول"), "", 1) == MEDICAL
    assert proposals.after(TEXT.index("وصول"), "", -1) == MILITARY
    assert Proposals().after(0, "", 1) is None


def test_walking_by_doubt_goes_round_too() -> None:
    proposals = made()
    walked = [proposals.by_doubt(row) for row in ("", NAME.id, MILITARY.id, MEDICAL.id)]
    assert walked == [NAME, MILITARY, MEDICAL, NAME]
    assert Proposals().by_doubt("") is None


def test_alike_are_of_one_pattern_and_in_view() -> None:
    proposals = made()
    assert proposals.alike(MILITARY, (0, len(TEXT))) == [MILITARY, MEDICAL]
    assert proposals.alike(MILITARY, (0, 20)) == [MILITARY]
    assert proposals.alike(NAME, (0, len(TEXT))) == [NAME]


def test_a_moved_edge_stays_when_suggestions_come_anew() -> None:
    proposals = made()
    part = proposals.first_part(MILITARY)
    start = TEXT.index("طائرة")
    edited = proposals.with_edges(part, [(start, start + 5)], TEXT)
    assert edited is not None and edited.spans[1].quote == "طائرة" and edited.spans[0] == MILITARY.spans[0]
    proposals.put(edited)
    proposals.replace([MILITARY, MEDICAL])
    assert proposals.suggestions == (edited, MEDICAL)
    assert proposals.with_edges("0123abc", [(0, 4)], TEXT) is None


def test_what_comes_into_the_layer_answers_what_is_proposed_there() -> None:
    lot = random.Random(5)
    words = [(at, at + 3) for at in range(0, 60, 2)]

    def span(number: int) -> Span:
        where = (lot.choice(words),)
        label = lot.choice(("actor", "source", "claim"))
        return Span(id=f"s{number}", document_id="d", label=label, ranges=where, quote=".", author="سلمى")

    for _ in range(200):
        spans = [span(number) for number in range(lot.randrange(1, 5))]
        ties = [
            Attribution(
                id=f"a{number}",
                document_id="d",
                claims=(lot.choice(spans).id,),
                sources=(lot.choice(spans).id,) if lot.random() < 0.7 else (),
                author="سلمى",
            )
            for number in range(lot.randrange(2))
        ]
        proposals = made()
        proposals.drop_answered(spans, ties)
        answers = Answers(spans, ties)
        assert proposals.suggestions == tuple(row for row in made().suggestions if answers.is_open(row))
