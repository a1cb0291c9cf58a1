"""One state of a project for several processes: what each of them reads is what this one reads."""

from __future__ import annotations

import os
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from functools import partial
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from annotator.core.errors import AnnotatorError
from annotator.cores import cores, spread, workers_for
from annotator.store.connection import read_in_place
from annotator.store.project import Project

Batch = TypeVar("Batch")
Result = TypeVar("Result")

_PAYS: Final = 1 << 25
"""Bytes of a file: below, processes take longer to start than the work takes."""

_END: Final = "SELECT seq, hash FROM main.events ORDER BY seq DESC LIMIT 1"


class Shared:
    """The state that all reads of a block of `one_state` see, here and in other processes."""

    def __init__(self, project: Project, watch: _Watch | None) -> None:
        self._project = project
        self._watch = watch

    def spread(
        self,
        work: Callable[[Project, Batch], Result],
        batches: Iterable[Batch],
        *,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[Result]:
        """Yield `work(project, batch)` for each batch, in order, all of this one state.

        `cores.spread` says how. A process opens the file for itself, and what it does counts only if nothing
        was written between the first read here and its own; else it is done again here.
        """
        drawn: deque[Batch] = deque()

        def asked() -> Iterator[tuple[Batch] | None]:
            for batch in batches:
                drawn.append(batch)
                yield (batch,)

        workers = 1 if self._watch is None else cores()
        answers = spread(
            partial(_answer, work),
            chain(repeat(None, workers), asked()),
            prepare=_Opening(self._project, self._watch),
            workers=workers,
            cancelled=cancelled,
        )
        with closing(answers):
            begun = {process for process, _ in islice(answers, workers)}
            sure = begun if self._watch is not None and self._watch.is_quiet() else set()
            for process, result in answers:
                batch = drawn.popleft()
                is_sure = process in sure or process == os.getpid()
                yield cast(Result, result) if is_sure else work(self._project, batch)


@contextmanager
def one_state(project: Project) -> Iterator[Shared]:
    """All reads of the block see the project as it was at the first of them, whoever writes meanwhile."""
    with ExitStack() as stack:
        watch = _watched(project, stack)
        stack.enter_context(project.snapshot())
        if watch is not None:
            watch.end = project.one(_END)
        yield Shared(project, watch)


class _Watch:
    """A second connection to the file, which is told of what is written; made before the first read."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.end: tuple[Any, ...] | None = None
        self._connection = connection
        self._version = self._now()

    def is_quiet(self) -> bool:
        """Whether nobody has written since."""
        return self._now() == self._version

    def _now(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


def _watched(project: Project, stack: ExitStack) -> _Watch | None:
    """None where one process is to read: a small file, a project in memory, or what cannot be watched."""
    try:
        row = project.one("SELECT file FROM pragma_database_list WHERE name = 'main'")
        path = Path(row[0]) if row and row[0] else None
        if path is None or workers_for(path.stat().st_size, least=_PAYS) < 2:
            return None
        project.one(_END)
        return _Watch(path, stack.enter_context(closing(read_in_place(path))))
    except (AnnotatorError, sqlite3.Error, OSError):
        return None


class _Opening:
    """Prepares a process: this one has the project already, others open its file."""

    def __init__(self, project: Project, watch: _Watch | None) -> None:
        self._project = project
        self._watch = watch

    def __call__(self) -> AbstractContextManager[Project]:
        return nullcontext(self._project)

    def __reduce__(self) -> tuple[Any, ...]:
        assert self._watch is not None
        return partial, (_opened, self._watch.path, self._project.viewers.names, self._watch.end)


@contextmanager
def _opened(path: Path, viewers: tuple[str, ...], end: tuple[Any, ...] | None) -> Iterator[Project]:
    """The project as whoever asks sees it, which nobody may have gone on with since."""
    with Project.open(path, read_only=True, as_found=True) as project:
        project.seen_by(*viewers)
        with project.snapshot():
            if project.one(_END) != end:
                raise AnnotatorError("project-locked", path=str(path))
            yield project


def _answer(
    work: Callable[[Project, Batch], Result], project: Project, asked: tuple[Batch] | None
) -> tuple[int, Result | None]:
    """Who did it and what came of it; only the former where nothing is asked."""
    return os.getpid(), None if asked is None else work(project, *asked)
