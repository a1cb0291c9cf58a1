"""Writing a small file whole: it appears when it is complete, and never over a project."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

from annotator.core.errors import AnnotatorError
from annotator.store.connection import check_target


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path`, in the place of a file that is there.

    Raises `AnnotatorError`: "target-is-project", "target-not-a-file", "file-not-written".
    """
    check_target(path)
    path = path.resolve()  # A link stays one: what it leads to is what is written.
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError("file-not-written", path=str(path), reason=reason) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
