"""Tells from the words of a source what kind of voice it is, whom it belongs to, how it is named."""

from __future__ import annotations

import itertools
from typing import Final

import msgspec

from annotator.core.model import Range
from annotator.suggest.grammar.noun_phrases import (
    body_name_at,
    has_article,
    is_common,
    is_content_noun,
    is_person,
)
from annotator.suggest.grammar.phrases import phrase_at
from annotator.suggest.grammar.tokens import Line, Span
from annotator.suggest.lexicon_rows import Lexicon, Phrase

_LONGEST_BODY: Final = 5
_DOCUMENT: Final = "document"
_ANONYMOUS: Final = "anonymous"
_STATE: Final = "official"
_RANK: Final = "military"
_POLICE: Final = "security"
_PARTY: Final = "political"
_SPOKESPERSON: Final = "spokesperson"
_ARMED: Final = "armed_group"
_INDIVIDUAL: Final = "individual"
PLAIN: Final = frozenset(("", "individual", "anonymous", "document", "author", "hearsay"))
"""Categories that say nothing of what somebody is."""
_LONGEST_NAME: Final = 5
_LONGEST_KNOWN: Final = 5
_FIRST: Final = 3
_VOICES: Final = ("heads", "roles", "persons", "collective", "unnamed", "bodies")
"""Lists of nouns that can speak."""
_PLURAL: Final = ("ات", "ون", "ين")
_NAMELESS: Final = frozenset(("unnamed", "collective"))
_LAM, _BA, _FAMILY = "ل", "ب", "ي"
_ARTICLE: Final = "ا" + _LAM


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """A source: its words in code points of the text, and what they tell about it."""

    range: Range
    category: str = ""
    affiliation: str = ""
    naming: str = "named"


def voice(line: Line, span: Span, lexicon: Lexicon, *, skip: int = 0) -> Voice:
    """The voice in the words `span`; `skip` letters of the first word are a preposition."""
    words = [(token, line.words[token]) for token in range(*span) if line.is_word(token)]
    forms = [lexicon.bare(word) for _, word in words]
    return Voice(
        range=line.range(*span, skip=skip),
        category=_kind(line, span, words, forms, lexicon) if words else "",
        affiliation=_affiliation(line, words, forms, lexicon),
        naming=_naming(line, span, words, forms, lexicon),
    )


def _kind(
    line: Line,
    span: Span,
    words: list[tuple[int, str]],
    forms: list[tuple[str, ...]],
    lexicon: Lexicon,
) -> str:
    """The category of a voice: by the words that decide, else by whom it belongs to, else as a person."""
    # «المدير» says what kind of voice it is only where nothing else does, «مصدر» that it is not named.
    named = len(words) > 1 and words[0][1] in lexicon.words["given"] and not is_common(words[1][1], lexicon)
    telling = forms[1:] if named and _is_alone(forms, lexicon) else forms  # «مختار حسن مدير»
    length, head = _phrase_at(forms, 0, lexicon.weak)
    if is_text := head == _DOCUMENT:
        telling = forms[length:]  # «بيان صحفي» has no word of a newspaper
    category = strong = _category(telling, lexicon.categories)
    nameless = any(not lexicon.words["heads"].isdisjoint(form) for form in forms[:_FIRST])  # «هذه المصادر»
    if nameless and strong == _INDIVIDUAL:
        return _ANONYMOUS  # «مصدر مقرب من المدرب»
    if any(_category_at(forms, place, lexicon.categories) == _SPOKESPERSON for place in range(len(forms))):
        return _SPOKESPERSON  # «الميجر جنرال فلان المتحدث باسم الجيش»
    if not strong and (person := _known(line, words, lexicon)):
        return person
    if _is_rank(words, lexicon):
        rank = _POLICE if words[0][1] in lexicon.words["ranks_of_police"] else _RANK
        return _category(forms[1:], lexicon.categories) or rank  # «اللواء فلان»
    if _is_given_and_family(words, lexicon):
        return known_person(line, span, lexicon) or _INDIVIDUAL
    alone = _named_body(line, words[0][0], lexicon)
    if alone == _STATE and not _category_at(forms, 0, lexicon.categories):
        return _STATE  # «واشنطن», not «واشنطن بوست»
    if not strong:
        category = _category(telling, lexicon.weak, but=_DOCUMENT if is_text else "") or head
        category = _member(line, words, lexicon, is_text=is_text) or category
        if not category and nameless:
            category = _ANONYMOUS
    category = category or alone or _category_at(forms, 0, lexicon.last)
    if not category and not is_person_name(line, span, lexicon):
        category = _category(telling, lexicon.last)
    return category or _INDIVIDUAL


