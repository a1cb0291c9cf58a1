"""The benchmark itself works: every row runs and gives figures. How fast anything is, is not tested."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator import formats
from annotator.core.model import Bundle
from tests.bench import corpus
from tests.bench.__main__ import ROWS
from tests.bench.rows import Bench


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"), sizes=(20, 50), rounds=1, calls=25, article=(20_000, 300))


@pytest.mark.parametrize("row", ROWS)
def test_every_row_gives_figures(bench: Bench, row: str) -> None:
    results = list(ROWS[row](bench))
    assert results
    for result in results:
        assert result.row == row
        assert result.ours > 0 or "growth" in result.case
        assert result.floor is None or result.floor > 0


def shared(row: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The fields of a row that the other has too, without the rows inside."""
    return {key: row[key] for key in row.keys() & other.keys() - {"spans", "attributions"}}


def test_the_floor_writes_what_the_program_writes(tmp_path: Path) -> None:
    """Else the floor would do less work than it stands for."""
    bench = Bench(tmp_path, sizes=(20,))
    written = []
    for act, project in zip(("write_out", "write_out_floor"), bench.project(20), strict=True):
        out = bench.fresh(".jsonl")
        bench.work(act, project, out)
        written.append([msgspec.json.decode(line) for line in out.read_bytes().splitlines()])
    assert len(written[0]) == 20
    for ours, floor in zip(*written, strict=True):
        assert shared(ours, floor) == shared(floor, ours)
        for rows in ("spans", "attributions"):
            by_id = [sorted(item[rows], key=lambda row: str(row["id"])) for item in (ours, floor)]
            for mine, bare in zip(*by_id, strict=True):
                assert shared(mine, bare) == shared(bare, mine)
                assert mine.keys() - bare.keys() <= {"start", "end"}


def test_items_are_the_same_every_time_and_hold(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    corpus.write(20, path)
    read = list(formats.read_paths([path]))
    assert read == list(corpus.items(20))
    bundles = [found for found in read if isinstance(found, Bundle)]
    assert len(bundles) == 20
    assert {len(bundle.spans) for bundle in bundles} == {6, 7}
    assert {len(bundle.attributions) for bundle in bundles} == {1}
    assert all(200 < len(bundle.text) < 300 for bundle in bundles)
    assert all(first.document.id != second.document.id for first, second in pairwise(bundles))
