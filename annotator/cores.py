"""Spreads long work over all cores: the same results in the same order as one process gives, only sooner.

The work is done in processes that only read and compute; whoever asks for it writes. They end with the loop
over their results, however that ends, and with the process that started them, even where that is killed.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from threading import Thread, current_thread, main_thread
from typing import Any, Final, Generic, TypeVar

from annotator.core.errors import AnnotatorError

State = TypeVar("State")
Batch = TypeVar("Batch")
Result = TypeVar("Result")

_AHEAD: Final = 3
"""Batches for each process that are handed out, or done and not yet taken: what memory must hold."""

_MOST: Final = 60
"""Processes: Windows waits for no more than 63 pipes at once."""

_PATIENCE: Final = 0.05
"""Seconds between two looks at whether the work is still wanted."""

_DONE, _FAILED, _UNDERWAY = True, False, None


def workers_for(amount: int, *, least: int) -> int:
    """How many processes to use for an amount of work: 1 below `least`, else one for each core."""
    return cores() if amount >= least else 1


def cores() -> int:
    """The cores that this process may use."""
    found = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(found, _MOST)


def spread(
    work: Callable[[State, Batch], Result],
    batches: Iterable[Batch],
    *,
    prepare: Callable[[], AbstractContextManager[State]],
    workers: int,
    cancelled: Callable[[], bool] | None = None,
) -> Generator[Result, None, None]:
    """Yield `work(state, batch)` for each batch, in order; `state` is prepared once in each process.

    `work`, `prepare`, batches and results are pickled: functions of a module, or partials of them, that hold
    paths and records, no connection. What `work` raises is raised here, in its turn. With one worker, or
    where no process can be started, all is done here; with more, this process is one of them if nothing else
    is to go on in it: on its main thread. Batches are drawn as they are needed, a few ahead of the results.
    Raises `AnnotatorError("cancelled")` within a moment, whatever other processes are doing.
    """
    with contextlib.ExitStack() as stack:
        helps = current_thread() is main_thread()
        started = [] if workers < 2 else _started(stack, work, prepare, workers - helps)
        given: deque[_Given[Batch, Result]] = deque()
        here = _here(work, prepare)
        stack.callback(here.close)
        next(here)
        for batch in batches:
            _stop_if(cancelled)
            _collect(started, seconds=0)
            row = _Given[Batch, Result](batch)
            free = min(started, key=lambda worker: len(worker.given), default=None)
            if free is not None and not (helps and sum(map(_is_left, given)) <= len(free.given)):
                free.give(row)
            given.append(row)
            while len(given) > (_AHEAD * (len(started) + helps) if started else 0):
                yield _take(given, started, here, cancelled)
        while given:
            yield _take(given, started, here, cancelled)


def apart(
    work: Callable[[Callable[[int, int], None]], Result],
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Result:
    """Do one piece of work in a process of its own: it can be ended at any moment, and a library that crashes
    there does not end this program.

    `work` is pickled, and called with what it may tell its progress to. What it raises is raised here. Raises
    `AnnotatorError`: "cancelled", "process-died" where it ended without an answer.
    """
    if multiprocessing.current_process().daemon:
        return work(progress or (lambda done, total: None))
    context = multiprocessing.get_context("spawn")
    theirs, given = context.Pipe(duplex=False)
    told, answers = context.Pipe(duplex=False)
    process = context.Process(target=_do_apart, args=(theirs, answers), daemon=True)
    with contextlib.ExitStack() as stack:
        stack.callback(told.close)
        stack.callback(given.close)
        try:
            with _interrupts_held():
                process.start()
        finally:
            theirs.close()
            answers.close()
        stack.callback(process.close)
        stack.callback(process.join)
        stack.callback(process.terminate)
        with contextlib.suppress(OSError):  # it is gone, as the pipe of its answers tells
            given.send(work)
        while True:
            _stop_if(cancelled)
            if not told.poll(_PATIENCE):
                continue
            try:
                kind, result = told.recv()
            except (EOFError, OSError):
                raise AnnotatorError("process-died") from None
            if kind is _FAILED:
                raise result
            if kind is _DONE:
                return result  # type: ignore[no-any-return]
            if progress:
                progress(*result)


class _Given(Generic[Batch, Result]):
    """A batch, who works on it, and what came of it. Without a worker it is left to this process."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.worker: _Worker | None = None
        self.answer: tuple[bool, Any] | None = None


