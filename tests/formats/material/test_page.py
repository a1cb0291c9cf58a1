"""Scraped pages: tickers, furniture, credits, articles."""

from __future__ import annotations

import re
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from annotator.core.model import Bundle
from annotator.disk import data_path
from annotator.formats import documents_from_text
from annotator.formats.material.furniture import words
from annotator.formats.material.page import looks_like_page
from annotator.formats.material.ticker import CLOCK_BEFORE, ITEM_END, ITEM_START, item_ends
from tests.formats.made import read

PAGE = """
الأخبار العاجلة
ترميم جسر النهر (مصدر محلي ) - 09:33 "المجلس" يعلن فتح الطريق( وسائل إعلام ) - 21:08 خبر بلا قوس – ٠٨.٥٠

المجلس يعيد فتح الطريق الجبلي أمام المسافرين

pictogram-avatar
Editing: ليلى منصور |

قال المجلس إن الطريق فُتح\u00a0اليوم.

وأضاف أن العمل مستمر (...).
"""


def pieces(bundle: Bundle) -> list[tuple[str, str]]:
    return [(row.kind, bundle.text[row.start : row.end]) for row in bundle.document.segments]


def times(bundle: Bundle) -> list[str]:
    return [row.meta["time"] for row in bundle.document.segments if row.kind == "item" and row.meta]


def test_a_page_is_a_ticker_and_an_article() -> None:
    ticker, article = documents_from_text(PAGE, "page.txt")
    assert (ticker.document.kind, ticker.document.title) == ("ticker", "الأخبار العاجلة")
    assert ticker.text == "\n".join(PAGE.splitlines()[1:3])
    assert pieces(ticker) == [
        ("furniture", "الأخبار العاجلة"),
        ("item", "ترميم جسر النهر (مصدر محلي )"),
        ("time", "09:33"),
        ("item", '"المجلس" يعلن فتح الطريق( وسائل إعلام )'),
        ("time", "21:08"),
        ("item", "خبر بلا قوس"),
        ("time", "٠٨.٥٠"),
    ]
    assert times(ticker) == ["09:33", "21:08", "08:50"]
    assert (article.document.kind, article.document.byline) == ("article", "ليلى منصور")
    assert article.document.title == "المجلس يعيد فتح الطريق الجبلي أمام المسافرين"
    assert article.text == "\n".join(PAGE.splitlines()[4:])
    assert pieces(article) == [
        ("headline", article.document.title),
        ("furniture", "pictogram-avatar"),
        ("furniture", "Editing:"),
        ("byline", "ليلى منصور"),
        ("furniture", "|"),
        ("paragraph", "قال المجلس إن الطريق فُتح\u00a0اليوم."),
        ("paragraph", "وأضاف أن العمل مستمر (...)."),
    ]
    assert ticker.document.meta == article.document.meta == {"file": "page.txt"}


TICKERS: dict[str, tuple[str, list[str]]] = {
    "one item per line": ("عاجل\nأول - 09:33\nثان - 9:05\nثالث - 23:59", ["09:33", "09:05", "23:59"]),
    "blank lines between": ("عاجل:\n\nخبر أول - 09:33\n\nخبر ثان - 10:00\n\nعنوان", ["09:33", "10:00"]),
    "no heading": ("خبر أول - 09:33\nخبر ثان - 10:00", ["09:33", "10:00"]),
    "wrapped": ("عاجل\nخبر\nطويل - 09:33 خبر\nآخر - 10:00", ["09:33", "10:00"]),
    "dashes, digits, marks": ("خبر —٠٩:٣٣ خبر-۱۰.۰۰ خبر -\u200f 11:15\u200f", ["09:33", "10:00", "11:15"]),
    "morning and evening": (
        "ا - 09:33 ص ب - 09:33 م ج - 12:05 am د - 12:05pm", ["09:33", "21:33", "00:05", "12:05"],
    ),
    "one item under a heading": ("Breaking News\nخبر - 10:30", ["10:30"]),
    "words for the half of the day": (
        "عاجل\nأ - 9:33 صباحاً\nب - 11:20 مساءً\nج - 2:05 ظهرا\nد - 4:10 بعد الظهر",
        ["09:33", "23:20", "14:05", "16:10"],
    ),
    "time first": (
        "أحدث الأخبار\n  • 11:38 . أول (مصدر طبي)... المزيد\n  • ٠٩:٣٧ . ثان... المزيد",
        ["11:38", "09:37"],
    ),
    "time first, run on": ("عاجل\n09:33 - خبر أول 21:08 - خبر ثان", ["09:33", "21:08"]),
    "other bullets": ("★ 09:33 خبر أول\n★ 21:08 خبر ثان", ["09:33", "21:08"]),
    "the hour in words": ("عاجل\nأول - الساعة 9:33 صباحا\nثان - الساعة 11:20 مساء", ["09:33", "23:20"]),
    "time first in brackets": ("[11:38] أول\n[09:37] ثان", ["11:38", "09:37"]),
    "time in its own line, above": ("09:33\nأول\n21:08\nثان", ["09:33", "21:08"]),
    "time in its own line, below": ("أول\n09:33\nثان\n15/01/2019 21:08", ["09:33", "21:08"]),
    "bars, bullets, minus": ("أول | 09:33\nثان • 10:00\nثالث \u2212 11:15", ["09:33", "10:00", "11:15"]),
    "brackets": ("أول (09:33)\nثان [10:00]", ["09:33", "10:00"]),
    "dated": ("أول - 15/01/2019 09:33\nثان - 10:00 16 يناير 2019", ["09:33", "10:00"]),
    "items that end in digits": ("ارتفع إلى 1125 - 08:50 وبلغ 12- 09:00", ["08:50", "09:00"]),
}  # fmt: skip


