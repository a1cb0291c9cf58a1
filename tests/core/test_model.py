"""Ids, unique and in the order in which they were made, and what rows say of themselves."""

from __future__ import annotations

import msgspec

from annotator.core.model import REVIEW, Attribution, new_id


def test_ids_sort_by_age() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert {len(made) for made in ids} == {32}
    times = [made[:16] for made in ids]
    assert times == sorted(times)


def test_ids_of_files_made_before_are_older() -> None:
    """They held the time in milliseconds."""
    assert new_id() > "01a20540dcd93beba59d8d2803a9f1fe"


def test_an_attribution_names_each_of_its_spans_once() -> None:
    row = Attribution(id="a", document_id="d", claims=("c", "s"), sources=("s",), cue="q", author="سلمى")
    assert row.spans == ("c", "s", "q")
    assert Attribution(id="a", document_id="d", claims=("c",), author="سلمى").spans == ("c",)


def test_what_is_written_within_a_review_is_in_no_layer() -> None:
    row = Attribution(id="a", document_id="d", claims=("c",), author="سلمى")
    assert row.in_layer and not msgspec.structs.replace(row, origin=REVIEW).in_layer
