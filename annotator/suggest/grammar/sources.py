"""The words that name a source, among those that stand between a cue and its claim."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from annotator.suggest.grammar.noun_phrases import has_article, is_body, is_common, is_moment
from annotator.suggest.grammar.phrase_ends import phrase_end
from annotator.suggest.grammar.phrases import phrase_at
from annotator.suggest.grammar.source_ends import is_act, source_end
from annotator.suggest.grammar.tokens import Line, Span
from annotator.suggest.grammar.voices import is_voice_head
from annotator.suggest.lexicon_rows import Lexicon

LONGEST_SOURCE: Final = 24
_LONGEST_PIECE: Final = 8
_LONGEST_ASIDE: Final = 8


def source_in(line: Line, span: Span, lexicon: Lexicon, *, document: bool = False) -> Span | None:
    """The words of the source among those between a cue and its claim; None if they name nobody.

    What tells when, where, on what occasion and to whom it was said is left out; appositions stay in.
    `document`: the words name a text, in which what would be an occasion elsewhere belongs to the name.
    """
    begin: int | None = None
    while span[0] < span[1] and line.words[span[0]] in lexicon.words["of_it"]:
        span = span[0] + 1, span[1]
    if _points(line, span, lexicon):
        named = source_in(line, (span[0] + 1, span[1]), lexicon, document=document)
        return (named[0] - 1, named[1]) if named and named[0] == span[0] + 1 else named
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
        stop = source_end(line, first, last, lexicon, document=document)
        if (
            begin is not None
            and line.words[first] in lexicon.words["from"]
            and is_body(line.words[first + 1], lexicon)
        ):
            stop = source_end(
                line, first + 1, last, lexicon, document=document
            )  # «سامر نور، من شرطة المدينة»
        if begin is None:
            if stop == first and (first := _voice_behind(line, first, last, lexicon)) == last:
                continue
            stop = source_end(line, first, last, lexicon, document=document)
            begin, end, complete = first, stop, stop == last
        elif line.words[first] in lexicon.words["anonymity"]:
            end = last
        elif line.words[first + 1] in lexicon.words["anonymity"] and complete and stop > first:
            end = stop  # «المسؤول، الذي طلب عدم ذكر اسمه»
            break
        elif stop == first or not complete or stop - first > _LONGEST_PIECE:
            break
        elif _is_act_done(line, first, lexicon):
            break  # «أعلن مدير الهيئة، الانتهاء من البناء»
        elif line.words[first] in lexicon.suffixed or line.words[first] in lexicon.words["relative_verbs"]:
            break  # «بيان عسكري، أوردته الوكالة، بأن»
        elif line.words[first][0].isdigit():
            break  # «سامر نور، 65 عاما، أن»
        elif line.words[first] in lexicon.words["recipients"] and lexicon.has("sent", line.words[first]):
            break  # «أفاد المدير، مراسل الإذاعة، أن»: whom it was said to
        else:
            end, complete = stop, stop == last
    if (
        begin is None
        or end - begin > LONGEST_SOURCE
        or (line.words[begin] in lexicon.words["that"] and not is_moment(line, begin))
        or line.words[begin] in lexicon.words["what"]
    ):
        return None
    return unquoted(line, (begin, end))


def _is_act_done(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether a noun of action with what it governs begins here: «الانتهاء من»."""
    word, after = line.words[token], line.words[token + 1]
    governs = after in lexicon.words["prepositions"] and after not in lexicon.words["belonging"]
    return governs and has_article(word) and is_act(word.removeprefix(lexicon.article), lexicon)


def _points(line: Line, span: Span, lexicon: Lexicon) -> bool:
    """Whether «هذا الضابط» begins here, and not «هذا اليوم»."""
    after = span[0] + 1
    if after >= span[1] or line.words[span[0]] not in lexicon.words["this"]:
        return False
    return has_article(line.words[after]) and line.words[after] not in lexicon.words["times"]


def _voice_behind(line: Line, first: int, last: int, lexicon: Lexicon) -> int:
    """Where a voice begins behind words that tell to whom or when: «للصحفيين عقب اللقاء|وزير الري».

    `last` if none does: a noun without article, of a person or a body, behind one with an article.
    """
    for token in range(first + 1, min(last, first + _LONGEST_ASIDE)):
        word = line.words[token]
        if not has_article(word) and has_article(line.words[token - 1]) and is_common(word, lexicon):
            return token if is_voice_head(line, (token, last), lexicon) else last
    return last


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


def before_addressee(line: Line, source: Span, lexicon: Lexicon, *, whole: bool = True) -> Span | None:
    """Who speaks, of words that may also name who is spoken to: «النقابة الحكومة» are two, «اللجنة الأمنية»
    is one. None where it cannot be told. `whole`: words that a comma follows name nobody else."""
    first, last = source
    words = line.words
    comma = next((token for token in range(first, last) if words[token] == ","), None)
    if comma is not None:
        return first, _behind_name(line, comma, last, lexicon)
    if last - first == 1 or (whole and words[last] == ","):
        return source
    if words[first] == '"' and first < line.partner[first] < last:
        return first + 1, line.partner[first]  # «اتهمت "القائمة" الوزارة»
    if first > 0 and words[first - 1] == '"':
        return (first, line.partner[first - 1]) if line.partner[first - 1] > first else None
    if words[first + 1] == '"' and not is_common(words[first], lexicon):
        return first, first + 1  # «أبلغ سامر "الأفق"»
    token = phrase_end(line, first, last, lexicon, titles=False)
    if token < last and words[token] in lexicon.words["before_media"]:
        return source
    # «اتهم سامر نور مدير المدرسة|الوزارة», and «اتهم سامر نور|مدير المدرسة»
    titled = phrase_end(line, first, last, lexicon)
    if titled < last and not lexicon.words["through"].isdisjoint(words[titled - 1 : titled + 1]):
        titled = last  # «سامر نور عضو المجلس عن القائمة»
    member = token < last and words[token] in lexicon.words["members"]
    return first, titled if member or titled < last else token


def _behind_name(line: Line, comma: int, last: int, lexicon: Lexicon) -> int:
    """Where a source ends that a comma stands in: behind the name between two commas, or before the first.

    «اتهم مدير الهيئة، سامر نور، الحكومة»
    """
    second = next((at for at in range(comma + 1, last + 1) if line.words[at] == ","), comma)
    named = 0 < second - comma - 1 <= _LONGEST_PIECE and not has_article(line.words[comma + 1])
    if not named or source_end(line, comma + 1, second, lexicon, document=False) < second:
        return comma
    return second


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
