"""What a word of a noun phrase is: definite, a person, a body, an adjective, a noun of action.

Arabic marks it: «وزير الزراعة» is closed by an article or a pronoun, and what follows a closed phrase is an
adjective with an article of its own, a name beside a person, or the next phrase.
"""

from __future__ import annotations

import re
from typing import Final

from annotator.suggest.grammar.phrases import phrase_at
from annotator.suggest.grammar.tokens import Line
from annotator.suggest.lexicon_rows import Lexicon

_ARTICLE: Final = "ال"
_CONJUNCTION, _HA, _TA, _YA, _ALEF = "و", "ه", "ت", "ي", "ا"
_PRONOUNS: Final = ("ها", "هم", "هما", "هن", "نا")
_FEMININE_PLURAL: Final = "ات"
_NISBA: Final = ("ي", "يه", "يون", "يين", "يان")
_NOUNS: Final = ("bodies", "collective", "roles", "persons")
_PLURAL: Final = ("ون", "ين")
_PLURAL_NOUN: Final = ("ون", "ين", "يو", "اء")
_SHORT_JOINED: Final = 5
_LEAST_OBJECT: Final = 3
_LAM_IN_ROOT: Final = re.compile(r"الت.ا.(?:ه|ها|هم|هما|هن|نا)?|ال[عم]اب")
_WITH_PRONOUN: Final = re.compile(r"ت[^\W\d_]{3}")  # «تحفظها»; alone it may be a verb
_PARTICIPLE: Final = re.compile(r"الم[^\W\d_]{3,}|ال[^\W\d_]ا[^\W\d_]{2}ه?")


def has_article(word: str) -> bool:
    """Whether a folded word has the article: «الوزير» and «للوزير», not «التزام»."""
    return word.startswith((_ARTICLE, "لل")) and _LAM_IN_ROOT.fullmatch(word) is None


def is_definite(word: str) -> bool:
    """Whether a word has the article, behind «و» too: «والاتحاد», not «والي»."""
    joined = len(word) > _SHORT_JOINED and word[0] == _CONJUNCTION and has_article(word[1:])
    return has_article(word) or joined


def has_pronoun(line: Line, token: int) -> bool:
    """Whether a noun ends in a pronoun: «عددها», and «بيانه» where the text has no ta marbuta."""
    word = line.words[token]
    if len(word) > 4 and word.endswith(_PRONOUNS):
        return True
    if len(word) < 3 or word[-1] != _HA or has_article(word):
        return False
    last = line.shift + line.folded.original_range(line.ends[token] - 1, line.ends[token])[0]
    return line.text[last] == _HA


def is_name_of_ali(line: Line, token: int) -> bool:
    """Whether «علي» is written as a name, which folding makes one with the preposition «على»."""
    if line.words[token] != "علي":
        return False
    last = line.shift + line.folded.original_range(line.ends[token] - 1, line.ends[token])[0]
    return line.text[last] == _YA


def body_name_at(line: Line, token: int, lexicon: Lexicon) -> int:
    """How many tokens from here on name a state, a capital or a group that is known by its name alone."""
    phrases = lexicon.phrases
    return phrase_at(line, token, phrases["states"]) or phrase_at(line, token, phrases["groups"])


def first_letter(line: Line, token: int) -> str:
    """The letter a word begins with as it is written, which folding may have made another."""
    return line.text[line.shift + line.folded.original_range(line.starts[token], line.ends[token])[0]]


def is_moment(line: Line, token: int) -> bool:
    """Whether «آن» or «آنا» is written, which folding makes one with «أن»: «في آن واحد»."""
    return line.words[token] in ("ان", "انا") and first_letter(line, token) == "آ"


def is_common(word: str, lexicon: Lexicon) -> bool:
    """Whether a word of the lexicon, no name: an office, a body, a group of people, a kind of text."""
    bare = lexicon.bare(word)[:2]
    lists = ("heads", "roles", "collective", "bodies", "persons", "recipients", "commons")
    return any(not lexicon.words[name].isdisjoint(bare) for name in lists) or any(
        len(phrase) == 1
        for rows in (lexicon.categories, lexicon.weak)
        for form in bare
        for phrase, _ in rows.get(form, ())
    )


