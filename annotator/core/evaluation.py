"""How good proposals are: what is proposed against what a reference layer holds, in counts that add up.

Counts of documents are added (`Evaluation.plus`), so a project is evaluated while it streams by. Precision is
matched / proposed, recall matched / reference, F1 their harmonic mean (van Rijsbergen 1979); where nothing
was proposed, or the reference is empty, they are undefined and said so, never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal

import msgspec

from annotator.core.model import Attribution, Span
from annotator.core.offsets import normal_ranges
from annotator.core.pairing import Ranges, best_pairs, overlap, overlapping, overlaps, shared
from annotator.core.suggestions import Suggestion

Part = Literal[
    "claim-exact", "claim-overlap", "source-exact", "source-overlap", "cue-exact", "cue-overlap", "category",
    "affiliation", "whole", "whole-exact",
]  # fmt: skip
PARTS: Final[tuple[Part, ...]] = (
    "whole", "whole-exact", "source-exact", "source-overlap", "cue-exact", "cue-overlap", "claim-exact",
    "claim-overlap", "category", "affiliation",
)  # fmt: skip
"""Ways to compare attributions. `whole`: sources and cue exact, claims overlapping; `whole-exact`: all
three exact. The others count the attributions that have the part."""


class Marked(msgspec.Struct, frozen=True):
    """A labelled span, whoever wrote or proposed it."""

    label: str
    ranges: Ranges


class Tied(msgspec.Struct, frozen=True, kw_only=True):
    """An attribution by the ranges of its spans, each list sorted; no ranges where it has no such part."""

    claims: tuple[Ranges, ...]
    sources: tuple[Ranges, ...] = ()
    cue: Ranges = ()
    category: str = ""
    affiliation: str = ""


class Comparable(msgspec.Struct, frozen=True):
    """A layer, or a set of proposals, as it is compared: nothing is there twice."""

    spans: tuple[Marked, ...] = ()
    attributions: tuple[Tied, ...] = ()


class Counts(msgspec.Struct, frozen=True):
    """How many were proposed, how many the reference has, how many of both belong together."""

    matched: int = 0
    proposed: int = 0
    reference: int = 0

    def plus(self, other: Counts) -> Counts:
        return Counts(
            self.matched + other.matched, self.proposed + other.proposed, self.reference + other.reference
        )


class Score(msgspec.Struct, frozen=True):
    """Precision, recall and F1 of some counts; None where undefined, and `reason` says why.

    Reasons: "no-proposals" (precision), "no-reference" (recall), "neither"; "" where all is defined.
    """

    precision: float | None
    recall: float | None
    f1: float | None
    reason: str


def score(counts: Counts) -> Score:
    """Raises nothing: what cannot be divided is None. F1 = 2 matched / (proposed + reference)."""
    precision = counts.matched / counts.proposed if counts.proposed else None
    recall = counts.matched / counts.reference if counts.reference else None
    total = counts.proposed + counts.reference
    reason = ""
    if precision is None or recall is None:
        reason = "neither" if not total else "no-proposals" if precision is None else "no-reference"
    return Score(precision, recall, 2 * counts.matched / total if total else None, reason)


class Evaluation(msgspec.Struct, frozen=True):
    """Counts per label (spans with the same ranges, and spans that overlap) and per part of attributions."""

    exact: dict[str, Counts] = {}
    overlap: dict[str, Counts] = {}
    parts: dict[str, Counts] = {}
    documents: int = 0

    def plus(self, other: Evaluation) -> Evaluation:
        """The counts of both."""
        return Evaluation(
            _added(self.exact, other.exact),
            _added(self.overlap, other.overlap),
            _added(self.parts, other.parts),
            self.documents + other.documents,
        )


def evaluate(proposed: Comparable, reference: Comparable) -> Evaluation:
    """The counts of one document.

    Spans and attributions are paired one to one: of spans that overlap, as many as can be; of attributions
    whose cues or whose claims overlap, those first that have most in common.
    """
    exact, overlap = {}, {}
    for label in {span.label for span in (*proposed.spans, *reference.spans)}:
        ours = [span.ranges for span in proposed.spans if span.label == label]
        theirs = [span.ranges for span in reference.spans if span.label == label]
        exact[label] = Counts(len(set(ours) & set(theirs)), len(ours), len(theirs))
        overlap[label] = Counts(overlapping(ours, theirs), len(ours), len(theirs))
    pairs = paired(proposed.attributions, reference.attributions)
    parts: dict[str, Counts] = {
        part: _part(part, proposed.attributions, reference.attributions, pairs) for part in PARTS
    }
    return Evaluation(exact, overlap, parts, 1)


def of_layer(spans: Iterable[Span], attributions: Iterable[Attribution]) -> Comparable:
    """A layer as it is compared; an attribution's spans that are not among `spans` are left out of it."""
    marked = {span.id: Marked(span.label, span.ranges) for span in spans}

    def ranges(ids: Iterable[str]) -> tuple[Ranges, ...]:
        return tuple(sorted({marked[span_id].ranges for span_id in ids if span_id in marked}))

    tied = [
        Tied(
            claims=ranges(row.claims),
            sources=ranges(row.sources),
            cue=marked[row.cue].ranges if row.cue in marked else (),
            category=row.category,
            affiliation=row.affiliation,
        )
        for row in attributions
    ]
    return _comparable(marked.values(), tied)


