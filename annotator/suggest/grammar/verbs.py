"""Verbs with their source behind or before them: Q S C and S Q C."""

from __future__ import annotations

from typing import Final

import msgspec

from annotator.suggest.grammar.agreement import can_be_subject
from annotator.suggest.grammar.found import Found, Whose
from annotator.suggest.grammar.noun_phrases import (
    has_article,
    has_pronoun,
    is_common,
    is_content_noun,
    is_name_of_ali,
)
from annotator.suggest.grammar.openings import Opening, joined, object_at, opening_of
from annotator.suggest.grammar.phrase_ends import phrase_end
from annotator.suggest.grammar.phrases import phrase_at
from annotator.suggest.grammar.sentence import BA, Sentence
from annotator.suggest.grammar.source_ends import is_aside
from annotator.suggest.grammar.sources import before_addressee, source_in
from annotator.suggest.grammar.tokens import Span
from annotator.suggest.grammar.voices import is_person_name, is_voice, is_voice_head
from annotator.suggest.grammar.within_texts import within_text
from annotator.suggest.lexicon_rows import CONJUNCTIONS
from annotator.suggest.lexicon_shapes import Form

_LONGEST_HEADLINE_SOURCE: Final = 12
_MOST_BETWEEN: Final = 6
_LEAST_WORDS: Final = 3
_LONGEST_NAME: Final = 6
_FAMILY: Final = "ي"
_SURE: Final = ("that", "quote", "colon")
"""Openings that leave no doubt that something is said."""


