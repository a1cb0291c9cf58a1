"""Where words stand in a text, whatever their spelling: keys are matched, in time linear in the text.

A space may be missing or too much where at least three letters stand on both sides of it («دير الزور» finds
«ديرالزور», and the other way round). Ranges are code points of the text itself and hold whole graphemes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from annotator.core.arabic import Folded, fold, fold_key
from annotator.core.model import Range
from annotator.core.selecting import WORD_REACH, Clitics

# What is shorter is a particle or a fragment: «عن أن» is not «عنان», and «لبن» is not «ل» and «بن».
_SHORTEST_PIECE = 3
# A longer query is matched as it stands: only what has no choices in it is sought in linear time.
_LONGEST_LOOSE = 100

_WORD = re.compile(r"[^\W_]*")
_WORDS = re.compile(r"[^\W_]+")
_ALEF, _LAM = "ا", "ل"

PROCLITICS: Final = ("و" + "ف", "ب" + "ل" + "ك")
"""The letters that may be written onto a word in front, as an index knows them: whatever words are whole."""
_MOST_WORDS: Final = 50_000
_NO_CLITICS = Clitics()


def find_all(text: str, query: str, *, words: bool = False, clitics: Clitics = _NO_CLITICS) -> list[Range]:
    """Every place of `query` in `text`, in order; none overlaps another.

    `words`: only whole words; what `clitics` allows to be written onto their front stays outside the range.
    """
    return find_in(fold(text), query, words=words, clitics=clitics)


def find_in(
    folded: Folded, query: str, *, words: bool = False, clitics: Clitics = _NO_CLITICS
) -> list[Range]:
    """`find_all` in a text that is folded already."""
    wanted = fold_key(query).strip()
    if not wanted:
        return []
    key, text = folded.key, folded.text
    pattern = _compiled(wanted, any(_LAM in letters for letters in clitics.proclitics))
    spaces = wanted.count(" ")
    found: list[Range] = []
    done = place = 0
    while match := pattern.search(key, place):
        start, end = match.span()
        place = start + 1
        after_clitics = _is_inside(key, start) and _after_clitics(key, start, clitics)
        if key[start] != wanted[0] and not after_clitics:
            continue
        joined = match.group().count(" ") > spaces
        if (words or joined) and not after_clitics and _is_inside(key, start):
            place = _word_end(key, start, len(key)) if words else place
            continue
        if (words or joined) and _is_inside(key, end):
            continue
        piece = folded.original_range(start, end)
        # One character of the text can hold several letters; and no word goes on in the next line.
        if piece[0] < done or (joined and "\n" in text[piece[0] : piece[1]]):
            continue
        found.append(piece)
        done, place = piece[1], end
    return found


def needle(query: str) -> str:
    """The part that every text with `query` in it has in its key without spaces; "" for no query."""
    key = fold_key(query, join=True)
    return key.removeprefix(_ALEF) if key.startswith(_ALEF + _LAM) else key


def borders(query: str) -> tuple[frozenset[str], frozenset[str]]:
    """What an index is asked: a text in which `find_in` finds whole words has one of either, those that the
    place can begin with and those that it can end with. They are folded, without what is written onto them.

    «لنظام» stands for «للنظام» without its proclitic. Both are empty where nothing can be found.
    """
    wanted = fold_key(query).strip()
    if len(wanted) > _LONGEST_LOOSE:
        words = _WORDS.findall(wanted)
        return frozenset(words[:1]), frozenset(words[-1:])
    before = _run_lengths(wanted)
    after = _run_lengths(wanted[::-1])[::-1]
    firsts: set[str] = set()
    lasts: set[str] = set()
    # As far as no space must stand, from the beginning and from the end, a word of the text may reach.
    for at in range(1, len(wanted) + 1):
        loose = before[at] >= _SHORTEST_PIECE and after[at] >= _SHORTEST_PIECE
        if at == len(wanted) or wanted[at] == " " or loose:
            firsts.update(_WORDS.findall(wanted[:at].replace(" ", ""))[:1])
        if at < len(wanted) and wanted[at] == " " and not _may_go(before, after, at):
            break
    for at in range(len(wanted) - 1, -1, -1):
        loose = before[at] >= _SHORTEST_PIECE and after[at] >= _SHORTEST_PIECE
        if at == 0 or wanted[at - 1] == " " or loose:
            lasts.update(_WORDS.findall(wanted[at:].replace(" ", ""))[-1:])
        if wanted[at] == " " and not _may_go(before, after, at):
            break
    for side in (firsts, lasts):
        side.update([word[1:] for word in side if word.startswith(_ALEF + _LAM)])
    return frozenset(firsts), frozenset(lasts)


class _Forms(dict[str, str]):
    """Word of a key -> the word, and it without its proclitics, apart; most words come again."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_WORDS:
            self.clear()
        cuts = _cuts(word, Clitics(PROCLITICS))
        self[word] = found = " ".join([word[cut:] for cut in cuts])
        return found


