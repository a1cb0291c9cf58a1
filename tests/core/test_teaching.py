"""The queue of what would teach most: doubt, disputes among suggesters, and nothing twice."""

from __future__ import annotations

from annotator.core.model import Range
from annotator.core.suggestions import ProposedSpan, Suggestion, Why, suggestion_id
from annotator.core.teaching import lesson, most_doubtful, teaching_order


def name(
    words: str, start: int, confidence: float, suggester: str = "names", label: str = "place"
) -> Suggestion:
    ranges: tuple[Range, ...] = ((start, start + len(words)),)
    spans = (ProposedSpan(label, ranges, words),)
    return Suggestion(
        id=suggestion_id("01", suggester, spans, None),
        document_id="01",
        suggester=suggester,
        spans=spans,
        why=Why("known"),
        confidence=confidence,
    )


def test_doubt_is_counted_and_certainty_is_none() -> None:
    found = lesson([name("الرمان", 0, 0.5), name("السنديان", 10, 0.99), name("الصفصاف", 20, 1.0)])
    assert (found.unsure, found.disputed, len(found.doubts)) == (1, 0, 2)


def test_suggesters_that_contradict_each_other() -> None:
    edges = [name("تل الرمان", 0, 1.0), name("الرمان", 3, 1.0, "trained")]
    labels = [name("حنر", 0, 1.0), name("حنر", 0, 1.0, "trained", "actor")]
    agreed = [name("حنر", 0, 1.0), name("حنر", 0, 1.0, "trained")]
    nested = [name("وزير الرمان", 0, 1.0, "trained", "actor"), name("الرمان", 5, 1.0)]
    assert [lesson(rows).disputed for rows in (edges, labels, agreed, nested)] == [2, 2, 0, 0]
    assert lesson(edges).unsure == 0 and lesson(agreed).doubts == ()


def test_what_is_unlike_comes_before_more_of_the_same() -> None:
    lessons = {
        "03": lesson([name("الرمان", 0, 0.5), name("السنديان", 9, 0.5)]),
        "01": lesson([name("الرمان", 0, 0.5), name("السنديان", 9, 0.5)]),
        "04": lesson([]),
        "02": lesson([name("الصفصاف", 0, 0.6), name("حنر", 9, 0.65)]),
    }
    order = teaching_order(lessons)
    assert [document for document, _ in order] == ["01", "02", "03", "04"]
    assert order == teaching_order(dict(reversed(lessons.items())))
    assert [round(worth, 2) for _, worth in order] == [2.0, 1.5, 1.0, 0.0]


def test_the_suggestions_of_a_document_are_asked_about_where_the_doubt_is() -> None:
    sure, other, again = name("السنديان", 0, 0.99), name("الرمان", 10, 0.6), name("الرمان", 20, 0.5)
    rows = [sure, other, again, name("تل حنر", 30, 1.0), name("حنر", 33, 1.0, "trained")]
    assert most_doubtful(rows) == [again, rows[3], rows[4], other, sure]
    assert most_doubtful([]) == []
