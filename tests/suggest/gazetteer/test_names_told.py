"""What a page names though nothing has been learned: places, bodies and people, in invented sentences."""

from __future__ import annotations

import msgspec
import pytest

from annotator.core.suggestions import Suggestion
from annotator.formats import scheme_toml
from annotator.suggest.clitics import clitics
from annotator.suggest.gazetteer import suggester
from annotator.suggest.gazetteer.suggester import suggest_first
from annotator.suggest.knowledge import knowledge
from annotator.suggest.lexicon import lexicon
from annotator.suggest.names import NameEntry, NameMatcher, name_key
from annotator.suggest.suggesters import suggest
from tests.suggest.proposing import known, sentence


@pytest.fixture(autouse=True)
def rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the rules read is held here, however unsure it is."""
    monkeypatch.setattr(suggester, "LEAST_SURE", 0.0)


def told(text: str) -> list[tuple[str, str]]:
    """Label and words of what is suggested, in order."""
    return [(row.spans[0].label, row.spans[0].quote) for row in first(text)]


def first(text: str) -> list[Suggestion]:
    return suggest_first(sentence(text), text, known())


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("وصل الوفد إلى بيروت قادما من سوريا.", ["بيروت", "سوريا"]),
        ("قصف على أطراف حلب وحمص وإدلب.", ["حلب", "حمص", "إدلب"]),
        ("حريق غربي الرقة، وآخر بدير الزور.", ["الرقة", "دير الزور"]),
        ("القيروان : حادث على الطريق", ["القيروان"]),
        ("عاد من الولايات المتحدة للأردن.", ["الولايات المتحدة", "لأردن"]),
        ("انتشال سيارة من مدينة القرنفل وقرية بيت اليراع.", ["القرنفل", "بيت اليراع"]),
        ("مخيم الدفلى وجسر المرمر ومطار بيت اليراع.", ["مخيم الدفلى", "جسر المرمر", "مطار بيت اليراع"]),
        ("نقلوا إلى سجن الدفلى المركزي.", ["سجن الدفلى المركزي"]),
        ("في محافظة «السنديان» شمال البلاد.", ["السنديان"]),
        ("انفجار قرب السفارة اليابانية.", ["السفارة اليابانية"]),
        # What only looks like one.
        ("قوات سعودية وسفن تركية.", []),
        ("كان بلد الطفولة، ثم صور من الماضي.", []),
        ("شمال المدينة وغرب البلدة.", []),
        ("مدينة كبيرة وقرية سياحية وتلة مشرفة.", []),
        ("مدينة صور وقرى صيدا.", ["صور", "صيدا"]),
        ("أسواق في القدس القديمة.", ["القدس القديمة"]),
        ("غادر جزيرة مالطا إلى سجن المرمر المدني.", ["مالطا", "سجن المرمر المدني"]),
        ("مدينة رصاصية اللون ومسجد شيعي قديم.", []),
        ("وأدى الحريق إلى إغلاق الطريق.", []),
        ("أكد أنه مصر على رأيه.", []),
        ("المحادثات مع ليبيا تأجلت.", ["ليبيا"]),
        ("معارضون لتفتيت السودان.", ["السودان"]),
    ],
)
def test_places(text: str, places: list[str]) -> None:
    assert told(text) == [("place", place) for place in places]


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("اجتمعت وزارة المياه بهيئة سد النوارس.", ["وزارة المياه", "هيئة سد النوارس"]),
        ("وزارة التربية والتعليم تؤجل الدوام.", ["وزارة التربية والتعليم"]),
        ("اقتحم الجيش الإسرائيلي المخيم.", ["الجيش الإسرائيلي"]),
        ("بحسب المعهد الوطني للمياه الجوفية.", ["المعهد الوطني للمياه الجوفية"]),
        ("عاد لواء حلب إلى ثكناته.", ["لواء حلب"]),
        ("حركة السنابل وكتائب الصنوبر.", ["حركة السنابل", "كتائب الصنوبر"]),
        ("نفى تنظيم «السنابل» ذلك.", ["السنابل"]),
        ("نقلت صحيفة «الضفاف» السورية الخبر.", ["صحيفة «الضفاف» السورية"]),
        ("قرار لمجلس الأمن الدولي وللأمم المتحدة.", ["مجلس الأمن الدولي", "لأمم المتحدة"]),
        ("زار الرئيس السابق سليم المرمري الجامعة.", ["الرئيس السابق سليم المرمري"]),
        ("استقبله وزير المياه سليم نادر المرمري أمس.", ["وزير المياه سليم نادر المرمري"]),
        ("وصل سليم عبد النور وزياد المرمري.", ["سليم عبد النور", "زياد المرمري"]),
        ("وأكد المرمري أن السد آمن.", ["المرمري"]),
        ("قال عبد النور إن السد آمن.", ["عبد النور"]),
        ("ونفت تركيا ذلك.", ["تركيا"]),
        ("نفت واشنطن أن تكون إيران قد وافقت.", ["واشنطن", "إيران"]),
        ("قوات بقيادة فرنسا.", ["فرنسا"]),
        ("الغارة التي تقوم بها تركيا.", ["تركيا"]),
        ("جماعة مدعومة من تركيا، ودمرها الطيران من قبل فرنسا.", ["تركيا", "فرنسا"]),
        ("العراق يستنكر القصف.", ["العراق"]),
        ("قال د. سليم المرمري ذلك.", ["د. سليم المرمري"]),
        ("زار النائب سليم السديد القرية.", ["النائب سليم السديد"]),
        ("وصل الرئيس سليم المرمري سعى إلى الصلح.", ["الرئيس سليم المرمري"]),
        ("قتل المدرب سليم البالغ من العمر سبعين عاما.", ["المدرب سليم"]),
        ("وزارة المياه واللواء سليم المرمري.", ["وزارة المياه", "اللواء سليم المرمري"]),
        ("المتحدث باسم السفارة اليابانية.", ["السفارة اليابانية"]),
        # Neither titles alone nor kinds alone, nor words that are names elsewhere.
        ("قال الوزير إن الحكومة والجيش والشرطة موافقون.", []),
        ("تنظيم الدورة وإدارة النادي وحركة السير.", []),
        ("شرطة المدينة ومجلس محلي.", []),
        ("فتح الطريق على سعيد وجمال.", []),
    ],
)
def test_actors(text: str, actors: list[str]) -> None:
    assert told(text) == [("actor", actor) for actor in actors]


def test_a_place_in_the_name_of_a_body_stands_behind_a_preposition_only() -> None:
    assert told("جامعة دمشق ووزارة المياه في دمشق.") == [
        ("actor", "جامعة دمشق"), ("actor", "وزارة المياه"), ("place", "دمشق"),
    ]  # fmt: skip


def test_a_name_told_in_full_is_known_by_its_end_from_then_on() -> None:
    text = "المرمري مدينة قديمة.\nوصل سليم المرمري أمس.\nوعاد المرمري اليوم، وسيارة للمرمري."
    rows = [row for row in first(text) if row.why.pattern == "short-name"]
    assert [row.spans[0].quote for row in rows] == ["المرمري", "لمرمري"]
    assert {row.why.words for row in rows} == {"سليم المرمري"}
    assert all(row.spans[0].ranges[0][0] > text.index("سليم") for row in rows)


def test_why_and_how_sure() -> None:
    (row,) = first("زار الوزير سليم المرمري السد.")
    assert (row.why.pattern, row.why.words) == ("title", "الوزير")
    assert (row.suggester, 0.5 < row.confidence < 1) == ("gazetteer", True)


def test_what_is_too_unsure_is_not_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "زار الوزير سليم المرمري السد."
    (row,) = first(text)
    monkeypatch.setattr(suggester, "LEAST_SURE", row.confidence)
    assert first(text) == [row]
    monkeypatch.setattr(suggester, "LEAST_SURE", row.confidence + 0.01)
    assert first(text) == []


def test_vowels_and_stretched_letters_change_nothing() -> None:
    assert told("وَصَلَ إِلَى مَدِينَةِ بَيْـــروت.") == [("place", "بَيْـــروت")]


def test_what_is_blocked_is_not_suggested() -> None:
    text = "في بيروت ودمشق."
    matcher = NameMatcher((), clitics(), blocked=frozenset({("place", name_key("بيروت"))}))
    rows = suggest_first(sentence(text), text, knowledge(scheme_toml.load(), lexicon(), matcher))
    assert [row.spans[0].quote for row in rows] == ["دمشق"]


def test_a_known_name_stands_before_a_guess() -> None:
    text = "في مدينة القرنفل، قرب بيروت."
    rows = suggest(
        sentence(text), text, known(NameEntry("place", "مدينة القرنفل"), NameEntry("actor", "بيروت"))
    )
    assert [(row.suggester, row.spans[0].label, row.spans[0].quote) for row in rows] == [
        ("names", "place", "مدينة القرنفل"), ("names", "actor", "بيروت"),
    ]  # fmt: skip


def test_a_scheme_without_the_labels_gets_nothing() -> None:
    scheme = scheme_toml.load()
    bare = knowledge(scheme, lexicon())
    none = msgspec.structs.replace(bare, actor="", labels=frozenset())
    text = "في بيروت وزارة المياه."
    assert suggest_first(sentence(text), text, none) == []
    only_places = msgspec.structs.replace(bare, actor="")
    assert {row.spans[0].label for row in suggest_first(sentence(text), text, only_places)} == {"place"}


@pytest.mark.parametrize(
    "word", ["الرئيس", "جبل", "عبد", "وزير", "سليم", "تركيا", "مجلس", "اليوم", "الوطني", "للمياه"]
)
def test_one_word_said_very_often_is_read_to_its_end(word: str) -> None:
    text = f"{word} " * 5_000
    assert all(row.spans[0].ranges[0][1] <= len(text) for row in first(text))
