"""The suggester of ticker items: the source in a bracket at the end, without any word of saying.

«… (مصدر عسكري من "قسد") - 21:21»: the source is what the bracket holds, the claim all before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from annotator.core.model import Document, Range, Segment
from annotator.core.suggestions import ProposedSpan, Suggestion, Why, suggestion_id
from annotator.suggest.grammar.claim_ends import trimmed
from annotator.suggest.grammar.claims import Memory, drafts_in
from annotator.suggest.grammar.drafts import Draft, suggestion_of
from annotator.suggest.grammar.found import confidence
from annotator.suggest.grammar.sources import unquoted
from annotator.suggest.grammar.tokens import Line, Span
from annotator.suggest.grammar.voices import Voice, is_voice, voice
from annotator.suggest.knowledge import Knowledge
from annotator.suggest.lexicon_rows import Lexicon
from annotator.suggest.segments import passages

SUGGESTER: Final = "ticker"
_LONGEST_BRACKET: Final = 16
_BODY: Final = "body"
_SLASH: Final = "/"
_AGENCY: Final = "agency"


def suggest_ticker(document: Document, text: str, knowledge: Knowledge) -> list[Suggestion]:
    """For each item of a ticker its attribution by layout, or its claim alone where it names no source.

    For other lines the attribution by a bracket at their end, where nothing else attributes what they say.
    """
    found: list[Suggestion] = []
    if not knowledge.attributes_claims:
        return found
    for segment, piece in passages(document, text):
        if segment.kind != "item":
            found += _in_prose(document, text, piece, knowledge)
        elif piece[0] == segment.start:
            outer = outer_of(document, text, segment, knowledge)
            if suggestion := outer or _claim_alone(document, text, segment, knowledge):
                found.append(suggestion)
    return found


def outer_of(document: Document, text: str, segment: Segment, knowledge: Knowledge) -> Suggestion | None:
    """The attribution of an item by its layout; None if it has none."""
    line = Line(text, segment.start, segment.end)
    for layout in (_bracket, _slashes, _dateline):
        if draft := layout(line, knowledge.lexicon):
            return suggestion_of(draft, document.id, SUGGESTER, text, knowledge)
    return None


def _in_prose(document: Document, text: str, piece: Range, knowledge: Knowledge) -> Iterator[Suggestion]:
    """The attributions of sentences by the bracket at their end, which names a voice by a word for voices."""
    if not any(bracket in text[piece[0] : piece[1]] for bracket in ")]"):
        return
    line = Line(text, *piece)
    for sentence in line.sentences(0, len(line)):
        if "(" not in line.words[slice(*sentence)]:
            continue
        part = Line(text, *line.range(*sentence))
        draft = _bracket(part, knowledge.lexicon)
        if draft and draft.voice and _is_made_for_it(text, draft.voice, knowledge.lexicon):
            whole = (0, len(part))
            if not drafts_in(part, whole, knowledge.lexicon, Memory(), headline=True, voiced=True):
                yield suggestion_of(draft, document.id, SUGGESTER, text, knowledge)


def _is_made_for_it(text: str, speaker: Voice, lexicon: Lexicon) -> bool:
    """Whether a voice is named by «مصدر», «شهود» and their like, or is an agency: not «(قائد الحي)»."""
    head = lexicon.bare(Line(text, *speaker.range).words[0])
    listed = any(not lexicon.words[name].isdisjoint(head) for name in ("heads", "collective"))
    return listed or speaker.category == _AGENCY


def body_of(segment: Segment, outer: Suggestion | None) -> Segment:
    """The part of an item in which its own sentences stand: without the bracket, or all of it."""
    if outer is None:
        return segment
    start, end = outer.spans[0].ranges[0]
    return Segment(segment.kind, start, end, segment.meta)


def _bracket(line: Line, lexicon: Lexicon) -> Draft | None:
    """«C (S)»; the bracket may lack its end."""
    last = len(line)
    while last > 0 and (line.is_address(last - 1) or _is_sign(line, last - 1)):
        last -= 1
    opening = next((token for token in range(last - 1, -1, -1) if line.words[token] == "("), None)
    if opening is None:
        return None
    closing = line.partner[opening]
    end = last if closing < 0 else closing
    if end < last - 1 or end - opening > _LONGEST_BRACKET:
        return None
    inside = unquoted(line, (opening + 1, end))
    if inside is None or _is_no_source(line, opening, inside, lexicon):
        return None
    known = is_voice(line, inside, lexicon)
    return _layout(line, "bracket" if known else "bracket-other", (0, opening), inside, lexicon)


def _is_sign(line: Line, token: int) -> bool:
    """Whether a stop, an emoji or another sign that may follow a bracket stands here."""
    return not line.is_word(token) and line.words[token] not in '()"/'


def _is_no_source(line: Line, opening: int, inside: Span, lexicon: Lexicon) -> bool:
    """Distances, years, signs, abbreviations of what stands before, and words that only look so."""
    words = [line.words[token] for token in range(*inside) if line.is_word(token)]
    lists = lexicon.words
    if not any(word.isalpha() for word in words) or lists["not_in_brackets"].issuperset(words):
        return True
    heads = [lexicon.bare(word) for word in words]
    if not lists["heads"].isdisjoint(heads[0]):
        return len(words) > 1 and not lists["false_heads"].isdisjoint(heads[1])
    if not words[0].isalpha() or words[0] in lists["prepositions"]:
        return True
    return len(words) == 1 and (words[0].isascii() or _is_abbreviation(line, opening, words[0], lexicon))


def _is_abbreviation(line: Line, opening: int, word: str, lexicon: Lexicon) -> bool:
    """Whether a word is made of the first letters of the words before the bracket."""
    before = [line.words[token] for token in range(max(0, opening - 12), opening) if line.is_word(token)]
    initials = "".join(name.removeprefix(lexicon.article)[:1] for name in before[-len(word) :])
    return len(word) > 1 and initials == word


def _slashes(line: Line, lexicon: Lexicon) -> Draft | None:
    """«C /S/»."""
    last = len(line) - 1
    if last < 3 or line.words[last] != _SLASH:
        return None
    opening = next((token for token in range(last - 1, 0, -1) if line.words[token] == _SLASH), None)
    inside = unquoted(line, (opening + 1, last)) if opening else None
    if opening is None or inside is None or inside[1] - inside[0] > _LONGEST_BRACKET:
        return None
    return _layout(line, "slashes", (0, opening), inside, lexicon, category=_AGENCY)


def _dateline(line: Line, lexicon: Lexicon) -> Draft | None:
    """«بيروت 15-7 (ا ف ب) - C»."""
    reach = range(min(_LONGEST_BRACKET, len(line)))
    opening = next((token for token in reach if line.words[token] == "("), None)
    if opening is None or line.partner[opening] + 2 >= len(line):
        return None
    closing = line.partner[opening]
    inside = unquoted(line, (opening + 1, closing))
    if closing < 0 or line.words[closing + 1] != "-" or inside is None:
        return None
    if voice(line, inside, lexicon).category not in (_AGENCY, "media"):
        return None
    return _layout(line, "dateline", (closing + 2, len(line)), inside, lexicon)


def _layout(
    line: Line,
    pattern: str,
    body: Span,
    inside: Span,
    lexicon: Lexicon,
    *,
    category: str = "",
) -> Draft | None:
    claim = trimmed(line, body, lexicon)
    if claim is None:
        return None
    speaker = voice(line, inside, lexicon)
    if category and not speaker.category:
        speaker = msgspec.structs.replace(speaker, category=category)
    hedged = any(line.words[token] in lexicon.words["hedges"] for token in range(*claim))
    return Draft(
        pattern=pattern,
        claim=(line.range(*claim),),
        voice=speaker,
        words=line.text[slice(*speaker.range)],
        attributes={"certainty": "PR"} if hedged else {},
    )


def _claim_alone(document: Document, text: str, segment: Segment, knowledge: Knowledge) -> Suggestion | None:
    """The claim of an item that names no source and has no cue."""
    line = Line(text, segment.start, segment.end)
    lexicon = knowledge.lexicon
    for sentence in line.sentences(0, len(line)):
        if drafts_in(line, sentence, lexicon, Memory(), headline=True, voiced=False):
            return None
    last = len(line)
    while last > 0 and line.is_address(last - 1):
        last -= 1
    claim = trimmed(line, (0, last), lexicon)
    if claim is None or not any(map(line.is_word, range(*claim))):
        return None
    piece: Range = line.range(*claim)
    spans = (ProposedSpan(knowledge.claim, (piece,), text[piece[0] : piece[1]]),)
    return Suggestion(
        id=suggestion_id(document.id, SUGGESTER, spans, None),
        document_id=document.id,
        suggester=SUGGESTER,
        spans=spans,
        why=Why(_BODY),
        confidence=confidence(_BODY),
    )
