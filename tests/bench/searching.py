"""Searching a project beside the bare index; and texts that would be slow to search if anything in it went
back over what it has read."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from annotator.commands import searching
from annotator.core.arabic import fold
from annotator.core.finding import find_in
from annotator.store import Project
from annotator.store.searching import Order
from annotator.suggest.clitics import clitics
from tests.bench import floors
from tests.bench.corpus import AUTHOR
from tests.bench.results import quantile

ASKED: Final = (
    ("النشرة", "النشرة"), ("الصنوبر", "الصنوبر"), ("طبي", "طبي"), ("مصدر طبي", "مصدر AND طبي"),
    ('"كتيبة الصنوبر"', '"كتيبة الصنوبر"'), ("بيت اليراع", "بيت AND اليراع"), ("77", "77"),
    ("الزعفران OR السنديان", "الزعفران OR السنديان"), ("كتيبة -السنديان", "كتيبة NOT السنديان"),
    ("عاصف*", "عاصف*"),
)  # fmt: skip
"""What is asked of a project, from a word of every text to one of few, and the same of a bare index."""
OF_SPANS: Final = ("label:claim category:official الصنوبر", "claim:الجسر مكان:اليراع", "source:طبي")
FIRST: Final = 50
_TIMES: Final = 20


def ask(path: str, floor: str) -> Mapping[str, float]:
    """The first hits in their context, in turns with the bare index; medians over all queries, and how slow
    one in twenty is, best first and of spans too."""
    bare, seconds = floors.connect(Path(floor)), dict[str, list[float]]()
    with Project.open(Path(path), read_only=True) as project:
        project.seen_by(AUTHOR)

        def found(query: str, order: Order) -> None:
            assert (
                searching.search(project, query, reader=AUTHOR, order=order, limit=FIRST).hits
                or query == "77"
            )

        for turn in range(_TIMES + 1):
            for query, words in ASKED:
                work: dict[str, Callable[[], object]] = {
                    "ours": partial(found, query, "place"),
                    "floor": partial(floors.find, bare, words, FIRST),
                    "best": partial(found, query, "rank"),
                }
                for side, act in work.items():
                    begun = time.perf_counter()
                    act()
                    if turn:  # first the pages are read
                        seconds.setdefault(side, []).append(time.perf_counter() - begun)
            for query in OF_SPANS:
                begun = time.perf_counter()
                found(query, "rank")
                if turn:
                    seconds["best"].append(time.perf_counter() - begun)
    bare.close()
    return {
        "ours": statistics.median(seconds["ours"]),
        "floor": statistics.median(seconds["floor"]),
        "p95": quantile(seconds["best"], 0.95),
    }


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
