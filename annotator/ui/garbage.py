"""Collects garbage in the window's thread alone, and gives back to the system what work has left free."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from PySide6.QtCore import QObject, QTimer

_MILLISECONDS = 1000


class Garbage(QObject):
    """While it lives, cycles are collected when its timer says so, and by no thread that happens to allocate.

    Widgets lie in cycles with what they call. A thread that computes suggestions makes most objects, so
    Python would collect there, and take widgets apart while the window's thread paints or restyles them.

    What the program itself is made of is never garbage, and is not looked through again.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("garbage")
        gc.disable()
        gc.freeze()
        timer = QTimer(self)
        timer.timeout.connect(self.collect)
        timer.start(_MILLISECONDS)

    def collect(self) -> None:
        """Collect the oldest generation that is due, and with it the younger ones.

        A library that has switched collecting off for itself has then switched it on for everybody.
        """
        gc.disable()
        due = [
            place
            for place, (count, threshold) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if threshold and count > threshold
        ]
        if due:
            gc.collect(max(due))


def give_back() -> None:
    """Give memory that nothing uses any more back to the system, where the C library would keep it."""
    _trim()(0)


@cache
def _trim() -> Callable[[int], Any]:
    """The GNU C library keeps what a thread has freed; others give it back by themselves."""
    if sys.platform == "linux":
        return getattr(ctypes.CDLL(None), "malloc_trim", lambda _: 0)
    return lambda _: 0
