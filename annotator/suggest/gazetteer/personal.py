"""Where a name of a person ends: given names, what goes before and between them, the name of a family."""

from __future__ import annotations

from typing import Final

from annotator.suggest.gazetteer.reading import Reading
from annotator.suggest.grammar.noun_phrases import (
    has_article,
    has_pronoun,
    is_common,
    is_content_noun,
    is_name_of_ali,
)

_LONGEST: Final = 7
_MOST_UNKNOWN: Final = 2
_SHORT_VERB: Final = 3
_MAQSURA: Final = "ى"
_SHORTEST: Final = 3
_SHORTEST_FAMILY: Final = 5
_SHORTEST_ALONE: Final = 4
_ALEF, _WAW, _LAM, _YA, _TA, _HA, _MIM, _NUN = "ا", "و", "ل", "ي", "ت", "ه", "م", "ن"
_ARTICLE: Final = _ALEF + _LAM
_PEOPLE: Final = (_WAW + _NUN, _YA + _NUN)
_PLURAL: Final = _ALEF + _TA
_FEMININE_NISBA: Final = _YA + _HA

_NO_NAMES: Final = ("no_names", "offices", "bodies", "kinds", "within")
_PARTICLES: Final = ("times", "occasions", "prepositions", "that", "commons", "contents")
_NO_FAMILIES: Final = ("titles", "common", "defined", "no_families")
_PARTICIPLE: Final = _ARTICLE + _MIM
_NO_FAMILY_NOUNS: Final = ("offices", "bodies", "kinds", "within")


def person_end(at: Reading, first: int, key: str = "") -> tuple[int, int]:
    """The end of the name of a person that begins at `first`, and how many of its parts are surely names.

    `key`: the first word without its proclitic.
    """
    token, sure, unknown, given = first, 0, 0, False
    while token < min(at.last, first + _LONGEST):
        word = key if key and token == first else at.words[token]
        was_given, given = given, False
        if _leads_on(at, token, word, is_first=token == first):
            if at.known.has("name_links", word) and has_article(at.words[token + 1]):
                return token + 2, sure + 1  # «بن السرو» ends a name
            again = at.known.has("name_heads", at.words[token + 1])
            token, sure, given = token + (1 if again else 2), sure + 1, True
        elif is_given(at, token, word):
            token, sure, given = token + 1, sure + 1, True
        elif at.known.has("name_ends", word) and token > first:
            token += 1
        elif (
            token > first
            and is_family(at, token, behind_given=was_given)
            and (word[-1] == _YA or (was_given and not unknown))
        ):
            return token + 1, sure + 1
        elif (
            unknown < _MOST_UNKNOWN
            and is_unknown_name(at, token, behind_given=was_given)
            and _can_follow(word, sure, unknown)
        ):
            token, unknown = token + 1, unknown + 1
        else:
            break
    return token, sure


def _leads_on(at: Reading, token: int, word: str, *, is_first: bool) -> bool:
    """Whether the next word belongs to the name as well: «عبد», «أبو», and inside a name «ابن»."""
    links = at.known.has("name_heads", word) or (not is_first and at.known.has("name_links", word))
    return links and at.is_word(token + 1) and not at.is_verb(token + 1)


def _can_follow(word: str, sure: int, unknown: int) -> bool:
    """Whether a word that no list has still belongs to a name of so many parts: no verb, no adjective."""
    if sure > 1 and word[0] in (_TA, _YA):
        return False
    return not unknown or not (word[-1] == _HA or (sure > 0 and word[0] == _MIM))


def is_given(at: Reading, token: int, word: str = "") -> bool:
    """Whether the word is a name that people are given; «على» is none."""
    word = word or at.words[token]
    as_preposition = at.known.has("given_as_preposition", word)
    return at.known.has("given", word) and (not as_preposition or is_name_of_ali(at.line, token))


