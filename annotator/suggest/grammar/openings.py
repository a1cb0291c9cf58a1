"""Finds what opens the claim of a cue: «أن», a colon, a quotation, a preposition, a noun of action."""

from __future__ import annotations

from typing import Final

import msgspec

from annotator.suggest.grammar.noun_phrases import (
    has_article,
    has_pronoun,
    is_accusative,
    is_content_noun,
    is_name_of_ali,
)
from annotator.suggest.grammar.phrase_ends import phrase_end
from annotator.suggest.grammar.phrases import phrase_at
from annotator.suggest.grammar.sentence import BA, LAM, NEAR, REACH, Sentence
from annotator.suggest.grammar.source_ends import is_act, is_aside
from annotator.suggest.grammar.tokens import Span
from annotator.suggest.grammar.voices import is_person_name, is_voice_head
from annotator.suggest.lexicon_shapes import Cue, Form

_NEAR_QUOTE: Final = 6
_LEAST_SPEECH: Final = 4
_NEAR_BA: Final = 5
_LEAST_TOLD: Final = 6
_NEAR_LINK: Final = 3


class Opening(msgspec.Struct):
    """The opening of a claim: its kind, the first token of the claim, the end of the words before it."""

    kind: str
    first: int
    region_end: int
    fixed: Span | None = None


def joined(at: Sentence, token: int, cue: Cue) -> int:
    """The token after the cue: a preposition, or a colon before a quotation, at once after it is part."""
    after = token + 1
    if after < at.last and at.words[after] in cue.joins:
        # «معربا عن اعتقاده بأن»
        if at.words[after + 1] in at.lexicon.words["beliefs"] and after + 2 < at.last:
            return after + 2 if at.is_that(after + 2) else after + 1
        return after + 1
    if after < at.last and at.words[after] == ":" and "quote" in cue.opens:
        return after + 1
    return after


def opening_of(at: Sentence, after: int, form: Form) -> Opening | None:
    """The opening of the claim of a cue that ends at `after`."""
    opens = form.cue.opens
    if "addressee" in opens and form.shape != "noun" and (inside := _asked_in_quotes(at, after, opens)):
        return inside
    phrase = _phrase_opening(at, after, form)
    content = content_opening(at, after, opens | form.cue.joins)
    # What follows so far behind a noun of action is a clause within the claim.
    if content and content.kind == "that" and phrase and phrase.first + NEAR < content.first:
        return phrase
    # «اتهم الحكومة بالتقصير» is complete; what «إن» opens behind it is another's word.
    if content and phrase and "accused" in opens and phrase.first < content.first:
        return phrase
    # «طلب الوزير من المجلس إصدار قرار بأن»
    asked = "from" in opens and content is not None and at.words[content.first][0] == BA
    if asked and content and phrase and phrase.first < content.first and at.is_content(phrase.first):
        return phrase
    # A noun of action before a quotation is the claim, and the quotation a part of it.
    quoted = content and content.kind == "quote" and phrase and phrase.first < content.first
    led = phrase is not None and at.words[phrase.first - 1] in opens
    if quoted and phrase and (led or is_content_noun(at.line, phrase.first, at.lexicon)):
        return phrase  # «أشار إلى السد الذي "…"»
    return content or phrase


def _asked_in_quotes(at: Sentence, after: int, opens: frozenset[str]) -> Opening | None:
    """What is asked of somebody who is quoted with it: «دعا سامر "أهل الضفاف|إلى التكاتف"»."""
    for begin in range(after, min(at.last, after + _NEAR_QUOTE)):
        end = at.line.partner[begin]
        if at.words[begin] == '"' and begin < end < at.last and not _is_named_so(at, begin):
            if is_content_noun(at.line, begin + 1, at.lexicon):
                return None  # «دعا إلى "ضم الصفوف بالحوار"»
            for place in range(begin + 2, min(end - 1, begin + NEAR)):
                if at.is_that(place) or at.begins_clause(place):
                    return None
                sure = has_article(at.words[place - 1]) and at.is_attached_ba(place)
                if BA in opens and (sure or _begins_with_ba(at, place)):
                    return Opening("phrase", place, begin, (place, end))
                if at.words[place] in opens - {BA, LAM} and at.words[place] in at.lexicon.words["links"]:
                    return Opening("phrase", place + 1, begin, (place + 1, end))
            return None
        if at.is_that(begin) or at.begins_clause(begin) or at.words[begin] in at.lexicon.words["links"]:
            return None
    return None