def verb(at: Sentence, token: int, word: str, form: Form, skip: int) -> Found | None:
    """Q S C, S Q C, and Q C with the source of before."""
    cue, begin, extended = at.cue(token, skip)
    after = joined(at, token, form.cue)
    if at.words[token + 1] in at.lexicon.words["no_cue_after"] | at.lexicon.words["matters"]:
        return None  # «طلب عدم ذكر اسمه»، «تطلب الأمر تدخلا»
    opens, opening = form.cue.opens, opening_of(at, after, form)
    object_follows = "phrase" in form.cue.opens and not skip and after < at.last and at.is_content(after)
    if opening is None and object_follows and at.subject(cue[0]):
        opening = Opening("phrase", after, after)
    if opening is None and at.words[after] in at.lexicon.words["in_it"] and "object" in opens:
        opening = object_at(at, after + 1) if at.text_before(cue[0]) else None  # «بيانا أدانت فيه القصف»
    plain = not (skip or form.cue.homograph)
    judges = "judged" in opens and at.lexicon.ends("many_say", word)  # «السكان يعتبرون القرار خطأ»
    if opening is None and plain and ("object" in opens or judges):
        opening = object_at(at, after) if at.subject(cue[0]) else None  # «الوزير انتقد القرار»
    # Behind a verb in the plural stands no subject: «وأعلنوا الاعتصام».
    plural = at.lexicon.ends("many_said", word) and form.shape == "verb"
    far = opening is None or (opening.kind == "phrase" and opening.first > after)
    if far and "phrase" in form.cue.opens and after < at.last and at.at_clause(cue[0], skip):
        named = plural and has_article(at.words[after])
        voiced = is_voice_head(at.line, (after, at.last), at.lexicon)
        if named or (not voiced and is_content_noun(at.line, after, at.lexicon)):
            opening = Opening("phrase", after, after)
    in_text = at.words[after] in at.lexicon.words["in_it"] and not skip and after + 1 < at.last
    in_text = in_text and opening is None and not form.cue.opens.isdisjoint(("object", "phrase"))
    if in_text and at.text_before(cue[0]) and not is_voice_head(at.line, (after + 1, at.last), at.lexicon):
        opening = Opening("phrase", after + 1, after + 1)  # «بيان استنكرت فيه الهجوم»
    if opening is None and ("object" in opens or ("judged" in opens and not form.present)):
        opening = _object(at, after)  # «تعتبر المدينة مركزا» judges nothing
    present_headline = at.headline and form.present and not skip and token > at.clause
    if opening is None:
        return headline(at, token, form, after) if present_headline else None
    if at.words[token + 1] == ":" and opening.kind in ("quote", "colon"):
        after = token + 2
    relative = at.words[token - 1].removeprefix(CONJUNCTIONS[0]) in at.lexicon.words["relatives"]
    if "blame" in form.cue.opens and opening.first <= after + 1:
        return None  # «وتحمل المسؤولية»
    if "accused" in form.cue.opens and opening.first == after and at.is_attached_ba(after):
        return _accused(at, token, form, (cue[0], after), begin, skip if cue[0] == token else 0)
    # «خطاب قال فيه إن»، «الرسالة التي قال فيها إن»; in «الوقت الذي قال فيه الوزير إن» who speaks follows
    at_once = relative and opening.region_end <= after + 1
    if at.words[after] in at.lexicon.words["in_it"] and not skip and (at_once or at.text_before(cue[0])):
        return within_text(at, token, form, (cue[0], after), opening)
    source = source_in(at.line, (after, opening.region_end), at.lexicon)
    while opening.kind == "phrase" and opening.fixed is None and at.is_time(opening.first):
        opening.first += 1
    if "addressee" in form.cue.opens and at.words[after] in at.lexicon.linked and not relative:
        return None  # «دعا لها»
    accused = False
    if source and "addressee" in form.cue.opens:
        both, source = source, _speaker(at, source, form, opening.region_end)
        inside = not (skip or relative or at.at_clause(cue[0], skip))
        if source == both and form.present and inside and not at.headline:
            return None  # «مناشير تدعو الشباب إلى»
        before = at.subject(cue[0], sure=True) if source == both and inside else None
        if before and before[1] - before[0] < _MOST_BETWEEN:
            source = before  # «لكن الوزير أبلغ المجلس بأن»
        accused = source is None and "accused" in form.cue.opens
        accused = accused and not (skip and is_voice_head(at.line, both, at.lexicon))
    # «أكد للسفير على ضرورة»: whom it was said to.
    told = source is not None and at.is_attached_lam(source[0])
    if source and at.words[source[0]] in at.lexicon.words["this"] and _is_nobody(at, source):
        return None  # «تعتبر هذه العملية»
    if source and (told or plural or _is_nobody(at, source)):
        if "phrase" in form.cue.opens and opening.kind == "phrase" and not told:
            opening = Opening("phrase", after, after)  # «نفى أي علاقة»
        source = None
    known = source is not None and is_voice_head(at.line, source, at.lexicon)
    beside = source == (after, opening.first) and opening.kind == "that"
    if source and relative and not (known or beside):
        return None  # who speaks is before «الذي»
    if opening.kind == "phrase" and form.present and at.words[cue[0] - 1] in at.lexicon.words["that"]:
        return None  # «على أن يعلن الطرفان موقفهما» is still to come
    # «أكد وجود أدلة على أن»: an object, and who speaks was named before.
    objects = source is not None and "phrase" in form.cue.opens
    if source and objects and not known and is_content_noun(at.line, source[0], at.lexicon):
        source, opening = None, Opening("phrase", after, after)
    elif source and objects and known and opening.kind == "phrase" and _is_plain(at, source):
        source = source[0], phrase_end(at.line, *source, at.lexicon)
    # «جددت الحكومة التأكيد على أن»
    while (
        source
        and source[1] - source[0] > 1
        and (at.words[source[1] - 1] in form.cue.joins or at.words[source[1] - 1] == ",")
        and not is_name_of_ali(at.line, source[1] - 1)
    ):
        source = source[0], source[1] - 1
    pointed = source is not None and at.words[source[0]] in at.lexicon.words["this"]
    # «وأضاف عودة: "…"»
    called = source == (token + 1, token + 2) and at.words[token + 2] == ":" and opening.kind in _SURE
    if source and not (known or pointed or called) and is_content_noun(at.line, source[0], at.lexicon):
        if opening.kind == "phrase":
            return None  # «كشف انحسار المياه عن سور»: no voice
        source = None  # «خلص إلى اعتبار أنه»
    if source and form.cue.homograph and opening.kind == "phrase":
        named = is_voice(at.line, source, at.lexicon) or at.lexicon.ends("many_men", at.words[source[0]])
        beside = source[0] == after and at.at_clause(cue[0], skip)
        beside = beside and (source[1] == opening.first or is_aside(at.line, source[1], at.lexicon))
        named = named or (beside and is_person_name(at.line, source, at.lexicon))
        if not named or before_addressee(at.line, source, at.lexicon) not in (source, None):
            asked = form.feminine or (skip and has_article(at.words[source[0]].lstrip('"')))
            if not (BA in opens and "addressee" in opens and at.at_clause(cue[0], skip) and asked):
                return None
            source = None  # «كما طالبت جميع الأطراف بـ» names whom it is asked of
    judged = source is not None and "judged" in opens and opening.kind == "quote"
    if judged and not (known or skip or relative) and (before := at.subject(cue[0], sure=True)):
        source, opening = before, Opening("phrase", after, after)  # «لكن الأخيرة اعتبرت الخطوة "…"»
    elif source and judged:
        judge = before_addressee(at.line, source, at.lexicon)
        if judge and judge[1] < source[1]:
            source, opening = judge, Opening("phrase", judge[1], judge[1])
    strict = form.cue.opens == {"that"}
    told_by = source is not None and source[0] == after and is_person_name(at.line, source, at.lexicon)
    if source and strict and form.cue.homograph and not (known or told_by):
        return None  # «وجدت في الأنباء مادة، لتشن هجوما بأنها»
    sound = known and word not in at.lexicon.words["prepositions"]
    if source and strict and not sound and (not at.at_clause(cue[0], skip) or at.coordinated(source)):
        return None
    if source and not skip and (extended or at.words[token - 1] in at.lexicon.words["were"]):
        # «كانت المحكمة قد أدانت الشركة»; «وكان أبلغ المجلس أنه» names whom it was said to.
        told_so = not extended and "addressee" in form.cue.opens
        source = at.subject_of_were(cue[0]) or (None if told_so else source)
    if source and present_headline and "addressee" in form.cue.opens and not at.at_clause(cue[0], skip):
        source = None  # «الملك يدعو الوزير إلى»
    whose: Whose = "own"
    pattern = "source-cue-claim" if source and source[1] <= cue[0] else "cue-source-claim"
    if source and present_headline and at.subject(cue[0]) and opening.kind != "that":
        return headline(at, token, form, after)
    if source is None:
        if present_headline and (made := headline(at, token, form, after)):
            return made
        sure = told or opening.kind in _SURE
        text = at.text_before(cue[0]) if sure and not skip else None
        if relative and not at.agrees(token - 1, word, feminine=form.feminine):
            # «المسلحون الذين قال إنهم»: who speaks was named in the main clause.
            return within_text(at, token, form, (cue[0], after), opening) if sure else None
        if skip:
            source = at.topic(token, skip)
        elif text:
            source = source_in(at.line, text, at.lexicon, document=True)
        else:
            source = at.subject(cue[0], sure=sure, feminine=form.feminine) or at.subject_of_were(cue[0])
        pattern = "source-cue-claim"
        if source and strict and not (at.headline or is_voice_head(at.line, source, at.lexicon)):
            return None
        if source is None:
            plain = opening.kind not in ("quote", "colon")
            silent = plain and (word in at.lexicon.words["editorial"] or word in at.lexicon.impersonal)
            of_it = opening.kind in _SURE and not at.has_cue(after, opening.first)
            of_it = of_it and at.words[cue[0] - 1] in at.lexicon.words["that_of_it"]
            # «لكنه لم يستبعد»، «إنه يعتقد أن», but «إنه تبين أن»
            believes = of_it and form.cue.attributes.get("act") == "belief"
            silent = silent and not (believes or at.lexicon.ends("never_did", at.words[token - 1]))
            if silent or (at.negated(token) and not _denies(form)):
                return None
            if at.words[token - 1] in at.lexicon.words["what"]:
                return None
            if not form.cue.carries or not (of_it or at.at_clause(cue[0], skip)):
                return None
            # Whoever stands behind the verb may speak after all: rather nobody than who was named before.
            whose, pattern = "nobody" if accused else "carried", "cue-claim"
        elif word in at.lexicon.words["editorial"] and (
            at.voiced or source[1] - source[0] > _MOST_BETWEEN - 1
        ):
            return None
    elif at.negated(token) and opening.kind not in _SURE and not _denies(form):
        return None
    fights = form.cue.homograph and "object" in opens and form.cue.attributes.get("act") == "accusation"
    if source and fights and at.lexicon.has("collective", at.words[source[0]]):
        return None  # «هاجم مسلحون القرية»
    if extended > 1:
        pattern = "before-cue-source-claim" if whose == "own" else pattern
    return Found(
        pattern=pattern if opening.kind not in ("quote", "colon") else f"{pattern}-quoted",
        token=token,
        begin=begin,
        cuts=bool(skip) or at.at_clause(cue[0], skip),
        cue=(cue[0], after),
        cue_skip=skip if cue[0] == token else at.skip(cue[0]),
        row=form.cue,
        feminine=form.feminine,
        whose=whose,
        source=source,
        claim=[opening.fixed or (opening.first, opening.first)],
        fixed=opening.fixed is not None,
    )


