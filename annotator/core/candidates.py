"""Finds whom to offer when a claim is attributed: the sources and cues around it, nearest first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from annotator.core.arabic import fold_key
from annotator.core.model import Attribution, Document, Span
from annotator.core.names import name_key
from annotator.core.scheme import CATEGORY, Role, Scheme

_CUE_REACH = 80
"""How far, in code points, a cue may stand from its source or its claim to be offered with it."""


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One way to attribute a claim. Without sources: the source is implied or unknown."""

    sources: tuple[Span, ...] = ()
    cue: Span | None = None
    category: str = ""
    affiliation: str = ""


def candidates(
    claim: Span,
    spans: Sequence[Span],
    attributions: Sequence[Attribution],
    *,
    document: Document,
    scheme: Scheme,
) -> list[Candidate]:
    """Sources of the claim's own segment first, nearest first; then those of other segments.

    Each comes with the cue that stands nearest to claim and source together, if one is in reach. The last
    candidate has no source: a cue alone («وأضاف»), or nothing.
    """
    sources = _of(scheme, "source", spans)
    cues = _of(scheme, "cue", spans)
    actors = _of(scheme, "", spans)
    starts = [segment.start for segment in document.segments]
    home = _segment_of(starts, claim)
    free = _free(cues, attributions, claim)

    def rank(span: Span) -> tuple[bool, int, int]:
        return _segment_of(starts, span) != home, _distance(span, claim), span.start

    offered = []
    for source in sorted(sources, key=rank):
        cue = min(
            (cue for cue in free if _segment_of(starts, cue) == _segment_of(starts, source)),
            key=lambda cue: _distance(cue, claim) + _distance(cue, source),
            default=None,
        )
        if cue is not None and min(_distance(cue, claim), _distance(cue, source)) > _CUE_REACH:
            cue = None
        offered.append(
            Candidate(
                sources=(source,),
                cue=cue,
                category=guess_category(scheme, source.quote),
                affiliation=guess_affiliation(source, actors),
            )
        )
    near = [cue for cue in free if _segment_of(starts, cue) == home]
    alone = min(near, key=lambda cue: _distance(cue, claim), default=None)
    return [*offered, Candidate(cue=alone)]


def one_a_source(offered: Sequence[Candidate], first: Sequence[str] = ()) -> list[Candidate]:
    """Each source once, however often it is named in the text: by the span offered first.

    Spans are of one source if they have the same words or stand for the same name. Those whose ids are in
    `first` come before all others.
    """
    ranked = sorted(offered, key=lambda row: not any(source.id in first for source in row.sources))
    seen: set[str] = set()
    kept = []
    for row in ranked:
        keys = {key for source in row.sources for key in (name_key(source.quote), source.name) if key}
        if not keys & seen or any(source.id in first for source in row.sources):
            kept.append(row)
        seen |= keys
    return kept


def filled(candidate: Candidate, present: Attribution | None, guessed: Candidate) -> Candidate:
    """A candidate with the values it is stored with in place of `present`, whose sources give `guessed`.

    What a person has set there stays; what was guessed is guessed anew.
    """
    if present is None:
        return candidate
    return msgspec.structs.replace(
        candidate,
        category=candidate.category if present.category in ("", guessed.category) else present.category,
        affiliation=candidate.affiliation
        if present.affiliation in ("", guessed.affiliation)
        else present.affiliation,
    )


def apart(chosen: Sequence[Candidate], kept: Sequence[str], category: str) -> list[list[Candidate]]:
    """Of the chosen sources, those that are of another category than the attribution: an own one for each.

    `kept` are the ids of sources it has already; if none is chosen of these, the first stays.
    """
    groups: dict[str, list[Candidate]] = {}
    for number, row in enumerate(chosen):
        is_kept = any(source.id in kept for source in row.sources) or (not kept and not number)
        if not is_kept and category and row.category and row.category != category:
            groups.setdefault(row.category, []).append(row)
    return list(groups.values())


def outers(
    claim: Span, row: Attribution | None, spans: Sequence[Span], attributions: Sequence[Attribution]
) -> list[Attribution]:
    """The attributions in whose words the claim may stand, nearest first; `row` is its own.

    Not those that stand within `row` themselves.
    """
    by_id = {span.id: span for span in spans}
    inner = {row.id} if row is not None else set()
    while more := {other.id for other in attributions if other.parent in inner} - inner:
        inner |= more

    def far(other: Attribution) -> tuple[int, int]:
        places = [by_id[span] for span in other.spans if span in by_id]
        return min((_distance(place, claim) for place in places), default=0), places[0].start if places else 0

    return sorted((other for other in attributions if other.id not in inner), key=far)


def as_before(
    claim: Span, spans: Sequence[Span], attributions: Sequence[Attribution], *, scheme: Scheme
) -> Candidate | None:
    """The source of the claim before this one in reading order («وأضاف»), with the cue nearest this claim."""
    by_id = {span.id: span for span in spans}
    earlier = [
        (by_id[row.claims[0]].start, row)
        for row in attributions
        if row.claims[0] in by_id and by_id[row.claims[0]].start < claim.start and claim.id not in row.claims
    ]
    if not earlier:
        return None
    _, row = max(earlier, key=lambda pair: pair[0])
    cues = _of(scheme, "cue", spans)
    cue = min(_free(cues, attributions, claim), key=lambda cue: _distance(cue, claim), default=None)
    if cue is not None and _distance(cue, claim) > _CUE_REACH:
        cue = None
    return Candidate(
        sources=tuple(by_id[source] for source in row.sources if source in by_id),
        cue=cue,
        category=row.category,
        affiliation=row.affiliation,
    )


def nearest_claim(span: Span, claims: Sequence[Span]) -> Span | None:
    """The claim that a source or a cue most likely belongs to."""
    return min(claims, key=lambda claim: (_distance(span, claim), claim.start), default=None)


def guess_category(scheme: Scheme, quote: str) -> str:
    """The category whose longest name or form occurs in the source's words; "" if none does."""
    key = f" {fold_key(quote)} "
    best, length = "", 0
    vocabulary = scheme.known_vocabulary(CATEGORY)
    for term in vocabulary.terms if vocabulary else ():
        if term.retired:
            continue
        for form in (*term.name.values(), *term.forms):
            folded = fold_key(form)
            if len(folded) > length and folded in key:
                best, length = term.id, len(folded)
    return best


def guess_affiliation(source: Span, actors: Sequence[Span]) -> str:
    """The actor named inside the source's words («مصدر عسكري من "قسد"»), unless it is the whole of them."""
    inside = [
        actor
        for actor in actors
        if source.start <= actor.start and actor.end <= source.end and actor.ranges != source.ranges
    ]
    return inside[-1].quote if inside else ""


def _of(scheme: Scheme, role: Role, spans: Sequence[Span]) -> list[Span]:
    """The spans whose label has this role."""
    labels = scheme.labels_as(role)
    return [span for span in spans if span.label in labels]


def _free(cues: Sequence[Span], attributions: Sequence[Attribution], claim: Span) -> list[Span]:
    """Cues that no other claim's attribution uses."""
    used = {row.cue for row in attributions if claim.id not in row.claims}
    return [cue for cue in cues if cue.id not in used]


def _segment_of(starts: Sequence[int], span: Span) -> int:
    """The number of the segment a span begins in, given where the segments begin."""
    return bisect_right(starts, span.start)


def _distance(span: Span, other: Span) -> int:
    """Code points between two spans; 0 where they touch or overlap."""
    return max(0, other.start - span.end, span.start - other.end)
