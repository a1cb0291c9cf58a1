"""A sync is due soon after a change, every minute, and ever more seldom while it fails."""

from __future__ import annotations

from annotator.ui.team.pace import AFTER_CHANGE, EVERY, FIRST, LONGEST, Pace


def due(pace: Pace, now: float) -> float:
    """How many seconds from `now` on it is due."""
    return next(wait for wait in range(10_000) if pace.is_due(now + wait))


def test_first_soon_then_every_minute() -> None:
    pace = Pace(100)
    assert due(pace, 100) == FIRST
    pace.begun()
    pace.succeeded(103)
    assert due(pace, 103) == EVERY


def test_soon_after_the_first_of_several_changes() -> None:
    pace = Pace(0)
    pace.begun()
    pace.succeeded(0)
    pace.changed(10)
    pace.changed(13)
    assert due(pace, 13) == AFTER_CHANGE - 3
    pace.begun()
    pace.succeeded(15)
    assert due(pace, 15) == EVERY


def test_a_change_while_syncing_is_for_the_next() -> None:
    pace = Pace(0)
    pace.begun()
    pace.changed(3)
    pace.succeeded(4)
    assert due(pace, 4) == AFTER_CHANGE - 1


def test_a_change_shortly_before_the_minute_waits_no_longer_than_it() -> None:
    pace = Pace(0)
    pace.begun()
    pace.succeeded(0)
    pace.changed(EVERY - 1)
    assert due(pace, EVERY - 1) == 1


def test_ever_more_seldom_while_it_fails() -> None:
    pace = Pace(0)
    waits = []
    for _ in range(6):
        pace.begun()
        pace.failed(0)
        pace.changed(0)
        waits.append(due(pace, 0))
    assert waits == [EVERY, 2 * EVERY, 4 * EVERY, 8 * EVERY, LONGEST, LONGEST]
    pace.begun()
    pace.succeeded(0)
    assert due(pace, 0) == EVERY
