"""What stands around an article, in the wordings and layouts of real pages, with invented names."""

from __future__ import annotations

import pytest

from annotator.core.model import Bundle
from annotator.formats import documents_from_text

TITLE, BODY = "فريق الإنقاذ يفتح طريق الجسر", "قال مصدر محلي إن الطريق فُتح."


def article(*lines: str) -> Bundle:
    (bundle,) = documents_from_text("\n\n".join(lines))
    assert bundle.document.kind == "article"
    return bundle


def pieces(bundle: Bundle, kind: str) -> list[str]:
    return [bundle.text[row.start : row.end] for row in bundle.document.segments if row.kind == kind]


CREDITS = {
    "كتب: سامي خليل": "سامي خليل",
    "كَتَبَت: رنا الحاج": "رنا الحاج",
    "بواسطة سامي خليل": "سامي خليل",
    "بقلم سامي خليل": "سامي خليل",
    "Editing by: Salim Nour": "Salim Nour",
    "By Salim Nour": "Salim Nour",
    "تحرير - سليم نور": "سليم نور",
    "إعداد/ رنا الحاج": "رنا الحاج",
    "اعداد : رنا الحاج": "رنا الحاج",
    "محرر: فلان": "فلان",
    "تحرير: أ.د. سليم نور، رنا الحاج": "أ.د. سليم نور، رنا الحاج",
    "تقرير: هناء سليم": "هناء سليم",
    "مراسلة – هناء سليم": "هناء سليم",
    "هناء سليم - 15 يناير 2019": "هناء سليم",
    "15 يناير 2019 | هناء سليم": "هناء سليم",
}


@pytest.mark.parametrize(("line", "name"), CREDITS.items())
def test_who_wrote_it_is_told_in_many_words(line: str, name: str) -> None:
    bundle = article(TITLE, line, BODY)
    assert (bundle.document.title, bundle.document.byline) == (TITLE, name)
    assert pieces(bundle, "paragraph") == [BODY]


@pytest.mark.parametrize(
    "line",
    ["تقرير: عودة المياه إلى الحي القديم في القنطرة", "خاص: مجلس المدينة يجتمع بعد غد", "إعداد خطة جديدة"],
)
def test_a_headline_that_begins_like_a_credit_is_a_headline(line: str) -> None:
    assert article(line, "شارك", BODY).document.title == line


def test_a_page_with_several_date_lines_is_one_article() -> None:
    bundle = article(
        TITLE,
        "آخر تحديث: الأحد 16 غشت 2020 - 09:10",
        "نُشر: السبت 15 غشت 2020 - 20:30",
        "17/08/2020 10:00",
        BODY,
    )
    assert bundle.document.published == "2020-08-15T20:30"
    assert bundle.document.meta["published_found"] == "نُشر: السبت 15 غشت 2020 - 20:30"
    assert len(pieces(bundle, "furniture")) == 3


@pytest.mark.parametrize(
    "button",
    ["ui.public.translatedTo", "access_time", "icon-share", "شارِك", "pictogram-new-thing", "menu.items.top"],
)
def test_buttons_and_names_of_code_are_no_headline(button: str) -> None:
    bundle = article(button, TITLE, BODY)
    assert (bundle.document.title, pieces(bundle, "furniture")) == (TITLE, [button])


def test_a_lead_is_no_headline() -> None:
    bundle = article("نُشر: 15/1/2019", BODY, BODY)
    assert (bundle.document.title, pieces(bundle, "paragraph")) == ("", [BODY, BODY])


def test_a_dateline_is_kept_with_its_segment() -> None:
    first = article(TITLE, "نُشر: 15/1/2019", "القنطرة (نور) - " + BODY, BODY).document.segments[2]
    assert (first.kind, first.meta) == ("paragraph", {"dateline": "القنطرة"})
    alone = article(TITLE, "نُشر: 15/1/2019", "نور -القنطرة", BODY).document.segments[2]
    assert (alone.kind, alone.meta) == ("furniture", {"dateline": "نور -القنطرة"})


def test_comments_and_other_headlines_are_set_aside() -> None:
    below = [
        "اقرأ أيضًا: إغلاق معبر النهر", "وسوم: القنطرة، طريق", "التعليقات (٢)",
        "زائر\nمنذ 3 ساعات\nقال جاري إنه بعيد\nرد",
        "نُشر: 1/1/2001", "مواضيع ذات صلة\nمجلس المدينة يعلن بدء الموسم",
    ]  # fmt: skip
    bundle = article(TITLE, BODY, BODY, *below)
    assert pieces(bundle, "paragraph") == [BODY, BODY]
    assert pieces(bundle, "furniture") == "\n".join(below).split("\n")
    assert bundle.document.published == ""


def test_an_article_goes_on_below_headlines_of_other_pages() -> None:
    bundle = article(TITLE, BODY, "اقرأ أيضا\nمجلس المدينة يجتمع\nالسوق تفتح", BODY)
    assert pieces(bundle, "paragraph") == [BODY, BODY]


def test_a_button_for_comments_is_no_end() -> None:
    bundle = article(TITLE, "شارك\nتعليقات\nطباعة", BODY, BODY)
    assert pieces(bundle, "paragraph") == [BODY, BODY]


@pytest.mark.parametrize("line", ["التعليقات: 2", "3 تعليقات", "تعليقات القراء", "Comments (3)"])
def test_comments_begin_below_any_wording(line: str) -> None:
    bundle = article(TITLE, BODY, line, "زائر\nقال جاري إنه بعيد")
    assert pieces(bundle, "paragraph") == [BODY]


@pytest.mark.parametrize(
    "line", ["15 يناير 2019 - 22:35 | 1250 مشاهدة", "15/1/2019\n22:35", "15 يناير 2019\n10:35 مساء"]
)
def test_what_is_counted_and_the_time_stand_beside_the_date(line: str) -> None:
    bundle = article(TITLE, line, BODY)
    assert (bundle.document.published, pieces(bundle, "paragraph")) == ("2019-01-15T22:35", [BODY])


def test_arrows_before_headlines_of_other_pages() -> None:
    bundle = article(TITLE, BODY, ">> اقرأ أيضا: مجلس المدينة يجتمع", BODY)
    assert pieces(bundle, "furniture") == [">> اقرأ أيضا: مجلس المدينة يجتمع"]


def test_whom_the_page_is_from() -> None:
    assert article(TITLE, "المصدر: وكالات", BODY).document.source == "وكالات"
