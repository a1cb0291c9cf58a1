"""Pages made by a grammar: what each part of them is, is read back from its layout.

A page is, in this order, each part present or not:

    page     = [ticker] buttons* headline buttons* around* [dateline] paragraph+ [related paragraph+]
               around* [tags] [related] [comments] [ticker]
    around   = credit | date | update
    ticker   = heading items, or items with a time; the time first or last, by any sign, or below
    comments = heading (name [age] words [button])+
"""

from __future__ import annotations

from collections import Counter

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.model import Bundle
from annotator.formats import documents_from_text

SUBJECTS = ("مجلس المدينة", "فريق الإنقاذ", "اتحاد المزارعين", "إدارة الجسر", "لجنة الحي القديم")
ACTS = (
    "يفتتح سوقا جديدة",
    "يعلن بدء الموسم",
    "يرمم طريق النهر",
    "يستقبل وفدا من القرى",
    "ينهي أعمال الصيانة",
)
PLACES = ("القنطرة", "الصفا", "كفر نوار", "تل الريحان")
NAMES = ("سليم نور", "رنا الحاج", "أ.د. هناء مراد", "سامي خليل")
CREDITS = (
    "تحرير: {}", "بقلم: {}", "كتب: {}", "كتبت: {}", "بواسطة {}", "بقلم {}", "Editing by: {}", "تحرير - {}",
    "إعداد/ {}", "محرر: {}", "تقرير: {}", "Editing: {} |", "ترجمة وتحرير: {}", "إعدادُ: {}", "كتب {}",
    "مراسلنا: {}", "إعداد وتقديم: {}", "متابعات: {}", "Reporting by {}", "صحافي: {}",
)  # fmt: skip
DATES = (
    "نُشر في: الثلاثاء 15 كانون الثاني 2019 - 10:35 م", "15 يناير 2019 22:35", "تاريخ النشر: 2019/01/15 22:35",
    "١٥ جانفي ٢٠١٩، الساعة ٢٢:٣٥", "Published: 15 January 2019, 10:35 PM",
    "10:35 مساءً - 15 كانون الثاني/يناير 2019", "9 جمادى الأولى 1440هـ - 15 يناير 2019م (22:35)",
    "الثلاثاء، 15 يناير 2019 الساعة 10:35 مساءً",
)  # fmt: skip
UPDATES = (
    "آخر تحديث: 16 يناير 2019 - 09:10",
    "تحديث بتاريخ 2019/01/16 09:10",
    "Update date: 2019/01/16 09:10",
)
BUTTONS = ("شارك", "طباعة", "ui.public.translatedTo", "access_time", "pictogram-avatar", "نسخ الرابط", "|",
    "شارك عبر واتساب", "تغيير حجم الخط", "زمن القراءة: دقيقتان", "الرئيسية > أخبار > القنطرة", "👁 1245",
    "سياسة", "تابعنا على تلغرام",
)  # fmt: skip
RELATED = (
    "اقرأ أيضاً", "مواضيع ذات صلة", "أخبار متعلقة", "Read also", "الأكثر قراءة", "مقالات مشابهة", "اخترنا لك",
    "مواضيع قد تهمك", "المزيد حول هذه القصة", "ذات صلة",
)  # fmt: skip
COMMENTS = (
    "التعليقات (2)", "تعليقات القراء (٣)", "تعليقات القراء:", "Comments (4)", "التعليقات", "لا توجد تعليقات",
    "شارك برأيك", "أضف تعليقك", "3 تعليقات",
)  # fmt: skip
DATELINES = ("نور - القنطرة", "القنطرة – نور", "نور -كفر نوار")
HEADINGS = ("الأخبار العاجلة", "أحدث الأخبار", "عاجل:", "شريط الأنباء", "Breaking news", "لحظة بلحظة")
LAST = (
    "{0} - {1}",
    "{0} | {1}",
    "{0} • {1}",
    "{0} ({1})",
    "{0} [{1}]",
    "{0} \u2212 {1}",
    "{0}\n{1}",
    "{0} – {1}",
    "{0}، {1}",
    "{0} / {1}",
)
FIRST = (
    "{1} - {0}",
    "{1} | {0}",
    "• {1} . {0}... المزيد",
    "[{1}] {0}",
    "({1}) {0}",
    "{1}\n{0}",
    "{1}: {0}",
    "{1} {0}",
    "▪ {1} | {0}",
)
CLOCKS = (
    ("09:33", "09:33"), ("9:33 صباحاً", "09:33"), ("11:20 مساءً", "23:20"), ("2:05 ظهرا", "14:05"),
    ("٢١:٠٨", "21:08"), ("15/01/2019 10:00", "10:00"), ("12:05 ص", "00:05"),
    ("اليوم 09:33", "09:33"), ("15 مايو 09:33", "09:33"), ("09:33 بتوقيت القدس", "09:33"),
)  # fmt: skip


class Right(msgspec.Struct):
    """What a page holds."""

    title: str
    byline: str
    published: str
    paragraphs: list[str]
    tickers: list[list[tuple[str, str]]]
    lines: list[str]

    def fields(self) -> tuple[object, ...]:
        return self.title, self.byline, self.published, self.paragraphs, self.tickers


