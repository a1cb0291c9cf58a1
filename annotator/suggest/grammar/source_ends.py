"""Where the words of a source end: one table of what a word can mean for it, read word by word."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Final, NamedTuple

from annotator.suggest.grammar.noun_phrases import (
    body_name_at,
    first_letter,
    has_article,
    has_pronoun,
    is_adjective,
    is_body,
    is_common,
    is_definite,
    is_moment,
    is_name_of_ali,
    is_participle,
    is_person,
    is_verb,
)
from annotator.suggest.grammar.phrase_ends import is_indefinite, phrase_end
from annotator.suggest.grammar.phrases import mirror_at
from annotator.suggest.grammar.tokens import Line
from annotator.suggest.lexicon_rows import Lexicon

_LAM, _WAW, _BA, _TA, _YA, _ALEF = "ل", "و", "ب", "ت", "ي", "ا"
_LEAST_NAME: Final = 4
_LONGEST_PAPER: Final = 2
_LONGEST_BRACKET: Final = 3
_SIGNS: Final = ":;/|*"


def source_end(line: Line, first: int, last: int, lexicon: Lexicon, *, document: bool) -> int:
    """The first token of `[first, last)` that is no part of a source; `last` if all are.

    `document`: the words name a text, in which what would be an occasion elsewhere belongs to the name.
    """
    at = _Reading(line, first, last, lexicon, document)
    while at.token < last:
        at.word, following = at.words[at.token], at.token + 1
        for holds, place, ends in _RULES:
            if holds(at):
                if ends:
                    return place(at)
                following = place(at)
                break
        at.token, at.begun = following, True
    return last


def is_aside(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether the words from `token` on tell when, where or on what occasion, not who."""
    return source_end(line, token, min(len(line), token + 1), lexicon, document=False) == token


class _Reading:
    """Tokens `[first, last)` of a line while they are read; `begun` once `token` is behind the first."""

    def __init__(self, line: Line, first: int, last: int, lexicon: Lexicon, document: bool) -> None:
        self.line, self.words, self.lexicon, self.lists = line, line.words, lexicon, lexicon.words
        self.first, self.last, self.document = first, last, document
        self.token, self.word, self.begun = first, "", False

    @cached_property
    def recipient(self) -> int:
        """Where it can be told whom something was said to: behind the first phrase."""
        return phrase_end(self.line, self.first, self.last, self.lexicon)

    def before(self) -> str:
        return self.words[self.token - 1] if self.begun else ""

    def after(self) -> str:
        return self.words[self.token + 1]


class _Rule(NamedTuple):
    """The meaning of a word for the source: it ends at `place`, or is read on from there."""

    holds: Callable[[_Reading], bool]
    place: Callable[[_Reading], int] = lambda at: at.token
    ends: bool = True


def _is_enclosed(at: _Reading) -> bool:
    """A quotation or bracket inside, which is passed over as a whole: not «(12 …»."""
    inside = at.token < at.line.partner[at.token] < at.last
    return inside and not (at.word == "(" and (at.after()[:1].isdigit() or _is_remark(at)))


def _is_time(at: _Reading) -> bool:
    titled = has_article(at.before()) and at.lexicon.has("persons", at.before())  # «الشيخ صباح»
    dated = has_article(at.before()) and at.word in at.lists["years"] and at.after()[:1].isdigit()
    this = at.word in at.lists["this"] and _is_of_this(at)
    if at.begun and at.word[0] == _LAM and at.word[1:] in at.lists["years"] and at.after()[:1].isdigit():
        return not (at.document or at.lexicon.has("texts", at.words[at.first]))  # «المجلة|لعام 2007»
    return dated or (at.word in at.lists["times"] and not (titled or this or _is_description(at)))


def _is_of_this(at: _Reading) -> bool:
    """«رئيس هذا المشروع», not «الوزير هذا الأسبوع»."""
    noun = at.begun and not has_article(at.before()) and is_common(at.before(), at.lexicon)
    return noun and has_article(at.after()) and at.after() not in at.lists["times"]


