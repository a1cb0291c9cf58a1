"""The row of the lists gives figures for each act at each size."""

from __future__ import annotations

from pathlib import Path

from tests.bench.listing import ROWS
from tests.bench.rows import Bench


def test_the_row_gives_figures(tmp_path: Path) -> None:
    results = list(ROWS["listing"](Bench(tmp_path, sizes=(20, 50), rounds=1)))
    assert len(results) == 12
    assert all(result.row == "listing" and result.ours > 0 for result in results)
