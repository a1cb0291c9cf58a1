"""Verbs with a construction of their own: نقل عن، علم من، جاء في، رفض التعليق، تداول، وصف."""

from __future__ import annotations

from typing import Final

import msgspec

from annotator.suggest.grammar.found import Found
from annotator.suggest.grammar.openings import content_opening
from annotator.suggest.grammar.sentence import BA, NEAR, REACH, Sentence
from annotator.suggest.grammar.source_ends import is_aside
from annotator.suggest.grammar.sources import before_addressee, source_in
from annotator.suggest.grammar.tokens import Span
from annotator.suggest.grammar.verbs import unknown
from annotator.suggest.grammar.voices import is_voice
from annotator.suggest.lexicon_shapes import Cue, Form

_NEAR_TAIL: Final = 6


def relay(at: Sentence, token: int, form: Form, skip: int) -> Found | None:
    """«نقلت S1 عن S2 أن C»: what S1 says is that S2 says C."""
    through = _through(at, token, form, skip, "relay", at.lexicon.words["through"])
    return through or _passed_on(at, token, form, skip)


def _passed_on(at: Sentence, token: int, form: Form, skip: int) -> Found | None:
    """«نقلت شاهدة أن C»، «علمت "الضفاف" أن C»: nobody is named who said it to S."""
    opening = content_opening(at, token + 1, frozenset({"that"}))
    source = source_in(at.line, (token + 1, opening.region_end), at.lexicon) if opening else None
    cue, begin, _ = at.cue(token, skip)
    quoted = at.words[token + 1] == '"'
    if opening is None or source is None or source[0] > token + 1 + quoted or not at.at_clause(cue[0], skip):
        return None
    named = quoted or at.lexicon.has("texts", at.words[source[0]])
    if not (named or is_voice(at.line, source, at.lexicon)):
        return None
    return Found(
        pattern="cue-source-claim",
        token=token,
        begin=begin,
        cuts=True,
        cue=cue,
        cue_skip=skip if cue[0] == token else at.skip(cue[0]),
        row=form.cue,
        feminine=form.feminine,
        source=source,
        claim=[(opening.first, opening.first)],
    )


def learnt(at: Sentence, token: int, form: Form, skip: int) -> Found | None:
    """«علمت S1 من S2 أن C»."""
    through = _through(at, token, form, skip, "learnt", at.lexicon.words["from"])
    return through or _passed_on(at, token, form, skip)


def ascribed(at: Sentence, token: int, form: Form, skip: int) -> Found | None:
    """«نسبت S1 إلى S2 قوله إن C»."""
    return _through(at, token, form, skip, "relay", at.lexicon.words["to"])


def _through(
    at: Sentence, token: int, form: Form, skip: int, pattern: str, prepositions: frozenset[str]
) -> Found | None:
    end = min(at.last, token + REACH)
    link = at.outside_quotes(token + 1, end, prepositions)
    if link is None:
        return None
    if (told := _told(at, link, end)) is None:
        return None
    inner_cue, claim = told
    tail = inner_cue[0] if inner_cue[0] > link else claim - (at.words[claim - 1] == ":")
    inner_source = source_in(at.line, (link + 1, tail), at.lexicon)
    source = source_in(at.line, (token + 1, link), at.lexicon)
    cue, begin, extended = at.cue(token, skip)
    if source is None:
        source = at.subject_of_were(cue[0]) or at.subject(cue[0])
    if inner_source is None or claim >= at.last:
        return None
    inner = Found(
        pattern=f"{pattern}-inner",
        token=link,
        begin=link,
        cuts=False,
        cue=inner_cue,
        row=Cue(lemma=form.cue.lemma),
        source=inner_source,
        claim=[(claim, claim)],
    )
    if link == token + 1 < tail and not (extended or form.feminine or form.present or source):
        # «ونُقل عن شهود القول إن»: nobody is named who passes it on.
        return msgspec.structs.replace(inner, token=token, begin=begin, cuts=True)
    return Found(
        pattern=pattern,
        token=token,
        begin=begin,
        cuts=True,
        cue=cue,
        cue_skip=skip if cue[0] == token else at.skip(cue[0]),
        row=form.cue,
        feminine=form.feminine,
        whose="own" if source else "carried",
        source=source,
        claim=[(link, link)],
        inner=inner,
    )


def _told(at: Sentence, link: int, end: int) -> tuple[Span, int] | None:
    """The cue of who is passed on, and where the claim opens: «عن S2 أن C», «عن S2 قوله إن C», «عن S2 تحذيره
    من C»."""
    reported, tail, that = at.lexicon.words["reported_as"], -1, link + 1
    while that < end and not at.is_that(that) and at.words[that] != ":":
        if tail < 0 and that > link + 1 and at.words[that] in reported:
            tail = that
        partner = at.line.partner[that]
        that = partner + 1 if that < partner < end and at.words[that] in '"(' else that + 1
    after = tail + 1
    if tail > 0 and (that >= end or that > after + _NEAR_TAIL):
        if at.words[after] in at.lexicon.words["links"]:
            return (tail, after + 1), after + 1
        if at.words[after] == '"' and after < at.line.partner[after] < at.last:
            return (tail, after), after
    if that >= end:
        return None
    return ((link, link + 1) if tail < 0 else (tail, after)), that + (at.words[that] == ":")


