"""Arabic letters as a reader takes them: keys for matching, grapheme borders, characters that do not show.

Keys are for comparing only; the text itself is never changed. All offsets are code points.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import cache, cached_property
from itertools import compress, pairwise
from typing import Literal

import msgspec
import regex  # type: ignore[import-untyped]

from annotator.core.model import Range

# Harakat and Quranic signs; high hamza, which the compatibility forms of hamza letters leave behind;
# tatweel, bidi controls, zero-width characters, soft hyphen, variation selectors.
_DROPPED_RANGES = (
    (0x64B, 0x65F), (0x610, 0x61A), (0x6D6, 0x6DC), (0x6DF, 0x6E8), (0x6EA, 0x6ED), (0x670, 0x670),
    (0x674, 0x674), (0x640, 0x640), (0x61C, 0x61C), (0x200B, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069),
    (0x2060, 0x2060), (0xFEFF, 0xFEFF), (0xAD, 0xAD), (0x34F, 0x34F), (0x180B, 0x180F), (0xFE00, 0xFE0F),
    (0xE0100, 0xE01EF),
)  # fmt: skip
# What stands in the key: all that it stands for.
_LETTERS = {"ا": "أإآٱٲٳ", "ي": "ىیېےۓ", "ه": "ةھہۂەۀۃ", "ك": "ک"}
_LOOSE_LETTERS = {"و": "ؤ", "ي": "ئ", "": "ء", "ك": "گڭ", "ب": "پ", "ج": "چ", "ز": "ژ", "ف": "ڤ", "ق": "ڨ"}
_DIGITS = {str(digit): chr(0x660 + digit) + chr(0x6F0 + digit) for digit in range(10)}
_DOUBLE_PRIME = "″"  # NFKC would make two single ones of it
_SIGNS = {
    "%": "٪", ".": "٫۔", ",": "٬،", ";": "؛", "?": "؟", '"': "«»“”„‟" + _DOUBLE_PRIME, "'": "‹›‘’‚‛′",
    "-": "‐‒–—―−",
}  # fmt: skip

# Where nearly all characters of news texts lie: only these are tried as "one character in, one out".
_COMMON_RANGES = (
    (0x21, 0x7E), (0xA1, 0x24F), (0x370, 0x52F), (0x5D0, 0x5EA), (0x60C, 0x6FF), (0x2010, 0x2033),
    (0x2600, 0x27BF), (0x1F1E6, 0x1F1FF), (0x1F300, 0x1FAFF),
)  # fmt: skip

# A character with all that NFKC may join to it: marks, format characters, Hangul vowels and finals.
_CLUSTER = regex.compile(r"(?s).[\p{M}\p{Cf}\u1160-\u11ff\uff9e\uff9f]*")
_SPACES = re.compile("  +")


class _Letters(dict[int, str]):
    """Code point -> what stands for it in the key; fills itself for characters first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = " " if char.isspace() else char.casefold()
        return self[code]


class _Level:
    """One strength of folding: its table, and the patterns that find what takes more than the table."""

    def __init__(self, *tables: dict[str, str]) -> None:
        self.table = _Letters(
            {code: "" for first, last in _DROPPED_RANGES for code in range(first, last + 1)}
        )
        for rows in tables:
            self.table.update({ord(char): kept for kept, chars in rows.items() for char in chars})
        kept, dropped = "", ""
        for code in (code for first, last in _COMMON_RANGES for code in range(first, last + 1)):
            char, folded = chr(code), self.table[code]
            if folded == "" and char not in "\u0653\u0654\u0655":  # those three compose with letters
                dropped += char
            elif len(folded) == 1 and folded != " " and unicodedata.normalize("NFKC", char) == char:
                kept += char
        kept += _DOUBLE_PRIME
        stable = "".join(char for char in kept if self.table[ord(char)] == char)
        self._kept, self._dropped = _class(kept), _class(dropped)
        self.settled = re.compile(f"[ {_class(stable)}]*")

    @cached_property
    def odd(self) -> re.Pattern[str]:
        """Where one to one does not hold. Only maps need it, and it takes longest to compile."""
        kept, dropped = self._kept, self._dropped
        other = rf"[^{kept}{dropped}\s]"
        return re.compile(
            rf"(?P<gap>\s[\s{dropped}]*\s)|[{kept}]?[{dropped}]*{other}(?:{other}|[{dropped}])*"
        )

    @cached_property
    def zeros(self) -> dict[int, str]:
        return {code: "\0" for code, kept in self.table.items() if not kept}

    def once(self, text: str, join: bool) -> str:
        """The key after one round; rarely it takes another: what was dropped kept two apart that compose."""
        key = unicodedata.normalize("NFKC", text.replace(_DOUBLE_PRIME, '"')).translate(self.table)
        if join:
            return key.replace(" ", "")
        return _SPACES.sub(" ", key) if "  " in key else key

    def mapped(self, text: str, join: bool) -> tuple[str, array[int]]:
        """The same as `once`, with the offset in `text` of each character, and the length of `text`."""
        pieces: list[str] = []
        origins = array("I")
        done, last = 0, ""

        def take(piece: str, offsets: array[int]) -> None:
            nonlocal last
            if last == " " and piece[:1] == " ":
                piece, offsets = piece[1:], offsets[1:]
            if piece:
                pieces.append(piece)
                origins.extend(offsets)
                last = piece[-1]

        for match in self.odd.finditer(text):
            take(*self._plain(text, done, match.start()))
            done = match.end()
            if match["gap"]:
                take(" ", array("I", [match.start()]))
                continue
            for cluster in _CLUSTER.finditer(text, match.start(), done):
                piece = self.once(cluster.group(), False)
                take(piece, array("I", [cluster.start()]) * len(piece))
        take(*self._plain(text, done, len(text)))
        origins.append(len(text))
        key = "".join(pieces)
        if join and " " in key:
            shown = [char != " " for char in key]
            return key.replace(" ", ""), array("I", compress(origins, [*shown, True]))
        return key, origins

    def _plain(self, text: str, start: int, end: int) -> tuple[str, array[int]]:
        """A stretch in which each character becomes one or none."""
        stretch = text[start:end]
        key = stretch.translate(self.table)
        if len(key) == len(stretch):
            return key, array("I", range(start, end))
        # One byte for each character: zero where it is dropped, no matter what elsewhere.
        marked = stretch.translate(self.zeros).encode("latin-1", "replace")
        return key, array("I", compress(range(start, end), marked))