@pytest.mark.parametrize("case", TICKERS)
def test_tickers(case: str) -> None:
    text, expected = TICKERS[case]
    ticker = documents_from_text(text)[0]
    assert ticker.document.kind == "ticker"
    assert times(ticker) == expected


@pytest.mark.parametrize("bullet", ["", "• ", "* ", "2. "])
def test_a_ticker_without_times_stands_under_a_heading(bullet: str) -> None:
    ticker, article = documents_from_text(f"عاجل\n{bullet}خبر (مصدر طبي)\n{bullet}خبر ثان\n\nعنوان\n\nفقرة.")
    assert [text for kind, text in pieces(ticker) if kind == "item"] == ["خبر (مصدر طبي)", "خبر ثان"]
    assert (ticker.document.kind, article.document.title) == ("ticker", "عنوان")


def test_a_line_that_ends_in_a_bracket_is_an_item_though_its_time_is_missing() -> None:
    (ticker,) = documents_from_text("عاجل\nأول (مصدر طبي) - 09:33\nثان (مصدر محلي)\nثالث - 10:00")
    items = [
        (ticker.text[row.start : row.end], row.meta) for row in ticker.document.segments if row.kind == "item"
    ]
    assert items == [
        ("أول (مصدر طبي)", {"time": "09:33"}),
        ("ثان (مصدر محلي)", {}),
        ("ثالث", {"time": "10:00"}),
    ]


def test_the_day_of_an_item_is_kept_with_it() -> None:
    (ticker,) = documents_from_text("أول - 15/01/2019 09:33\nثان - 10:00")
    assert [row.meta for row in ticker.document.segments if row.kind == "item"] == [
        {"time": "09:33", "date": "2019-01-15"},
        {"time": "10:00"},
    ]


def test_a_day_above_the_items_is_that_of_the_ticker() -> None:
    (ticker,) = documents_from_text(
        "\u200fعاجل\u200f\nالثلاثاء 15 كانون الثاني 2019\n\u200fأول - 09:33\u200f\nثان - 10:00 \u200f"
    )
    assert (ticker.document.title, ticker.document.published) == ("عاجل", "2019-01-15")
    assert [text for kind, text in pieces(ticker) if kind == "item"] == ["أول", "ثان"]


def test_a_button_behind_an_item_is_not_of_it() -> None:
    (ticker,) = documents_from_text("عاجل\n11:38 . خبر... المزيد")
    assert pieces(ticker)[1:] == [("time", "11:38"), ("item", "خبر"), ("furniture", "... المزيد")]


def test_the_sample_corpus_has_the_segments_this_reader_gives() -> None:
    corpus = data_path("sample_corpus", "corpus.jsonl")
    if not corpus.exists():
        pytest.skip("there is no sample corpus in this checkout")
    bundles, problems = read(corpus)
    assert bundles and problems == []
    for bundle in bundles:
        if bundle.document.kind in ("ticker", "article"):
            (again,) = documents_from_text(bundle.text)
            assert again.document.segments == bundle.document.segments


def test_what_follows_the_last_time_is_an_item_without_one() -> None:
    (ticker,) = documents_from_text("خبر - 09:33 خبر ثان - 10:00 بقية بلا وقت")
    assert pieces(ticker)[-1] == ("item", "بقية بلا وقت")
    assert ticker.document.segments[-1].meta == {}


