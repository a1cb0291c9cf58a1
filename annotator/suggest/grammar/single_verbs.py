"""Verbs with a construction of their own: نقل عن، علم من، جاء في، رفض التعليق، تداول، وصف."""

from __future__ import annotations

from annotator.suggest.grammar.found import Found
from annotator.suggest.grammar.openings import content_opening
from annotator.suggest.grammar.sentence import BA, NEAR, REACH, Sentence
from annotator.suggest.grammar.source_ends import is_aside
from annotator.suggest.grammar.sources import before_addressee, source_in
from annotator.suggest.grammar.verbs import unknown
from annotator.suggest.grammar.voices import is_voice
from annotator.suggest.lexicon_shapes import Cue, Form


def relay(at: Sentence, token: int, form: Form, skip: int) -> Found | None:
    """«نقلت S1 عن S2 أن C»: what S1 says is that S2 says C."""
    return _through(at, token, form, skip, "relay", at.lexicon.words["through"])


def learnt(at: Sentence, token: int, form: Form, skip: int) -> Found | None:
    """«علمت S1 من S2 أن C»."""
    return _through(at, token, form, skip, "learnt", at.lexicon.words["from"])


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
    that = link + 1
    while that < end and not at.is_that(that) and at.words[that] != ":":
        partner = at.line.partner[that]
        that = partner + 1 if that < partner < end and at.words[that] in '"(' else that + 1
    if that >= end:
        return None
    claim = that + 1 if at.words[that] == ":" else that
    reported = at.lexicon.words["reported_as"]
    tail = next((place for place in range(link + 2, that) if at.words[place] in reported), that)
    inner_cue = (link, link + 1) if tail == that else (tail, tail + 1)
    inner_source = source_in(at.line, (link + 1, tail), at.lexicon)
    source = source_in(at.line, (token + 1, link), at.lexicon)
    cue, begin, _ = at.cue(token, skip)
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
    source = at.subject_of_were(cue[0])
    if source is None and at.at_clause(cue[0], skip):
        # The first of the two is who speaks.
        both = source_in(at.line, (token + 1, claim), at.lexicon)
        source = before_addressee(at.line, both, at.lexicon) if both else None
        if both and source == both:
            # «وصفت الهيئة قبل يومين الوضع بأنه»
            source = unknown(at, both) or (
                both if both[1] < claim - 1 and is_aside(at.line, both[1], at.lexicon) else None
            )
        if both is None or source is None:
            return None
    if source is None:
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
        source=source,
        claim=[(claim, claim)],
    )
