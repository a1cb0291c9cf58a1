"""Searching texts that would be slow to search if anything in it went back over what it has read."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final

from annotator.core.arabic import fold
from annotator.core.finding import find_in
from annotator.suggest.clitics import clitics

HARD: Final = {
    "long": ("ا", "ا" * 1000),
    "never": ("ا", "ا" * 99 + "ب"),
    "spaced": ("ااا ", "ااا " * 200 + "ب"),
    "overlapping": ("وب", "بوب"),
    "article": ("ل", "الل"),
}
"""A piece to repeat, and what to seek in the text it makes."""


def search(name: str, characters: str) -> Mapping[str, float]:
    """Fold and search so many characters, and twice as many; the best of three."""
    piece, query = HARD[name]
    once = piece * (int(characters) // len(piece))
    return {"floor": _best(once, query), "seconds": _best(once + once, query)}


def _best(text: str, query: str) -> float:
    return min(_seconds(text, query) for _ in range(3))


def _seconds(text: str, query: str) -> float:
    begun = time.process_time()
    folded = fold(text)
    for words in (True, False):
        find_in(folded, query, words=words, clitics=clitics())
    return time.process_time() - begun