def is_unknown_name(at: Reading, token: int, *, behind_given: bool = False) -> bool:
    """Whether the word, without article, can be a part of a name, though no list has it."""
    if not at.is_word(token):
        return False
    word, lexicon = at.words[token], at.lexicon
    if not word.isalpha() or word.isascii() or len(word) < _SHORTEST or has_article(word):
        return False
    if is_given(at, token):
        return True
    if _looks_like_doing(at, token):
        return False
    return at.is_called(token) and not (
        any(at.known.has(name, word) for name in _NO_NAMES)
        or any(word in lexicon.words[name] for name in _PARTICLES)
        or word in at.known.naming.offices
        or word in lexicon.forms
        or (len(word) >= _SHORTEST_FAMILY and word.startswith(tuple(at.known.words["verb_beginnings"])))
        or is_common(word, lexicon)
        or (not behind_given and is_content_noun(at.line, token, lexicon))
        or has_pronoun(at.line, token)
        or _has_proclitic(at, token)
    )


def _looks_like_doing(at: Reading, token: int) -> bool:
    """Whether a word tells what somebody did or how, rather than who it was: «سعى», «متحسرا»."""
    word = at.words[token]
    if len(word) == _SHORT_VERB:
        return at.line.text[at.line.range(token, token + 1)[1] - 1] == _MAQSURA
    if word.endswith(_PLURAL):
        return len(word) > _SHORTEST_FAMILY
    return word[0] == _MIM and word[-1] == _ALEF and len(word) >= _SHORTEST_FAMILY


def _has_proclitic(at: Reading, token: int) -> bool:
    """Whether the word begins with a letter that is written onto another: «وسليم», «للوزير», «بقوة»."""
    if at.is_whole(token):
        return False
    word, lexicon = at.words[token], at.lexicon
    rest = word[1:]
    return (
        word[0] in (_WAW, _LAM)
        or rest.startswith(_ARTICLE)
        or at.known.has("given", rest)
        or rest in at.known.phrases
        or any(rest in lexicon.words[name] for name in ("contents", "commons"))
        or lexicon.shapes.fullmatch(rest) is not None
        or is_common(rest, lexicon)
    )


def is_family(at: Reading, token: int, *, behind_given: bool = False) -> bool:
    """Whether the word, with its article, can end a name of a person: «المرمري», «السرو».

    `behind_given`: right behind a given name it may also be a word: «سليم القروي».
    """
    if not at.is_word(token):
        return False
    word, lexicon, known = at.words[token], at.lexicon, at.known
    if not word.startswith(_ARTICLE) or len(word) < _SHORTEST_FAMILY or word.endswith(_FEMININE_NISBA):
        return False
    noun = word.removeprefix(_ARTICLE)
    return (
        at.is_called(token)
        and not (word.endswith(_PEOPLE) and len(word) > _SHORTEST_FAMILY + 1)
        and not any(known.has(name, word) for name in _NO_FAMILIES)
        and not any(known.has(name, noun) for name in _NO_FAMILY_NOUNS)
        and not any(word in lexicon.words[name] for name in ("times", "occasions", "relatives"))
        and not (is_common(word, lexicon) and not (behind_given and word.endswith(_YA)))
        # «محمد المصري» may be called so, «الرئيس الأسبق» is not.
        and (
            word.endswith(_YA)
            or lexicon.adjectives.fullmatch(word) is None
            or (behind_given and not word.startswith(_PARTICIPLE))
        )
    )


def family_of(at: Reading, first: int, last: int) -> str:
    """The word by which a person is called once the whole name was told; "" where it has none of its own."""
    word = at.words[last - 1]
    if last < first + 2 or len(word) < _SHORTEST_ALONE or is_given(at, last - 1):
        return ""
    surely = word.startswith(_ARTICLE) and word.endswith(_YA)
    return (
        word if surely or is_family(at, last - 1) or is_unknown_name(at, last - 1, behind_given=True) else ""
    )
