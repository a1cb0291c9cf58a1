"""A colon after the name of a voice, at the start of a line: S : C."""

from __future__ import annotations

from typing import Final

from annotator.suggest.grammar.found import Found
from annotator.suggest.grammar.noun_phrases import body_name_at
from annotator.suggest.grammar.phrases import phrase_at
from annotator.suggest.grammar.sentence import LONGEST_SUBJECT, Sentence
from annotator.suggest.grammar.sources import source_in
from annotator.suggest.grammar.tokens import Span
from annotator.suggest.grammar.voices import is_person_name, is_voice_head
from annotator.suggest.lexicon_rows import CONJUNCTIONS
from annotator.suggest.lexicon_shapes import Cue

_LEAST_CLAIM: Final = 3
"""Words; fewer behind a bare name tell what it is."""


def colon(at: Sentence) -> Found | None:
    """S : C at the start of a line. Where a place or a topic stands before it, a clause begins there."""
    found = _voiced(at)
    if found is None and at.headline:
        near = range(at.first, min(at.last - 1, at.first + LONGEST_SUBJECT))
        at.clause = next((token + 1 for token in near if at.words[token] == ":"), at.clause)
    return found


def _voiced(at: Sentence) -> Found | None:
    words, lists = at.words, at.lexicon.words
    if ":" not in words[at.first : at.last]:
        return None
    start = at.first
    while start < at.last and not (at.line.is_word(start) or words[start] == '"'):
        start += 1
    end = start
    while end < min(at.last, start + LONGEST_SUBJECT) and words[end] != ":":
        if words[end] == "|":
            start = end + 1
        if at.is_that(end):
            return None
        end += 1
    if end >= at.last - 1 or words[end] != ":" or end == start:
        return None
    relay = next((place for place in range(start, end) if _is_relay(at, place)), None)
    source = source_in(at.line, (start, relay or end), at.lexicon) if relay != start else None
    topic = source is not None and (
        at.lexicon.has("topics", words[source[0]])
        or phrase_at(at.line, source[0], at.lexicon.phrases["topics"]) > 0
    )
    if topic or at.has_cue(start, relay or end):
        return None
    claim = (end + 1, end + 1)
    inner = None
    if relay is not None:
        behind = source_in(at.line, (relay + 2, end), at.lexicon)
        if behind is None:
            return None
        inner = Found(
            pattern="relay-inner",
            token=relay,
            begin=relay,
            cuts=False,
            cue=(relay, relay + 2),
            row=Cue(lemma="", attributes={"medium": "relay"}),
            source=behind,
            claim=[claim],
        )
        if source is None:
            inner.pattern = "preposition-first"
            at.clause = end + 1
            return inner
    elif source is None or not _speaks(at, source, end + 1) or words[source[1]] in lists["occasions"]:
        return None
    at.clause = end + 1
    return Found(
        pattern="colon",
        token=end,
        begin=at.first,
        cuts=False,
        cue=(end, end + 1),
        row=Cue(lemma=":"),
        source=source,
        claim=[claim],
        inner=inner,
    )


def _is_relay(at: Sentence, token: int) -> bool:
    return tuple(at.words[token : token + 2]) in at.lexicon.relays


def _speaks(at: Sentence, source: Span, claim: int) -> bool:
    head = at.words[source[0]]
    if head[:1] in CONJUNCTIONS and not at.lexicon.clitics.is_whole(head):
        return False
    if body_name_at(at.line, source[0], at.lexicon):
        return False  # a place the news comes from
    if at.words[source[0] - 1] == '"' and at.has_preposition(source):
        return False  # the title of a work
    if is_voice_head(at.line, source, at.lexicon):
        return True
    if not at.headline or at.last - claim < _LEAST_CLAIM or at.has_preposition(source):
        return False
    if at.words[claim] == '"' and at.line.partner[claim] == at.last - 1:
        return True
    named = is_person_name(at.line, source, at.lexicon, sure=True)
    return named and source[1] - source[0] > 1  # one word may be a place