NO_TICKERS = [
    "الدوام 10:00 - 12:00 ثم 14:00 - 16:00 كل يوم",
    "النتيجة 2-12:30 و 3-11:20",
    "بلغت النسبة - 09:99 ثم - 25:10",
    "لقاء واحد - 09:33",
    "10:00 - 12:00 دوام\n12:00 - 13:00 راحة",
    "وصل الوفد (10:30) ثم غادر (11:00) القاعة",
    "عاجل\nلا وقت هنا",
    "عاجل\nفتح الجسر صباحا\nوأغلق مساء",
    "ناقص - 12:345 وناقص - 123:45",
]


@pytest.mark.parametrize("text", NO_TICKERS)
def test_what_is_no_ticker(text: str) -> None:
    assert [bundle.document.kind for bundle in documents_from_text(text)] == ["text"]


def test_an_article_before_the_ticker_and_two_tickers() -> None:
    article, first, second = documents_from_text(
        "عنوان\nفقرة طويلة\n\nعاجل\nخبر - 09:33\n\nأخبار عاجلة\nخبر - 10:00 خبر - 11:00\n\nالرئيسية"
    )
    assert [row.document.kind for row in (article, first, second)] == ["article", "ticker", "ticker"]
    assert article.document.title == "عنوان"
    assert (times(first), times(second)) == (["09:33"], ["10:00", "11:00"])


CREDITS: dict[str, list[tuple[str, str]]] = {
    "تحرير: ليلى منصور": [("furniture", "تحرير:"), ("byline", "ليلى منصور")],
    "EDITING : Layla Mansour |": [
        ("furniture", "EDITING :"),
        ("byline", "Layla Mansour"),
        ("furniture", "|"),
    ],
    "تحرير: ليلى | ترجمة: سامي": [
        ("furniture", "تحرير:"),
        ("byline", "ليلى"),
        ("furniture", "|"),
        ("furniture", "ترجمة:"),
        ("byline", "سامي"),
    ],
    "Editing: ليلى | 12:30": [
        ("furniture", "Editing:"),
        ("byline", "ليلى"),
        ("furniture", "|"),
        ("furniture", "12:30"),
    ],
    "PICTOGRAM-AVATAR": [("furniture", "PICTOGRAM-AVATAR")],
}


@pytest.mark.parametrize("line", CREDITS)
def test_credits_and_furniture(line: str) -> None:
    (bundle,) = documents_from_text(f"عنوان\n{line}\nفقرة")
    assert bundle.document.kind == "article"
    assert pieces(bundle) == [("headline", "عنوان"), *CREDITS[line], ("paragraph", "فقرة")]
    names = [text for kind, text in CREDITS[line] if kind == "byline"]
    assert bundle.document.byline == "، ".join(names)


@pytest.mark.parametrize(
    "text", ["قال: نعم", "تحرير:", "وصف مصدر التحرير: بأنه " + "طويل " * 30, "سطر | سطر"]
)
def test_lines_that_are_neither(text: str) -> None:
    assert not looks_like_page(text)


def test_a_page_of_furniture_only_is_still_kept() -> None:
    (bundle,) = documents_from_text("pictogram-avatar\n|")
    assert bundle.document.kind == "text"


def test_the_word_lists_hold_no_line_twice_or_with_outer_spaces() -> None:
    listed = words()
    assert not listed.furniture & listed.headings
    assert all(word == word.strip() for word in (*listed.headings, *listed.credits, *listed.furniture))


def repeats(pattern: Any) -> list[int]:
    """The upper bounds of all repeats in a parsed pattern."""
    found = []
    for name, value in pattern:
        if str(name) in ("MAX_REPEAT", "MIN_REPEAT"):
            found.append(int(value[1]))
        for part in value if isinstance(value, (list, tuple)) else ():
            for inner in part if isinstance(part, list) else [part]:
                if isinstance(inner, parser.SubPattern):
                    found += repeats(inner)
    return found


@pytest.mark.parametrize("pattern", [ITEM_END, ITEM_START, CLOCK_BEFORE])
def test_a_line_is_scanned_in_linear_time(pattern: re.Pattern[str]) -> None:
    bounds = repeats(parser.parse(pattern.pattern))
    assert len(bounds) >= 2
    assert max(bounds) <= 8


@pytest.mark.parametrize(
    ("unit", "times"),
    [
        ("-", 1_000_000),
        ("- ", 500_000),
        ("- 0", 330_000),
        ("- 09:33", 140_000),
        (" - 09:33 خبر", 80_000),
        ("| ", 500_000),
        ("\n", 100_000),
        ("عاجل\n", 20_000),
        ("خبر - 09:33\n\n\n", 10_000),
    ],
)
def test_long_lines_and_pages_are_read(unit: str, times: int) -> None:
    text = unit * times
    found = documents_from_text(text)
    assert sum(len(bundle.text) for bundle in found) <= len(text)
    assert len(item_ends(text, 0, len(text))) in (0, text.count("09:33"))
