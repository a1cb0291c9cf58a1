"""Ticker items: the source in the bracket, the claim before it, and brackets that are no source."""

from __future__ import annotations

import pytest

from annotator.core.model import Segment
from annotator.core.suggestions import Suggestion
from tests.suggest.proposing import Told, known, proposed, ticker, told


def layout(text: str) -> list[Suggestion]:
    return [row for row in proposed(ticker(text), text) if row.suggester == "ticker"]


BODY = "وصول قافلة إلى مخيم الدفلى"


@pytest.mark.parametrize(
    ("bracket", "source", "category", "naming"),
    [
        ("(مصدر طبي)", "مصدر طبي", "medical", "unnamed"),
        ("( مصدر عسكرية )", "مصدر عسكرية", "military", "unnamed"),
        ("(مصادر محلية", "مصادر محلية", "local", "unnamed"),
        ("(مَصْدَرٌ أَمْنِيٌّ)", "مَصْدَرٌ أَمْنِيٌّ", "security", "unnamed"),
        ("(مصدر أمني)", "مصدر أمني", "security", "unnamed"),
        ("(وسائل إعلام النظام)", "وسائل إعلام النظام", "regime_media", "collective"),
        ("(وسائل إعلام محلية)", "وسائل إعلام محلية", "media", "collective"),
        ("(صحافة محلية)", "صحافة محلية", "media", "collective"),
        ("(ناشطون)", "ناشطون", "activist", "collective"),
        ("(شهود عيان)", "شهود عيان", "eyewitness", "collective"),
        ("(مراسلنا)", "مراسلنا", "own_correspondent", "role"),
        ("(رويترز)", "رويترز", "agency", "named"),
        ("(ا ف ب)", "ا ف ب", "agency", "named"),
        ("(مرصد الأقحوان)", "مرصد الأقحوان", "monitor_ngo", "named"),
        ("(المتحدث باسم البعثة)", "المتحدث باسم البعثة", "spokesperson", "role"),
        ("(قناة تلغرام)", "قناة تلغرام", "social", "unnamed"),
        ("(النيابة العامة)", "النيابة العامة", "judicial", "named"),
        ("(مصدر دبلوماسي)", "مصدر دبلوماسي", "diplomatic", "unnamed"),
        ("(مصادر مطلعة)", "مصادر مطلعة", "anonymous", "unnamed"),
        ("(المجلس المحلي)", "المجلس المحلي", "administration", "named"),
        ("(أنباء غير مؤكدة)", "أنباء غير مؤكدة", "hearsay", "unnamed"),
    ],
)
def test_the_source_in_the_bracket(bracket: str, source: str, category: str, naming: str) -> None:
    (row,) = layout(f"{BODY}{bracket} - 10:20")
    assert told([row]) == [Told(BODY, source)]
    assert row.attribution is not None
    assert row.attribution.category == category
    assert row.attribution.attributes["naming"] == naming
    assert row.why.pattern == "bracket"
    assert row.why.words == source


@pytest.mark.parametrize(
    ("bracket", "affiliation"),
    [
        ('(مصدر عسكري من "قحس")', "قحس"),
        ('(مصدر عسكري من"قحس" )', "قحس"),
        ("(مصدر في الشرطة)", "الشرطة"),
        ("(مصدر بوزارة الداخلية)", "وزارة الداخلية"),
        ("(المتحدث باسم هيئة إدارة السهول)", "هيئة إدارة السهول"),
        ('(قائد ميداني في "جيش السنابل")', "جيش السنابل"),
        ("(مراسلنا في قلعة الشيح)", ""),
        ("(مصدر طبي)", ""),
    ],
)
def test_whom_the_source_belongs_to(bracket: str, affiliation: str) -> None:
    (row,) = layout(f"{BODY} {bracket} - 10:20")
    assert row.attribution is not None
    assert row.attribution.affiliation == affiliation


@pytest.mark.parametrize(
    "text",
    [
        "مقتل راع بلغم قرب بلدة المرمر (120كم شرق الأرجوان)",
        "مقتل راع بلغم قرب بلدة المرمر (١٢٠ كم شرق الأرجوان)",
        "عودة الأهالي إلى كفر نوار (...)",
        "افتتاح معرض الكتاب (2019)",
        "تدريب شبان على الكتابة (صحافة)",
        "تقدم قوات حرس السهول (قحس)",
        "اجتماع اللجنة (UN)",
        "ارتفاع عدد القتلى (تحديث)",
        "الحريق الأخير (مصدر قلق)",
        "إصلاح الشبكة (مصادر المياه)",
        "سقوط قذيفة () قرب المعبر ()",
        "عودة الأهالي )",
        "(مصدر طبي)",
    ],
)
def test_brackets_that_are_no_source(text: str) -> None:
    rows = layout(f"{text} - 10:20")
    assert told(rows) == []
    assert [row.why.pattern for row in rows] == ["body"]
    assert [span.label for row in rows for span in row.spans] == ["claim"]


