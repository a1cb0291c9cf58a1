"""Proposals: spans and attributions that nobody has accepted yet, and why they are proposed.

They belong to no layer and stand outside the log; they can be computed anew at any time. A proposal's id
follows from what it proposes, so that one which was rejected is known again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec

from annotator.core.model import FACTS, Attribution, Bundle, Range, Record, Span, derived_id
from annotator.core.offsets import normal_ranges
from annotator.core.pairing import Places, overlaps, touches

NAMED_SOURCE: Final = "source-name"
"""The pattern of a name that is known from a source: where it speaks itself, it is that source."""


IMPORTED: Final = "import"
"""The suggester of what files propose, and its pattern: it is not computed, but kept as it came."""
FIRST: Final = "gazetteer"
"""The suggester of what a page names before anything is learned; whatever else proposes the same is kept."""
UNTOLD: Final = 0.5
"""The confidence of what a file proposes without saying how sure it is."""


class ProposedSpan(msgspec.Struct, frozen=True, gc=False):
    """Words that would bear `label`; `ranges` in code points of the text, `quote` what they hold.

    `name` is the id of the name that was found there, "" where none was.
    """

    label: str
    ranges: tuple[Range, ...]
    quote: str
    name: str = ""
    attributes: dict[str, Any] = {}


class ProposedAttribution(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An attribution among the spans of one suggestion: numbers are places in its `spans`.

    `parent` is the id of the suggestion that holds the outer attribution of relayed speech.
    """

    claims: tuple[int, ...]
    sources: tuple[int, ...] = ()
    cue: int | None = None
    parent: str | None = None
    category: str = ""
    affiliation: str = ""
    attributes: dict[str, Any] = {}


class Why(msgspec.Struct, frozen=True, gc=False):
    """The reason a suggester had: a pattern by its code, and the words that matched it."""

    pattern: str
    words: str = ""


