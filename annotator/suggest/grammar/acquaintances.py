"""Whom a document has introduced, so that a name or a noun alone tells later who speaks."""

from __future__ import annotations

from typing import Final

import msgspec

from annotator.suggest.grammar.noun_phrases import has_article, is_common, is_person
from annotator.suggest.grammar.phrase_ends import phrase_end
from annotator.suggest.grammar.tokens import Line, Span
from annotator.suggest.grammar.voices import PLAIN, Voice, voice
from annotator.suggest.lexicon_rows import Lexicon

_LAM: Final = "ل"
_ARTICLE: Final = "ا" + _LAM
_FOR: Final = _LAM * 2
_LEAST: Final = 3
"""Letters of a name that can stand for a person."""
_LONGEST: Final = 4
"""Words of a name without what somebody is."""
_LINES: Final = 4
"""Passages that are looked back."""
_FAR: Final = 300
"""Words of each that are."""
_OFFICE: Final = 7
"""Words from an office to a name at most."""
_NOT_BETWEEN: Final = ("that", "prepositions", "no_subject", "relatives", "breaks", "anonymity")


class Acquaintances:
    """What sources were told of a name («الوزير سامر نور») or a noun («بيان للشرطة»), the latest of each."""

    def __init__(self) -> None:
        self._names: dict[str, tuple[frozenset[str], str]] = {}
        self._nouns: dict[str, str] = {}
        self._lines: list[Line] = []

    def known(self, line: Line, span: Span, speaker: Voice, lexicon: Lexicon) -> Voice:
        """The voice with the category that the document told before: «وقال نور»، «وأضاف البيان»."""
        words = [line.words[token] for token in range(*span) if line.is_word(token)]
        same = [word for word in words if lexicon.words["same"].isdisjoint(lexicon.bare(word)[:2])]
        if not same:
            return speaker
        if same[0].startswith(_FOR):
            same[0] = _ARTICLE + same[0].removeprefix(_FOR)  # «للمصدر»
        if not self._lines or self._lines[-1] is not line:
            self._lines = [*self._lines[1 - _LINES :], line]
        category = ""
        if speaker.category in PLAIN and len(same) <= _LONGEST:
            category = self._of_name(same) or self._beside(line, span, same, lexicon)
        if not category and len(same) == 1 and (has_article(same[0]) or len(words) > 1):
            category = self._nouns.get(same[0].removeprefix(_ARTICLE), "")
        if category:
            return msgspec.structs.replace(speaker, category=category)
        self._meet(same, speaker, lexicon)
        return speaker

    def _of_name(self, words: list[str]) -> str:
        """Whose name has these words, all of which were told with it: «نور»، «سامر نور»."""
        told, category = self._names.get(words[-1], (frozenset[str](), ""))
        return category if told.issuperset(words) else ""

    def _beside(self, line: Line, span: Span, words: list[str], lexicon: Lexicon) -> str:
        """The category of the office that stood beside a family's name before: «وصل الوزير سامر نور»."""
        name = words[-1]
        if (
            len(name) < _LEAST
            or name in lexicon.words["given"]
            or any(is_common(word, lexicon) for word in words)
        ):
            return ""
        for before in reversed(self._lines):
            end = span[0] if before is line else len(before)
            try:
                place = before.words.index(name, max(0, end - _FAR), end)
            except ValueError:
                continue
            whole = before.words[max(0, place + 1 - len(words)) : place + 1] == words
            if whole and (found := _office(before, place, end, lexicon)):
                return found
        return ""

    def _meet(self, words: list[str], speaker: Voice, lexicon: Lexicon) -> None:
        if speaker.category in PLAIN or len(words) == 1:
            return
        common = [place for place, word in enumerate(words) if is_common(word, lexicon)]
        if common[:1] == [0] and words[0] not in lexicon.words["ranks"]:
            self._nouns[words[0].removeprefix(_ARTICLE)] = speaker.category
        # A name stands at the end, or before what somebody is: «سامر نور مدير الهيئة».
        ends = {len(words), common[0] if common and common[0] > 1 else len(words)}
        for end in ends:
            if speaker.naming == "named" and end - 1 not in common and len(words[end - 1]) >= _LEAST:
                self._names[words[end - 1]] = frozenset(words), speaker.category


def _office(line: Line, place: int, end: int, lexicon: Lexicon) -> str:
    """The category of the office before a name, or right behind it: «سامر نور، وزير المياه»."""
    for head in range(place - 1, max(-1, place - 1 - _OFFICE), -1):
        word = line.words[head]
        if not (line.is_word(head) or word == ",") or _is_between(word, lexicon):
            break
        if is_person(word, lexicon):
            found = voice(line, (head, place + 1), lexicon).category
            return "" if found in PLAIN else found
    behind = place + 1 + (line.words[place + 1] == ",")
    if behind < end and not has_article(line.words[behind]) and is_person(line.words[behind], lexicon):
        found = voice(line, (behind, phrase_end(line, behind, end, lexicon)), lexicon).category
        return "" if found in PLAIN else found
    return ""


def _is_between(word: str, lexicon: Lexicon) -> bool:
    """Whether a word stands between an office and somebody else's name: «قال الوزير إن المرمري»."""
    return word in lexicon.forms or any(word in lexicon.words[name] for name in _NOT_BETWEEN)