def _is_description(at: _Reading) -> bool:
    """Whether a word that can tell the time says what an unnamed source is like: «مصدر مطلع»."""
    return at.lexicon.has("heads", at.words[at.first]) and at.lexicon.has("complements", at.word)


def _dated(at: _Reading) -> int:
    """«الصادر اليوم» goes with the day."""
    goes_with = at.token > at.first + 1 and at.before() in at.lists["dated"]
    return at.token - 1 if goes_with else at.token


def _is_relative(at: _Reading) -> bool:
    that = at.word in at.lists["that"] and not is_moment(at.line, at.token)
    return that or at.word in at.lists["relatives"]


def _asks_anonymity(at: _Reading) -> bool:
    """«مصدر طلب عدم ذكر اسمه»: a part of the source to the end."""
    return at.begun and at.word in at.lists["anonymity"]


def _anonymity_end(at: _Reading) -> int:
    """«الذي فضل عدم ذكر اسمه» ends with the pronoun."""
    behind = range(at.token + 2, at.last)
    return next((place + 1 for place in behind if has_pronoun(at.line, place)), at.last)


def _is_anonymous(at: _Reading) -> bool:
    if at.begun and at.word in at.lists["negations"] and at.lexicon.has("heads", at.words[at.first]):
        return True  # «مصدر لم تفصح عنه»
    return at.word in at.lists["relatives"] and at.after() in at.lists["anonymity"]


def _is_verb(at: _Reading) -> bool:
    man = at.word[-1:] == _ALEF and at.lexicon.has("single", at.words[at.first])
    if (is_verb(at.word) and not man) or (at.begun and at.word in at.lists["relative_verbs"]):
        return True
    if _is_said_of_it(at):
        return True
    form = at.lexicon.suffixed.get(at.word) if at.begun else None
    # «مصادر وصفتها بالمطلعة» tells what the source is like.
    return form is not None and "described" not in form.cue.opens and has_pronoun(at.line, at.token)


def _is_said_of_it(at: _Reading) -> bool:
    """«حكومات أجنبية|تتصدرها الرابطة»: a verb with a pronoun behind an adjective without article."""
    if not at.begun or at.word[0] not in (_TA, _YA) or not has_pronoun(at.line, at.token):
        return False
    return is_indefinite(at.before(), at.lexicon) and not is_common(at.word, at.lexicon)


def _maker(at: _Reading) -> int:
    """The maker of a text is named behind the verb: «بيان نشرته الوزارة»."""
    return at.token + 1 + (at.after() in at.lists["occasions"])


def _names_maker(at: _Reading) -> bool:
    made = at.document or (at.word in at.lists["made"] and at.lexicon.has("texts", at.words[at.first]))
    if not (at.begun and made and _is_verb(at)):
        return False
    maker = _maker(at)
    return maker < at.last and at.words[maker] not in at.lists["times"]


def _is_ali(at: _Reading) -> bool:
    behind = at.begun or (at.token > 0 and at.words[at.token - 1] == ",")  # «الوزير، علي نور»
    return behind and is_name_of_ali(at.line, at.token)


def _is_occasion(at: _Reading) -> bool:
    # «أمام المحكمة», not «إمام المسجد»
    facing = at.begun and at.word in at.lists["facing"] and first_letter(at.line, at.token) != "إ"
    known = at.word in at.lists["occasions"] or facing
    # «التقرير السنوي حول السدود»
    about = at.begun and at.word in at.lists["about"] and at.lexicon.has("texts", at.words[at.first])
    return known and not (about or _is_governed(at))


