"""What is measured: each row does its work and the floor under it in turns, each time in a new process."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from tests.bench import cores, corpus, doubled, proposing, searching

_ROOT = Path(__file__).resolve().parents[2]
_MOST_MIB: Final = 300.0
_FRAME: Final = 16.0
"""Milliseconds: what takes no longer is seen at once."""
_ARTICLES: Final = 1_964
_NAMES: Final = 200_000
_CACHE_MIB: Final = 64.0
"""SQLite's page cache, which a small project does not fill: the most by which memory may grow with size."""
_COUNTS_MIB: Final = 32.0
"""What the counts of 10,000 documents may take, and summing them over resamples."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One figure. `aim` is a ratio to `floor`; where there is no floor, the most that `ours` may be."""

    row: str
    case: str
    unit: Literal["s", "ms", "MiB"]
    ours: float
    floor: float | None = None
    aim: float

    @property
    def ratio(self) -> float | None:
        return self.ours / self.floor if self.floor else None

    @property
    def met(self) -> bool:
        return (self.ours if self.floor is None else self.ours / self.floor) <= self.aim


class Bench:
    """The sizes to measure at, how often, and the folder that holds what is made on the way."""

    def __init__(
        self,
        folder: Path,
        *,
        sizes: tuple[int, ...],
        rounds: int = 3,
        calls: int = 500,
        article: tuple[int, int] = (1_000_000, 5_000),
    ) -> None:
        """`rounds`: how often slow work is repeated; `calls`: how often a span is added.

        `article`: characters and spans of the long document.
        """
        self.folder = folder
        self.sizes = sizes
        self.rounds = rounds
        self.calls = calls
        self.article = article
        self.items = cache(self._items)
        self.project = cache(self._project)
        self.doubled = cache(self._doubled)
        self._made = 0

    def fresh(self, suffix: str) -> Path:
        """A path where nothing is yet."""
        self._made += 1
        return self.folder / f"{self._made}{suffix}"

    def work(self, act: str, *arguments: object) -> dict[str, Any]:
        """The figures of one act of `tests.bench.work`."""
        return dict(json.loads(self.run("tests.bench.work", act, *arguments)))

    def window(self, *arguments: object) -> float:
        """Seconds from the start of a process to its end, the window having been painted in between."""
        begun = time.perf_counter()
        self.run("tests.bench.windows", *arguments)
        return time.perf_counter() - begun

    def view(self, act: str, *arguments: object) -> Any:
        """The seconds of one act of `tests.bench.viewing`: one figure or many."""
        return json.loads(self.run("tests.bench.viewing", act, *arguments))

    def _items(self, size: int) -> Path:
        path = self.fresh(".jsonl")
        corpus.write(size, path)
        return path

    def _project(self, size: int) -> tuple[Path, Path]:
        """A project of `size` items, and its floor."""
        ours, floor = self.fresh(".db"), self.fresh(".db")
        self.work("take_in", self.items(size), ours)
        self.work("take_in_floor", self.items(size), floor)
        return ours, floor

    def _doubled(self, size: int) -> tuple[Path, Path]:
        """A project of `size` items with the layers of two authors, and its floor."""
        items, ours, floor = self.fresh(".jsonl"), self.fresh(".db"), self.fresh(".db")
        doubled.write(size, items)
        self.work("take_in", items, ours)
        self.work("take_in_floor", items, floor)
        return ours, floor

    def run(self, module: str, *arguments: object) -> str:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "ANNOTATOR_SETTINGS": str(self.folder / "settings"),
            # Compiled, as an installed program is, whatever is set for working on its source.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(self.folder / "compiled"),
        }
        command = [sys.executable, "-m", module, *map(str, arguments)]
        done = subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, encoding="utf-8")
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
        return done.stdout


def _import(bench: Bench) -> Iterator[Result]:
    peaks = []
    for size in bench.sizes:
        ours, floor = [], []
        for _ in range(bench.rounds):
            made, bare = bench.fresh(".db"), bench.fresh(".db")
            ours.append(bench.work("take_in", bench.items(size), made))
            floor.append(bench.work("take_in_floor", bench.items(size), bare))
            made.unlink()
            bare.unlink()
        yield _seconds("import", size, ours, floor, aim=4)
        peaks.append(_peak(ours))
    yield from _memory("import", bench.sizes, peaks)


