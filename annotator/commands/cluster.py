"""Has long work done on a Dask cluster: the same results in the same order as this machine gives.

Workers get what they need with the work, and share nothing with whoever asks: no file, no connection. They
need the same version of this program, as other rules would find other things.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import platform
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from annotator import __version__
from annotator.commands.learning import shipped_words
from annotator.core.errors import AnnotatorError

if TYPE_CHECKING:
    from distributed import Client, Future

State = TypeVar("State")
Batch = TypeVar("Batch")
Result = TypeVar("Result")

_AHEAD: Final = 3
"""Batches for each thread of the cluster that are handed out, or done and not yet taken."""

_CONNECT: Final = 10.0
_JOIN: Final = 30.0
"""Seconds that a scheduler, and the first worker, may take to be there."""

_PATIENCE: Final = 0.5
"""Seconds between two looks at whether the work is still wanted."""

_SHOWN: Final = 12
"""Digits of a hash."""


def spread_over(
    address: str,
    work: Callable[[State, Batch], Result],
    batches: Iterable[Batch],
    *,
    prepare: Callable[[], AbstractContextManager[State]],
    cancelled: Callable[[], bool] | None = None,
) -> Generator[Result, None, None]:
    """As `annotator.cores.spread`, by the workers of the scheduler at an address.

    Raises `AnnotatorError`: "cluster-missing" where the library is not installed, "cluster-gone",
    "cluster-empty" where it has no workers, "cluster-differs" where one has another version, "cancelled".
    """
    with _connected(address) as client:
        _check_workers(client, address)
        # Pickled here, so that it is data to the library, which would look through each record otherwise.
        job = client.scatter(pickle.dumps((work, prepare)), broadcast=True, hash=False)
        given: deque[Future] = deque()
        for batch in batches:
            given.append(client.submit(_do, version(), job, job.key, pickle.dumps(batch), pure=False))
            while len(given) > _AHEAD * sum(client.nthreads().values()):
                yield _take(client, address, given.popleft(), cancelled)
        while given:
            yield _take(client, address, given.popleft(), cancelled)
        client.run(_forget, job.key, on_error="ignore")


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """Connected to a scheduler within the block; what goes wrong with it is told as an error of ours."""
    try:
        import distributed
    except ImportError as error:
        raise AnnotatorError("cluster-missing", extra="arabic-annotator[cluster]") from error
    gone = (OSError, TimeoutError, ValueError, CancelledError, distributed.KilledWorker)
    with _silent(), ExitStack() as stack:
        try:
            asyncio.run(_reach(address))  # a client that finds nobody would leave a thread behind
            client = distributed.Client(address, timeout=_CONNECT, set_as_default=False)
            stack.enter_context(closing(client))
            yield client
        except gone as error:
            raise AnnotatorError("cluster-gone", address=address, reason=str(error)) from error


async def _reach(address: str) -> None:
    from distributed import Security
    from distributed.comm import connect

    comm = await connect(address, timeout=_CONNECT, **Security().get_connection_args("client"))
    await comm.close()


@contextmanager
def _silent() -> Iterator[None]:
    """The library logs what is told here anyway."""
    logger = logging.getLogger("distributed")
    was, logger.disabled = logger.disabled, True
    others = [logging.getLogger(f"distributed.{name}") for name in ("client", "core", "comm")]
    levels = [other.level for other in others]
    try:
        for other in others:
            other.setLevel(logging.CRITICAL + 1)
        yield
    finally:
        logger.disabled = was
        for other, level in zip(others, levels, strict=True):
            other.setLevel(level)


def _check_workers(client: Client, address: str) -> None:
    _await_worker(client, address)
    for name, found in client.run(version, on_error="return").items():
        if found != version():
            told = found if isinstance(found, str) else f"{type(found).__name__}: {found}"
            raise _differs(str(name), told, version())


def _await_worker(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_JOIN)
    except TimeoutError as error:
        raise AnnotatorError("cluster-empty", address=address) from error


def _take(client: Client, address: str, future: Future, cancelled: Callable[[], bool] | None) -> Any:
    while not future.done():
        if cancelled and cancelled():
            raise AnnotatorError("cancelled")
        with suppress(TimeoutError):
            return future.result(timeout=_PATIENCE)
        _await_worker(client, address)
    return future.result()


def _differs(worker: str, found: str, asked: str) -> AnnotatorError:
    return AnnotatorError("cluster-differs", worker=worker, found=found, version=asked)


# On the workers


def version() -> str:
    """The version of the program, with that of the word lists and weights that come with it."""
    return f"{__version__}-{shipped_words()[:_SHOWN]}"


_prepared: Final[dict[str, tuple[ExitStack, Callable[..., Any], Any]]] = {}
"""The latest job and what was prepared for it."""

_lock: Final = Lock()
"""One batch at a time in each process: more threads would not be sooner done."""


def _do(asked: str, job: bytes, key: str, batch: bytes) -> Any:
    """Do a batch; what the job needs is prepared for the first one."""
    if asked != version():  # a worker that came later
        raise _differs(platform.node(), version(), asked)
    with _lock:
        if key not in _prepared:
            _drop_all()
            work, prepare = pickle.loads(job)
            stack = ExitStack()
            _prepared[key] = stack, work, stack.enter_context(prepare())
        _, work, state = _prepared[key]
        return work(state, pickle.loads(batch))


def _forget(key: str) -> None:
    with _lock:
        if key in _prepared:
            _drop_all()


def _drop_all() -> None:
    while _prepared:
        _, (stack, _, _) = _prepared.popitem()
        stack.close()