def is_person(word: str, lexicon: Lexicon) -> bool:
    """Whether a noun names a person by an office or a trade, so that a name may stand beside it."""
    bare = lexicon.bare(word)
    return any(not lexicon.words[name].isdisjoint(bare) for name in ("roles", "persons", "unnamed"))


def is_body(word: str, lexicon: Lexicon) -> bool:
    """Whether a noun names a body, which has no name of a person beside it."""
    return not lexicon.words["bodies"].isdisjoint(lexicon.bare(word)[:2])


def is_adjective(line: Line, first: int, token: int, lexicon: Lexicon) -> bool:
    """Whether a word with an article is an adjective of a phrase from `first` on: it has the form of one, and
    the gender of one of its nouns."""
    word, before = line.words[token], line.words[token - 1] if token > first else ""
    # Behind a noun without article stands the noun that completes it: «بعثة المراقبة».
    if not is_definite(before) and not (token > first and has_pronoun(line, token - 1)):
        return False
    if word in lexicon.words["charged"] and lexicon.has("committees", before):
        return True  # «اللجنة المنظمة»
    if word in lexicon.words["fields"]:
        return word.endswith(_HA) == before.endswith((_HA, _FEMININE_PLURAL))  # «المنظمات الحقوقية»
    if any(not lexicon.words[name].isdisjoint(lexicon.bare(word)[:2]) for name in (*_NOUNS, "contents")):
        return False
    if word.endswith(_PLURAL) and not any(
        line.words[place].endswith(_PLURAL_NOUN)
        or any(lexicon.has(name, line.words[place]) for name in ("collective", "many_people"))
        for place in range(first, token)
    ):
        return False
    participle = _PARTICIPLE.fullmatch(word) is not None and not is_common(word, lexicon)
    if not participle and lexicon.adjectives.fullmatch(word) is None:
        return False
    if word[-1] == _HA or word in lexicon.words["feminine"]:
        return True
    nouns = (line.words[place] for place in range(first, token) if line.is_word(place))
    return not all(noun.endswith((_HA, _FEMININE_PLURAL)) for noun in nouns)


def is_participle(word: str, lexicon: Lexicon) -> bool:
    """Whether a word with an article has the form of a participle, which can govern: «الموقعة على»."""
    return word.startswith("الم") and len(word) > 5 and not is_common(word, lexicon)


def is_verb(word: str) -> bool:
    """Whether a word has the endings of a verb, which begins a clause about the source: «مقاولون عملوا»."""
    return len(word) > 4 and (word.endswith("وا") or (word[0] == "ي" and word.endswith("ون")))


def is_accusative(word: str, lexicon: Lexicon) -> bool:
    """Whether a word ends as an object without article does: «موعدا»; states and given names may, too."""
    named = word in lexicon.words["given"] or word in lexicon.phrases["states"]
    return len(word) > _LEAST_OBJECT and word[-1] == _ALEF and not has_article(word) and not named


def is_content_noun(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether a word is a noun of action without article, as a claim can begin with: «تسجيل»، «التزامها»."""
    word = line.words[token]
    if has_article(word) or (word == "كل" and line.words[token + 1] == "من"):
        return False
    if word in lexicon.words["provinces"] and line.words[token + 1] not in lexicon.words["prepositions"]:
        return False  # «محافظة العقيق», not «محافظة على»
    if token and word.endswith(_NISBA[1]) and line.words[token - 1].endswith(_NISBA[1]):
        return word in lexicon.words["contents"]  # «صحفية تركية»
    forms = [word] if word in lexicon.words["cognates"] else [word, word.removesuffix(_ALEF)]  # «قلقا»
    for stem in (word.removesuffix(end) for end in lexicon.pronouns if word.endswith(end)):
        if len(stem) == 3:
            forms.append(stem)
        elif len(stem) > 3:
            if _WITH_PRONOUN.fullmatch(stem):
                return True
            # Before a pronoun ta marbuta is a ta: «مسؤوليتها».
            forms += [stem, stem[:-1] + _HA] if stem[-1] == _TA else [stem]
    return any(
        form in lexicon.words["contents"] or lexicon.shapes.fullmatch(form) is not None for form in forms
    )
