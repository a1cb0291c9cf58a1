"""Where the words of a source end; every row of the table decides one of these."""

from __future__ import annotations

import pytest

from annotator.suggest.grammar import source_ends
from annotator.suggest.grammar.tokens import Line
from annotator.suggest.lexicon import lexicon

ENDS = {
    "_is_enclosed": ("مدير «صوت اليوم» سامر", None, False),
    "_is_time": ("وزير المياه الصادر اليوم", "الصادر", False),
    "_is_anonymous": ("الرجل الذي فضل عدم ذكر اسمه", None, False),
    "_is_relative": ("الوزير الذي زار البلدة", "الذي", False),
    "_asks_anonymity": ("ضابط رفض الكشف عن اسمه", None, False),
    "_names_maker": ("بيان نشرته الوزارة", None, True),
    "_is_verb": ("مقاولون عملوا هناك", "عملوا", False),
    "_is_object": ("التنظيم المسؤولية كاملة", "المسؤولية", False),
    "_is_deed": ("الوزير وسوف نعود", "وسوف", False),
    "_is_ali": ("الوزير علي نور", None, False),
    "_is_occasion": ("وزير المياه عقب اللقاء", "عقب", False),
    "_leads_to_medium": ("الوزير في عددها", "في", False),
    "_is_told": ("أفاد المصدر مراسل الصحيفة", "مراسل", False),
    "_is_count": ("الوزير 12 شخصا", "12", False),
    "_is_mirror": ("الوزير وفق الخطة", "وفق", False),
    "_is_told_with_lam": ("الوزير للصحفيين هناك", "للصحفيين", False),
    "_is_sign": ("الوزير : سنعود", ":", False),
    "_is_remark": ("الوزير (", "(", False),
}


def test_every_row_of_the_table_has_its_example() -> None:
    assert list(ENDS) == [rule.holds.__name__ for rule in source_ends._RULES]


@pytest.mark.parametrize("name", ENDS)
def test_a_row_decides_where_the_source_ends(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, stop, document = ENDS[name]
    line = Line(text, 0, len(text))

    def end() -> int:
        return source_ends.source_end(line, 0, len(line), lexicon(), document=document)

    whole = end()
    assert whole == (len(line) if stop is None else text.split().index(stop))
    rest = tuple(rule for rule in source_ends._RULES if rule.holds.__name__ != name)
    monkeypatch.setattr(source_ends, "_RULES", rest)
    assert end() != whole
