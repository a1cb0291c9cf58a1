"""Whatever a team does, and whenever it is killed: all files end equal, and hold what everybody did."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.hub.histories import POINTS, live
from tests.hub.server import Server

FEW = 10
"""Histories of each kind; `tests/soak` lets more of them live."""


@pytest.mark.parametrize("blind", [False, True])
def test_all_files_end_equal(server: Server, empty_lead: Path, tmp_path: Path, blind: bool) -> None:
    kills: Counter[str] = Counter()
    withheld = 0
    for seed in range(FEW):
        lived = live(seed, server, empty_lead, tmp_path, blind=blind)
        assert lived.problems == [], f"history {seed}"
        kills += lived.kills
        withheld += lived.withheld
    assert len(kills) > len(POINTS) // 2
    assert bool(withheld) == blind
