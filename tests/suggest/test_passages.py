"""What is read as one sentence: over wrapped lines, below the name of a voice, never into an address."""

from __future__ import annotations

import pytest

from annotator.core.model import Document, Segment
from annotator.formats import documents_from_text
from tests.suggest.proposing import Told, proposed, sentence, told


def rows(text: str) -> list[Told]:
    return [
        row for bundle in documents_from_text(text) for row in told(proposed(bundle.document, bundle.text))
    ]


WRAPPED = (
    "قال مصدر محلي إن الماء عاد إلى حي السوق\nفي بلدة الصفا، وأضاف أن العمل جار\n"
    "وأن النتائج ستعلن غدا.\n\nوأفادت مصادر طبية\nبأن المشفى مغلق."
)


def test_a_sentence_runs_over_wrapped_lines() -> None:
    expected = [
        Told("إن الماء عاد إلى حي السوق\nفي بلدة الصفا", "مصدر محلي", "قال"),
        Told("أن العمل جار\nوأن النتائج ستعلن غدا", "مصدر محلي", "أضاف"),
        Told("بأن المشفى مغلق", "مصادر طبية", "أفادت"),
    ]
    assert rows(WRAPPED) == expected
    assert told(proposed(sentence(WRAPPED), WRAPPED)) == expected
    assert rows(WRAPPED.replace("\n", "\r\n")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "قال مصدر محلي إن الماء عاد\nالسوق تفتح غدا\nالجسر مغلق",
        "قال مصدر محلي إن الماء عاد\n• السوق تفتح غدا.",
        "قال مصدر محلي إن الماء عاد.\nوالسوق تفتح غدا.",
        "قال مصدر محلي إن الماء عاد\n\nالسوق تفتح غدا.",
    ],
)
def test_a_claim_ends_with_its_line_where_the_next_is_another(text: str) -> None:
    assert [row.claim for row in rows(text)] == ["إن الماء عاد"]


@pytest.mark.parametrize("between", ["\n", "\n\n", " \n"])
def test_a_voice_and_a_colon_stand_above_the_claim(between: str) -> None:
    text = f"🇸🇾\nمصدر محلي مطلع:{between}الجسر مفتوح منذ الصباح.\nوالسوق مغلقة."
    assert rows(text) == [Told("الجسر مفتوح منذ الصباح", "مصدر محلي مطلع", ":")]


def test_a_voice_above_a_blank_line_is_no_headline() -> None:
    assert rows("مصدر محلي مطلع:\n\nالجسر مفتوح.") == [Told("الجسر مفتوح", "مصدر محلي مطلع", ":")]


def test_what_is_no_voice_above_a_line_attributes_nothing() -> None:
    assert rows("مواعيد اليوم:\nالسوق تفتح صباحا.\nالجسر مغلق.") == []


@pytest.mark.parametrize(
    ("text", "claim", "source"),
    [
        ("انهيار جدار في السوق (مصدر طبي)", "انهيار جدار في السوق", "مصدر طبي"),
        ("انهيار جدار في السوق [مصادر محلية].", "انهيار جدار في السوق", "مصادر محلية"),
        ("فتحت السوق. انهيار جدار في السوق (مصدر طبي) 🔴", "انهيار جدار في السوق", "مصدر طبي"),
        ("انهيار جدار في السوق (مصدر طبي). والسوق مغلقة.", "انهيار جدار في السوق", "مصدر طبي"),
        ("انهيار جدار في السوق (وكالة الرافد)", "انهيار جدار في السوق", "وكالة الرافد"),
        ("انهيار جدار في السوق (شهود عيان) https://example.org/a(1)", "انهيار جدار في السوق", "شهود عيان"),
    ],
)
@pytest.mark.parametrize("kind", ["headline", "paragraph"])
def test_a_bracket_names_the_source_without_a_clock(text: str, claim: str, source: str, kind: str) -> None:
    segment = Segment("headline" if kind == "headline" else "paragraph", 0, len(text))
    document = Document(id="d", kind="post", text_hash="t", segments=(segment,))
    assert told(proposed(document, text)) == [Told(claim, source)]


@pytest.mark.parametrize(
    "text",
    [
        "وصل القائد إلى السوق (قائد الحي)",
        "انهيار جدار في السوق (تحديث)",
        "انهيار جدار في السوق (الحريق الأخير)",
        "بلغ العدد عشرين (2019)",
    ],
)
def test_a_bracket_in_prose_that_names_no_voice(text: str) -> None:
    assert told(proposed(sentence(text), text)) == []


def test_a_claim_does_not_end_in_the_bracket_around_an_address() -> None:
    assert rows("قال مصدر محلي إن الماء عاد (https://example.org/a)") == [
        Told("إن الماء عاد", "مصدر محلي", "قال")
    ]


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a/1?x=1&y=(2)", "http://example.org", "t.me/example/12", "www.example.org/?q=."],
)
def test_a_claim_does_not_run_into_an_address(address: str) -> None:
    assert rows(f"قال مصدر محلي إن الماء عاد {address} #الصفا") == [Told("إن الماء عاد", "مصدر محلي", "قال")]
    document = Document(
        id="d", kind="ticker", text_hash="t", segments=(Segment("item", 0, 10 + len(address)),)
    )
    (alone,) = proposed(document, f"عاد الماء {address}")
    assert alone.spans[0].quote == "عاد الماء"


CATEGORIES = {
    "المكتب الإعلامي لحكومة القنطرة": "official",
    "المكتب الإعلامي في وزارة النقل": "official",
    "المكتب الإعلامي في كفر نوار": "activist",
    "شبكة CNN": "media",
    "شبكة الرافد": "media",
    "شبكة ناشطين": "activist",
    "شبكة الإنذار المبكر": "medical",
    "الشبكة السورية لحقوق الإنسان": "monitor_ngo",
}


@pytest.mark.parametrize(("source", "category"), CATEGORIES.items())
def test_offices_and_networks_are_of_whom_they_work_for(source: str, category: str) -> None:
    text = f"وقالت {source} إن الهدنة انتهت."
    (suggestion,) = proposed(sentence(text), text)
    assert suggestion.attribution is not None
    assert (suggestion.spans[1].quote, suggestion.attribution.category) == (source, category)


def test_of_whom_somebody_says_that_he_speaks_the_sentence_is_not() -> None:
    text = "وقال الوزير إن المدير أكد أن السد آمن، مضيفا أن المياه كافية. وأشار إلى أن المعبر مفتوح."
    told_by = [(row.cue, row.source) for row in told(proposed(sentence(text), text))]
    assert told_by == [("قال", "الوزير"), ("أكد", "المدير"), ("مضيفا", "الوزير"), ("أشار إلى", "الوزير")]
