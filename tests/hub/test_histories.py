"""Whatever a team does, and whenever it is killed: all files end equal, and hold what everybody did."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.hub.histories import POINTS, live
from tests.hub.server import Server

FEW = 21
"""Histories of each kind; `tests/soak` lets more of them live."""
TOGETHER = 7


@pytest.mark.parametrize("first", range(0, FEW, TOGETHER))
@pytest.mark.parametrize("blind", [False, True], ids=["open", "blind"])
def test_all_files_end_equal(
    server: Server, empty_lead: Path, tmp_path: Path, blind: bool, first: int
) -> None:
    kills: Counter[str] = Counter()
    withheld = 0
    for seed in range(first, first + TOGETHER):
        lived = live(seed, server, empty_lead, tmp_path, blind=blind)
        assert lived.problems == [], f"history {seed}"
        kills += lived.kills
        withheld += lived.withheld
    assert len(kills) > len(POINTS) // 2
    assert bool(withheld) == blind