def test_a_bracket_inside_the_body_stays_in_the_claim() -> None:
    body = "مقتل راع قرب المرمر (18كم جنوب الأرجوان) وعودة آخر (...) سالما"
    assert told(layout(f"{body} (مصدر محلي) - 10:20")) == [Told(body, "مصدر محلي")]


@pytest.mark.parametrize(
    ("text", "expected", "pattern"),
    [
        (f"{BODY} /الرافد/ - 10:20", Told(BODY, "الرافد"), "slashes"),
        (f"كفر نوار 15-7 (ا ف ب) - {BODY} - 10:20", Told(BODY, "ا ف ب"), "dateline"),
        (f"{BODY} (لجين المرمري) - 10:20", Told(BODY, "لجين المرمري"), "bracket-other"),
    ],
)
def test_other_layouts(text: str, expected: Told, pattern: str) -> None:
    (row,) = layout(text)
    assert told([row]) == [expected]
    assert row.why.pattern == pattern


def test_a_hedge_makes_the_claim_probable() -> None:
    (row,) = layout('"لواء الصنوبر" يسقط طائرة يرجح أنها مسيرة فوق المرمر (مصدر عسكري) - 10:20')
    assert row.attribution is not None
    assert row.attribution.attributes["certainty"] == "PR"


def test_an_inner_cue_lies_within_the_bracket() -> None:
    text = '"هيئة السهول" تعلن إغلاق المعبر بسبب العاصفة (مصدر طبي) - 10:20'
    outer, inner = proposed(ticker(text), text)
    assert told([outer, inner]) == [
        Told('"هيئة السهول" تعلن إغلاق المعبر بسبب العاصفة', "مصدر طبي"),
        Told("إغلاق المعبر بسبب العاصفة", "هيئة السهول", "تعلن"),
    ]
    assert inner.attribution is not None
    assert inner.attribution.parent == outer.id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وزارة التربية: الامتحانات في موعدها", Told("الامتحانات في موعدها", "وزارة التربية", ":")),
        (
            "حكومة السنديان تنفي رفع سعر الخبز",
            Told("رفع سعر الخبز", "حكومة السنديان", "تنفي"),
        ),
        ("هيئة الصحة تسجل 12 إصابة بالحمى", Told("12 إصابة بالحمى", "هيئة الصحة", "تسجل")),
        ("أنباء عن انسحاب القافلة", Told("انسحاب القافلة", "", "أنباء عن")),
    ],
)
def test_an_item_whose_actor_speaks(text: str, expected: Told) -> None:
    rows = proposed(ticker(f"{text} - 10:20"), f"{text} - 10:20")
    assert told(rows) == [expected]
    assert [row.suggester for row in rows] == ["cues"]


@pytest.mark.parametrize(
    "text",
    [
        "قلعة الشيح: انقطاع التيار الكهربائي",
        "قحس تشن حملة اعتقالات شرق المرمر",
        "مظاهرة ليلية تطالب بإخراج المعتقلين",
        "افتتاح المعرض",
    ],
)
def test_an_item_that_nobody_voices_is_a_claim_alone(text: str) -> None:
    rows = proposed(ticker(f"{text} - 10:20"), f"{text} - 10:20")
    assert [[(span.label, span.quote) for span in row.spans] for row in rows] == [[("claim", text)]]


def test_nothing_is_proposed_in_furniture_and_times() -> None:
    text = "(مصدر طبي) وقال الوزير إن المعبر مغلق"
    document = ticker(f"{BODY} - 10:20")
    furniture = type(document)(
        id="d", kind="ticker", text_hash="", segments=(Segment("furniture", 0, len(text)),)
    )
    assert proposed(furniture, text) == []


def test_without_the_labels_nothing_is_proposed() -> None:
    text = f"{BODY} (مصدر طبي) - 10:20"
    lacking = type(known())(**{**_fields(), "source": ""})
    assert proposed(ticker(text), text, lacking) == []


def _fields() -> dict[str, object]:
    knowledge = known()
    return {name: getattr(knowledge, name) for name in knowledge.__struct_fields__}
