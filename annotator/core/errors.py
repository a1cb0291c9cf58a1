"""Errors a person can act on. Sentences for their codes live in `resources/i18n/errors.toml`."""

from __future__ import annotations

import copyreg
from typing import Any


class AnnotatorError(Exception):
    """The world, not the program, is at fault: `code` names what happened, `details` where.

    Anything that is not an `AnnotatorError` is a bug.
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __reduce__(self) -> tuple[Any, ...]:
        # It travels between processes, also where it is made of other things than code and details.
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]

    def __str__(self) -> str:
        listed = ", ".join(f"{name}={value!r}" for name, value in self.details.items())
        return f"{self.code} ({listed})" if listed else self.code


class StaleChange(AnnotatorError):
    """A row is no longer what the change expected to find; nothing was written."""

    def __init__(self, entity: str, entity_id: str) -> None:
        super().__init__("stale-change", entity=entity, id=entity_id)
