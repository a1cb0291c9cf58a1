"""The line to a hub, which somebody else than whoever talks over it can cut: a window that is closed."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from functools import partial
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Final

from annotator.core.errors import AnnotatorError
from annotator.hub.driver import connect

if TYPE_CHECKING:
    import psycopg

_LOOK_SECONDS: Final = 0.05


class Line:
    """Whatever goes over it when it is cut fails as if the network had; so does what would later."""

    def __init__(self, is_wanted: Callable[[], bool] = lambda: True) -> None:
        """`is_wanted` is asked, while a server is being reached, whether anybody still waits for it."""
        self._is_wanted = is_wanted
        self._is_cut = False
        self._connections: list[psycopg.Connection[Any]] = []
        self._lock = Lock()

    @property
    def is_cut(self) -> bool:
        return self._is_cut or not self._is_wanted()

    def connected(self, connect: Callable[[], psycopg.Connection[Any]]) -> psycopg.Connection[Any]:
        """What `connect` returns, as it may take long where nobody answers.

        Raises `AnnotatorError("hub-unreachable")` at once when the line is cut meanwhile, and as `connect`.
        """
        tried: Future[psycopg.Connection[Any]] = Future()
        # Nothing breaks off the search for a server, but the program need not wait for its end.
        Thread(target=self._try, args=(connect, tried), name="hub", daemon=True).start()
        while not wait([tried], _LOOK_SECONDS).done:
            if self.is_cut:
                self.cut()
                raise AnnotatorError("hub-unreachable", reason="")
        return tried.result()

    def hang_up(self, connection: psycopg.Connection[Any]) -> None:
        """End a connection."""
        with self._lock:
            self._connections.remove(connection)
            connection.close()

    def cut(self) -> None:
        """Let what goes over the line fail now, and what would go over it later; for any thread."""
        with self._lock:
            self._is_cut = True
            for connection in self._connections:
                if not connection.closed:
                    _shut_down(connection)

    def _try(
        self, connect: Callable[[], psycopg.Connection[Any]], tried: Future[psycopg.Connection[Any]]
    ) -> None:
        try:
            connection = connect()
        except BaseException as error:
            tried.set_exception(error)
            return
        with self._lock:
            self._connections.append(connection)
            if self._is_cut:
                connection.close()
        tried.set_result(connection)


@contextmanager
def connected(
    address: str, password: str | None = None, line: Line | None = None
) -> Iterator[psycopg.Connection[Any]]:
    """A connection as `connect` makes it, over a `line` if there is one."""
    opening = partial(connect, address, password)
    connection = opening() if line is None else line.connected(opening)
    try:
        yield connection
    finally:
        if line is None:
            connection.close()
        else:
            line.hang_up(connection)


def _shut_down(connection: psycopg.Connection[Any]) -> None:
    with (
        suppress(OSError),
        socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as same,
    ):
        same.shutdown(socket.SHUT_RDWR)
