"""Says what was found on this machine, in a sentence each."""

from __future__ import annotations

from annotator.commands.place import Check
from annotator.core.errors import AnnotatorError
from annotator.words.i18n import Language, error_sentence, tr


def check_sentence(language: Language, check: Check) -> str:
    """Say what was found, and what to do where it is not fine."""
    stem, _, code = check.row.partition(".")
    if stem == "errors":
        return error_sentence(language, AnnotatorError(code, **check.details))
    return tr(language, check.row, **check.details)
