"""Reads rows out of the single pages of a database file, where SQLite no longer finds its way between them.

Names and numbers are those of SQLite's description of its file format.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

_MARK: Final = b"SQLite format 3\0"
_SIZES: Final = frozenset(1 << power for power in range(9, 17))
_USUAL_SIZE: Final = 4096
_WAL_HEADER, _FRAME_HEADER = 32, 24

_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR = 0x0D, 0x0A, 0x02
_HEADERS: Final = {_TABLE_LEAF: 8, _INDEX_LEAF: 8, _INDEX_INTERIOR: 12}
"""Kinds of pages that hold rows, a table without row ids being an index; and how long their headers are."""

_INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_UNREADABLE: Final = (IndexError, ValueError, struct.error, KeyError)


class Row(NamedTuple):
    """The values of a row as they are stored. `key` is its row id, 0 where the table has none."""

    key: int
    values: tuple[Any, ...]


def rows(path: Path) -> Iterator[Row]:
    """Every row that some page holds whole, of every table: also of pages that are in use no more.

    Raises `OSError`.
    """
    file = _File(path)
    for number in range(1, file.count + 1):
        page = file.page(number)
        start = 100 if number == 1 else 0
        if len(page) < 512 or page[start] not in _HEADERS:
            continue
        for cell in _cells(page, start):
            try:
                yield _row(file, page, page[start], cell)
            except _UNREADABLE:
                continue


class _File:
    """The pages of a file, the newer ones from the write-ahead log beside it."""

    def __init__(self, path: Path) -> None:
        self._data = path.read_bytes()
        size = int.from_bytes(self._data[16:18], "big")
        size = 65536 if size == 1 else size
        known = self._data.startswith(_MARK) and size in _SIZES
        self.size = size if known else _USUAL_SIZE
        self.usable = self.size - (self._data[20] if known else 0)
        self._newer = self._logged(path.with_name(f"{path.name}-wal"))
        self.count = max(-(-len(self._data) // self.size), *self._newer, 0)

    def page(self, number: int) -> bytes:
        return self._newer.get(number) or self._data[(number - 1) * self.size : number * self.size]

    def _logged(self, log: Path) -> dict[int, bytes]:
        """The pages that committed transactions have written and that are not in the file yet."""
        data = log.read_bytes() if log.is_file() else b""
        salt = data[16:24]
        found: dict[int, bytes] = {}
        waiting: dict[int, bytes] = {}
        for at in range(_WAL_HEADER, len(data) - self.size - _FRAME_HEADER + 1, self.size + _FRAME_HEADER):
            number, committed = struct.unpack_from(">II", data, at)
            if data[at + 8 : at + 16] != salt:
                break
            waiting[number] = data[at + _FRAME_HEADER : at + _FRAME_HEADER + self.size]
            if committed:
                found |= waiting
                waiting = {}
        return found


def _cells(page: bytes, start: int) -> list[int]:
    """Where the cells of a page begin."""
    (count,) = struct.unpack_from(">H", page, start + 3)
    first = start + _HEADERS[page[start]]
    end = min(first + 2 * count, len(page) - 1)
    return [struct.unpack_from(">H", page, at)[0] for at in range(first, end, 2)]


def _row(file: _File, page: bytes, kind: int, at: int) -> Row:
    key = 0
    if kind == _INDEX_INTERIOR:
        at += 4
    length, at = _varint(page, at)
    if kind == _TABLE_LEAF:
        key, at = _varint(page, at)
    return Row(key, _values(_payload(file, page, kind, at, length)))


def _payload(file: _File, page: bytes, kind: int, at: int, length: int) -> bytes:
    """The bytes of a row: those on its page, and those on the pages that it overflows to."""
    usable = file.usable
    most = usable - 35 if kind == _TABLE_LEAF else (usable - 12) * 64 // 255 - 23
    if length <= most:
        return _exactly(page[at : at + length], length)
    least = (usable - 12) * 32 // 255 - 23
    local = least + (length - least) % (usable - 4)
    local = local if local <= most else least
    parts, left = [page[at : at + local]], length - local
    (following,) = struct.unpack_from(">I", page, at + local)
    while left > 0:
        if not 0 < following <= file.count:
            raise ValueError(following)
        over = file.page(following)
        parts.append(over[4 : 4 + min(left, usable - 4)])
        left -= usable - 4
        (following,) = struct.unpack_from(">I", over)
    return _exactly(b"".join(parts), length)


def _exactly(payload: bytes, length: int) -> bytes:
    if len(payload) != length:
        raise ValueError(length)
    return payload


def _values(payload: bytes) -> tuple[Any, ...]:
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Any, int]:
    """A value of one of SQLite's kinds, and where the next begins."""
    if kind >= 12:
        length = (kind - 12) // 2
        found = _exactly(payload[at : at + length], length)
        return found.decode() if kind % 2 else found, at + length
    if kind in (0, 8, 9):
        return {0: None, 8: 0, 9: 1}[kind], at
    if kind == 7:
        return struct.unpack_from(">d", payload, at)[0], at + 8
    length = _INTEGERS[kind]
    return int.from_bytes(_exactly(payload[at : at + length], length), "big", signed=True), at + length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where the next one begins."""
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | data[place] & 0x7F
        if data[place] < 0x80:
            return value, place + 1
    return value << 8 | data[at + 8], at + 9
