"""Knows the hash of a file while it is being written, for the record of what was made."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer


class Hashed(io.BufferedIOBase):
    """A stream that knows the SHA-256 of what passes through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()
        self._written = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._written

    def write(self, data: Buffer) -> int:
        self.digest.update(data)
        self._written += memoryview(data).nbytes
        return self._stream.write(data)
