"""What dates are written with: months, weekdays, halves of the day, zones, and the words around them.

The names of months are those of Unicode CLDR for `ar`, `ar-SY`, `ar-DZ`, `ar-TN`, `ar-MA`, `ar-MR` and `en`,
with the other spellings of newspapers. All are compared by `core.arabic.fold_key`.
"""

from __future__ import annotations

from typing import Literal

from annotator.core.arabic import fold_key

Half = Literal["am", "noon", "pm", "night"]

_MONTHS = (
    "كانون الثاني|كانون ثاني|كانون ثان|كانون 2|كانون2|ك2|يناير|جانفي|January|Jan",
    "شباط|فبراير|فيفري|February|Feb",
    "آذار|مارس|March|Mar",
    "نيسان|أبريل|إبريل|افريل|April|Apr",
    "أيار|مايو|مايس|ماي|May",
    "حزيران|يونيو|يونيه|جوان|June|Jun",
    "تموز|يوليو|يوليه|يوليوز|جويلية|جوييه|July|Jul",
    "آب|أغسطس|غشت|أغشت|أوت|August|Aug",
    "أيلول|سبتمبر|شتنبر|شتمبر|September|Sept|Sep",
    "تشرين الأول|تشرين أول|تشرين 1|تشرين1|ت1|أكتوبر|October|Oct",
    "تشرين الثاني|تشرين ثاني|تشرين ثان|تشرين 2|تشرين2|ت2|نوفمبر|نونبر|November|Nov",
    "كانون الأول|كانون أول|كانون 1|كانون1|ك1|ديسمبر|دجنبر|دجمبر|December|Dec",
)
_ISLAMIC_MONTHS = (
    "محرم|المحرم|محرم الحرام",
    "صفر|صفر الخير",
    "ربيع الأول|ربيع أول",
    "ربيع الثاني|ربيع الآخر|ربيع ثاني",
    "جمادى الأولى|جمادى الأول|جمادي أول",
    "جمادى الآخرة|جمادى الثانية|جمادى الآخر|جمادى الثاني",
    "رجب",
    "شعبان",
    "رمضان|رمضان المبارك",
    "شوال",
    "ذو القعدة|ذي القعدة|ذوالقعدة|ذي قعدة",
    "ذو الحجة|ذي الحجة|ذوالحجة|ذي حجة",
)
_HALVES: dict[Half, str] = {
    "am": "ص|صباحا|صباح|صباح اليوم|فجرا|فجر|الفجر|الصباح|قبل الظهر|ضحى|am|a.m.|a.m",
    "noon": "ظهرا|ظهر|الظهر|بعد الظهر|بعد ظهر",
    "pm": "م|مساء|مساءا|المساء|مساء اليوم|عصرا|عصر|العصر|pm|p.m.|p.m",
    "night": "ليلا|ليل|بعد منتصف الليل|منتصف الليل",
}
_ZONES = {
    "+00:00": "z|gmt|utc|ut|غرينتش|جرينتش|غرينيتش|جرينيتش|غرينويتش|جرينتش العالمي|العالمي",
    "+01:00": "cet",
    "+02:00": "eet|cest",
    "+03:00": "eest",
    "-04:00": "edt",
    "-05:00": "est|cdt",
    "-06:00": "cst|mdt",
    "-07:00": "mst|pdt",
    "-08:00": "pst",
}
_WEEKDAYS = (
    "الاثنين|الإثنين|اثنين|الثلاثاء|الثلثاء|ثلاثاء|الأربعاء|أربعاء|الخميس|خميس|الجمعة|جمعة|السبت|سبت|الأحد|أحد"
    "|Monday|Mon|Tuesday|Tues|Tue|Wednesday|Wed|Thursday|Thurs|Thur|Thu|Friday|Fri|Saturday|Sat|Sunday|Sun"
)
_AROUND = (
    "تاريخ|التاريخ|بتاريخ|في|يوم|اليوم|ليوم|الساعة|ساعة|عند|على|تمام|الموافق|موافق|الموافق ل|ل|من|شهر|سنة|عام"
    "|لعام|لسنة|وقت|بتوقيت|توقيت|بالتوقيت|المحلي|حسب|تم|كتب|بث|صدر|الخبر|المقال|مقال|اخر|و|date|time|on|at|the|of|in|local|last|and|by"
)
_PUBLISHED = (
    "نشر|نشرت|ونشر|النشر|المنشور|منشور|أضيف|أضيفت|الإضافة|published|posted|created|publish|publication"
)
_UPDATED = "تحديث|التحديث|تحديثه|حدث|عدل|تعديل|التعديل|updated|update|modified|edited"
_UNITS = {
    60: "دقيقة|دقائق|minute|minutes|min|mins",
    3600: "ساعة|ساعات|hour|hours",
    86400: "يوم|يوما|أيام|day|days",
    604800: "أسبوع|أسابيع|week|weeks",
}
_PAIRS = {60: "دقيقتين|دقيقتان", 3600: "ساعتين|ساعتان", 86400: "يومين|يومان", 604800: "أسبوعين|أسبوعان"}
_DAYS_BACK = {
    0: "اليوم|today",
    1: "أمس|الأمس|البارحة|يوم أمس|yesterday",
    2: "أول أمس|أول من أمس|قبل أمس",
}


def _keys(names: str) -> list[str]:
    return [fold_key(name) for name in names.split("|")]


MONTHS: dict[str, int] = {key: number for number, row in enumerate(_MONTHS, 1) for key in _keys(row)}
"""Folded name of a month, in Arabic or English -> its number."""

ISLAMIC_MONTHS: dict[str, int] = {
    key: number for number, row in enumerate(_ISLAMIC_MONTHS, 1) for key in _keys(row)
}
HALVES: dict[str, Half] = {key: half for half, row in _HALVES.items() for key in _keys(row)}
ZONES: dict[str, str] = {key: offset for offset, row in _ZONES.items() for key in _keys(row)}
PUBLISHED = frozenset(_keys(_PUBLISHED))
UPDATED = frozenset(_keys(_UPDATED))
AROUND = frozenset([*_keys(_WEEKDAYS), *_keys(_AROUND), *PUBLISHED, *UPDATED])
"""Words that may stand around a date and say nothing about it."""

UNITS: dict[str, int] = {key: seconds for seconds, row in _UNITS.items() for key in _keys(row)}
PAIRS: dict[str, int] = {key: 2 * seconds for seconds, row in _PAIRS.items() for key in _keys(row)}
DAYS_BACK: dict[str, int] = {key: days for days, row in _DAYS_BACK.items() for key in _keys(row)}


def clock_24(hour: int, minute: int, half: str = "") -> str:
    """`HH:MM` of 24 hours, after the word for the half of the day («مساء», `pm`); "" if there is no such.

    «11:30 ظهرا» is before noon, «2:05 ظهرا» after it; «1:15 ليلا» is after midnight, «10:15 ليلا» before it.
    """
    if hour > 23 or minute > 59:
        return ""
    kind = HALVES.get(fold_key(half).strip()) if half else None
    late = (
        kind == "pm" or (kind == "noon" and hour < 10) or (kind == "night" and 6 <= hour < 12)
    ) and hour < 12
    early = kind in ("am", "night") and hour == 12
    return f"{hour + 12 * late - 12 * early:02}:{minute:02}"
