"""A disk that fails: SQLite's own way to its files, in which every write, sync and truncation can go wrong.

SQLite takes its files from a table of functions. Here that table is SQLite's own but for three of them, which
first ask whether this one is to fail. It is reached through the library that Python itself uses; where that
is built into Python, there is nothing to reach: `reachable` says so.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from functools import cache
from typing import Any, Final, Literal

Fault = Literal["full", "error", "torn", "dead"]
"""How one write fails: the disk is full; it refuses; it takes half; it takes half, and nothing ever after."""

FULL: Final = 13
WRITE_FAILED: Final = 10 | 3 << 8
SYNC_FAILED: Final = 10 | 4 << 8
TRUNCATE_FAILED: Final = 10 | 6 << 8


class Methods(Structure):
    """`sqlite3_io_methods`, as long as its version says."""


class File(Structure):
    _fields_ = [("methods", POINTER(Methods))]


_Write = CFUNCTYPE(c_int, POINTER(File), c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, POINTER(File), c_int64)
_Sync = CFUNCTYPE(c_int, POINTER(File), c_int)
_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(File), c_int, POINTER(c_int))

Methods._fields_ = [
    ("version", c_int),
    *((name, c_void_p) for name in ("close", "read")),
    ("write", _Write),
    ("truncate", _Truncate),
    ("sync", _Sync),
    *(
        (name, c_void_p)
        for name in (
            "file_size", "lock", "unlock", "check_reserved_lock", "file_control", "sector_size",
            "device_characteristics", "shm_map", "shm_lock", "shm_barrier", "shm_unmap", "fetch", "unfetch",
        )
    ),
]  # fmt: skip
_SHORT_OF: Final = {1: "shm_map", 2: "fetch"}
"""The first field that a table of this version does not have."""


class System(Structure):
    """`sqlite3_vfs`."""

    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", _Open),
        *((f"function_{n}", c_void_p) for n in range(17)),
    ]


@cache
def _library() -> Any:
    """The SQLite that Python uses, or None."""
    try:
        found = ctypes.CDLL("sqlite3" if sys.platform == "win32" else _sqlite3.__file__)
        found.sqlite3_vfs_find.restype = POINTER(System)
        found.sqlite3_vfs_find.argtypes = [c_char_p]
        found.sqlite3_vfs_register.argtypes = [POINTER(System), c_int]
        found.sqlite3_libversion.restype = c_char_p
    except (OSError, AttributeError):
        return None
    return found if found.sqlite3_libversion().decode() == _sqlite3.sqlite_version else None


def reachable() -> bool:
    return _library() is not None


class Disk:
    """What goes through: counted, and spoilt from the `at`th on as `fault` says."""

    def __init__(self) -> None:
        self.count = 0
        self.at = -1
        self.fault: Fault = "error"
        self.failed = 0
        self._kept: list[Any] = []
        self._changed: dict[int, Methods] = {}

    def fails(self) -> bool:
        """Whether this one does, of those that are counted."""
        self.count += 1
        hit = self.count == self.at or (self.fault == "dead" and 0 < self.at < self.count)
        self.failed += hit
        return hit

    def methods(self, usual: Any) -> Methods:
        """SQLite's functions for a file, three of which ask first."""
        address = ctypes.addressof(usual.contents)
        if address not in self._changed:
            ours = Methods()
            cut = _SHORT_OF.get(usual.contents.version)
            size = getattr(Methods, cut).offset if cut else ctypes.sizeof(Methods)
            ctypes.memmove(ctypes.addressof(ours), address, size)
            self._change(ours, usual.contents)
            self._changed[address] = ours
        return self._changed[address]

    def _change(self, ours: Methods, usual: Any) -> None:
        write, truncate, sync = usual.write, usual.truncate, usual.sync

        def spoilt_write(file: Any, data: int, amount: int, offset: int) -> int:
            if not self.fails():
                return int(write(file, data, amount, offset))
            if self.fault in ("torn", "dead") and self.count == self.at:
                write(file, data, amount // 2, offset)
            return FULL if self.fault == "full" else WRITE_FAILED

        def spoilt_truncate(file: Any, size: int) -> int:
            return TRUNCATE_FAILED if self.fails() else int(truncate(file, size))

        def spoilt_sync(file: Any, flags: int) -> int:
            return SYNC_FAILED if self.fails() else int(sync(file, flags))

        ours.write, ours.truncate, ours.sync = made = (
            _Write(spoilt_write),
            _Truncate(spoilt_truncate),
            _Sync(spoilt_sync),
        )
        self._kept += made


@contextmanager
def failing() -> Iterator[Disk]:
    """Let every file that SQLite opens within lie on this disk; it must be closed within."""
    library = _library()
    usual = library.sqlite3_vfs_find(None)
    disk, ours = Disk(), System()
    ctypes.memmove(ctypes.addressof(ours), ctypes.addressof(usual.contents), ctypes.sizeof(System))
    open_ = usual.contents.open

    def opened(_: Any, name: Any, file: Any, flags: int, out: Any) -> int:
        result = int(open_(ctypes.addressof(usual.contents), name, file, flags, out))
        if result == 0 and file.contents.methods:
            file.contents.methods = ctypes.pointer(disk.methods(file.contents.methods))
        return result

    kept = ours.open = _Open(opened)
    ours.name = b"failing"
    library.sqlite3_vfs_register(ctypes.byref(ours), 1)
    try:
        yield disk
    finally:
        library.sqlite3_vfs_unregister(ctypes.byref(ours))
        library.sqlite3_vfs_register(usual, 1)
        del kept
