"""Tells a text that was garbled before it came here: a wrong encoding, letters lost, stored as it looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from annotator.core.visual import is_visual

MOJIBAKE, LOST, SHAPED, VISUAL = "mojibake", "letters-lost", "shaped-letters", "visual-order"
KINDS: Final = (MOJIBAKE, LOST, SHAPED, VISUAL)
"""The codes of the sentences that warn."""

_READ_AS: Final = ("cp1252", "cp1256", "cp1251", "mac_roman", "cp437")
"""What UTF-8 is taken for."""
_LEADS: Final = range(0xD8, 0xDC)
_TRAILS: Final = range(0x80, 0xC0)
"""The two bytes of an Arabic letter in UTF-8."""
_LETTERS_1256: Final = bytes(
    byte for byte in range(0xC1, 0xEE) if "\u0621" <= bytes([byte]).decode("cp1256") <= "\u064a"
)
_ARTICLE: Final = "".join(("ا", "ل"))
_ELCITRA: Final = _ARTICLE[::-1]
_FEW: Final = 3
_EXCERPT: Final = 24
"""Code points of an example."""

_LOST_RUN = re.compile(r"(?<![^\s«\"“(])\?{2,}(?:[^\S\n]+\?+)+|(?<!\S)\?{4,}(?!\S)|\ufffd+")
_SHAPED = re.compile("[\ufb50-\ufbff\ufc00-\ufd3d\ufd50-\ufdcf\ufe70-\ufefc]")
"""Letters in their joined shapes; «ﷺ» and ornate brackets are written on purpose."""


class Garbled(msgspec.Struct, frozen=True):
    """How often something was garbled alike, and the first place."""

    count: int
    first: str


def garbled(text: str) -> Iterator[tuple[str, Garbled]]:
    """What of a text was garbled, by kind: words in a wrong encoding, runs of lost letters, letters stored in
    their shapes, and whether it runs backwards."""
    words = [match.group() for pattern in _likely(text) for match in pattern.finditer(text)]
    if words:
        yield MOJIBAKE, Garbled(len(words), words[0][:_EXCERPT])
    if ("??" in text or "\ufffd" in text) and (runs := _LOST_RUN.findall(text)):
        yield LOST, Garbled(len(runs), runs[0][:_EXCERPT])
    shaped = _SHAPED.findall(text)
    if runs_backwards(text):
        yield VISUAL, Garbled(1, text[:_EXCERPT])
    elif len(shaped) >= _FEW:
        yield SHAPED, Garbled(len(shaped), "".join(shaped[:_FEW]))


def runs_backwards(text: str) -> bool:
    """As `is_visual`, told quickly of most texts that do not: articles stand before their words."""
    return (
        text.count(f"{_ELCITRA} ") > text.count(f" {_ARTICLE}") or _SHAPED.search(text) is not None
    ) and is_visual(text)


def _likely(text: str) -> Iterator[re.Pattern[str]]:
    """The patterns whose first characters the text holds."""
    return (pattern for letters, pattern in _WRONG.items() if any(letter in text for letter in letters))


def _characters(encoding: str, codes: range) -> str:
    """What the bytes are taken for; what has no character stays as it is."""
    return "".join(bytes([code]).decode(encoding, "ignore") or chr(code) for code in codes)


def _pairs(encoding: str) -> tuple[str, re.Pattern[str]]:
    leads = _characters(encoding, _LEADS)
    trails = _characters(encoding, _TRAILS)
    if encoding == "cp1252":
        trails += "".join(map(chr, _TRAILS))
    return leads, re.compile(f"(?:[{re.escape(leads)}][{re.escape(trails)}]){{2,}}")


def _wrong() -> Mapping[str, re.Pattern[str]]:
    """The letters that tell a wrong reading, with its pattern: at least two Arabic letters on end."""
    letters = re.escape(_LETTERS_1256.decode("cp1252"))
    return {
        **dict(map(_pairs, _READ_AS)),
        "Ã": re.compile("(?:Ã[˜™][^ \n]{1,4}){2,}"),  # twice
        "Çá": re.compile(f"[{letters}]{{4,}}"),
    }


_WRONG: Final = _wrong()
