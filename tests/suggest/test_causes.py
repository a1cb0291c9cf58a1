"""Why attributions of newspaper Arabic were missed or wrong: sentences for each cause, and what is right."""

from __future__ import annotations

import pytest

from tests.suggest.proposing import Told, headline, proposed, sentence, told

SENTENCES = {
    # Where a source ends: objects, time words, titles, whom it was said to, who wants no name.
    "وتوصي شركة النوارس المشتركين بعدم فتح الروابط.": Told("بعدم فتح الروابط", "شركة النوارس", "توصي"),
    "ودعا العميد سليم القادة إلى الهدوء.": Told("الهدوء", "العميد سليم", "دعا"),
    "وأفاد وزير المياه سامر نور الثلاثاء أن السد آمن.": Told("أن السد آمن", "وزير المياه سامر نور", "أفاد"),
    "نفت مصادر لـ(الأفق) ما نشر.": Told("ما نشر", "مصادر", "نفت"),
    "وقال الرجل الذي فضل عدم ذكر اسمه إن المحل أغلق.": Told(
        "إن المحل أغلق", "الرجل الذي فضل عدم ذكر اسمه", "قال"
    ),
    "ذكرت مراسلة لوكالة السنونو أن الطريق مغلق.": Told("أن الطريق مغلق", "مراسلة لوكالة السنونو", "ذكرت"),
    "وأكد العميد سامر المرمري الناطق باسم الشرطة إغلاق الجسر.": Told(
        "إغلاق الجسر", "العميد سامر المرمري الناطق باسم الشرطة", "أكد"
    ),
    "وتبنت حركة طالبان الهجوم.": Told("الهجوم", "حركة طالبان", "تبنت"),
    "واتهمت السلطات المحلية الفرماوي بالسرقة.": Told("بالسرقة", "السلطات المحلية", "اتهمت"),
    # Verbs, nouns and phrases that were not known.
    "وأبلغ السكان عن سقوط قذيفة.": Told("سقوط قذيفة", "السكان", "أبلغ"),
    "ونشر خبر مفاده أن المعبر أغلق.": Told("أن المعبر أغلق", "", "مفاده"),
    "وتضمن البيان «لن نقبل بأقل من ذلك».": Told("«لن نقبل بأقل من ذلك»", "البيان", "تضمن"),
    "وراجت أنباء عن انهيار الجسر.": Told("انهيار الجسر", "", "راجت أنباء عن"),
    "ويطلب الأهالي من البلدية فتح الطريق.": Told("فتح الطريق", "الأهالي", "يطلب"),
    "ومضى يقول «إن السد آمن اليوم».": Told("«إن السد آمن اليوم»", "", "يقول"),
    # A verb with two readings, its subject on no list of voices.
    "وطالب المحتجون برحيله.": Told("برحيله", "المحتجون", "طالب"),
    "واعترف المتمردون بانسحابهم.": Told("بانسحابهم", "المتمردون", "اعترف"),
    "وكشف الفريق الفني عن السعر.": Told("السعر", "الفريق الفني", "كشف"),
    "ولقد عبّر المحلل عن قلقه.": Told("قلقه", "المحلل", "لقد عبّر"),
    # The pronoun on the verb.
    "واعتبرتها الحركة المدنية حصارا.": Told("حصارا", "الحركة المدنية", "اعتبرتها"),
    "تتهمه منظمات حقوقية بأنه أمر بالهدم.": Told("بأنه أمر بالهدم", "منظمات حقوقية", "تتهمه"),
    "وصفته جماعات محلية بأنه كاذب.": Told("بأنه كاذب", "جماعات محلية", "وصفته"),
    "وأغلق الجسر الذي وصفه الوزير بالآمن.": Told("بالآمن", "الوزير", "وصفه"),
    "والتهم التي نفاها الوزير.": Told("التهم", "الوزير", "نفاها"),
    "وبدأ الإضراب الذي دعت إليه نقابة المعلمين.": Told("الإضراب", "نقابة المعلمين", "دعت إليه"),
    # The subject is hidden, or stands before: nobody who is accused is a source.
    "واتهم إدارة المعهد بالتقصير.": Told("بالتقصير", "", "اتهم"),
    "وقدمت الأسرة بلاغا اتهمت فيه رجال الحرس بالإهمال.": Told("بالإهمال", "الأسرة", "اتهمت"),
    "فقال: لا علم لي بذلك.": Told("لا علم لي بذلك", "", "قال:"),
    "وطالبوا السلطات بفتح الطريق.": Told("بفتح الطريق", "", "طالبوا"),
    "واتُّهم سليم نور من قبل النيابة بالسرقة.": Told("بالسرقة", "النيابة", "اتُّهم"),
    "والشركة تُتهم بتلويث النهر.": Told("بتلويث النهر", "", "تُتهم"),
    # A participle whose main cue names nobody.
    "وأكدت أنه سيتقدم بطلب، معتبرة أن التصريحات انتخابية.": Told("أن التصريحات انتخابية", "", "معتبرة"),
    "«لن نرحل من هنا أبدا»، ومؤكدا أن المعركة مستمرة.": Told("أن المعركة مستمرة", "", "مؤكدا"),
    "وشن الأمير سامر هجوما على الإدارة، قائلا: «لا أحد يعمل هنا اليوم».": Told(
        "«لا أحد يعمل هنا اليوم»", "الأمير سامر", "قائلا:"
    ),
    # Relative clauses.
    "وظهر الناطق الذي اتهم الحكومة بالتقصير.": Told("بالتقصير", "الناطق", "اتهم"),
    "وتلقت البلدية رسالة من السكان تحذر من أن الجدار مائل.": Told(
        "أن الجدار مائل", "رسالة من السكان", "تحذر من"
    ),
    "وقالت اللجنة التي أعلنت النتائج إن الأمر انتهى.": Told("إن الأمر انتهى", "اللجنة", "قالت"),
    "وألقى رئيس البلدية خطابا أعلن فيه أن الجسر سيفتح.": Told("أن الجسر سيفتح", "رئيس البلدية", "أعلن"),
    # A carried subject and a noun phrase.
    "حيث أعلنت منع التجول.": Told("منع التجول", "", "أعلنت"),
    "وأعلنوا الاعتصام أمام المبنى.": Told("الاعتصام أمام المبنى", "", "أعلنوا"),
    "ويرفض الحزب هذه الاتهامات.": Told("هذه الاتهامات", "الحزب", "يرفض"),
    # Direct speech, and a quotation left open.
    "ويؤكد: “لن نعود إلى الوراء بعد اليوم”": Told("“لن نعود إلى الوراء بعد اليوم”", "", "يؤكد:"),
    "أوضح الوزير: «لن نغلق الجسر قبل الصيف": Told("«لن نغلق الجسر قبل الصيف", "الوزير", "أوضح"),
    # A conjunction with a space behind it.
    "و أكد أن السد آمن.": Told("أن السد آمن", "", "أكد"),
    # A claim goes on over «لكن», «فيما» while it is still the source's word.
    "قال الوزير إن السد آمن، فيما يبقى الجسر مغلقا.": Told(
        "إن السد آمن، فيما يبقى الجسر مغلقا", "الوزير", "قال"
    ),
    "وأعلن الوزير فتح السد، فيما أغلق الجسر.": Told("فتح السد", "الوزير", "أعلن"),
    # Nouns of saying.
    "ما دفع روسيا لإعلان التوقف عن القصف.": Told("التوقف عن القصف", "روسيا", "إعلان"),
    "وأثارت تأكيدات الوزير بأن السد آمن جدلا.": Told("بأن السد آمن جدلا", "الوزير", "تأكيدات"),
    "وتكررت دعوة النقابة إلى الإضراب.": Told("الإضراب", "النقابة", "دعوة"),
    # A cue that stands between commas, or whose source is a state.
    "وكان رئيس الحزب، سامر نور، قد طرح خطة، كما قال، وهي قديمة.": Told(
        "طرح خطة", "رئيس الحزب، سامر نور", "كما قال"
    ),
    "وعاد الوزير سامر نور ليؤكد أن السد آمن.": Told("أن السد آمن", "الوزير سامر نور", "يؤكد"),
}

