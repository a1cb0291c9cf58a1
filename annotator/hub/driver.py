"""PostgreSQL's driver, which is an extra, and the errors of the world that it meets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from annotator.core.errors import AnnotatorError
from annotator.hub import passwords

if TYPE_CHECKING:
    import psycopg

OURS: Final = "HB001"
"""The SQLSTATE of what the functions of a hub raise: the message is a code, the detail what it is about."""

_CODE_BY_STATE = {
    "28000": "hub-login",  # no such role, or not from there
    "28P01": "hub-login",
    "3D000": "hub-no-database",
    "42501": "hub-not-a-member",
    "3F000": "hub-no-hub",
    "42883": "hub-no-hub",
    "42P01": "hub-no-hub",
    "22003": "hub-no-record",  # a number beyond all measure
    "22007": "hub-no-record",  # a time that there is not
    "22008": "hub-no-record",
    "22P02": "hub-no-record",
    "22P05": "hub-no-record",
    "54001": "hub-no-record",  # lists within lists within lists
    "23505": "hub-forged",  # an event that is there already, with another place or hash
    "53100": "hub-disk-full",
    "53300": "hub-unreachable",
    "57P03": "hub-unreachable",
    "55P03": "hub-busy",
    "40001": "hub-busy",
    "40P01": "hub-busy",
    "25006": "hub-reads-only",
}
_CODE_BY_WORDS = (
    (re.compile("SYSCALL|EOF|eof"), "hub-unreachable"),
    (re.compile("no password supplied"), "hub-password"),
    (re.compile("permission denied for database"), "hub-not-a-member"),
    (re.compile("password authentication failed|pg_hba.conf|role .* does not exist"), "hub-login"),
    (re.compile("database .* does not exist"), "hub-no-database"),
    (re.compile("certificate|SSL|TLS|root.crt"), "hub-certificate"),
)
"""What the library says before the server has spoken has no state. Later only the network does that."""


def driver() -> ModuleType:
    """The module `psycopg`. Raises `AnnotatorError("hub-not-installed")`."""
    try:
        return import_module("psycopg")
    except ImportError as error:
        raise AnnotatorError("hub-not-installed", extra="hub", reason=str(error)) from error


@contextmanager
def world_errors(*, connecting: bool = False) -> Iterator[None]:
    """Turns what the driver says of network, server and rights into an `AnnotatorError`."""
    psycopg = driver()
    try:
        yield
    except psycopg.Error as error:
        raise named(error, connecting=connecting) from error


def named(error: psycopg.Error, *, connecting: bool = False) -> AnnotatorError:
    """The error of the world that the driver's error stands for. Its words never hold a password."""
    first = (str(error).strip() or type(error).__name__).splitlines()[0]
    diagnosis = error.diag
    if error.sqlstate == OURS:
        detail = diagnosis.message_detail or ""
        return AnnotatorError(diagnosis.message_primary or "", detail=detail, reason=detail)
    code = _CODE_BY_STATE.get(error.sqlstate or "")
    if code is None and error.sqlstate is None:
        told = _CODE_BY_WORDS if connecting else ()
        code = next((code for words, code in told if words.search(str(error))), "hub-unreachable")
    return AnnotatorError(code or "hub-failed", reason=first, detail=first)


def connect(address: str, password: str | None = None) -> psycopg.Connection[Any]:
    """A connection in autocommit mode. What the server asks for is looked for where PostgreSQL looks for it,
    then where the system keeps passwords; one that is given here and is right, is kept there.

    Raises `AnnotatorError`: "hub-password" where none was found, "hub-unreachable", "hub-login", ...
    """
    if password is not None:
        connection = _connect(address, password)
        passwords.keep(secret_name(address), password)
        return connection
    try:
        return _connect(address)
    except AnnotatorError as error:
        if error.code != "hub-password" or (found := passwords.kept(secret_name(address))) is None:
            raise
    return _connect(address, found)


def _connect(address: str, password: str | None = None) -> psycopg.Connection[Any]:
    module = driver()
    secret = {} if password is None else {"password": password}
    with world_errors(connecting=True):
        connection: psycopg.Connection[Any] = module.connect(
            address,
            autocommit=True,
            connect_timeout=_CONNECT_SECONDS,
            keepalives_idle=_SILENT_SECONDS,
            keepalives_interval=_CONNECT_SECONDS,
            keepalives_count=3,
            tcp_user_timeout=1000 * _SILENT_SECONDS,
            application_name="annotator",
            client_encoding="utf8",
            **secret,
        )
        try:
            # Members may make functions in the schema `public` of older servers: none of them is meant here.
            connection.execute("SET search_path = pg_catalog, pg_temp")
            # Whoever falls silent in a transaction must not keep all others waiting.
            connection.execute("SET idle_in_transaction_session_timeout = '5min'")
            connection.execute("SET lock_timeout = '2min'")
        except BaseException:
            connection.close()
            raise
    return connection


def secret_name(address: str) -> str:
    """What a password is kept under: whose it is, and where."""
    parts = driver().conninfo.conninfo_to_dict(address)
    return " ".join(
        f"{part}={parts[part]}" for part in ("service", "host", "port", "user", "dbname") if part in parts
    )


_CONNECT_SECONDS: Final = 10
_SILENT_SECONDS: Final = 60