def _denies(form: Form) -> bool:
    """Whether also «لم» before a verb says something: «لم يستبعد الوزير وقوع هجوم»."""
    return form.present and form.cue.attributes.get("act") in ("belief", "denial")


def _speaker(at: Sentence, both: Span, form: Form, end: int) -> Span | None:
    """Who speaks, of the words between a verb and its claim that may name who is spoken to as well; None
    where they name only that one: «واتهم إدارة المعهد بالتقصير»، «ودعت الوزير إلى»."""
    by = next((place for place in range(both[0], end) if _is_agent(at, place)), None)
    if by is not None:
        return source_in(at.line, (by + 2, end), at.lexicon)
    if "from" in form.cue.opens:
        # «طلب الوزير من المجلس تأجيل الجلسة»
        asked = next((place for place in range(*both) if at.words[place] in at.lexicon.words["from"]), None)
        return (both[0], asked) if asked is not None and asked > both[0] else both
    source = before_addressee(at.line, both, at.lexicon)
    if source == both and has_pronoun(at.line, both[0]):
        return None  # «أخبر عائلته بأنه»
    if source is None or not can_be_subject(at.line, source[0], form.feminine, at.lexicon):
        return None
    if source == both and "accused" in form.cue.opens and (first := unknown(at, both)):
        return first
    # Behind an aside comes who is spoken to: «اتهم المرصد، في تقرير، التنظيم بكذا».
    alone = source == both and both[1] >= end
    return None if alone and "accused" in form.cue.opens else source


