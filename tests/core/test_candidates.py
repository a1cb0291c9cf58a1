"""What is offered when a claim is attributed."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest

from annotator.core.candidates import (
    Candidate,
    apart,
    as_before,
    candidates,
    filled,
    guess_affiliation,
    guess_category,
    nearest_claim,
    one_a_source,
    outers,
)
from annotator.core.model import Attribution, Document, Segment, Span
from annotator.formats import scheme_toml

SCHEME = scheme_toml.load()
TEXT = 'قال مصدر عسكري إن الطائرة سقطت.\nوأضاف أن البحث مستمر.\nوزعم قيادي من "قسد" أن الأمر بسيط.'
LINES = [0, TEXT.index("وأضاف"), TEXT.index("وزعم"), len(TEXT) + 1]
DOCUMENT = Document(
    id="d",
    kind="article",
    text_hash="x",
    segments=tuple(Segment("paragraph", start, end - 1) for start, end in pairwise(LINES)),
)


def span(label: str, words: str) -> Span:
    start = TEXT.index(words)
    return Span(
        id=words, document_id="d", label=label, ranges=((start, start + len(words)),), quote=words, author="a"
    )


FIRST, SECOND, THIRD = (
    span("claim", "إن الطائرة سقطت"),
    span("claim", "أن البحث مستمر"),
    span("claim", "أن الأمر بسيط"),
)
SOURCE, OTHER = span("source", "مصدر عسكري"), span("source", 'قيادي من "قسد"')
SAID, ADDED, ALLEGED = span("cue", "قال"), span("cue", "أضاف"), span("cue", "زعم")
ACTOR = span("actor", "قسد")
SPANS = [FIRST, SECOND, THIRD, SOURCE, OTHER, SAID, ADDED, ALLEGED, ACTOR]


def offered(claim: Span, rows: tuple[Attribution, ...] = ()) -> list[tuple[str, str, str, str]]:
    return [
        (
            " ".join(source.quote for source in row.sources),
            row.cue.quote if row.cue else "",
            row.category,
            row.affiliation,
        )
        for row in candidates(claim, SPANS, rows, document=DOCUMENT, scheme=SCHEME)
    ]


def test_the_source_and_cue_of_the_claims_own_paragraph_come_first() -> None:
    assert offered(FIRST)[0] == ("مصدر عسكري", "قال", "military", "")
    assert offered(THIRD)[0] == ('قيادي من "قسد"', "زعم", "military", "قسد")


def test_a_cue_that_serves_another_claim_is_not_offered_again() -> None:
    row = Attribution(id="r", document_id="d", claims=(FIRST.id,), cue=SAID.id, author="a")
    assert all(cue != "قال" for _, cue, _, _ in offered(SECOND, (row,)))
    assert offered(FIRST, (row,))[0][1] == "قال"


def test_the_last_candidate_has_no_source() -> None:
    assert offered(SECOND)[-1] == ("", "أضاف", "", "")


def test_as_before_takes_the_source_of_the_claim_before_and_the_cue_nearby() -> None:
    row = Attribution(
        id="r",
        document_id="d",
        claims=(FIRST.id,),
        sources=(SOURCE.id,),
        cue=SAID.id,
        category="military",
        author="a",
    )
    taken = as_before(SECOND, SPANS, [row], scheme=SCHEME)
    assert taken is not None
    assert (taken.sources, taken.cue, taken.category) == ((SOURCE,), ADDED, "military")
    assert as_before(FIRST, SPANS, [row], scheme=SCHEME) is None


@pytest.mark.parametrize(("gap", "offered_with_it"), [(80, True), (81, False)])
def test_a_cue_out_of_reach_of_source_and_claim_is_not_offered_with_them(
    gap: int, offered_with_it: bool
) -> None:
    """In one paragraph: `gap` code points from cue to source, or to a claim behind it."""

    def placed(label: str, start: int, end: int) -> Span:
        return Span(id=label, document_id="d", label=label, ranges=((start, end),), quote="س", author="a")

    def document(length: int) -> Document:
        paragraph = Segment("paragraph", 0, length)
        return Document(id="d", kind="article", text_hash="0", segments=(paragraph,))

    cue, source, claim = placed("cue", 0, 4), placed("source", 4 + gap, 90 + gap), placed("claim", 200, 220)
    rows = [cue, source, claim]
    first, alone = candidates(claim, rows, (), document=document(220), scheme=SCHEME)
    assert first.sources == (source,)
    assert (first.cue == cue) is offered_with_it
    assert alone.cue == cue, "of a claim without a source, the nearest cue of its paragraph"

    earlier = Span(id="e", document_id="d", label="claim", ranges=((0, 2),), quote="س", author="a")
    behind = placed("claim", 4 + gap, 220)
    row = Attribution(id="r", document_id="d", claims=("e",), author="a")
    taken = as_before(behind, [earlier, cue, behind], [row], scheme=SCHEME)
    assert taken is not None
    assert (taken.cue == cue) is offered_with_it


def test_a_source_finds_its_claim() -> None:
    assert nearest_claim(OTHER, [FIRST, SECOND, THIRD]) == THIRD
    assert nearest_claim(OTHER, []) is None


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("مصدر عسكرية", "military"),
        ("مصادر محلية", "local"),
        ("وسائل إعلام النظام", "regime_media"),
        ("وسائل إعلام", "media"),
        ('وكالة "الرافد"', "agency"),
        ("المتحدث باسم التحالف", "spokesperson"),
        ("نديم الراوي", ""),
    ],
)
def test_the_category_is_guessed_from_the_longest_form(words: str, category: str) -> None:
    assert guess_category(SCHEME, words) == category


def test_the_affiliation_is_the_actor_inside_the_source() -> None:
    assert guess_affiliation(OTHER, [ACTOR]) == "قسد"
    assert guess_affiliation(SOURCE, [ACTOR]) == ""


def of(source: Span, *, category: str = "", affiliation: str = "") -> Candidate:
    return Candidate(sources=(source,), category=category, affiliation=affiliation)


def test_a_source_named_twice_is_offered_once_and_the_present_one_first() -> None:
    twin = msgspec.structs.replace(SOURCE, id="twin", quote="مَصدر عسكري", ranges=((60, 70),))
    named = msgspec.structs.replace(OTHER, id="named", quote="القيادي", name="n")
    same = msgspec.structs.replace(OTHER, id="same", quote="قيادي قسد", name="n")
    rows = [of(SOURCE), of(twin), of(named), of(same), Candidate()]
    assert [[span.id for span in row.sources] for row in one_a_source(rows)] == [[SOURCE.id], ["named"], []]
    kept = one_a_source(rows, ["twin"])
    assert [[span.id for span in row.sources] for row in kept] == [["twin"], ["named"], []]


def test_what_was_set_stays_and_what_was_guessed_is_guessed_anew() -> None:
    present = Attribution(
        id="r", document_id="d", claims=(FIRST.id,), category="military", affiliation="قسد", author="a"
    )
    other = of(OTHER, category="official", affiliation="وزارة")
    guessed = filled(other, present, of(SOURCE, category="military", affiliation="جيش"))
    assert (guessed.category, guessed.affiliation) == ("official", "قسد")
    assert filled(other, present, of(SOURCE, category="local")).category == "military"
    assert filled(other, None, Candidate()) is other


def test_a_further_source_of_another_category_goes_apart() -> None:
    one, two = of(SOURCE, category="military"), of(OTHER, category="official")
    assert apart([one, two], (), "military") == [[two]]
    assert apart([one, two], (SOURCE.id, OTHER.id), "military") == []
    assert apart([one, of(OTHER)], (SOURCE.id,), "military") == []
    assert apart([two], (SOURCE.id,), "") == []


def test_a_claim_can_stand_within_any_attribution_but_those_within_its_own() -> None:
    def row(name: str, claim: Span, parent: str | None = None) -> Attribution:
        return Attribution(id=name, document_id="d", claims=(claim.id,), parent=parent, author="a")

    own, inner, deeper = row("own", FIRST), row("inner", SECOND, "own"), row("deeper", THIRD, "inner")
    free = row("free", THIRD)
    rows = [own, inner, deeper, free]
    assert outers(FIRST, own, SPANS, rows) == [free]
    assert outers(SECOND, inner, SPANS, rows) == [own, free]
    assert {other.id for other in outers(FIRST, None, SPANS, rows)} == {"own", "inner", "deeper", "free"}
