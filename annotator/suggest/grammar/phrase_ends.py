"""Where a noun phrase ends: the noun with what it governs, its adjectives, and the name beside an office.

What follows a closed phrase is an adjective with an article of its own, a name beside a person, or the next
phrase: «اتهمت|النقابة|الحكومة».
"""

from __future__ import annotations

from typing import Final

from annotator.suggest.grammar.noun_phrases import (
    body_name_at,
    has_article,
    has_pronoun,
    is_accusative,
    is_adjective,
    is_body,
    is_common,
    is_content_noun,
    is_definite,
    is_name_of_ali,
    is_participle,
    is_person,
)
from annotator.suggest.grammar.phrases import phrase_at
from annotator.suggest.grammar.tokens import Line
from annotator.suggest.lexicon_rows import Lexicon

_ARTICLE: Final = "ال"
_CONJUNCTION, _LAM, _BA, _HA, _YA = "و", "ل", "ب", "ه", "ي"
_PLURAL: Final = ("ون", "ين")
_NISBA: Final = ("ي", "يه", "يون", "يين", "يان")
_SERVANT: Final = "عبد"
_LONGEST_NAME: Final = 4


def phrase_end(line: Line, first: int, last: int, lexicon: Lexicon, *, titles: bool = True) -> int:
    """The first token of `[first, last)` that is no part of the noun phrase that begins at `first`.

    `titles`: an office without article behind a name is that person's: «سامر نور|مدير المدرسة».
    """
    words, lists = line.words, lexicon.words
    person = is_person(words[first], lexicon) or words[first] in lists["ranks"]
    head = not lists["heads"].isdisjoint(lexicon.bare(words[first])[:2])
    closed = named = False
    begin, token, length = first, first, 0
    if words[first] == _SERVANT and first + 1 < last and has_article(words[first + 1]):
        person = named = True  # «عبد الله|مسار»
        token, length = first + 2, 1
    elif words[first] in lists["given"] and not (
        has_article(words[first]) or is_common(words[first], lexicon)
    ):
        person = named = True
        token, length = first + 1, 1
    while token < last:
        word, partner = words[token], line.partner[token]
        described = token > first and has_article(word) and is_adjective(line, begin, token, lexicon)
        named_body = 0 if described else body_name_at(line, token, lexicon)  # «الصحيفة السعودية»
        if named_body and token + named_body <= last:
            # «حركة طالبان|الهجوم»: such a name is complete, but for an adjective of it.
            before = words[token - 1] if token > first else ""
            if before and before not in lists["belonging"] and (closed or is_indefinite(before, lexicon)):
                return token
            token, closed = token + named_body, True
            described = token < last and (
                lexicon.adjectives.fullmatch(words[token]) is not None
                or is_adjective(line, begin, token, lexicon)  # «حركة تحرير السودان الرافضة»
            )
            if token < last and has_article(words[token]) and not described:
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
        if not line.is_word(token) or (token > first and (word == _LAM or word in lists["what"])):
            return token  # «سامر نور ل"…"»، «نفى سامر نور|ما تناقلته»
        complete = token > first and (closed or named)
        if complete and (tail := _tail_at(line, token, last, lexicon)):
            token, named, closed = token + tail, True, True
            if token < last and _is_family(words[token]) and not is_common(words[token], lexicon):
                token += 1  # «سامر عطا|المرمري»
            continue
        if word == _BA and words[token + 1] == '"' and before and is_participle(before, lexicon):
            begin, closed, token = token, False, token + 1  # «المرتبط بـ"…"»
            continue
        joined = token > first and word[0] == _CONJUNCTION and not lexicon.clitics.is_whole(word)
        joined = joined and word not in lists["contents"]  # «مصدر أمني|وقوف»
        if joined:
            word, begin, named, length = word[1:], token, False, 0
            closed = has_article(word) or has_pronoun(line, token)
            person = is_person(word, lexicon) or person
        elif token > first and word in lists["this"] and is_common(before, lexicon) and not closed:
            begin, closed = token, False  # «أهالي هذه المناطق»
        elif token > first and (word in lists["about"] or before in lists["about"] | lists["more"]):
            begin, closed = token, has_article(word)  # «تقرير حول ترتيب البلدان الأكثر أمنا»
        elif _is_cause(line, first, token, lexicon):
            begin, closed = token, False  # «منظمات الدفاع عن حقوق الأطفال»
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
            if named and 0 < length < _LONGEST_NAME and not closed and not _is_led_to(line, token, lexicon):
                token, length = token + 1, length + 1  # «مروان لحود»
                continue
            if named or told or (stated and word[0] == _LAM):
                return token
            begin, closed = token, has_article(word) or (word[0] == _BA and word[1:3] == _ARTICLE)
            closed = closed or word[1:] in lexicon.phrases["states"]
        elif (
            word in lists["name_heads"]
            and token > first
            and not person
            and (closed or _is_led(line, token, lexicon))
        ):
            return token  # «محكمة في المدينة|عبد الله»
        elif token > first + 1 and is_indefinite(before, lexicon) and is_accusative(word, lexicon):
            return token  # «مسؤول محلي|دولا»
        elif named and has_article(word) and is_person(word, lexicon):
            person, named, begin = before == ",", False, token  # «سامر نور الناطق باسم»
            length, closed = 0, True
        elif has_article(word):
            if named and word in lists["name_ends"]:
                token, closed = token + 1, True  # «حسن نصر الله»
                continue
            if named:
                if is_common(word, lexicon):
                    return token  # «العميد سليم|القادة»
                # Behind two words of a name the family is told by its form: «فراس جاد العطري».
                late = length > 1 and not word.endswith(_NISBA) and before not in lists["name_heads"]
                if length >= _LONGEST_NAME or closed or late:
                    return token
                length += 1
                closed = length > 1 and not (before in lists["name_heads"] or word in lists["name_ends"])
                token += 1
                continue
            elif closed:
                if person and _is_title(line, token, last, lexicon):
                    pass
                elif is_definite(before) and not is_adjective(line, begin, token, lexicon):
                    return token
            elif token > first + 1 and is_indefinite(words[token - 1], lexicon):
                return token
            closed = True
        elif word in lists["emphatic"]:
            if named and token + 1 < last and has_article(words[token + 1]):
                return token  # «دعا الوزير سامر نور|كافة الولاة»
            closed = True
        elif closed:
            # Beside an office stands a name; beside a body the next phrase begins.
            called = named or person or _is_called(words[begin:token], lexicon)
            office = titles and called and _is_office(line, token, last, lexicon)
            if office or (is_person(word, lexicon) and _names_person(words[begin:token], lexicon)):
                person, named, closed, begin, token = False, False, False, token, token + 1
                continue  # «سامر المرمري مدير المدرسة»
            behind = words[token + 1] if token + 1 < last else ""
            family = _is_family(behind) and not is_common(behind, lexicon)
            if word in lists["given"] or is_name_of_ali(line, token):
                beside = token == first + 1 and not is_body(before, lexicon)  # «الناشطة ليلى»
                person = person or beside or _leads_to_office(words[begin:token], lexicon)
            if not person or named or (is_content_noun(line, token, lexicon) and not family):
                return token
            if is_common(word, lexicon) and not lexicon.has("persons", word):
                return token
            if words[first].endswith(_PLURAL) and is_accusative(word, lexicon):
                return token  # «المسؤولون في المحكمة|موعدا»
            if lexicon.has("texts", word):
                return token  # «ألقى الوزير|خطابا»
            named, closed, length = True, False, length + 1
        elif named:
            if titles and length > 1 and _is_office(line, token, last, lexicon):
                named, closed, begin, token = False, False, token, token + 1
                continue  # «اللواء سامر نور قائد الشرطة»
            own = len(word) > _LONGEST_NAME and has_pronoun(line, token)  # «أبلغ سامر معارضيه»
            told = is_common(word, lexicon) and not _is_family_alone(word, lexicon)
            if length >= _LONGEST_NAME or own or told:
                return token
            if is_content_noun(line, token, lexicon):
                return token
            length += 1
        elif token > first and is_content_noun(line, token, lexicon) and not _leads(before, lexicon):
            event = lexicon.has("events", before)  # «المكلف بجريمة اغتيال الرئيس»
            if not first < begin == token - 1 or (before[-1] == _HA and not event):
                return token  # «بشدة|قتل»; but «معنية بملف|اغتيال الرئيس» is not complete before it
            closed = has_pronoun(line, token)
        elif has_pronoun(line, token):
            # «دعت المدينة|مواطنيها»
            if token == first + 1 and not is_common(words[first], lexicon):
                return token
            closed = True
        token += 1
    return last


