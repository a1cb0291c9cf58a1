"""One turn of the event loop: what is shown anew is shown once in it, however often that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakMethod

import shiboken6
from PySide6.QtCore import QObject, QTimer

Refresh = Callable[[], None]
"""A method of a widget or of another Qt object: what is gone by then is not shown anew."""


class Turn(QObject):
    """Gathers what is to be refreshed, and keeps none of it alive."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._asked: dict[WeakMethod[Refresh], None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.settle)

    def soon(self, refresh: Refresh) -> None:
        """Run `refresh` once the present turn is over."""
        self._asked.setdefault(WeakMethod(refresh))
        self._timer.start(0)

    def settle(self) -> None:
        """Run now what was asked for: before a key is taken, which may depend on it."""
        while self._asked:
            asked = next(iter(self._asked))
            del self._asked[asked]
            refresh = asked()
            if refresh is not None and shiboken6.isValid(refresh.__self__):  # type: ignore[attr-defined]
                refresh()
