"""The words that name a source: where they end, what kind of voice they are, whom the voice belongs to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

import msgspec

from annotator.core.model import Range
from annotator.suggest.grammar.noun_phrases import (
    has_article,
    has_pronoun,
    is_adjective,
    is_body,
    is_common,
    is_name_of_ali,
    is_participle,
    is_verb,
    phrase_end,
)
from annotator.suggest.grammar.tokens import Line, Span
from annotator.suggest.lexicon_rows import Lexicon, Phrase

LONGEST_SOURCE: Final = 24
_LONGEST_BODY: Final = 5
_LONGEST_ASIDE: Final = 8
_DOCUMENT: Final = "document"
_ANONYMOUS: Final = "anonymous"
_CONJUNCTIONS: Final = ("و", "ف")
_LAM, _BA = "ل", "ب"
_ARTICLE: Final = "ا" + _LAM


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """A source: its words in code points of the text, and what they tell about it."""

    range: Range
    category: str = ""
    affiliation: str = ""
    naming: str = "named"


def phrase_at(line: Line, token: int, rows: dict[str, tuple[Phrase, ...]], *, skip: int = 0) -> int:
    """How many tokens from `token` on are one of these phrases; 0 if none. The longest is tried first.

    `skip` letters of the first token are left out.
    """
    for phrase in rows.get(line.words[token][skip:], ()):
        if tuple(line.words[token + 1 : token + len(phrase)]) == phrase[1:]:
            return len(phrase)
    return 0


def break_at(line: Line, token: int, lexicon: Lexicon) -> int:
    """How many tokens from `token` on begin a clause of its own, a conjunction in front aside: «ولكن»."""
    rows = lexicon.phrases["breaks"]
    length = phrase_at(line, token, rows) or (
        phrase_at(line, token, rows, skip=1) if line.words[token][:1] in _CONJUNCTIONS else 0
    )
    return 0 if length > 1 and line.words[token + length] in lexicon.words["not_breaks"] else length


def mirror_at(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether a cue that has its source behind it begins here: «وفق»، «نقلا عن»، «حسبما»."""
    word = line.words[token]
    if phrase_at(line, token, lexicon.chains):
        return True
    for phrase, _ in lexicon.prepositions.get(word, ()):
        known = phrase[:-1] if len(phrase[-1]) == 1 else phrase
        if tuple(line.words[token : token + len(known)]) == known:
            return True
    return False


def source_in(line: Line, span: Span, lexicon: Lexicon, *, document: bool = False) -> Span | None:
    """The words of the source among those between a cue and its claim; None if they name nobody.

    What tells when, where, on what occasion and to whom it was said is left out; appositions stay in.
    `document`: the words name a text, in which what would be an occasion elsewhere belongs to the name.
    """
    begin: int | None = None
    while span[0] < span[1] and line.words[span[0]] in lexicon.words["of_it"]:
        span = span[0] + 1, span[1]
    if span[0] < span[1] and (turn := phrase_at(line, span[0], lexicon.phrases["turns"])):
        span = min(span[0] + turn, span[1]), span[1]
    later = next(
        (token for token in range(*span) if line.words[token] not in lexicon.words["times"]), span[1]
    )
    if span[0] < later < span[1] and is_voice_head(line, (later, span[1]), lexicon):
        span = later, span[1]  # «أعلن اليوم الوزير أن»
    end = span[0]
    complete = True
    for first, last in _chunks(line, span):
        stop = _stop(line, first, last, lexicon, document)
        if begin is None:
            if stop == first and (first := _voice_behind(line, first, last, lexicon)) == last:
                continue
            stop = _stop(line, first, last, lexicon, document)
            begin, end, complete = first, stop, stop == last
        elif line.words[first] in lexicon.words["anonymity"]:
            end = last
        elif stop == first or not complete or stop - first > _LONGEST_BODY + 3:
            break
        else:
            end, complete = stop, stop == last
    if (
        begin is None
        or end - begin > LONGEST_SOURCE
        or line.words[begin] in lexicon.words["that"] | lexicon.words["what"]
    ):
        return None
    return unquoted(line, (begin, end))


def _voice_behind(line: Line, first: int, last: int, lexicon: Lexicon) -> int:
    """Where a voice begins behind words that tell to whom or when: «للصحفيين عقب اللقاء|وزير الري».

    `last` if none does: a noun without article, of a person or a body, behind one with an article.
    """
    for token in range(first + 1, min(last, first + _LONGEST_ASIDE)):
        word = line.words[token]
        if not has_article(word) and has_article(line.words[token - 1]) and is_common(word, lexicon):
            return token if is_voice_head(line, (token, last), lexicon) else last
    return last


