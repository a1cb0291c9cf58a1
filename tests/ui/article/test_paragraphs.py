"""How a text is cut into paragraphs, which heights they are taken to have, and how spans are stacked."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.lanes import columns, lanes
from annotator.core.model import Document, Segment
from annotator.ui.article.heights import Heights
from annotator.ui.article.paragraphs import LONGEST, Paragraph, paragraphs


def cut(text: str, *segments: Segment) -> list[Paragraph]:
    return paragraphs(Document(id="d", kind="article", text_hash="x", segments=segments), text)


def shown(text: str, *segments: Segment) -> list[tuple[str, str]]:
    return [(row.role, text[row.start : row.end]) for row in cut(text, *segments)]


class TestCutting:
    def test_lines_and_their_roles(self) -> None:
        text = "عنوان\nتحرير: سلمى\n\nفقرة\n"
        segments = (Segment("headline", 0, 5), Segment("byline", 13, 17), Segment("paragraph", 19, 23))
        assert shown(text, *segments) == [
            ("headline", "عنوان"),
            ("byline", "تحرير: سلمى"),
            ("blank", ""),
            ("body", "فقرة"),
            ("blank", ""),
        ]

    def test_each_item_of_a_ticker_begins_a_paragraph_and_its_time_is_dimmed(self) -> None:
        text = "عاجل\nخبر أول - 09:33 خبر ثان - 10:44"
        segments = (
            Segment("furniture", 0, 4), Segment("item", 5, 12), Segment("time", 15, 20),
            Segment("item", 21, 28), Segment("time", 31, 36),
        )  # fmt: skip
        assert shown(text, *segments) == [
            ("furniture", "عاجل"),
            ("item", "خبر أول - 09:33 "),
            ("item", "خبر ثان - 10:44"),
        ]
        first = cut(text, *segments)[1]
        assert [text[a:b] for a, b in first.dimmed] == [" - 09:33 "]

    def test_nothing_is_dimmed_whose_edge_would_part_a_word(self) -> None:
        text = "سلام عليكم"
        assert cut(text, Segment("paragraph", 0, 2), Segment("furniture", 2, 4))[0].dimmed == ()

    def test_a_very_long_line_is_cut_at_spaces_and_a_long_word_at_clusters(self) -> None:
        words = "كلمة " * 2000
        for row in cut(words)[:-1]:
            assert row.end - row.start <= LONGEST and words[row.end - 1] == " "
        marked = "بَ" * LONGEST
        assert all((row.end - row.start) % 2 == 0 for row in cut(marked))

    @given(st.text(alphabet="اب \nَ🔴", max_size=60), st.lists(st.integers(0, 60), max_size=8))
    def test_every_character_but_the_line_ends_is_in_one_paragraph(self, text: str, cuts: list[int]) -> None:
        edges = sorted({min(place, len(text)) for place in cuts})
        segments = [Segment("item", a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
        rows = cut(text, *segments)
        covered = [offset for row in rows for offset in range(row.start, row.end)]
        assert covered == [offset for offset, char in enumerate(text) if char != "\n"]
        assert all(row.start <= a < b <= row.end for row in rows for a, b in row.dimmed)


class TestHeights:
    def test_sums_and_places_stay_right_while_heights_change(self) -> None:
        rng = random.Random(7)
        plain = [float(rng.randrange(1, 50)) for _ in range(1000)]
        heights = Heights(list(plain))
        for _ in range(300):
            index, height = rng.randrange(1000), float(rng.randrange(0, 90))
            plain[index] = heights[index] = height
            probe = rng.randrange(1000)
            assert heights.top(probe) == sum(plain[:probe])
            found, rest = heights.find(heights.top(probe) + plain[probe] / 2)
            assert sum(plain[:found]) + rest == heights.top(probe) + plain[probe] / 2
        assert heights.total() == sum(plain)

    def test_outside_is_the_first_or_the_last(self) -> None:
        heights = Heights([10.0, 20.0])
        assert heights.find(-5) == (0, 0.0)
        assert heights.find(500) == (1, 490.0)


class TestLanes:
    def test_what_encloses_lies_below_what_it_encloses(self) -> None:
        assert lanes([((0, 20), 20), ((2, 8), 6), ((3, 5), 2)]) == [2, 1, 0]

    def test_apart_share_a_lane_and_touching_do_not(self) -> None:
        assert lanes([((0, 4), 4), ((5, 9), 4)]) == [0, 0]
        assert lanes([((0, 4), 4), ((4, 8), 4)]) == [0, 1]

    @given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=12))
    def test_no_two_that_overlap_or_touch_share_a_lane(self, given_pieces: list[tuple[int, int]]) -> None:
        pieces = [((start, start + length), length) for start, length in given_pieces]
        found = lanes(pieces)
        for one, ((a, b), longer) in enumerate(pieces):
            for other, ((c, d), shorter) in enumerate(pieces):
                if one != other and a <= d and c <= b:
                    assert found[one] != found[other]
                    if a < d and c < b and longer > shorter:
                        assert found[one] > found[other]

    def test_brackets_over_the_same_lines_stand_side_by_side(self) -> None:
        assert columns([(0, 3), (0, 1), (5, 6)]) == [1, 0, 0]
