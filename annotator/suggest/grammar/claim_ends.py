"""Where a claim begins before its cue and where it ends, and which signs at its edges belong to none."""

from __future__ import annotations

import unicodedata
from typing import Final

from annotator.suggest.grammar.found import Found
from annotator.suggest.grammar.phrases import break_at, is_deed, phrase_at
from annotator.suggest.grammar.tokens import Line, Span
from annotator.suggest.lexicon_rows import CONJUNCTIONS, Lexicon

_NEAR_CUE: Final = 6
_LINK: Final = 2
"""Words: «في وقت»، «في حين»."""


def lead(line: Line, found: Found, cuts: list[int], lexicon: Lexicon) -> int:
    """Where a claim before its cue begins: after the words that lead over to its clause, which is the last
    that a cue of its own begins behind a comma: «…، وأكدت الوزارة كذا، حسب الوكالات»."""
    joined = (cut for cut in cuts if found.clause < cut < found.begin and line.words[cut - 1] == ",")
    anew = (
        cut for cut in joined if line.words[cut][0] in CONJUNCTIONS and line.words[cut] not in lexicon.forms
    )
    token = max(anew, default=found.clause)
    auxiliaries = lexicon.phrases["auxiliaries"]
    while token < found.begin:
        length = phrase_at(line, token, lexicon.phrases["turns"])
        skip = int(line.words[token][:1] in CONJUNCTIONS)
        if phrase_at(line, token, auxiliaries, skip=skip) or (not length and line.words[token] != ","):
            break
        token += length or 1
    return token


def leads_on(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether a clause of its own begins here, which does not go on with the claim before the cue."""
    word, lists = line.words[token], lexicon.words
    relative = word.removeprefix(CONJUNCTIONS[0]) in lists["relatives"]
    return bool(break_at(line, token, lexicon)) or relative or word in lists["remarks"]


def conjunction(line: Line, token: int, lexicon: Lexicon) -> int:
    """1 where the first letter of a clause is a conjunction and stays outside the claim."""
    word = line.words[token]
    known = len(word) > 3 or word[1:] in lexicon.phrases["auxiliaries"]
    known = known or (len(word) > 2 and word[1:] in lexicon.words["prepositions"] | lexicon.words["deeds"])
    if word[:1] in CONJUNCTIONS and known and not lexicon.clitics.is_whole(word):
        return 1
    return 0


def claim_end(line: Line, first: int, last: int, cuts: list[int], lexicon: Lexicon) -> int:
    """Where a claim that opens at `first` ends: before the next construction, or a clause of its own.

    What was told with «أن» or behind a colon goes on over «لكن» and «فيما»; a noun of action does not, and
    ends where the writer's next verb begins.
    """
    words = line.words
    told = words[first].removeprefix(CONJUNCTIONS[1]) in lexicon.words["that"] or (
        first > 0 and words[first - 1] == ":"
    )
    token = first
    while token < last:
        partner = line.partner[token]
        if token < partner < last and line.words[token] in '"(':
            token = partner + 1
            continue
        if token > first and token in cuts:
            return token
        word = words[token]
        if token > first and (left := _left_out(line, token, lexicon)):
            return left
        if token > first and phrase_at(line, token, lexicon.phrases["hints"]):
            return token
        listed = word == ";" and words[token + 1] in lexicon.words["listed"]
        if word == ";" and not (listed or (told and _leads_over(line, token + 1, lexicon))):
            return token
        if word in ",;" and token + 1 < last:
            # Behind a quotation that was told the writer goes on.
            quoted = words[token - 1] == '"' and token - 1 > first
            if phrase_at(line, token + 1, lexicon.phrases["leaves"]):
                return token
            if not told and words[token + 1] in lexicon.words["leads_over"] | lexicon.words["were"]:
                return token  # «فتح السد، حيث»، «فتح السد، كانت الهيئة قد أغلقته»
            length = break_at(line, token + 1, lexicon)
            if length and (not told or quoted or _speaks_anew(line, token + 1 + length, last, lexicon)):
                return token
            if (not told or quoted) and is_deed(words[token + 1], lexicon):
                return token
        elif not told and token > first + 1 and is_deed(word, lexicon):
            return token
        token += 1
    return last


def _left_out(line: Line, token: int, lexicon: Lexicon) -> int:
    """Where the writer says what was not told: «دون أن يحدد موعدا»; 0 if not here."""
    words, lists = line.words, lexicon.words
    if words[token] not in lists["without"] or words[token + 1] not in lists["that"]:
        return 0
    if token + 2 > len(line) or words[token + 2] not in lists["withheld"]:
        return 0
    return token - (words[token - 1] in lists["from"])


def _leads_over(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether behind a semicolon a clause goes on with what was told: «؛ حيث يقام السد»."""
    return line.words[token] in lexicon.words["leads_over"] or break_at(line, token, lexicon) > 0


def _speaks_anew(line: Line, token: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a clause that a conjunction began has a cue of its own: «لكن الجيش نفى ذلك»."""
    for place in range(token - 1, min(last, token + _NEAR_CUE)):
        form = lexicon.forms.get(line.words[place])
        if line.words[place] in ',"' and place > token:
            return False
        if form is not None and form.shape == "verb" and not form.cue.homograph and place > token - 1:
            return True
    return False


def _without_link(line: Line, span: Span, lexicon: Lexicon) -> Span:
    """`span` without «وذلك» at its end, which leads over to a cue: «…، وذلك وفق»."""
    first, last = span
    if last - first > _LINK and phrase_at(line, last - _LINK, lexicon.phrases["breaks"]) == _LINK:
        return first, last - _LINK  # «"…" في وقت»
    return (
        (first, last - 1)
        if last - first > 1 and line.words[last - 1] in lexicon.words["left_behind"]
        else span
    )


def _is_picture(word: str) -> bool:
    """Whether a token is an emoji, or a part of one."""
    return len(word) == 1 and unicodedata.category(word) in ("So", "Sk", "Cf", "Mn")


def trimmed(line: Line, span: Span, lexicon: Lexicon) -> Span | None:
    """`span` without commas, dashes and stray signs at its ends."""
    first, last = _without_link(line, span, lexicon)
    while first < last and line.words[first] in ",;:-.|":
        first += 1
    while first < last and (line.words[last - 1] in ",;:-|(" or _is_picture(line.words[last - 1])):
        last -= 1
    while (
        first < last
        and line.words[last - 1] == "."
        and not (last - first > 2 and line.words[last - 2] in ".)")
    ):
        last -= 1
    return (first, last) if first < last else None
