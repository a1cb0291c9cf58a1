"""Places: names of countries and towns that are known, and what stands behind «مدينة», «مخيم», «غرب»."""

from __future__ import annotations

from typing import Final

from annotator.suggest.gazetteer.reading import Named, Reading
from annotator.suggest.gazetteer.words import PLACES, Form
from annotator.suggest.grammar.noun_phrases import has_article, is_common, is_content_noun

PLACE, ACTOR = "place", "actor"
_ACTING: Final = PLACES[:2]
_ALA: Final = "علي"  # «على» as it is folded
_BEFORE_VERB: Final = ("التي", "قد", "لم", "لن", "لا")
_PREPOSITIONS: Final = "بلك"


def known_place(at: Reading, token: int, form: Form) -> Named | None:
    """A name of the lists, where the words around it do not say that it is something else."""
    for phrase, kind in at.known.phrases.get(form.key, ()):
        last = token + len(phrase)
        if kind not in PLACES or tuple(at.words[token + 1 : last]) != phrase[1:]:
            continue
        before = at.before(token)
        attached = form.skip and at.words[token][form.skip - 1] in _PREPOSITIONS
        led = attached or at.has("leads", token - 1) or at.before(token - 1) == "العاصمه"
        if phrase in at.known.unsure and not (attached and at.words[token][form.skip - 1] == "ب"):
            if not at.has("leads", token - 1) or at.known.has("loose_leads", before):
                return None
        if phrase[0].endswith("يه") and has_article(before):
            return None  # «القوات السعودية»
        if at.has("spoilers", token - 1) or (
            not led and (at.known.has("offices", before) or (token > 0 and at.is_given(token - 1)))
        ):
            return None
        if before.endswith("ا") and phrase[0].endswith("يا") and not led and not at.lexicon.has("that", before):
            return None  # «جنديا روسيا»
        after = at.words[last]
        if has_article(after) and after[-1] == "ي" and at.lexicon.adjectives.fullmatch(after):
            return None  # «نيس الفرنسي» is a club
        if kind in _ACTING and (
            (at.words[last] == "ان" and before != "في" and not (attached and at.words[token][form.skip - 1] == "ب"))
            or (not attached and not led and _acts(at, token, last)) or at.known.has("acting", before)
        ):
            return Named(ACTOR, token, last, "country-acts", token, form.skip)
        told = led or _is_listed(at, token, last)
        if not told and kind in _ACTING and _is_doing(at, token - 1) and at.is_word(last) and after[0] != "و":
            return None
        return Named(PLACE, token, last, "place-led" if told else "place-bare", token, form.skip)
    return None


def _is_doing(at: Reading, token: int) -> bool:
    """Whether a noun of action stands here, whose doer may follow: «تنفيذ تركيا عمليات»."""
    return token >= 0 and is_content_noun(at.line, token, at.lexicon) and not at.has("undergone", token)


def _is_listed(at: Reading, first: int, last: int) -> bool:
    """Whether a place opens a headline with a colon, or stands in a list or a bracket: «حلب وحمص», «(سوريا)»."""
    before, word = at.before(first), at.words[first]
    if at.words[last] == ":" and first == 0:
        return True
    joined = word[0] == "و" and word not in at.known.phrases
    if before in ("(", ","):
        return at.words[last] in (")", ",", "و") or at.words[last][:1] == "و"
    return joined and any(form.skip == 0 for form in at.known.forms(before))


def _acts(at: Reading, first: int, last: int) -> bool:
    """Whether a country does or says something: a verb of its gender stands before it or behind it, or «أن»
    before it, or a noun of its deed."""
    before, after = at.before(first), at.words[last]
    if before in at.lexicon.words["that"] or at.known.has("acting", before) or at.is_feminine_verb(first - 1):
        return True
    if after == _ALA and (at.known.has("deeds", before) or is_content_noun(at.line, first - 1, at.lexicon)):
        return True
    if at.says(first - 1) and not at.is_homograph(first - 1):
        return True  # «قال العراق», «دعا تركيا إلى»
    token = last
    while token < at.last and (at.words[token] in _BEFORE_VERB or at.words[token] in at.lexicon.words["times"]):
        token += 1
    return token < at.last and at.is_feminine_verb(token)


def place_behind(at: Reading, token: int, form: Form) -> Named | None:
    """«مدينة كذا»: the name behind the kind."""
    first = token + 1
    if (inside := at.quoted(first)) and inside[1] - inside[0] < 4:
        return Named(PLACE, *inside, "kind", token)
    last = _name_end(at, first)
    return Named(PLACE, first, last, "kind", token) if last > first else None


def place_with(at: Reading, token: int, form: Form) -> Named | None:
    """«مخيم كذا»: the kind belongs to the name."""
    if at.is_word(token + 1) and at.words[token + 1][0] in "مل" and not at.named_phrase(token + 1) and not at.is_given(token + 1):
        return None  # «تلة مشرفة», «مستشفى للأطفال»
    last = _name_end(at, token + 1, whole=True)
    return Named(PLACE, token, last, "kind-within", token, form.skip) if last > token + 1 else None


def _name_end(at: Reading, first: int, *, whole: bool = False) -> int:
    """Where a name of a place ends that begins at `first`; `first` if none does. `whole`: a kind is part of it."""
    if not at.is_word(first):
        return first
    for phrase, kind in at.known.phrases.get(at.words[first], ()):
        last = first + len(phrase)
        if kind in PLACES and tuple(at.words[first:last]) == phrase:
            return _with_adjectives(at, last) if whole else last
    word, known = at.words[first], at.known
    if known.has("not_names", word) or known.has("common", word) or at.is_nation(word):
        return first
    if known.has("within", word) or (word in known.naming.heads and at.is_word(first + 1)):
        last = _name_end(at, first + 1)
        return last if last > first + 1 else (first if known.has("within", word) else first + 2)
    if whole and at.is_given(first):
        return at.person_end(first)[0]
    if has_article(word):
        if at.known.has("loose_kinds", at.before(first)):
            return first
        last = first + 1 if _is_name_with_article(at, first) else first
    else:
        last = first + 1 if at.is_name_word(first) else first
        if last > first and at.is_word(last) and (_is_second(at, last) or _goes_on(at, last)):
            last += 1
    return _with_adjectives(at, last) if whole and last > first else last


def _with_adjectives(at: Reading, last: int) -> int:
    """«سجن الدفلى المركزي»"""
    while at.is_word(last) and has_article(at.words[last]) and (
        at.known.has("defined", at.words[last]) or at.words[last].endswith("يه") and not at.is_nation(at.words[last])
    ):
        last += 1
    return last


def _goes_on(at: Reading, token: int) -> bool:
    """Whether a word without article goes on with a name that no list has: «ولاية كذا كذا»."""
    word = at.words[token]
    return at.is_name_word(token) and word not in at.known.naming.directions and not at.has("leads", token)


def _is_second(at: Reading, token: int) -> bool:
    """Whether a word with an article ends a name that another began: «بيت السرو»."""
    word = at.words[token]
    return has_article(word) and _is_name_with_article(at, token) and at.lexicon.adjectives.fullmatch(word) is None and not is_common(word, at.lexicon) and word not in at.lexicon.words["times"]


def _is_name_with_article(at: Reading, token: int) -> bool:
    word, lexicon = at.words[token], at.lexicon
    if at.known.naming.kind(word) != "name" or at.known.has("defined", word) or word in lexicon.words["relatives"]:
        return False
    return lexicon.adjectives.fullmatch(word) is None or word.endswith("يه") and not at.is_nation(word)
