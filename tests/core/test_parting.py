"""Parting a text otherwise: split, join, mark as a kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import AnnotatorError
from annotator.core.model import Segment, SegmentKind
from annotator.core.parting import joined, marked, split_at

TEXT = "فاض السد 09:33 نفت الغيمة 9:40"
ITEM = Segment("item", 0, 8, {"time": "09:33"})
ROWS = (ITEM, Segment("time", 9, 14), Segment("item", 15, 25), Segment("time", 26, 30))


def words(rows: tuple[Segment, ...]) -> list[tuple[str, str]]:
    return [(row.kind, TEXT[row.start : row.end]) for row in rows]


def test_an_item_is_split_and_its_time_stays_with_its_end() -> None:
    rows = split_at(ROWS, TEXT, 4)
    assert words(rows)[:2] == [("item", "فاض"), ("item", "السد")]
    assert (rows[0].meta, rows[1].meta) == ({}, {"time": "09:33"})


@pytest.mark.parametrize("at", [0, 8, 9, 30])
def test_nothing_is_split_at_an_edge(at: int) -> None:
    with pytest.raises(AnnotatorError, match="no-segment-here"):
        split_at(ROWS, TEXT, at)


def test_what_is_selected_is_joined_and_at_a_caret_two() -> None:
    assert words(joined(ROWS, (0, 25))) == [("item", TEXT[:25]), ("time", "9:40")]
    assert words(joined(ROWS, (2, 2)))[0] == ("item", TEXT[:14])
    assert joined(split_at(ROWS, TEXT, 4), (0, 8)) == ROWS
    for piece in ((27, 27), (16, 20)):
        with pytest.raises(AnnotatorError, match="no-segment-here"):
            joined(ROWS, piece)


def test_what_is_selected_becomes_a_segment_and_the_rest_stays() -> None:
    whole = (Segment("paragraph", 0, 30),)
    rows = marked(whole, TEXT, (8, 15), "time")
    assert words(rows) == [("paragraph", "فاض السد"), ("time", "09:33"), ("paragraph", TEXT[15:])]
    rows = marked(rows, TEXT, (3, 3), "item")
    rows = marked(rows, TEXT, (20, 20), "item")
    assert rows[0].meta == {} and [row.kind for row in rows] == ["item", "time", "item"]
    rows = marked(rows, TEXT, (26, 30), "time")
    assert rows[2].meta == {"time": "09:40"} and words(rows)[2] == ("item", "نفت الغيمة")
    assert marked(rows, TEXT, (10, 10), "time")[0].meta == {"time": "09:33"}


def test_there_has_to_be_text() -> None:
    with pytest.raises(AnnotatorError, match="no-segment-here"):
        marked(ROWS, TEXT, (8, 9), "headline")
    with pytest.raises(AnnotatorError, match="no-segment-here"):
        marked((), TEXT, (3, 3), "headline")


@given(
    st.text(alphabet="اب \n🔴", min_size=1, max_size=12), st.integers(0, 12), st.integers(0, 12),
    st.sampled_from(["headline", "item", "time", "furniture"]),
)  # fmt: skip
def test_segments_stay_sorted_disjoint_and_full(text: str, one: int, other: int, kind: SegmentKind) -> None:
    piece = (min(one, other, len(text)), min(max(one, other), len(text)))
    half = len(text) // 2
    before = tuple(Segment("item", *row) for row in ((0, half), (half, len(text))) if row[0] < row[1])
    for change in (
        lambda: marked(before, text, piece, kind),
        lambda: split_at(before, text, piece[0]),
        lambda: joined(before, piece),
    ):
        try:
            rows = change()
        except AnnotatorError:
            continue
        edges = [edge for row in rows for edge in (row.start, row.end)]
        assert edges == sorted(edges) and all(row.start < row.end <= len(text) for row in rows)