def of_suggestions(suggestions: Iterable[Suggestion]) -> Comparable:
    """Suggestions as they are compared: as if all were accepted."""
    marked: list[Marked] = []
    tied: list[Tied] = []
    for suggestion in suggestions:
        spans = [Marked(span.label, span.ranges) for span in suggestion.spans]
        marked += spans
        if (row := suggestion.attribution) is not None:
            tied.append(
                Tied(
                    claims=tuple(sorted({spans[claim].ranges for claim in row.claims})),
                    sources=tuple(sorted({spans[source].ranges for source in row.sources})),
                    cue=spans[row.cue].ranges if row.cue is not None else (),
                    category=row.category,
                    affiliation=row.affiliation,
                )
            )
    return _comparable(marked, tied)


def _comparable(marked: Iterable[Marked], tied: Iterable[Tied]) -> Comparable:
    return Comparable(tuple(dict.fromkeys(marked)), tuple(dict.fromkeys(tied)))


def _part(
    part: Part, proposed: Sequence[Tied], reference: Sequence[Tied], pairs: list[tuple[int, int]]
) -> Counts:
    has, same = _PARTS[part]
    return Counts(
        sum(same(proposed[ours], reference[theirs]) for ours, theirs in pairs),
        sum(map(has, proposed)),
        sum(map(has, reference)),
    )


def _overlaps(some: Iterable[Ranges], others: Sequence[Ranges]) -> bool:
    return any(overlaps(one, other) for one in some for other in others)


def _is_whole(ours: Tied, theirs: Tied) -> bool:
    return ours.sources == theirs.sources and ours.cue == theirs.cue and _overlaps(ours.claims, theirs.claims)


_PARTS: Final[dict[Part, tuple[Callable[[Tied], bool], Callable[[Tied, Tied], bool]]]] = {
    "whole": (lambda row: True, _is_whole),
    "whole-exact": (lambda row: True, lambda a, b: _is_whole(a, b) and a.claims == b.claims),
    "source-exact": (lambda row: bool(row.sources), lambda a, b: bool(a.sources) and a.sources == b.sources),
    "source-overlap": (lambda row: bool(row.sources), lambda a, b: _overlaps(a.sources, b.sources)),
    "cue-exact": (lambda row: bool(row.cue), lambda a, b: bool(a.cue) and a.cue == b.cue),
    "cue-overlap": (lambda row: bool(row.cue), lambda a, b: _overlaps((a.cue,), (b.cue,))),
    "claim-exact": (lambda row: True, lambda a, b: a.claims == b.claims),
    "claim-overlap": (lambda row: True, lambda a, b: _overlaps(a.claims, b.claims)),
    "category": (lambda row: bool(row.category), lambda a, b: bool(a.category) and a.category == b.category),
    "affiliation": (
        lambda row: bool(row.affiliation),
        lambda a, b: bool(a.affiliation) and a.affiliation == b.affiliation,
    ),
}


def paired(ours: Sequence[Tied], theirs: Sequence[Tied]) -> list[tuple[int, int]]:
    """Attributions that belong together, the most alike first."""
    near = shared([_reach(row) for row in ours], [_reach(row) for row in theirs])
    alike = ((_likeness(ours[one], theirs[other]), one, other) for one, other in near)
    return best_pairs((-likeness, one, other) for likeness, one, other in alike if likeness)


def _reach(row: Tied) -> Ranges:
    """All that the claims and the cue of an attribution cover."""
    return normal_ranges([piece for ranges in (*row.claims, row.cue) for piece in ranges])


_WHOLE, _CUE, _SOURCES = 1 << 40, 1 << 38, 1 << 36


def _likeness(ours: Tied, theirs: Tied) -> int:
    """How much two attributions have in common; 0 if neither their cues nor their claims overlap."""
    claims = sum(overlap(one, other) for one in ours.claims for other in theirs.claims)
    cue = overlap(ours.cue, theirs.cue)
    if not claims and not cue:
        return 0
    alike = claims + cue
    alike += _WHOLE if _is_whole(ours, theirs) else 0
    alike += _CUE if ours.cue == theirs.cue else 0
    alike += _SOURCES if ours.sources == theirs.sources else 0
    return alike


def _added(some: dict[str, Counts], others: dict[str, Counts]) -> dict[str, Counts]:
    return {
        name: some.get(name, Counts()).plus(others.get(name, Counts()))
        for name in dict.fromkeys((*some, *others))
    }
