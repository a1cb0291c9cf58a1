"""Verbs with a pronoun: who speaks is the next noun phrase, what is said follows it or stands before.

«واعتبرتها الحركة حصارا»، «تتهمه منظمات بأنه»، «الهجوم الذي تبنته الحركة»، «الإضراب الذي دعت إليه النقابة».
"""

from __future__ import annotations

from typing import Final

from annotator.suggest.grammar.agreement import can_be_subject
from annotator.suggest.grammar.found import Found, Whose
from annotator.suggest.grammar.noun_phrases import has_article, has_pronoun, is_common, is_content_noun
from annotator.suggest.grammar.phrase_ends import phrase_end
from annotator.suggest.grammar.sentence import BA, Sentence
from annotator.suggest.grammar.source_ends import is_aside
from annotator.suggest.grammar.sources import source_in
from annotator.suggest.grammar.tokens import Span
from annotator.suggest.grammar.voices import is_voice_head
from annotator.suggest.lexicon_shapes import Form

_REACH: Final = 14
_REACH_BACK: Final = 30
_ACCUSATIVE: Final = "ا"
_YA, _TA_MARBUTA, _MANY = "ي", "ه", "و"
_TAKEN_ON: Final = "responsibility"
_LONGEST_OBJECT: Final = 8
_JUDGING: Final = frozenset(("judged", "described", "named"))
_TELLING: Final = _JUDGING | {"addressee"}


def with_pronoun(at: Sentence, token: int, word: str, skip: int) -> Found | None:
    """The construction of a verb with a pronoun, if one stands here."""
    form = at.lexicon.suffixed.get(word)
    if form is None or not has_pronoun(at.line, token):
        return None
    if skip and form.cue.attributes.get("act") == _TAKEN_ON:
        return _owned(at, token, form)
    return _said_of(at, token, form, skip) or (None if skip else _done(at, token, token + 1, form))


def with_pronoun_behind(at: Sentence, token: int, form: Form) -> Found | None:
    """«التحركات التي دعت إليها النقابة»: the pronoun is on the preposition of the verb."""
    linked = at.words[token + 1] if token + 1 < at.last else ""
    link = at.lexicon.linked.get(linked)
    if link is None or link not in form.cue.opens or at.words[token - 1] not in at.lexicon.words["relatives"]:
        return None
    return _done(at, token, token + 2, form)


def _said_of(at: Sentence, token: int, form: Form, skip: int) -> Found | None:
    """What is said of the pronoun follows: «وصفه الوزير بالآمن»، «ما اعتبرته النقابة خرقا»."""
    judges = bool(form.cue.opens & _JUDGING)
    if not form.cue.opens & _TELLING:
        return None
    after, last = token + 1, min(at.last, token + _REACH)
    if at.words[after] in at.lexicon.words["links"] and after + 1 < at.last and at.is_that(after + 1):
        after += 1  # «وطمأنتهم على أن»
    first = next((place for place in range(after, last) if _opens(at, place, form)), None)
    if first is None and not judges:
        return None
    subject, claim = _subject(at, after, first or last, form), (first or after, first or after)
    if first is None:
        first = subject[1] if subject else after
        if subject and not _is_judgement(at, first):
            subject, first = None, after  # what stands there is said of it, and nobody named
        end = next((place for place in range(first, at.last) if at.words[place] in ",;"), at.last)
        claim = first, end
        if first >= last or not _is_judgement(at, first):
            return None
    whose: Whose = "own"
    if subject is None:
        if first > after:
            return None
        before = at.words[token - 1] if token > at.first else ""
        # «مصادر وصفها بالموثوقة» describes the source, not what is said.
        if not (
            skip
            or before == ","
            or before in at.lexicon.words["what_of"]
            or at.words[after] in at.lexicon.words["that"]
        ):
            return None
        whose = "main"
    cue, begin, _ = at.cue(token, skip)
    cue = cue[0], cue[1] + after - token - 1
    return Found(
        pattern="described",
        token=token,
        begin=begin,
        cuts=bool(skip),
        cue=cue,
        cue_skip=skip if cue[0] == token else at.skip(cue[0]),
        row=form.cue,
        feminine=form.feminine,
        whose=whose,
        source=subject,
        claim=[claim],
        fixed=claim[0] < claim[1],
    )


def _opens(at: Sentence, token: int, form: Form) -> bool:
    """Whether the claim of such a verb can begin here: «بأنه»، «بالآمن»، «إلى»."""
    opens = form.cue.opens
    if at.is_that(token):
        return "that" in opens or at.words[token][0] == BA
    if not (BA in opens or opens & _JUDGING):
        return False
    return at.is_attached_ba(token) or (at.words[token] == '"' and at.is_attached_ba(token + 1))


