"""When a copy is to sync with its hub next, by a clock that whoever asks reads."""

from __future__ import annotations

from typing import Final

FIRST: Final = 2.0
"""Seconds after a project is opened: what it shows comes before."""
AFTER_CHANGE: Final = 5.0
EVERY: Final = 60.0
LONGEST: Final = 600.0
"""Seconds between two attempts while the hub cannot be reached, at most."""


class Pace:
    """Soon after a change, else every minute; ever more seldom while it fails, whatever is changed then."""

    def __init__(self, now: float) -> None:
        self._regular = now + FIRST
        self._after_change: float | None = None
        self._failures = 0

    def is_due(self, now: float) -> bool:
        soon = self._after_change if not self._failures else None
        return now >= (self._regular if soon is None else min(soon, self._regular))

    def changed(self, now: float) -> None:
        """Something is to be sent; what follows within the next seconds goes with it."""
        if self._after_change is None:
            self._after_change = now + AFTER_CHANGE

    def begun(self) -> None:
        """A sync has begun: what is changed from now on is for the next."""
        self._after_change = None

    def succeeded(self, now: float) -> None:
        self._failures, self._regular = 0, now + EVERY

    def failed(self, now: float) -> None:
        self._regular = now + min(EVERY * 2**self._failures, LONGEST)
        self._failures += 1