def _class(chars: str) -> str:
    """The inside of a character class; ranges, since `re` tries single characters one by one."""
    codes = sorted(map(ord, chars))
    starts = [code for before, code in pairwise([-1, *codes]) if code != before + 1]
    ends = [code for code, after in pairwise([*codes, -1]) if after != code + 1]
    return "".join(rf"\U{a:08x}-\U{b:08x}" for a, b in zip(starts, ends, strict=True))


@cache
def _level(loose: bool) -> _Level:
    """Made when first asked for: its patterns take a while to compile."""
    return _Level(_LETTERS, _LOOSE_LETTERS if loose else {}, _DIGITS, _SIGNS)


class Folded(msgspec.Struct, frozen=True):
    """The key of a text, and for each index of the key (and its end) the offset it stems from."""

    text: str
    key: str
    origins: array[int]

    def original_range(self, start: int, end: int) -> Range:
        """The whole characters of the text, marks included, that `key[start:end]` stems from."""
        if start >= end:
            return self.origins[start], self.origins[start]
        return (
            grapheme_start(self.text, self.origins[start]),
            grapheme_end(self.text, self.origins[end - 1] + 1),
        )


def fold(text: str, *, loose: bool = False, join: bool = False) -> Folded:
    """The key of `text` with its map back.

    Spelling variants of one word share a key: presentation forms, harakat, hamza seats, alef maqsura, ta
    marbuta, foreign code points, digits, quotation marks, case; runs of white space, line ends included,
    become one space. `loose` also joins hamza letters and letters of other languages; `join` leaves the
    spaces out («دير الزور» = «ديرالزور»).
    """
    level = _level(loose)
    key, origins = level.mapped(text, join)
    while not level.settled.fullmatch(key):
        again, inner = level.mapped(key, join)
        if again == key:
            break
        key, origins = again, array("I", map(origins.__getitem__, inner))
    return Folded(text, key, origins)


def fold_key(text: str, *, loose: bool = False, join: bool = False) -> str:
    """`fold(text).key`, without the cost of the map."""
    level = _level(loose)
    key = level.once(text, join)
    while not level.settled.fullmatch(key):
        again = level.once(key, join)
        if again == key:
            break
        key = again
    return key


# A cluster longer than this is cut when its border is sought from inside.
_LONGEST_CLUSTER = 256
_GRAPHEME = regex.compile(r"\X")
# Surely the first character of a cluster, whatever stands before the one before it.
_SURE_START = regex.compile(
    r"(?<!\p{GCB=Prepend})[\t -~\u060c\u061b\u061f-\u064a\u0660-\u066f\u0671-\u06d5«»]"
)


def grapheme_start(text: str, offset: int) -> int:
    """The last grapheme border at or before `offset`. Looks at 256 code points at most."""
    border, after = _around(text, offset)
    return offset if after == offset else border


def grapheme_end(text: str, offset: int) -> int:
    """The first grapheme border at or after `offset`. Looks at 512 code points at most."""
    return _around(text, offset)[1]


def _around(text: str, offset: int) -> Range:
    """The cluster that holds `offset` inside it, or that ends there."""
    if offset <= 0 or offset >= len(text):
        return (0, 0) if offset <= 0 else (len(text), len(text))
    if _SURE_START.match(text, offset):
        return offset, offset
    floor = max(0, offset - _LONGEST_CLUSTER)
    anchor = offset - 1
    while anchor > floor and not _SURE_START.match(text, anchor):
        anchor -= 1
    before = anchor
    for match in _GRAPHEME.finditer(text, anchor, min(len(text), offset + _LONGEST_CLUSTER)):
        if match.end() >= offset:
            return match.start(), match.end()
        before = match.end()
    return before, offset


_INVISIBLE = {
    "\u00a0": "NBSP", "\u202f": "NNBSP", "\u00ad": "SHY", "\u034f": "CGJ", "\u061c": "ALM", "\u180e": "MVS",
    "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ", "\u200e": "LRM", "\u200f": "RLM", "\u2060": "WJ",
    "\ufeff": "BOM", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
}  # fmt: skip
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_STRONG: dict[str, Literal["rtl", "ltr"]] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def invisible_name(char: str) -> str | None:
    """The short name of a character that does not show, e.g. `NBSP`; None for all others."""
    return _INVISIBLE.get(char)


def overrides(text: str) -> bool:
    """Whether embedding, override or isolate controls can make `text` read differently from what it says."""
    return _OVERRIDES.search(text) is not None


def base_direction(text: str) -> Literal["rtl", "ltr"]:
    """The direction of the first strong character; right to left where there is none."""
    for char in text:
        if direction := _STRONG.get(unicodedata.bidirectional(char)):
            return direction
    return "rtl"
