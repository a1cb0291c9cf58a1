"""The places on a keyboard, each named by the sign that a Latin keyboard writes there."""

from __future__ import annotations

import unicodedata
from typing import Final

# The codes of the keys, in rows as they lie: the first code, and what the keys from it on write.
_ROWS: Final = (
    (0x02, "1234567890-="),
    (0x10, "QWERTYUIOP[]"),
    (0x1E, "ASDFGHJKL;'`"),
    (0x2B, "\\ZXCVBNM,./"),
)
_CODES: Final = {first + step: sign for first, row in _ROWS for step, sign in enumerate(row)}
_BEHIND_XKB: Final = 8  # what X11 and Wayland add to them
_MACOS: Final = {
    code: sign
    for code, sign in enumerate("ASDFHGZXCV BQWERYT123465=97-80]OU[IP LJ'K;\\,/NM.  `")
    if code and sign != " "  # 0 is "A", and what a key without a code has
}

_SHIFTED: Final = dict(zip("1234567890-=[]\\;'`,./", '!@#$%^&*()_+{}|:"~<>?', strict=True))

# What the Arabic keyboard writes, in the order of the Latin keys below.
_ARABIC: Final = (
    "ذ", "ض", "ص", "ث", "ق", "ف", "غ", "ع", "ه", "خ", "ح", "ج", "د",
    "ش", "س", "ي", "ب", "ل", "ا", "ت", "ن", "م", "ك", "ط",
    "ئ", "ء", "ؤ", "ر", "\ufefb", "ى", "ة", "و", "ز", "ظ",
)  # fmt: skip
_ARABIC_SHIFTED: Final = (
    "\u0651", "\u064e", "\u064b", "\u064f", "\u064c", "\ufef9", "إ", "؛", "\u0650", "\u064d",
    "\ufef7", "أ", "ـ", "،", "\u0652", "\ufef5", "آ", "؟",
)  # fmt: skip
_LETTERS: Final = {
    unicodedata.normalize("NFKC", letter): place
    for letters, places in (
        (_ARABIC, "`QWERTYUIOP[]ASDFGHJKL;'ZXCVBNM,./"),
        (_ARABIC_SHIFTED, "`QWERTYPASGHJKXBN/"),
    )
    for letter, place in zip(letters, places, strict=True)
}


def place_of_key(scan_code: int, virtual_key: int, platform: str) -> str:
    """The place of a key by its codes on a platform of Qt; "" for one that is not known."""
    if platform == "cocoa":
        return _MACOS.get(virtual_key, "")
    return _CODES.get(scan_code if platform == "windows" else scan_code - _BEHIND_XKB, "")


def place_of_letter(char: str) -> str:
    """Where the Arabic keyboard has a letter or a digit; "" for what it has nowhere."""
    char = unicodedata.normalize("NFKC", char)
    if len(char) == 1 and char.isdecimal():
        return str(unicodedata.decimal(char))
    return _LETTERS.get(char, "")


def shifted(place: str) -> str:
    """What is written at a place with Shift."""
    return _SHIFTED.get(place, place)