def _is_governed(at: _Reading) -> bool:
    """Whether a preposition belongs to a word of the source: «المبعوث الخاص إلى»، «الموقعة على»."""
    line, token, lexicon = at.line, at.token, at.lexicon
    if not at.begun or at.word not in at.lists["governed"] or has_pronoun(line, token + 1):
        return False
    if at.word in at.lists["belonging"] and is_common(at.after(), lexicon):
        return True
    if lexicon.has("complements", at.before()) or _is_constituency(at):
        return True
    if token - 1 > at.first and is_adjective(line, at.first, token - 1, lexicon):
        return lexicon.has("complements", at.words[token - 2]) or is_participle(at.before(), lexicon)
    return False


def _is_constituency(at: _Reading) -> bool:
    """«عضو المجلس|عن القائمة الوطنية»، «النائب عن الحركة»"""
    if at.word not in at.lists["through"] or is_person(at.after(), at.lexicon):
        return False
    lists = "members", "deputies"
    member = any(at.lexicon.has(each, word) for word in at.words[at.first : at.token] for each in lists)
    return member and is_common(at.after(), at.lexicon)


def _leads_to_medium(at: _Reading) -> bool:
    """«في صحيفة الأفق»; «في عددها», whose pronoun is the source, so that the phrase is no part of it."""
    if at.word not in at.lists["before_media"]:
        return False
    if not at.begun or has_pronoun(at.line, at.token + 1) or at.after() in at.lists["this"]:
        return True
    if _is_act_of_a_name(at):
        return True
    if at.word in at.lists["in"] and (is_act(at.after(), at.lexicon) or is_event(at)):
        return True  # «في تبرير هذه المواقف»
    return not at.document and at.lexicon.has("media", at.after())


def _is_act_of_a_name(at: _Reading) -> bool:
    """«المرمري|في مداخلة»: behind a person's name alone, and no place or body."""
    state = body_name_at(at.line, at.first, at.lexicon)
    if at.token != at.first + 1 or at.word not in at.lists["in"] or state:
        return False
    after = at.after()
    place = is_definite(after) or body_name_at(at.line, at.token + 1, at.lexicon) > 0
    before = at.before()
    named = not (is_definite(before) or is_common(before, at.lexicon))
    return named and not (place or at.document or is_common(after, at.lexicon))


def is_act(word: str, lexicon: Lexicon) -> bool:
    """Whether a noun of action stands here, which is no body: «تبرير», not «إدارة»."""
    acts = lexicon.shapes.fullmatch(word) is not None or word in lexicon.words["contents"]
    return acts and not is_common(word, lexicon)


def is_event(at: _Reading) -> bool:
    """Whether behind a preposition something is named that happened: «في غارة جوية», not «في غرفة عمليات»."""
    return not at.document and at.lexicon.has("events", at.after())


def _is_object(at: _Reading) -> bool:
    """A noun that never speaks, but is taken on, borne or lifted: «تبنى التنظيم|المسؤولية»."""
    if at.before() in at.lists["name_heads"]:
        return False  # «عبد الستار»
    return at.word in at.lists["objects"] or (at.begun and at.word in at.lists["cognates"])


def _is_deed(at: _Reading) -> bool:
    """«بحسب المسؤولين|وسوف تذهب»"""
    if not at.begun or at.word[0] != _WAW or at.lexicon.clitics.is_whole(at.word):
        return False
    past = at.word[-1] == _TA and at.word[-2] != _ALEF and len(at.word) > _LEAST_NAME  # «وخطفت»
    named = has_article(at.word[1:]) or at.word[1:] in at.lexicon.phrases["states"]
    return at.word[1:] in at.lists["deeds"] or (past and not named)


def _is_told(at: _Reading) -> bool:
    """«أفاد المصدر مراسل الصحيفة»"""
    if at.token <= at.first + 1 or at.word not in at.lists["recipients"]:
        return False
    return has_article(at.before()) or at.lexicon.has("heads", at.words[at.first])


def _is_count(at: _Reading) -> bool:
    """A number behind a word that is no body: «القناة 12» is a name."""
    number = at.begun and at.word[0].isdigit() and at.token + 1 < at.last
    return number and not is_body(at.before(), at.lexicon)


def _is_mirror(at: _Reading) -> bool:
    return mirror_at(at.line, at.token, at.lexicon)