class Suggestion(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing to accept or reject: a single span (a name), or an attribution with all its spans.

    Spans that the layer has already (same label, same ranges) are used again, not added twice; so an
    attribution whose source was named before carries that source's span too.
    """

    id: str
    document_id: str
    suggester: str
    spans: tuple[ProposedSpan, ...]
    attribution: ProposedAttribution | None = None
    why: Why
    confidence: float


def suggestion_id(
    document_id: str,
    suggester: str,
    spans: tuple[ProposedSpan, ...],
    attribution: ProposedAttribution | None,
) -> str:
    """The same proposal for the same text has the same id, whatever else was proposed with it."""
    parts = [f"{span.label}:{span.ranges}" for span in spans]
    if attribution is not None:
        parts.append(f"{attribution.claims}{attribution.sources}{attribution.cue}")
    return derived_id("suggestion", suggester, document_id, *parts)


def suggestions_of(bundle: Bundle, document_id: str, file: str) -> list[Suggestion]:
    """What a file says of a document, as suggestions: its attributions, and the spans that belong to none.

    The reason names the file, and whoever or whatever it says had proposed it there.
    """
    spans = {span.id: span for span in bundle.spans}
    ties = [(row, tuple(dict.fromkeys(row.spans))) for row in bundle.attributions]
    tied = {span for _, ids in ties for span in ids}
    made: list[tuple[Span | Attribution, tuple[str, ...], ProposedAttribution | None]] = [
        (span, (span.id,), None) for span in bundle.spans if span.id not in tied
    ]
    made += [(row, ids, _proposed_tie(row, ids)) for row, ids in ties]
    found: dict[str, Suggestion] = {}
    became: dict[str, str] = {}
    for row, ids, tie in made:
        proposed = tuple(
            ProposedSpan(span.label, span.ranges, span.quote, attributes=span.attributes)
            for span in map(spans.__getitem__, ids)
        )
        id = became[row.id] = suggestion_id(document_id, IMPORTED, proposed, tie)
        told = [row.confidence, *(spans[span].confidence for span in ids)]
        found[id] = Suggestion(
            id=id,
            document_id=document_id,
            suggester=IMPORTED,
            spans=proposed,
            attribution=tie,
            why=Why(IMPORTED, f"{file}: {row.author}" if row.author else file),
            confidence=min((share for share in told if share is not None), default=UNTOLD),
        )
    for row in bundle.attributions:
        suggestion = found[became[row.id]]
        if row.parent in became and suggestion.attribution is not None:
            tie = msgspec.structs.replace(suggestion.attribution, parent=became[row.parent])
            found[suggestion.id] = msgspec.structs.replace(suggestion, attribution=tie)
    return list(found.values())


def _proposed_tie(row: Attribution, ids: Sequence[str]) -> ProposedAttribution:
    place = {span: number for number, span in enumerate(ids)}
    return ProposedAttribution(
        claims=tuple(place[span] for span in row.claims),
        sources=tuple(place[span] for span in row.sources),
        cue=None if row.cue is None else place[row.cue],
        attributes=row.attributes,
        **{name: getattr(row, name) for name in FACTS},
    )


def with_brought(found: Sequence[Suggestion], brought: Sequence[Suggestion]) -> list[Suggestion]:
    """What was found and what files propose, in reading order; a span that both propose is there once."""
    if not brought:
        return list(found)
    told = {(span.label, span.ranges) for row in brought if row.attribution is None for span in row.spans}
    found = [
        row
        for row in found
        if row.suggester != FIRST or not all((span.label, span.ranges) in told for span in row.spans)
    ]
    there = {(span.label, span.ranges) for row in found for span in row.spans}
    fresh = [
        row
        for row in brought
        if row.attribution is not None or any((span.label, span.ranges) not in there for span in row.spans)
    ]
    return sorted([*found, *fresh], key=reading_place)


def reading_place(suggestion: Suggestion) -> tuple[int, int]:
    """Where a suggestion begins, an outer one before what lies in it."""
    claims = suggestion.attribution.claims if suggestion.attribution else (0,)
    ranges = [piece for claim in claims for piece in suggestion.spans[claim].ranges]
    return ranges[0][0], -ranges[-1][1]


class Rejection(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An author's word that a suggestion is wrong: it is not proposed to them again.

    `suggestion` is what was rejected, as it was then.
    """

    document_id: str
    author: str
    suggestion: dict[str, Any]


def rejection_id(author: str, suggestion: str) -> str:
    """The id of an author's rejection of the suggestion with this id."""
    return derived_id("rejection", author, suggestion)


class Rejected:
    """What an author has said is wrong in a document. The same reading is wrong with other edges, too: one of
    the same suggester by the same cue, of an overlapping claim."""

    def __init__(self, rows: Iterable[Suggestion]) -> None:
        self._by_cue: dict[tuple[str, tuple[Range, ...]], list[Range]] = {}
        for row in rows:
            if (key := _cue_of(row)) is not None:
                self._by_cue.setdefault(key, []).extend(_claims_of(row))

    def has(self, row: Suggestion) -> bool:
        key = _cue_of(row)
        return key is not None and overlaps(_claims_of(row), self._by_cue.get(key, ()))


def _cue_of(row: Suggestion) -> tuple[str, tuple[Range, ...]] | None:
    tie = row.attribution
    return None if tie is None or tie.cue is None else (row.suggester, row.spans[tie.cue].ranges)


def _claims_of(row: Suggestion) -> list[Range]:
    return _joined(row.spans[place].ranges for place in row.attribution.claims) if row.attribution else []


class Answers:
    """The answer of one author's layer of a document to what is proposed there."""

    def __init__(self, spans: Iterable[Span], attributions: Iterable[Attribution]) -> None:
        by_id: dict[str, Span] = {}
        by_label: dict[str, list[Range]] = {}
        self._placed: set[tuple[Range, ...]] = set()
        for span in spans:
            by_id[span.id] = span
            self._placed.add(span.ranges)
            by_label.setdefault(span.label, []).extend(span.ranges)
        self._labelled = {label: normal_ranges(ranges) for label, ranges in by_label.items()}
        self._by_claims: Places[tuple[Attribution, list[Range], list[Range]]] = Places()
        for row in attributions:
            claims = _joined(by_id[span].ranges for span in row.claims if span in by_id)
            named = (*row.sources, *((row.cue,) if row.cue else ()))
            voices = _joined(by_id[span].ranges for span in named if span in by_id)
            self._by_claims.add(claims, (row, claims, voices))

    def is_open(self, suggestion: Suggestion) -> bool:
        """Whether the layer leaves it to decide.

        A suggestion without an attribution is decided where spans of the same label lie over each of its
        spans, a name known from a source also where any span has just its words; another one where an
        attribution answers it.
        """
        if suggestion.attribution is not None:
            return self.answer(suggestion) is None
        if suggestion.why.pattern == NAMED_SOURCE and suggestion.spans[0].ranges in self._placed:
            return False
        return not all(map(self._is_labelled, suggestion.spans))

    def answer(self, suggestion: Suggestion) -> Attribution | None:
        """The layer's attribution of an overlapping claim to an overlapping source, or by an overlapping cue.

        Where neither names a source or a cue, overlapping claims are enough.
        """
        tie = suggestion.attribution
        if tie is None:
            return None
        spans = suggestion.spans
        claims = _claims_of(suggestion)
        named = (*tie.sources, *((tie.cue,) if tie.cue is not None else ()))
        voices = _joined(spans[place].ranges for place in named)
        for row, its_claims, its_voices in self._by_claims.near(claims):
            same_voice = overlaps(voices, its_voices) or not (voices or its_voices)
            if same_voice and overlaps(claims, its_claims):
                return row
        return None

    def _is_labelled(self, span: ProposedSpan) -> bool:
        return any(touches(piece, self._labelled.get(span.label, ())) for piece in span.ranges)


def still_open(
    suggestions: Iterable[Suggestion], answers: Answers, is_rejected: Callable[[Suggestion], bool]
) -> list[Suggestion]:
    """Those that the layer does not answer and nobody has rejected, in the order they came."""
    return [row for row in suggestions if not is_rejected(row) and answers.is_open(row)]


def _joined(pieces: Iterable[Sequence[Range]]) -> list[Range]:
    return [piece for ranges in pieces for piece in ranges]
