"""Where a noun phrase ends: the noun with what it governs, its adjectives, and the name beside an office.

Arabic marks it: «وزير الزراعة» is closed by an article or a pronoun, and what follows a closed phrase is an
adjective with an article of its own, a name beside a person, or the next phrase: «اتهمت|النقابة|الحكومة».
"""

from __future__ import annotations

import re
from typing import Final

from annotator.suggest.grammar.phrases import phrase_at
from annotator.suggest.grammar.tokens import Line
from annotator.suggest.lexicon_rows import Lexicon

_ARTICLE: Final = "ال"
_CONJUNCTION, _LAM, _BA, _HA, _TA, _YA, _ALEF = "و", "ل", "ب", "ه", "ت", "ي", "ا"
_PRONOUNS: Final = ("ها", "هم", "هما", "هن", "نا")
_FEMININE_PLURAL: Final = "ات"
_NISBA: Final = ("ي", "يه", "يون", "يين", "يان")
_NOUNS: Final = ("bodies", "collective", "roles", "persons")
_PLURAL: Final = ("ون", "ين")
_PLURAL_NOUN: Final = ("ون", "ين", "يو", "اء")
_LONGEST_NAME: Final = 4
_LEAST_OBJECT: Final = 3
_LAM_IN_ROOT: Final = re.compile(r"الت.ا.(?:ه|ها|هم|هما|هن|نا)?|ال[عم]اب")
_WITH_PRONOUN: Final = re.compile(r"ت[^\W\d_]{3}")  # «تحفظها»; alone it may be a verb
_PARTICIPLE: Final = re.compile(r"الم[^\W\d_]{3,}|ال[^\W\d_]ا[^\W\d_]{2}ه?")


def has_article(word: str) -> bool:
    """Whether a folded word has the article: «الوزير» and «للوزير», not «التزام»."""
    return word.startswith((_ARTICLE, "لل")) and _LAM_IN_ROOT.fullmatch(word) is None


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


def is_moment(line: Line, token: int) -> bool:
    """Whether «آن» is written, which folding makes one with «أن»: «في آن واحد»."""
    if line.words[token] != "ان":
        return False
    return line.text[line.shift + line.folded.original_range(line.starts[token], line.ends[token])[0]] == "آ"


