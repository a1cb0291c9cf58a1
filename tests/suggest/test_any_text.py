"""Whatever the text: nothing is raised, every span lies in the news and quotes it, time stays linear."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator.core.model import Document, Segment, quote
from annotator.core.offsets import check_ranges
from annotator.suggest.gazetteer.named import PATTERNS as NAMED
from annotator.suggest.grammar.constructions import find
from annotator.suggest.grammar.found import PATTERNS
from annotator.suggest.grammar.sentence import Sentence
from annotator.suggest.grammar.tokens import LONGEST_SENTENCE, Line
from annotator.suggest.lexicon import lexicon
from annotator.suggest.names import NameEntry
from annotator.suggest.suggesters import SUGGESTERS, suggest
from tests.suggest.proposing import known, proposed, sentence, ticker

KNOWLEDGE = known(NameEntry("actor", "الوزير"), NameEntry("place", "دير الأثل"))

TRAPS = """
قال وقال أضاف يقول الوزير مصدر أن إن بأن فإن عن إلى ب وفق وفقا لوزارة ما أكده حسبما كما على حد قوله تعبيره
نقلا نقلت وكالة مضيفا سبق قد كان لم لكن فيما في بيان جاء ورد رفض التعليق وصفها بأنها تداول أنباء علمت من الذي
اليوم يقال دير الأثل اعتبر دعا اتهم تعلن يرحب تسجيل مقتل طلب عدم ذكر اسمه 10:20 12 | # _ 🔴 َ ـ ﷺ ﻻ
" « » “ ” ( ) : ، . ؛ - / … (...)
"""
WORDS = [*TRAPS.split(), "\n", "\u200f", "\u202e", "e\u0301", "(مصدر طبي)"]

TEXTS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=25).map("".join),
    st.text(max_size=60),
)


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, str]:
    """A text with segments that a reader could have cut, or cut badly."""
    text = draw(TEXTS)
    kinds = ("headline", "byline", "paragraph", "item", "time", "furniture")
    edges = sorted(draw(st.lists(st.integers(0, len(text) + 3), max_size=8)))
    segments = tuple(
        Segment(draw(st.sampled_from(kinds)), start, end)
        for start, end in zip(edges[::2], edges[1::2], strict=False)
        if start < end
    )
    kind = draw(st.sampled_from(["article", "ticker", "post", "text"]))
    return Document(id="d", kind=kind, text_hash="", segments=segments), text


def news(document: Document, text: str) -> list[tuple[int, int]]:
    if not document.segments:
        return [(0, len(text))]
    return [
        (segment.start, segment.end)
        for segment in document.segments
        if segment.kind in ("headline", "paragraph", "item")
    ]


@settings(max_examples=300)
@given(documents())
@example((Document(id="d", kind="text", text_hash=""), ""))
@example((Document(id="d", kind="text", text_hash=""), '...!؟ 12 - 🔴 "" () :'))
def test_proposals_hold_whatever_the_text(made: tuple[Document, str]) -> None:
    document, text = made
    rows = suggest(document, text, KNOWLEDGE)
    assert len({row.id for row in rows}) == len(rows)
    places = news(document, text)
    for row in rows:
        assert row.why.pattern in PATTERNS.union(NAMED)
        assert 0 < row.confidence < 1
        assert row.suggester in {suggester.id for suggester in SUGGESTERS}
        for span in row.spans:
            check_ranges(span.ranges, len(text))
            assert span.quote == quote(text, span.ranges)
            assert any(start <= span.ranges[0][0] and span.ranges[-1][1] <= end for start, end in places)
        if (tied := row.attribution) is not None:
            assert all(0 <= number < len(row.spans) for number in (*tied.claims, *tied.sources))
            assert tied.parent is None or (tied.parent != row.id and tied.parent in {r.id for r in rows})


@settings(max_examples=100)
@given(TEXTS)
def test_tickers_hold_whatever_the_text(text: str) -> None:
    document = ticker(text + " (مصدر طبي) - 10:20")
    for row in suggest(document, text + " (مصدر طبي) - 10:20", KNOWLEDGE):
        assert all(span.quote for span in row.spans)


ENDLESS = [
    "قال ",
    "قال زيد أن ",
    "وقال الوزير إن المعبر مغلق وأضاف أن العمل مستمر وفق ما أكده مصدر مضيفا أن ",
    '"',
    '" قال ',
    "( ",
    "وفق ",
    "، ",
    "أن ",
    "نقلت وكالة عن ",
    "كلمة ",
    "كلمة، ",
    "ا",
    "وفقا ل",
    "مصدر طبي ",
    ": ",
]


class Counted(list[str]):
    """Words that count how often they are looked at."""

    looks = 0

    def __getitem__(self, index: Any) -> Any:
        Counted.looks += 1
        return super().__getitem__(index)

    def __iter__(self) -> Iterator[str]:
        for word in super().__iter__():
            Counted.looks += 1
            yield word


def looks(text: str) -> int:
    """How often words are looked at to find the constructions of a line."""
    line = Line(text, 0, len(text))
    line.words = Counted(line.words)
    Counted.looks = 0
    for span in line.sentences(0, len(line)):
        find(Sentence(line, span, lexicon(), headline=False, voiced=False))
    return Counted.looks


@pytest.mark.parametrize("piece", ENDLESS)
def test_work_is_linear_in_the_length(piece: str) -> None:
    """A paragraph without punctuation, four times as long: at most about four times the work."""
    short, long = looks(piece * 2_000), looks(piece * 8_000)
    assert long <= 4.4 * short + 1_000
    assert long <= 2_000 * max(1, len(Line(piece * 8_000, 0, len(piece) * 8_000)))


@pytest.mark.parametrize("piece", ["قال زيد أن ", "كلمة ", '"قال" إن ', "وفق ما أكده مصدر "])
def test_a_megabyte_without_punctuation_is_read_to_its_end(piece: str) -> None:
    text = piece * (1_000_000 // len(piece.encode()))
    for row in proposed(sentence(text), text, KNOWLEDGE):
        assert all(len(span.quote) < 20 * LONGEST_SENTENCE for span in row.spans)


def test_sentences_cover_a_line_and_are_never_too_long() -> None:
    line = Line("كلمة " * 3_000, 0, 15_000)
    spans = line.sentences(0, len(line))
    assert spans[0][0] == 0
    assert spans[-1][1] == len(line)
    assert all(before[1] == after[0] for before, after in pairwise(spans))
    assert max(last - first for first, last in spans) <= LONGEST_SENTENCE


def test_a_text_without_any_stops_is_read_and_a_list_of_cues_is_not() -> None:
    said = "وقال مصدر عسكري إن القوات دخلت المدينة وأكد الوزير أن الطريق مفتوح "
    words = "قال سليم إن " * 100
    found = [row for row in proposed(sentence(said * 30), said * 30) if row.attribution]
    assert len(found) > 50
    assert not [row for row in proposed(sentence(words), words) if row.attribution]


@pytest.mark.parametrize(
    "text",
    [
        'The minister said that the dam is safe. "All is well," he added (Reuters).',
        "Le ministre a déclaré que le barrage est sûr, selon l'agence.",
        "وزیر آب گفت که سد امن است. به گزارش خبرگزاری، او گفت که همه چیز خوب است.",
        "וזיר המים אמר כי הסכר בטוח, לפי סוכנות הידיעות.",
        "وزیر نے کہا کہ ڈیم محفوظ ہے۔",
    ],
)
def test_other_languages_get_no_attributions(text: str) -> None:
    assert not [row for row in proposed(sentence(text), text) if row.attribution]
