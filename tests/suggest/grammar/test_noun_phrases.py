"""Where a noun phrase ends, told by the article, the pronoun, the adjective and the name."""

from __future__ import annotations

import pytest

from annotator.suggest.grammar.noun_phrases import has_article, has_pronoun, is_name_of_ali
from annotator.suggest.grammar.phrase_ends import phrase_end
from annotator.suggest.grammar.tokens import Line
from annotator.suggest.lexicon import lexicon
from tests.suggest.proposing import Told, proposed, sentence, told


@pytest.mark.parametrize(
    "text",
    [
        "النقابة | الحكومة",
        "اللجنة الأمنية | الحركة",
        "نقابة عمال المرفأ | الشركة",
        "محافظ الأرجوان | الأهالي",
        "دائرة الأرصاد | المزارعين",
        "رابطة المستأجرين | البلدية",
        "وزارة الصحة | وجود إصابات",
        "وزارة تطوير الريف | تسجيل إصابات",
        "مصدر مقرب من العائلة | الشائعات",
        "وزير الزراعة نوار الخزامي | تسجيل إصابات",
        "وزير الزراعة، نوار الخزامي | ، تسجيل إصابات",
        "رئيس بلدية العقيق يحيى الصنوبري | شركة النقل",
        "رئيسة الفريق القاضية ماريا اليشمي | للصحافة",
        "الأمين العام للرابطة سيف المرجاني | لقناة الضفتين",
        "المصدر ذاته | تسجيل إصابات",
        "مصدر مقرب من المطرب | للجريدة",
        "المدينة | مواطنيها",
    ],
)
def test_the_end_of_a_phrase(text: str) -> None:
    phrase, _, rest = text.partition(" | ")
    line = Line(f"{phrase} {rest}", 0, len(phrase) + 1 + len(rest))
    end = phrase_end(line, 0, len(line), lexicon())
    assert line.range(0, end) == (0, len(phrase))


def test_what_only_looks_like_an_article() -> None:
    assert has_article("الوزير") and has_article("للوزير")
    assert not has_article("التزام") and not has_article("وزير")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("بيانه", True), ("عددها", True), ("مدينة", False), ("رده", True), ("المياه", False)],
)
def test_a_pronoun_is_told_from_ta_marbuta_by_the_text(text: str, expected: bool) -> None:
    assert has_pronoun(Line(text, 0, len(text)), 0) is expected


def test_the_name_that_folds_to_a_preposition() -> None:
    assert is_name_of_ali(Line("علي", 0, 3), 0)
    assert not is_name_of_ali(Line("على", 0, 3), 0)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        # what stands behind the source and belongs to nobody
        ("وقالت صحيفة الميناء في عددها الصادر اليوم إن المعبر مغلق.", "صحيفة الميناء"),
        ("وأكدت هيئة الموانئ في وقت سابق أن المعبر مغلق.", "هيئة الموانئ"),
        ("وقال مزارعون عملوا في السهل إن البئر جفت.", "مزارعون"),
        ("وأعلن اليوم الوزير أن المعبر مغلق.", "الوزير"),
        ("وقال مصدر مطلع إن المعبر مغلق.", "مصدر مطلع"),
        # what belongs to it
        ("وقال المبعوث الخاص إلى الإقليم إن المعبر مغلق.", "المبعوث الخاص إلى الإقليم"),
        ("وقال قادة الفصائل الموقعة على الاتفاق إن المعبر مغلق.", "قادة الفصائل الموقعة على الاتفاق"),
        ("وقال السفير لدى المنظمة إن المعبر مغلق.", "السفير لدى المنظمة"),
        ("وقال رئيس الحركة علي العريضي إن المعبر مغلق.", "رئيس الحركة علي العريضي"),
        # where the clause stands before the cue
        ("أما وزير المالية فأكد أن الأجور ستصرف.", "وزير المالية"),
        ("وكان رئيس الحكومة قد أعلن الجمعة أن المعبر مغلق.", "رئيس الحكومة"),
        # a claim without «أن»
        ("واستنكر المكتب التنفيذي لاتحاد الطلبة الاعتداء على مقره.", "المكتب التنفيذي لاتحاد الطلبة"),
        ("وحمل رئيس الاتحاد الوزارة مسؤولية الحادث.", "رئيس الاتحاد"),
        ("وناشدت أم المخطوف الخاطفين إطلاق سراحه.", "أم المخطوف"),
    ],
)
def test_the_source_of_a_sentence(text: str, source: str) -> None:
    (row,) = told(proposed(sentence(text), text))
    assert row.source == source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وأفيد بإصابة عاملين.", Told("بإصابة عاملين", "", "أفيد")),
        ("«لن نقبل بأقل من ذلك»، هكذا علق عضو الوفد.", Told("«لن نقبل بأقل من ذلك»", "عضو الوفد", "علق")),
    ],
)
def test_further_constructions(text: str, expected: Told) -> None:
    assert told(proposed(sentence(text), text)) == [expected]


def test_what_is_planned_is_not_said() -> None:
    text = "واتفق الوفدان على أن يعلن الطرفان موقفهما غدا."
    assert proposed(sentence(text), text) == []
