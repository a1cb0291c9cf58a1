"""A line to a server that is cut once so many bytes have gone over it."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Final

_PORTION: Final = 4096


class Line:
    """`port` is where it begins; `passed` is how many bytes went over it, both ways."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.passed = 0


@contextmanager
def line_to(server: Path, *, cut_after: int | None, port: int = 0) -> Iterator[Line]:
    """A line from a port of the loopback to the socket of a server; None is never cut."""
    with closing(socket.create_server(("127.0.0.1", port))) as listening:
        line = Line(listening.getsockname()[1])
        ends, ended = socket.socketpair()
        thread = threading.Thread(
            target=_carry, args=(listening, server, line, cut_after, ended), name="line"
        )
        thread.start()
        try:
            yield line
        finally:
            ends.close()
            thread.join()
            ended.close()


@contextmanager
def deaf() -> Iterator[int]:
    """The port of a server that never answers. Whoever still looks for it at the end gives up then."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening.getsockname()[1]
    for thread in threading.enumerate():
        if thread.name == "hub":
            thread.join()


def _carry(
    listening: socket.socket, server: Path, line: Line, cut_after: int | None, ended: socket.socket
) -> None:
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        selector.register(listening, selectors.EVENT_READ)
        selector.register(ended, selectors.EVENT_READ)
        other: dict[socket.socket, socket.socket] = {}
        while True:
            for key, _ in selector.select():
                end = key.fileobj
                assert isinstance(end, socket.socket)
                if end is ended:
                    return
                if end is listening:
                    near, _ = listening.accept()
                    far = socket.socket(socket.AF_UNIX)
                    far.connect(str(server))
                    for one, two in ((near, far), (far, near)):
                        stack.enter_context(closing(one))
                        other[one] = two
                        selector.register(one, selectors.EVENT_READ)
                    continue
                if end not in other:  # it was closed with the one before
                    continue
                with suppress(OSError):
                    data = end.recv(_PORTION)
                    passing = data if cut_after is None else data[: max(0, cut_after - line.passed)]
                    if passing:
                        other[end].sendall(passing)
                        line.passed += len(passing)
                    if data and passing == data:
                        continue
                pair = (end, other[end])
                for gone in pair:
                    selector.unregister(gone)
                    del other[gone]
                    gone.close()
