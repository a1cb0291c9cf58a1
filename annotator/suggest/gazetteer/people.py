"""People: a name behind a title or an office, and names that people are given."""

from __future__ import annotations

from typing import Final

from annotator.suggest.gazetteer.places import ACTOR
from annotator.suggest.gazetteer.reading import Named, Reading
from annotator.suggest.gazetteer.words import Form
from annotator.suggest.grammar.noun_phrases import has_article

_PROCLITICS: Final = "وفبلك"
_SHORTEST_FAMILY: Final = 4
_MOST_ADJECTIVES: Final = 3
_LONGEST_OFFICE: Final = 9
_LONGEST_QUOTED_NAME: Final = 4


def titled(at: Reading, token: int, form: Form) -> Named | None:
    """«الوزير السابق فلان»."""
    name = token + 1
    if token and form.skip == 0 and at.is_given(token - 1):
        return None
    while name <= token + _MOST_ADJECTIVES and at.is_word(name) and has_article(at.words[name]):
        if at.known.has("titles", at.words[name]) or at.is_given(name):
            break
        name += 1
    if at.is_word(name) and at.known.has("titles", at.words[name]):
        inner = titled(at, name, form)
        return Named(ACTOR, token, inner.last, "title", token, form.skip) if inner else None
    last, sure = at.person_end(name)
    if last == name or not (sure or name == token + 1):
        return officer(at, token, form)
    return Named(ACTOR, token, last, "title", token, form.skip)


def officer(at: Reading, token: int, form: Form) -> Named | None:
    """«وزير المياه فلان»: a name that surely is one, behind the office and what it governs."""
    for name in range(token + 1, min(at.last, token + _LONGEST_OFFICE)):
        word = at.words[name]
        linked = at.known.has("office_links", word)
        if not at.is_word(name) or at.is_verb(name) or not (linked or at.known.naming.kind(word) == "name"):
            return None
        if at.is_given(name) or at.known.has("name_heads", word):
            last, sure = at.person_end(name)
            if sure and last > name + 1:
                return Named(ACTOR, token, last, "office", token, form.skip)
            return None
        if at.known.has("titles", word) and name > token + 1:
            if "في" in at.words[token:name]:
                return None  # «رئيس قسم في الهيئة|الدكتور فلان»
            inner = titled(at, name, form)
            return Named(ACTOR, token, inner.last, "office", token, form.skip) if inner else None
    return None


def person(at: Reading, token: int, form: Form) -> Named | None:
    """A given name and what follows it: «سليم المرمري»."""
    if form.key == "علي" and not (form.skip == 0 and at.is_given(token)):
        return None
    last, sure = at.person_end(token, form.key if form.skip else "")
    if last == token + 1 and not (at.says(token - 1) and not at.is_homograph(token - 1) and form.skip == 0):
        return None
    if at.known.has("given_too", form.key):
        family = at.words[last - 1]
        plain = all(at.known.has("given_too", at.words[word]) for word in range(token + 1, last))
        if sure < 2 or plain or (last == token + 2 and has_article(family) and not family.endswith("ي")):
            return None
    return Named(ACTOR, token, last, "given-name", token, form.skip)


def speaker(at: Reading, token: int) -> Named | None:
    """«قال فلان إن», «وأكد الفلاني أن»: one or two words between a verb of saying and what is said."""
    first = token + 1
    if not at.says(token) or not at.is_word(first):
        return None
    that = at.lexicon.words["that"]
    word = at.words[first]
    if at.is_family(first) and word.endswith("ي") and not at.is_nation(word):
        last = first + 1
    else:
        last, _ = at.person_end(first)
    after = at.words[last] if last < at.last else ""
    if last == first or at.named_phrase(first):
        return None
    quoted = at.quoted(last)
    if not (after in that or after == ":" or (quoted and quoted[1] - quoted[0] > _LONGEST_QUOTED_NAME)):
        return None
    return Named(ACTOR, first, last, "speaker", token)


def family_of(at: Reading, named: Named) -> str:
    """The word by which a person is called from then on; "" where the name has but one, or ends in a given one."""
    last = at.words[named.last - 1]
    if named.last < named.first + 2 or len(last) < _SHORTEST_FAMILY or at.is_given(named.last - 1):
        return ""
    surely = last.startswith("ال") and last.endswith("ي")
    return last if surely or at.is_name_word(named.last - 1, after=True) or at.is_family(named.last - 1) else ""


def short_name(at: Reading, token: int, people: dict[str, str]) -> Named | None:
    """«المرمري», where «سليم المرمري» stood before."""
    word = at.words[token]
    for skip in range(min(3, len(word))):
        if (full := people.get(word[skip:])) and all(letter in _PROCLITICS for letter in word[:skip]):
            return Named(ACTOR, token, token + 1, "short-name", token, skip, full)
    return None
