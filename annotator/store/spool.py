"""Holds rows that come over a line until the file takes them: in memory, many of them on the disk."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterable, Iterator
from typing import Any, Final, Generic, TypeVar

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.store.connection import SIZE_CODES

Row = TypeVar("Row")
_HELD: Final = 16 << 20
_LENGTH: Final = 8


class Spool(Generic[Row]):
    """Rows of one type, read back in their order."""

    def __init__(self, rows: Iterable[Row], type_: Any) -> None:
        """`type_` is `Row`, as a decoder takes it.

        Raises `AnnotatorError("disk-full")` where the folder of passing files has no room.
        """
        self._decode = msgspec.msgpack.Decoder(type_).decode
        self._file = tempfile.SpooledTemporaryFile(max_size=_HELD)  # noqa: SIM115 - `close` closes it
        try:
            self._fill(rows)
        except OSError as error:
            self._file.close()
            if error.errno not in SIZE_CODES:
                raise
            raise AnnotatorError("disk-full", path=tempfile.gettempdir()) from error
        except BaseException:
            self._file.close()
            raise
        finally:
            if isinstance(
                rows, Generator
            ):  # else the line it reads from stays open where this came to no end
                rows.close()

    def _fill(self, rows: Iterable[Row]) -> None:
        encoder, buffer = msgspec.msgpack.Encoder(), bytearray()
        for row in rows:
            encoder.encode_into(row, buffer, _LENGTH)
            buffer[:_LENGTH] = (len(buffer) - _LENGTH).to_bytes(_LENGTH, "little")
            self._file.write(buffer)

    def __iter__(self) -> Iterator[Row]:
        self._file.seek(0)
        while length := self._file.read(_LENGTH):
            yield self._decode(self._file.read(int.from_bytes(length, "little")))

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Spool[Row]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