def content_opening(at: Sentence, after: int, opens: frozenset[str]) -> Opening | None:
    """«أن», a colon, or a quotation that is speech; nothing beyond the next cue."""
    speech: int | None = None
    if after > at.first and at.words[after - 1] == ":" and "quote" in opens:
        return _after_colon(at, after, after - 1)
    token, last, openers = after, min(at.last, after + REACH), at.lexicon.openers
    while token < last:
        word = at.words[token]
        if word not in openers and word not in ":,":
            token += 1
            continue
        # «التي كان ينظر إليها على أنها»، «قضى عليها إلى أن»
        leading = token > after and at.words[token - 1] in at.lexicon.words["leading"]
        other = leading and at.words[token - 1] not in opens
        if "that" in opens and at.is_that(token) and not other:
            end = token
            before = at.words[token - 1] if token > after and not is_name_of_ali(at.line, token - 1) else ""
            if before in at.lexicon.words["occasions"] or before in at.lexicon.words["before_media"]:
                end = token - 1
            return Opening("that", token, end)
        if word == ":" and "quote" in opens:
            return _after_colon(at, token + 1, token)
        partner = at.line.partner[token]
        if word == '"' and token > after and partner > token and _is_named_so(at, token):
            token = min(partner, at.last) + 1
            continue
        near = speech is None and "quote" in opens and token < after + NEAR
        if near and word == '"' and partner < 0 and at.is_left_open(token):
            return Opening("quote", token, token)  # «قال: "لن نرحل من هنا اليوم.»
        if partner > token and word in '"(':
            least = 1 if "judged" in opens and token > after else _LEAST_SPEECH
            if word == '"' and "that" in opens and at.is_that(token + 1):
                return _quoted(at, token, token)
            if word == '"' and speech is None and partner - token > least:
                speech = token
            token = min(partner, at.last) + 1
            continue
        if word == "," and at.is_deed(token + 1):
            break
        if word == "," and _begins_remark(at, token + 1):
            # «، الذي يسيطر على الضفة،» is about the source, whatever its verb.
            token = _remark_end(at, token + 1)
            continue
        if length := phrase_at(at.line, token, at.lexicon.phrases["asides"]):
            token += length  # «أكد المدير من جهته أن»
            continue
        # «اللجنة التي أعلنت النتائج»
        if (
            token > after
            and at.begins_clause(token)
            and at.words[token - 1] not in at.lexicon.words["relatives"]
            and not _is_noun_there(at, token)
        ):
            break
        token += 1
    if speech is not None and "quote" in opens:
        return _quoted(at, speech, speech)
    return None


def _is_noun_there(at: Sentence, token: int) -> bool:
    """Whether what could be a verb is a noun: «في رد فعلها»."""
    before = at.words[token - 1]
    return before in at.lexicon.words["before_media"] - at.lexicon.words["from"]


def object_at(at: Sentence, after: int) -> Opening | None:
    """The object that follows a cue at once: «…، مستنكرا الاعتداء»، «الذي انتقد بشدة القرار»."""
    lists = at.lexicon.words
    while after + 1 < at.last and at.words[after] in (lists["times"] | lists["of_it"]) - lists["this"]:
        after += 1
    word = at.words[after]
    small = ("prepositions", "occasions", "before_media", "relatives", "negations")
    if after >= at.last or not (at.line.is_word(after) or word == '"'):
        return None
    if any(word in lists[name] for name in small) or at.is_attached_ba(after) or at.is_attached_lam(after):
        return None
    aside = word not in lists["this"] and is_aside(at.line, after, at.lexicon)
    return None if aside or at.begins_clause(after) else Opening("phrase", after, after)


def _is_named_so(at: Sentence, token: int) -> bool:
    """Whether a quotation is the name of the body before it: «تنظيم "القاعدة"»."""
    word = at.words[token - 1]
    return not has_article(word) and at.lexicon.has("bodies", word)


