"""Loads what only some readers need: the extra `material`, which not everybody installs."""

from __future__ import annotations

import importlib
from typing import Any

from annotator.core.errors import AnnotatorError
from annotator.formats.source import Source


def needed(module: str, source: Source) -> Any:
    """A module of the extra. Raises `AnnotatorError("extra-missing")` where it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise AnnotatorError("extra-missing", suffix=source.suffix or module) from error
