"""One file as a stream of bytes: decompressed where it is gzip, counted as it is consumed."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.core.errors import AnnotatorError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LARGEST_DOCUMENT = 64 << 20
"""Bytes of a text, or of one record."""
LARGEST_PIECE = 256 << 20
"""Bytes of what is held in memory at once: a line, or an array of records."""
UNPACKED_TIMES = 100
"""A compressed file may unpack to so many times its size; texts do to five or ten times."""
UNPACKED_ANYWAY = 64 << 20
"""Bytes that any compressed file may unpack to."""

_MEGABYTE = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"
_BUFFER_BYTES = 1 << 18


class Room(msgspec.Struct):
    """What is left of the bytes that an archive may unpack to, all archives within it together."""

    depth: int
    left: int


class Source(msgspec.Struct, frozen=True):
    """A file to read. `on_bytes` is told how many bytes of the file (as stored) each access consumed.

    `within`: it comes from an archive.
    """

    path: Path
    on_bytes: Callable[[int], None] | None = None
    within: Room | None = None

    @property
    def name(self) -> str:
        """The file's name as text that can be shown and stored."""
        return displayed(Path(self.path.name))

    @property
    def suffix(self) -> str:
        """The suffix in lower case, that of the member where the file is compressed: `.jsonl`."""
        suffixes = [suffix.lower() for suffix in self.path.suffixes]
        if suffixes[-1:] == [".gz"]:
            suffixes.pop()
        return suffixes[-1] if suffixes else ""

    @contextmanager
    def open(self) -> Iterator[io.BufferedReader[Any]]:
        """The decompressed bytes. Raises `AnnotatorError`: "no-such-file", "cannot-read", "broken-gzip",
        "unpacks-too-large"."""
        try:
            with io.BufferedReader(
                _Counted(self.path.open("rb", buffering=0), self.on_bytes), _BUFFER_BYTES
            ) as stored:
                if self.path.suffix.lower() == ".gz" or stored.peek(2)[:2] == _GZIP_MAGIC:
                    most = max(UNPACKED_ANYWAY, UNPACKED_TIMES * self.path.stat().st_size)
                    with (
                        gzip.GzipFile(fileobj=stored) as member,
                        io.BufferedReader(_Member(member, most), _BUFFER_BYTES) as stream,
                    ):
                        yield stream
                else:
                    yield stored
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise AnnotatorError("broken-gzip", reason=str(error)) from error
        except FileNotFoundError as error:
            raise AnnotatorError("no-such-file") from error
        except OSError as error:
            raise AnnotatorError("cannot-read", reason=error.strerror or str(error)) from error


def displayed(path: Path) -> str:
    """`path` as text; bytes of a name that are not UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def read_document(stream: io.BufferedReader[Any]) -> bytes:
    """All of a stream that is one document. Raises `AnnotatorError("document-too-large")`."""
    data = stream.read(LARGEST_DOCUMENT + 1)
    if len(data) > LARGEST_DOCUMENT:
        raise AnnotatorError("document-too-large", limit=megabytes(LARGEST_DOCUMENT))
    return data


def megabytes(count: int) -> int:
    return count // _MEGABYTE


class _Member(io.RawIOBase):
    """What a compressed file holds, handed out as it comes, so that damage takes nothing before it away.

    Of what unpacks without end no more than `most` bytes.
    """

    def __init__(self, file: gzip.GzipFile, most: int) -> None:
        self._file = file
        self._most = self._left = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        data = self._file.read1(len(view))
        self._left -= len(data)
        if self._left < 0:
            raise AnnotatorError("unpacks-too-large", limit=megabytes(self._most))
        view[: len(data)] = data
        return len(data)


class _Counted(io.RawIOBase):
    """A file that tells how much of it was read."""

    def __init__(self, file: io.FileIO, on_bytes: Callable[[int], None] | None) -> None:
        self._file = file
        self._on_bytes = on_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        count = self._file.readinto(buffer) or 0
        if self._on_bytes:
            self._on_bytes(count)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()
