"""Bodies: those known by their name, and what a kind of body makes of the words behind it."""

from __future__ import annotations

from typing import Final

from annotator.suggest.gazetteer.named import ACTOR, PLACE, Named
from annotator.suggest.gazetteer.personal import is_given, person_end
from annotator.suggest.gazetteer.reading import Reading
from annotator.suggest.gazetteer.words import BY_NAME, PUBLIC, Form
from annotator.suggest.grammar.noun_phrases import has_article
from annotator.suggest.grammar.phrase_ends import phrase_end

_LONGEST: Final = 10
_LONGEST_QUOTED: Final = 4
_BA, _LAM, _WAW, _QUOTE = "ب", "ل", "و", '"'
_ARTICLE: Final = "ا" + _LAM


def known_body(at: Reading, token: int, form: Form) -> Named | None:
    """A body of the lists; if its name is another word, too, only where it speaks or stands in quotes."""
    if (found := _listed(at, token, form, BY_NAME)) is not None:
        last = found
        if _noun(form) in at.known.naming.bodies:
            last = _with_lam(at, _with_adjectives(at, last))
        while at.is_word(last) and has_article(at.words[last]) and at.is_nation(last):
            last += 1
        return Named(ACTOR, token, last, "known-body", token, form.skip)
    return None


def public_person(at: Reading, token: int, form: Form) -> Named | None:
    """A person of public life, in full or as called alone: «المرمري» without a title or a given name."""
    last = _listed(at, token, form, PUBLIC)
    return Named(ACTOR, token, last, "public-person", token, form.skip) if last is not None else None


def _listed(at: Reading, token: int, form: Form, wanted: str) -> int | None:
    """The end of the longest name of a kind that begins at a token, if it counts here."""
    for phrase, kind in at.known.phrases.get(form.key, ()):
        last = token + len(phrase)
        if kind == wanted and tuple(at.words[token + 1 : last]) == phrase[1:]:
            told = at.cue(token - 1) is not None or at.before(token) == _QUOTE == at.words[last]
            return last if told or phrase not in at.known.unsure else None
    return None


def body(at: Reading, token: int, form: Form) -> Named | None:
    """«وزارة المياه», «حركة السنابل», «تنظيم "السنابل"»."""
    if (inside := at.quoted(token + 1)) and inside[1] - inside[0] <= _LONGEST_QUOTED:
        if at.known.has("quoted_bodies", form.key):
            return Named(ACTOR, *inside, "body-quoted", token)
        return Named(ACTOR, token, _with_adjectives(at, inside[1] + 1), "body-quoted", token, form.skip)
    if not at.is_word(token + 1) or _is_no_name(at, token, form):
        return None
    last = _end(at, token, form)
    return Named(ACTOR, token, last, "named-body", token, form.skip) if last > token + 1 else None


def _is_no_name(at: Reading, token: int, form: Form) -> bool:
    """Whether the word behind a kind of body gives it no name."""
    known, name = at.known, token + 1
    word, weak = at.words[name], known.has("weak_bodies", form.key)
    listed = at.named_phrase(name) > 0
    if known.has("common", word) or known.has("kinds", word):
        return True  # «شرطة المدينة», «مجلس بلدة كذا»
    if word == _ARTICLE or not at.is_called(name) or word.startswith(_LAM * 2):
        return True
    if (known.has("not_bodies", word) and not known.has("ministries", form.key)) or (
        word[0] == _BA and not at.is_whole(name) and not listed
    ):
        return True
    if known.has("doings", form.key) and has_article(word) and not at.named_phrase(name, BY_NAME):
        return True  # «تنظيم الدورة»
    if weak and (
        at.preposition(token, form) == _BA or any("definite" in row.parts for row in known.forms(word))
    ):
        return True  # «بقيادة كذا»; «موقع السفارة السورية», whose name is the inner one
    if has_article(word):
        return False
    return at.is_nation(name) or (at.is_adjective(name) and not known.forms(word))


