"""Web pages made by a grammar: headline, author, day, outlet and paragraphs, wherever the page has them.

    page    = head body
    head    = title [og] [author] [day] [JSON-LD]
    title   = headline | headline sign outlet | outlet sign headline
    body    = menu article [related] [comments] footer
    article = heading around* [advertisement] paragraph+ [related line] around*
    around  = author | day | update | buttons

The author stands in the head, in JSON-LD, in a line with or without a word, behind `rel`, or nowhere; the day
in the head, in JSON-LD, in `time`, in `itemprop`, in a line, or nowhere.
"""

from __future__ import annotations

import json
from collections import Counter
from html import escape
from random import Random
from typing import Any

import msgspec

from annotator.formats.material.web_page import page_bundles

SUBJECTS = ("مجلس الصفا", "وزير الري في الريحان", "اتحاد المزارعين", "لجنة الحي القديم", "هيئة الموانئ")
ACTS = (
    "يدعو إلى هدنة فورية", "تعلن ارتفاع عدد المصابين إلى 31", "تؤكد: لن نتراجع", "تنفي \"الشائعات\" عن السد",
    "يستأنف عمله بعد توقف دام 3 أيام",
)  # fmt: skip
TAILS = ("", " في القنطرة", " غدا", "؟", " (فيديو)", " - صور", "...")
NAMES = ("سليم نور", "د. رنا الحاج", "عبد الرحمن بن سالم", "Lina Haddad", "نور الهدى قاسم")
OUTLETS = ("نور برس", "صحيفة الضفاف", "الريحان نيوز")
CREDITS = ("كتب: {}", "بقلم: {}", "تحرير/ {}", "By {}", "كتبت - {}")
DAYS = (
    "5 مايو 2023",
    "الجمعة، 5 مايو/أيار 2023",
    "05-05-2023 14:20",
    "٥ أيار ٢٠٢٣ - 14:20",
    "تاريخ النشر: 2023/05/05",
)
UPDATES = ("آخر تحديث: 6 مايو 2023", "Updated: May 6, 2023", "عُدل في 6 مايو 2023 - 09:00")
ISO = ("2023-05-05T14:20:00+03:00", "2023-05-05T11:20:00Z", "2023-05-05", "2023-05-05 14:20:00")
PLACES = ("الصفا - ", "القنطرة (نور برس) - ", "كفر نوار ـ ", "")
BODIES = (
    "قال {} إن الوضع يزداد سوءا، وأضاف أن فرق الإنقاذ وصلت إلى المكان.",
    "وذكرت مصادر محلية أن الطريق الساحلي أغلق صباح اليوم، بحسب {}.",
    "وأوضح البيان أن اللجنة ستعقد اجتماعها في 12 مايو 2023 المقبل بحضور {}.",
    "في المقابل، نفى {} ذلك: \"لا صحة لما يشاع\"، ودعا إلى التحقق من الأخبار.",
)  # fmt: skip
RELATED = (
    "اقرأ أيضا",
    "مقالات مشابهة",
    "قد يعجبك أيضا",
    "اخترنا لك",
    "Related articles",
    "المزيد حول هذه القصة",
)
COMMENTS = ("التعليقات (2)", "3 تعليقات", "لا توجد تعليقات", "شارك برأيك", "أضف تعليقك")
WRAPPERS = (
    "<article>{}</article>", "<main><article>{}</article></main>", "<main>{}</main>",
    '<div class="post-content">{}</div>', '<div id="content"><div class="entry">{}</div></div>',
)  # fmt: skip


class Right(msgspec.Struct, kw_only=True):
    """What a page holds, and its source."""

    title: str
    byline: str
    day: str
    source: str
    paragraphs: list[str]
    html: str = ""


def headline(draw: Random) -> str:
    return draw.choice(SUBJECTS) + " " + draw.choice(ACTS) + draw.choice(TAILS)


