"""Places: names of countries and towns that are known, and what stands behind «مدينة», «مخيم»."""

from __future__ import annotations

from typing import Final

from annotator.suggest.gazetteer.named import ACTOR, PLACE, Named
from annotator.suggest.gazetteer.personal import is_given, is_unknown_name, person_end
from annotator.suggest.gazetteer.reading import Reading
from annotator.suggest.gazetteer.words import BY_NAME, LISTED, PLACES, Form, Phrase
from annotator.suggest.grammar.noun_phrases import has_article, is_common, is_content_noun

_ACTING: Final = PLACES[:2]
_LONGEST_QUOTED: Final = 3
_MOST_KINDS: Final = 3
_BA, _WAW = "ب", "و"
_HEADS: Final = (":", "-")
"""Behind the place of a headline or of an item."""
_YA, _HA, _ALEF = "ي", "ه", "ا"
_FEMININE: Final = _YA + _HA
_NISBA: Final = (_YA, _FEMININE)
_ARTICLE: Final = _ALEF + "ل"
_LED: Final = _WAW + "أ"
_NO_BEGINNING: Final = ("م", "ل")


def known_place(at: Reading, token: int, form: Form) -> Named | None:
    """A name of the lists, where the words around it do not say that it is something else."""
    for phrase, kind in at.known.phrases.get(form.key, ()):
        last = token + len(phrase)
        if kind not in PLACES or tuple(at.words[token + 1 : last]) != phrase[1:]:
            continue
        preposition = at.preposition(token, form)
        led = bool(preposition) or at.has("leads", token - 1) or at.has("capital_words", token - 2)
        if _is_something_else(at, token, last, phrase, preposition, led=led):
            return None
        if kind in _ACTING and _is_actor(at, token, last, preposition, led=led):
            return Named(ACTOR, token, last, "country-acts", token, form.skip)
        told = led or _is_listed(at, token, last)
        if kind not in _ACTING[:1] and (preposition or at.has("fixed_leads", token - 1)):
            last += at.known.has("quarters", at.words[last])  # «في القدس الغربية»
        if not told and kind in _ACTING and _may_be_doer(at, token, last):
            return None
        return Named(PLACE, token, last, "place-led" if told else "place-bare", token, form.skip)
    return None


def _is_something_else(
    at: Reading, first: int, last: int, phrase: Phrase, preposition: str, *, led: bool
) -> bool:
    """Whether the neighbours say that the word is no place here, or nothing says that it is one."""
    before, after = at.before(first), at.words[last]
    if before in at.lexicon.words["that"] and before.endswith(at.lexicon.pronouns):
        return True  # «إنه مصر على كذا»
    told = preposition == _BA or (at.has("leads", first - 1) and not at.known.has("loose_leads", before))
    if phrase in at.known.unsure and not told:
        return True
    if at.has("spoilers", first - 1) or (
        phrase[0].endswith(_FEMININE) and (has_article(before) or (before.endswith(_HA) and not led))
    ):
        return True  # «اتفاق كذا», «القوات السعودية»
    if at.known.has("defined", after) and not (at.known.has("quarters", after) or at.is_nation(last)):
        return True  # «محكمة بيروت الابتدائية»
    if has_article(after) and after.endswith(_YA) and at.is_adjective(last):
        return True  # «نيس الفرنسي» is a club
    if led:
        return False
    if before.endswith(_ALEF) and phrase[0].endswith(_YA + _ALEF):
        return not at.known.has("with_pronouns", before)  # «جنديا روسيا»
    return at.known.has("offices", before) or (first > 0 and is_given(at, first - 1))


def _is_actor(at: Reading, first: int, last: int, preposition: str, *, led: bool) -> bool:
    """Whether a country does or says something here."""
    before, after = at.before(first), at.words[last]
    if at.known.has("acting", before) or _is_agent(at, first):
        return True  # «بقيادة تركيا», «من قبل تركيا»
    on = at.known.has("on", after)
    if after in at.lexicon.words["that"]:  # «على تركيا أن»
        told = not led or bool(preposition) or at.known.has("loose_leads", before)
        return told and preposition != _BA and not _is_joined(at, first)
    if led:
        return on and not preposition and at.known.has("deeds", before)
    acts = at.is_masculine_verb if at.known.has("masculine", at.words[first]) else at.is_feminine_verb
    verb = first - 2 if at.known.has("with_pronouns", before) else first - 1  # «تقوم بها تركيا»
    if before in at.lexicon.words["that"] or acts(verb) or at.says(first - 1):
        return True
    if on and (at.known.has("deeds", before) or is_content_noun(at.line, first - 1, at.lexicon)):
        return True
    if at.known.has("no_subjects", before) or _is_joined(at, first):
        return False  # «المفاوضات مع تركيا بدأت»
    token = last
    while token < at.last and (
        at.known.has("before_verbs", at.words[token]) or at.words[token] in at.lexicon.words["times"]
    ):
        token += 1
    stressed = at.known.has("emphasis", after) and at.words[last + 1] in at.lexicon.words["relatives"]
    return acts(token) or stressed


def _is_agent(at: Reading, first: int) -> bool:
    """«من قبل تركيا», «المدعومة من تركيا»"""
    if _is_joined(at, first):
        first -= 1  # «كل من تركيا|واليونان»
    return at.known.has("agents", at.before(first)) and at.known.has("by", at.before(first - 1))


