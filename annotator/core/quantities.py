"""Reads counts out of Arabic news: numbers in words and digits, ranges, and how exactly they are told.

Pure and linear: every look ahead or back is bounded. Words are compared by their folded keys, so hamza seats,
harakat, ta marbuta and the shape of digits do not matter. All offsets are code points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, get_args

import msgspec
import regex  # type: ignore[import-untyped]

from annotator.core.arabic import fold_key
from annotator.core.offsets import MOST

_TOKEN: Final = regex.compile(
    r"(?P<mixed>(?:\p{Latin}+-?\p{Nd}|\p{Nd}+\p{Latin})[\p{Latin}\p{Nd}]*)"
    r"|(?P<clitic>[وفبلك]{1,2}[ـ\p{M}]*[^\S\n]?(?<![^\S\n]))?(?P<digits>\p{Nd}+(?:[.,٫٬،]\p{Nd}+)*+)"
    r"|(?P<word>[\p{L}\p{M}ـ\u200c\u200d]+)|(?P<sign>[^\s\p{Cf}\p{M}\p{L}\p{Nd}])|(?P<line>\n)"
)
_GROUPS: Final = regex.compile(r"\d{1,3}(?:[.,]\d{3})+")
_PROCLITICS: Final = ("و", "ف", "ب", "ل", "ك")
_ARTICLE: Final = "ال"


class Word(msgspec.Struct, frozen=True):
    """A word, a number in digits, or a sign of a text.

    `key`: folded; `number`: its value in digits, with a fraction if it has one; `clitics`: what is attached
    before the digits; `has_digits`: also of what is no number, like «12,34,56» and «F16».
    """

    start: int
    end: int
    key: str
    number: float | None = None
    clitics: str = ""
    is_sign: bool = False
    has_digits: bool = False

    @property
    def joined(self) -> bool:
        """Whether it begins with «و»; of a word that may be its first letter."""
        return (self.clitics or self.key).startswith("و")


class Count(msgspec.Struct, frozen=True):
    """How many: `most` is None where there is no upper bound. `first` and `end` number words, half-open."""

    least: int
    most: int | None
    exact: bool
    first: int
    end: int


def key_of(word: str) -> str:
    """What words are compared by."""
    return fold_key(word, loose=True).strip()


def words_of(text: str, start: int, end: int) -> list[Word]:
    """The words, numbers and signs of `text[start:end]`, in order."""
    found: list[Word] = []
    for match in _TOKEN.finditer(text, start, end):
        at, stop = match.span()
        if match["digits"]:
            clitics = key_of(match["clitic"] or "")
            digits = match.start("digits")
            number = _value(match["digits"])
            found.append(Word(digits, stop, match["digits"], number, clitics, has_digits=True))
        elif match["mixed"]:
            found.append(Word(at, stop, match["mixed"], has_digits=True))
        elif match["word"]:
            if key := key_of(match["word"]):
                found.append(Word(at, stop, key))
        else:
            found.append(Word(at, stop, key_of(match.group()) or "\n", is_sign=True))
    return found


def _value(digits: str) -> float | None:
    plain = fold_key(digits)
    if len(plain) > 15:
        return None
    if _GROUPS.fullmatch(plain):
        return float(plain.replace(",", "").replace(".", ""))
    parts = plain.replace(",", ".").split(".")
    return float(".".join(parts)) if len(parts) <= 2 else None


def _keys(*words: str) -> list[str]:
    return [key_of(word) for word in words]


_UNITS: Final = {
    key: value
    for value, words in enumerate(
        (
            "واحد واحدة إحدى",
            "اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي",
            "ثلاث ثلاثة",
            "أربع أربعة",
            "خمس خمسة",
            "ست ستة",
            "سبع سبعة",
            "ثمان ثماني ثمانية",
            "تسع تسعة",
            "عشر عشرة",
        ),
        1,
    )
    for key in _keys(*words.split())
}
_STEMS: Final = ("", "", "عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_TENS: Final = {
    key: 10 * value for value, stem in enumerate(_STEMS) if stem for key in _keys(f"{stem}ون", f"{stem}ين")
}
_HUNDRED: Final = frozenset(_keys("مئة", "مائة", "مية"))
_TWO_HUNDRED: Final = frozenset(
    _keys(*(f"{hundred}{ending}" for hundred in ("مئت", "مائت") for ending in ("ان", "ين", "ا", "ي")))
)
_HUNDREDS: Final = {
    **dict.fromkeys(_HUNDRED, 100),
    **dict.fromkeys(_TWO_HUNDRED, 200),
    **{
        key: 100 * value
        for value, stem in enumerate(_STEMS)
        if value > 2
        for hundred in ("مئة", "مائة", "مية")
        for key in _keys(f"{stem}{hundred}", f"{stem}ي{hundred}")
    },
}
_SCALES: Final = {
    key: value
    for value, words in (
        (1000, "ألف ألفا آلاف ألوف"),
        (10**6, "مليون مليونا ملايين"),
        (10**9, "مليار مليارا مليارات"),
    )
    for key in _keys(*words.split())
}
_TWO_SCALES: Final = {
    key: 2 * value
    for value, stem in ((1000, "ألف"), (10**6, "مليون"), (10**9, "مليار"))
    for key in _keys(f"{stem}ان", f"{stem}ين", f"{stem}ا", f"{stem}ي")
}
_MANY: Final = frozenset(_keys("آلاف", "ألوف", "ملايين", "مليارات"))
"""Say no number unless one stands before them."""
_HALF: Final = key_of("نصف")
_FRACTIONS: Final = {_HALF: 0.5, key_of("ربع"): 0.25}
_TEN: Final = frozenset(_keys("عشر", "عشرة"))
_ONE: Final = key_of("أحد")
_ROUND: Final = {
    key: value
    for value, words in ((10, "عشرات"), (100, "مئات مائات"), (1000, "آلاف ألوف"), (10**6, "ملايين"))
    for key in _keys(*words.split())
}
_FEW: Final = frozenset(_keys("بضع", "بضعة"))
_SEVERAL: Final = frozenset(_keys("عدة"))
_SEVERAL_OF: Final = frozenset(_keys("عدد", "عددا", "العديد", "عديد", "الكثير", "كثير"))
_MANY_OF: Final = key_of("العديد")
_HOW_MANY: Final = frozenset(_keys("غير", "معروف", "محدد", "معلوم", "كبير", "كبيرا", "قليل", "محدود"))
_OF, _TO, _OR, _BETWEEN = _keys("من", "إلى", "أو", "بين")
_DASH: Final = "-"
PLURAL: Final = 3
"""The least that a plural without a number says: below it Arabic writes the singular and the dual."""
_A_FEW: Final = 9

_Hedge = Literal["about", "least", "most"]


def _hedges(**phrases: str) -> dict[tuple[str, ...], _Hedge]:
    """Phrases, parted by bars, and how they bound a count."""
    return {
        tuple(_keys(*phrase.split())): hedge
        for hedge in get_args(_Hedge)
        for phrase in phrases[hedge].split("|")
    }


_BEFORE: Final = _hedges(
    about="نحو|حوالي|زهاء|قرابة|ما يقارب|يقارب|ما يقرب من|ما يناهز|يناهز|تقريبا|تقدر ب",
    least="أكثر من|لا أقل من|ما لا يقل عن|لا يقل عن|لا تقل عن|ما يزيد عن|ما يزيد على|يزيد عن|يزيد على|تزيد عن"
    "|تزيد على|ما يربو على|يربو على|ما يربو عن|ما يفوق|يفوق|فاق|تجاوز|تجاوزت|تجاوزوا|يتجاوز|تتجاوز|تخطى|تخطت"
    "|يتخطى|على الأقل",
    most="أقل من|ما لا يزيد عن|لا يزيد عن|لا تزيد عن|لا يزيد على|لا تزيد على|لا يتجاوز|لا تتجاوز|لم يتجاوز"
    "|لم تتجاوز|لا يتعدى|لا تتعدى|حتى|ما يصل إلى|يصل إلى|تصل إلى|بحد أقصى",
)
_AFTER: Final = _hedges(
    about="تقريبا",
    least="على الأقل|على أقل تقدير|كحد أدنى|أو أكثر",
    most="على الأكثر|على أكثر تقدير|كحد أقصى",
)
_LONGEST: Final = max(map(len, (*_BEFORE, *_AFTER)))
_APART: Final = _hedges(
    about="تقدر بنحو",
    least="لا يقل|لا تقل|لم يقل|لم تقل",
    most="لا يزيد|لا تزيد|لم يزد|لم تزد|لا يتجاوز|لا تتجاوز|لم يتجاوز|لم تتجاوز",
)
"""«لا تقل حصيلة القتلى عن تسعين»: what is counted stands within the hedge."""
_REACH: Final = 6


def bare(key: str) -> list[str]:
    """A key as it is, and without what may be attached in front: «وبالعشرين» -> … «عشرين»."""
    found = [key]
    for _ in range(3):
        if key.startswith("لل") and len(key) > 4:
            key = key[2:]
            found.append(key)
        elif key.startswith(_ARTICLE) and len(key) > 4:
            found.append(key[2:])
            break
        elif key.startswith(_PROCLITICS) and len(key) > 2:
            key = key[1:]
            found.append(key)
        else:
            break
    return found


def _valued(word: Word, table: Mapping[str, int], joined: bool) -> int:
    """The value of a word in a table; 0 where it has none. Joined ones begin with «و»."""
    if word.is_sign or word.number is not None:
        return 0
    keys = [word.key[1:], word.key[1:].removeprefix(_ARTICLE)] if joined else bare(word.key)
    return next((table[key] for key in keys if key in table), 0)


def _below_hundred(words: Sequence[Word], at: int, joined: bool) -> tuple[int, int] | None:
    if at >= len(words):
        return None
    after = words[at + 1] if at + 1 < len(words) else None
    if tens := _valued(words[at], _TENS, joined):
        return tens, at + 1
    unit = _valued(words[at], _UNITS, joined) or 0
    one = _valued(words[at], {_ONE: 1}, joined)
    if (unit or one) and unit < 10 and after is not None:
        if after.key in _TEN:
            return 10 + (unit or one), at + 2
        if after.joined and (tens := _valued(after, _TENS, True)):
            return (unit or one) + tens, at + 2
    return (unit, at + 1) if unit else None


def _below_thousand(words: Sequence[Word], at: int, joined: bool) -> tuple[float, int] | None:
    """A number in digits, of any size, or one below a thousand in words."""
    word = words[at]
    if word.number is not None:
        return word.number, at + 1
    hundreds, end = _valued(word, _HUNDREDS, joined), at + 1
    if not hundreds and end < len(words) and words[end].key in _HUNDRED:
        hundreds, end = 100 * _valued(word, _UNITS, joined), at + 2
    if not hundreds:
        return _below_hundred(words, at, joined)
    if end < len(words) and words[end].joined and (rest := _below_hundred(words, end, True)):
        return hundreds + rest[0], rest[1]
    return hundreds, end


def _part(words: Sequence[Word], at: int, joined: bool) -> tuple[float, int, int] | None:
    """A part of a number, its scale, and the number of the word after it: «ثلاثة آلاف», «ألفان», «و400»."""
    found: tuple[float, int] | None
    scale = 0
    if at + 1 < len(words) and words[at + 1].key in _SCALES and words[at].key in _FRACTIONS:
        found = (_FRACTIONS[words[at].key], at + 1)
    else:
        found = _below_thousand(words, at, joined)
    if found is None:
        two, one = (_valued(words[at], table, joined) for table in (_TWO_SCALES, _SCALES))
        if not (two or one) or words[at].key in _MANY:
            return None
        found, scale = (2 if two else 1, at + 1), two // 2 or one
    value, end = found
    if not scale and end < len(words):
        scale = _SCALES.get(words[end].key, 0) or _SCALES.get(words[end].key.removeprefix(_ARTICLE), 0)
        end += bool(scale)
    if scale and end < len(words) and words[end].joined and _valued(words[end], {_HALF: 1}, True):
        value, end = value + 0.5, end + 1
        end += end < len(words) and words[end].key.removeprefix(_ARTICLE) in _SCALES
    amount = value * (scale or 1)
    return (amount, scale or 1, end) if amount == int(amount) else None


def number_at(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """The number that begins with a word, and the number of the word after it; None where none begins."""
    total, end = 0, at
    ceiling = MOST
    while end < len(words) and (end == at or words[end].joined):
        part = _part(words, end, end > at)
        if part is None or part[1] >= ceiling or (end > at and part[0] >= ceiling):
            break
        total, ceiling, end = total + int(part[0]), part[1], part[2]
        if ceiling == 1:
            break
    return (total, end) if end > at and total <= MOST else None


def count_at(words: Sequence[Word], at: int) -> Count | None:
    """The count that begins with a word, hedges in front of it left aside: see `hedged`."""
    if words[at].is_sign:
        return None
    if least := _valued(words[at], _ROUND, False):
        end = at + 1
        if end < len(words) and (times := _valued(words[end], _ROUND, False)) > least:
            least, end = least * times, end + 1
        return Count(least, None, False, at, end)
    keys = bare(words[at].key)
    if not _FEW.isdisjoint(keys):
        times = _valued(words[at + 1], _ROUND, False) if at + 1 < len(words) else 0
        return Count(PLURAL * (times or 1), _A_FEW * (times or 1), False, at, at + 1 + bool(times))
    if not _SEVERAL.isdisjoint(keys):
        return Count(PLURAL, None, False, at, at + 1)
    if not _SEVERAL_OF.isdisjoint(keys):
        for end in range(at + 1, min(at + 4, len(words))):  # «عدد غير معروف من»
            if words[end].key == _OF:
                return Count(PLURAL, None, False, at, end + 1)
            if words[end].key not in _HOW_MANY:
                break
        if _MANY_OF in keys and (at + 1 == len(words) or words[at + 1].is_sign):
            return Count(PLURAL, None, False, at, at + 1)
    found = number_at(words, at)
    if found is None:
        return None
    number, end = found
    last = _range_end(words, at, end)
    if last is not None and (last[0] > number or _is_unordered(words, end)):
        return Count(min(number, last[0]), max(number, last[0]), number == last[0], at, last[1])
    return Count(number, number, True, at, end)


def _is_unordered(words: Sequence[Word], at: int) -> bool:
    """Whether either bound of a range may come first: «بين 20 و10», and «20-10» with nothing between."""
    if words[at].key == _DASH:
        return words[at - 1].end == words[at].start and words[at].end == words[at + 1].start
    return words[at].key not in (_TO, _OR)


def _range_end(words: Sequence[Word], at: int, end: int) -> tuple[int, int] | None:
    """What a range goes on with after its first number: «-5», «إلى خمسة», «أو خمسة», «بين 3 و5»."""
    if end + 1 < len(words) and words[end].key in (_DASH, _TO, _OR):
        return number_at(words, end + 1)
    if end < len(words) and words[end].joined and at and _BETWEEN in bare(words[at - 1].key):
        joined = words[end]
        if joined.number is not None:
            return number_at(words, end)
        rest = msgspec.structs.replace(joined, key=joined.key[1:])
        found = number_at([rest, *words[end + 1 : end + _REACH]], 0)
        return (found[0], found[1] + end) if found else None
    return None


def hedged(words: Sequence[Word], count: Count) -> Count:
    """The count with the words before and after it that say how exactly it is meant."""
    for length in range(_LONGEST, 0, -1):
        first = count.first - length
        if first >= 0 and (hedge := _BEFORE.get(_phrase(words, first, count.first))):
            return _bounded(count, hedge, first, count.end)
    if after := bounded_after(words, count, count.end):
        return after
    for at in range(max(0, count.first - _REACH), count.first - 2):
        if hedge := _APART.get((words[at].key, words[at + 1].key)):
            return _bounded(count, hedge, count.first, count.end)
    return count


def bounded_after(words: Sequence[Word], count: Count, end: int) -> Count | None:
    """The count with what stands at `end` if it says how exactly it is meant: «ستة قتلى على الأقل»."""
    for length in range(_LONGEST, 0, -1):
        after = tuple(word.key for word in words[end : end + length])
        if hedge := _AFTER.get(after):
            return _bounded(count, hedge, count.first, end + len(after))
    return None


def _phrase(words: Sequence[Word], first: int, end: int) -> tuple[str, ...]:
    """The keys of some words, the first without its conjunction."""
    keys = [word.key for word in words[first:end]]
    for clitic in ("و", "ف", "ب", "ل"):
        without = (keys[0].removeprefix(clitic), *keys[1:])
        if without in _BEFORE:
            return without
    return tuple(keys)


def _bounded(count: Count, hedge: _Hedge, first: int, end: int) -> Count:
    if hedge == "least":
        return Count(count.least, None, False, first, end)
    if hedge == "most":
        return Count(0, count.most or count.least, False, first, end)
    return Count(count.least, count.most, False, first, end)
