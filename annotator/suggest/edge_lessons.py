"""What a layer says of the edges of what the grammar reads: which of the candidates is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from annotator.core.model import Attribution, Bundle, Range
from annotator.core.pairing import overlaps
from annotator.suggest.choosing import Lesson
from annotator.suggest.cues import drafts_of
from annotator.suggest.grammar.drafts import Draft
from annotator.suggest.grammar.edges import NOBODY, SPEAKER
from annotator.suggest.knowledge import Knowledge


def lessons_in(bundle: Bundle, known: Knowledge) -> Iterator[Lesson]:
    """Those of a document: of each edge that could lie elsewhere, and lies at one of its candidates."""
    ranges = {span.id: span.ranges for span in bundle.spans}
    for draft, _ in drafts_of(bundle.document, bundle.text, known):
        answer = next((row for row in bundle.attributions if _is_of(draft, row, ranges)), None)
        if answer is None:
            continue
        sources = [piece for span in answer.sources for piece in ranges.get(span, ())]
        claims = [piece for span in answer.claims for piece in ranges.get(span, ())]
        told = {
            **_ends("source", sources, draft.read_source),
            **_ends("claim", claims, draft.claim[0]),
            SPEAKER: _speaker(draft, sources),
        }
        for choice in draft.choices:
            place = told.get(choice.edge)
            if place in choice.places:
                yield Lesson(choice, choice.places.index(place), answer.id)


def _is_of(draft: Draft, row: Attribution, ranges: Mapping[str, Sequence[Range]]) -> bool:
    """Whether an attribution is by the same cue, or of the same claim where there is none."""
    cue = ranges.get(row.cue or "", ())
    if draft.cue and cue:
        return overlaps([draft.cue], cue)
    if draft.cue or cue:
        return False
    return any(overlaps(draft.claim, ranges.get(span, ())) for span in row.claims)


def _ends(part: str, right: Sequence[Range], read: Range | None) -> dict[str, int]:
    """Where a part begins and ends, if it is the part that was read at all."""
    if not right or read is None or not overlaps([read], right):
        return {}
    return {f"{part} begin": right[0][0], f"{part} end": right[-1][1]}


def _speaker(draft: Draft, sources: Sequence[Range]) -> int:
    """The place of whoever speaks, as the candidates tell it."""
    if not sources:
        return NOBODY
    if draft.read_source and overlaps([draft.read_source], sources):
        return draft.read_source[0]
    return sources[0][0]
