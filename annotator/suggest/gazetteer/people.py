"""People: a name behind a title or an office, names that people are given, and who speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from annotator.core.arabic import fold_key
from annotator.suggest.gazetteer.named import ACTOR, Named
from annotator.suggest.gazetteer.personal import is_family, is_given, person_end
from annotator.suggest.gazetteer.reading import Reading
from annotator.suggest.gazetteer.words import Form
from annotator.suggest.grammar.noun_phrases import has_article

_LONGEST_TITLE: Final = 5
_LONGEST_OFFICE: Final = 12
_LONGEST_QUOTED_NAME: Final = 4
_CONJUNCTIONS: Final = ("و", "ف")
_PREPOSITIONS: Final = ("ب", "ل", "ك")
_LAM, _YA, _COLON = "ل", "ي", ":"
_ARTICLE: Final = "ا" + _LAM


def titled(at: Reading, token: int, form: Form) -> Named | None:
    """«الوزير السابق سليم المرمري»."""
    if token and form.skip == 0 and is_given(at, token - 1):
        return None  # «سليم الحاج علي»: no title but a part of the name
    name = token + 1
    while name <= token + _LONGEST_TITLE and _is_of_title(at, name):
        name += 1
    last, sure = person_end(at, name)
    if last == name or not (sure or at.known.has("titles", at.words[name - 1]) or name == token + 1):
        return officer(at, token, form)
    return Named(ACTOR, token, last, "title", token, form.skip)


def _is_of_title(at: Reading, token: int) -> bool:
    """Whether a word stands between a title and the name: an adjective, another title."""
    return at.is_word(token) and has_article(at.words[token]) and not is_given(at, token)


def officer(at: Reading, token: int, form: Form) -> Named | None:
    """«وزير المياه سليم المرمري»: a name that surely is one, behind the office and what it governs."""
    for name in range(token + 1, min(at.last, token + _LONGEST_OFFICE)):
        word = at.words[name]
        linked = at.known.has("office_links", word)
        if not at.is_word(name) or at.is_verb(name) or not (linked or at.is_called(name)):
            return None
        if is_given(at, name) or at.known.has("name_heads", word):
            last, sure = person_end(at, name)
            told = sure and last > name + 1
            return Named(ACTOR, token, last, "office", token, form.skip) if told else None
        if at.known.has("titles", word) and name > token + 1:
            if any(at.is_in(place) for place in range(token, name)):
                return None  # «رئيس قسم في الهيئة|الدكتور سليم»
            last, _ = person_end(at, name + 1)
            if last > name + 1:
                return Named(ACTOR, token, last, "office", token, form.skip)
    return None


def person(at: Reading, token: int, form: Form) -> Named | None:
    """A given name and what follows it: «سليم المرمري». Alone it counts behind a verb of saying only."""
    if at.known.has("given_as_preposition", form.key) and not (form.skip == 0 and is_given(at, token)):
        return None
    last, sure = person_end(at, token, form.key if form.skip else "")
    if last == token + 1 and not (at.says(token - 1) and form.skip == 0):
        return None
    if at.known.has("given_too", form.key) and not _is_surely_given(at, token, last, sure):
        return None
    first = token - 2 if form.skip == 0 and _is_short_title(at, token - 2) else token
    return Named(ACTOR, first, last, "given-name", token, form.skip)


def _is_short_title(at: Reading, token: int) -> bool:
    """«د. سليم المرمري»"""
    return token >= 0 and at.words[token + 1] == "." and at.known.has("short_titles", at.words[token])


def _is_surely_given(at: Reading, token: int, last: int, sure: int) -> bool:
    """Whether what follows a name that is a common word as well is surely a name: «حياة المرمري»."""
    if sure < 2 or all(at.known.has("given_too", at.words[word]) for word in range(token + 1, last)):
        return False
    family = at.words[last - 1]
    return last > token + 2 or not has_article(family) or family.endswith(_YA)


def speaker(at: Reading, token: int) -> Named | None:
    """«قال سليم إن», «وأكد المرمري أن»: nothing but a name between a verb of saying and what is said."""
    first = token + 1
    if at.cue(token) is None or not at.is_word(first) or at.named_phrase(first):
        return None
    family = is_family(at, first) and at.words[first].endswith(_YA) and not at.is_nation(first)
    last = first + 1 if family else person_end(at, first)[0]
    if last == first:
        return None
    speech = at.quoted(last)
    said = speech is not None and speech[1] - speech[0] > _LONGEST_QUOTED_NAME
    after = at.words[last]
    if not (said or after == _COLON or after in at.lexicon.words["that"]):
        return None
    return Named(ACTOR, first, last, "speaker", token)


def as_written(word: str) -> list[str]:
    """The word with all that may be written onto it in front: «والمرمري», «للمرمري» too."""
    lam = [_LAM + word[1:]] if word.startswith(_ARTICLE) else []
    bare = [word, *lam, *(letter + word for letter in _PREPOSITIONS)]
    return bare + [conjunction + form for conjunction in _CONJUNCTIONS for form in bare]


def short_name(at: Reading, token: int, people: Mapping[str, str]) -> Named | None:
    """«المرمري», where «سليم المرمري» stood before. `people`: such a word, as it is written -> the name."""
    word = at.words[token]
    if (full := people.get(word)) is None:
        return None
    family = fold_key(full).split()[-1]
    skip = len(word) - len(family) + (not word.endswith(family))  # «للمرمري» has lost an alef
    return Named(ACTOR, token, token + 1, "short-name", token, skip, full)
