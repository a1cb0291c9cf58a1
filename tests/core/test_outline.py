"""Who says what: claims by voice, in reading order, with what is suggested and in whose words it is said."""

from __future__ import annotations

from typing import Any

import msgspec

from annotator.core.model import Attribution, Document, Segment, Span
from annotator.core.names import Name
from annotator.core.outline import Count, Group, Voice, count, outline

TEXT = "قال مصدر عسكري إن الجسر أغلق. وأكد المصدر العسكري أن الطريق سالك. ونفت القرنفل ذلك."
DOCUMENT = Document(id="d", kind="article", text_hash="x")


def span(words: str, label: str = "claim", *, author: str = "سلمى", **values: Any) -> Span:
    start = TEXT.index(words)
    ranges = ((start, start + len(words)),)
    return Span(
        id=values.pop("id", words),
        document_id="d",
        label=label,
        ranges=ranges,
        quote=words,
        author=author,
        **values,
    )


def tie(row_id: str, claim: Span, *sources: Span, author: str = "سلمى", **values: Any) -> Attribution:
    named = tuple(source.id for source in sources)
    return Attribution(id=row_id, document_id="d", claims=(claim.id,), sources=named, author=author, **values)


CLOSED, OPEN, DENIED = span("الجسر أغلق"), span("الطريق سالك"), span("ذلك")
MILITARY, FRONT = span("مصدر عسكري", "source"), span("القرنفل", "source")


def told(
    spans: list[Span],
    attributions: list[Attribution],
    *,
    names: tuple[Name, ...] = (),
    document: Document = DOCUMENT,
) -> tuple[Group, ...]:
    rows: dict[str, Span | Attribution] = {row.id: row for row in spans}
    rows |= {row.id: row for row in attributions}
    by_id = {name.id: name for name in names}
    return outline(
        spans, attributions, document=document, claim_labels=("claim",), find=rows.get, name_of=by_id.get
    )


def listed(groups: tuple[Group, ...]) -> list[tuple[tuple[str, ...] | None, list[str]]]:
    return [
        (group.voice.sources if group.voice else None, [said.claim.quote for said in group.said])
        for group in groups
    ]


def test_what_nobody_says_comes_first_then_voices_as_they_are_first_heard() -> None:
    rows = [tie("1", OPEN, MILITARY), tie("2", CLOSED, MILITARY)]
    groups = told([DENIED, OPEN, CLOSED, MILITARY], rows)
    assert listed(groups) == [(None, ["ذلك"]), (("مصدر عسكري",), ["الجسر أغلق", "الطريق سالك"])]
    assert count(groups) == Count(claims=3, unattributed=1)
    assert told([], []) == () and count(()) == Count()


def test_a_source_in_another_spelling_is_the_same_and_of_another_kind_is_not() -> None:
    again = msgspec.structs.replace(MILITARY, id="again", quote="مصدرٌ عسكريّ")
    spans = [CLOSED, OPEN, MILITARY, again]
    same = told(spans, [tie("1", CLOSED, MILITARY), tie("2", OPEN, again)])
    assert listed(same) == [(("مصدر عسكري",), ["الجسر أغلق", "الطريق سالك"])]
    for values in ({"category": "military"}, {"affiliation": "القرنفل"}):
        assert len(told(spans, [tie("1", CLOSED, MILITARY), tie("2", OPEN, again, **values)])) == 2
    twice = told([CLOSED, MILITARY, again], [tie("1", CLOSED, MILITARY, again)])
    assert twice[0].voice == Voice(("مصدر عسكري",))


def test_sources_that_point_to_one_name_are_one_and_bear_it() -> None:
    whole = Name(id="n1", label="source", name="جبهة القرنفل")
    other = Name(id="n2", label="source", name="القرنفل", merged_into="n1")
    one, two = (
        msgspec.structs.replace(FRONT, id="one", name="n1"),
        msgspec.structs.replace(FRONT, id="two", quote="الجبهة", name="n2"),
    )
    rows = [tie("1", CLOSED, one), tie("2", OPEN, two)]
    groups = told([CLOSED, OPEN, one, two], rows, names=(whole, other))
    assert listed(groups) == [(("جبهة القرنفل",), ["الجسر أغلق", "الطريق سالك"])]


def test_relayed_speech_says_in_whose_words_it_is() -> None:
    rows = [tie("1", CLOSED, FRONT), tie("2", OPEN, MILITARY, parent="1"), tie("3", DENIED, parent="2")]
    groups = told([CLOSED, OPEN, DENIED, MILITARY, FRONT], rows)
    front, military = Voice(("القرنفل",)), Voice(("مصدر عسكري",))
    assert [(group.voice, group.within) for group in groups] == [
        (front, ()),
        (military, (front,)),
        (Voice(), (military, front)),
    ]


def test_a_circle_and_an_outer_one_that_is_gone_end_the_way_out() -> None:
    circle = [tie("1", CLOSED, FRONT, parent="2"), tie("2", OPEN, MILITARY, parent="1")]
    assert [len(group.within) for group in told([CLOSED, OPEN, MILITARY, FRONT], circle)] == [1, 1]
    gone = told([CLOSED, MILITARY], [tie("1", CLOSED, MILITARY, parent="away")])
    assert gone[0].within == ()
    assert listed(told([CLOSED], [tie("1", CLOSED, FRONT)])) == [(("القرنفل",), ["الجسر أغلق"])]


def test_a_claim_of_several_voices_stands_under_each_and_counts_once() -> None:
    groups = told([CLOSED, MILITARY, FRONT], [tie("1", CLOSED, MILITARY), tie("2", CLOSED, FRONT)])
    assert listed(groups) == [(("مصدر عسكري",), ["الجسر أغلق"]), (("القرنفل",), ["الجسر أغلق"])]
    assert [said.attribution for group in groups for said in group.said] == ["1", "2"]
    assert count(groups) == Count(claims=1)
    again = told([CLOSED, MILITARY], [tie("1", CLOSED, MILITARY), tie("2", CLOSED, MILITARY, cue="x")])
    assert listed(again) == [(("مصدر عسكري",), ["الجسر أغلق"])]


def test_suggestions_stand_with_the_voice_they_belong_to_and_count_apart() -> None:
    claim = span("الطريق سالك", author="", id="s/0")
    source = span("مصدر عسكري", "source", author="", id="s/1")
    bare = span("ذلك", author="", id="t/0")
    rows = [tie("1", CLOSED, MILITARY), tie("s", claim, source, author="")]
    groups = told([CLOSED, MILITARY, claim, source, bare], rows)
    assert listed(groups) == [(None, ["ذلك"]), (("مصدر عسكري",), ["الجسر أغلق", "الطريق سالك"])]
    assert [said.suggested for said in groups[1].said] == [False, True]
    assert count(groups) == Count(claims=1, unattributed=0, suggested=2)


def test_the_time_of_a_tickers_item_is_that_of_the_claims_in_it() -> None:
    middle, end = TEXT.index("وأكد"), TEXT.index("ونفت")
    segments = (
        Segment("item", 0, middle, {"time": "09:41"}),
        Segment("time", middle, middle + 4),
        Segment("item", middle + 4, end),
    )
    ticker = msgspec.structs.replace(DOCUMENT, kind="ticker", segments=segments)
    (group,) = told([CLOSED, OPEN, DENIED], [], document=ticker)
    assert [said.time for said in group.said] == ["09:41", "", ""]
