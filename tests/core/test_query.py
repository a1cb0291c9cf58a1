"""Queries are understood, and where one is not, its place is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.document_filter import Dates
from annotator.core.errors import AnnotatorError
from annotator.core.query import About, All, Any, Not, OfSpan, Query, Run, Within, Words, walk
from annotator.core.query_reader import LONGEST, parse
from annotator.formats import scheme_toml

SCHEME = scheme_toml.load()


def asked(text: str, *, exact: bool = False) -> Query:
    return parse(text, SCHEME, exact=exact)


def words(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for node in walk(asked(text).tree):
        rows = node.words if isinstance(node, Run) else [node] if isinstance(node, Words) else []
        found += [(row.kind, row.text) for row in rows]
    return found


def test_words_are_folded_and_signs_around_them_are_left_out() -> None:
    assert words("الأَمـن، (تونس)") == [("word", "الامن"), ("word", "تونس")]
    assert words('"دير  الزور"') == [("phrase", "دير الزور")]
    assert words("استثم*") == [("prefix", "استثم")]
    assert words("=أمن") == words("=«أمن»") == [("exact", "أمن")]
    tree = asked("أمن", exact=True).tree
    assert isinstance(tree, Words) and (tree.kind, tree.text) == ("exact", "أمن")
    assert words("12:30 قال: https://example.org") == [
        ("word", "12:30"),
        ("word", "قال"),
        ("word", "https://example.org"),
    ]


def test_operators_go_together_in_both_languages() -> None:
    arabic = asked("(نهر أو بحر) و ليس جسر").tree
    english = asked("(نهر OR بحر) AND NOT جسر").tree
    for tree in (arabic, english, asked("(نهر | بحر) -جسر").tree):
        assert isinstance(tree, All)
        either, without = tree.nodes
        assert isinstance(either, Any) and len(either.nodes) == 2
        assert isinstance(without, Not)
    assert words('"أو" "AND"') == [("phrase", "او"), ("phrase", "and")]


def test_one_value_of_a_field_is_enough() -> None:
    tree = asked("outlet:يراع outlet:سهل date:2017..2018 جسر").tree
    assert isinstance(tree, All)
    outlets, dated, _ = tree.nodes
    assert isinstance(outlets, Any)
    assert isinstance(dated, About) and dated.wanted.dates == (Dates("2017", "2018"),)


def test_fields_of_the_scheme_are_known_by_any_of_their_names() -> None:
    for text in (
        "label:claim category:military جسر",
        "وسم:ادعاء صنف:عسكري جسر",
        "الوسم:Claim category:عسكرية جسر",
    ):
        query = asked(text)
        assert query.spans and query.labels == ()
        assert isinstance(query.tree, All)
        assert query.tree.nodes[:2] == (OfSpan("label", ("claim",)), OfSpan("category", ("military",)))


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("مكان:جسر", ("place",)),
        ("claim:قصف place:جسر", ("claim",)),
        ("category:military", ("claim",)),
        ("source:مجلس", ("claim",)),
        ("without:attribution", ("claim",)),
        ("author:سلمى", ()),
        ("label:source category:military", ()),
    ],
)
def test_what_is_asked_says_spans_of_which_labels_are_meant(text: str, labels: tuple[str, ...]) -> None:
    assert asked(text).spans and asked(text).labels == labels


def test_a_place_within_a_claim() -> None:
    tree = asked('ادعاء:قصف مكان:"دير الزور"').tree
    assert isinstance(tree, All)
    assert [type(node) for node in tree.nodes] == [Within, Within]


@pytest.mark.parametrize(
    ("text", "code", "start"),
    [
        ("", "query-empty", 0),
        ('"" «»', "query-empty", 0),
        ("… ؟ !", "query-empty", 0),
        ("()", "query-empty", 0),
        ("NOT جسر", "query-only-not", 0),
        ("-جسر ليس نهر", "query-only-not", 0),
        ("AND OR NOT", "query-operator", 0),
        ("جسر OR", "query-operator", 4),
        ("جسر AND AND نهر", "query-operator", 8),
        ("جسر NOT", "query-operator", 4),
        ('جسر "نهر', "query-quote", 4),
        ("جسر «نهر", "query-quote", 4),
        ("(جسر", "query-bracket", 0),
        ("جسر)", "query-bracket", 3),
        ("(" * 60 + "جسر" + ")" * 60, "query-deep", 30),
        ("ا*", "query-prefix", 0),
        ("جسر catgory:military", "query-field-near", 4),
        ("جسر zzzz:military", "query-field", 4),
        ("label:clam", "query-value-near", 6),
        ("label:zzzz", "query-value", 6),
        ("without:غير", "query-value", 8),
        ("جسر label:", "filter-empty", 4),
        ("جسر date:2017..x", "filter-date", 9),
        ("date:رمضان", "filter-date", 5),
        ("جسر state:zzz", "filter-value", 10),
        ("ج" * 10_000, "query-long", LONGEST),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, code: str, start: int) -> None:
    with pytest.raises(AnnotatorError) as caught:
        asked(text)
    assert (caught.value.code, caught.value.details["start"]) == (code, start)
    assert caught.value.details["place"] == start + 1


PIECES = st.sampled_from(
    [*'()"«»-=* :_\n🔴', "AND", "OR", "NOT", "أو", "ليس", "و", "label:", "date:", "2017..", "..", "مكان:",
     "state:", "جسر", "claim", "without:", "outlet:", "\u0640", "\u202e"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=30))
def test_no_query_is_a_bug(text: str) -> None:
    try:
        query = asked(text)
    except AnnotatorError as error:
        start = error.details["start"]
        assert isinstance(start, int) and 0 <= start <= len(text)
        return
    for node in walk(query.tree):
        for row in node.words if isinstance(node, Run) else [node] if isinstance(node, Words) else []:
            assert row.text and 0 <= row.start < len(text)