HEADLINES = {
    "سليم نور : توصلنا إلى اتفاق": Told("توصلنا إلى اتفاق", "سليم نور", ":"),
    "سليم نور: «توصلنا إلى اتفاق»": Told("«توصلنا إلى اتفاق»", "سليم نور", ":"),
    "لجين المرمري تؤكد أهمية القطار": Told("أهمية القطار", "لجين المرمري", "تؤكد"),
    "غرفة تجار الأقمشة تطالب بالتراجع عن القرار": Told("بالتراجع عن القرار", "غرفة تجار الأقمشة", "تطالب"),
    "كفر نوار : مصدر أمني ينفي حجز أسلحة": Told("حجز أسلحة", "مصدر أمني", "ينفي"),
    "ملك الشمال يدعو رئيس الحكومة إلى حضور القمة": Told("حضور القمة", "ملك الشمال", "يدعو"),
}

NOTHING = (
    "تعهدت فرقة الحرس بالقضية.",
    "وتم توقيف متهمين بالسرقة.",
    "جرى الزواج بحسب الأعراف.",
    "وضربت الشرطة حراسة مشددة على المبنى.",
    "كشف انحسار المياه عن سور قديم.",
    "وتحمل المسؤولية وحده.",
    "وترى الماضي والحاضر في آن واحد هنا.",
)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_is_read_right(text: str) -> None:
    assert SENTENCES[text] in told(proposed(sentence(text), text))


@pytest.mark.parametrize("text", HEADLINES)
def test_a_headline_is_read_right(text: str) -> None:
    assert HEADLINES[text] in told(proposed(headline(text), text))


@pytest.mark.parametrize("text", NOTHING)
def test_deeds_and_nouns_are_no_speech(text: str) -> None:
    assert told(proposed(sentence(text), text)) == []


@pytest.mark.parametrize("text", [text for text, right in SENTENCES.items() if not right.source])
def test_a_source_is_left_empty_rather_than_wrong(text: str) -> None:
    cue = SENTENCES[text].cue
    assert {row.source for row in told(proposed(sentence(text), text)) if row.cue == cue} == {""}


def test_a_named_person_is_an_individual() -> None:
    text = "وقال سليم نور إن المحل أغلق."
    (row,) = proposed(sentence(text), text)
    assert row.attribution is not None and row.attribution.category == "individual"


VOWELLED = "وَقَالَ الـوزيـر سَامِر نُور إِنَّ السَّدَّ آمِنٌ"
OTHERS = "The minister said that the dam is safe. Le ministre a dit que le barrage est sûr. 部長は言った。"


def test_vowels_and_tatweel_make_no_difference_and_other_languages_propose_nothing() -> None:
    (row,) = told(proposed(sentence(VOWELLED), VOWELLED))
    assert row == Told("إِنَّ السَّدَّ آمِنٌ", "الـوزيـر سَامِر نُور", "قَالَ")
    assert proposed(sentence(OTHERS), OTHERS) == []


def test_a_sentence_of_twenty_thousand_words_without_a_sign_is_read() -> None:
    text = "قال الوزير إن السد آمن وأضاف أن الجسر مغلق " * 2_200
    rows = proposed(sentence(text), text)
    assert all(len(span.quote.split()) <= 400 for row in rows for span in row.spans)
