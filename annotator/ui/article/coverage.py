"""Characters of a text that no installed font shows, and which font would."""

from __future__ import annotations

import re
from functools import cache

import msgspec
import regex  # type: ignore[import-untyped]
from PySide6.QtGui import QFont, QFontMetricsF

from annotator.ui.article.fonts import families

# Spaces, marks of direction and the like show nothing; a control is a box in any font.
_SHOWS_NOTHING = regex.compile(r"[\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]")
_SCRIPTS = (
    "Hebrew", "Syriac", "Thaana", "NKo", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Tamil", "Telugu",
    "Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan", "Armenian", "Georgian",
    "Ethiopic", "Tifinagh",
)  # fmt: skip
_KINDS = tuple(
    (family, regex.compile(pattern))
    for family, pattern in (
        ("Noto Color Emoji", r"[\p{Emoji_Presentation}\p{Extended_Pictographic}\u20e3]"),
        ("Noto Naskh Arabic", r"[\p{Script=Arabic}\p{Block=Arabic}]"),
        ("Noto Sans", r"[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]"),
        (
            "Noto Sans CJK",
            r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]",
        ),
        *((f"Noto Sans {script}", rf"\p{{Script={script}}}") for script in _SCRIPTS),
        ("Noto Sans Symbols", r"[\p{S}\p{P}]"),
    )
)
_USUAL = (*range(0x20, 0x7F), *range(0x600, 0x660))
_LONG = 50_000
"""Code points; in a shorter text each character is looked up faster than it is told from the usual ones."""
_ANY_OTHER = "Unifont"
_NO_FONT_HAS = regex.compile(r"[\p{Cn}\p{Co}]")


class Unshown(msgspec.Struct, frozen=True):
    """Characters that appear as boxes, in the order of the text, and the fonts that would show them.

    No font is named for characters that mean nothing in Unicode: those of private use and unassigned ones.
    """

    characters: tuple[str, ...]
    fonts: tuple[str, ...]


NOTHING = Unshown((), ())


def unshown(text: str) -> Unshown:
    """The characters of `text` that no installed font covers."""
    told = text if len(text) < _LONG else _unusual().findall(text)
    found = tuple(char for char in dict.fromkeys(told) if not _is_shown(char))
    return Unshown(found, tuple(dict.fromkeys(font for char in found if (font := helping_font(char)))))


def helping_font(char: str) -> str:
    """A font that has the character, to be had for nothing on every system; "" where none can."""
    if _NO_FONT_HAS.match(char):
        return ""
    return next((family for family, kind in _KINDS if kind.match(char)), _ANY_OTHER)


@cache
def _unusual() -> re.Pattern[str]:
    """All but the letters of which nearly every text is made, as far as they are shown here."""
    shown = "".join(filter(_is_shown, map(chr, _USUAL)))
    return re.compile(f"[^{re.escape(shown)}]")


@cache
def _is_shown(char: str) -> bool:
    return bool(_SHOWS_NOTHING.match(char)) or _metrics().inFontUcs4(ord(char))


@cache
def _metrics() -> QFontMetricsF:
    font = QFont()
    font.setFamilies(families())
    return QFontMetricsF(font)