def _may_be_doer(at: Reading, first: int, last: int) -> bool:
    """Whether a noun of action stands before a country, which may be who does it: «تنفيذ تركيا عمليات»."""
    if not first or not at.is_word(last) or at.words[last].startswith(_WAW):
        return False
    return is_content_noun(at.line, first - 1, at.lexicon) and not at.has("undergone", first - 1)


def _is_listed(at: Reading, first: int, last: int) -> bool:
    """Whether a place opens a headline with a colon, or stands in a list: «حلب وحمص», «(سوريا)»."""
    before, after = at.before(first), at.words[last]
    if not first:
        return after in _HEADS
    if before in ("(", ","):
        return after in (")", ",") or after.startswith(_WAW)
    return _is_joined(at, first)


def _is_joined(at: Reading, first: int) -> bool:
    """«حلب|وحمص»"""
    joined = at.words[first].startswith(_WAW) and at.words[first] not in at.known.phrases
    return joined and any(not LISTED.isdisjoint(form.parts) for form in at.known.forms(at.before(first)))


def place_behind(at: Reading, token: int, form: Form) -> Named | None:
    """«مدينة كذا»: the name behind the kind."""
    if (inside := at.quoted(token + 1)) and inside[1] - inside[0] <= _LONGEST_QUOTED:
        return Named(PLACE, *inside, "kind", token)
    last = _name_end(at, token + 1)
    return Named(PLACE, token + 1, last, "kind", token) if last > token + 1 else None


def place_with(at: Reading, token: int, form: Form) -> Named | None:
    """«مخيم كذا»: the kind belongs to the name."""
    name = token + 1
    if not at.is_word(name) or _is_led(at, token) or at.named_phrase(name, BY_NAME):
        return None
    if at.words[name].startswith(_NO_BEGINNING) and not (at.named_phrase(name) or is_given(at, name)):
        return None  # «تلة مشرفة», «مستشفى للأطفال»
    last = _name_end(at, name, whole=True)
    return Named(PLACE, token, last, "kind-within", token, form.skip) if last > name else None


def _is_led(at: Reading, token: int) -> bool:
    """Whether «وادي» is «وأدى», written with its hamza."""
    start, end = at.line.range(token, token + 1)
    return at.line.text[start:end].startswith(_LED)


def _name_end(at: Reading, first: int, *, whole: bool = False, kinds: int = _MOST_KINDS) -> int:
    """Where a name of a place ends that begins at `first`; `first` if none does.

    `whole`: with its kind; `kinds`: how many more may stand in it, «مطار جزيرة كذا».
    """
    if not at.is_word(first) or not kinds:
        return first
    word, known = at.words[first], at.known
    if at.named_phrase(first, BY_NAME):
        return first  # «إقليم الحرس الوطني»
    if length := at.named_phrase(first):
        return _with_adjectives(at, first + length) if whole else first + length
    if known.has("not_names", word) or known.has("common", word) or at.is_nation(first):
        return first
    if word.endswith(_NISBA) and not has_article(word) and at.is_adjective(first):
        return first  # «مدينة رصاصية اللون», «مسجد شيعي»
    within = known.has("within", word)
    if within or (word in known.naming.heads and at.is_word(first + 1)):
        last = _name_end(at, first + 1, kinds=kinds - 1)
        return last if last > first + 1 else first + (0 if within else 2)
    if whole and is_given(at, first):
        return person_end(at, first)[0]
    last = _unknown_end(at, first)
    if whole and last == first + 1 and has_article(word):
        while at.is_word(last) and has_article(at.words[last]) and _is_of_name(at, last):
            last += 1  # «سجن المرمر السياسي»
        return last
    return _with_adjectives(at, last) if whole and last > first else last


def _is_of_name(at: Reading, token: int) -> bool:
    told = at.known.has("no_families", at.words[token]) or at.is_nation(token)
    return at.is_adjective(token) and not told


def _unknown_end(at: Reading, first: int) -> int:
    """Where a name ends that no list has."""
    if has_article(at.words[first]):
        loose = at.known.has("loose_kinds", at.before(first))
        # The kind has no article, so that what has one is no adjective of it.
        return first if loose or not _may_be_called(at, first) else first + 1
    if not is_unknown_name(at, first):
        return first
    last = first + 1
    return last + 1 if at.is_word(last) and _goes_on(at, last) else last


def _goes_on(at: Reading, token: int) -> bool:
    """Whether the word belongs to the name that the word before it began: «بيت السرو», «جزيرة كذا كذا»."""
    word = at.words[token]
    if has_article(word):
        common = is_common(word, at.lexicon) or word in at.lexicon.words["times"]
        return not common and not at.is_adjective(token) and _may_be_called(at, token)
    return (
        is_unknown_name(at, token) and word not in at.known.naming.directions and not at.has("leads", token)
    )


def _with_adjectives(at: Reading, last: int) -> int:
    """«سجن الدفلى المركزي»"""
    while at.is_word(last) and has_article(at.words[last]):
        word = at.words[last]
        if not (at.known.has("defined", word) or (word.endswith(_FEMININE) and not at.is_nation(last))):
            break
        last += 1
    return last


def _may_be_called(at: Reading, token: int) -> bool:
    """Whether a place can be called by a word with an article."""
    word = at.words[token]
    return (
        at.is_called(token)
        and word != _ARTICLE
        and not at.known.has("defined", word)
        and word not in at.lexicon.words["relatives"]
    )
