"""The benchmark itself works: every row runs and gives figures. How fast anything is, is not tested."""

from __future__ import annotations

import cProfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator import formats
from annotator.core.arabic import fold
from annotator.core.model import Bundle
from tests.bench import corpus
from tests.bench.bench import Bench, most_time
from tests.bench.goals import GOALS
from tests.bench.page import BEGIN, KEPT, PAGE, written
from tests.bench.results import Kept, growth, keep, read, result
from tests.bench.rows import ROWS


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("bench")
    return Bench(folder, sizes=(50,), rounds=1, calls=25, article=(20_000, 300), labelled=(300,), acts=50)


@pytest.mark.parametrize("row", ROWS)
def test_every_row_gives_figures(bench: Bench, row: str) -> None:
    """Those that the table of goals asks for, and each with its floor."""
    found = list(ROWS[row](bench))
    goals = {goal.case: goal for goal in GOALS if goal.row == row}
    left_out = {"1,000 spans, p95", "5,000 spans, p95"}
    assert found and (not goals or {each.case for each in found} == goals.keys() - left_out)
    for each in found:
        assert each.row == row
        assert each.ours > 0 or "growth" in each.case or row == "watchdog"
        assert not goals or each.runs
        assert not goals or bool(goals[each.case].floor) == bool(each.floor)


def test_every_goal_has_its_row() -> None:
    assert {goal.row for goal in GOALS} <= ROWS.keys()
    assert len({(goal.row, goal.case) for goal in GOALS}) == len(GOALS)


def kept(scale: str, ours: float, *, row: str = "start", case: str = "") -> Kept:
    found = result(row, case, ours, 0.1, runs=5)
    profile = ("somewhere 50%",) if not found.met else ()
    return Kept(
        scale=scale, result=found, at="2026-01-01T00:00", machine="m", versions="v", load=0.5, profile=profile
    )


def test_the_newest_figure_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    keep(file, [kept("10k", 0.3), kept("100k", 0.9)])
    keep(file, [kept("10k", 0.1)])
    assert [(row.scale, row.result.ours) for row in read(file)] == [("100k", 0.9), ("10k", 0.1)]


def test_growth_is_told_from_scale_to_scale() -> None:
    rows = [kept("1m", 0.4), kept("10k", 0.1), kept("100k", 1.0)]
    assert [(one, other, round(value, 2)) for one, other, value in growth(rows)] == [
        ("10k", "100k", 1.0),
        ("100k", "1m", -0.4),
    ]


def test_the_page_says_what_misses_and_keeps_what_is_said_by_hand() -> None:
    page = (
        f"# Title\n\nabove\n\n{BEGIN}\nyesterday\n<!-- end of measured -->\n\n## Why\n\n### start\n\nbelow\n"
    )
    made = written(page, [kept("10k", 0.15), kept("100k", 0.3)])
    assert made.startswith("# Title\n\nabove\n\n") and made.endswith("\n\n## Why\n\n### start\n\nbelow\n")
    assert "yesterday" not in made
    assert "0.15 s / 0.10 s = 1.50" in made and "**0.30 s / 0.10 s = 3.00, missed**" in made
    assert "* **start** at 100k: 3.00 x where <= 2 x is the goal ([why](#start)).\n  * somewhere 50%" in made
    assert written(made, [kept("10k", 0.15), kept("100k", 0.3)]) == made


def test_the_page_is_written_from_what_is_kept() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert written(page, read(KEPT)) == page


def test_what_took_long_to_make_is_kept_while_it_is_up_to_date(tmp_path: Path) -> None:
    for _ in range(2):
        bench = Bench(tmp_path / "scratch", sizes=(20,), kept=tmp_path)
        items = bench.items(20)
        changed = items.stat().st_mtime_ns
    items.with_suffix(".stamp").write_text("of another day", encoding="ascii")
    assert Bench(tmp_path, sizes=(20,), kept=tmp_path).items(20).stat().st_mtime_ns > changed


def test_what_takes_the_time_is_named(bench: Bench, tmp_path: Path) -> None:
    bench.profile = bench.fresh(".profile")
    list(ROWS["verify"](bench))
    named = most_time(bench.profile)
    bench.profile = None
    assert named and all(name.startswith("`") and name.endswith("%") for name in named)
    cProfile.runctx(
        "for _ in range(300): fold('قال المصدر ' * 100)", {"fold": fold}, {}, str(tmp_path / "own")
    )
    assert any(name.startswith("`annotator/core/arabic.py") for name in most_time(tmp_path / "own"))


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
