"""Loads libraries that only some formats need, and says which optional part to install."""

from __future__ import annotations

import importlib
from typing import Any

from annotator.core.errors import AnnotatorError


def needed(module: str, *, extra: str, what: str) -> Any:
    """A module of an optional part. Raises `AnnotatorError("extra-missing")`; `what` is what it is for."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise AnnotatorError("extra-missing", what=what, extra=extra) from error
