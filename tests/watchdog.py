"""Watches the window's thread: what blocks its event loop, and what it asks of the project file.

`Watchdog` takes the time and says where the thread stood: for the benchmark, and for trying by hand. `Asked`
counts, which comes out alike on every machine: for the tests.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any, Final, NamedTuple

import pytest
from PySide6.QtCore import QObject, Qt, QTimer

from annotator.store import project as projects
from annotator.store.connection import BUSY_SECONDS

_ROOT: Final = Path(__file__).resolve().parents[1]
_BEAT_MILLISECONDS: Final = 4
_CALLS: Final = 4
"""How many calls name a place."""
_STEPS: Final = 100
"""After so many steps of its machine SQLite tells that it is at work."""


class Block(NamedTuple):
    """How long the event loop stood still, how much of that its thread computed, and where it was.

    What it did not compute it waited: for a lock, for the disk, or because others have the processor.
    """

    seconds: float
    computed: float
    stacks: tuple[str, ...]

    def __str__(self) -> str:
        return f"{1000 * self.seconds:.0f} ms, {1000 * self.computed:.0f} computed: " + " | ".join(
            self.stacks
        )


class Watchdog(QObject):
    """A heart that beats in the event loop, and a thread that looks where the loop is when it does not.

    To be used as a context manager, in the thread of the event loop.
    """

    def __init__(self, *, most: float = 0.05) -> None:
        """`most`: for how many seconds the loop may be busy with one thing."""
        super().__init__()
        self.most = most
        self.blocks: list[Block] = []
        self._beat, self._computed = time.perf_counter(), time.thread_time()
        self._watched = threading.get_ident()
        self._is_over = threading.Event()
        self._stacks: dict[str, None] = {}
        self._thread = threading.Thread(target=self._watch, name="watchdog")
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT_MILLISECONDS)
        self._timer.timeout.connect(self.beat)

    def __enter__(self) -> Watchdog:
        self._beat, self._computed = time.perf_counter(), time.thread_time()
        self._timer.start()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.beat()
        self._timer.stop()
        self._is_over.set()
        self._thread.join()

    def beat(self) -> None:
        """The loop turns; if it did not for too long, that is kept."""
        now, computed = time.perf_counter(), time.thread_time()
        late, self._beat = now - self._beat, now
        busy, self._computed = computed - self._computed, computed
        stacks, self._stacks = tuple(self._stacks), {}
        if late > self.most:
            self.blocks.append(Block(late, busy, stacks))

    def take(self) -> list[Block]:
        """The blocks until now, the longest first; from now on others are gathered."""
        self.beat()
        blocks, self.blocks = self.blocks, []
        return sorted(blocks, reverse=True)

    def _watch(self) -> None:
        # From the middle of what is allowed on, as it is no block yet that one has to be ready for.
        while not self._is_over.wait(self.most / 4):
            if time.perf_counter() - self._beat > self.most / 2:
                self._stacks[_stack(_calls(self._watched))] = None


def _calls(thread: int) -> list[tuple[CodeType, int]]:
    """What a thread has called, the innermost first, and the line each call stands in.

    No frame is held for longer than this takes: its variables would outlive the call, and what is Qt's among
    them be destroyed in the wrong thread.
    """
    calls = []
    frame = sys._current_frames().get(thread)
    while frame is not None:
        calls.append((frame.f_code, frame.f_lineno))
        frame = frame.f_back
    return calls


def _stack(calls: list[tuple[CodeType, int]]) -> str:
    """The calls of the program and its tests, from the innermost outwards."""
    named = [(Path(code.co_filename), line, code.co_name) for code, line in calls]
    return " < ".join(
        f"{path.relative_to(_ROOT).as_posix()}:{line} {name}"
        for path, line, name in named
        if path.is_relative_to(_ROOT)
    )


def gathered(blocks: Iterable[tuple[str, Block]]) -> list[str]:
    """Blocks by what was being done and where the thread was first seen, those that computed most first."""
    by_place: dict[str, list[Block]] = {}
    for act, block in blocks:
        first = block.stacks[0] if block.stacks else ""
        calls = [call for call in first.split(" < ") if call.startswith("annotator/")][:_CALLS]
        by_place.setdefault(f"{act}: {' < '.join(calls) or 'Qt itself'}", []).append(block)
    ordered = sorted(by_place.items(), key=lambda item: -max(block.computed for block in item[1]))
    return [
        f"{1000 * max(block.seconds for block in found):.0f} ms, "
        f"{1000 * max(block.computed for block in found):.0f} computed, {len(found)} times; {place}"
        for place, found in ordered
    ]


class Statement(NamedTuple):
    """What was asked of the file, how many steps that took, and for how long it might have waited."""

    sql: str
    steps: int
    patience: int


class Asked:
    """The statements of the thread in which a project is opened while it is being watched."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self._patience = round(1000 * BUSY_SECONDS)
        self._thread = threading.get_ident()

    def connected(self, connect: Callable[..., sqlite3.Connection]) -> Callable[..., sqlite3.Connection]:
        """The same way to connect, watched."""

        def watched(*arguments: Any, **values: Any) -> sqlite3.Connection:
            connection = connect(*arguments, **values)
            if threading.get_ident() == self._thread:
                connection.set_trace_callback(self._begin)
                connection.set_progress_handler(self._step, _STEPS)
            return connection

        return watched

    def longest(self) -> list[Statement]:
        """Those that took most steps first."""
        return sorted(self.statements, key=lambda row: -row.steps)

    def _begin(self, sql: str) -> None:
        if sql.startswith("PRAGMA busy_timeout ="):
            self._patience = int(sql.rpartition("=")[2])
        self.statements.append(Statement(" ".join(sql.split()), 0, self._patience))

    def _step(self) -> int:
        if self.statements:
            last = self.statements[-1]
            self.statements[-1] = last._replace(steps=last.steps + _STEPS)
        return 0


@contextmanager
def asked() -> Iterator[Asked]:
    """What this thread asks of the projects it opens while the block lasts."""
    made = Asked()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(projects, "connect", made.connected(projects.connect))
        yield made