def made(draw: Random) -> Right:
    some, name = draw.choice, draw.choice(NAMES)
    right = Right(title=headline(draw), byline=name, day="2023-05-05", source=some(OUTLETS), paragraphs=[])
    author = some(("meta", "json-ld", "line", "rel", "class", "none"))
    day = some(("meta", "json-ld", "time", "itemprop", "line", "none"))
    linked = "json-ld" in (author, day) or draw.random() < 0.2
    named = linked or draw.random() < 0.6
    bodies = draw.sample(BODIES, draw.randint(2, 4))
    right.paragraphs = [
        f"{body.format(some(SUBJECTS))} وأشار إلى أن العمل جار في عدد من المناطق المتضررة." for body in bodies
    ]
    right.paragraphs[0] = some(PLACES) + right.paragraphs[0]
    update = some(("", some(UPDATES)))
    if author == "none":
        right.byline = ""
    if day == "none":
        right.day = "2023-05-06" if update else ""
    around = [
        {
            "line": f"<div class='info'>{some(CREDITS).format(name)}</div>",
            "rel": f'<span><a rel="author" href="/a">{name}</a></span>',
            "class": f'<p class="post-author">{name}</p>',
        }.get(author, ""),
        {
            "line": f'<div class="{some(("date", "meta", "info"))}">{some(DAYS)}</div>',
            "time": f'<time datetime="{some(ISO)}">{some(DAYS)}</time>',
            "itemprop": f'<meta itemprop="datePublished" content="{some(ISO)}">',
        }.get(day, ""),
        f"<div>{update}</div>",
        some(("", '<div><a href="#">شارك عبر واتساب</a> <a>فيسبوك</a></div>')),
    ]
    draw.shuffle(around)
    above = draw.randint(2, 4)
    heading = some(
        (
            "<h1>{}</h1>",
            '<h1 class="title"><span>{}</span></h1>',
            "<header><h1>{}</h1></header>",
            '<h2 class="headline">{}</h2>',
        )
    )
    lines = [f"<p>{escape(row)}</p>" for row in right.paragraphs]
    if draw.random() < 0.2:
        lines.insert(1, f'<div><strong>اقرأ أيضا:</strong> <a href="/1">{escape(headline(draw))}</a></div>')
    inner = [heading.format(escape(right.title)), *around[:above], *lines, *around[above:]]
    parts = [
        "<nav><ul><li><a href='/'>الرئيسية</a></li><li><a href='/s'>سياسة</a></li></ul></nav>",
        some(WRAPPERS).format("".join(inner)),
    ]
    if draw.random() < 0.5:
        items = "".join(f"<li><a href='/x'>{escape(headline(draw))}</a></li>" for _ in range(3))
        tag = some(("aside", "section", "div"))
        parts.append(f"<{tag}><h3>{some(RELATED)}</h3><ul>{items}</ul></{tag}>")
    if draw.random() < 0.4:
        said = "<b>زائر</b><span>7 مايو 2023</span><p>كلام لا صحة له</p>"
        parts.append(f'<div id="comments"><h3>{some(COMMENTS)}</h3><div>{said}</div></div>')
    parts.append(f"<footer><p>جميع الحقوق محفوظة © 2023 {right.source}</p></footer>")
    right.html = f"<!DOCTYPE html><html><head>{head(draw, right, author, day, linked, named)}</head><body>"
    right.html += "".join(parts) + "</body></html>"
    return right


def head(draw: Random, right: Right, author: str, day: str, linked: bool, named: bool) -> str:
    some, title, source = draw.choice, right.title, right.source
    sign = some((" - ", " | ", " – ", " :: "))
    forms = [f"{title}{sign}{source}", f"{source}{sign}{title}", *([title] if named else [])]
    rows = [f"<meta charset='utf-8'><title>{escape(some(forms))}</title>"]
    if named and not linked:
        said = escape(some((title, f"{title}{sign}{source}")))
        rows.append(f'<meta property="og:title" content="{said}">')
        rows.append(f'<meta property="og:site_name" content="{source}">')
    if author == "meta":
        rows.append(f'<meta name="author" content="{right.byline}">')
    if day == "meta":
        rows.append(f'<meta property="article:published_time" content="{some(ISO)}">')
    if linked:
        row: dict[str, Any] = {"@type": some(("NewsArticle", "Article", ["NewsArticle"])), "headline": title}
        row["publisher"] = {"@type": "Organization", "name": source}
        if author == "json-ld":
            row["author"] = some(({"name": right.byline}, [{"name": right.byline}], right.byline))
        if day == "json-ld":
            row |= {"datePublished": some(ISO), "dateModified": "2023-05-06T09:00:00+03:00"}
        data = json.dumps(some((row, [row], {"@graph": [{"@type": "WebSite"}, row]})))
        rows.append(f'<script type="application/ld+json">{data}</script>')
    return "".join(rows)


def test_the_fields_of_a_generated_web_page_are_read_right() -> None:
    draw, pages = Random(20), 400
    wrong: Counter[str] = Counter()
    for _ in range(pages):
        right = made(draw)
        bundles = page_bundles(right.html, {})
        document, text = bundles[0].document, bundles[0].text
        shown = [text[row.start : row.end] for row in document.segments if row.kind == "paragraph"]
        wrong["documents"] += len(bundles) != 1
        wrong["title"] += document.title != right.title
        wrong["byline"] += document.byline != right.byline
        wrong["published"] += document.published[:10] != right.day
        wrong["source"] += document.source != right.source
        wrong["paragraphs"] += shown != right.paragraphs
    assert all(count <= 0.01 * pages for count in wrong.values()), wrong
