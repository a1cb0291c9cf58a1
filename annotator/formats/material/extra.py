"""Loads what only some readers need: the extra `material`, which not everybody installs."""

from __future__ import annotations

from typing import Any

from annotator.formats import extra
from annotator.formats.source import Source


def needed(module: str, source: Source) -> Any:
    """A module of the extra. Raises `AnnotatorError("extra-missing")` where it is not installed."""
    return extra.needed(module, extra="material", what=source.suffix or module)
