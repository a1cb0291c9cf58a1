"""What of a selection is labelled where it reaches over times and furniture."""

from __future__ import annotations

from annotator.core.model import Segment
from annotator.core.segments import labelled_parts, reach

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


def test_a_span_reaches_to_the_ends_of_its_item_and_no_further() -> None:
    assert reach(TICKER, (8, 12), 50) == (6, 20)
    assert reach(TICKER, (30, 35), 50) == (29, 40)
    assert reach(TICKER, (8, 35), 50) == (6, 40)


def test_a_span_of_a_page_reaches_over_paragraphs_up_to_furniture() -> None:
    assert reach(PAGE, (22, 30), 95) == (20, 95)
    assert reach(PAGE, (0, 5), 95) == (0, 11)
    assert reach((), (3, 5), 9) == (0, 9)


def test_what_lies_in_a_time_or_beside_an_item_keeps_its_place() -> None:
    assert reach(TICKER, (24, 27), 50) == (5, 43)
    assert reach(TICKER, (18, 22), 50)[1] >= 22