class _Worker:
    """A process with a pipe to it and one from it; it answers its batches one after the other."""

    def __init__(self, work: Callable[..., Any], prepare: Callable[[], Any]) -> None:
        context = multiprocessing.get_context("spawn")
        self.given: deque[_Given[Any, Any]] = deque()
        theirs, self._batches = context.Pipe(duplex=False)
        self.answers, answers = context.Pipe(duplex=False)
        self._process = context.Process(target=_serve, args=(theirs, answers), daemon=True)
        try:
            with _interrupts_held():
                self._process.start()
        except OSError:
            self._batches.close()
            self.answers.close()
            raise
        finally:
            theirs.close()
            answers.close()
        # Not among its arguments: to hand these over, much as they may be, `start` waits even for the dead.
        self._send((work, prepare))

    def give(self, row: _Given[Any, Any]) -> None:
        row.worker = self
        self.given.append(row)
        self._send(row.batch)

    def _send(self, message: object) -> None:
        with contextlib.suppress(OSError):  # it is gone, as the pipe of its answers tells
            self._batches.send(message)

    def receive(self) -> bool:
        """Take an answer that has come. False: the process has ended, its batches are left undone."""
        try:
            answer = self.answers.recv()
        except (EOFError, OSError):
            for row in self.given:
                row.worker = None
            return False
        self.given.popleft().answer = answer
        return True

    def end(self) -> None:
        """It only reads, and nobody wants more of it."""
        self._process.terminate()
        self._process.join()
        self._process.close()
        self._batches.close()
        self.answers.close()


def _started(
    stack: contextlib.ExitStack, work: Callable[..., Any], prepare: Callable[[], Any], wanted: int
) -> list[_Worker]:
    """So many processes, or as many as the system lets this one have."""
    found: list[_Worker] = []
    if multiprocessing.current_process().daemon:
        return found  # itself one of several
    with contextlib.suppress(OSError):
        while len(found) < wanted:
            found.append(_Worker(work, prepare))
            stack.callback(found[-1].end)
    return found


def _is_left(row: _Given[Batch, Result]) -> bool:
    return row.worker is None and row.answer is None


def _take(
    given: deque[_Given[Batch, Result]],
    started: list[_Worker],
    here: Generator[tuple[bool, Any], Batch, None],
    cancelled: Callable[[], bool] | None,
) -> Result:
    """The result of the batch that was given first. What is left to this process is done rather than wait."""
    row = given.popleft()
    _stop_if(cancelled)
    while row.answer is None:
        left = row if _is_left(row) else next(filter(_is_left, given), None)
        if left is not None:
            left.answer = here.send(left.batch)
        _collect(started, seconds=_PATIENCE if left is None else 0)
        _stop_if(cancelled)
    kind, result = row.answer
    if kind is _FAILED:
        raise result
    return result  # type: ignore[no-any-return]


def _collect(started: list[_Worker], *, seconds: float) -> None:
    """Take what answers there are, waiting so long for the first, and forget who is gone."""
    while started and (ready := wait([worker.answers for worker in started], seconds)):
        for worker in [worker for worker in started if worker.answers in ready]:
            if not worker.receive():
                started.remove(worker)
        seconds = 0


def _here(
    work: Callable[[State, Batch], Result], prepare: Callable[[], AbstractContextManager[State]]
) -> Generator[tuple[bool, Any], Batch, None]:
    """Does in this process what it is sent; prepares for it when the first comes."""
    batch = yield _DONE, None
    with prepare() as state:
        while True:
            batch = yield _answer(work, state, batch)


def _stop_if(cancelled: Callable[[], bool] | None) -> None:
    if cancelled and cancelled():
        raise AnnotatorError("cancelled")


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """A process started in the block is not interrupted from the terminal: this one ends it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# In the processes


def _serve(batches: Connection, answers: Connection) -> None:
    """Answer batches until this process is ended; it says nothing of what it cannot do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    waiting: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_receive, args=(batches, waiting), daemon=True).start()
    work, prepare = waiting.get()
    with contextlib.suppress(Exception), prepare() as state:
        while True:
            answers.send(_answer(work, state, waiting.get()))


def _do_apart(given: Connection, answers: Connection) -> None:
    """Do the work that comes, tell how far it is and what came of it, and end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):  # nobody wants it any more
        work = given.recv()
        answers.send(_answer(_told, work, lambda done, total: answers.send((_UNDERWAY, (done, total)))))


def _told(work: Callable[..., Any], tell: object) -> object:
    return work(tell)


def _answer(work: Callable[..., Any], state: object, batch: object) -> tuple[bool, Any]:
    try:
        return _DONE, work(state, batch)
    except Exception as error:  # raised where the results are awaited
        error.add_note(traceback.format_exc())
        return _FAILED, error


def _receive(batches: Connection, waiting: SimpleQueue[Any]) -> None:
    """Take batches as they come; once nobody can send any more, this process has no purpose."""
    while True:
        try:
            waiting.put(batches.recv())
        except (EOFError, OSError):
            os._exit(0)
