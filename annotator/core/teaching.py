"""What would teach most if it were decided next: documents by what is suggested in them, and suggestions."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.model import Range
from annotator.core.pairing import overlaps
from annotator.core.suggestions import ProposedSpan, Suggestion

UNSURE: Final = 0.5
"""The doubt from which on a suggestion is counted as unsure: a confidence between .25 and .75."""

_AGAIN: Final = 0.5
"""What the same question is worth when it comes again."""

Question = tuple[str, str]
"""What an answer would be about: a label with words, or a pattern with the words that matched it."""


class Lesson(msgspec.Struct, frozen=True):
    """What a document asks: how many suggestions are unsure, how many are disputed among suggesters, and how
    much doubt there is about each question.
    """

    unsure: int
    disputed: int
    doubts: tuple[tuple[Question, float], ...]


def lesson(found: Sequence[Suggestion]) -> Lesson:
    """What the suggestions of a document ask. A disputed one is in full doubt, however sure each is."""
    disputed = _disputed(found)
    doubts = [(question(row), _doubt(row, disputed)) for row in found]
    unsure = sum(
        doubt >= UNSURE for row, (_, doubt) in zip(found, doubts, strict=True) if row.id not in disputed
    )
    return Lesson(unsure, len(disputed), tuple(doubt for doubt in doubts if doubt[1] > 0))


def question(row: Suggestion) -> Question:
    if row.attribution is not None:
        return row.why.pattern, fold_key(row.why.words)
    return row.spans[0].label, fold_key(row.spans[0].quote)


def most_doubtful(found: Sequence[Suggestion]) -> list[Suggestion]:
    """The suggestions of a document, those that teach most first, as `teaching_order` has documents.

    Of equals the one that comes first stays first.
    """
    disputed = _disputed(found)
    asked: Counter[Question] = Counter()
    worths: list[tuple[float, int]] = []
    for n in sorted(range(len(found)), key=lambda n: -_doubt(found[n], disputed)):
        about = question(found[n])
        worths.append((-_doubt(found[n], disputed) * _AGAIN ** asked[about], n))
        asked[about] += 1
    return [found[n] for _, n in sorted(worths)]


def _doubt(row: Suggestion, disputed: Collection[str]) -> float:
    """From 0, certain, to 1."""
    return 1.0 if row.id in disputed else 1 - abs(2 * row.confidence - 1)


def teaching_order(lessons: Mapping[str, Lesson]) -> list[tuple[str, float]]:
    """The documents, each with what it would teach once those before it are annotated; the most first.

    Of what comes again each time is worth half of the time before, so what is unlike comes early. Of equals
    the id decides.
    """
    seen: Counter[Question] = Counter()
    # What a document is worth only falls as others are taken, so the best known worth is an upper bound.
    heap = [(-_worth(row, seen), document_id, 0) for document_id, row in lessons.items()]
    heapq.heapify(heap)
    order: list[tuple[str, float]] = []
    while heap:
        worth, document_id, taken = heapq.heappop(heap)
        if taken < len(order):
            heapq.heappush(heap, (-_worth(lessons[document_id], seen), document_id, len(order)))
            continue
        order.append((document_id, -worth))
        seen.update(asked for asked, _ in lessons[document_id].doubts)
    return order


def _worth(row: Lesson, seen: Mapping[Question, int]) -> float:
    here: Counter[Question] = Counter()
    worth = 0.0
    for asked, doubt in row.doubts:
        worth += doubt * _AGAIN ** (seen.get(asked, 0) + here[asked])
        here[asked] += 1
    return worth


def _disputed(found: Sequence[Suggestion]) -> set[str]:
    """Those that another suggester contradicts: the same words with another label, the same label or claim
    with other edges, the same claim with another source."""
    marked: set[str] = set()
    for kind in (False, True):
        rows = sorted(
            (_place(row), n, row) for n, row in enumerate(found) if (row.attribution is not None) == kind
        )
        before: list[tuple[tuple[Range, ...], Suggestion]] = []
        for place, _, row in rows:
            before = [(other, it) for other, it in before if other[-1][1] > place[0][0]]
            for other, it in before:
                if it.suggester != row.suggester and overlaps(place, other) and _differ(row, it):
                    marked |= {row.id, it.id}
            before.append((place, row))
    return marked


def _place(row: Suggestion) -> tuple[Range, ...]:
    places = row.attribution.claims if row.attribution is not None else range(len(row.spans))
    return tuple(sorted(piece for place in places for piece in row.spans[place].ranges))


def _differ(one: Suggestion, other: Suggestion) -> bool:
    if one.attribution is not None and other.attribution is not None:
        return _place(one) != _place(other) or _sources(one) != _sources(other)
    labels = {span.label for span in one.spans} == {span.label for span in other.spans}
    return labels != (_place(one) == _place(other))


def _sources(row: Suggestion) -> set[tuple[Range, ...]]:
    spans: Iterable[ProposedSpan] = (row.spans[n] for n in row.attribution.sources) if row.attribution else ()
    return {span.ranges for span in spans}
