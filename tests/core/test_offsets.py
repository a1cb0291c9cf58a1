"""Canonical text, ranges, and code points <-> UTF-16 units."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import AnnotatorError
from annotator.core.model import Span, quote
from annotator.core.offsets import (
    CanonicalMap,
    Utf16Map,
    canonical,
    check_ranges,
    check_span,
    normal_ranges,
)

PIECES = [
    "ا",
    "لا",
    "مُحَ",
    "🔴",
    "👨‍👩‍👧",
    "🇸🇾",
    "\r\n",
    "\r",
    "\n",
    "\u2028",
    "\u2029",
    "\x85",
    "\xa0",
    "\u200f",
    "a",
    " ",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
RANGES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)


class TestCanonical:
    @pytest.mark.parametrize(
        ("raw", "text"),
        [
            ("\ufeffنص", "نص"),
            ("أ\r\nب\rج\u2028د\u2029ه\u0085و", "أ\nب\nج\nد\nه\nو"),
            ("أ\xa0ـبَ\u200f\u202e", "أ\xa0ـبَ\u200f\u202e"),
            ("أ\n\ufeffب", "أ\n\ufeffب"),
        ],
    )
    def test_only_line_ends_and_the_mark_change(self, raw: str, text: str) -> None:
        assert canonical(raw) == text

    @pytest.mark.parametrize(("bad", "code"), [("\x00", "nul-character"), ("\ud83d", "lone-surrogate")])
    def test_what_cannot_be_stored_is_refused_with_its_place(self, bad: str, code: str) -> None:
        with pytest.raises(AnnotatorError) as caught:
            canonical(f"سطر\r\nثان{bad}")
        assert caught.value.code == code
        assert caught.value.details == {"line": 2, "column": 4}

    @given(TEXTS)
    def test_canonical_is_canonical(self, raw: str) -> None:
        assert canonical(canonical(raw)) == canonical(raw)

    @given(TEXTS, st.booleans())
    def test_offsets_of_the_raw_text_follow(self, raw: str, mark: bool) -> None:
        raw = "\ufeff" + raw if mark else raw
        mapped = CanonicalMap(raw)
        assert mapped.text == canonical(raw)
        for at, char in enumerate(raw):
            if char not in "\r\n\u2028\u2029\x85\ufeff":
                assert mapped.text[mapped(at)] == char
        assert mapped(len(raw)) == len(mapped.text)


class TestUtf16:
    @given(TEXTS)
    def test_there_and_back(self, text: str) -> None:
        units = Utf16Map(text)
        for offset in range(len(text) + 1):
            there = units.to_utf16(offset)
            assert there == len(text[:offset].encode("utf-16-le")) // 2
            assert units.from_utf16(there) == offset

    def test_inside_a_surrogate_pair_is_its_character(self) -> None:
        assert Utf16Map("أ🔴ب").from_utf16(2) == 1


class TestRanges:
    @pytest.mark.parametrize(
        "ranges", [[], [(0, 0)], [(3, 2)], [(-1, 2)], [(0, 11)], [(4, 6), (1, 2)], [(1, 4), (3, 6)]]
    )
    def test_bad_ones_are_refused(self, ranges: list[tuple[int, int]]) -> None:
        with pytest.raises(AnnotatorError) as caught:
            check_ranges(ranges, 10)
        assert caught.value.code == "bad-ranges"

    @given(RANGES)
    def test_normal_ranges_cover_the_same_characters(self, ranges: list[tuple[int, int]]) -> None:
        ranges = [(min(piece), max(piece)) for piece in ranges if piece[0] != piece[1]]
        covered = {at for start, end in ranges for at in range(start, end)}
        joined = normal_ranges(ranges)
        assert {at for start, end in joined for at in range(start, end)} == covered
        assert all(a[1] < b[0] for a, b in pairwise(joined))
        if joined:
            check_ranges(joined, 40)

    def test_a_quote_that_does_not_match_is_refused(self) -> None:
        text = "قال مصدر 🔴 إن"
        span = Span(id="s", document_id="d", label="x", ranges=((0, 3), (4, 8)), quote="قال مصدر", author="a")
        check_span(span, text)
        assert quote(text, span.ranges) == span.quote
        with pytest.raises(AnnotatorError) as caught:
            check_span(span, "قالت مصادر أخرى")
        assert caught.value.code == "quote-mismatch"
        assert caught.value.details["text"] == "قال  مصا"