def _begins_remark(at: Sentence, token: int) -> bool:
    """Whether a clause about the source begins here: «الذي …», «وهو …»."""
    return at.words[token] in at.lexicon.words["relatives"] or at.words[token] in at.lexicon.words["remarks"]


def _remark_end(at: Sentence, begin: int) -> int:
    """Where a clause about the source ends: at a comma, a colon, or «أن» that no verb in it opens."""
    for token in range(begin, at.last):
        if at.words[token] in ",:" or (at.is_that(token) and not _tells(at, begin, token)):
            return token
        if at.words[token] == '"' and at.line.partner[token] > token + _LEAST_TOLD:
            return token  # «قال سامر، الذي عاد أمس "…"»
    return at.last


def _tells(at: Sentence, begin: int, end: int) -> bool:
    """Whether a verb among these words can open «أن»: not «نقلت»."""
    forms = (at.lexicon.forms.get(at.words[token]) for token in range(begin, end))
    return any(form is not None and form.shape != "noun" and "that" in form.cue.opens for form in forms)


def _after_colon(at: Sentence, token: int, end: int) -> Opening | None:
    if token >= at.last:
        return None
    if at.words[token] == '"' and at.line.partner[token] > token:
        return _quoted(at, token, end)
    return Opening("colon", token, end)


def _quoted(at: Sentence, token: int, end: int) -> Opening | None:
    partner = at.line.partner[token]
    if partner >= at.last:
        return None
    return Opening("quote", token, end, (token, partner + 1))


def _phrase_opening(at: Sentence, after: int, form: Form) -> Opening | None:
    """A preposition that leads to the claim, or a noun of action that is the claim."""
    opens, lists = form.cue.opens, at.lexicon.words
    joined = at.words[after - 1] in form.cue.joins
    end = phrase_end(at.line, after, min(at.last, after + REACH), at.lexicon) if "phrase" in opens else after
    if joined and after < at.last and at.words[after - 1] in opens:
        return Opening("phrase", after, after)
    token, last = after, min(at.last, after + REACH)
    while token < last:
        word = at.words[token]
        partner = at.line.partner[token]
        if partner > token and word in '"(':
            if word == '"' and BA in opens and _begins_with_ba(at, token + 1):
                return Opening("phrase", token, token)  # «طالب السكان "بالحذر الشديد"»
            if word == '"' and "phrase" in opens and token >= end > after and at.is_content(token + 1):
                return Opening("phrase", token, token)  # «زعم الوزير أمس "تورط دول"»
            token = min(partner, at.last) + 1
            continue
        taken = "phrase" in opens and token > after  # «أعلن التنظيم مسؤوليته عن»
        if ("blame" in opens or taken) and word in lists["blame"]:
            return Opening("phrase", token, token)
        if token > after and at.begins_clause(token):
            return None
        if word == "," and at.words[token + 1] in lists["relatives"]:
            token = next((end for end in range(token + 1, at.last) if at.words[end] == ","), at.last)
            continue
        if (
            word in opens
            and word not in (BA, LAM)
            and token + 1 < at.last
            and not _is_place(at, token, after)
            and at.words[token + 1] not in lists["times"]
        ):
            return Opening("phrase", token + 1, token)
        if BA in opens and at.is_attached_ba(token) and token >= after:
            if word in lists["taken_up"]:
                return None
            first = _surely_with_ba(at, token)
            return Opening("phrase", first, first)
        if LAM in opens and token >= after and _is_content_with_lam(at, token):
            return Opening("phrase", token, token)
        noun = "phrase" in opens and token > after
        if noun and token == end and word in lists["times"] and at.is_time(token):
            end += 1
        elif noun and "addressee" not in opens and token == end and _begins_phrase(at, after, token):
            return Opening("phrase", token, token)
        if noun and "from" in opens and _is_asked(at, token, after):
            return Opening("phrase", token, token)
        if noun and token >= end and (at.is_content(token) or _after_aside(at, token, after)):
            return Opening("phrase", token, token)
        if word in lists["that"] and "phrase" not in opens:
            return None
        token += 1
    return None