def _is_told_with_lam(at: _Reading) -> bool:
    """«مصادر لـ"الأفق"»، «الوزير للصحفيين»: whom it was said to."""
    if at.word[:1] != _LAM or at.document:
        return False
    if at.word == _LAM and at.after() in '"(':
        # «الأمين العام لـ"حزب الله"» belongs to it, «الوزير لـ"الأفق"» is asked by it.
        return not body_name_at(at.line, at.token + 2, at.lexicon)
    if at.token == at.first + 1 and at.lexicon.has("sent", at.words[at.first]):
        return False
    named = at.token > at.first + 1 and has_article(at.before())
    if named and at.word.startswith(_LAM * 2) and at.lexicon.has("unions", at.words[at.first]):
        return False  # «النقابة الوطنية للصحفيين»
    # «وأكد سامر|لقاضي التحقيق»
    asked = is_person(at.word[1:], at.lexicon) and not is_common(at.words[at.first], at.lexicon)
    told = at.token == at.recipient or at.lexicon.has("recipients", at.word) or _is_paper(at)
    told = told or (asked and at.token == at.first + 1)
    return told and not at.lexicon.clitics.is_whole(at.word)


def _is_paper(at: _Reading) -> bool:
    """«مسؤول في الإدارة لنيويورك تايمز»: a name, neither a state nor what an office is for."""
    name = at.word[1:]
    if len(name) < _LEAST_NAME or name[0] == _LAM or not at.begun or is_common(name, at.lexicon):
        return False
    if at.last - at.token > _LONGEST_PAPER or is_body(at.words[at.first], at.lexicon):
        return False  # «الغرفة النقابية لمدارس»
    contents = name in at.lexicon.words["contents"] or at.lexicon.shapes.fullmatch(name)
    return not contents and name not in at.lexicon.phrases["states"] and has_article(at.before())


def _is_sign(at: _Reading) -> bool:
    return (
        at.word in _SIGNS
        or (at.begun and at.word == _BA and not is_participle(at.before(), at.lexicon))
        or (at.word == "-" and not at.line.touches(at.token) and not _joins_names(at))
    )


def _joins_names(at: _Reading) -> bool:
    """«لويس لوران ـ دوبري»: a name of two parts, neither of which is a word."""
    parts = at.before(), at.after()
    small = ("prepositions", "occasions", "times", "before_media", "that")
    return (at.begun and at.after()[:1] not in (_LAM, _BA)) and all(
        part.isalpha()
        and not (has_article(part) or is_common(part, at.lexicon) or part in at.lexicon.phrases["states"])
        and not any(part in at.lists[name] for name in small)
        for part in parts
    )


def _is_remark(at: _Reading) -> bool:
    """A bracket that holds a number, a sign, where a place lies or many words, or is never closed."""
    if at.word != "(":
        return False
    inside = at.words[at.token + 1 : at.line.partner[at.token]]
    long = sum(len(word) > 2 for word in inside) > _LONGEST_BRACKET
    return long or not at.after().isalpha() or at.after() in at.lists["directions"]


_RULES: Final = (
    _Rule(_is_enclosed, lambda at: at.line.partner[at.token] + 1, ends=False),
    _Rule(_is_time, _dated),
    _Rule(_is_anonymous, _anonymity_end),
    _Rule(_is_relative),
    _Rule(_asks_anonymity, lambda at: at.last),
    _Rule(_names_maker, _maker, ends=False),
    _Rule(_is_verb),
    _Rule(_is_object),
    _Rule(_is_deed),
    _Rule(_is_ali, lambda at: at.token + 1, ends=False),
    _Rule(_is_occasion),
    _Rule(_leads_to_medium),
    _Rule(_is_told),
    _Rule(_is_count),
    _Rule(_is_mirror),
    _Rule(_is_told_with_lam),
    _Rule(_is_sign),
    _Rule(_is_remark),
)
"""The first that holds decides; a word of which none holds is a part of the source."""