def _end(at: Reading, token: int, form: Form) -> int:
    """Where the name of a body ends; no further than the word behind its kind if it has none."""
    name, known = token + 1, at.known
    if known.has("titles", at.words[name]):
        return name  # «غرفة الرائد سليم»
    if is_given(at, name) or known.has("name_heads", at.words[name]):
        last, sure = person_end(at, name)
        return last if sure else name
    if length := at.named_phrase(name):
        return _with_lam(at, _with_adjectives(at, name + length))
    last = phrase_end(at.line, token, min(at.last, token + _LONGEST), at.lexicon)
    last = _without_tail(at, token, min(last, at.last))
    told = not known.has("weak_bodies", form.key) or _is_told(at, name, last)
    return last if told else name


def definite_body(at: Reading, token: int, form: Form) -> Named | None:
    """«الجيش السوري», «المجلس الأعلى للمياه»; «السفارة السورية» is a place, unless it speaks."""
    known, noun = at.known, _noun(form)
    last = _with_adjectives(at, token + 1)
    if last == token + 1:
        return None
    end = _with_lam(at, last) if noun in known.naming.bodies else last
    if end == last and not any(map(at.is_nation, range(token + 1, last))):
        vague = last == token + 2 and known.has("vague", at.words[token + 1])
        if vague or known.has("weak_bodies", noun):
            return None
    speaks = known.has("office_links", at.before(token))  # «المتحدث باسم السفارة»
    if known.has("houses", noun) and not (
        speaks or at.is_feminine_verb(token - 1) or at.is_feminine_verb(end)
    ):
        return Named(PLACE, token, end, "embassy", token, form.skip)
    return Named(ACTOR, token, end, "body-definite", token, form.skip)


def _noun(form: Form) -> str:
    return form.key.removeprefix(_ARTICLE)


def _with_adjectives(at: Reading, last: int) -> int:
    """Behind a name its adjectives that belong to it: «جيش السرو الوطني السوري»."""
    while at.is_word(last) and has_article(at.words[last]):
        if not (at.known.has("defined", at.words[last]) or at.is_nation(last)):
            break
        last += 1
    return last


def _with_lam(at: Reading, last: int) -> int:
    """«المعهد الوطني للمياه العذبة», «الهيئة العامة لسد النوارس»."""
    if not at.is_word(last) or at.words[last][0] != _LAM or at.is_whole(last):
        return last
    end = last + (1 if at.words[last].startswith(_LAM * 2) else 2)
    if end > at.last or not has_article(at.words[end - 1]):
        return last
    while at.is_word(end) and (at.words[end].startswith(_WAW + _ARTICLE) or _is_defined(at, end)):
        end += 1
    return end


def _is_defined(at: Reading, token: int) -> bool:
    return has_article(at.words[token]) and at.is_adjective(token)


def _is_told(at: Reading, first: int, last: int) -> bool:
    """Whether the words behind a kind that says little are a name: a nation, a place, a known adjective."""
    return any(
        at.is_nation(token) or at.known.has("defined", at.words[token]) or at.named_phrase(token)
        for token in range(first, last)
    )


def _without_tail(at: Reading, first: int, last: int) -> int:
    """Without what ends no name: a verb, a time, an adverb, another body."""
    ministry = at.has("ministries", first)
    for token in range(first + 1, last):
        word = at.words[token]
        attached = not at.is_whole(token)
        if attached and word[0] in (_BA, _LAM) and has_article(at.words[token - 1]):
            return token
        joins = ministry and word.startswith(_WAW + _ARTICLE) and not at.known.has("titles", word[1:])
        if attached and word[0] == _WAW and not joins:
            return token
        if not at.is_word(token) or not at.is_called(token) or at.cue(token) is not None:
            return token
        if at.known.has("not_bodies", word) or any(
            word in at.lexicon.words[name] for name in ("times", "occasions")
        ):
            return token
    return last