def _export(bench: Bench) -> Iterator[Result]:
    peaks = []
    for size in bench.sizes:
        project, bare = bench.project(size)
        ours, floor = [], []
        for _ in range(bench.rounds):
            out, bare_out = bench.fresh(".jsonl"), bench.fresh(".jsonl")
            ours.append(bench.work("write_out", project, out))
            floor.append(bench.work("write_out_floor", bare, bare_out))
            out.unlink()
            bare_out.unlink()
        yield _seconds("export", size, ours, floor, aim=2.5)
        peaks.append(_peak(ours))
    yield from _memory("export", bench.sizes, peaks)


def _verify(bench: Bench) -> Iterator[Result]:
    peaks = []
    for size in bench.sizes:
        checked = bench.work("check", bench.project(size)[0])
        # No floor: nothing bare proves anything. Half a millisecond a document is the aim.
        yield Result(row="verify", case=_case(size), unit="s", ours=checked["seconds"], aim=size / 2_000)
        peaks.append(checked["peak"])
    yield from _memory("verify", bench.sizes, peaks)


def _agreement(bench: Bench) -> Iterator[Result]:
    """Two authors. Growth of memory is that of measuring alone, from a tenth of the documents on."""
    size = min(bench.sizes)
    projects = bench.doubled(size)
    ours, floor = [], []
    for _ in range(bench.rounds):
        ours.append(bench.work("agree", projects[0]))
        floor.append(bench.work("agree_floor", projects[1]))
    yield _seconds("agreement", size, ours, floor, aim=30)
    seconds = statistics.median(run["seconds"] for run in ours)
    # What somebody waits who asks for the figures: two milliseconds a document.
    yield Result(row="agreement", case=f"{_case(size)}, wait", unit="s", ours=seconds, aim=size / 500)
    yield from _memory("agreement", (size,), [_peak(ours)])
    least, most = (bench.work("agree_made", count)["peak"] for count in (max(1, size // 10), size))
    yield Result(row="agreement", case="peak memory, growth", unit="MiB", ours=most - least, aim=_COUNTS_MIB)


def _span(bench: Bench) -> Iterator[Result]:
    project, _ = bench.project(max(bench.sizes))
    figures = bench.work("label", project, bench.fresh(".db"), bench.calls)
    for case, part in (("p50", 0.50), ("p95", 0.95)):
        ours, floor = (1000 * _quantile(figures[side], part) for side in ("ours", "floor"))
        yield Result(row="span", case=case, unit="ms", ours=ours, floor=floor, aim=8)


def _list(bench: Bench) -> Iterator[Result]:
    figures = bench.work("look", bench.project(max(bench.sizes))[0])
    for case, aim in (("page", 10), ("place", 10), ("stats", 1_000)):
        yield Result(row="list", case=case, unit="ms", ours=1000 * figures[case], aim=aim)


def _queue(bench: Bench) -> Iterator[Result]:
    figures = bench.work("wait", bench.project(max(bench.sizes))[0], bench.fresh(".db"))
    # No floor: there is nothing bare to ask who is to judge what.
    for case, aim in (("next", 20), ("progress", 200), ("judge", 20)):
        yield Result(row="queue", case=case, unit="ms", ours=1000 * figures[case], aim=aim)


def _overview(bench: Bench) -> Iterator[Result]:
    events = 10 * min(bench.sizes)
    project, _ = bench.project(min(bench.sizes))
    figures = bench.work("survey", project, bench.fresh(".db"), events)
    # No floor: there is nothing bare that folds a log. Ten microseconds an event are the aim.
    seconds = figures["seconds"]
    yield Result(row="overview", case=f"{events:,} events", unit="s", ours=seconds, aim=events / 100_000)


def _window(bench: Bench) -> Iterator[Result]:
    size = max(bench.sizes)
    project, _ = bench.project(size)
    bench.window(project, corpus.AUTHOR)  # compiles
    ours, floor = [], []
    for _ in range(bench.rounds):
        ours.append(bench.window(project, corpus.AUTHOR))
        floor.append(bench.window())
    yield Result(
        row="window",
        case=_case(size),
        unit="s",
        ours=statistics.median(ours),
        floor=statistics.median(floor),
        aim=2,
    )


def _article(bench: Bench) -> Iterator[Result]:
    size = bench.article
    ours, floor = [], []
    for _ in range(bench.rounds):
        ours.append(1000 * bench.view("article", *size))
        floor.append(1000 * bench.view("article_floor", *size))
    yield Result(
        row="article",
        case=f"{size[0]:,} characters, {size[1]:,} spans",
        unit="ms",
        ours=statistics.median(ours),
        floor=statistics.median(floor),
        aim=1,
    )


def _page(bench: Bench) -> Iterator[Result]:
    seconds = bench.view("page", *bench.article, bench.calls // 5)
    yield from _frames("page", seconds)


def _label(bench: Bench) -> Iterator[Result]:
    seconds = bench.view("label", bench.fresh(".db"), 10_000, 300, bench.calls // 5)
    yield from _frames("label", seconds)


def _frames(row: str, seconds: list[float]) -> Iterator[Result]:
    """Half of the times, and all but the worst, against the time of one frame."""
    for case, part in (("p50", 0.50), ("p95", 0.95)):
        yield Result(row=row, case=case, unit="ms", ours=1000 * _quantile(seconds, part), aim=_FRAME)


def _suggest(bench: Bench) -> Iterator[Result]:
    articles = min(_ARTICLES, 2 * max(bench.sizes))
    read = bench.work("propose", articles)
    # No floor: nothing bare proposes anything. A second and a half for all articles is the aim.
    yield Result(
        row="suggest",
        case=f"{articles:,} articles",
        unit="s",
        ours=read["seconds"],
        aim=1.5 * articles / _ARTICLES,
    )
    doubled = bench.work("propose_doubled", articles)
    yield Result(
        row="suggest",
        case="twice the text",
        unit="s",
        ours=doubled["seconds"],
        floor=doubled["floor"],
        aim=2.2,
    )
    names = min(_NAMES, 1_000 * max(bench.sizes))
    loaded = bench.work("load_names", names)
    yield Result(row="suggest", case=f"{names:,} names loaded", unit="s", ours=loaded["seconds"], aim=2)
    sought = bench.work("seek_names", names, articles)
    yield Result(
        row="suggest",
        case=f"{names:,} names sought",
        unit="s",
        ours=sought["seconds"],
        floor=sought["floor"],
        aim=2,
    )


def _search(bench: Bench) -> Iterator[Result]:
    characters = min(400_000, 1_000 * max(bench.sizes))
    for name in searching.HARD:
        found = bench.work("search", name, characters)
        yield Result(
            row="search",
            case=f"twice the text, {name}",
            unit="s",
            ours=found["seconds"],
            floor=found["floor"],
            aim=3,  # four, if it went back over what it has read
        )


ROWS: Final[dict[str, Callable[[Bench], Iterator[Result]]]] = {
    "import": _import,
    "export": _export,
    "verify": _verify,
    "agreement": _agreement,
    "span": _span,
    "list": _list,
    "queue": _queue,
    "overview": _overview,
    "window": _window,
    "article": _article,
    "page": _page,
    "label": _label,
    "suggest": _suggest,
    "learn": proposing.rows,
    "search": _search,
    "cores": cores.rows,
}


def _seconds(
    row: str, size: int, ours: list[dict[str, Any]], floor: list[dict[str, Any]], *, aim: float
) -> Result:
    middle, bare = (statistics.median(run["seconds"] for run in runs) for runs in (ours, floor))
    return Result(row=row, case=_case(size), unit="s", ours=middle, floor=bare, aim=aim)


def _peak(runs: list[dict[str, Any]]) -> float:
    return float(max(run["peak"] for run in runs))


def _memory(row: str, sizes: tuple[int, ...], peaks: list[float]) -> Iterator[Result]:
    """The peak at each size, and how much it grows from the smallest to the largest."""
    for size, peak in zip(sizes, peaks, strict=True):
        yield Result(row=row, case=f"{_case(size)}, peak memory", unit="MiB", ours=peak, aim=_MOST_MIB)
    if len(sizes) > 1:
        growth = peaks[-1] - peaks[0]
        yield Result(row=row, case="peak memory, growth", unit="MiB", ours=growth, aim=_CACHE_MIB)


def _case(size: int) -> str:
    return f"{size:,} items"


def _quantile(values: list[float], part: float) -> float:
    return sorted(values)[int(part * (len(values) - 1))]
