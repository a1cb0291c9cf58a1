"""What is measured: each row does its work and the floor under it in turns, each time in a new process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.bench import asking, cores, corpus, exchanging, reading, searching, teaming
from tests.bench.bench import Bench
from tests.bench.results import Result, middle, quantile, result

_ARTICLES: Final = 1_964
_NAMES: Final = 200_000
_UNDONE: Final = 50_000

Row = Callable[[Bench], Iterator[Result]]
Spent = tuple[float, float]
"""Seconds, and how many of them the window's thread computed."""


def _start(bench: Bench) -> Iterator[Result]:
    project = bench.handed_in(max(bench.sizes))
    if bench.profile is None:
        bench.window()  # compiles
        bench.window(project, corpus.AUTHOR)
    floor, ours = bench.in_turns(bench.window, lambda: bench.window(project, corpus.AUTHOR))
    yield result("start", "", *_middles(ours, floor), runs=len(ours))


def _next(bench: Bench) -> Iterator[Result]:
    seconds = bench.use("step", bench.handed_in(max(bench.sizes)), _few(bench))
    for place in ("beginning", "middle", "end"):
        yield _p95("next", f"{place}, p95", seconds[place])


def _label(bench: Bench) -> Iterator[Result]:
    for spans in bench.labelled:
        if bench.profile is not None and spans != max(bench.labelled):
            continue
        seconds = bench.view("label", bench.fresh(".db"), 33 * spans, spans, _few(bench), bench.fresh(".db"))
        yield _p95("label", f"{spans:,} spans, p95", seconds["ours"], seconds["floor"])


def _learn(bench: Bench) -> Iterator[Result]:
    """With all the author has labelled in so many documents."""
    size, again = max(bench.sizes), bench.fresh(".db")
    spent = bench.use("learn", bench.handed_in(size), bench.fresh(".db"), bench.rounds)["seconds"]
    ours, computed = (1000 * quantile([pair[side] for pair in spent], 0.5) for side in (0, 1))
    yield result("learn", "label key to new suggestions", ours, runs=len(spent), computed=computed)
    figures = bench.work("learn", bench.project(size)[0], again, _few(bench))
    again.unlink()
    yield result("learn", "the command alone, p95", 1000 * figures["p95"], runs=_few(bench))
    yield result("learn", "the first time, in the background", figures["first"], runs=1)


def _command(bench: Bench) -> Iterator[Result]:
    figures = bench.work(
        "label", bench.project(min(bench.sizes))[0], bench.fresh(".db"), bench.fresh(".db"), bench.calls,
        bench.acts,
    )  # fmt: skip
    for case, part in (("first acts, p50", "first"), ("after 20,000 acts, p50", "last")):
        ours, floor = (1000 * quantile(figures[f"{part} {side}"], 0.5) for side in ("ours", "floor"))
        yield result("command", case, ours, floor, runs=bench.calls)


def _lists(bench: Bench) -> Iterator[Result]:
    seconds = bench.use("lists", bench.handed_in(max(bench.sizes)), _few(bench))
    for case, times in seconds.items():
        yield _p95("lists", f"{case}, p95", times)


def _document(bench: Bench) -> Iterator[Result]:
    """In the window, from the list, the layer and the panels with it."""
    ours, floor = bench.in_turns(
        lambda: 1000 * bench.view("document", bench.fresh(".db"), *bench.article),
        lambda: 1000 * bench.view("article_floor", *bench.article),
    )
    yield result("document", "", *_middles(ours, floor), runs=len(ours))


def _import(bench: Bench) -> Iterator[Result]:
    items = bench.items(max(bench.sizes))
    made, bare = bench.fresh(".db"), bench.fresh(".db")
    ours, floor = bench.in_turns(
        lambda: _anew(made, partial(bench.work, "take_in", items, made)),
        lambda: _anew(bare, partial(bench.work, "take_in_floor", items, bare)),
    )
    made.unlink()
    bare.unlink()
    yield from _seconds("import", ours, floor)