def unknown(at: Sentence, both: Span) -> Span | None:
    """A name nobody knows before who is accused: «اتهم سامر|الحكومة المحلية»."""
    first, second = both[0], both[0] + 1
    if at.words[first] in at.lexicon.words["name_heads"] | at.lexicon.words["unnamed"]:
        return None  # «اتهمت إحدى المصحات»
    if second >= both[1] or not has_article(at.words[second]) or at.words[second].endswith(_FAMILY):
        return None
    single = (first, second)
    return (
        single if is_person_name(at.line, single, at.lexicon) and not has_article(at.words[first]) else None
    )


def _is_nobody(at: Sentence, source: Span) -> bool:
    """Whether the words behind a verb cannot be who speaks: «خاصة», «أي علاقة»; «هذا الضابط» can."""
    head = at.words[source[0]]
    if phrase_at(at.line, source[0], at.lexicon.phrases["each_of"]):
        return False
    if at.is_preposition(source[0]) and not is_common(head, at.lexicon):
        return True  # «نحو 75»
    form = at.lexicon.forms.get(head)
    if form and form.shape == "participle" and not is_voice_head(at.line, source, at.lexicon):
        return True  # «استطردت قائلة»
    if at.is_attached_ba(source[0]) and has_pronoun(at.line, source[0]):
        return True  # «طلبت بدموعها»
    if source[1] - source[0] > 1 and head in at.lexicon.words["this"]:
        return not is_voice_head(at.line, (source[0] + 1, source[1]), at.lexicon)
    return at.words[source[0]] in at.lexicon.words["no_subject"]


