"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

from annotator.core.errors import AnnotatorError
from annotator.store.connection import check_target


def write_whole(out: Path, data: bytes) -> None:
    """Write a file beside its place and move it there, so that no reader ever finds half of it.

    Raises `AnnotatorError("file-not-written")`, and as `check_target` does.
    """
    check_target(out)
    out = out.resolve()
    partial = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    try:
        partial.write_bytes(data)
        partial.replace(out)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError("file-not-written", path=str(out), reason=reason) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
