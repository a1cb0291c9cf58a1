"""How much work something is, counted and not timed: the same figures on every machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


def steps(act: Callable[[], object]) -> int:
    """How many lines of Python run within `act`."""
    ran = 0

    def trace(frame: FrameType, event: str, _: object) -> Callable[..., object]:
        nonlocal ran
        ran += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        act()
    finally:
        sys.settrace(before)
    return ran


class Watched(str):
    """A text that counts the characters it hands out."""

    def __init__(self, _: str) -> None:
        self.read = 0

    def __getitem__(self, key: object) -> str:
        found = super().__getitem__(key)  # type: ignore[index]
        self.read += len(found)
        return found