def _is_name(line: Line, token: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a name can begin here, behind an office and a comma: «رئيس البلدية، فراس العطري،»."""
    lists = lexicon.words
    word = line.words[token] if token < last else ""
    known = ("prepositions", "occasions", "times", "that", "before_media", "relatives", "anonymity", "turns")
    if word and has_article(word):
        return _is_titled(line, token, last, lexicon)
    if not word or not line.is_word(token) or word[0] in (_LAM, _BA):
        return False
    return not any(word in lists[name] for name in known) and not (
        is_common(word, lexicon) or is_content_noun(line, token, lexicon) or has_pronoun(line, token)
    )


def _is_titled(line: Line, token: int, last: int, lexicon: Lexicon) -> bool:
    """«، العميد سامر نور»، «، الهادي العطري»: a name with a rank before it, or two words with an article."""
    after = line.words[token + 1] if token + 1 < last else ""
    if not after.isalpha() or is_common(after, lexicon):
        return False
    if has_article(after):
        return _is_family(after) and not is_common(line.words[token], lexicon)
    return is_person(line.words[token], lexicon) and after not in lexicon.words["prepositions"]


def _is_led(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether the word before is a place behind «في»: «في كفرنوار|عبد الله»."""
    return token > 1 and line.words[token - 2] in lexicon.words["belonging"]


def _is_led_to(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether a letter that may be a preposition is one: «للصحيفة»، «لإذاعة»، «بتدبير», not «لحود»."""
    rest = line.words[token][1:]
    known = rest[0] == _LAM or rest.startswith(_ARTICLE) or rest in lexicon.words["that"]
    acts = rest in lexicon.words["contents"] or lexicon.shapes.fullmatch(rest) is not None
    known = known or has_pronoun(line, token) or rest in lexicon.phrases["states"]
    return known or acts or is_common(rest, lexicon)


def _is_office(line: Line, token: int, last: int, lexicon: Lexicon) -> bool:
    """Whether an office without article begins here, with what it is of: «مدير المدرسة»."""
    word = line.words[token]
    if token + 1 >= last or not line.is_word(token + 1) or lexicon.has("texts", word):
        return False
    return is_person(word, lexicon) and not has_article(word)


def _names_person(words: list[str], lexicon: Lexicon) -> bool:
    """Whether these words are the name of a person by a given name and a family's."""
    return len(words) > 1 and words[0] in lexicon.words["given"] and _is_family(words[-1])


def _is_cause(line: Line, first: int, token: int, lexicon: Lexicon) -> bool:
    """Whether «عن» tells what a body stands up for, not what it speaks of: «عن حقوق», not «عن قلقها»."""
    if line.words[token] not in lexicon.words["through"] or token < first + 2:
        return False
    advocate = lexicon.has("advocates", line.words[first])
    stands = advocate and lexicon.has("complements", line.words[token - 1])
    return stands and not (has_pronoun(line, token + 1) or is_content_noun(line, token + 1, lexicon))


def _leads_to_office(words: list[str], lexicon: Lexicon) -> bool:
    """Whether the last noun without article is a person's office: «أسرة وزير المياه السابق»."""
    return any(
        is_person(word, lexicon) and not has_article(word) and not is_body(word, lexicon)
        for word in words[1:-1]
    )


def _is_called(words: list[str], lexicon: Lexicon) -> bool:
    """Whether these are a name of two words with an article: «الهادي العطري»."""
    named = len(words) == 2 and has_article(words[0]) and _is_family(words[1])
    return named and not any(is_common(word, lexicon) for word in words)


def _tail_at(line: Line, token: int, last: int, lexicon: Lexicon) -> int:
    """How many words from here on, two at least, end a name: of a person of public life in full, or those of
    a station («أف أم»)."""
    if tail := phrase_at(line, token, lexicon.phrases["tails"]):
        return tail
    ends = range(min(last, token + _LONGEST_NAME), token + 1, -1)
    return next((end - token for end in ends if "".join(line.words[token:end]) in lexicon.people), 0)


def _is_family(word: str) -> bool:
    """Whether a word has the form of a family's name: «توفيق المرمري»."""
    return has_article(word) and word.endswith(_YA)


def _is_family_alone(word: str, lexicon: Lexicon) -> bool:
    """Whether an adjective without article goes on with a name, which has none: «رضا عسكري»."""
    return word.endswith(_YA) and not is_person(word, lexicon)


def _leads(word: str, lexicon: Lexicon) -> bool:
    """Whether a noun of action may complete this noun, of a body or an office: «وزارة تطوير»."""
    # «أمني» is an adjective, not the body «أمن».
    forms = (word, word[1:]) if word.endswith(_NISBA) else lexicon.bare(word)[:3]
    return any(not lexicon.words[name].isdisjoint(forms) for name in ("bodies", "roles", "heads_of"))


def _is_title(line: Line, token: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a title stands between an office and a name: «رئيسة الفريق القاضية ماريا»."""
    after = token + 1
    if after < last and lexicon.adjectives.fullmatch(line.words[after]):
        after += 1
    titled = is_person(line.words[token], lexicon) or line.words[token] in lexicon.words["ranks"]
    return after < last and not has_article(line.words[after]) and titled


def is_indefinite(word: str, lexicon: Lexicon) -> bool:
    """Whether a word without article is an adjective: «مصدر أمني|الأنباء»."""
    adjective = word.endswith(_NISBA) and len(word) > 3
    adjective = adjective and not has_article(word) and not is_person(word, lexicon)
    others = (lexicon.words[name] for name in ("bodies", "collective", "directions"))
    return adjective and not any(word in other for other in others)
