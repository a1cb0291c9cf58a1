"""Attributions as the rules find them, and the suggestions made of them."""

from __future__ import annotations

import msgspec

from annotator.core.model import Range, quote
from annotator.core.suggestions import ProposedAttribution, ProposedSpan, Suggestion, Why, suggestion_id
from annotator.suggest.choosing import Choice
from annotator.suggest.grammar.found import confidence
from annotator.suggest.grammar.voices import Voice
from annotator.suggest.knowledge import Knowledge
from annotator.suggest.sureness import shipped

_LONGEST_WORDS = 60


class Draft(msgspec.Struct, kw_only=True):
    """One attribution in code points of the text. `claim` is one span, in several ranges at times."""

    pattern: str
    claim: tuple[Range, ...]
    voice: Voice | None = None
    implicit: bool = False
    cue: Range | None = None
    words: str = ""
    category: str = ""
    attributes: dict[str, str] = {}
    traits: tuple[str, ...] = ()
    """What tells how sure it is; none where its pattern alone does."""
    choices: tuple[Choice, ...] = ()
    """The edges that could lie elsewhere."""
    read_source: Range | None = None
    """Where the source was read before an edge was chosen."""
    parent: Draft | None = None


def suggestion_of(
    draft: Draft, document_id: str, suggester: str, text: str, knowledge: Knowledge, *, outer: str = ""
) -> Suggestion:
    """A draft as a suggestion; `outer` is the id of the suggestion it lies in where it has no parent."""
    spans, attribution = _proposed(draft, text, knowledge)
    parent = outer
    if draft.parent is not None:
        parent = suggestion_id(document_id, suggester, *_proposed(draft.parent, text, knowledge))
    return Suggestion(
        id=suggestion_id(document_id, suggester, spans, attribution),
        document_id=document_id,
        suggester=suggester,
        spans=spans,
        attribution=msgspec.structs.replace(attribution, parent=parent or None),
        why=Why(draft.pattern, draft.words[:_LONGEST_WORDS]),
        confidence=shipped().of(draft.traits) if draft.traits else confidence(draft.pattern),
    )


def _proposed(
    draft: Draft, text: str, knowledge: Knowledge
) -> tuple[tuple[ProposedSpan, ...], ProposedAttribution]:
    """The spans of a draft and what ties them, its parent aside."""
    spans = [ProposedSpan(knowledge.claim, draft.claim, quote(text, draft.claim))]
    sources: tuple[int, ...] = ()
    cue: int | None = None
    if draft.voice:
        sources = (len(spans),)
        spans.append(_single(knowledge.source, draft.voice.range, text))
    if draft.cue:
        cue = len(spans)
        spans.append(_single(knowledge.cue, draft.cue, text))
    category = draft.voice.category if draft.voice else draft.category
    attributes = _attributes(draft, text)
    attribution = ProposedAttribution(
        claims=(0,),
        sources=sources,
        cue=cue,
        category=category if category in knowledge.categories else "",
        affiliation=draft.voice.affiliation if draft.voice else "",
        attributes={name: value for name, value in attributes.items() if name in knowledge.attributes},
    )
    return tuple(spans), attribution


def _single(label: str, piece: Range, text: str) -> ProposedSpan:
    return ProposedSpan(label, (piece,), text[piece[0] : piece[1]])


_QUOTES = '"«»“”„'


def _attributes(draft: Draft, text: str) -> dict[str, str]:
    """Those the cue brings, how the source is named, and whether the words are the source's own."""
    start, end = draft.claim[0][0], draft.claim[-1][1]
    claim = text[start:end]
    if claim[:1] in _QUOTES and claim[-1:] in _QUOTES:
        speech = "direct"
    else:
        speech = "mixed" if any(mark in claim for mark in _QUOTES) else "indirect"
    naming = draft.voice.naming if draft.voice and not draft.implicit else "implicit"
    return {"naming": naming, "speech": speech, **draft.attributes}