def document(at: Sentence, token: int, form: Form, skip: int) -> Found | None:
    """«جاء في بيان أن C»: a text is the source."""
    link = token + 1
    if link >= at.last or at.words[link] not in at.lexicon.words["in"]:
        return None
    opening = content_opening(at, link + 1, frozenset({"that", "quote"}))
    if opening is None:
        return None
    source = source_in(at.line, (link + 1, opening.region_end), at.lexicon, document=True)
    if source is None or not (
        is_voice(at.line, source, at.lexicon) or at.lexicon.has("texts", at.words[source[0]])
    ):
        return None  # «جاء في المركز الثاني»
    return Found(
        pattern="document",
        token=token,
        begin=at.clause_begin(token),
        cuts=True,
        cue=(token, link + 1),
        cue_skip=skip,
        row=form.cue,
        feminine=None,
        source=source,
        claim=[opening.fixed or (opening.first, opening.first)],
        fixed=opening.fixed is not None,
    )


def comment(at: Sentence, token: int, form: Form, skip: int) -> Found | None:
    """«رفض S التعليق على»: a refusal to speak is spoken."""
    end = min(at.last, token + NEAR)
    comment = at.outside_quotes(token + 1, end, at.lexicon.words["comments"])
    if comment is None:
        charge = at.outside_quotes(token + 1, end, at.lexicon.words["charges"])
        if charge is None or at.words[charge - 1] not in at.lexicon.words["this"]:
            return None
        comment = charge - 1
    source = source_in(at.line, (token + 1, comment), at.lexicon)
    if source is None:
        source = at.subject(token)
    return Found(
        pattern="comment",
        token=token,
        begin=at.clause_begin(token),
        cuts=True,
        cue=(token, token + 1),
        cue_skip=skip,
        row=form.cue,
        feminine=form.feminine,
        whose="own" if source else "carried",
        source=source,
        claim=[(comment, comment)],
    )


def rumour(at: Sentence, token: int, form: Form, skip: int) -> Found | None:
    """«تداول ناشطون أنباء عن C»."""
    end = min(at.last, token + NEAR)
    rumour = at.outside_quotes(token + 1, end, at.lexicon.words["rumours"])
    if rumour is None:
        return None
    source = source_in(at.line, (token + 1, rumour), at.lexicon)
    if source is None:
        return None
    return Found(
        pattern="rumour",
        token=token,
        begin=token,
        cuts=True,
        cue=(token, token + 1),
        cue_skip=skip,
        row=form.cue,
        feminine=form.feminine,
        source=source,
        claim=[(rumour, rumour)],
    )


def described(at: Sentence, token: int, form: Form, skip: int) -> Found | None:
    """«وصف شهود الانفجار بأنه C»، «وكان S قد وصف الجولة بأنها C»."""
    if form.shape == "noun":
        return None
    end = min(at.last, token + NEAR)
    claim = next(
        (
            place
            for place in range(token + 1, end)
            if at.is_attached_ba(place) or (at.is_that(place) and at.words[place][0] == BA)
        ),
        None,
    )
    cue, begin, _ = at.cue(token, skip)
    if claim is None or (form.shape == "participle" and claim == token + 1):
        return None
    if form.shape == "participle":
        return Found(
            pattern="participle",  # «واصفا المشروع بأنه مجد»
            token=token,
            begin=token,
            cuts=True,
            cue=(token, token + 1),
            cue_skip=skip,
            row=form.cue,
            feminine=form.feminine,
            whose="main",
            claim=[(claim, claim)],
        )
    source = at.subject_of_were(cue[0]) or (None if skip else at.subject(cue[0], sure=True))
    if source is None and at.at_clause(cue[0], skip):
        # The first of the two is who speaks.
        both = source_in(at.line, (token + 1, claim), at.lexicon)
        source = before_addressee(at.line, both, at.lexicon) if both else None
        if both and source == both:
            # «وصفت الهيئة قبل يومين الوضع بأنه»
            source = unknown(at, both) or (
                both if both[1] < claim - 1 and is_aside(at.line, both[1], at.lexicon) else None
            )
        # «ووصف الأمر بأنه» names only what is described.
        goes_on = skip and both is not None and both[1] == claim
        goes_on = goes_on and at.words[claim - 1] not in at.lexicon.words["emphatic"]  # «ويصف نفسه بأنه»
        if both is None or (source is None and not goes_on):
            return None
    elif source is None:
        return None
    return Found(
        pattern="described",
        token=token,
        begin=begin,
        cuts=bool(skip),
        cue=cue,
        cue_skip=skip if cue[0] == token else at.skip(cue[0]),
        row=form.cue,
        feminine=form.feminine,
        whose="own" if source else "carried",
        source=source,
        claim=[(claim, claim)],
    )
