"""How much a hub takes in as more people send at once: `python -m tests.bench.crowd`.

Each of the people is a process with a file of its own. All begin together and sync again and again for a
while, every time with some changes of their own, and take in what the others did.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from itertools import count, islice
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from annotator.commands import documents, hub, spans
from annotator.core.errors import AnnotatorError
from annotator.formats import scheme_toml
from annotator.store import Project, queries
from tests.bench import corpus
from tests.hub.server import LEAD, Server, start_wheel

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

_CROWDS: Final = ((1, 17), (2, 17), (4, 17), (8, 17), (16, 17), (50, 17), (8, 1), (8, 100))
"""How many send at once, and how many changes each time."""
_LENGTH: Final = 4_000
_APART: Final = 3_000
_PATIENCE: Final = 120.0
"""Seconds within which all processes are there."""
_ready: Barrier | None = None
_HELD: Final = "SELECT calls, total_time FROM pg_stat_user_functions WHERE funcname = 'publish'"


class Syncs(NamedTuple):
    """What came of somebody's syncs: how long each took and all together, in seconds, and how many were
    turned away."""

    took: list[float]
    refused: int
    seconds: float


def team(server: Server, database: str, place: Path, number: int) -> list[Path]:
    """A hub with a long text, and the copies of as many members, who sign as `writer(n)`."""
    place.mkdir(exist_ok=True)
    with server.root() as root:
        for n in range(number):
            if not root.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [f"replica{n}"]).fetchone():
                root.execute(f"CREATE ROLE replica{n} LOGIN")
    path = place / f"{database}.db"
    with closing(Project.create(path, scheme_toml.load(), actor=corpus.AUTHOR)) as lead:
        documents.add_text(lead, ("خبر عن السد والنهر. " * _LENGTH)[:_LENGTH], author=corpus.AUTHOR)
        hub.create(lead, server.url(LEAD, database), author=corpus.AUTHOR)
        for n in range(number):
            hub.set_member(lead, f"replica{n}", names=[writer(n)])
    copies = [place / f"{database}-{n}.db" for n in range(number)]
    for n, copy in enumerate(copies):
        hub.join(server.url(f"replica{n}", database), copy)
    return copies


def writer(number: int) -> str:
    return f"كاتب {number}"


def act(project: Project, number: int, marks: Iterable[int]) -> None:
    """Mark something for each of the marks, another for each."""
    (document,) = queries.document_ids(project)
    for mark in marks:
        start, length = mark % _APART, 1 + mark // _APART
        spans.add_span(
            project,
            author=writer(number),
            document_id=document,
            label="place",
            ranges=[(start, start + length)],
        )


def _begin(ready: Barrier) -> None:
    """In each process, as it starts."""
    global _ready
    _ready = ready


def _send(copy: Path, number: int, changes: int, seconds: float) -> Syncs:
    """In a process: sync until the time is over."""
    marks, took, refused = count(), list[float](), 0
    with Project.open(copy) as project:
        assert _ready is not None
        _ready.wait(_PATIENCE)
        first = time.perf_counter()
        while time.perf_counter() < first + seconds:
            act(project, number, islice(marks, changes))
            begun = time.perf_counter()
            try:
                hub.sync(project)
                took.append(time.perf_counter() - begun)
            except AnnotatorError as error:
                if error.code != "hub-busy":
                    raise
                refused += 1
        return Syncs(took, refused, time.perf_counter() - first)


def crowd(server: Server, folder: Path, people: int, changes: int, seconds: float) -> str:
    """A line of the table."""
    database = server.database()
    try:
        with server.root() as root:
            root.execute(f"ALTER DATABASE {database} SET track_functions = 'pl'")
        copies = team(server, database, folder / database, people)
        context = multiprocessing.get_context("spawn")
        ready = context.Barrier(people)
        with ProcessPoolExecutor(people, context, _begin, (ready,)) as pool:
            sent = [pool.submit(_send, copy, n, changes, seconds) for n, copy in enumerate(copies)]
            all_ = [one.result() for one in sent]
        with server.root(database) as root:
            calls, spent = root.execute(_HELD).fetchone() or (0, 0.0)
    finally:
        server.drop(database)
    took = sorted(second for syncs in all_ for second in syncs.took)
    per_second = len(took) / max(one.seconds for one in all_)
    late = quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    refused = sum(one.refused for one in all_)
    return (
        f"| {people} | {changes} | {per_second:.1f} | {changes * per_second:.0f} "
        f"| {median(took):.2f} | {late:.2f} | {spent / max(calls, 1):.1f} | {refused} |"
    )


@click.command()
@click.option("--seconds", default=20.0, show_default=True, help="How long each crowd sends.")
def main(seconds: float) -> None:
    """Print how many syncs and changes a second came through, and how long one took."""
    server = start_wheel()
    print(
        "| at once | changes in a sync | syncs a second | changes a second | a sync: median, s | one in 20, s"
    )
    print("| `publish` on the server, ms | turned away |\n|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for people, changes in _CROWDS:
            print(crowd(server, Path(folder), people, changes, seconds), flush=True)


if __name__ == "__main__":
    main()