@st.composite
def headlines(draw: st.DrawFn) -> str:
    return (
        " ".join(draw(st.sampled_from(words)) for words in (SUBJECTS, ACTS))
        + " في "
        + draw(st.sampled_from(PLACES))
    )


@st.composite
def tickers(draw: st.DrawFn) -> tuple[list[str], list[tuple[str, str]]]:
    heading = [draw(st.sampled_from(HEADINGS))] if draw(st.booleans()) else []
    timed = draw(st.booleans()) or not heading
    form = draw(st.sampled_from(LAST + FIRST if timed else ("{0}", "• {0}")))
    lines, items = heading, []
    for _ in range(draw(st.integers(2, 4))):
        body = draw(headlines()) + draw(st.sampled_from(("", " (مصدر محلي)", " (مصادر طبية)")))
        written, time = draw(st.sampled_from(CLOCKS))
        lines += form.format(body, written).split("\n")
        items.append((body, time if timed else ""))
    return lines, items


@st.composite
def pages(draw: st.DrawFn) -> Right:
    def some(parts: tuple[str, ...], most: int) -> list[str]:
        return draw(st.lists(st.sampled_from(parts), max_size=most, unique=True))

    def paragraph() -> str:
        return (
            f"قال {draw(st.sampled_from(SUBJECTS))} إن العمل {draw(st.sampled_from(ACTS))}، وأضاف أنه مستمر."
        )

    right = Right(draw(headlines()), "", "", [paragraph() for _ in range(draw(st.integers(2, 4)))], [], [])
    names = some(NAMES, 2)
    around = [draw(st.sampled_from(CREDITS)).format(name) for name in names]
    right.byline = "، ".join(names)
    if draw(st.booleans()):
        around.append(draw(st.sampled_from(DATES)))
        right.published = "2019-01-15T22:35"
    if draw(st.booleans()):
        around.append(draw(st.sampled_from(UPDATES)))
        right.published = right.published or "2019-01-16T09:10"
    order = draw(st.permutations(range(len(around))))
    around = [around[place] for place in order]
    right.byline = "، ".join(names[place] for place in order if place < len(names))
    above = draw(st.integers(0, len(around)))
    break_at = draw(st.integers(1, len(right.paragraphs) - 1))

    def related() -> list[str]:
        return [draw(st.sampled_from(RELATED)), *(draw(headlines()) for _ in range(draw(st.integers(1, 3))))]

    groups = [
        some(BUTTONS, 2), [right.title], some(BUTTONS, 2), *([row] for row in around[:above]),
        some(DATELINES, 1), *([row] for row in right.paragraphs[:break_at]),
        related() if draw(st.booleans()) else [],
        *([row] for row in right.paragraphs[break_at:]), *([row] for row in around[above:]),
        ["وسوم: القنطرة، سوق"] if draw(st.booleans()) else [],
        [f"{draw(st.sampled_from(RELATED))}: {draw(headlines())}"] if draw(st.booleans()) else [],
        related() if draw(st.booleans()) else [],
    ]  # fmt: skip
    if draw(st.booleans()):
        said = ["زائر", "منذ 3 ساعات", "قال جاري إن السوق بعيدة", "رد"]
        groups += [[draw(st.sampled_from(COMMENTS))], *([said] * draw(st.integers(1, 2)))]
    for at_end in (False, True):
        if draw(st.booleans()):
            lines, items = draw(tickers())
            right.tickers.append(items)
            groups.insert(len(groups) if at_end else 0, lines)
    for group in filter(None, groups):
        right.lines += [*group, ""]
    return right


def read_back(bundles: list[Bundle]) -> tuple[object, ...]:
    articles = [row for row in bundles if row.document.kind == "article"]
    document, text = articles[0].document, articles[0].text
    paragraphs = [text[row.start : row.end] for row in document.segments if row.kind == "paragraph"]
    found = [
        [
            (row.text[item.start : item.end], item.meta.get("time", ""))
            for item in row.document.segments
            if item.kind == "item"
        ]
        for row in bundles
        if row.document.kind == "ticker"
    ]
    if len(articles) != 1:
        return ()
    return document.title, document.byline, document.published, paragraphs, found


def test_the_fields_of_a_generated_page_are_read_right() -> None:
    names = ("title", "byline", "published", "paragraphs", "tickers")
    right: Counter[str] = Counter()
    pages_read = 0

    @settings(
        max_examples=300, derandomize=True, database=None, deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    @given(pages(), st.sampled_from(("\n", "\r\n")))
    def read_one(page: Right, newline: str) -> None:
        nonlocal pages_read
        pages_read += 1
        told = read_back(documents_from_text(newline.join(page.lines)))
        for name, expected, found in zip(names, page.fields(), told or (None,) * len(names), strict=True):
            right[name] += expected == found

    read_one()
    assert all(right[name] >= 0.99 * pages_read for name in names), (right, pages_read)
