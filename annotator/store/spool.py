"""Holds rows that come over a line until the file takes them: in memory, many of them on the disk."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any, Final, Generic, TypeVar

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.store.connection import SIZE_CODES

Row = TypeVar("Row")
_HELD: Final = 16 << 20
_TOGETHER: Final = 64 << 10
"""So many bytes of rows are written, and read back, at once."""
_LENGTH: Final = 4
_LIST: Final = 5
"""Bytes before the rows of a list, as MessagePack has it."""


class Spool(Generic[Row]):
    """Rows of one type, read back in their order."""

    def __init__(
        self, rows: Iterable[Row], type_: Any, note: Callable[[Row], object] = lambda row: None
    ) -> None:
        """`type_` is `Row`, as a decoder takes it; `note` is told each row as it comes.

        Raises `AnnotatorError("disk-full")` where the folder of passing files has no room.
        """
        self._decode = msgspec.msgpack.Decoder(list[type_]).decode
        self._file = tempfile.SpooledTemporaryFile(max_size=_HELD)  # noqa: SIM115 - `close` closes it
        try:
            self._fill(rows, note)
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

    def _fill(self, rows: Iterable[Row], note: Callable[[Row], object]) -> None:
        encoder, buffer, together = msgspec.msgpack.Encoder(), bytearray(), 0
        for row in rows:
            note(row)
            encoder.encode_into(row, buffer, -1)
            together += 1
            if len(buffer) >= _TOGETHER:
                self._write(buffer, together)
                together = 0
        if together:
            self._write(buffer, together)

    def _write(self, rows: bytearray, together: int) -> None:
        """Write rows as one list, and leave the buffer empty."""
        self._file.write((_LIST + len(rows)).to_bytes(_LENGTH, "little"))
        self._file.write(b"\xdd" + together.to_bytes(_LIST - 1, "big"))
        self._file.write(rows)
        rows.clear()

    def __iter__(self) -> Iterator[Row]:
        self._file.seek(0)
        while length := self._file.read(_LENGTH):
            yield from self._decode(self._file.read(int.from_bytes(length, "little")))

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Spool[Row]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