_forms = _Forms()


def index_words(key: str) -> str:
    """What an index keeps of a key: all that `borders` and the beginnings of words can ask for."""
    return " ".join(map(_forms.__getitem__, _WORDS.findall(key)))


def begun_with(folded: Folded, beginning: str, clitics: Clitics = _NO_CLITICS) -> list[Range]:
    """Every whole word that begins with these folded letters, after its proclitics and the article."""
    key = folded.key
    starts = (beginning, _ALEF + _LAM + beginning)
    found: list[Range] = []
    for match in _WORDS.finditer(key):
        word = match[0]
        if beginning not in word and not (beginning.startswith(_ALEF) and beginning[1:] in word):
            continue
        for cut in _cuts(word, clitics):
            rest = word[cut:]
            lost_alef = rest.startswith(_LAM) and word[cut - 1 : cut] == _LAM
            if rest.startswith(starts) or (lost_alef and (_ALEF + rest).startswith(starts)):
                found.append(folded.original_range(match.start() + cut, match.end()))
                break
    return found


def _cuts(word: str, clitics: Clitics) -> list[int]:
    """Where a folded word begins: as a whole, and after each of its proclitics."""
    cuts = [0]
    for letters in clitics.proclitics:
        at = cuts[-1]
        if word[at] in letters and len(word) - at > _SHORTEST_PIECE:
            if clitics.is_whole(word[at:]):
                break
            cuts.append(at + 1)
    return cuts


def _may_go(before: list[int], after: list[int], space: int) -> bool:
    """Whether the words around a space may be written as one."""
    return before[space] >= _SHORTEST_PIECE and after[space + 1] >= _SHORTEST_PIECE


@lru_cache(256)
def _compiled(wanted: str, has_lam: bool) -> re.Pattern[str]:
    return re.compile(_pattern(wanted, has_lam))


def _pattern(wanted: str, has_lam: bool) -> str:
    """A regular expression for keys; it also matches «لل» before the rest of a word that has the article."""
    if len(wanted) > _LONGEST_LOOSE:
        return re.escape(wanted)
    before = _run_lengths(wanted)
    after = _run_lengths(wanted[::-1])[::-1]
    parts: list[str] = []
    for index, char in enumerate(wanted):
        if char == " ":
            parts.append(" ?" if _may_go(before, after, index) else " ")
        else:
            loose = before[index] >= _SHORTEST_PIECE and after[index] >= _SHORTEST_PIECE
            parts.append((" ?" if loose else "") + re.escape(char))
    if wanted.startswith(_ALEF + _LAM) and has_lam:
        parts[0] = f"(?:{_ALEF}|(?<={_LAM}))"
    return "".join(parts)


def _run_lengths(key: str) -> list[int]:
    """For each offset of `key`, its end included: how many Arabic letters in a row end there."""
    lengths = [0]
    for char in key:
        lengths.append(lengths[-1] + 1 if "\u0620" <= char <= "\u06d3" and char.isalpha() else 0)
    return lengths


def _is_inside(key: str, offset: int) -> bool:
    """Whether a word goes on at `offset`."""
    return 0 < offset < len(key) and key[offset - 1].isalnum() and key[offset].isalnum()


def _word_end(key: str, start: int, limit: int) -> int:
    match = _WORD.match(key, start, limit)
    return match.end() if match else start


def _after_clitics(key: str, start: int, clitics: Clitics) -> bool:
    """Whether nothing but proclitics stands between the beginning of the word and `start`."""
    begin = start
    while begin > 0 and start - begin <= len(clitics.proclitics) and key[begin - 1].isalnum():
        begin -= 1
    if start - begin > len(clitics.proclitics):
        return False
    end = _word_end(key, start, start + WORD_REACH)
    if end - start < _SHORTEST_PIECE:
        return False
    for letters in clitics.proclitics:
        if begin < start and key[begin] in letters:
            if clitics.is_whole(key[begin:end]):
                return False
            begin += 1
    return begin == start
