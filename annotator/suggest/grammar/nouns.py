"""Participles, nouns of saying, and forms that name nobody."""

from __future__ import annotations

from typing import Final

from annotator.suggest.grammar.found import Found
from annotator.suggest.grammar.noun_phrases import has_article, has_pronoun
from annotator.suggest.grammar.openings import Opening, joined, object_at, opening_of
from annotator.suggest.grammar.sentence import LAM, Sentence
from annotator.suggest.grammar.source_ends import is_aside
from annotator.suggest.grammar.sources import before_addressee, source_in
from annotator.suggest.grammar.tokens import Span
from annotator.suggest.grammar.voices import is_voice, is_voice_head
from annotator.suggest.lexicon_shapes import Form

_MOST_BETWEEN: Final = 6
_LONGEST_ASIDE: Final = 12
_NEAR_ASIDE: Final = 4
_SIGNS: Final = ',"-)'


def participle(at: Sentence, token: int, form: Form, skip: int) -> Found | None:
    """Q C: the source is that of the main clause."""
    if token == at.first and skip:
        return None
    by_deed = "purpose" in form.cue.opens
    if by_deed and at.has_cue(at.first, token):
        return None  # «قال الوزير إن العمال تظاهروا للمطالبة بـ»
    after = joined(at, token, form.cue)
    opening = opening_of(at, after, form)
    between = at.words[after : opening.first] if opening else []
    set_off = between[-1:] == [","] and is_aside(at.line, after, at.lexicon)  # «مؤكدا في هذا الصدد، أن»
    if opening and "," in between[: len(between) - set_off]:
        opening = None  # what follows the comma is the main clause: «أكد، نافيا الأنباء، أن»
    if "phrase" in form.cue.opens and after < at.last and at.is_content(after):
        opening = Opening("phrase", after, after)
    if opening is None and at.words[token - 1] == "," and form.cue.opens & {"object", "phrase"}:
        opening = None if "addressee" in form.cue.opens else object_at(at, after)
    if opening is None:
        return None
    if at.is_attached_ba(token) and has_pronoun(at.line, token):
        skip = 1  # «ب|قوله»
    described = (
        form.feminine or at.lexicon.ends("many_others", at.words[token]) or "accused" in form.cue.opens
    )
    described = described and not skip and at.words[token - 1] not in _SIGNS
    if described and opening.kind == "phrase":
        return None  # «حراسة مشددة على المبنى»
    gap = opening.region_end - after
    aside = gap > 0 and is_aside(at.line, after, at.lexicon)
    if gap > (_LONGEST_ASIDE if aside else _MOST_BETWEEN):
        return None
    far = opening.kind == "phrase" and gap > _NEAR_ASIDE
    aside = aside or (gap == 1 and at.words[after] in at.lexicon.words["reported_as"])  # «مضيفا قوله "…"»
    if gap > 0 and "addressee" not in form.cue.opens and (far or not aside):
        return None
    return Found(
        pattern="participle",
        token=token,
        begin=token,
        cuts=not by_deed,
        cue=(token, after),
        cue_skip=skip,
        row=form.cue,
        feminine=form.feminine,
        whose="main",
        claim=[opening.fixed or (opening.first, opening.first)],
        fixed=opening.fixed is not None,
    )


def noun(at: Sentence, token: int, form: Form, skip: int) -> Found | None:
    """«إعلان "الجبهة" سحب مقاتليها»، «تأكيد الوزارة أن»."""
    if token > at.first and at.words[token - 1] in at.lexicon.words["in"]:
        return None  # «في تصريح صحفي أن»: the verb of the clause is the cue
    opening = opening_of(at, token + 1, form)
    if opening is None or opening.kind in ("quote", "colon"):
        return None
    source = source_in(at.line, (token + 1, opening.region_end), at.lexicon)
    if source and opening.kind == "phrase" and "accused" in form.cue.opens:
        source = _before_lam(at, source)
        opening.kind = "addressed"
    elif source and opening.kind == "phrase" and "addressee" in form.cue.opens:
        source = before_addressee(at.line, source, at.lexicon)  # «مطالبة النقابة الوزير بـ»
    if (
        source is None
        or at.words[source[0]] in at.lexicon.words["rumours"]
        or at.is_attached_lam(source[0])
        or source[0] > token + 2
        or source[1] - source[0] > _MOST_BETWEEN
    ):
        return None
    # With «أن» behind it the phrase that follows the noun is who speaks, known or not.
    close = opening.kind == "that" and source[1] == opening.region_end and source[0] == token + 1
    if not is_voice(at.line, source, at.lexicon) and not close:
        return None
    led = at.words[opening.first - 1] in form.cue.opens or at.is_attached_ba(opening.first)
    led = led or (LAM in form.cue.opens and at.is_attached_lam(opening.first))
    voiced = is_voice_head(at.line, source, at.lexicon)
    beside = opening.first - source[1] <= 1 and source[0] == token + 1 and at.is_content(opening.first)
    sure = at.words[token + 1] == '"' or (voiced and (led or beside))  # «إعلان مسؤول محلي، إطلاق السفينة»
    if opening.kind == "phrase" and not sure:
        return None
    return Found(
        pattern="noun",
        token=token,
        begin=token,
        cuts=False,
        cue=(token, token + 1),
        cue_skip=skip,
        row=form.cue,
        feminine=None,
        source=source,
        claim=[(opening.first, opening.first)],
    )


