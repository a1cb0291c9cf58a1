"""Invented short news items with spans and attributions: item n is the same on every run and machine."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from annotator import formats
from annotator.core.model import (
    Attribution,
    Bundle,
    Document,
    Segment,
    Span,
    derived_id,
    document_id,
    hash_text,
)

AUTHOR = "سلمى"

# `<label` opens a span and `>` closes it, so that a span shows at a glance what it covers.
_TEMPLATES = (
    "<cue قال> <source مصدر {role} في <place {town}>> اليوم {day} إن <claim <actor {actor}> {deed} قرب "
    "<place {village}> بعد أن {event}>، وإن العمل هناك يجري على مدار الساعة منذ الفجر. "
    "ولم يصدر حتى الساعة {time} أي تعليق من جهة أخرى على ما جرى، والخبر في النشرة رقم {n}.",
    "<cue أفاد> <source مراسل {outlet}> مساء {day} بأن <claim <actor {actor}> {deed} في محيط "
    "<place {village}> غرب <place {town}>، وذلك بعد أن {event} وفق ما رصده شهود في المكان>. "
    "وتتابع <actor {other}> ما يجري منذ الساعة {time}، والخبر في النشرة رقم {n}.",
)

_WORDS = {
    "role": ["طبي", "إداري", "عسكري", "محلي", "أمني", "في البلدية", "في الدفاع المدني"],
    "town": ["تل الأقحوان", "عين الزعفران", "كفر نوار", "مدينة السنديان", "المرمر", "رأس الياسمين", "الريان"],
    "village": ["قلعة الشيح", "بيت اليراع", "مخيم الدفلى", "جسر الرمان", "وادي الخزامى", "سد الصفصاف"],
    "day": ["السبت", "الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة"],
    "actor": [
        "فرق الإسعاف",
        "هيئة إدارة السهول",
        "كتيبة الصنوبر",
        "وحدة الإنقاذ",
        "لجنة المياه",
        "حركة الغسق",
    ],
    "other": ["وزارة الزراعة", "إدارة الطرق", "لجنة الرصد", "نقابة الصيادلة", "غرفة التجارة"],
    "deed": [
        "أغلقت الطريق العام",
        "نقلت 14 مصابا",
        "أعادت فتح المعبر",
        "أوقفت ضخ المياه",
        "أخلت ثلاثة أحياء",
    ],
    "event": [
        "ارتفع منسوب النهر",
        "انهار جزء من الجسر",
        "انقطع التيار الكهربائي",
        "اشتدت العاصفة الرملية 🔴",
    ],
    "outlet": ["وكالة يراع", "إذاعة السهل", "صحيفة الضفاف", "قناة المرجان"],
}

_MARK = re.compile("<([a-z]+) |>")


def items(count: int, first: int = 0) -> Iterator[Bundle]:
    """So many items: about 250 characters, six or seven spans and one attribution each."""
    return (_item(n) for n in range(first, first + count))


def write(count: int, path: Path, first: int = 0) -> None:
    """Write so many items as the project's own JSON lines."""
    with path.open("wb") as file:
        formats.write(formats.by_id("annotator"), items(count, first), file)


def _item(n: int) -> Bundle:
    choose = random.Random(n)
    words = {name: choose.choice(values) for name, values in _WORDS.items()}
    time = f"{choose.randrange(24):02}:{choose.randrange(60):02}"
    text, marked = _spans(_TEMPLATES[n % 2].format(n=n, time=time, **words))
    published = f"2026-{1 + n % 12:02}-{1 + n % 28:02}"
    url = f"https://example.org/news/{n}"
    document = Document(
        id=document_id("post", hash_text(text), url, published),
        kind="post",
        published=published,
        source=words["outlet"],
        url=url,
        text_hash=hash_text(text),
        segments=(Segment("paragraph", 0, len(text)),),
    )
    spans = tuple(
        Span(
            id=derived_id("bench-span", document.id, str(place)),
            document_id=document.id,
            label=label,
            ranges=((start, end),),
            quote=text[start:end],
            author=AUTHOR,
        )
        for place, (label, start, end) in enumerate(marked)
    )
    ids = {span.label: span.id for span in reversed(spans)}
    attribution = Attribution(
        id=derived_id("bench-attribution", document.id),
        document_id=document.id,
        claims=(ids["claim"],),
        sources=(ids["source"],),
        cue=ids["cue"],
        category="own_correspondent" if n % 2 else "official",
        author=AUTHOR,
    )
    return Bundle(document=document, text=text, spans=spans, attributions=(attribution,))


def _spans(marked: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The text without its marks, and `(label, start, end)` in the order in which the spans begin."""
    text, last = "", 0
    open_spans: list[int] = []
    spans: list[tuple[str, int, int]] = []
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        last = mark.end()
        if mark.group(1):
            open_spans.append(len(spans))
            spans.append((mark.group(1), len(text), -1))
        else:
            place = open_spans.pop()
            label, start, _ = spans[place]
            spans[place] = (label, start, len(text))
    return text + marked[last:], spans
