"""Long reading on one core and on all of them: `python -m tests.bench --rows cores`.

One piece of it as a process: `python -m tests.bench.cores ACT one|all PATH` prints its seconds, those that
processors spent on it, and the peak of memory, as one line of JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotator import cores
from annotator.commands import documents, measures
from annotator.formats import scheme_toml
from annotator.store import Project
from annotator.store.agreement_layers import Scope
from annotator.store.tables import TABLES
from annotator.store.verify import verify
from tests.bench import floors
from tests.bench.corpus import AUTHOR
from tests.bench.peak import peak_mib

if TYPE_CHECKING:
    from tests.bench.rows import Bench, Result

_PAGES: Final = 1_000
_FASTER: Final = 1.6
"""So many times as fast on two cores as on one, at least."""

Figures = Mapping[str, float]


def rows(bench: Bench) -> Iterator[Result]:
    """Verifying and agreement beside the same reading done bare; pages on all cores beside one."""
    for size in bench.sizes:
        project, _ = bench.project(size)
        yield from _beside_floor(bench, f"verify {size:,}", "check", project, "read_hashed", project, aim=4)
    size = min(bench.sizes)
    project, bare = bench.doubled(size)
    yield from _beside_floor(bench, f"agreement {size:,}", "agree", project, "read_layers", bare, aim=10)
    count = min(_PAGES, max(bench.sizes))
    folder = bench.fresh(".pages")
    _write_pages(folder, count)
    one, several = _in_turns(bench, ("take_in", "one", folder), ("take_in", "all", folder))
    yield _result(f"import {count:,} pages, all cores", several, one, "seconds", 1 / _FASTER)
    yield _result(f"import {count:,} pages, all cores, spent", several, one, "spent", 1.5)


def _beside_floor(
    bench: Bench, case: str, act: str, path: Path, floor: str, bare: Path, *, aim: float
) -> Iterator[Result]:
    one, several, least = _in_turns(bench, (act, "one", path), (act, "all", path), (floor, "one", bare))
    for name, figures in (("one core", one), ("all cores", several)):
        yield _result(f"{case}, {name}", figures, least, "seconds", aim)
        yield _result(f"{case}, {name}, spent", figures, least, "spent", aim)


def _in_turns(bench: Bench, *works: tuple[str, str, Path]) -> list[list[Figures]]:
    """The figures of each, round after round."""
    came: list[list[Figures]] = [[] for _ in works]
    for _ in range(bench.rounds):
        for place, work in enumerate(works):
            came[place].append(json.loads(bench.run("tests.bench.cores", *work)))
    return came


def _result(case: str, ours: list[Figures], floor: list[Figures], what: str, aim: float) -> Result:
    from tests.bench.rows import Result

    middle, bare = (statistics.median(row[what] for row in figures) for figures in (ours, floor))
    return Result(row="cores", case=case, unit="s", ours=middle, floor=bare, aim=aim)


def _write_pages(folder: Path, count: int) -> None:
    """Invented web pages of a few kilobytes."""
    folder.mkdir()
    for n in range(count):
        paragraphs = "".join(
            f"<p>أفاد مراسل وكالة يراع بأن فرق الإسعاف نقلت {n + place} مصابا قرب جسر الرمان مساء الأحد.</p>"
            for place in range(20)
        )
        page = f"<html lang='ar'><title>خبر {n}</title><article><h1>خبر {n}</h1>{paragraphs}</article></html>"
        (folder / f"{n}.html").write_text(page, encoding="utf-8")


# In a process


def check(path: Path) -> None:
    with Project.open(path, read_only=True) as project:
        assert verify(project) == []


def agree(path: Path) -> None:
    with Project.open(path, read_only=True) as project:
        assert measures.agreement(project, Scope(unsubmitted=True)).reason is None


def take_in(path: Path) -> None:
    """Import a folder into a project that goes again."""
    with (
        tempfile.TemporaryDirectory() as made,
        Project.create(Path(made, "news.db"), scheme_toml.load(), actor=AUTHOR) as project,
    ):
        assert not documents.import_paths(project, [path], author=AUTHOR).problems


def read_hashed(path: Path) -> None:
    """Read every row of a record and take the SHA-256 of all values: what no proof can do without."""
    connection, digest = floors.connect(path), hashlib.sha256()
    connection.text_factory = bytes
    for table in ("texts", "events", "log", *(table.name for table in TABLES.values())):
        for row in connection.execute(f"SELECT * FROM {table}"):
            for value in row:
                digest.update(value if isinstance(value, bytes) else str(value).encode())
    connection.close()


def read_layers(path: Path) -> None:
    connection = floors.connect(path)
    floors.read_layers(connection)
    connection.close()


ACTS: Final[Mapping[str, Callable[[Path], None]]] = {
    act.__name__: act for act in (check, agree, take_in, read_hashed, read_layers)
}


def main(name: str, how: str, path: str) -> None:
    if how == "one":
        cores.cores = lambda: 1
    begun, before = time.perf_counter(), _spent()
    ACTS[name](Path(path))
    seconds, spent = time.perf_counter() - begun, _spent() - before
    print(json.dumps({"seconds": seconds, "spent": spent, "peak": peak_mib()}))


def _spent() -> float:
    """What processors have spent on this process and on those that it has seen end."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


if __name__ == "__main__":
    main(*sys.argv[1:])
