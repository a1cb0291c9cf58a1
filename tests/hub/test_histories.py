"""Whatever a team does, and whenever it is killed: all files end equal, and hold what everybody did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.ground import Ground
from tests.hub.histories import POINTS, live
from tests.hub.server import Server

FEW = 100
"""Histories of each kind; `tests/soak` lets more of them live."""
TOGETHER = 20
ACTS = 40


@pytest.fixture(scope="module")
def ground(server: Server, empty_lead: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    made = Ground(server, empty_lead, tmp_path_factory.mktemp("ground"))
    yield made
    made.close()


@pytest.mark.parametrize("first", range(0, FEW, TOGETHER))
@pytest.mark.parametrize("blind", [False, True], ids=["open", "blind"])
def test_all_files_end_equal(ground: Ground, tmp_path: Path, blind: bool, first: int) -> None:
    kills: Counter[str] = Counter()
    withheld = 0
    for seed in range(first, first + TOGETHER):
        lived = live(seed, ground, tmp_path, blind=blind, acts=ACTS)
        assert lived.problems == [], f"history {seed}"
        kills += lived.kills
        withheld += lived.withheld
    assert len(kills) > len(POINTS) // 2
    assert bool(withheld) == blind