def _known(line: Line, words: list[tuple[int, str]], lexicon: Lexicon) -> str:
    """The category of a person of public life, what stands before the name aside: «الشيخ فلان»، «كبير
    المفاوضين فلان الفلاني»; "" of anybody else."""
    for place in range(max(0, len(words) - _LONGEST_KNOWN), len(words)):
        before = words[place - 1][1] if place else ""
        alone = place == len(words) - 1  # «الرئيس فلان», not «المدير سامر فلان»
        titled = has_article(before) and (not alone or is_person(before, lexicon))
        if (not place or titled) and (
            person := known_person(line, (words[place][0], words[-1][0] + 1), lexicon)
        ):
            return person
    return ""


def _is_rank(words: list[tuple[int, str]], lexicon: Lexicon) -> bool:
    """Whether a rank stands before a name: «اللواء فلان»، «اللواء الفلاني», not «اللواء الركن»."""
    if len(words) < 2 or words[0][1] not in lexicon.words["ranks"]:
        return False
    title = len(words) > 2 and has_article(words[1][1]) and lexicon.has("persons", words[1][1])
    name = words[1 + title][1]  # «العقيد الدكتور فلان»
    family = len(words) == 2 and name.endswith(_FAMILY) and not is_common(name, lexicon)
    return family or not has_article(name)


def _member(line: Line, words: list[tuple[int, str]], lexicon: Lexicon, *, is_text: bool) -> str:
    """The category of the party or the group, for a text and a person of a state as well, that somebody
    belongs to: «مسؤول في حماس»، «بيان لطالبان»."""
    for (_, before), (token, word) in itertools.pairwise(words):
        skip = int(word[0] in (_LAM, _BA) and not lexicon.clitics.is_whole(word))
        found = _named_body(line, token, lexicon, skip=skip)
        close = skip or before in lexicon.words["belonging"] or is_person(before, lexicon)
        if found and (is_text or (close and found != _STATE)):
            return found
    return ""


def _named_body(line: Line, token: int, lexicon: Lexicon, *, skip: int = 0) -> str:
    """The category of a state, a party or a group known by its name alone that stands here."""
    lists = (("states", _STATE), ("parties", _PARTY), ("groups", _ARMED))
    found = (each for name, each in lists if phrase_at(line, token, lexicon.phrases[name], skip=skip))
    return next(found, "")


def _is_alone(forms: list[tuple[str, ...]], lexicon: Lexicon) -> bool:
    """Whether the first word tells a category by itself only, not as the head of a phrase: not «أمين عام»."""
    one = _category_at(forms[:1], 0, lexicon.categories) or _category_at(forms[:1], 0, lexicon.weak)
    return one == (_category_at(forms, 0, lexicon.categories) or _category_at(forms, 0, lexicon.weak))


def _is_given_and_family(words: list[tuple[int, str]], lexicon: Lexicon) -> bool:
    """Whether two words are a given name and one of a family that may mean a trade, too: «سامر الطبيب»."""
    lists = lexicon.words
    if len(words) != 2 or not has_article(words[1][1]) or words[0][1] not in lists["given"]:
        return False
    return lists["roles"].isdisjoint(lexicon.bare(words[0][1])) and words[0][1] not in lists["persons"]


def is_voice(line: Line, span: Span, lexicon: Lexicon) -> bool:
    """Whether the words are known to name a voice: by a word of the lexicon, or a name in quotation marks."""
    forms = [lexicon.bare(line.words[token]) for token in range(*span) if line.is_word(token)]
    heads = lexicon.words["heads"]
    return (
        bool(_category(forms, lexicon.categories) or _category(forms, lexicon.weak))
        or any(not heads.isdisjoint(form) for form in forms)
        or body_name_at(line, span[0], lexicon) > 0
        or _is_quoted_name(line, span)
    )


