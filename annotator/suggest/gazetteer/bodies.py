"""Bodies: those known by their name, and what a kind of body makes of the words behind it."""

from __future__ import annotations

from typing import Final

from annotator.suggest.gazetteer.places import ACTOR, PLACE
from annotator.suggest.gazetteer.reading import Named, Reading
from annotator.suggest.gazetteer.words import Form
from annotator.suggest.grammar.noun_phrases import has_article, phrase_end

_LONGEST: Final = 10
_LONGEST_QUOTED: Final = 4


def known_body(at: Reading, token: int, form: Form) -> Named | None:
    """A body of the lists; one whose name is another word only where it is said to be a body."""
    for phrase, kind in at.known.phrases.get(form.key, ()):
        last = token + len(phrase)
        if kind != "by_name_known" or tuple(at.words[token + 1 : last]) != phrase[1:]:
            continue
        if phrase in at.known.unsure and not (at.says(token - 1) or (at.before(token) == '"' == at.words[last])):
            return None
        if form.key.removeprefix("ال") in at.known.naming.bodies:
            last = _with_lam(at, _with_adjectives(at, last))
        while at.is_word(last) and has_article(at.words[last]) and at.is_nation(at.words[last]):
            last += 1
        return Named(ACTOR, token, last, "known-body", token, form.skip)
    return None


def body(at: Reading, token: int, form: Form) -> Named | None:
    """«وزارة المياه», «حركة السنابل», «تنظيم "السنابل"»."""
    if (inside := at.quoted(token + 1)) and inside[1] - inside[0] <= _LONGEST_QUOTED:
        if at.known.has("quoted_bodies", form.key):
            return Named(ACTOR, *inside, "body-quoted", token)
        return Named(ACTOR, token, _with_adjectives(at, inside[1] + 1), "body-quoted", token, form.skip)
    name, known = token + 1, at.known
    if not at.is_word(name):
        return None
    after, weak = at.words[name], known.has("weak_bodies", form.key)
    if known.has("common", after) or known.has("kinds", after):
        return None  # «شرطة المدينة», «مجلس بلدة كذا»
    if len(after) < 3 or (after[0] == "ب" and not known.clitics.is_whole(after) and not at.named_phrase(name)):
        return None
    if known.has("doings", form.key) and has_article(after) and not at.named_phrase(name):
        return None
    if weak and any("definite" in row.parts for row in known.forms(after)):
        return None  # «موقع السفارة السورية»: the inner one is the name
    if (known.has("not_bodies", after) and form.key != "وزاره") or known.naming.kind(after) != "name" or after.startswith("لل"):
        return None
    if weak and form.skip and at.words[token][form.skip - 1] == "ب":
        return None  # «بقيادة»
    if not has_article(after):
        if at.is_nation(after) or (_is_adjective(at, after) and not at.known.forms(after)):
            return None
    if at.is_given(name) or known.has("titles", after):
        last, sure = at.person_end(name + (1 if known.has("titles", after) else 0))
        if not sure:
            return None
        return Named(ACTOR, token, last, "body", token, form.skip)
    if length := at.named_phrase(name):
        last = _with_lam(at, _with_adjectives(at, name + length))
    else:
        last = min(phrase_end(at.line, token, min(at.last, token + _LONGEST), at.lexicon), at.last)
        last = _without_tail(at, token, last)
        if last < token + 2:
            return None
        if weak and not _is_told(at, name, last):
            return None
    return Named(ACTOR, token, last, "body", token, form.skip)


def _is_adjective(at: Reading, word: str) -> bool:
    """Whether a word without article is an adjective: «مجلس محلي»."""
    return at.lexicon.adjectives.fullmatch("ال" + word) is not None


def definite_body(at: Reading, token: int, form: Form) -> Named | None:
    """«الجيش السوري», «المجلس الأعلى للمياه»."""
    last = _with_adjectives(at, token + 1)
    if last == token + 1:
        return None
    end = _with_lam(at, last) if form.key.removeprefix("ال") in at.known.naming.bodies else last
    told = end > last or any(at.is_nation(at.words[place]) for place in range(token + 1, last))
    if not told and at.known.has("weak_bodies", form.key.removeprefix("ال")):
        return None
    if not told and last == token + 2 and at.known.has("vague", at.words[token + 1]):
        return None
    role = ACTOR
    if at.known.has("houses", form.key.removeprefix("ال")) and not (
        at.is_feminine_verb(token - 1) or at.is_feminine_verb(end)
    ):
        role = PLACE
    return Named(role, token, end, "body-definite", token, form.skip)


def _with_adjectives(at: Reading, last: int) -> int:
    """Behind a name its adjectives that belong to it: «جيش السرو الوطني السوري»."""
    while at.is_word(last) and has_article(at.words[last]):
        if not (at.known.has("defined", at.words[last]) or at.is_nation(at.words[last])):
            break
        last += 1
    return last


def _with_lam(at: Reading, last: int) -> int:
    """«المعهد الوطني للمياه العذبة», «المفوضية السامية لحقوق الإنسان»."""
    if not at.is_word(last) or at.words[last][0] != "ل" or at.known.clitics.is_whole(at.words[last]):
        return last
    end = last + (1 if at.words[last].startswith("لل") else 2)
    if end > at.last or not has_article(at.words[end - 1]):
        return last
    while at.is_word(end) and (at.words[end].startswith("وال") or at.lexicon.adjectives.fullmatch(at.words[end])):
        end += 1
    return end


def _is_told(at: Reading, first: int, last: int) -> bool:
    """Whether the words behind a kind that says little are a name: a nation, a place, a known adjective."""
    for token in range(first, last):
        word = at.words[token]
        if at.is_nation(word) or at.known.has("defined", word):
            return True
        if at.named_phrase(token):
            return True
    return False


def _without_tail(at: Reading, first: int, last: int) -> int:
    """Without what ends no name: a verb, a time, an adverb."""
    for token in range(first + 1, last):
        word = at.words[token]
        if word[0] in "بل" and has_article(at.words[token - 1]) and not at.known.clitics.is_whole(word):
            return token
        joined = word[0] == "و" and not at.known.clitics.is_whole(word)
        if joined and not (at.words[first].endswith("وزاره") and word.startswith("وال")):
            return token
        if not at.is_word(token) or at.known.has("not_bodies", word) or at.known.naming.kind(word) != "name" or at.says(token):
            return token
        if word in at.lexicon.words["times"] or word in at.lexicon.words["occasions"]:
            return token
    return last
