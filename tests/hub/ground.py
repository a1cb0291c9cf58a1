"""A team that has just been founded, put back before each of many histories: its hub and its files."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import psycopg

from annotator.commands import documents, hub
from annotator.hub import Hub, driver
from annotator.store import Project
from tests.copies.histories import TEXTS
from tests.hub.server import LEAD, PEOPLE, Server

FILES: Final = (("lead", "layla"), ("one", "salma"), ("two", "salma"), ("three", "yazan"))
"""A file each, and whose it is: Salma works on two machines."""
_TABLES: Final = ("counter", "members", "replicas", "texts", "events", "headers", "changes", "blind")
_STAGED: Final = ("incoming_events", "incoming_changes", "incoming_texts")
_PUT_BACK: Final = "; ".join(
    [
        f"TRUNCATE {', '.join(f'hub.{table}' for table in (*_TABLES, *_STAGED))}",
        *(f"INSERT INTO hub.{table} SELECT * FROM kept.{table}" for table in _TABLES),
    ]
)


class Ground:
    """Founded once. Connections are kept, but for those over which something went wrong."""

    def __init__(self, server: Server, empty: Path, folder: Path) -> None:
        self._server, self._folder = server, folder
        self._lines: dict[str, psycopg.Connection[Any]] = {}
        self._last: psycopg.Connection[Any] | None = None
        self.database = server.database()
        self.root = server.root(self.database)
        folder.mkdir(parents=True, exist_ok=True)
        paths = {name: folder / f"{name}.db" for name, _ in FILES}
        shutil.copy(empty, paths["lead"])
        with Project.open(paths["lead"]) as lead:
            documents.add_text(lead, TEXTS[0], author=PEOPLE[LEAD])
            hub.create(lead, self._url(LEAD), author=PEOPLE[LEAD])
            for role in ("salma", "yazan"):
                hub.set_member(lead, role, names=[PEOPLE[role]])
        for name, role in FILES[1:]:
            hub.join(self._url(role), paths[name])
        self.root.execute("CREATE SCHEMA kept")
        for table in _TABLES:
            self.root.execute(f"CREATE TABLE kept.{table} AS TABLE hub.{table}")

    def put_back(self, folder: Path) -> dict[str, Path]:
        """The hub as it was, and the files as they were, in a folder."""
        self.root.execute(_PUT_BACK)
        return {
            name: Path(shutil.copy(self._folder / f"{name}.db", folder / f"{name}.db")) for name, _ in FILES
        }

    @contextmanager
    def opened(self, address: str, password: str | None = None, line: object = None) -> Iterator[Hub]:
        """In the place of `Hub.opened`."""
        connection = self._lines.pop(address, None) or driver.connect(address)
        self._last = connection
        try:
            yield Hub(connection)
        except BaseException:
            connection.close()
            raise
        self._lines[address] = connection

    def cut(self) -> None:
        """What goes over the line that is open now goes nowhere."""
        assert self._last is not None
        with (
            suppress(OSError),
            socket.fromfd(self._last.fileno(), socket.AF_UNIX, socket.SOCK_STREAM) as same,
        ):
            same.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for connection in (*self._lines.values(), self.root):
            connection.close()
        self._server.drop(self.database)

    def _url(self, role: str) -> str:
        return self._server.url(role, self.database)