def is_voice_head(line: Line, span: Span, lexicon: Lexicon) -> bool:
    """Whether the first of the words names a voice: «وزير الزراعة», not «تراجع الوزير»."""
    lists, head = lexicon.words, lexicon.bare(line.words[span[0]])
    if line.words[span[0]] in lists["some"] and span[0] + 1 < span[1]:
        several = span[0] + 1 + (line.words[span[0] + 1] in lists["from"])
        return several < span[1] and is_voice_head(line, (several, span[1]), lexicon)
    if body_name_at(line, span[0], lexicon):
        return True
    if _is_quoted_name(line, span) or line.words[span[0]] == '"':
        return True
    if any(not lists[name].isdisjoint(head) for name in _VOICES):
        return True
    forms = [lexicon.bare(line.words[token]) for token in range(span[0], min(span[1], span[0] + 4))]
    return bool(_category_at(forms, 0, lexicon.categories) or _category_at(forms, 0, lexicon.weak))


def known_person(line: Line, span: Span, lexicon: Lexicon) -> str:
    """The category of whom the words name and nothing else, if it is a person of public life."""
    name = "".join(line.words[token] for token in range(*span))
    return lexicon.people.get(name) or lexicon.people.get(_without_lam(name), "")


def _without_lam(name: str) -> str:
    """A name without the preposition: «لفلان»، «للفلاني»."""
    return _ARTICLE + name[2:] if name.startswith(_LAM * 2) else name.removeprefix(_LAM)


def is_person_name(line: Line, span: Span, lexicon: Lexicon, *, sure: bool = False) -> bool:
    """Whether the words look like the name of a person: none of the first two is a word of the lexicon, and
    the first has no article but where it is alone. `sure`: a given name begins it, or a family's ends it."""
    if known_person(line, span, lexicon):
        return True
    words = [line.words[token] for token in range(*span)]
    name = words[: words.index(",")] if "," in words else words
    title = next((n for n, word in enumerate(name[2:], start=2) if is_person(word, lexicon)), len(name))
    name = name[:title]  # «سامر نور مستشار الشركة»
    if not name or len(name) > _LONGEST_NAME or not all(map(str.isalpha, name[:2])):
        return False
    lists = lexicon.words
    given = name[0] in lists["given"]
    family = name[-1].startswith(lexicon.article) and name[-1].endswith(_FAMILY)
    if sure and not (given or family):
        return False
    if any(word in lists[each] for word in name[1:] for each in ("prepositions", "no_subject", "that")):
        return False
    if given:
        return not any(is_common(word, lexicon) for word in name[1:2])
    common = any(is_common(word, lexicon) for word in name[:2]) or body_name_at(line, span[0], lexicon)
    small = name[0] in lists["prepositions"] or name[0] in lists["no_subject"] or name[0] in lists["that"]
    if common or small or name[0].endswith(_PLURAL) or (has_article(name[0]) and len(name) > 1):
        return False
    return not is_content_noun(line, span[0], lexicon)


def is_kind(words: str, lexicon: Lexicon) -> bool:
    """Whether the words tell what kind of source it is, and name nobody: «مصدر طبي»، «شهود عيان»."""
    line = Line(words, 0, len(words))
    return voice(line, (0, len(line)), lexicon).naming in _NAMELESS


