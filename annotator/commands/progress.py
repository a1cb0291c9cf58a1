"""How long work tells how far it is, and is asked to stop."""

from __future__ import annotations

from collections.abc import Callable

from annotator.core.errors import AnnotatorError

Progress = Callable[[int, int], None]
"""Told how much is done and how much there is: bytes read, or documents written."""

Cancelled = Callable[[], bool]
"""Asked now and then whether the person wants to stop."""


def stop_if(cancelled: Cancelled | None) -> None:
    """Raises `AnnotatorError("cancelled")` once the person wants to stop."""
    if cancelled and cancelled():
        raise AnnotatorError("cancelled")
