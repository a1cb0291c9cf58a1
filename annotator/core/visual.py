"""Arabic stored as it looks, its letters in their joined shapes, its lines from left to right."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SHAPED = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_SHAPES = re.compile("[\ufb50-\ufdcf\ufdf0-\ufdfc\ufe70-\ufefc]+")
_WORD = re.compile("[\u0620-\u065f\u0671-\u06d3\ufb50-\ufdcf\ufdf0-\ufdfc\ufe70-\ufefc]{2,}")
_FORWARD = re.compile(
    r"[0-9A-Za-z\u0660-\u0669](?:[0-9A-Za-z\u0660-\u0669.,:/%@_#&=?+-]*[0-9A-Za-z\u0660-\u0669%])?"
)
_CLUSTER = re.compile("[^\u064b-\u065f\u0670][\u064b-\u065f\u0670]*|.", re.DOTALL)
_MIRRORED: Final = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_AT_END: Final = ("ة", "ى")
"""Letters that stand only at the end of a word."""
_ARTICLE: Final = ("ا", "ل")
_ENOUGH: Final = 3


def is_shaped(text: str) -> bool:
    """Whether letters are stored in their joined shapes."""
    return _SHAPED.search(text) is not None


def is_visual(text: str) -> bool:
    """Whether the words of a text run backwards, by their shapes, articles and last letters."""
    backward = forward = 0
    for match in _WORD.finditer(text[: 1 << 16]):
        told = _runs_forward(match.group())
        forward += told is True
        backward += told is False
    return backward >= _ENOUGH and backward > 4 * forward


def _runs_forward(word: str) -> bool | None:
    """Which way a word runs; None where nothing tells."""
    first, last = _shape(word[0]), _shape(word[-1])
    if first in ("<initial>", "<final>") and last in ("<initial>", "<final>") and first != last:
        return first == "<initial>"
    plain = unicodedata.normalize("NFKC", word)
    begins = plain[0] in _AT_END or (plain[-1], plain[-2]) == _ARTICLE
    ends = plain[-1] in _AT_END or (plain[0], plain[1]) == _ARTICLE
    return None if begins == ends else ends


def _shape(letter: str) -> str:
    return unicodedata.decomposition(letter).partition(" ")[0]


def unshaped(text: str) -> str:
    """The text with plain letters for their joined shapes."""
    return _SHAPES.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)


def turned(text: str) -> str:
    """The lines of a text in visual order as they are read; numbers and Latin words keep theirs."""
    return unshaped("\n".join(map(_turned_line, text.split("\n"))))


def _turned_line(line: str) -> str:
    backwards = "".join(reversed(_CLUSTER.findall(line))).translate(_MIRRORED)
    return _FORWARD.sub(lambda match: match.group()[::-1], backwards)
