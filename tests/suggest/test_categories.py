"""What kind of voice a source is: by its words, by whom it belongs to, by what the document told before."""

from __future__ import annotations

import pytest

from annotator.suggest.lexicon import lexicon
from tests.suggest.proposing import proposed, sentence

BY_WORDS = {
    "المحامي سامر المرمري": "individual",
    "السيدة لجين القطان": "individual",
    "والدة التلميذ": "individual",
    "الدكتور راتب المرمري": "expert",
    "بعض المعلومات": "anonymous",
    "هذه المصادر": "anonymous",
    "مصدر مقرب من المدرب": "anonymous",
    "التقديرات الأولية": "document",
    "بيان لخفر السواحل": "security",
    "التقرير السنوي لمركز الأقحوان": "monitor_ngo",
    "بيان صحفي لوزارة النقل": "official",
    "بيان صحفي": "document",
    "دراسة طبية": "document",
    "نتائج دراسة للمعهد": "official",
    "مسؤولون محليون": "official",
    "مصدر بالداخلية": "official",
    "العقيد سامر المرمري": "security",
    "العقيد المرمري": "security",
    "الجنرال سامر المرمري": "military",
    "العقيد الركن سامر المرمري": "military",
    "رئيس مركز الأقحوان للدراسات": "monitor_ngo",
    "نائب رئيس جمعية الأقحوان": "monitor_ngo",
    "رئيس النيابة الخصوصية": "official",
    "رئيسة تحرير الصحيفة": "media",
    "المكلف بالإعلام في الوزارة": "spokesperson",
    "مدرب المنتخب": "individual",
    "مدير التجارة": "official",
    "الاتحاد الأفريقي لكرة القدم": "monitor_ngo",
    "السفارات": "diplomatic",
    "واشنطن بوست": "media",
    "الإسرائيليون": "official",
    "الشركات البحرية": "individual",
    "وزير الدفاع سامر المرمري": "official",
    "بيان لوزارة الدفاع": "official",
    "العقيد الدكتور سامر المرمري": "security",
    "مقيمون": "local",
    "عضو الكنيست السابق سامر المرمري": "political",
    "الهيئة المديرة لنادي العقيق": "individual",
    "مدير الصحة الوقائية بالعقيق": "medical",
    "متعاملون": "anonymous",
    "بعض اللافتات": "document",
}


def categories(text: str) -> list[tuple[str, str]]:
    """Each source of the text with its category."""
    rows = [
        (row.spans[row.attribution.sources[0]].quote, row.attribution.category)
        for row in proposed(sentence(text), text)
        if row.attribution is not None and row.attribution.sources
    ]
    return rows


@pytest.mark.parametrize(("source", "category"), BY_WORDS.items())
def test_the_words_of_a_source_tell_its_category(source: str, category: str) -> None:
    assert categories(f"قال {source} إن الجسر آمن.") == [(source, category)]


@pytest.mark.parametrize(
    ("text", "source", "category"),
    [
        ("قال وزير المياه سامر المرمري إن السد آمن. وأكد المرمري أن البحيرة امتلأت.", "المرمري", "official"),
        ("قال الوزير فراس بن عطية إن السد آمن. وأكد بن عطية أن البحيرة امتلأت.", "بن عطية", "official"),
        (
            "قال سامر المرمري مدير مستشفى القنطرة إن الماء عاد. وأكد المرمري أن الدواء متوفر.",
            "المرمري",
            "medical",
        ),
        ("وصل وزير المياه سامر المرمري إلى السد. وأكد المرمري أن البحيرة امتلأت.", "المرمري", "official"),
        ("وصل سامر المرمري، قائد شرطة القنطرة. وأكد المرمري أن الطريق مغلق.", "المرمري", "security"),
        ("رأى الوزير أن المرمري غاب. وأكد المرمري أن الطريق مغلق.", "المرمري", "individual"),
        ("ذكر بيان للشرطة أن الطريق مغلق. وأضاف البيان أن الجسر آمن.", "البيان", "security"),
        ("قال مصدر أمني إن الطريق مغلق. وأكد المصدر نفسه أن الجسر آمن.", "المصدر نفسه", "security"),
        (
            "قال الوزير سامر المرمري إن السد آمن. وأكد راتب المرمري أن البحيرة امتلأت.",
            "راتب المرمري",
            "individual",
        ),
    ],
)
def test_what_was_told_of_a_source_before_holds_for_its_short_name(
    text: str, source: str, category: str
) -> None:
    assert categories(text)[-1] == (source, category)


@pytest.mark.parametrize("party", [name for name in sorted(lexicon().words["parties"]) if len(name) > 4][:8])
def test_a_member_of_a_party_speaks_for_it(party: str) -> None:
    ((_, category),) = categories(f"قال مسؤول في {party} إن الجسر آمن.")
    assert category == "political"