def _accused(at: Sentence, token: int, form: Form, cue: Span, begin: int, skip: int) -> Found:
    """«الشركة تُتهم بتلويث النهر»: nobody is named who says so."""
    return Found(
        pattern="impersonal",
        token=token,
        begin=begin,
        cuts=False,
        cue=cue,
        cue_skip=skip,
        row=msgspec.structs.replace(form.cue, category="hearsay"),
        whose="nobody",
        claim=[(cue[1], cue[1])],
    )


def _is_agent(at: Sentence, token: int) -> bool:
    """«اتُّهم فلان من قبل النيابة بكذا»"""
    return tuple(at.words[token : token + 2]) in at.lexicon.phrases["agents"].get(at.words[token], ())


def _is_plain(at: Sentence, source: Span) -> bool:
    """Whether a source is one phrase, without a name beside it or quotation marks around it."""
    return at.words[source[0] - 1] != '"' and "," not in at.words[slice(*source)]


def _object(at: Sentence, after: int) -> Opening | None:
    """The object of a verb as its claim, after a source of a known kind: «أدان المجلس القصف»."""
    behind = range(after, at.last)
    end = next((place for place in behind if at.words[place] in ",:;" or _is_long(at, place, after)), at.last)
    both = source_in(at.line, (after, end), at.lexicon)
    named = next((place for place in behind[end - after + 1 :] if at.words[place] in ",:;"), end)
    near = both == (after, end) and named - end <= _LONGEST_NAME
    if near and is_person_name(at.line, (end + 1, named), at.lexicon):
        return Opening("phrase", named + 1, named)  # «اعتبر الوزير، سامر نور، القرار خطأ»
    if both is None or not (
        is_voice_head(at.line, both, at.lexicon) or is_person_name(at.line, both, at.lexicon, sure=True)
    ):
        return None
    if is_content_noun(at.line, both[0], at.lexicon):
        return None
    pointed = at.words[both[1]] in at.lexicon.words["this"] and not at.is_time(both[1])
    if both[1] < end and (pointed or at.words[both[1]] in at.lexicon.words["objects"]):
        return Opening("phrase", both[1], both[1])  # «تبنى التنظيم|المسؤولية»، «أدان المجلس|هذا القصف»
    quoted = both[1]
    if at.words[quoted] == '"' and quoted < at.line.partner[quoted] < at.last:
        return Opening("quote", quoted, quoted, (quoted, at.line.partner[quoted] + 1))  # «أدان الوزير "…"»
    source = before_addressee(at.line, both, at.lexicon, whole=False)
    if source is None or source[1] >= both[1]:
        return None
    first = source[1] + (at.words[source[1]] == '"')
    return Opening("phrase", first, source[1]) if first < at.last else None


def _is_long(at: Sentence, token: int, after: int) -> bool:
    """Whether a quotation begins here that is no name, but words: «أدان الوزير "القتل المتعمد للأبرياء"»."""
    return at.words[token] == '"' and token > after and at.line.partner[token] > token + _LEAST_WORDS


def headline(at: Sentence, token: int, form: Form, after: int) -> Found | None:
    """S Q C in a headline or an item: «التحالف يرحب بالاتفاق»."""
    if token - at.clause > _LONGEST_HEADLINE_SOURCE or at.words[token] in at.lexicon.words["editorial"]:
        return None
    source = at.subject(token)
    if source is None:
        return None
    opens = form.cue.opens
    follows = at.words[after] if after < at.last else ""
    if "headline" in opens:
        opening = None if at.voiced else Opening("phrase", after, after)
    elif "phrase" in opens and follows:
        opening = Opening("phrase", after, after)
    else:
        opening = opening_of(at, after, form)
    if opening is None:
        return None
    between = opening.region_end - after
    if between > _MOST_BETWEEN or (between > 0 and "addressee" not in opens):
        return None
    return Found(
        pattern="headline",
        token=token,
        begin=token,
        cuts=False,
        cue=(token, after),
        row=form.cue,
        feminine=form.feminine,
        source=source,
        claim=[opening.fixed or (opening.first, opening.first)],
        fixed=opening.fixed is not None,
    )
