"""What spans share and how they are paired, held against the obvious slow way."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.offsets import normal_ranges
from annotator.core.pairing import (
    Places,
    Ranges,
    alike,
    bare,
    best_pairs,
    overlap,
    overlapping,
    overlaps,
    same,
    same_but_edges,
    shared,
    touches,
)
from tests.core.agreement.made import CLITICS, read

PIECES = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda piece: (piece[0], piece[0] + piece[1]))
ONE = PIECES.map(lambda piece: (piece,))
SEVERAL = st.lists(PIECES, min_size=1, max_size=3).map(normal_ranges)


def most_pairs(first: list[Ranges], second: list[Ranges]) -> int:
    """By trying every way to pair."""
    short, long = sorted((first, second), key=len)
    return max(
        sum(overlaps(one, other) for one, other in zip(short, chosen, strict=False))
        for chosen in permutations(long, len(short))
    )


@given(st.lists(ONE, max_size=5, unique=True), st.lists(ONE, max_size=5, unique=True))
def test_contiguous_spans_give_most_pairs(first: list[Ranges], second: list[Ranges]) -> None:
    assert overlapping(first, second) == most_pairs(first, second)


@given(st.lists(SEVERAL, max_size=5, unique=True), st.lists(SEVERAL, max_size=5, unique=True))
def test_discontinuous_spans_give_most_pairs(first: list[Ranges], second: list[Ranges]) -> None:
    assert overlapping(first, second) == most_pairs(first, second)
    assert overlapping(second, first) == overlapping(first, second)


def characters(ranges: Ranges) -> set[int]:
    return {at for start, end in ranges for at in range(start, end)}


@given(SEVERAL, SEVERAL)
def test_two_spans_share_characters(one: Ranges, other: Ranges) -> None:
    both = characters(one) & characters(other)
    assert overlap(one, other) == len(both)
    assert overlaps(one, other) == bool(both)
    assert any(touches(piece, other) for piece in one) == bool(both)


def test_overlap_of_discontinuous_ranges() -> None:
    assert overlap([(0, 5), (10, 20)], [(3, 12), (19, 30)]) == 2 + 2 + 1


@given(st.lists(SEVERAL, max_size=6), st.lists(SEVERAL, max_size=6))
def test_shared_characters(first: list[Ranges], second: list[Ranges]) -> None:
    assert shared(first, second) == {
        (i, j): len(both)
        for i, one in enumerate(first)
        for j, other in enumerate(second)
        if (both := characters(one) & characters(other))
    }


@given(st.lists(SEVERAL, max_size=8), SEVERAL, st.sampled_from([1, 100, 300]))
def test_rows_near_a_place_are_all_that_overlap_it(rows: list[Ranges], place: Ranges, scale: int) -> None:
    def scaled(ranges: Ranges) -> Ranges:
        return tuple((start * scale, end * scale) for start, end in ranges)

    places: Places[int] = Places()
    for number, ranges in enumerate(rows):
        places.add(scaled(ranges), number)
    near = list(places.near(scaled(place)))
    assert len(near) == len(set(near))
    assert {number for number, ranges in enumerate(rows) if overlaps(ranges, place)} <= set(near)


def test_rows_far_from_a_place_are_not_looked_at() -> None:
    places: Places[str] = Places()
    places.add([(0, 10)], "here")
    places.add([(90_000, 90_010)], "there")
    assert list(places.near([(5, 20)])) == ["here"]


KEYS = st.lists(st.frozensets(st.sampled_from("abc")), max_size=5)


@given(KEYS, KEYS)
def test_rows_with_a_key_in_common(first: list[frozenset[str]], second: list[frozenset[str]]) -> None:
    assert alike(first, second, lambda row: row) == {
        (i, j) for i, one in enumerate(first) for j, other in enumerate(second) if one & other
    }


RANKED = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 4)), max_size=12)


@given(RANKED)
def test_the_best_pairs_are_taken_first(ranked: list[tuple[int, int, int]]) -> None:
    """By taking the best of what is left, again and again."""
    left, slowly = list(ranked), []
    while left:
        _, one, other = min(left)
        slowly.append((one, other))
        left = [row for row in left if row[1] != one and row[2] != other]
    assert best_pairs(ranked) == slowly


@pytest.mark.parametrize(
    ("first", "second", "pairs"),
    [
        ([(0, 5)], [(0, 5)], 1),
        ([(0, 5)], [(5, 9)], 0),  # they only touch
        ([(0, 9)], [(0, 3), (4, 6)], 1),  # one against two nested: one pair
        ([(0, 9), (1, 3)], [(0, 3), (5, 9)], 2),  # the nested one must not lose its only partner
        ([(0, 4), (3, 8)], [(2, 5), (6, 9)], 2),  # crossing
        ([], [(0, 5)], 0),
    ],
)
def test_overlap(first: list[tuple[int, int]], second: list[tuple[int, int]], pairs: int) -> None:
    assert overlapping([(piece,) for piece in first], [(piece,) for piece in second]) == pairs


def test_identical_ranges_of_discontinuous_spans() -> None:
    assert same([((0, 3), (5, 8))], [((0, 3), (5, 8)), ((0, 3),)]) == 1
    assert same([((0, 3), (5, 8))], [((0, 8),)]) == 0


@pytest.mark.parametrize(
    ("ours", "theirs", "equal"),
    [
        ("قال [a وروسيا] أمس", "قال و[a روسيا] أمس", True),
        ("قال [a روسيا ]أمس", "قال [a روسيا] أمس", True),
        ("قالت [a «يراع»] أمس", "قالت «[a يراع]» أمس", True),
        ("قال [a الجيش،] أمس", "قال [a الجيش]، أمس", True),
        ("عن [a وكالة] يراع", "عن و[a كالة] يراع", False),  # the first letter is the word's own
        ("قال [a الجيش السوري] أمس", "قال [a الجيش] السوري أمس", False),
        ("نقل[a :] أمس", "نقل[a :] أمس", True),  # nothing but punctuation: as it stands
        ("نقل[a :] أمس", "نقل:[a  ]أمس", False),
    ],
)
def test_edges(ours: str, theirs: str, equal: bool) -> None:
    (text, (mine,)), (same_text, (other,)) = read(ours), read(theirs)
    assert text == same_text
    assert same_but_edges([mine.ranges], [other.ranges], text, CLITICS) == int(equal)


def test_spans_alike_but_for_edges_still_pair_one_to_one() -> None:
    """One author has the word with and without its proclitic, the other only without."""
    text = "قال وروسيا"
    assert same_but_edges([((4, 10),), ((5, 10),)], [((5, 10),)], text, CLITICS) == 1
    assert same_but_edges([((4, 10),), ((5, 10),)], [((5, 10),), ((4, 10),)], text, CLITICS) == 2


def test_pieces_are_trimmed_one_by_one() -> None:
    text = "وروسيا، ثم الصين ."
    assert bare(((0, 7), (11, 18)), text, CLITICS) == ((1, 6), (11, 16))


def test_many_spans_over_one_place_take_no_time() -> None:
    """5,000 nested spans each: trying all pairs would be 25 million."""
    many = [((start, 20_000 - start),) for start in range(5_000)]
    assert overlapping(many, many) == 5_000