def _surely_with_ba(at: Sentence, token: int) -> int:
    """Where the preposition «ب» stands for certain, near a word that may be a name that begins with it."""
    for place in range(token, min(at.last, token + _NEAR_BA)):
        word = at.words[place]
        if word in ",;:" or (place > token and word in at.lexicon.words["prepositions"]):
            break
        if at.is_attached_ba(place) and (word == BA or _begins_with_ba(at, place)):
            return place
    return token


def _begins_with_ba(at: Sentence, token: int) -> bool:
    """«بالحذر»، «بتوخي الحذر», and no name that begins with the letter."""
    return at.is_attached_ba(token) and (has_article(at.words[token][1:]) or _is_action(at, token))


def _is_action(at: Sentence, token: int) -> bool:
    """Whether behind a preposition of one letter a noun of action stands: «بتدبير»."""
    word = at.words[token][1:]
    lists = at.lexicon
    return word in lists.words["contents"] or lists.shapes.fullmatch(word) is not None or at.is_that(token)


def _is_content_with_lam(at: Sentence, token: int) -> bool:
    """«لوقف القتال»، «لعدم التسرع»، «للحوار»."""
    word = at.words[token]
    if word[0] != LAM or len(word) < _LEAST_SPEECH or at.lexicon.clitics.is_whole(word):
        return False
    if _is_action(at, token) or word[1] != LAM:
        return _is_action(at, token)
    if at.lexicon.ends("many_others", word) or is_voice_head(at.line, (token, token + 1), at.lexicon):
        return False  # «للقيمين»
    # «اللجنة المنظمة للمهرجان|إلى الهدوء», not «للعودة إلى»
    near = at.words[token + 1 : min(at.last, token + _NEAR_LINK)]
    return is_act(word[2:], at.lexicon) or at.lexicon.words["to"].isdisjoint(near)


def _begins_phrase(at: Sentence, after: int, token: int) -> bool:
    """Whether behind a source that is known for one, and complete, the phrase begins that is the claim."""
    word = at.words[token]
    act = has_article(word) and is_act(word.removeprefix(at.lexicon.article), at.lexicon)
    source = after, token
    named = is_voice_head(at.line, source, at.lexicon) or is_person_name(at.line, source, at.lexicon)
    if not at.line.is_word(token) or not (act or named):
        return False
    if word in at.lexicon.words["this"] and not at.is_time(token):
        return True  # «أدان المجلس هذا القصف»
    if word in at.lexicon.words["prepositions"] or word in at.lexicon.words["occasions"]:
        return False
    if is_aside(at.line, token, at.lexicon) or at.begins_clause(token) or word in at.lexicon.words["that"]:
        return False
    owned = has_pronoun(at.line, token) and word not in at.lexicon.words["relative_verbs"]
    return has_article(word) or owned or is_accusative(word, at.lexicon)


def _is_asked(at: Sentence, token: int, after: int) -> bool:
    """Whether what was asked of somebody begins here: «طلب الوزير من المجلس|التدخل»."""
    word, lists = at.words[token], at.lexicon.words
    asked = any(at.words[place] in lists["from"] for place in range(after + 1, token - 1))
    return asked and has_article(word) and is_act(word.removeprefix(at.lexicon.article), at.lexicon)


def _is_place(at: Sentence, token: int, after: int) -> bool:
    """Whether a preposition tells where it was said, not what: «شدد، على هامش الملتقى، على»."""
    return (
        token > after
        and at.words[token] in at.lexicon.words["before_media"]
        and at.lexicon.has("media", at.words[token + 1])
    )


def _after_aside(at: Sentence, token: int, after: int) -> bool:
    """Whether a remark on when or where it was said ends here: «نفى المحامي، في تصريح، التهم»."""
    if at.words[token - 1] != "," or token - 2 <= after:
        return False
    word = at.words[token]
    if has_article(word) and is_act(word.removeprefix(at.lexicon.article), at.lexicon):
        return at.words[token + 1] in at.lexicon.words["prepositions"]  # «أعلن الوزير، الانتهاء من»
    comma = at.last_comma(after, token - 1)
    return comma is not None and is_aside(at.line, comma + 1, at.lexicon)