def led_to(at: Sentence, token: int, form: Form) -> Found | None:
    """«ما دفع S لإعلان C»: who speaks stands before the noun."""
    after = token + 1
    if "phrase" not in form.cue.opens or after >= at.last or not at.line.is_word(after):
        return None
    if not has_article(at.words[after]) and not at.is_content(after):
        return None
    start = max(at.first, token - _MOST_BETWEEN)
    comma = at.last_comma(start, token)
    for first in range(start if comma is None else comma + 1, token):
        source = (first, token)
        if is_voice_head(at.line, source, at.lexicon) and source_in(at.line, source, at.lexicon) == source:
            return Found(
                pattern="noun",
                token=token,
                begin=token,
                cuts=False,
                cue=(token, after),
                cue_skip=1,
                row=form.cue,
                source=source,
                claim=[(after, after)],
            )
    return None


def meant_to(at: Sentence, token: int, form: Form) -> Found | None:
    """«عاد الوزير ليؤكد أن»: who speaks is whom the main clause is about."""
    after = joined(at, token, form.cue)
    opening = opening_of(at, after, form)
    if opening is None or opening.first > after:
        return None
    if opening.kind == "phrase" and "addressee" not in form.cue.opens:
        return None  # «لتعبر عن فشلها»
    return Found(
        pattern="cue-claim",
        token=token,
        begin=token,
        cuts=False,
        cue=(token, after),
        cue_skip=1,
        row=form.cue,
        feminine=form.feminine,
        whose="carried",
        claim=[opening.fixed or (opening.first, opening.first)],
        fixed=opening.fixed is not None,
    )


def _before_lam(at: Sentence, source: Span) -> Span | None:
    """Who accuses, of «اتهام S لـR بـC»; None where nobody is accused by name."""
    for token in range(source[0] + 1, source[1]):
        word = at.words[token]
        if word[0] == LAM and not at.lexicon.clitics.is_whole(word):
            return source[0], token
    return None


def impersonal(at: Sentence, token: int, word: str, skip: int) -> Found | None:
    """«يقال إن»: nobody is named."""
    for phrase, row in at.lexicon.impersonal[word]:
        after = token + len(phrase)
        if tuple(at.words[token + 1 : after]) != phrase[1:] or after >= at.last:
            continue
        form = at.lexicon.forms.get(word)
        if skip and form and form.cue.carries and at.has_cue(at.first, token):
            continue  # «قال المدير …، وذكر أن»
        spoken = form is not None and form.cue.carries and row.category != "author"
        told = len(phrase) == 1 and at.is_that(after)
        if (spoken or told) and not skip and at.subject(token, sure=True):
            continue  # «أشار إلى أن سامر ذكر أن»
        free = row.category == "author" or at.is_that(after)
        if at.voiced or not (free or at.at_clause(token, skip)):
            continue
        claim = after
        if len(phrase) == 1:
            near = range(after, min(at.last, after + 4))
            claim = next((place for place in near if at.is_that(place)), -1)
            if claim < 0 and word in at.lexicon.words["told_of"] and at.is_attached_ba(after):
                claim = after
            if claim < 0 or (claim > after and at.words[after] not in at.lexicon.words["prepositions"]):
                continue
        elif token > at.clause and token != at.first:
            continue
        return Found(
            pattern="hearsay" if row.category == "hearsay" else "impersonal",
            token=token,
            begin=at.clause_begin(token),
            cuts=True,
            cue=(token, after),
            cue_skip=skip,
            row=row,
            whose="nobody",
            claim=[(claim, claim)],
        )
    return None