def _export(bench: Bench) -> Iterator[Result]:
    project, bare = bench.project(max(bench.sizes))
    out = bench.fresh(".jsonl")
    ours, floor = bench.in_turns(
        lambda: _anew(out, partial(bench.work, "write_out", project, out)),
        lambda: _anew(out, partial(bench.work, "write_out_floor", bare, out)),
    )
    out.unlink()
    yield from _seconds("export", ours, floor)


def _anew(path: Path, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The figures of work that makes a file which must not be there before."""
    path.unlink(missing_ok=True)
    return work()


def _verify(bench: Bench) -> Iterator[Result]:
    project = bench.handed_in(max(bench.sizes))
    ours, floor = bench.in_turns(
        lambda: bench.work("check", project), lambda: bench.work("check_floor", project)
    )
    yield from _seconds("verify", ours, floor)


def _agreement(bench: Bench) -> Iterator[Result]:
    """Two authors. Growth of memory is that of measuring alone, from a tenth of the documents on."""
    size = min(bench.sizes)
    project, bare = bench.doubled(size)
    ours, floor = bench.in_turns(
        lambda: bench.work("agree", project), lambda: bench.work("agree_floor", bare)
    )
    yield from _seconds("agreement", ours, floor)
    yield result("agreement", "wait", middle(ours), runs=len(ours))
    if bench.profile is None:
        least, most = (bench.work("agree_made", count)["peak"] for count in (max(1, size // 10), size))
        yield result("agreement", "peak memory, growth from a tenth", most - least, runs=1)


def _suggest(bench: Bench) -> Iterator[Result]:
    articles = min(_ARTICLES, 2 * max(bench.sizes))
    ours, floor = bench.in_turns(
        lambda: bench.work("propose", articles), lambda: bench.work("fold_all", articles)
    )
    yield result("suggest", "one core", middle(ours), middle(floor), runs=len(ours))
    if bench.profile is not None:
        return
    several, one = bench.in_turns(
        lambda: bench.work("propose_all", articles, "all"), lambda: bench.work("propose_all", articles, "one")
    )
    yield result("suggest", "all cores", middle(several), middle(one), runs=len(several))
    twice = bench.work("propose_doubled", articles)
    yield result("suggest", "twice the text", twice["seconds"], twice["floor"], runs=3)


def _names(bench: Bench) -> Iterator[Result]:
    size = max(bench.sizes)
    names, articles = min(_NAMES, 100 * size), min(_ARTICLES, 2 * size)
    yield result("names", "200,000 names loaded", bench.work("load_names", names)["seconds"], runs=1)
    sought = bench.work("seek_names", names, articles)
    yield result("names", "200,000 names sought", sought["seconds"], sought["floor"], runs=3)


def _undo(bench: Bench) -> Iterator[Result]:
    changes = min(_UNDONE, 5 * max(bench.sizes))
    items = bench.items(min(bench.sizes))
    ours, floor = bench.in_turns(
        lambda: bench.work("undo", bench.fresh(".db"), changes),
        lambda: bench.work("insert_floor", items, bench.fresh(".db"), changes),
    )
    yield result("undo", "50,000 changes", middle(ours), middle(floor), runs=len(ours))


def _rebuild(bench: Bench) -> Iterator[Result]:
    size = max(bench.sizes)
    project, items = bench.project(size)[0], bench.items(size)
    ours, floor = bench.in_turns(
        lambda: bench.work("make_anew", project),
        lambda: bench.work("insert_floor", items, bench.fresh(".db")),
    )
    yield result("rebuild", "", middle(ours), middle(floor), runs=len(ours))


def _memory(bench: Bench) -> Iterator[Result]:
    project = bench.handed_in(max(bench.sizes))
    floor, ours = bench.in_turns(
        lambda: bench.use("idle_floor")["mib"],
        lambda: bench.use("idle", project)["mib"],
    )
    with_project, bare = _middles(ours, floor)
    yield result("memory", "idle, above the floor's", with_project - bare, bare, runs=len(ours))


def _size(bench: Bench) -> Iterator[Result]:
    size = max(bench.sizes)
    project, bare = (path.stat().st_size / size / 1024 for path in bench.project(size))
    text = bench.work("weigh", bench.items(size))["bytes"] / size / 1024
    yield result("size", "a document", project, text, runs=1)
    yield result("size", "a document, bare rows", project, bare, runs=1)


def _watchdog(bench: Bench) -> Iterator[Result]:
    """With as much again being imported by another process meanwhile."""
    size = max(bench.sizes)
    found = bench.use("watched", bench.handed_in(size), bench.fresh(".db"), bench.more(size), _few(bench))
    cases = {"longest block": "longest", "longest block while a project opens": "opening"}
    for case, name in cases.items():
        longest, computed = found[name]
        yield result("watchdog", case, longest, runs=1, computed=computed, seen=tuple(found["blocks"]))


def _article(bench: Bench) -> Iterator[Result]:
    ours, floor = bench.in_turns(
        lambda: 1000 * bench.view("article", *bench.article),
        lambda: 1000 * bench.view("article_floor", *bench.article),
    )
    yield result("article", "", *_middles(ours, floor), runs=len(ours))


def _page(bench: Bench) -> Iterator[Result]:
    yield _p95("page", "p95", bench.view("page", *bench.article, _few(bench)))


def _queue(bench: Bench) -> Iterator[Result]:
    figures = bench.work("wait", bench.project(max(bench.sizes))[0], bench.fresh(".db"))
    for case in ("next", "progress", "judge"):
        yield result("queue", case, 1000 * figures[case], runs=5)


def _statistics(bench: Bench) -> Iterator[Result]:
    figures = bench.work("look", bench.project(max(bench.sizes))[0])
    yield result("statistics", "", 1000 * figures["stats"], runs=5)


def _overview(bench: Bench) -> Iterator[Result]:
    size = min(bench.sizes)
    figures = bench.work("survey", bench.project(size)[0], bench.fresh(".db"), 10 * size)
    yield result("overview", "ten changes a document", figures["seconds"], runs=1)


def _search(bench: Bench) -> Iterator[Result]:
    figures = bench.work("ask", *bench.project(max(bench.sizes)))
    ours, floor = 1000 * figures["ours"], 1000 * figures["floor"]
    yield result("search", "first 50 hits with context", ours, floor, runs=len(searching.ASKED))
    yield result("search", "best first, p95", 1000 * figures["p95"], runs=len(searching.ASKED))
    characters = min(400_000, 1_000 * max(bench.sizes))
    for name in searching.HARD:
        found = bench.work("search", name, characters)
        yield result("search", f"twice the text, {name}", found["seconds"], found["floor"], runs=3)


ROWS: Final[dict[str, Row]] = {
    "start": _start,
    "next": _next,
    "label": _label,
    "learn": _learn,
    "command": _command,
    "lists": _lists,
    "document": _document,
    "import": _import,
    "export": _export,
    "verify": _verify,
    "agreement": _agreement,
    "suggest": _suggest,
    "undo": _undo,
    "rebuild": _rebuild,
    "memory": _memory,
    "size": _size,
    "watchdog": _watchdog,
    "article": _article,
    "page": _page,
    "queue": _queue,
    "statistics": _statistics,
    "overview": _overview,
    "names": _names,
    "search": _search,
    "exchange": exchanging.rows,
    "hub": teaming.rows,
    "cores": cores.rows,
    "reading": reading.reading,
    "ledger": asking.rows,
}


def _few(bench: Bench) -> int:
    """How often a key is pressed."""
    return max(1, bench.calls // 8)


def _middles(*sides: list[float]) -> list[float]:
    return [quantile(side, 0.5) for side in sides]


def _p95(row: str, case: str, spent: list[Spent], floor: list[float] | None = None) -> Result:
    ours, computed = (1000 * quantile([pair[side] for pair in spent], 0.95) for side in (0, 1))
    beside = 1000 * quantile(floor, 0.95) if floor is not None else None
    return result(row, case, ours, beside, runs=len(spent), computed=computed)


def _seconds(row: str, ours: list[dict[str, Any]], floor: list[dict[str, Any]]) -> Iterator[Result]:
    yield result(row, "", middle(ours), middle(floor), runs=len(ours))
    yield result(row, "peak memory", max(run["peak"] for run in ours), runs=len(ours))