def is_aside(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether the words from `token` on tell when, where or on what occasion, not who."""
    return _stop(line, token, min(len(line), token + 1), lexicon, False) == token


def unquoted(line: Line, span: Span) -> Span | None:
    """`span` without signs at its ends; a mark whose partner is inside stays, unless both ends have one."""
    first, last = span
    while first < last and not line.is_word(first) and line.words[first] not in '"(':
        first += 1
    while first < last and not line.is_word(last - 1) and line.words[last - 1] not in '")':
        last -= 1
    if last - first < 2:
        return (first, last) if first < last and line.is_word(first) else None
    if line.words[first] == '"' and line.words[last - 1] == '"':
        first, last = first + 1, last - 1
    else:
        if line.words[first] in '"(' and not first < line.partner[first] < last:
            first += 1
        if line.words[last - 1] in '")' and not first <= line.partner[last - 1] < last:
            last -= 1
    return (first, last) if first < last and any(map(line.is_word, range(first, last))) else None


def voice(line: Line, span: Span, lexicon: Lexicon, *, skip: int = 0) -> Voice:
    """What the words `span` tell; `skip` letters of the first word are a preposition."""
    words = [(token, line.words[token]) for token in range(*span) if line.is_word(token)]
    forms = [lexicon.bare(word) for _, word in words]
    # «المدير» says what kind of voice it is only where nothing else does, «مصدر» that it is not named.
    category = _category(forms, lexicon.categories) or _category(forms, lexicon.weak)
    if not category and forms and not lexicon.words["heads"].isdisjoint(forms[0]):
        category = _ANONYMOUS
    return Voice(
        range=line.range(*span, skip=skip),
        category=category,
        affiliation=_affiliation(line, words, forms, lexicon),
        naming=_naming(line, span, words, forms, lexicon),
    )


def is_voice(line: Line, span: Span, lexicon: Lexicon) -> bool:
    """Whether the words are known to name a voice: by a word of the lexicon, or a name in quotation marks."""
    forms = [lexicon.bare(line.words[token]) for token in range(*span) if line.is_word(token)]
    heads = lexicon.words["heads"]
    return (
        bool(_category(forms, lexicon.categories) or _category(forms, lexicon.weak))
        or any(not heads.isdisjoint(form) for form in forms)
        or _is_quoted_name(line, span)
    )


def before_addressee(line: Line, source: Span, lexicon: Lexicon, *, whole: bool = True) -> Span | None:
    """Who speaks, of words that may also name who is spoken to: «النقابة الحكومة» are two, «اللجنة الأمنية»
    is one. None where it cannot be told. `whole`: words that a comma follows name nobody else."""
    first, last = source
    words = line.words
    comma = next((token for token in range(first, last) if words[token] == ","), None)
    if comma is not None:
        return first, comma
    if last - first == 1 or (whole and words[last] == ","):
        return source
    if first > 0 and words[first - 1] == '"':
        return (first, line.partner[first - 1]) if line.partner[first - 1] > first else None
    token = phrase_end(line, first, last, lexicon)
    if token < last and words[token] in lexicon.words["before_media"]:
        return source
    return first, token


def is_voice_head(line: Line, span: Span, lexicon: Lexicon) -> bool:
    """Whether the first of the words names a voice: «وزير الزراعة», not «تراجع الوزير»."""
    lists, head = lexicon.words, lexicon.bare(line.words[span[0]])
    if _is_quoted_name(line, span) or line.words[span[0]] == '"':
        return True
    if any(not lists[name].isdisjoint(head) for name in ("heads", "roles", "collective", "unnamed")):
        return True
    forms = [lexicon.bare(line.words[token]) for token in range(span[0], min(span[1], span[0] + 4))]
    return bool(_category_at(forms, 0, lexicon.categories) or _category_at(forms, 0, lexicon.weak))


def is_document(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is a kind of text: «بيان»، «تقرير»."""
    return _category_at([lexicon.bare(word)], 0, lexicon.weak) == _DOCUMENT


def _chunks(line: Line, span: Span) -> Iterator[Span]:
    """The stretches between commas; those inside quotation marks and brackets do not count."""
    begin = token = span[0]
    while token < span[1]:
        if token < line.partner[token] < span[1]:
            token = line.partner[token]
        elif line.words[token] == ",":
            if begin < token:
                yield begin, token
            begin = token + 1
        token += 1
    if begin < span[1]:
        yield begin, span[1]


def _stop(line: Line, first: int, last: int, lexicon: Lexicon, document: bool) -> int:
    """The first token of `[first, last)` that is no part of a source; `last` if all are."""
    lists = lexicon.words
    recipient = -1 if document else phrase_end(line, first, last, lexicon)
    token = first
    while token < last:
        word = line.words[token]
        if token < line.partner[token] < last and not (word == "(" and line.words[token + 1][:1].isdigit()):
            token = line.partner[token] + 1
            continue
        before = line.words[token - 1] if token > first else ""
        if word in lists["times"] and not _is_description(line, first, token, lexicon):
            # «الصادر اليوم» goes with the day.
            return token - 1 if token > first + 1 and before in lists["dated"] else token
        if word in lists["relatives"] or word in lists["that"]:
            return token
        if before and word in lists["anonymity"]:
            return last
        if is_verb(word) or (before and word in lists["relative_verbs"]):
            after = token + 1 + (line.words[token + 1] in lists["occasions"])
            # The maker of a text is named there: «بيان نشرته الوزارة».
            if not (before and document) or after >= last or line.words[after] in lists["times"]:
                return token
            token = after
            continue
        if before and is_name_of_ali(line, token):
            token += 1
            continue
        if word in lists["occasions"] and not _is_governed(line, first, token, lexicon):
            return token
        if not document and word in lists["before_media"] and lexicon.has("media", line.words[token + 1]):
            return token
        if not before and word in lists["before_media"]:
            return token
        # «في عددها»: the pronoun is the source, so the phrase is no part of it.
        if before and word in lists["before_media"] and has_pronoun(line, token + 1):
            return token
        # «أفاد المصدر مراسل الصحيفة»
        if token > first + 1 and has_article(before) and word in lists["recipients"]:
            return token
        if before and word[0].isdigit() and token + 1 < last and not is_body(before, lexicon):
            return token
        if mirror_at(line, token, lexicon):
            return token
        if word[:1] == _LAM and not document:
            if len(word) == 1 and line.words[token + 1] == '"':
                return token
            told = token == recipient or lexicon.has("recipients", word)
            if told and not lexicon.clitics.is_whole(word):
                return token
        if word in ":;/|" or (word == "-" and not line.touches(token)):
            return token
        if word == "(" and not line.words[token + 1].isalpha():
            return token
        token += 1
    return last


def _is_description(line: Line, first: int, token: int, lexicon: Lexicon) -> bool:
    """Whether a word that can tell the time says what an unnamed source is like: «مصدر مطلع»."""
    heads = lexicon.words["heads"].isdisjoint(lexicon.bare(line.words[first])) is False
    return heads and lexicon.has("complements", line.words[token])


def _is_governed(line: Line, first: int, token: int, lexicon: Lexicon) -> bool:
    """Whether a preposition belongs to a word of the source: «المبعوث الخاص إلى»، «الموقعة على»."""
    lists, word = lexicon.words, line.words[token]
    if token == first or word not in lists["governed"]:
        return False
    before = line.words[token - 1]
    if has_pronoun(line, token + 1):
        return False
    if word in lists["belonging"] and is_common(line.words[token + 1], lexicon):
        return True
    if lexicon.has("complements", before):
        return True
    if token - 1 > first and is_adjective(line, first, token - 1, lexicon):
        return lexicon.has("complements", line.words[token - 2]) or is_participle(before, lexicon)
    return False


def _category(forms: list[tuple[str, ...]], rows: dict[str, tuple[tuple[Phrase, str], ...]]) -> str:
    """The category of the first phrase found; the longest of those that begin at the same word."""
    for place in range(len(forms)):
        if found := _category_at(forms, place, rows):
            return found
    return ""


def _category_at(
    forms: list[tuple[str, ...]], place: int, rows: dict[str, tuple[tuple[Phrase, str], ...]]
) -> str:
    """The category of the longest phrase that begins at this word; "" if none does."""
    best: tuple[int, str] = (0, "")
    for form in forms[place]:
        for phrase, category in rows.get(form, ()):
            after = forms[place : place + len(phrase)]
            if best[0] < len(phrase) == len(after) and all(map(tuple.__contains__, after, phrase)):
                best = len(phrase), category
    return best[1]


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