def is_document(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is a kind of text: «بيان»، «تقرير»."""
    return _category_at([lexicon.bare(word)], 0, lexicon.weak) == _DOCUMENT


def _category(
    forms: list[tuple[str, ...]], rows: dict[str, tuple[tuple[Phrase, str], ...]], *, but: str = ""
) -> str:
    """The category of the first phrase found, `but` one; the longest of those that begin at the same word."""
    for place in range(len(forms)):
        if (found := _category_at(forms, place, rows)) and found != but:
            return found
    return ""


def _category_at(
    forms: list[tuple[str, ...]], place: int, rows: dict[str, tuple[tuple[Phrase, str], ...]]
) -> str:
    """The category of the longest phrase that begins at this word; "" if none does."""
    return _phrase_at(forms, place, rows)[1] if forms else ""


def _phrase_at(
    forms: list[tuple[str, ...]], place: int, rows: dict[str, tuple[tuple[Phrase, str], ...]]
) -> tuple[int, str]:
    """The longest phrase that begins at this word: how many words it has, and its category."""
    best: tuple[int, str] = (0, "")
    for form in forms[place]:
        for phrase, category in rows.get(form, ()):
            after = forms[place : place + len(phrase)]
            if best[0] < len(phrase) == len(after) and all(map(tuple.__contains__, after, phrase)):
                best = len(phrase), category
    return best


def _is_quoted_name(line: Line, span: Span) -> bool:
    before = span[0] - 1
    return before >= 0 and line.words[before] == '"' and line.partner[before] == span[1]


def _affiliation(
    line: Line, words: list[tuple[int, str]], forms: list[tuple[str, ...]], lexicon: Lexicon
) -> str:
    """The body a voice belongs to, as written, without quotation marks; "" if none is named."""
    lists = lexicon.words
    if not forms or not lists["bodies"].isdisjoint(forms[0]):
        return ""  # the source is itself the body
    for place, (token, word) in enumerate(words):
        after = words[place + 1][0] if place + 1 < len(words) else None
        attached = place and word[0] == _BA and not lexicon.clitics.is_whole(word)
        if attached and not lists["bodies"].isdisjoint(forms[place][1:]):
            return _body(line, token, words, lexicon, skip=1)
        if after is None:
            break
        leads = word in lists["belonging"] or (place == 0 and not lists["heads_of"].isdisjoint(forms[0]))
        definite = line.words[after].startswith((lexicon.article, _BA))
        if not leads and not (place == 0 and definite and not lists["heads"].isdisjoint(forms[0])):
            continue
        if leads and line.words[after - 1] == '"' and line.partner[after - 1] > after:
            start, end = line.range(after, line.partner[after - 1])
            return line.text[start:end]
        if not lists["bodies"].isdisjoint(forms[place + 1]):
            attached = line.words[after][0] == _BA and not lexicon.clitics.is_whole(line.words[after])
            return _body(line, after, words, lexicon, skip=int(attached))
    return ""


def _body(line: Line, token: int, words: list[tuple[int, str]], lexicon: Lexicon, *, skip: int = 0) -> str:
    """The name of a body that begins at `token`: as far as the next sign or the name of a person's office."""
    opening = token + 1
    if line.words[opening] == '"' and line.partner[opening] > opening:
        start, end = line.range(opening + 1, line.partner[opening])
        return line.text[start:end]
    last = token
    for following, word in words:
        if token < following < token + _LONGEST_BODY and following <= last + 1:
            if not lexicon.words["persons"].isdisjoint(lexicon.bare(word)):
                break
            last = following
    start, end = line.range(token, last + 1, skip=skip)
    return line.text[start:end]


def _naming(
    line: Line,
    span: Span,
    words: list[tuple[int, str]],
    forms: list[tuple[str, ...]],
    lexicon: Lexicon,
) -> str:
    lists = lexicon.words
    if not words:
        return "named"
    head = forms[0]
    texts = {word for _, word in words}
    if not lists["heads"].isdisjoint(head) or not lists["anonymity"].isdisjoint(texts):
        return "unnamed"
    if not lists["collective"].isdisjoint(head[:2]):
        return "collective"
    if not lists["unnamed"].isdisjoint(head[:1]):
        return "unnamed"
    if lists["roles"].isdisjoint(head):
        return "named"
    if any(line.words[token] == "," for token in range(*span)):
        return "named"
    # A name has no article where the office before it has one: «النائب جاد»، «خبير السدود زيد».
    for (_, before), (_, word) in itertools.pairwise(words):
        if word in lists["prepositions"] or word in lists["belonging"]:
            break
        if before.startswith(_ARTICLE) and not word.startswith(_ARTICLE):
            return "named"
    return "role"