def _is_name(line: Line, token: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a name can begin here, behind an office and a comma: «رئيس البلدية، فراس العطري،»."""
    lists = lexicon.words
    word = line.words[token] if token < last else ""
    known = ("prepositions", "occasions", "times", "that", "before_media", "relatives", "anonymity", "turns")
    if not word or not line.is_word(token) or has_article(word) or word[0] in (_LAM, _BA):
        return False
    return not any(word in lists[name] for name in known) and not (
        is_common(word, lexicon) or is_content_noun(line, token, lexicon) or has_pronoun(line, token)
    )


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
    if not has_article(before) and not (token > first and has_pronoun(line, token - 1)):
        return False
    if any(not lexicon.words[name].isdisjoint(lexicon.bare(word)[:2]) for name in (*_NOUNS, "contents")):
        return False
    if word.endswith(_PLURAL) and not any(
        line.words[place].endswith(_PLURAL_NOUN) or lexicon.has("collective", line.words[place])
        for place in range(first, token)
    ):
        return False
    participle = _PARTICIPLE.fullmatch(word) is not None and not is_common(word, lexicon)
    if not participle and lexicon.adjectives.fullmatch(word) is None:
        return False
    if word[-1] == _HA:
        return True
    nouns = (line.words[place] for place in range(first, token) if line.is_word(place))
    return not all(noun.endswith((_HA, _FEMININE_PLURAL)) for noun in nouns)


def is_participle(word: str, lexicon: Lexicon) -> bool:
    """Whether a word with an article has the form of a participle, which can govern: «الموقعة على»."""
    return word.startswith("الم") and len(word) > 5 and not is_common(word, lexicon)


def is_verb(word: str) -> bool:
    """Whether a word has the endings of a verb, which begins a clause about the source: «مقاولون عملوا»."""
    return len(word) > 4 and (word.endswith("وا") or (word[0] == "ي" and word.endswith("ون")))


def phrase_end(line: Line, first: int, last: int, lexicon: Lexicon) -> int:
    """The first token of `[first, last)` that is no part of the noun phrase that begins at `first`."""
    words, lists = line.words, lexicon.words
    person = is_person(words[first], lexicon)
    head = not lists["heads"].isdisjoint(lexicon.bare(words[first])[:2])
    closed = named = False
    begin, token, length = first, first, 0
    while token < last:
        word, partner = words[token], line.partner[token]
        described = token > first and has_article(word) and is_adjective(line, begin, token, lexicon)
        named_body = 0 if described else body_name_at(line, token, lexicon)  # «الصحيفة السعودية»
        if named_body and token + named_body <= last:
            # «حركة طالبان|الهجوم»: such a name is complete, but for an adjective of it.
            before = words[token - 1] if token > first else ""
            if before and before not in lists["belonging"] and (closed or _is_indefinite(before, lexicon)):
                return token
            token, closed = token + named_body, True
            if token < last and has_article(words[token]) and not lexicon.adjectives.fullmatch(words[token]):
                return token
            continue
        before = words[token - 1] if token > first else ""
        if word == '"' or word == "(":
            if not token < partner < last or (closed and word == '"' and before not in lists["belonging"]):
                return token
            token, closed = partner + 1, True
            continue
        if word == "," and person and not named and _is_name(line, token + 1, last, lexicon):
            named, closed, length, token = True, False, 0, token + 1
            continue
        if not line.is_word(token):
            return token
        joined = token > first and word[0] == _CONJUNCTION and not lexicon.clitics.is_whole(word)
        if joined:
            word, begin, named, length = word[1:], token, False, 0
            closed = has_article(word) or has_pronoun(line, token)
            person = is_person(word, lexicon) or person
        elif before in lists["belonging"] or word in lists["belonging"]:
            if word in lists["belonging"]:
                if has_pronoun(line, token + 1) or lexicon.has("media", words[token + 1]):
                    return token
            else:
                person, named = person and not named, False
                begin, closed = token, has_article(word) or has_pronoun(line, token)
        elif (
            token > first
            and word[0] in (_LAM, _BA)
            and len(word) > 2
            and before not in lists["name_heads"]
            and not lexicon.clitics.is_whole(word)
        ):
            own = begin != first and is_body(words[begin], lexicon) and word[1] != _LAM
            told = head and word[0] == _LAM and not own
            stated = token == first + body_name_at(line, first, lexicon)  # «الولايات المتحدة|لإسرائيل»
            if named or told or (stated and word[0] == _LAM):
                return token
            begin, closed = token, has_article(word) or (word[0] == _BA and word[1:3] == _ARTICLE)
        elif (
            word in lists["name_heads"]
            and token > first
            and not person
            and (closed or _is_led(line, token, lexicon))
        ):
            return token  # «محكمة في المدينة|عبد الله»
        elif token > first + 1 and _is_indefinite(before, lexicon) and is_accusative(word, lexicon):
            return token  # «مسؤول محلي|دولا»
        elif named and has_article(word) and is_person(word, lexicon):
            named, length, closed = True, 0, True  # a title behind the name: «قاسم عطا الناطق باسم»
        elif has_article(word):
            if named and word in lists["name_ends"]:
                token, closed = token + 1, True  # «حسن نصر الله»
                continue
            if named:
                if is_common(word, lexicon):
                    return token  # «العميد سليم|القادة»
                # Behind two words of a name the family is told by its form: «فراس جاد العطري».
                late = length > 1 and not word.endswith(_NISBA)
                if length >= _LONGEST_NAME or closed or late:
                    return token
                length += 1
                closed = before not in lists["name_heads"] and word not in lists["name_ends"]
                token += 1
                continue
            elif closed:
                if person and _is_title(line, token, last, lexicon):
                    pass
                elif before and has_article(before) and not is_adjective(line, begin, token, lexicon):
                    return token
            elif token > first + 1 and _is_indefinite(words[token - 1], lexicon):
                return token
            closed = True
        elif word in lists["emphatic"]:
            if named and token + 1 < last and has_article(words[token + 1]):
                return token  # «دعا الوزير سامر نور|كافة الولاة»
            closed = True
        elif closed:
            # Beside an office stands a name; beside a body the next phrase begins.
            if is_person(word, lexicon) and _names_person(words[begin:token], lexicon):
                person, named, closed, begin, token = False, False, False, token, token + 1
                continue  # «سامر المرمري مدير المدرسة»
            family = token + 1 < last and _is_family(words[token + 1])
            if not person or named or (is_content_noun(line, token, lexicon) and not family):
                return token
            if is_common(word, lexicon) and not lexicon.has("persons", word):
                return token
            if lexicon.has("texts", word):
                return token  # «ألقى الوزير|خطابا»
            named, closed, length = True, False, length + 1
        elif named:
            if length >= _LONGEST_NAME or is_common(word, lexicon) or is_content_noun(line, token, lexicon):
                return token
            length += 1
        elif token > first and is_content_noun(line, token, lexicon) and not _leads(before, lexicon):
            return token
        elif has_pronoun(line, token):
            # «دعت المدينة|مواطنيها»
            if token == first + 1 and not is_common(words[first], lexicon):
                return token
            closed = True
        token += 1
    return last


def _is_led(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether the word before is a place behind «في»: «في كفرنوار|عبد الله»."""
    return token > 1 and line.words[token - 2] in lexicon.words["belonging"]


def is_accusative(word: str, lexicon: Lexicon) -> bool:
    """Whether a word ends as an object without article does: «موعدا»; states and given names may, too."""
    named = word in lexicon.words["given"] or word in lexicon.phrases["states"]
    return len(word) > _LEAST_OBJECT and word[-1] == _ALEF and not has_article(word) and not named


def _names_person(words: list[str], lexicon: Lexicon) -> bool:
    """Whether these words are the name of a person by a given name and a family's."""
    return len(words) > 1 and words[0] in lexicon.words["given"] and _is_family(words[-1])


def _is_family(word: str) -> bool:
    """Whether a word has the form of a family's name: «توفيق المرمري»."""
    return has_article(word) and word.endswith(_YA)


def is_content_noun(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether a word is a noun of action without article, as a claim can begin with: «تسجيل»، «التزامها»."""
    word = line.words[token]
    if has_article(word) or (word == "كل" and line.words[token + 1] == "من"):
        return False
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


def _leads(word: str, lexicon: Lexicon) -> bool:
    """Whether a noun of action may complete this noun, of a body or an office: «وزارة تطوير»."""
    return any(
        not lexicon.words[name].isdisjoint(lexicon.bare(word)[:3]) for name in ("bodies", "roles", "heads_of")
    )


def _is_title(line: Line, token: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a title stands between an office and a name: «رئيسة الفريق القاضية ماريا»."""
    after = token + 1
    if after < last and lexicon.adjectives.fullmatch(line.words[after]):
        after += 1
    return after < last and not has_article(line.words[after]) and is_person(line.words[token], lexicon)


def _is_indefinite(word: str, lexicon: Lexicon) -> bool:
    """Whether a word without article is an adjective: «مصدر أمني|الأنباء»."""
    adjective = word.endswith(_NISBA) and len(word) > 3
    adjective = adjective and not has_article(word) and not is_person(word, lexicon)
    return adjective and word not in lexicon.words["bodies"]
