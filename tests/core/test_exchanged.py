"""What went out of a list, and what came into it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.exchanged import exchanged


class Row:
    """Like every other in all but its place in memory."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row)

    def __hash__(self) -> int:
        return 0


ROWS = [Row() for _ in range(12)]
subsets = st.lists(st.sampled_from(range(len(ROWS))), unique=True)


@given(subsets, subsets)
def test_what_went_and_what_came(before: list[int], after: list[int]) -> None:
    gone, came = exchanged([ROWS[place] for place in before], [ROWS[place] for place in after])
    assert [*map(id, gone)] == [id(ROWS[place]) for place in before if place not in after]
    assert [*map(id, came)] == [id(ROWS[place]) for place in after if place not in before]


def test_nothing_is_exchanged_where_all_is_the_same() -> None:
    assert exchanged(ROWS, ROWS) == exchanged(ROWS, list(ROWS)) == ([], [])
