"""Where a hub is, as PostgreSQL's library takes it: never with a password, and proven to be the one meant."""

from __future__ import annotations

import os
from typing import Final

from annotator.core.errors import AnnotatorError
from annotator.hub.driver import driver

_SECRETS: Final = ("password", "sslpassword")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1", ""})
_PROVEN: Final = "verify-full"


def clean_address(url: str, *, insecure: bool = False) -> str:
    """A connection string for what was typed, as it is kept: over a network the server proves who it is.

    Raises `AnnotatorError`: "hub-bad-url", "hub-url-password", and "hub-insecure" for what asks for less
    proof without being meant to be `insecure`.
    """
    conninfo = driver().conninfo
    try:
        parts = conninfo.conninfo_to_dict(url)
    except driver().Error as error:
        raise AnnotatorError("hub-bad-url", reason=str(error).strip()) from error
    if any(parts.get(secret) for secret in _SECRETS):
        raise AnnotatorError("hub-url-password")
    if not _is_near(parts):
        asked = parts.get("sslmode")
        if not insecure:
            if asked not in (None, _PROVEN):
                raise AnnotatorError("hub-insecure", sslmode=asked)
            parts["sslmode"] = _PROVEN
        elif asked is None:
            parts["sslmode"] = "prefer"
    return str(conninfo.make_conninfo("", **parts))


def _is_near(parts: dict[str, object]) -> bool:
    """Whether nothing leaves this computer. What a service names is not known here, so it may."""
    if parts.get("service") or (not parts.get("host") and os.environ.get("PGSERVICE")):
        return False
    named = parts.get("hostaddr") or parts.get("host") or os.environ.get("PGHOST") or ""
    return all(host in _LOOPBACK or host.startswith(("/", "@")) for host in str(named).split(","))
