"""Ids: unique, and in the order in which they were made."""

from __future__ import annotations

from annotator.core.model import new_id


def test_ids_sort_by_age() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert {len(made) for made in ids} == {32}
    times = [made[:16] for made in ids]
    assert times == sorted(times)


def test_ids_of_files_made_before_are_older() -> None:
    """They held the time in milliseconds."""
    assert new_id() > "01a20540dcd93beba59d8d2803a9f1fe"
