"""A clock that stands where a test puts it."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

import pytest

from annotator.store import log


def at(monkeypatch: pytest.MonkeyPatch, time: str) -> None:
    """From now on, what is done is done at `time` (UTC, ISO 8601)."""
    stands = datetime.fromisoformat(time).replace(tzinfo=UTC)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return stands

    monkeypatch.setattr(log, "datetime", Clock)
