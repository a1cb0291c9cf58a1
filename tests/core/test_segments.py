"""What of a selection is labelled where it reaches over times and furniture."""

from __future__ import annotations

from annotator.core.model import Segment
from annotator.core.segments import labelled_parts

TICKER = (
    Segment("furniture", 0, 5),
    Segment("item", 6, 20),
    Segment("time", 23, 28),
    Segment("item", 29, 40),
    Segment("time", 43, 48),
)
PAGE = (
    Segment("headline", 0, 10),
    Segment("furniture", 11, 20),
    Segment("paragraph", 21, 60),
    Segment("paragraph", 62, 90),
)


def test_within_one_item_nothing_is_left_out() -> None:
    assert labelled_parts(TICKER, (6, 20)) == [(6, 20)]
    assert labelled_parts(TICKER, (8, 12)) == [(8, 12)]


def test_the_dash_and_the_time_after_an_item_are_left_out() -> None:
    assert labelled_parts(TICKER, (8, 28)) == [(8, 20)]
    assert labelled_parts(TICKER, (8, 22)) == [(8, 20)]


def test_over_items_the_words_of_each() -> None:
    assert labelled_parts(TICKER, (8, 35)) == [(8, 20), (29, 35)]
    assert labelled_parts(TICKER, (0, 48)) == [(6, 20), (29, 40)]


def test_a_time_or_furniture_by_itself_stays_what_was_selected() -> None:
    assert labelled_parts(TICKER, (24, 27)) == [(24, 27)]
    assert labelled_parts(TICKER, (1, 3)) == [(1, 3)]
    assert labelled_parts(TICKER, (20, 30)) == [(29, 30)]


def test_over_paragraphs_one_piece_and_furniture_between_is_left_out() -> None:
    assert labelled_parts(PAGE, (30, 80)) == [(30, 80)]
    assert labelled_parts(PAGE, (5, 40)) == [(5, 11), (20, 40)]


def test_without_segments_as_it_is() -> None:
    assert labelled_parts((), (3, 9)) == [(3, 9)]
