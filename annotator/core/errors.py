"""Errors a person can act on. Sentences for their codes live in `resources/i18n/errors.toml`."""

from __future__ import annotations


class AnnotatorError(Exception):
    """The world, not the program, is at fault: `code` names what happened, `details` where.

    Anything that is not an `AnnotatorError` is a bug.
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        listed = ", ".join(f"{name}={value!r}" for name, value in self.details.items())
        return f"{self.code} ({listed})" if listed else self.code


class StaleChange(AnnotatorError):
    """A row is no longer what the change expected to find; nothing was written."""

    def __init__(self, entity: str, entity_id: str) -> None:
        super().__init__("stale-change", entity=entity, id=entity_id)
