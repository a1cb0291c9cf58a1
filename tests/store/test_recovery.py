"""A file with damaged pages: what other pages hold comes over, and what is missing is counted."""

from __future__ import annotations

import random
import shutil
import sqlite3
import struct
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import pytest

from annotator.commands import spans
from annotator.core.errors import AnnotatorError
from annotator.core.model import Span
from annotator.store import Project, pages
from annotator.store.recovery import Recovered, recover
from annotator.store.stats import stats
from annotator.store.verify import verify
from tests.command_line import Cli, cli

__all__ = ["cli"]

SIZE = 4096
LOG = ("events", "log", "texts", "sqlite_schema", "project")
MANY = 400
LOT = 6
"""Tables that are damaged at once."""


@pytest.fixture(scope="module")
def worked(sample_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose log takes many pages, closed."""
    path = tmp_path_factory.mktemp("worked") / "news.db"
    shutil.copy(sample_project, path)
    with Project.open(path) as project:
        (span_id,) = project.one("SELECT id FROM spans WHERE author = 'سلمى'") or ("",)
        for n in range(MANY):
            span = project.row_record("span", span_id)
            assert isinstance(span, Span)
            spans.set_span_note(project, span, f"ملاحظة {n}", author="سلمى")
    return path


@pytest.fixture(scope="module")
def places(worked: Path) -> dict[str, list[int]]:
    """The pages of each table and index."""
    found = defaultdict(list)
    with closing(sqlite3.connect(worked)) as connection:
        try:
            for name, page in connection.execute("SELECT name, pageno FROM dbstat ORDER BY path"):
                found[name].append(page)
        except sqlite3.OperationalError:
            pytest.skip("this SQLite does not tell which page is whose")
    return found


def zeroed(worked: Path, numbers: list[int], tmp_path: Path) -> Path:
    data = bytearray(worked.read_bytes())
    for number in numbers:
        data[(number - 1) * SIZE : number * SIZE] = bytes(SIZE)
    path = tmp_path / f"zeroed-{numbers[0]}.db"
    path.write_bytes(data)
    return path


def cells(worked: Path, number: int) -> int:
    """How many rows begin on a page; one that a row overflows to holds a piece of one."""
    page = worked.read_bytes()[(number - 1) * SIZE : number * SIZE]
    if page[0] not in (13, 10, 5, 2):
        return 1
    return struct.unpack_from(">H", page, 3)[0] if page[0] != 5 else 0


def some(numbers: list[int]) -> list[int]:
    """The first pages, a root among them, the last, and some between."""
    between = random.Random(len(numbers)).sample(numbers, min(4, len(numbers)))
    return sorted({*numbers[:2], *between, numbers[-1]})


def recovered(path: Path) -> Recovered:
    return recover(path, path.with_suffix(".out"), author="نور")


@pytest.fixture(scope="module")
def whole(worked: Path, tmp_path_factory: pytest.TempPathFactory) -> Recovered:
    path = tmp_path_factory.mktemp("whole") / "a.db"
    shutil.copy(worked, path)
    found = recovered(path)
    assert (found.missing, found.broken, found.lost, found.log_whole) == (0, 0, 0, True)
    return found


def test_tables_alone_are_made_anew_from_the_log(
    worked: Path, places: dict[str, list[int]], whole: Recovered, tmp_path: Path
) -> None:
    """Also indexes of the log, which tables are not needed for."""
    tables = [name for name in places if name not in LOG]
    assert len(tables) > 30
    for lot in (tables[at : at + LOT] for at in range(0, len(tables), LOT)):
        path = zeroed(worked, [page for name in lot for page in places[name]], tmp_path)
        assert recovered(path) == whole, lot
        with Project.open(path.with_suffix(".out")) as project:
            assert verify(project) == []


@pytest.mark.parametrize("name", ["events", "log"])
def test_each_event_that_can_be_read_comes_over(
    worked: Path, places: dict[str, list[int]], whole: Recovered, tmp_path: Path, name: str
) -> None:
    assert len(places[name]) > 5
    for number in some(places[name]):
        path = zeroed(worked, [number], tmp_path)
        found, gone = recovered(path), cells(worked, number)
        if name == "events":
            # The last page: only as far as changes tell of its events.
            assert found.missing == whole.events - found.events == gone, number
            assert found.broken == 0
        else:
            assert found.events == whole.events and found.missing == 0
            assert whole.changes - found.changes == gone, number
            assert (found.broken > 0) == (gone > 0)
        assert found.log_whole == (gone == 0)
        if gone:
            with Project.open(path.with_suffix(".out"), read_only=True) as project:
                assert stats(project).documents == 15
                # That the end is missing, no chain can know.
                assert verify(project) or number == places["events"][-1]


def test_pages_on_both_sides_of_many_damaged_ones(
    worked: Path, places: dict[str, list[int]], whole: Recovered, tmp_path: Path
) -> None:
    rng = random.Random(7)
    for turn in range(4):
        numbers = rng.sample(places["events"][1:], 3) + rng.sample(places["log"][1:], 9)
        folder = tmp_path / str(turn)
        folder.mkdir()
        found = recovered(zeroed(worked, numbers, folder))
        gone = sum(cells(worked, number) for number in numbers[:3])
        assert found.missing == gone and found.events == whole.events - gone
        assert found.broken > 0 and found.lost == 0 and found.records == whole.records


def test_a_file_that_sqlite_no_longer_knows(worked: Path, whole: Recovered, tmp_path: Path) -> None:
    """The first page names all tables: without it there are only pages."""
    path = zeroed(worked, [1], tmp_path)
    with pytest.raises(AnnotatorError):
        Project.open(path, read_only=True, as_found=True)
    found = recovered(path)
    assert (found.events, found.changes, found.missing) == (whole.events, whole.changes, 0)
    with Project.open(path.with_suffix(".out")) as project:
        assert verify(project) == [] and stats(project).documents == 15


def test_the_write_ahead_log_counts(worked: Path, tmp_path: Path) -> None:
    """What is in it is newer than the file; what was not committed is not there."""
    path = tmp_path / "a.db"
    shutil.copy(worked, path)
    with Project.open(path) as project:
        (span_id,) = project.one("SELECT id FROM spans WHERE author = 'سلمى'") or ("",)
        span = project.row_record("span", span_id)
        assert isinstance(span, Span)
        spans.set_span_note(project, span, "آخر ما كتب", author="سلمى")
        end = project.one("SELECT max(seq) FROM events")
        copy, log = tmp_path / "b.db", tmp_path / "b.db-wal"
        copy.write_bytes(bytes(SIZE) + path.read_bytes()[SIZE:])
        log.write_bytes(Path(f"{path}-wal").read_bytes())
    assert end is not None
    assert recovered(copy).events == end[0]
    log.write_bytes(log.read_bytes()[: -(SIZE // 2)])
    copy.with_suffix(".out").unlink()
    assert recovered(copy).events == end[0] - 1


def test_it_is_told(cli: Cli, worked: Path, places: dict[str, list[int]], tmp_path: Path) -> None:
    number = places["events"][-2]
    path = zeroed(worked, [number, places["log"][len(places["log"]) // 2]], tmp_path)
    for language in ("en", "ar"):
        ran = cli("recover", path, tmp_path / f"{language}.db", language=language)
        assert ran.status == 1 and str(cells(worked, number)) in ran.out and "Traceback" not in ran.err
    ran = cli("recover", path, tmp_path / "json.db", "--json")
    assert ran.json()["missing"] == cells(worked, number) and ran.json()["broken"] > 0


@pytest.mark.parametrize("seed", range(3))
def test_bytes_that_are_no_rows(seed: int, tmp_path: Path) -> None:
    """Whatever stands on a page, reading it ends and raises nothing."""
    rng = random.Random(seed)
    path = tmp_path / "noise.db"
    noise = bytearray(rng.randbytes(40 * SIZE))
    for page in range(40):
        noise[page * SIZE] = rng.choice([13, 10, 2])
    path.write_bytes(noise)
    list(pages.rows(path))
    with pytest.raises(AnnotatorError) as caught:
        recovered(path)
    assert caught.value.code == "not-a-project"
