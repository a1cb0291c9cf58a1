"""A line of text as folded words and signs, each with its place: what the rules look at.

A line is folded and cut once, in time linear in its length. Token numbers count from the start of the line,
spans are half-open token ranges, and only `Line.range` turns them into code points of the document's text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from annotator.core.arabic import fold
from annotator.core.model import Range

Span = tuple[int, int]
"""Half-open token numbers of a line."""

LONGEST_SENTENCE: Final = 400
"""Tokens. What runs on longer is cut here, so that no rule looks further and every line costs linear time."""

_SHORT_BRACKET: Final = 12
"""Tokens: «(سي.آي.ايه)»."""

_ADDRESS: Final = r"(?:https?://|www\.)\S+|[a-z0-9-]{1,63}(?:\.[a-z]{2,24}){1,4}/\S*"
_ADDRESS_ONLY: Final = re.compile(_ADDRESS)
_ADDRESS_SIGNS: Final = re.compile(r"/|www\.")
"""One of these stands in every address, and in few lines."""

_TOKEN: Final = re.compile(_ADDRESS + r"|[0-9]+(?:[.,:/-][0-9]+){0,8}|[^\W\d_]+|\w|[^\w\s]")
_WORD_LIKE: Final = re.compile(r"\w")
_ENDS: Final = frozenset(".!?")
_STOPS: Final = frozenset(".,:;!?،؛؟")
_BRACKETS: Final = {"[": "(", "]": ")"}
_OPENING: Final = {"«": "»", "“": "”", "„": "“", "‹": "›"}
_CLOSING: Final = frozenset(_OPENING.values())


_KEPT: Final = 128
"""Lines that are kept: those of a page, which several suggesters read one after the other."""


@lru_cache(_KEPT)
def line_of(text: str, start: int, end: int) -> Line:
    """The line `text[start:end)`, read once for all who ask."""
    return Line(text, start, end)


class Line:
    """Folded words and signs of `text[start:end)`."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.shift = start
        # A tatweel between spaces is a dash: «لندن ـ رويترز».
        self.folded = fold(text[start:end].replace(" ـ ", " - "))
        key = self.folded.key
        self.words: list[str] = _TOKEN.findall(key)
        self.starts: list[int] = []
        self.ends: list[int] = []
        place = 0
        for word in self.words:
            place += key[place] == " "  # all that stands between two tokens
            self.starts.append(place)
            place += len(word)
            self.ends.append(place)
        if not _BRACKETS.keys().isdisjoint(self.words):
            self.words = [_BRACKETS.get(word, word) for word in self.words]
        self.words.append("")  # so that a look one token ahead needs no guard
        self._has_addresses = _ADDRESS_SIGNS.search(key) is not None
        self.partner = self._partners()

    def __len__(self) -> int:
        return len(self.words) - 1

    def range(self, first: int, last: int, *, skip: int = 0) -> Range:
        """The code points of tokens `[first, last)`; `skip` letters of the first token stay outside."""
        start, end = self.folded.original_range(self.starts[first] + skip, self.ends[last - 1])
        return start + self.shift, end + self.shift

    def is_word(self, token: int) -> bool:
        return _WORD_LIKE.match(self.words[token]) is not None

    def is_address(self, token: int) -> bool:
        """Whether a token is a web address, which belongs to no sentence."""
        return self._has_addresses and _ADDRESS_ONLY.match(self.words[token]) is not None

    def touches(self, token: int) -> bool:
        """Whether nothing, not even a space, stands between this token and the next."""
        return token + 1 < len(self) and self.ends[token] == self.starts[token + 1]

    def sentences(self, first: int, last: int) -> list[Span]:
        """The sentences of tokens `[first, last)`, without the sign or the address that ends them."""
        found: list[Span] = []
        words, partners = self.words, self.partner
        begin = token = first
        while token < last:
            word = words[token]
            if self._is_enclosed(token, min(last, begin + LONGEST_SENTENCE)):
                token = partners[token]
                # A quotation that ends in a full stop and is followed by nothing ends the sentence too.
            elif (word in _ENDS and not self._is_inner_stop(token)) or self.is_address(token):
                if token > begin:
                    found.append((begin, token))
                begin = token + 1
            if token - begin >= LONGEST_SENTENCE:
                found.append((begin, token))
                begin = token
            token += 1
        if begin < last:
            found.append((begin, last))
        return found

    def _is_enclosed(self, token: int, last: int) -> bool:
        """Whether a quotation, or a bracket of few words, begins here: no full stop in it ends a sentence."""
        partner = self.partner[token]
        if self.words[token] == "(":
            return token < partner < min(last, token + _SHORT_BRACKET)
        return self.words[token] == '"' and token < partner < last

    def _is_inner_stop(self, token: int) -> bool:
        """Whether a full stop is part of a name, a number or an omission: «(...)», «a.b»."""
        if self.words[token] != ".":
            return False
        near = self.words[token + 1] if self.touches(token) else ""
        dots = [*self.words[max(0, token - 1) : token], near]
        return "." in dots or (bool(near) and _WORD_LIKE.match(near) is not None and near.isascii())

    def _near(self, token: int) -> tuple[str, str]:
        """The letters or signs before and behind a sign, a space where the text begins or ends."""
        place = self.shift + self.folded.origins[self.starts[token]]
        before = self.text[place - 1] if place > self.shift else " "
        return before, self.text[place + 1 : place + 2] or " "

    def _only_opens(self, token: int) -> bool:
        """Whether a straight mark has a space before it and a letter behind it."""
        before, behind = self._near(token)
        return before.isspace() and behind.isalnum()

    def _only_closes(self, token: int) -> bool:
        """Whether a straight mark has a letter before it and a comma or a stop behind it."""
        before, behind = self._near(token)
        return (before.isalnum() or before in _ENDS) and behind in _STOPS

    def _partners(self) -> list[int]:
        """For each quotation mark and bracket the number of its partner; -1 for all else.

        Straight marks have no direction: they are taken in pairs, in order, but where the spaces around one
        show that it cannot be the second of a pair, or cannot be the first.
        """
        partner = [-1] * len(self.words)
        straight, bracket = -1, -1
        pointed: list[tuple[int, str]] = []
        for token, word in enumerate(self.words):
            if word == '"':
                char = self.text[self.shift + self.folded.origins[self.starts[token]]]
                if char in _OPENING and not (pointed and pointed[-1][1] == char):
                    pointed.append((token, _OPENING[char]))
                elif char in _CLOSING:
                    if pointed and pointed[-1][1] == char:
                        opening = pointed.pop()[0]
                        partner[opening], partner[token] = token, opening
                elif straight < 0:
                    straight = -1 if self._only_closes(token) else token
                elif self._only_opens(token):
                    straight = token  # the one before was never closed
                else:
                    partner[straight], partner[token] = token, straight
                    straight = -1
            elif word == "(":
                bracket = token
            elif word == ")" and bracket >= 0:
                partner[bracket], partner[token] = token, bracket
                bracket = -1
        return partner