def _subject(at: Sentence, after: int, end: int, form: Form) -> Span | None:
    """The noun phrase behind the verb that is who speaks."""
    if after >= end or not _is_noun(at, after) or _is_of_many(at, after - 1):
        return None
    word = at.words[after]
    bare = word[-1] == _TA_MARBUTA and not (has_article(word) or is_common(word, at.lexicon))
    if bare and not form.feminine and word not in at.lexicon.words["given"]:
        return None  # «اعتبرها شديدة الأهمية»
    if at.words[after].endswith(_ACCUSATIVE) and not has_article(at.words[after]):
        return None  # «تعتبره إرهابيا»
    end = next((place for place in range(after, end) if at.words[place] in ",:;"), end)
    source = source_in(at.line, (after, phrase_end(at.line, after, end, at.lexicon)), at.lexicon)
    if source is None or not can_be_subject(at.line, source[0], form.feminine, at.lexicon):
        return None
    return None if is_content_noun(at.line, source[0], at.lexicon) else source


def _is_of_many(at: Sentence, token: int) -> bool:
    """Whether a verb has the ending of several before its pronoun, so that none stands behind: «اعتبروه»."""
    word = at.words[token]
    return any(word.endswith(_MANY + pronoun) for pronoun in at.lexicon.pronouns)


def _is_noun(at: Sentence, token: int) -> bool:
    words, lists = at.words[token], at.lexicon.words
    known = ("prepositions", "occasions", "before_media", "relatives", "times", "what", "that")
    if not at.line.is_word(token) and words != '"':
        return False
    return not any(words in lists[name] for name in known) and not at.is_attached_ba(token)


def _is_judgement(at: Sentence, token: int) -> bool:
    """Whether words that say what something is begin here, in the accusative if it shows: «حصارا»."""
    if token >= at.last:
        return False
    return _is_noun(at, token) and not is_aside(at.line, token, at.lexicon) and not at.begins_clause(token)


def _done(at: Sentence, token: int, after: int, form: Form) -> Found | None:
    """What is claimed stands before «الذي»: «الهجوم الذي تبنته الحركة»."""
    before = at.words[token - 1].removeprefix("و") if token - 1 > at.first else ""
    # «هجوم انتحاري، تبنته الحركة»
    owned = before == "," and form.cue.attributes.get("act") == _TAKEN_ON
    # «شائعات نفتها السلطات»
    bare = before.isalpha() and not (
        has_article(before) or has_pronoun(at.line, token - 1) or at.is_preposition(token - 1)
    )
    related = before in at.lexicon.words["relatives"]
    if not (owned or related or bare):
        return None
    if not form.cue.opens & {"phrase", "object", *at.lexicon.words["links"]}:
        return None
    subject = _subject(at, after, min(at.last, after + _REACH), form)
    claim = _bare(at, token) if bare and not related else _before(at, token - 1)
    if subject is None or claim is None:
        return None
    if bare and not related and not (after == token + 1 and is_voice_head(at.line, subject, at.lexicon)):
        return None
    return Found(
        pattern="relative",
        token=token,
        begin=token,
        cuts=False,
        cue=(token, after),
        row=form.cue,
        feminine=form.feminine,
        source=subject,
        claim=[claim],
        fixed=True,
    )


def _owned(at: Sentence, token: int, form: Form) -> Found | None:
    """«قتل عشرة في هجوم انتحاري وتبنته الحركة»: the deed is the last that was named."""
    subject = _subject(at, token + 1, min(at.last, token + _REACH), form)
    named = range(token - 1, max(at.first, token - _REACH_BACK), -1)
    deed = next((place for place in named if at.lexicon.has("events", at.words[place])), None)
    if subject is None or deed is None:
        return None
    described = at.words[deed + 1].removesuffix(_TA_MARBUTA).endswith(_YA)
    return Found(
        pattern="relative",
        token=token,
        begin=token,
        cuts=False,
        cue=(token, token + 1),
        cue_skip=1,
        row=form.cue,
        feminine=form.feminine,
        source=subject,
        claim=[(deed, deed + 1 + described)],
        fixed=True,
    )


def _bare(at: Sentence, end: int) -> Span:
    """The noun without article that ends here, with its adjective: «شائعات|نفتها»، «هجوم انتحاري|تبنته»."""
    described = end - 2 > at.first and at.words[end - 1].removesuffix(_TA_MARBUTA).endswith(_YA)
    return end - 1 - described, end


def _before(at: Sentence, end: int) -> Span | None:
    """The noun phrase that ends before a relative pronoun."""
    if at.words[end - 1] == ",":
        end -= 1
    first, lists = end, at.lexicon.words
    while first > max(at.first, end - _LONGEST_OBJECT):
        word = at.words[first - 1]
        stops = word in lists["prepositions"] or word in lists["occasions"] or word in lists["that"]
        if stops or word in ",:;" or at.begins_clause(first - 1) or at.is_deed(first - 1):
            break
        first -= 1
    return (first, end) if first < end else None
