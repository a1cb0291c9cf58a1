"""A project looked through on a Dask cluster gives what this machine gives; what is wrong with it is told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from annotator.commands import cluster, suggestions
from annotator.core.errors import AnnotatorError
from annotator.store import Project
from tests.command_line import Cli, cli
from tests.commands.test_suggesting_on_all_cores import COUNT, ME, full
from tests.store.conftest import project

__all__ = ["cli", "full", "project"]


CLUSTER = """
from distributed import LocalCluster
how = dict(processes=False, n_workers=2, threads_per_worker=1, dashboard_address=None, protocol="tcp")
with LocalCluster(**how) as it:
    print(it.scheduler_address, flush=True)
    input()
"""


@contextmanager
def running() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A cluster in a process of its own."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", CLUSTER], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running() as (address, _):
        yield address


def looked_through(project: Project, address: str) -> tuple[list[Any], list[Any]]:
    found = [
        (document.id, rows)
        for document, rows in suggestions.open_suggestions(project, author=ME, cluster=address)
    ]
    kept = list(project.rows("SELECT * FROM suggestions ORDER BY document_id"))
    project.conn.execute("DELETE FROM suggestions")
    return found, kept


def test_the_rows_are_the_same(full: Project, address: str) -> None:
    there = looked_through(full, address)
    assert there == looked_through(full, "")
    assert [len(rows) for rows in there] == [COUNT, COUNT]


def test_what_was_done_is_kept_when_it_is_gone(full: Project, address: str) -> None:
    with running() as (other, process), pytest.raises(AnnotatorError, match="cluster-gone"):
        for n, _ in enumerate(suggestions.open_suggestions(full, author=ME, cluster=other)):
            if n == 0:
                process.kill()
                process.wait()
    kept = full.one("SELECT count(*) FROM suggestions")
    assert kept is not None and kept[0] >= 100
    assert len(looked_through(full, address)[1]) == COUNT


def test_another_version_is_refused(full: Project, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    there = cluster.version()
    with pytest.raises(AnnotatorError, match="cluster-differs"):
        cluster._do("0.0.1", b"", "", b"")  # of a worker that came later
    monkeypatch.setattr(cluster, "__version__", "0.0.1")
    with pytest.raises(AnnotatorError, match="cluster-differs") as told:
        looked_through(full, address)
    assert (told.value.details["found"], told.value.details["version"]) == (there, cluster.version())
    assert cluster.version().startswith("0.0.1-") and there[-12:] == cluster.version()[-12:]
    assert full.one("SELECT count(*) FROM suggestions") == (0,)


@pytest.mark.parametrize("words", [("--language", "ar"), ("--language", "en")])
def test_nobody_there(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str]) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", 0.2)
    cli("new", "a.db", "--author", "سلمى")
    ran = cli("suggest", "a.db", "--dask", "tcp://127.0.0.1:9", *words)
    assert ran.status == 3 and "tcp://127.0.0.1:9" in ran.err
    assert cli("suggest", "a.db", "--dask", "nowhere://x:1", *words).status == 3


def test_without_the_library(full: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(AnnotatorError, match="cluster-missing"):
        looked_through(full, "tcp://127.0.0.1:9")
