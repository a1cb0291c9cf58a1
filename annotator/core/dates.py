"""Dates as people type them: ISO 8601, year-month-day."""

from __future__ import annotations

import re
from datetime import date

from annotator.core.errors import AnnotatorError

_ISO = re.compile(r"\d{4}-\d\d-\d\d")


def is_overdue(due: str, today: str) -> bool:
    """Whether a day (ISO 8601, "" is none) lies before today."""
    return bool(due) and due < today


def check_date(text: str) -> None:
    """Raise `AnnotatorError("bad-date")` unless the text is a day there is."""
    try:
        if not _ISO.fullmatch(text):
            raise ValueError
        date.fromisoformat(text)
    except ValueError as error:
        raise AnnotatorError("bad-date", date=text) from error
