"""Long work in several processes gives what one process gives, and leaves none behind."""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from annotator.core.errors import AnnotatorError, StaleChange
from annotator.cores import apart, cores, spread, workers_for

ROOT = Path(__file__).resolve().parents[1]
_HERE = os.getpid()


@contextlib.contextmanager
def _beginning(first: int) -> Iterator[int]:
    yield first


@contextlib.contextmanager
def _unprepared() -> Iterator[int]:
    raise AnnotatorError("project-locked", path="أخبار.db")
    yield 0


def _sum(first: int, numbers: range) -> tuple[int, int]:
    return first + sum(numbers), os.getpid()


def _refuse_seven(_: int, number: int) -> int:
    if number == 7:
        raise StaleChange("span", "0a")
    return number


def _fall_over(parent: int, number: int) -> int:
    if os.getpid() != parent and number % 4 == 1:
        os._exit(9)
    return number


def _sleep(_: int, number: int) -> int:
    if number:
        time.sleep(60)
    return os.getpid()


def _length(first: str, _: int, second: str) -> int:
    return len(first) + len(second)


def _batches(count: int) -> list[range]:
    return [range(number, 2 * number) for number in range(count)]


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    yield
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_results_are_the_same_however_many_work(workers: int) -> None:
    prepare = partial(_beginning, 5)
    done = list(spread(_sum, _batches(40), prepare=prepare, workers=workers))
    assert [result for result, _ in done] == [5 + sum(batch) for batch in _batches(40)]
    by = {process for _, process in done}
    assert len(by) <= workers
    assert os.getpid() in by


def test_a_thread_of_a_window_leaves_all_to_others() -> None:
    """What is computed in its process would hold up its keys."""
    found: list[tuple[int, int]] = []
    work = spread(_sum, _batches(9), prepare=partial(_beginning, 5), workers=2)
    thread = Thread(target=lambda: found.extend(work))
    thread.start()
    thread.join()
    assert [result for result, _ in found] == [5 + sum(batch) for batch in _batches(9)]
    assert os.getpid() not in {process for _, process in found}


def test_no_batches_give_no_results() -> None:
    assert list(spread(_sum, [], prepare=partial(_beginning, 0), workers=2)) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_comes_in_its_turn(workers: int) -> None:
    seen = []
    with pytest.raises(StaleChange) as caught:
        for number in spread(_refuse_seven, range(20), prepare=partial(_beginning, 0), workers=workers):
            seen.append(number)
    assert seen == list(range(7))
    assert (caught.value.code, caught.value.details) == ("stale-change", {"entity": "span", "id": "0a"})
    if workers > 1:
        assert "in _refuse_seven" in "".join(caught.value.__notes__)


def test_what_a_process_leaves_undone_is_done_here(capfd: pytest.CaptureFixture[str]) -> None:
    work = spread(_fall_over, range(20), prepare=partial(_beginning, os.getpid()), workers=2)
    assert list(work) == list(range(20))
    assert capfd.readouterr() == ("", "")


def test_what_cannot_be_prepared_is_told_once(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AnnotatorError) as caught:
        list(spread(_refuse_seven, range(3), prepare=_unprepared, workers=2))
    assert caught.value.code == "project-locked"
    assert capfd.readouterr() == ("", "")


def test_what_dies_at_once_is_not_waited_for(tmp_path: Path) -> None:
    """However much it was to be given: a script that does its work also when it is only read."""
    script = tmp_path / "script.py"
    script.write_text(
        "from functools import partial\n"
        "from annotator.cores import spread\n"
        "from tests.test_cores import _beginning, _length\n"
        "much = partial(_length, 'x' * 1_000_000)\n"
        "print(sum(spread(much, ['y' * 1_000_000] * 9, prepare=partial(_beginning, 0), workers=2)))\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], env=environment, capture_output=True, timeout=60)
    assert done.stdout.split() == [b"18000000"]


def test_where_no_process_can_be_started_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(multiprocessing.get_context("spawn").Process, "start", refused)
    done = list(spread(_sum, _batches(3), prepare=partial(_beginning, 0), workers=2))
    assert {process for _, process in done} == {os.getpid()}


def test_batches_are_drawn_as_they_are_needed() -> None:
    numbers = itertools.count()
    work = spread(_refuse_seven, numbers, prepare=partial(_beginning, 0), workers=2)
    with contextlib.closing(work):
        assert next(work) == 0
        assert next(numbers) <= 8


@pytest.mark.parametrize("workers", [1, 2])
def test_it_stops_when_it_is_no_longer_wanted(workers: int) -> None:
    """Also while a process would go on for a minute."""
    seen: list[int] = []
    work = spread(
        _sleep,
        [0] if workers == 1 else [0, 1, 1, 1],
        prepare=partial(_beginning, 0),
        workers=workers,
        cancelled=lambda: bool(seen) or workers == 1,
    )
    with pytest.raises(AnnotatorError) as caught:
        for process in work:
            seen.append(process)
    assert caught.value.code == "cancelled"
    assert len(seen) == workers - 1


def test_few_are_left_to_one_process() -> None:
    assert workers_for(999, least=1_000) == 1
    assert workers_for(1_000, least=1_000) == cores() >= 1


@pytest.mark.skipif(sys.platform == "win32", reason="asks for processes by signals")
def test_the_processes_end_with_one_that_is_killed() -> None:
    """Also in the middle of a batch."""
    code = (
        "from functools import partial\n"
        "from threading import Thread\n"
        "from annotator.cores import spread\n"
        "from tests.test_cores import _beginning, _sleep\n"
        "work = spread(_sleep, [0, 0, 1, 1, 1], prepare=partial(_beginning, 0), workers=2)\n"
        "Thread(target=lambda: [print(process, flush=True) for process in work]).start()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        started = [int(parent.stdout.readline()) for _ in range(2)]
        parent.kill()
        parent.wait()
        parent.stdout.read()  # ends when nobody holds the pipe any more
    assert [process for process in started if _is_alive(process)] == []


def _is_alive(process: int) -> bool:
    """A process that has ended may still wait for somebody to ask how."""
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        os.kill(process, 0)
        stat = Path(f"/proc/{process}/stat")
        return not Path("/proc/self").exists() or " Z " not in stat.read_text(encoding="utf-8")
    return False


# One piece of work in a process of its own


def _counted(number: int, tell: object) -> tuple[int, int]:
    assert callable(tell)
    for done in range(number):
        tell(done, number)
    return number, os.getpid()


def _crashed(tell: object) -> None:
    os._exit(3)


def _refused(tell: object) -> None:
    raise StaleChange("span", "s1")


def _endless(tell: object) -> None:
    while True:
        time.sleep(1)


def test_apart_tells_how_far_it_is_and_what_came_of_it() -> None:
    told: list[tuple[int, int]] = []
    number, process = apart(partial(_counted, 3), progress=lambda done, total: told.append((done, total)))
    assert (number, told) == (3, [(0, 3), (1, 3), (2, 3)]) and process != _HERE


def test_what_fails_apart_is_told_here() -> None:
    with pytest.raises(StaleChange):
        apart(_refused)
    with pytest.raises(AnnotatorError, match="process-died"):
        apart(_crashed)


def test_what_runs_apart_is_stopped() -> None:
    asked = itertools.count()
    with pytest.raises(AnnotatorError, match="cancelled"):
        apart(_endless, cancelled=lambda: next(asked) > 1)
    assert not multiprocessing.active_children()
