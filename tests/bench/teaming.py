"""The hub of a team, beside copying the same rows in and out: `--rows hub`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg

from annotator.commands import hub, spans
from annotator.store import Project, queries
from tests.bench import corpus
from tests.bench.crowd import act, team
from tests.bench.peak import peak_mib
from tests.bench.results import result
from tests.hub.server import LEAD, Server, start_wheel

if TYPE_CHECKING:
    from tests.bench.bench import Bench
    from tests.bench.results import Result

_REPLICAS: Final = 50
_EVENTS_A_MINUTE: Final = 17
"""What somebody does who makes a thousand changes an hour."""
_DAY: Final = 2_000
_ONES: Final = 50
_TABLES: Final = ("changes", "texts")


def rows(bench: Bench) -> Iterator[Result]:
    """Each in a process of its own, on a server that does not wait for the disk."""
    size = max(bench.sizes)
    project = bench.project(size)[0]
    server = start_wheel()
    database = server.database()
    try:
        url = server.url(LEAD, database)
        pushed = _run(bench, "push", bench.project(size)[0], bench.fresh(".db"), url)
        copied = _run(bench, "copy", server.url("postgres", database))
        yield result("hub", "first push", pushed["seconds"], copied["in"], runs=1)
        cloned = _run(bench, "clone", url, bench.fresh(".db"))
        yield result("hub", "first clone", cloned["seconds"], copied["out"], runs=1)
        peak = max(pushed["peak"], cloned["peak"])
        yield result("hub", "peak memory", peak, runs=1)
        acts = min(_DAY, 20 * size)
        day = _run(bench, "day", url, bench.fresh(".db"), bench.fresh(".db"), acts)
        yield result("hub", "pull of 2,000 events", day["pull"], runs=1)
        yield result("hub", "push of one", 1000 * day["one"], runs=_ONES)
    finally:
        server.drop(database)
    replicas = _REPLICAS if size > 1_000 else 4
    found = _run(bench, "minute", project.parent, replicas, server.url("{}", "{}"))
    yield result("hub", "a minute of fifty people", found["seconds"], runs=1)


def _run(bench: Bench, act: str, *arguments: object) -> dict[str, float]:
    return dict(json.loads(bench.run("tests.bench.teaming", act, *arguments)))


# In a process


def push(path: str, again: str, url: str) -> dict[str, float]:
    """Found a hub with a project."""
    with Project.open(Path(path)) as project:
        project.backup(Path(again))
    with Project.open(Path(again)) as project:
        return {**_seconds(lambda: hub.create(project, url, author=corpus.AUTHOR)), "peak": peak_mib()}


def copy(url: str) -> dict[str, float]:
    """The same rows, copied out of the hub's tables and into ones with the same indexes."""
    kept: dict[str, list[Any]] = {}

    def out() -> None:
        for table in _TABLES:
            with conn.cursor() as cursor, cursor.copy(f"COPY hub.{table} TO STDOUT") as lines:
                kept[table] = list(lines)

    def into() -> None:
        for table in _TABLES:
            with conn.cursor() as cursor, cursor.copy(f"COPY bare_{table} FROM STDIN") as lines:
                for line in kept[table]:
                    lines.write(line)

    with psycopg.connect(url, autocommit=True) as conn:
        for table in _TABLES:
            conn.execute(f"CREATE TABLE bare_{table} (LIKE hub.{table} INCLUDING INDEXES)")
        return {"out": _seconds(out)["seconds"], "in": _seconds(into)["seconds"]}


def clone(url: str, path: str) -> dict[str, float]:
    """Make a copy."""
    return {**_seconds(lambda: hub.join(url, Path(path))), "peak": peak_mib()}


def day(url: str, one: str, other: str, acts: str) -> dict[str, float]:
    """What somebody else did is taken in at once; then single changes are sent."""
    with ExitStack() as stack:
        mine, theirs = (stack.enter_context(_joined(url, Path(path))) for path in (one, other))
        for number in range(int(acts)):
            _act(mine, number)
        hub.sync(mine)
        pulled = _seconds(lambda: hub.sync(theirs))["seconds"]
        spent = []
        for number in range(_ONES):
            _act(mine, int(acts) + number)
            spent.append(_seconds(lambda: hub.sync(mine))["seconds"])
        return {"pull": pulled, "one": sorted(spent)[len(spent) // 2]}


def minute(folder: str, replicas: str, url: str) -> dict[str, float]:
    """As many people as there are replicas sync once, each with what a minute brings; one after the other, as
    the hub lets them in. How long that takes is how much of a minute the hub is busy."""
    server = Server(url.partition(" user=")[0])
    database = server.database()
    with ExitStack() as stack:
        copies = team(server, database, Path(folder) / f"minute-{replicas}", int(replicas))
        files = [stack.enter_context(Project.open(path)) for path in copies]
        for n, file in enumerate(files):
            act(file, n, range(_EVENTS_A_MINUTE))
        found = _seconds(lambda: [hub.sync(file) for file in files])
    server.drop(database)
    return found


def _joined(url: str, path: Path) -> Project:
    hub.join(url, path)
    return Project.open(path)


def _act(project: Project, number: int) -> None:
    ids = queries.document_ids(project)
    spans.add_span(
        project,
        author=corpus.AUTHOR,
        document_id=ids[number % len(ids)],
        label="place",
        ranges=[(number // len(ids), number // len(ids) + 1)],
    )


def _seconds(act: Callable[[], object]) -> dict[str, float]:
    begun = time.perf_counter()
    act()
    return {"seconds": time.perf_counter() - begun}


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    acts = {"push": push, "copy": copy, "clone": clone, "day": day, "minute": minute}
    print(json.dumps(acts[name](*arguments)))
